//! The parts of an unsigned request, and the signed request.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::schema::Arguments;
use crate::timestamp::Timestamp;

/// Lifetime of a signed request: the stricter of the two documented figures, 15 and 31 minutes.
const LIFETIME_SECONDS: u32 = 15 * 60;

/// The HTTP method, which is part of the string to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Everything in the query. With HMAC-SHA1, it has no headers, so that it is a simple request for CORS.
    Get,
    /// With HMAC-SHA1, everything in a form body; with ACS3-HMAC-SHA256, everything in the query, without a body.
    Post,
}

impl Method {
    /// Returns `GET` or `POST`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// The format of the server's response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `Format=JSON`, or with ACS3-HMAC-SHA256 `accept: application/json`.
    #[default]
    Json,
    /// `Format=XML`, or with ACS3-HMAC-SHA256 `accept: application/xml`. XML is the server's default.
    Xml,
}

impl Format {
    /// Returns `JSON` or `XML`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
        }
    }
}

/// The checked inputs of a signature method.
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

/// A request that is ready to be sent, with each intermediate value of its signature.
///
/// URL, headers and body contain the security token, if any, so Debug omits them.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedRequest {
    /// The HTTP method.
    pub method: Method,
    /// The URL with the whole query, except for `POST` with HMAC-SHA1.
    pub url: String,
    /// Header names in lower case, and values. With HMAC-SHA1, none for `GET`, and the form's `content-type` for
    /// `POST`. With ACS3-HMAC-SHA256, `accept`, `authorization` and each `x-acs-*`. `host` is signed too, but HTTP
    /// clients derive it from the URL.
    pub headers: Vec<(&'static str, String)>,
    /// The form body; only for `POST` with HMAC-SHA1.
    pub body: Option<String>,
    /// The signature: 28 characters of base64 for HMAC-SHA1, 64 of hex for ACS3-HMAC-SHA256.
    pub signature: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// The parameters without the signature: encoded, sorted, joined.
    pub canonical_query: String,
    /// The canonical request, whose hash is in the string to sign; only for ACS3-HMAC-SHA256.
    pub canonical_request: Option<String>,
    /// The time of signing.
    pub timestamp: Timestamp,
    /// The nonce that was signed.
    pub signature_nonce: String,
    /// The time of signing plus 15 minutes. After it, the server may refuse the request: the documentation says 15
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
    /// Uses the names of the JavaScript API, and adds `redirect: "manual"` for `fetch`.
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
