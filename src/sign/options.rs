//! The options of signing, and their rules.

use crate::characters::fits_header;
use crate::issue::{Issues, Rule};
use crate::sign::request::{Format, Method};

/// This package: a timestamp needs a clock.
pub(crate) const CLOCK_UNAVAILABLE: &Rule = &Rule::named("clock-unavailable");
/// "Request syntax and signature method V2 for RPC APIs": SignatureNonce is required.
const NONCE_EMPTY: &Rule = &Rule::named("nonce-empty");
/// This package: a nonce needs a source of randomness.
pub(crate) const NONCE_UNAVAILABLE: &Rule = &Rule::named("nonce-unavailable");
/// RFC 9110, section 5.5: ACS3-HMAC-SHA256 sends the nonce in a header.
const NONCE_NOT_FOR_HEADER: &Rule = &Rule::named("nonce-not-for-header");

/// The signature method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignatureMethod {
    /// `SignatureMethod=HMAC-SHA1` and `SignatureVersion=1.0`: everything signed is a parameter.
    #[default]
    HmacSha1,
    /// Version 3 of the signature, which Alibaba Cloud's current SDKs use. The signature and the common parameters are
    /// in headers.
    Acs3HmacSha256,
}

impl SignatureMethod {
    /// Returns the default HTTP method: that of Alibaba Cloud's SDKs, except for HMAC-SHA1, which needs no header with
    /// `GET`.
    pub(crate) const fn default_method(self) -> Method {
        match self {
            Self::HmacSha1 => Method::Get,
            Self::Acs3HmacSha256 => Method::Post,
        }
    }

    /// Checks whether nonce, AccessKey ID and token are sent in headers, which allow fewer characters than parameters.
    pub(crate) const fn uses_headers(self) -> bool {
        matches!(self, Self::Acs3HmacSha256)
    }
}

/// The options of signing. Each has a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignOptions<'a> {
    /// The signature method.
    pub signature_method: SignatureMethod,
    /// The HTTP method. Default: `GET` for HMAC-SHA1, `POST` for ACS3-HMAC-SHA256.
    pub method: Option<Method>,
    /// The format of the response.
    pub format: Format,
    /// A host, or an https URL without path, query and credentials; http only for loopback addresses. Default: the
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
