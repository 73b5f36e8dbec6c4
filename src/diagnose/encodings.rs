//! The encodings that other code uses.

use crate::percent_encoding::{percent_decode, percent_encode};

/// Reserved by RFC 3986, section 2.2. `encodeURIComponent` leaves them unencoded, but the signature needs them encoded.
const OFTEN_NOT_ENCODED: [(&str, &str); 5] = [("*", "%2A"), ("'", "%27"), ("(", "%28"), (")", "%29"), ("!", "%21")];

/// Normalizes the characters on which encoders disagree to the form that is signed.
///
/// `A-Z a-z 0-9 - _ . ~` are unreserved: by RFC 3986, section 2.3, an encoder leaves them, and a reader decodes `%7E`.
/// `* ' ( ) !` are reserved, so they are encoded. Hex digits become upper case, by section 6.2.2.1. All else stays.
pub(super) fn normalize(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let mut normal = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        let escape = ["%", digits].concat();
        match percent_decode(&escape) {
            Some(character) => normal.push_str(&percent_encode(&character)),
            // One byte of a multi-byte character, or not an escape.
            None => normal.push_str(&if is_hex(digits) { escape.to_ascii_uppercase() } else { escape }),
        }
        normal.push_str(rest);
    }
    OFTEN_NOT_ENCODED.iter().fold(normal, |text, (character, form)| text.replace(character, form))
}

fn is_hex(digits: &str) -> bool {
    digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Encodes a text as JavaScript's `encodeURIComponent` does.
pub(super) fn encode_uri_component(text: &str) -> String {
    OFTEN_NOT_ENCODED.iter().fold(percent_encode(text), |text, (character, form)| text.replace(form, character))
}

/// Encodes a text with lower-case hex digits.
pub(super) fn encode_in_lower_case(text: &str) -> String {
    let encoded = percent_encode(text);
    let mut digits = 0;
    let lower = encoded.chars().map(|character| {
        let is_digit = digits > 0;
        digits = if character == '%' { 2 } else { digits - i32::from(is_digit) };
        if is_digit { character.to_ascii_lowercase() } else { character }
    });
    lower.collect()
}

/// Encodes a text as a form encoder writes its spaces.
pub(super) fn encode_with_plus(text: &str) -> String {
    percent_encode(text).replace("%20", "+")
}

/// Decodes the `&` that JSON writes as `\u0026`. A log may escape the backslash again.
pub(super) fn unescape_ampersands(text: &str) -> String {
    text.replace("\\\\u0026", "&").replace("\\u0026", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreserved_characters_are_decoded_and_all_else_is_encoded() {
        for (written, normal) in [
            ("%7E~%7e", "~~~"),
            ("%41%2d%5F%2E%39", "A-_.9"),
            ("*'()!%2a", "%2A%27%28%29%21%2A"),
            ("%2f%e4%b8%AD", "%2F%E4%B8%AD"),
            ("%25%7E%257E", "%25~%257E"),
            // Not decodable.
            ("%%2%7E%zz%a", "%%2~%zz%a"),
            ("a+b&c=d", "a+b&c=d"),
            ("%中", "%中"),
        ] {
            assert_eq!(normalize(written), normal, "{written}");
        }
    }

    #[test]
    fn the_forms_of_other_encoders() {
        assert_eq!(encode_uri_component("a *'()!~/"), "a%20*'()!~%2F");
        assert_eq!(encode_in_lower_case("A/ÄF"), "A%2f%c3%84F");
        assert_eq!(encode_with_plus("a b+"), "a+b%2B");
    }
}
