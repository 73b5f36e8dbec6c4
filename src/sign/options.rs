//! How a request is signed: the options, their rules, and how they are read.

use crate::characters::fits_header;
use crate::issue::{Issues, Rule};
use crate::sign::request::{Format, Method};

/// This package: it makes no timestamp without a clock.
pub(crate) const CLOCK_UNAVAILABLE: &Rule = &Rule::named("clock-unavailable");
/// "Request syntax and signature method V2 for RPC APIs": SignatureNonce is required.
const NONCE_EMPTY: &Rule = &Rule::named("nonce-empty");
/// This package: it makes no nonce without a source of randomness.
pub(crate) const NONCE_UNAVAILABLE: &Rule = &Rule::named("nonce-unavailable");
/// RFC 9110, section 5.5, since ACS3-HMAC-SHA256 sends it in a header.
const NONCE_NOT_FOR_HEADER: &Rule = &Rule::named("nonce-not-for-header");

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignatureMethod {
    /// `SignatureMethod=HMAC-SHA1` and `SignatureVersion=1.0`: all that is signed is a parameter.
    #[default]
    HmacSha1,
    /// Version 3 of the signature, which Alibaba Cloud's current SDKs use: the signature and what is common to all
    /// operations are in headers.
    Acs3HmacSha256,
}

impl SignatureMethod {
    /// The HTTP method where none is asked for: that of Alibaba Cloud's SDKs, but for HMAC-SHA1, which needs no header
    /// with `GET`.
    pub(crate) const fn default_method(self) -> Method {
        match self {
            Self::HmacSha1 => Method::Get,
            Self::Acs3HmacSha256 => Method::Post,
        }
    }

    /// Whether nonce, AccessKey ID and token are sent in headers, which take less than parameters do.
    pub(crate) const fn uses_headers(self) -> bool {
        matches!(self, Self::Acs3HmacSha256)
    }
}

/// How to sign. Each field has a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignOptions<'a> {
    /// The signature method.
    pub signature_method: SignatureMethod,
    /// The HTTP method. Default: `GET` by HMAC-SHA1, `POST` by ACS3-HMAC-SHA256.
    pub method: Option<Method>,
    /// The format of the answer.
    pub format: Format,
    /// A host, or an https URL without path, query and credentials; http for loopback addresses alone. Default: the
    /// region's [`endpoint`](crate::endpoint()).
    pub endpoint: Option<&'a str>,
}

pub(crate) const ENDPOINT_PATH: &str = "options.endpoint";
pub(crate) const NONCE_PATH: &str = "options.signatureNonce";

pub(crate) fn check_nonce(nonce: &str, signature_method: SignatureMethod, issues: &mut Issues) {
    if let Some(rule) = broken_nonce_rule(nonce, signature_method) {
        issues.add(rule, NONCE_PATH);
    }
}

pub(crate) fn broken_nonce_rule(nonce: &str, signature_method: SignatureMethod) -> Option<&'static Rule> {
    if nonce.is_empty() {
        return Some(NONCE_EMPTY);
    }
    (signature_method.uses_headers() && !fits_header(nonce)).then_some(NONCE_NOT_FOR_HEADER)
}
