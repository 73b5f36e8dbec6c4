//! What an inspection is made of: what a text is, its parameters, and the mistakes in it.

use std::fmt;

use serde::Serialize;

use crate::diagnose::named_enum::named_enum;
use crate::issue::{Severity, Text};
use crate::messages::{MISTAKES, MistakeText};

named_enum! {
    /// What a text is.
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
    /// It is the signature of this request with the secret. If a value was encoded twice after signing, it is that of the
    /// request before.
    Right,
    /// It is the signature of something else.
    Wrong,
    /// There is a signature, and no secret to check it with.
    Unchecked,
    /// There is no signature.
    Absent,
}

named_enum! {
    texts MistakeText from MISTAKES;
    /// What can be wrong.
    Mistake:
    /// The text contains no request.
    NotARequest,
    /// The text is longer than any request.
    TooLong,
    /// The signature is wrong, for a reason that was not found.
    WrongSignature,
    /// Signed for another HTTP method, or for none that exists.
    WrongMethod,
    /// Signed with the secret only, without the `&` behind it.
    KeyWithoutAmpersand,
    /// Signed with a line break or a blank behind the secret.
    SecretWhiteSpace,
    /// A signature in hex instead of Base64.
    HexSignature,
    /// A signature with a `+` that the server reads as a space.
    SignatureNotEncoded,
    /// `Signature` among what is signed.
    SignatureSigned,
    /// A canonical query that was not encoded once more.
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
    /// It cannot be decoded.
    BrokenEncoding,
    /// Parameters in another order than that of their names' bytes.
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

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The mistake.
    pub kind: Mistake,
    /// An error makes the request fail. A warning is forgiven by the server, and hints at a mistake in signing.
    pub severity: Severity,
    /// Whether the signature proves it: with this mistake, the same signature results.
    pub proven: bool,
    /// The parameter that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The text as it is; left out for secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// The text as it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What is wrong, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
}

/// What a text is, and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    /// What the text is.
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
    /// What is wrong, the weightiest first.
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
