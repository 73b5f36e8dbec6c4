//! The parts of an inspection: the kind of text, its parameters, and the mistakes in it.

use std::fmt;

use serde::Serialize;

use crate::diagnose::named_enum::named_enum;
use crate::issue::{Severity, Text};
use crate::messages::{MISTAKES, MistakeText};

named_enum! {
    /// The kind of a text.
    InspectedKind:
    /// A URL with a query.
    Url,
    /// A form body, or a query without a URL.
    Form,
    /// A string to sign: `GET&%2F&…`.
    StringToSign,
    /// None of these.
    Nothing,
}

named_enum! {
    /// Whether the signature is right.
    SignatureState:
    /// It matches this request and the secret. If a value was encoded twice after signing, it matches the original
    /// value.
    Right,
    /// It does not match this request and the secret.
    Wrong,
    /// The signature was not checked, since no secret was given.
    Unchecked,
    /// There is no signature.
    Absent,
}

named_enum! {
    texts MistakeText from MISTAKES;
    /// A kind of mistake.
    Mistake:
    /// The text contains no request.
    NotARequest,
    /// The text is longer than any request.
    TooLong,
    /// The signature is wrong, for a reason that was not found.
    WrongSignature,
    /// Signed for another HTTP method, or for one that does not exist.
    WrongMethod,
    /// Signed with only the secret as the key, without the `&` after it.
    KeyWithoutAmpersand,
    /// Signed with a line break or a blank after the secret.
    SecretWhiteSpace,
    /// A signature in hex instead of Base64.
    HexSignature,
    /// A signature with a `+` that the server reads as a space.
    SignatureNotEncoded,
    /// `Signature` is part of the string to sign.
    SignatureSigned,
    /// The canonical query was not encoded again in the string to sign.
    QueryNotEncoded,
    /// `/` instead of `%2F`.
    PathNotEncoded,
    /// `%2f` for `%2F`.
    LowerCaseHex,
    /// `+` for a space.
    PlusForSpace,
    /// Percent-encoded twice.
    DoubleEncoding,
    /// Not percent-encoded.
    MissingEncoding,
    /// One of `* ' ( ) !` that is not encoded, or an unreserved character such as `~` that is.
    ReservedCharacters,
    /// A value cannot be decoded.
    BrokenEncoding,
    /// Parameters are not sorted by the bytes of their names.
    AnotherOrder,
    /// One parameter more than once.
    DuplicateParameter,
    /// A required parameter is missing.
    MissingParameter,
    /// A misspelt name, such as `ImagePipelineID`.
    WrongName,
    /// Another signature method or version.
    WrongValue,
    /// A timestamp in another form.
    WrongTimestamp,
    /// A parameter without `=`.
    MissingEqualsSign,
    /// Signed without an empty parameter that was sent.
    EmptyValueNotSigned,
    /// Signed with an empty parameter that was not sent.
    EmptyValueNotSent,
}

/// One parameter of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InspectedParameter {
    /// Its name, decoded.
    pub name: String,
    /// Its value as the server reads it. A security token and a signature are redacted.
    pub value: String,
}

/// A mistake in a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The mistake.
    pub kind: Mistake,
    /// An error makes the request fail. The server tolerates a warning, which hints at a mistake in signing.
    pub severity: Severity,
    /// Whether the mistake is proven: signing with it reproduces the pasted signature.
    pub proven: bool,
    /// The parameter with the mistake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The actual text; left out for secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// The expected text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The mistake, and why it matters.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
}

/// The result of [`inspect`](crate::inspect()): the request in a text, and its mistakes.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    /// The kind of text.
    pub kind: InspectedKind,
    /// The HTTP method, as far as the text shows it: `GET` for a URL, `POST` for a form body.
    pub method: &'static str,
    /// Scheme and host of a URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// All parameters, in the order of the text.
    pub parameters: Vec<InspectedParameter>,
    /// Whether the signature is right.
    pub signature: SignatureState,
    /// The signature in the text, decoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_signature: Option<String>,
    /// The right signature, if a secret was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_signature: Option<String>,
    /// The mistakes, the most important first.
    pub findings: Vec<Finding>,
}

/// Redacts the signatures.
impl fmt::Debug for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inspection")
            .field("kind", &self.kind)
            .field("method", &self.method)
            .field("endpoint", &self.endpoint)
            .field("parameters", &self.parameters)
            .field("signature", &self.signature)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}
