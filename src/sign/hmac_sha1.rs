//! The signature method `HMAC-SHA1` with `SignatureVersion` 1.0.

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::percent_encoding::{percent_encode, push_encoded, with_room_for};
use crate::sign::canonical_query::canonical_query_of_plain_names;
use crate::sign::request::{Method, SignedRequest, Unsigned};

/// The value of the parameter `SignatureMethod`.
pub(crate) const SIGNATURE_METHOD: &str = "HMAC-SHA1";
/// The value of the parameter `SignatureVersion`.
pub(crate) const SIGNATURE_VERSION: &str = "1.0";

/// Signs a request. Everything is a parameter, in the query of a `GET` or in the form of a `POST`.
pub(crate) fn sign(unsigned: &Unsigned<'_>) -> SignedRequest {
    let &Unsigned { arguments, credentials, method, format, endpoint, timestamp, signature_nonce } = unsigned;
    let timestamp_text = timestamp.text();
    let mut parameters: Vec<(&str, &str)> = Vec::with_capacity(64);
    parameters.extend([
        ("AccessKeyId", credentials.access_key_id),
        ("Action", arguments.operation.action),
        ("Format", format.as_str()),
    ]);
    parameters.extend(credentials.security_token.map(|token| ("SecurityToken", token)));
    parameters.extend([
        ("SignatureMethod", SIGNATURE_METHOD),
        ("SignatureNonce", signature_nonce),
        ("SignatureVersion", SIGNATURE_VERSION),
        ("Timestamp", &timestamp_text),
        ("Version", arguments.operation.version),
    ]);
    parameters.extend(arguments.parameters());

    let canonical_query = canonical_query_of_plain_names(parameters);
    let string_to_sign = string_to_sign(method.as_str(), &canonical_query);
    let signature = signature(credentials.access_key_secret, &string_to_sign);

    let signed_query = [&canonical_query, "&Signature=", &percent_encode(&signature)].concat();

    let (url, headers, body) = match method {
        Method::Get => ([&endpoint.url(), "?", &signed_query].concat(), Vec::new(), None),
        Method::Post => {
            let form = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
            (endpoint.url(), form, Some(signed_query))
        }
    };
    SignedRequest {
        method,
        url,
        headers,
        body,
        signature,
        string_to_sign,
        canonical_query,
        canonical_request: None,
        timestamp,
        signature_nonce: signature_nonce.to_owned(),
        expires_at: unsigned.expires_at(),
    }
}

/// Returns the string to sign: HTTP method, encoded path `/` and encoded canonical query, joined by `&`.
///
/// It contains the method, so a request signed for `GET` is refused as `POST`.
///
/// Source: "Request syntax and signature method V2 for RPC APIs", step 2.
///
/// ```
/// use ecs_image_pipeline::string_to_sign;
/// assert_eq!(string_to_sign("GET", "Action=A&Key=a%20b"), "GET&%2F&Action%3DA%26Key%3Da%2520b");
/// ```
#[must_use]
pub fn string_to_sign(method: &str, canonical_query: &str) -> String {
    let mut text = with_room_for(method.len() + canonical_query.len() + 5);
    text.push_str(method);
    text.push_str("&%2F&");
    push_encoded(&mut text, canonical_query);
    text
}

/// Returns the signature: HMAC-SHA1 of the string to sign, keyed with the AccessKey secret and `&`, as 28 characters of
/// base64.
///
/// Source: "Request syntax and signature method V2 for RPC APIs", step 3.
///
/// ```
/// use ecs_image_pipeline::signature;
/// assert_eq!(signature("secret", "GET&%2F&body%3Dtest%26query%3Dtest"), "XlUyV4sXjOuX5FnjUz9IF9tm5rU=");
/// ```
#[must_use]
pub fn signature(access_key_secret: &str, string_to_sign: &str) -> String {
    let key = Key::new(access_key_secret, "&");
    Base64::encode_string(&hmac_sha1(key.text().as_bytes(), string_to_sign.as_bytes()))
}

/// A copy of the secret with a suffix. It is wiped when dropped.
pub(crate) struct Key(String);

impl Key {
    pub(crate) fn new(access_key_secret: &str, end: &str) -> Self {
        Self([access_key_secret, end].concat())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

/// Returns the HMAC-SHA1 for any key, to reproduce the mistakes of other code.
pub(crate) fn hmac_with_key(key: &str, message: &str) -> [u8; 20] {
    hmac_sha1(key.as_bytes(), message.as_bytes())
}

fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    let mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.chain_update(message).finalize().into_bytes().into()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_any_string_to_sign() {
        assert_eq!(string_to_sign("", ""), "&%2F&");
        assert_eq!(string_to_sign("", "中中中中中中"), ["&%2F&", &"%E4%B8%AD".repeat(6)].concat());
    }

    #[test]
    fn official_primitives() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/vectors/official-documents.json"))
                .expect("the file is JSON");
        let primitives = vectors["primitives"].as_array().expect("a list");
        assert_eq!(primitives.len(), 4);
        for case in primitives {
            let text = |member: &str| case[member].as_str().expect("a text");
            let mac = hmac_sha1(text("key").as_bytes(), text("message").as_bytes());
            assert_eq!(Base64::encode_string(&mac), text("signature"), "{}", text("name"));
        }
    }
}
