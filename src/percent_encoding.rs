//! Percent-encoding for signatures: the unreserved characters of RFC 3986 stay, and every other byte of UTF-8 becomes
//! `%XY` in upper-case hex.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// RFC 3986, section 2.3.
const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encodes a text. `A-Z a-z 0-9 - _ . ~` stay; everything else is encoded, such as a space as `%20` and `*` as
/// `%2A`.
///
/// Source: "Request syntax and signature method V2 for RPC APIs", step 1; `encode` in `@alicloud/pop-core` `lib/rpc.js`.
///
/// ```
/// use ecs_image_pipeline::percent_encode;
/// assert_eq!(percent_encode("a b*c~d/中"), "a%20b%2Ac~d%2F%E4%B8%AD");
/// ```
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut encoded = with_room_for(text.len());
    push_encoded(&mut encoded, text);
    encoded
}

/// Allocates for the worst case, three output bytes per input byte. Growing byte by byte dominated signing time.
pub(crate) fn with_room_for(bytes: usize) -> String {
    String::with_capacity(bytes * 3)
}

/// Appends a text, percent-encoded.
pub(crate) fn push_encoded(encoded: &mut String, text: &str) {
    for piece in utf8_percent_encode(text, NOT_UNRESERVED) {
        match piece.as_bytes() {
            // Usually `%XY`. Copying a fixed three bytes is much faster than copying a variable length.
            [_, _, _] => encoded.push_str(piece.get(..3).unwrap_or(piece)),
            _ => encoded.push_str(piece),
        }
    }
}

/// Decodes percent-encoding with hex digits of either case; `+` stays. Returns `None` if a `%` is not followed by two
/// hex digits, or if the bytes are not UTF-8.
pub(crate) fn percent_decode(encoded: &str) -> Option<String> {
    let has_digits = |rest: &str| rest.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    if !encoded.split('%').skip(1).all(has_digits) {
        return None;
    }
    percent_decode_str(encoded).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_encodings_are_decoded() {
        assert_eq!(percent_decode("a+%20%e4%B8%adb"), Some("a+ 中b".to_owned()));
        for encoded in ["%", "a%2", "%%20", "%2g", "%中", "%ff", "%E4%B8"] {
            assert_eq!(percent_decode(encoded), None, "{encoded}");
        }
    }
}
