//! Checks a request made by other code: a URL, a form body or a string to sign.

use crate::diagnose::encodings::unescape_ampersands;
use crate::diagnose::findings::{Findings, Observation};
use crate::diagnose::mistake::{InspectedKind, Inspection, Mistake, SignatureState};
use crate::diagnose::parameter_checks::{ReadParameter, Source, check};
use crate::diagnose::parameter_names::SIGNATURE;
use crate::diagnose::parameters::parameters_of;
use crate::diagnose::pasted_request::PastedRequest;
use crate::diagnose::signature_check::SignatureCheck;
use crate::redact::redact;

/// Maximum bytes of a text. A request with 20 tags of maximum length has a tenth of it.
const MAXIMUM_TEXT: usize = 262_144;

/// Parses a request made by other code, and finds mistakes in its encoding, order and parameters. With the secret, it
/// also checks the signature.
///
/// The text is a URL, a form body or a string to sign of HMAC-SHA1, which may be part of a log line or a curl command.
/// Maximum: 262,144 bytes, 1,000 parameters and 100 findings. It never fails: a text without a request is of the kind
/// [`InspectedKind::Nothing`].
///
/// With a secret, the common mistakes are tried one by one. If one reproduces the pasted signature, the finding is
/// `proven`. Findings and parameters contain no secret, token or signature.
///
/// Source of the rules: "Request syntax and signature method V2 for RPC APIs".
///
/// ```
/// use ecs_image_pipeline::{inspect, Mistake};
/// let found = inspect("GET&%2F&Format%3DXML%26Action%3DDescribeRegions", None);
/// assert!(found.findings.iter().any(|finding| finding.kind == Mistake::AnotherOrder));
/// ```
#[must_use]
pub fn inspect(text: &str, access_key_secret: Option<&str>) -> Inspection {
    if text.len() > MAXIMUM_TEXT {
        return nothing(Mistake::TooLong);
    }
    let text = unescape_ampersands(text).replace("&amp;", "&");
    let Some(request) = PastedRequest::find(&text) else { return nothing(Mistake::NotARequest) };
    let mut findings = Findings::default();
    let (query, is_query_encoded) = request.query(&mut findings);
    let parameters: Vec<ReadParameter<'_>> = parameters_of(&query).map(ReadParameter::new).collect();
    let is_string_to_sign = request.kind == InspectedKind::StringToSign;
    check(&parameters, Source { is_string_to_sign, is_query_encoded }, &mut findings);

    let signed: Vec<&ReadParameter<'_>> = parameters.iter().filter(|parameter| parameter.name != SIGNATURE).collect();
    let signature_check = access_key_secret.map(|secret| SignatureCheck::new(secret, request.method, &signed));
    let mut expected = signature_check.as_ref().map(SignatureCheck::expected);
    let pasted = parameters.iter().find(|parameter| parameter.name == SIGNATURE && !is_string_to_sign);
    // An unencoded plus sign is read as a space, which has its own finding.
    let pasted = pasted.map(|parameter| parameter.value.replace(' ', "+"));
    // A text that was encoded twice after signing still has its original signature.
    if findings.contains(Mistake::DoubleEncoding) && pasted.is_some() {
        let if_encoded = signature_check.as_ref().map(SignatureCheck::expected_if_encoded);
        if if_encoded == pasted {
            expected = if_encoded;
        }
    }
    let signature = match (&pasted, &expected) {
        (None, _) => SignatureState::Absent,
        (Some(_), None) => SignatureState::Unchecked,
        (Some(pasted), Some(expected)) if pasted == expected => SignatureState::Right,
        _ => SignatureState::Wrong,
    };
    if let (SignatureState::Wrong, Some(pasted), Some(signature_check)) = (signature, &pasted, &signature_check) {
        match signature_check.find_mistake(pasted) {
            Some(proven) => findings.set_proven(proven.observation()),
            None => findings.set_unexplained(),
        }
    }
    Inspection {
        kind: request.kind,
        method: request.method,
        endpoint: request.endpoint.map(redact),
        parameters: parameters.iter().map(ReadParameter::redacted).collect(),
        signature,
        written_signature: pasted,
        expected_signature: expected,
        findings: findings.into_list(),
    }
}

fn nothing(mistake: Mistake) -> Inspection {
    let mut findings = Findings::default();
    findings.error(Observation::new(mistake));
    Inspection {
        kind: InspectedKind::Nothing,
        method: "GET",
        endpoint: None,
        parameters: Vec::new(),
        signature: SignatureState::Absent,
        written_signature: None,
        expected_signature: None,
        findings: findings.into_list(),
    }
}
