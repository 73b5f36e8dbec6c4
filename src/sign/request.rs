//! The parts of a request that is being signed, and the signed request.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::schema::Arguments;
use crate::timestamp::Timestamp;

/// How long the server accepts a request: the stricter of the two figures in the documentation (15 and 31 minutes).
const LIFETIME_SECONDS: u32 = 15 * 60;

/// The HTTP method. It is part of what is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Everything in the query. By HMAC-SHA1 there is no header: a simple request in the sense of CORS.
    Get,
    /// By HMAC-SHA1 everything in a form body; by ACS3-HMAC-SHA256 everything in the query, and no body.
    Post,
}

impl Method {
    /// `GET` or `POST`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// The format of the server's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `Format=JSON`; by ACS3-HMAC-SHA256 `accept: application/json`.
    #[default]
    Json,
    /// `Format=XML`, the server's own default; by ACS3-HMAC-SHA256 `accept: application/xml`.
    Xml,
}

impl Format {
    /// `JSON` or `XML`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
        }
    }
}

/// What a signature method makes a signed request of. All of it has been checked.
pub(crate) struct Unsigned<'a> {
    pub(crate) arguments: &'a Arguments<'a>,
    pub(crate) credentials: &'a Credentials<'a>,
    pub(crate) method: Method,
    pub(crate) format: Format,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) timestamp: Timestamp,
    pub(crate) signature_nonce: &'a str,
}

impl Unsigned<'_> {
    pub(crate) fn expires_at(&self) -> Timestamp {
        self.timestamp.plus_seconds(LIFETIME_SECONDS)
    }
}

/// A request that is ready to be sent, with each value on the way to its signature.
///
/// URL, headers and body hold the security token if there is one, so Debug does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedRequest {
    /// The HTTP method.
    pub method: Method,
    /// The URL, with the whole query, but for `POST` by HMAC-SHA1.
    pub url: String,
    /// Header names, in lower case, and values. By HMAC-SHA1 none for `GET`, and the form's `content-type` for `POST`. By
    /// ACS3-HMAC-SHA256 `accept`, `authorization` and each `x-acs-*`; `host`, which is signed too, is what the client makes
    /// of the URL.
    pub headers: Vec<(&'static str, String)>,
    /// The form body, for `POST` by HMAC-SHA1 alone.
    pub body: Option<String>,
    /// The signature: base64 of 28 characters by HMAC-SHA1, hex of 64 by ACS3-HMAC-SHA256.
    pub signature: String,
    /// What was signed.
    pub string_to_sign: String,
    /// The parameters without the signature: encoded, sorted, joined.
    pub canonical_query: String,
    /// What the hash in the string to sign is made of, by ACS3-HMAC-SHA256 alone.
    pub canonical_request: Option<String>,
    /// The time of signing.
    pub timestamp: Timestamp,
    /// The nonce that was signed.
    pub signature_nonce: String,
    /// The time of signing and 15 minutes. From then on the server may refuse the request: the documentation names 15
    /// minutes, and elsewhere 31.
    pub expires_at: Timestamp,
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedRequest")
            .field("method", &self.method)
            .field("timestamp", &self.timestamp.text())
            .field("signature_nonce", &self.signature_nonce)
            .finish_non_exhaustive()
    }
}

struct Headers<'h>(&'h [(&'static str, String)]);

impl Serialize for Headers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for SignedRequest {
    /// With the names of the JavaScript API, and `redirect: "manual"` for `fetch`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("SignedRequest", 12)?;
        fields.serialize_field("method", self.method.as_str())?;
        fields.serialize_field("url", &self.url)?;
        fields.serialize_field("headers", &Headers(&self.headers))?;
        match &self.body {
            Some(body) => fields.serialize_field("body", body)?,
            None => fields.skip_field("body")?,
        }
        // `fetch` must not follow a redirect: it would send the security token to another host.
        fields.serialize_field("redirect", "manual")?;
        fields.serialize_field("signature", &self.signature)?;
        fields.serialize_field("stringToSign", &self.string_to_sign)?;
        fields.serialize_field("canonicalQuery", &self.canonical_query)?;
        match &self.canonical_request {
            Some(request) => fields.serialize_field("canonicalRequest", request)?,
            None => fields.skip_field("canonicalRequest")?,
        }
        fields.serialize_field("timestamp", &self.timestamp.text())?;
        fields.serialize_field("signatureNonce", &self.signature_nonce)?;
        fields.serialize_field("expiresAt", &self.expires_at.text())?;
        fields.end()
    }
}
