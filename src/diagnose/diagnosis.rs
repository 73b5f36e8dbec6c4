//! Finds the reason why a signature was refused.

use crate::diagnose::clock::{ALLOWED_SKEW, is_time_zone};
use crate::diagnose::comparison::compare;
use crate::diagnose::parameters::SignedText;
use crate::diagnose::reason::{Case, Reason};
use crate::diagnose::refusal::Refusal;
use crate::diagnose::verdict::{Diagnosis, Signed, Verdict};
use crate::messages::Category;
use crate::response::catalogue;
use crate::response::error::ApiError;
use crate::timestamp::Timestamp;

/// Finds the reason for a refusal in a raw response: its body, or a log line that contains it.
///
/// It never fails. A text without the server's string to sign has the verdict [`Verdict::NoStringToSign`] or
/// [`Verdict::NotAboutTheSignature`].
///
/// ```
/// use ecs_image_pipeline::{Signed, Verdict, diagnose_response};
/// let signed = Signed { string_to_sign: "GET&%2F&A%3D1", canonical_request: None, timestamp: "2026-01-02T03:04:05Z" };
/// let diagnosis = diagnose_response(&signed, "server string to sign is:GET&%2F&A%3D2");
/// assert_eq!(diagnosis.verdict, Verdict::ParameterChanged);
/// assert_eq!(diagnosis.parameter.as_deref(), Some("A"));
/// ```
#[must_use]
pub fn diagnose_response(signed: &Signed<'_>, answer: &str) -> Diagnosis {
    diagnose_refusal(signed, &Refusal::find(answer))
}

/// Finds the reason for a refusal in a decoded error. It never fails.
///
/// The received token is compared too, although the public fields redact it. For a copy of these fields, the
/// explanation of [`Verdict::WrongSecret`] says that the token may be the reason.
///
/// ```
/// use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
/// use ecs_image_pipeline::{Response, Signed, Verdict, decode, diagnose};
/// let body = r#"{"Code":"InvalidSecurityToken.Expired","Message":"Specified SecurityToken is expired."}"#;
/// let response = Response { status: 400, headers: &[], body };
/// let error = decode(&START_IMAGE_PIPELINE_EXECUTION, &response).unwrap_err();
/// let signed = Signed { string_to_sign: "GET&%2F&A%3D1", canonical_request: None, timestamp: "2026-01-02T03:04:05Z" };
/// assert_eq!(diagnose(&signed, &error).verdict, Verdict::ExpiredToken);
/// ```
#[must_use]
pub fn diagnose(signed: &Signed<'_>, error: &ApiError) -> Diagnosis {
    diagnose_refusal(signed, &Refusal::of_error(error))
}

/// Like [`diagnose`], for a request that this package has signed: its key and algorithm are right.
pub(crate) fn diagnose_own_request(signed: &Signed<'_>, error: &ApiError) -> Diagnosis {
    diagnose_as(signed, &Refusal::of_error(error), true)
}

/// Finds the reason for a refusal.
pub(crate) fn diagnose_refusal(signed: &Signed<'_>, refusal: &Refusal) -> Diagnosis {
    diagnose_as(signed, refusal, false)
}

fn diagnose_as(signed: &Signed<'_>, refusal: &Refusal, is_own_request: bool) -> Diagnosis {
    let case = Case { code: &refusal.code, is_acs3: signed.is_acs3(), is_own_request };
    find_reason(signed, refusal).into_diagnosis(case)
}

/// Checks for a code of this package, such as `MissingExecutionId`, which is about a response.
fn is_own(code: &str) -> bool {
    catalogue::find(code).is_some_and(|found| found.entry.category == Category::Response)
}

fn find_reason(signed: &Signed<'_>, refusal: &Refusal) -> Reason {
    let (nonce, key, token, time) = if signed.is_acs3() {
        ("x-acs-signature-nonce", "authorization", "x-acs-security-token", "x-acs-date")
    } else {
        ("SignatureNonce", "AccessKeyId", "SecurityToken", "Timestamp")
    };
    match refusal.code.as_str() {
        "SignatureDoesNotMatch" | "IncompleteSignature" => compare(signed, refusal),
        "InvalidAccessKeySecret" => Reason::new(Verdict::WrongSecret),
        "InvalidTimeStamp.Expired" | "IllegalTimestamp" => compare_clocks(signed, refusal, time),
        "SignatureNonceUsed" => Reason::about(Verdict::NonceUsed, nonce),
        "InvalidAccessKeyId.Inactive" | "Forbidden.AccessKeyDisabled" => Reason::about(Verdict::DisabledAccessKey, key),
        "InvalidSecurityToken.Expired" => Reason::about(Verdict::ExpiredToken, token),
        "InvalidSecurityToken.MismatchWithAccessKey" => Reason::about(Verdict::TokenOfAnotherKey, token),
        "MissingSecurityToken" => Reason::about(Verdict::MissingToken, token),
        code if code.starts_with("InvalidAccessKeyId") => Reason::about(Verdict::UnknownAccessKey, key),
        code if code.starts_with("InvalidSecurityToken") => Reason::about(Verdict::MalformedToken, token),
        code if is_own(code) => Reason::new(Verdict::NotAboutTheSignature),
        code if code.starts_with("Missing") => {
            Reason { parameter: missing_parameter(refusal), ..Reason::new(Verdict::MissingParameter) }
        }
        code => Reason { parameter: invalid_parameter(signed, code), ..Reason::new(Verdict::NotAboutTheSignature) },
    }
}

/// Returns the missing parameter of `MissingParameter.X`, `MissingX`, or `The input parameter "X" that is mandatory …`.
fn missing_parameter(refusal: &Refusal) -> Option<String> {
    let name = refusal.code.strip_prefix("Missing")?;
    let name = name.strip_prefix("Parameter").map_or(name, |rest| rest.trim_start_matches('.'));
    let name = if name.is_empty() { refusal.message.split('"').nth(1)? } else { name };
    Some(name.to_owned())
}

/// Returns the signed parameter of `InvalidX`, `InvalidX.Reason` or `InvalidParameter.X`.
fn invalid_parameter(signed: &Signed<'_>, code: &str) -> Option<String> {
    let name = code.strip_prefix("Invalid")?;
    let name = name.strip_prefix("Parameter.").or_else(|| name.split('.').next())?;
    let ours = SignedText::parse(signed.canonical_request.unwrap_or(signed.string_to_sign))?;
    ours.all().map(|((known, _), _)| known).find(|known| known.eq_ignore_ascii_case(name)).cloned()
}

fn compare_clocks(signed: &Signed<'_>, refusal: &Refusal, parameter: &str) -> Reason {
    let theirs = refusal.time.as_deref().and_then(Timestamp::parse_http_date);
    let (Ok(ours), Some(theirs)) = (Timestamp::parse(signed.timestamp), theirs) else {
        return Reason::about(Verdict::ClockUnknown, parameter);
    };
    let skew = ours.unix_seconds() - theirs.unix_seconds();
    let verdict = if skew.abs() <= ALLOWED_SKEW {
        // Without clock skew, only the format of the time can be wrong.
        Verdict::ClockUnknown
    } else if is_time_zone(skew) {
        Verdict::LocalTime
    } else {
        Verdict::ClockWrong
    };
    Reason { clock_skew: skew, ..Reason::about(verdict, parameter) }
}
