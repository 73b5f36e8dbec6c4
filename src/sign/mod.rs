//! From a request to a signed request: the whole way in one function.

pub mod acs3_hmac_sha256;
pub(crate) mod canonical_query;
pub(crate) mod hmac_sha1;
pub(crate) mod options;
pub(crate) mod request;

use std::fmt;

use crate::credentials::Credentials;
use crate::endpoint::{Endpoint, Network};
use crate::issue::{Issue, Issues};
use crate::operations::start_image_pipeline_execution::StartImagePipelineExecution;
use crate::schema::Arguments;
use crate::sign::options::{
    CLOCK_UNAVAILABLE, ENDPOINT_PATH, NONCE_PATH, NONCE_UNAVAILABLE, OPTIONS, SignOptions, SignatureMethod,
    TIMESTAMP_PATH, check_nonce, nonce_fault, read_options,
};
use crate::sign::request::{SignedRequest, Unsigned};
use crate::timestamp::Timestamp;
use crate::value::Value;

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
            issues.add(CLOCK_UNAVAILABLE, TIMESTAMP_PATH);
        }
        found
    });
    let nonce = match nonce {
        Some(nonce) => nonce.to_owned(),
        None if issues.concern(NONCE_PATH) => String::new(),
        None => fresh_nonce().filter(|nonce| nonce_fault(nonce, signature_method).is_none()).unwrap_or_else(|| {
            issues.add(NONCE_UNAVAILABLE, NONCE_PATH);
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
    let unsigned = &Unsigned { arguments, credentials, method, format, endpoint, timestamp, signature_nonce };
    match options.signature_method {
        SignatureMethod::HmacSha1 => hmac_sha1::sign(unsigned),
        SignatureMethod::Acs3HmacSha256 => acs3_hmac_sha256::sign(unsigned),
    }
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
