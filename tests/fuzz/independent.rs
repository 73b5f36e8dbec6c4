//! Both signature methods once more, from Alibaba Cloud's documentation and with hashes of another author. Nothing of the
//! crate under test is used.

use std::collections::BTreeMap;

pub(crate) type Parameters = BTreeMap<String, String>;

/// RFC 3986: unreserved characters stay.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            _ => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}

/// A map of texts is in the order of their bytes.
pub(crate) fn canonical_query(parameters: &Parameters) -> String {
    let pairs: Vec<_> = parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

pub(crate) fn string_to_sign(method: &str, query: &str) -> String {
    format!("{method}&{}&{}", encode("/"), encode(query))
}

pub(crate) fn hmac_sha1(secret: &str, string_to_sign: &str) -> String {
    base64(&hmac_sha1_compact::HMAC::mac(string_to_sign.as_bytes(), format!("{secret}&").as_bytes()))
}

pub(crate) fn hmac_sha256(secret: &str, string_to_sign: &str) -> String {
    hex(&hmac_sha256::HMAC::mac(string_to_sign, secret))
}

pub(crate) fn sha256(text: &str) -> String {
    hex(&hmac_sha256::Hash::hash(text.as_bytes()))
}

/// Version 3: `headers` are those that are signed.
pub(crate) fn canonical_request(method: &str, query: &str, headers: &Parameters) -> String {
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let names: Vec<_> = headers.keys().map(String::as_str).collect();
    format!("{method}\n/\n{query}\n{lines}\n{}\n{}", names.join(";"), sha256(""))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let character = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() { character.into() } else { '=' });
        }
    }
    text
}
