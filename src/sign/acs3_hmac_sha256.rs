//! The signature method `ACS3-HMAC-SHA256`, version 3 of Alibaba Cloud's signatures, stage by stage.
//!
//! Source: "Request syntax and signature method V3",
//! <https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature>; `getAuthorization` of
//! `@alicloud/openapi-util` 0.3.3.

use base16ct::lower::encode_string;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::sign::canonical_query::canonical_query_of_plain_names;
use crate::sign::request::{Format, SignedRequest, Unsigned};

pub(crate) const SIGNATURE_METHOD: &str = "ACS3-HMAC-SHA256";
/// SHA-256 of the empty body: all parameters are in the query, as in Alibaba Cloud's SDKs.
const NO_BODY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Signs a request. The operation's parameters are in the query with either HTTP method; everything else is in headers.
pub(crate) fn sign(unsigned: &Unsigned<'_>) -> SignedRequest {
    let &Unsigned { arguments, credentials, method, format, endpoint, timestamp, signature_nonce } = unsigned;
    let canonical_query = canonical_query_of_plain_names(arguments.parameters().collect());

    let (host, date) = (endpoint.host(), timestamp.text());
    let mut signed: Vec<(&'static str, &str)> = Vec::with_capacity(7);
    signed.extend_from_slice(&[("host", host.as_str()), ("x-acs-action", arguments.operation.action)]);
    signed.extend_from_slice(&[("x-acs-content-sha256", NO_BODY), ("x-acs-date", date.as_str())]);
    signed.extend(credentials.security_token.map(|token| ("x-acs-security-token", token)));
    signed.extend_from_slice(&[
        ("x-acs-signature-nonce", signature_nonce),
        ("x-acs-version", arguments.operation.version),
    ]);

    let canonical_request = canonical_request(method.as_str(), &canonical_query, &signed, NO_BODY);
    let string_to_sign = string_to_sign(&canonical_request);
    let signature = signature(credentials.access_key_secret, &string_to_sign);

    let accept = match format {
        Format::Json => "application/json",
        Format::Xml => "application/xml",
    };
    let key = credentials.access_key_id;
    let authorization =
        [SIGNATURE_METHOD, " Credential=", key, ",SignedHeaders=", &names(&signed), ",Signature=", &signature].concat();
    let mut headers = Vec::with_capacity(8);
    headers.extend([("accept", accept.to_owned()), ("authorization", authorization)]);
    // The first is the host. Clients derive it from the URL, and `fetch` does not accept it.
    headers.extend(signed.iter().skip(1).map(|(name, value)| (*name, (*value).to_owned())));
    SignedRequest {
        method,
        url: [&endpoint.url(), "?", &canonical_query].concat(),
        headers,
        body: None,
        signature,
        string_to_sign,
        canonical_query,
        canonical_request: Some(canonical_request),
        timestamp,
        signature_nonce: signature_nonce.to_owned(),
        expires_at: unsigned.expires_at(),
    }
}

/// Returns the canonical request: HTTP method, the path `/`, canonical query, headers and their names, and the SHA-256
/// of the body in lower-case hex, one line each.
///
/// `headers` are the signed ones: names in lower case and in byte order, values trimmed. They are not checked.
///
/// ```
/// use ecs_image_pipeline::acs3_hmac_sha256::canonical_request;
/// let headers = [("host", "ecs.aliyuncs.com"), ("x-acs-version", "2014-05-26")];
/// assert_eq!(
///     canonical_request("POST", "RegionId=cn-hangzhou", &headers, "e3b0c442"),
///     "POST\n/\nRegionId=cn-hangzhou\nhost:ecs.aliyuncs.com\nx-acs-version:2014-05-26\n\nhost;x-acs-version\ne3b0c442"
/// );
/// ```
#[must_use]
pub fn canonical_request(method: &str, canonical_query: &str, headers: &[(&str, &str)], body_sha256: &str) -> String {
    let names = names(headers);
    let mut parts = Vec::with_capacity(headers.len() * 4 + 8);
    parts.extend_from_slice(&[method, "\n/\n", canonical_query, "\n"]);
    for (name, value) in headers {
        parts.extend_from_slice(&[name, ":", value, "\n"]);
    }
    parts.extend_from_slice(&["\n", &names, "\n", body_sha256]);
    parts.concat()
}

fn names(headers: &[(&str, &str)]) -> String {
    let mut names = String::new();
    for (name, _) in headers {
        if !names.is_empty() {
            names.push(';');
        }
        names.push_str(name);
    }
    names
}

/// Returns the string to sign: `ACS3-HMAC-SHA256` and the SHA-256 of the canonical request in lower-case hex, one line
/// each.
///
/// ```
/// use ecs_image_pipeline::acs3_hmac_sha256::string_to_sign;
/// assert_eq!(
///     string_to_sign("test"),
///     "ACS3-HMAC-SHA256\n9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
/// );
/// ```
#[must_use]
pub fn string_to_sign(canonical_request: &str) -> String {
    [SIGNATURE_METHOD, "\n", &encode_string(&Sha256::digest(canonical_request))].concat()
}

/// Returns the signature: HMAC-SHA256 of the string to sign, keyed with the AccessKey secret, as 64 characters of
/// lower-case hex.
///
/// ```
/// use ecs_image_pipeline::acs3_hmac_sha256::signature;
/// let hash = "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259";
/// assert_eq!(
///     signature("YourAccessKeySecret", &format!("ACS3-HMAC-SHA256\n{hash}")),
///     "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
/// );
/// ```
#[must_use]
pub fn signature(access_key_secret: &str, string_to_sign: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(access_key_secret.as_bytes()).expect("HMAC takes a key of any length");
    encode_string(&mac.chain_update(string_to_sign).finalize().into_bytes())
}
