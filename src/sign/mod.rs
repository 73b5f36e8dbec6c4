//! Signs arguments, in one function.

pub mod acs3_hmac_sha256;
pub(crate) mod canonical_query;
pub(crate) mod hmac_sha1;
pub(crate) mod options;
pub(crate) mod request;

use std::fmt;

use crate::credentials::Credentials;
use crate::endpoint::{Endpoint, Network};
use crate::issue::{Issue, Issues, ValidationError};
use crate::schema::Arguments;
use crate::sign::options::{ENDPOINT_PATH, SignOptions, SignatureMethod, check_nonce};
use crate::sign::request::{SignedRequest, Unsigned};
use crate::timestamp::Timestamp;

/// The reason why a request was not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// An option or the nonce is wrong.
    Request(ValidationError),
    /// Only the credentials are wrong.
    Credentials(ValidationError),
}

impl SignError {
    /// The issues, at least one.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        match self {
            Self::Request(error) | Self::Credentials(error) => error.issues(),
        }
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) | Self::Credentials(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SignError {}

/// Signs a validated request.
///
/// The caller provides time and nonce. A nonce must be unique, also among failed attempts: the server refuses a
/// repeated one with `SignatureNonceUsed`.
///
/// Source: "Request syntax and signature method V2 for RPC APIs",
/// <https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism>; for ACS3-HMAC-SHA256 "Request syntax and
/// signature method V3", <https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature>.
///
/// # Errors
/// [`SignError::Request`] with every error in the options and the nonce; else [`SignError::Credentials`] with every error in
/// the credentials.
///
/// ```
/// use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
/// use ecs_image_pipeline::{Credentials, SignOptions, Timestamp, Value, sign};
/// let request = Value::from([
///     ("regionId", "cn-hangzhou".into()),
///     ("imagePipelineId", "ip-2ze5tsl5bp6nf2b3****".into()),
/// ]);
/// let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&request)?;
/// let credentials =
///     Credentials { access_key_id: "testid", access_key_secret: "testsecret", security_token: None };
/// let time = Timestamp::parse("2026-01-02T03:04:05Z")?;
/// let nonce = "0123456789abcdef0123456789abcdef";
/// let signed = sign(&arguments, &credentials, &SignOptions::default(), time, nonce)?;
/// assert_eq!(signed.signature, "lzPrqzdIR9nkVgvBxStdxz3YxyE=");
/// assert!(signed.url.starts_with("https://ecs.cn-hangzhou.aliyuncs.com/?AccessKeyId=testid&Action=Start"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign(
    arguments: &Arguments<'_>,
    credentials: &Credentials<'_>,
    options: &SignOptions<'_>,
    timestamp: Timestamp,
    signature_nonce: &str,
) -> Result<SignedRequest, SignError> {
    let mut issues = Issues::errors_only();
    let endpoint = find_endpoint(arguments, options.endpoint, Network::Public, &mut issues);
    check_nonce(signature_nonce, options.signature_method, &mut issues);
    let endpoint = issues.into_result(endpoint).map_err(SignError::Request)?;
    let mut issues = Issues::errors_only();
    credentials.check(options.signature_method.uses_headers(), &mut issues);
    issues.into_result(()).map_err(SignError::Credentials)?;
    Ok(sign_checked(arguments, credentials, options, &endpoint, timestamp, signature_nonce))
}

/// Returns the given endpoint. Without a valid one, returns that of the region.
pub(crate) fn find_endpoint(
    arguments: &Arguments<'_>,
    given: Option<&str>,
    network: Network,
    issues: &mut Issues,
) -> Endpoint {
    match given.map(Endpoint::parse) {
        Some(Ok(endpoint)) => return endpoint,
        Some(Err(rule)) => issues.add(rule, ENDPOINT_PATH),
        None => {}
    }
    Endpoint::of_region(arguments.region_id(), network)
}

/// Signs checked inputs.
pub(crate) fn sign_checked(
    arguments: &Arguments<'_>,
    credentials: &Credentials<'_>,
    options: &SignOptions<'_>,
    endpoint: &Endpoint,
    timestamp: Timestamp,
    signature_nonce: &str,
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
    use crate::operations::START_IMAGE_PIPELINE_EXECUTION;
    use crate::sign::options::NONCE_PATH;
    use crate::value::Value;

    fn signed(signature_method: SignatureMethod, token: &str, nonce: &str) -> Result<SignedRequest, SignError> {
        let request = Value::from([("regionId", "cn-hangzhou".into()), ("imagePipelineId", "ip-1".into())]);
        let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&request).expect("the request is right");
        let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: Some(token) };
        let time = Timestamp::from_unix_seconds(0).expect("1970 is a year");
        sign(&arguments, &credentials, &SignOptions { signature_method, ..Default::default() }, time, nonce)
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
        let request = Value::from([]);
        let error = START_IMAGE_PIPELINE_EXECUTION.validate(&request).expect_err("all is missing");
        let paths: Vec<_> = error.issues().iter().map(Issue::path).collect();
        assert_eq!(paths, ["regionId", "imagePipelineId"]);
        let issues: Vec<_> = error.issues().iter().map(ToString::to_string).collect();
        assert_eq!(error.to_string(), issues.join(" "));

        let request = Value::from([("regionId", "cn-hangzhou".into()), ("imagePipelineId", "ip-1".into())]);
        let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&request).expect("the request is right");
        let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
        let options = SignOptions { endpoint: Some("ftp://a"), ..Default::default() };
        let time = Timestamp::from_unix_seconds(0).expect("1970 is a year");
        let error = sign(&arguments, &credentials, &options, time, "").expect_err("options and nonce are wrong");
        let paths: Vec<_> = error.issues().iter().map(Issue::path).collect();
        assert_eq!(paths, [ENDPOINT_PATH, NONCE_PATH]);
        let issues: Vec<_> = error.issues().iter().map(ToString::to_string).collect();
        assert_eq!(error.to_string(), issues.join(" "));
    }
}
