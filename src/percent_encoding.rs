//! Percent-encoding as the signature needs it: RFC 3986's unreserved characters stay, every other byte of the UTF-8
//! form becomes `%XY` in upper-case hex.

/// Encodes a text: `A-Z a-z 0-9 - _ . ~` stay, everything else is encoded, a space as `%20`, `*` as `%2A`.
///
/// Source: "Request syntax and signature method V2 for RPC APIs", step 1; `encode` in `@alicloud/pop-core` `lib/rpc.js`.
///
/// ```
/// use ecs_image_pipeline::percent_encode;
/// assert_eq!(percent_encode("a b*c~d/中"), "a%20b%2Ac~d%2F%E4%B8%AD");
/// ```
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + text.len() / 2);
    push_encoded(&mut encoded, text);
    encoded
}

pub(crate) fn push_encoded(encoded: &mut String, text: &str) {
    for character in text.chars() {
        if is_unreserved(character) {
            encoded.push(character);
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            encoded.push('%');
            encoded.push(hex_digit(byte >> 4));
            encoded.push(hex_digit(byte & 15));
        }
    }
}

const fn is_unreserved(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '~')
}

const fn hex_digit(nibble: u8) -> char {
    (match nibble {
        0..=9 => b'0' + nibble,
        _ => b'A' + nibble - 10,
    }) as char
}

/// Undoes percent-encoding, in either case of hex; `+` stays. `None` where a `%` is not followed by two hex digits, and
/// where the bytes are not UTF-8.
pub(crate) fn percent_decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
