//! Percent-encoding as the signature needs it: RFC 3986's unreserved characters stay, every other byte of the UTF-8
//! form becomes `%XY` in upper-case hex.

#![expect(clippy::indexing_slicing, reason = "tables as long as what indexes them counts")]

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let character = byte as u8;
        table[byte] = character.is_ascii_alphanumeric() || matches!(character, b'-' | b'_' | b'.' | b'~');
        byte += 1;
    }
    table
};
const HEX: [u8; 16] = *b"0123456789ABCDEF";

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
    let mut encoded = Encoded::with_room_for(text.len());
    encoded.push_encoded(text);
    encoded.into_text()
}

/// Text that grows as it is encoded.
pub(crate) struct Encoded {
    bytes: Vec<u8>,
    length: usize,
}

impl Encoded {
    /// Room for so many bytes in their longest form, `%XY`. To ask for room byte by byte took most of the time of signing.
    pub(crate) fn with_room_for(bytes: usize) -> Self {
        Self { bytes: vec![0; bytes * 3], length: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    #[inline(always)]
    fn put(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    /// Adds a text as it is.
    pub(crate) fn push(&mut self, text: &str) {
        let room = self.bytes.get_mut(self.length..).and_then(|room| room.get_mut(..text.len()));
        if let Some(room) = room {
            room.copy_from_slice(text.as_bytes());
            self.length += text.len();
        }
    }

    /// Adds a text, encoded.
    pub(crate) fn push_encoded(&mut self, text: &str) {
        for byte in text.bytes() {
            if UNRESERVED[usize::from(byte)] {
                self.put(byte);
            } else {
                self.put(b'%');
                self.put(HEX[usize::from(byte >> 4)]);
                self.put(HEX[usize::from(byte & 15)]);
            }
        }
    }

    pub(crate) fn into_text(mut self) -> String {
        self.bytes.truncate(self.length);
        String::from_utf8(self.bytes).unwrap_or_default()
    }
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
