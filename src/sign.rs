//! From a request to a signed request: the whole way in one function.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::acs3_hmac_sha256;
use crate::canonical_query::Parameter;
use crate::credentials::Credentials;
use crate::endpoint::{Endpoint, Network};
use crate::hmac_sha1;
use crate::start_image_pipeline_execution::StartImagePipelineExecution;
use crate::timestamp::Timestamp;
use crate::validation::{Issue, Issues, Rule, fields, fits_header};
use crate::value::Value;

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
    pub(crate) const ALL: [(&'static str, Self); 2] = [("GET", Self::Get), ("POST", Self::Post)];

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
    pub(crate) const ALL: [(&'static str, Self); 2] = [("JSON", Self::Json), ("XML", Self::Xml)];

    /// `JSON` or `XML`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
        }
    }
}

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
    pub(crate) const ALL: [(&'static str, Self); 2] =
        [(hmac_sha1::SIGNATURE_METHOD, Self::HmacSha1), (acs3_hmac_sha256::SIGNATURE_METHOD, Self::Acs3HmacSha256)];

    /// The HTTP method where none is asked for: that of Alibaba Cloud's SDKs, but for HMAC-SHA1, which needs no header
    /// with `GET`.
    const fn default_method(self) -> Method {
        match self {
            Self::HmacSha1 => Method::Get,
            Self::Acs3HmacSha256 => Method::Post,
        }
    }

    /// Whether nonce, AccessKey ID and token are sent in headers, which take less than parameters do.
    pub(crate) const fn uses_headers(self) -> bool {
        matches!(self, Self::Acs3HmacSha256)
    }

    fn sign(self, unsigned: &Unsigned<'_>) -> SignedRequest {
        match self {
            Self::HmacSha1 => hmac_sha1::sign(unsigned),
            Self::Acs3HmacSha256 => acs3_hmac_sha256::sign(unsigned),
        }
    }
}

/// A request's own parameters, which have been checked.
#[derive(Debug, Clone)]
pub(crate) struct Arguments<'a> {
    /// The region, which becomes part of the host.
    pub(crate) region_id: Cow<'a, str>,
    /// Names on the wire and values, nearly in the order of the canonical query.
    pub(crate) parameters: Vec<Parameter<'a>>,
}

impl Arguments<'_> {
    /// A copy that outlives the request.
    pub(crate) fn into_owned(self) -> Arguments<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Arguments {
            region_id: owned(self.region_id),
            parameters: self.parameters.into_iter().map(|(name, value)| (owned(name), owned(value))).collect(),
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

/// Why nothing was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignError {
    /// The request or an option is wrong. Every error there is, without warnings.
    Request(Vec<Issue>),
    /// The credentials are wrong. The request is not.
    Credentials(Vec<Issue>),
}

impl SignError {
    /// The issues, at least one.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        match self {
            Self::Request(issues) | Self::Credentials(issues) => issues,
        }
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, issue) in self.issues().iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            write!(f, "{space}{issue}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SignError {}

/// Validates a request and signs it.
///
/// The time and the nonce are the caller's. The nonce must never have been used before, also not by an attempt that
/// failed: the server refuses it then with `SignatureNonceUsed`.
///
/// Source: "Request syntax and signature method V2 for RPC APIs",
/// <https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism>; for ACS3-HMAC-SHA256 "Request syntax and
/// signature method V3", <https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature>.
///
/// # Errors
/// [`SignError::Request`] with every error in the request and its options; else [`SignError::Credentials`] with every
/// error in the credentials.
///
/// ```
/// use ecs_image_pipeline::{sign, Credentials, SignOptions, StartImagePipelineExecution, Timestamp};
/// let request = StartImagePipelineExecution {
///     region_id: "cn-hangzhou",
///     image_pipeline_id: "ip-2ze5tsl5bp6nf2b3****",
///     ..Default::default()
/// };
/// let credentials =
///     Credentials { access_key_id: "testid", access_key_secret: "testsecret", security_token: None };
/// let time = Timestamp::parse("2026-01-02T03:04:05Z").unwrap();
/// let nonce = "0123456789abcdef0123456789abcdef";
/// let signed = sign(&request, &credentials, &SignOptions::default(), time, nonce).unwrap();
/// assert_eq!(signed.signature, "lzPrqzdIR9nkVgvBxStdxz3YxyE=");
/// assert!(signed.url.starts_with("https://ecs.cn-hangzhou.aliyuncs.com/?AccessKeyId=testid&Action=Start"));
/// ```
pub fn sign(
    request: &StartImagePipelineExecution<'_>,
    credentials: &Credentials<'_>,
    options: &SignOptions<'_>,
    timestamp: Timestamp,
    signature_nonce: &str,
) -> Result<SignedRequest, SignError> {
    let signature_method = options.signature_method;
    let mut issues = Issues::errors_only();
    request.check(&mut issues);
    let endpoint = &find_endpoint(request, options.endpoint, Network::Public, &mut issues);
    check_nonce(signature_nonce, signature_method, &mut issues);
    if !issues.is_empty() {
        return Err(SignError::Request(issues.into_vec()));
    }
    let mut issues = Issues::default();
    credentials.check(signature_method.uses_headers(), &mut issues);
    if !issues.is_empty() {
        return Err(SignError::Credentials(issues.into_vec()));
    }
    Ok(sign_checked(&request.arguments(), credentials, options, endpoint, timestamp, signature_nonce))
}

/// Reads a request, credentials and options whose types are not known yet, and signs, as [`sign`] does.
///
/// `now`, in milliseconds since 1970, and `fresh_nonce` are asked only where the options leave the time or the nonce out.
///
/// # Errors
/// As [`sign`]; further for wrong types, unknown fields, and texts that cannot be read.
pub fn sign_value(
    request: &Value,
    credentials: &Value,
    options: &Value,
    now: impl FnOnce() -> Option<i64>,
    fresh_nonce: impl FnOnce() -> Option<String>,
) -> Result<SignedRequest, SignError> {
    let mut issues = Issues::errors_only();
    let request = &StartImagePipelineExecution::read(request, None, &mut issues);
    let (options, timestamp, nonce) = read_options(options, &OPTIONS, &mut issues);
    let signature_method = options.signature_method;
    let endpoint = &find_endpoint(request, options.endpoint, Network::Public, &mut issues);
    let timestamp = timestamp.or_else(|| {
        let found = now().and_then(|now| Timestamp::from_date(now).ok());
        if found.is_none() && !issues.concern(TIMESTAMP_PATH) {
            issues.add(Rule::ClockUnavailable, TIMESTAMP_PATH);
        }
        found
    });
    let nonce = match nonce {
        Some(nonce) => nonce.to_owned(),
        None if issues.concern(NONCE_PATH) => String::new(),
        None => fresh_nonce().filter(|nonce| nonce_fault(nonce, signature_method).is_none()).unwrap_or_else(|| {
            issues.add(Rule::NonceUnavailable, NONCE_PATH);
            String::new()
        }),
    };
    let Some(timestamp) = timestamp.filter(|_| issues.is_empty()) else {
        return Err(SignError::Request(issues.into_vec()));
    };
    let mut issues = Issues::default();
    let credentials = &Credentials::read(credentials, signature_method.uses_headers(), &mut issues);
    if !issues.is_empty() {
        return Err(SignError::Credentials(issues.into_vec()));
    }
    Ok(sign_checked(&request.arguments(), credentials, &options, endpoint, timestamp, &nonce))
}

const OPTIONS: [&str; 6] = ["signatureMethod", "method", "format", "endpoint", "timestamp", "signatureNonce"];
const ENDPOINT_PATH: &str = "options.endpoint";
const NONCE_PATH: &str = "options.signatureNonce";
const TIMESTAMP_PATH: &str = "options.timestamp";

/// Reads how to sign out of an object that has no other members than the known ones.
pub(crate) fn read_options<'a>(
    value: &'a Value,
    known: &[&str],
    issues: &mut Issues,
) -> (SignOptions<'a>, Option<Timestamp>, Option<&'a str>) {
    if !matches!(value, Value::Object(_)) {
        fields::add_wrong_type(value, fields::OBJECT, "options", issues);
        return (SignOptions::default(), None, None);
    }
    fields::add_unknown_fields(value, known, "options".into(), issues);
    let mut options = SignOptions::default();
    let signature_method = fields::choice(
        value.member("signatureMethod"),
        &SignatureMethod::ALL,
        Rule::SignatureMethodUnknown,
        "options.signatureMethod",
        issues,
    );
    options.signature_method = signature_method.unwrap_or_default();
    options.method =
        fields::choice(value.member("method"), &Method::ALL, Rule::MethodUnknown, "options.method", issues);
    let format = fields::choice(value.member("format"), &Format::ALL, Rule::FormatUnknown, "options.format", issues);
    options.format = format.unwrap_or_default();
    options.endpoint = fields::text(value.member("endpoint"), ENDPOINT_PATH, issues);
    let nonce = fields::text(value.member("signatureNonce"), NONCE_PATH, issues);
    if let Some(nonce) = nonce {
        check_nonce(nonce, options.signature_method, issues);
    }
    (options, read_timestamp(value.member("timestamp"), issues), nonce)
}

fn read_timestamp(value: &Value, issues: &mut Issues) -> Option<Timestamp> {
    let read = match value {
        Value::Text(text) => Timestamp::parse(text).map_err(|error| error.0),
        Value::Integer(milliseconds) | Value::Fraction(milliseconds) => Timestamp::from_number(*milliseconds),
        Value::Time(milliseconds) => Timestamp::from_date(*milliseconds),
        other => {
            fields::add_wrong_type(other, fields::TIME, TIMESTAMP_PATH, issues);
            return None;
        }
    };
    read.map_err(|rule| issues.add(rule, TIMESTAMP_PATH)).ok()
}

fn check_nonce(nonce: &str, signature_method: SignatureMethod, issues: &mut Issues) {
    if let Some(rule) = nonce_fault(nonce, signature_method) {
        issues.add(rule, NONCE_PATH);
    }
}

pub(crate) fn nonce_fault(nonce: &str, signature_method: SignatureMethod) -> Option<Rule> {
    if nonce.is_empty() {
        return Some(Rule::NonceEmpty);
    }
    (signature_method.uses_headers() && !fits_header(nonce)).then_some(Rule::NonceNotForHeader)
}

pub(crate) fn find_endpoint(
    request: &StartImagePipelineExecution<'_>,
    given: Option<&str>,
    network: Network,
    issues: &mut Issues,
) -> Endpoint {
    let of_region = || Endpoint::of_region(request.region_id, network);
    match given.map(Endpoint::parse) {
        None => of_region(),
        Some(Ok(endpoint)) => endpoint,
        Some(Err(rule)) => {
            issues.add(rule, ENDPOINT_PATH);
            of_region()
        }
    }
}

/// Signs what has been checked.
pub(crate) fn sign_checked<'a>(
    arguments: &'a Arguments<'a>,
    credentials: &'a Credentials<'a>,
    options: &SignOptions<'_>,
    endpoint: &'a Endpoint,
    timestamp: Timestamp,
    signature_nonce: &'a str,
) -> SignedRequest {
    let method = options.method.unwrap_or(options.signature_method.default_method());
    let format = options.format;
    options.signature_method.sign(&Unsigned {
        arguments,
        credentials,
        method,
        format,
        endpoint,
        timestamp,
        signature_nonce,
    })
}

#[cfg(test)]
mod tests {

    use super::*;

    fn signed(signature_method: SignatureMethod, token: &str, nonce: &str) -> Result<SignedRequest, SignError> {
        let request =
            StartImagePipelineExecution { region_id: "cn-hangzhou", image_pipeline_id: "ip-1", ..Default::default() };
        let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: Some(token) };
        let time = Timestamp::from_unix_seconds(0).expect("1970 is a year");
        sign(&request, &credentials, &SignOptions { signature_method, ..Default::default() }, time, nonce)
    }

    #[test]
    fn what_goes_into_headers_is_ascii_and_parameters_are_any_text() {
        assert!(signed(SignatureMethod::HmacSha1, "令牌", "随机数").is_ok());
        let error = signed(SignatureMethod::Acs3HmacSha256, "token", "随机数").expect_err("no header holds it");
        assert!(matches!(error, SignError::Request(_)));
        let error = signed(SignatureMethod::Acs3HmacSha256, "令牌", "nonce").expect_err("no header holds it");
        assert!(matches!(error, SignError::Credentials(_)));
    }

    #[test]
    fn an_error_tells_every_issue() {
        let request = StartImagePipelineExecution::default();
        let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
        let time = Timestamp::from_unix_seconds(0).expect("1970 is a year");
        let error = sign(&request, &credentials, &SignOptions::default(), time, "").expect_err("all is missing");
        let paths: Vec<_> = error.issues().iter().map(Issue::path).collect();
        assert_eq!(paths, ["regionId", "imagePipelineId", NONCE_PATH]);
        let issues: Vec<_> = error.issues().iter().map(ToString::to_string).collect();
        assert_eq!(error.to_string(), issues.join(" "));
    }
    #[test]
    fn the_clock_and_the_nonce_are_asked_for_what_the_options_leave_out() {
        let request = Value::from(vec![("regionId", Value::from("a")), ("imagePipelineId", Value::from("ip-1"))]);
        let credentials =
            Value::from(vec![("accessKeyId", Value::from("id")), ("accessKeySecret", Value::from("secret"))]);
        let outcome = |options: Vec<(&'static str, Value)>, now: Option<i64>, nonce: Option<&str>| {
            let nonce = nonce.map(ToOwned::to_owned);
            let signed = sign_value(&request, &credentials, &Value::from(options), || now, || nonce);
            let codes =
                |error: SignError| error.issues().iter().map(|issue| (issue.path().to_owned(), issue.code())).collect();
            signed.map(|signed| (signed.timestamp.text(), signed.signature_nonce)).map_err(codes)
        };
        let signed = |time: &str, nonce: &str| Ok::<_, Vec<_>>((time.to_owned(), nonce.to_owned()));
        let refused = |path: &str, code: &'static str| Err(vec![(path.to_owned(), code)]);

        assert_eq!(outcome(vec![], Some(1000), Some("fresh")), signed("1970-01-01T00:00:01Z", "fresh"));
        let options = || vec![("timestamp", Value::Time(2000)), ("signatureNonce", Value::from("own"))];
        assert_eq!(outcome(options(), None, None), signed("1970-01-01T00:00:02Z", "own"));
        assert_eq!(outcome(options(), Some(1000), Some("fresh")), signed("1970-01-01T00:00:02Z", "own"));
        assert_eq!(outcome(vec![], None, Some("fresh")), refused(TIMESTAMP_PATH, "NoClock"));
        for nonce in [None, Some("")] {
            assert_eq!(outcome(vec![], Some(1000), nonce), refused(NONCE_PATH, "NoRandomness"));
        }
        // What is wrong is told once, and not that it is missing.
        let wrong = vec![("timestamp", Value::from("today"))];
        assert_eq!(outcome(wrong, None, Some("fresh")), refused(TIMESTAMP_PATH, "InvalidTimeStamp.Format"));
        let wrong = vec![("signatureNonce", Value::from(""))];
        assert_eq!(outcome(wrong, Some(1000), None), refused(NONCE_PATH, "MissingParameter"));
        let wrong = vec![("signatureNonce", Value::Boolean(true))];
        assert_eq!(outcome(wrong, Some(1000), None), refused(NONCE_PATH, "WrongType"));
    }
}
