//! The parts of a diagnosis: the client's signed texts, the verdict, and the differences.

use std::fmt;

use serde::Serialize;

use crate::diagnose::named_enum::named_enum;
use crate::issue::Text;
use crate::messages::{VERDICTS, VerdictText};
use crate::redact::{REDACTED, Redacted, is_secret, redact};

/// The first characters of each string to sign of this method.
pub(super) const ACS3: &str = "ACS3-";

named_enum! {
    texts VerdictText from VERDICTS;
    /// The reason for a refusal.
    Verdict:
    /// Both signed the same text, so the secrets differ. In a redacted response, the token may differ instead.
    WrongSecret,
    /// Signed for one HTTP method, sent with another.
    AnotherMethod,
    /// The response belongs to another request.
    AnotherRequest,
    /// A parameter arrived that was not signed.
    ParameterAdded,
    /// A parameter was signed and did not arrive.
    ParameterDropped,
    /// A parameter arrived with another value.
    ParameterChanged,
    /// `+` for a space, or a space for `+`.
    PlusForSpace,
    /// Percent-encoded twice.
    DoubleEncoding,
    /// Not percent-encoded.
    MissingEncoding,
    /// One of `* ' ( ) !` that is not encoded, or an unreserved character such as `~` that is.
    ReservedCharacters,
    /// `%2f` for `%2F`.
    LowerCaseHex,
    /// The same parameters in another order.
    AnotherOrder,
    /// Local time as UTC.
    LocalTime,
    /// The clock is wrong by a known offset.
    ClockWrong,
    /// The time was not accepted. The response does not contain the server's time.
    ClockUnknown,
    /// The nonce has been used before.
    NonceUsed,
    /// There is no such AccessKey ID.
    UnknownAccessKey,
    /// The AccessKey is disabled.
    DisabledAccessKey,
    /// The token has expired.
    ExpiredToken,
    /// The token is malformed.
    MalformedToken,
    /// The token belongs to another AccessKey ID.
    TokenOfAnotherKey,
    /// The token is missing.
    MissingToken,
    /// A required parameter did not arrive.
    MissingParameter,
    /// The server's string to sign is cut off in the response. Up to there, both are the same.
    CutShort,
    /// The strings differ outside the parameters.
    Unclear,
    /// The response does not contain the server's string to sign.
    NoStringToSign,
    /// The response is about something else.
    NotAboutTheSignature,
}

/// The reason for a refusal, with the differences that prove it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The reason.
    pub verdict: Verdict,
    /// The parameter that differs, by its name on the wire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What happened, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
    /// Every difference between the texts that client and server signed.
    pub differences: Vec<Difference>,
}

/// How one parameter differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// Its name on the wire; for ACS3 also the name of a header. `HTTP method` stands for the method.
    pub parameter: String,
    /// The verdict if this were the only difference.
    pub kind: Verdict,
    /// The value that the client signed, encoded as in the canonical query; left out if it was not signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ours: Option<String>,
    /// The value that the server signed; left out if it did not arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theirs: Option<String>,
    /// The position of the first difference, counted from 0 in characters.
    pub position: usize,
}

impl Difference {
    /// Compares two values of a parameter; a secret is redacted.
    pub(super) fn new(parameter: &str, kind: Verdict, ours: Option<&str>, theirs: Option<&str>) -> Self {
        let pairs = ours.unwrap_or_default().chars().zip(theirs.unwrap_or_default().chars());
        let position = pairs.take_while(|(our, their)| our == their).count();
        let is_secret = is_secret(parameter);
        let shown = |text: &str| if is_secret { REDACTED.to_owned() } else { redact(text) };
        Self { parameter: redact(parameter), kind, ours: ours.map(shown), theirs: theirs.map(shown), position }
    }
}

/// The texts that the client signed.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    /// The string to sign.
    pub string_to_sign: &'a str,
    /// The canonical request, for ACS3.
    pub canonical_request: Option<&'a str>,
    /// The time of signing.
    pub timestamp: &'a str,
}

impl Signed<'_> {
    pub(super) fn is_acs3(&self) -> bool {
        self.canonical_request.is_some() || self.string_to_sign.starts_with(ACS3)
    }
}

/// Redacts the security token.
impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("string_to_sign", &Redacted(self.string_to_sign))
            .field("canonical_request", &self.canonical_request.map(Redacted))
            .field("timestamp", &self.timestamp)
            .finish()
    }
}
