//! The error catalogue: what each code means and what to do. Its messages are in `messages/`.

use serde::Serialize;

use crate::issue::Text;
use crate::messages::{self, CATALOGUE, CODES, Category, Entry, FAMILIES, Retry, Row, STATUSES, named};
use crate::redact::redact;

/// What a code means, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The code that was asked for.
    pub code: String,
    /// What it is about.
    pub category: Category,
    /// What happened, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
    /// Whether and how to send the request again.
    pub retry: RetryAdvice,
    /// The URL of the page that documents the code, or else its family.
    pub source: &'static str,
    /// Whether the catalogue has this very code, rather than its family or one of the same meaning.
    pub known: bool,
}

/// When a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RetryTime {
    /// Not as it stands: it cannot succeed before something is changed.
    Never,
    /// At once.
    Now,
    /// After a delay.
    Later,
    /// When the template's running build has ended.
    AfterExecution,
    /// When the clock is set right.
    AfterClock,
}

/// Which `ClientToken` the next attempt takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RetryToken {
    /// The same, so that one build starts at most.
    Same,
    /// A new one: the old one belongs to another request.
    New,
}

/// Whether and how to send a request again. Each attempt takes a fresh nonce, time and signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RetryAdvice {
    /// When.
    pub when: RetryTime,
    /// With which `ClientToken`.
    pub client_token: RetryToken,
    /// The least delay in milliseconds, where the server named one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u32>,
}

impl RetryAdvice {
    /// Not as it stands.
    pub(crate) const NEVER: Self = Self { when: RetryTime::Never, client_token: RetryToken::Same, delay_ms: None };
}

/// What a code means; `None` for a code that is not documented.
///
/// A code that is not in the catalogue itself is answered from its family, such as `MissingParameter.*`.
///
/// ```
/// use ecs_image_pipeline::{Category, RetryTime, explain};
/// let explanation = explain("InvalidImagePipeline.HasRunningExecution").unwrap();
/// assert_eq!(explanation.retry.when, RetryTime::AfterExecution);
/// assert_eq!(explain("MissingParameter.RegionId").unwrap().category, Category::Request);
/// assert_eq!(explain("NoSuchCode"), None);
/// ```
#[must_use]
pub fn explain(code: &str) -> Option<Explanation> {
    Some(find(code)?.explain(code))
}

/// Every code of the catalogue, families (`MissingParameter.*`) among them, in its order.
pub fn codes() -> impl Iterator<Item = &'static str> {
    CATALOGUE.iter().copied()
}

/// An entry of the catalogue, with the name of its code, family or status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    name: &'static str,
    pub(crate) entry: &'static Entry,
}

impl From<&'static Row<Entry>> for Found {
    fn from((name, entry): &'static Row<Entry>) -> Self {
        Self { name, entry }
    }
}

macro_rules! own_codes {
    ($($name:ident,)*) => {
        /// A code of this package, for a response that cannot be read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum OwnCode { $($name,)* }

        impl OwnCode {
            /// Returns the code; one that `messages/answers.toml` does not explain fails to compile.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$name => const { named(CODES, stringify!($name)).0 },)* }
            }
        }
    };
}

own_codes! {
    EmptyAnswer,
    HtmlAnswer,
    UnreadableAnswer,
    AnswerTooLarge,
}

/// Codes that no table has, each with the one that it is explained as.
const SAME: [(&str, &str); 6] = [
    ("HasRunningExecution", "InvalidImagePipeline.HasRunningExecution"),
    ("InvalidAccessKeyId", "InvalidAccessKeyId.NotFound"),
    ("InvalidAccessKeySecret", "SignatureDoesNotMatch"),
    ("InvalidAccountStatus.NotEnoughBalance", "InsufficientBalance"),
    ("InvalidSecurityToken", "InvalidSecurityToken.Malformed"),
    ("InvalidSignatureVersion", "InvalidParamater"),
];

/// The entry of a code, or else that of its family.
pub(crate) fn find(code: &str) -> Option<Found> {
    if code.contains('*') {
        return None;
    }
    let exact = |code: &str| messages::find(CODES, code);
    exact(code)
        .or_else(|| exact(SAME.iter().find(|(other, _)| *other == code)?.1))
        // As official clients tell it.
        .or_else(|| code.contains("Throttling").then_some(const { named(CODES, "Throttling") }))
        .or_else(|| FAMILIES.iter().find(|(name, _)| star(name, code).is_some()))
        .map(Found::from)
}

/// The entry for an HTTP status, for codes that nobody has documented and for answers that cannot be read.
pub(crate) fn find_status(status: u16) -> Found {
    Found::from(match status {
        200..=299 => const { named(STATUSES, "2xx") },
        300..=399 => const { named(STATUSES, "3xx") },
        401 | 403 => const { named(STATUSES, "403") },
        429 => const { named(STATUSES, "429") },
        400..=499 => const { named(STATUSES, "4xx") },
        500..=599 => const { named(STATUSES, "5xx") },
        _ => const { named(STATUSES, "other") },
    })
}

impl Found {
    pub(crate) fn explain(self, code: &str) -> Explanation {
        let code = redact(code);
        let rest = star(self.name, &code).unwrap_or(&code);
        Explanation {
            category: self.entry.category,
            explanation: self.entry.explanation.fill(&|_, _| rest),
            remedy: self.entry.remedy.fill(&|_, _| rest),
            retry: self.entry.retry.advice(),
            source: self.entry.source,
            known: code == self.name,
            code,
        }
    }
}

impl Retry {
    fn advice(self) -> RetryAdvice {
        let (when, client_token) = match self {
            Self::Never => return RetryAdvice::NEVER,
            Self::Now => (RetryTime::Now, RetryToken::Same),
            Self::NewToken => (RetryTime::Never, RetryToken::New),
            Self::Later => (RetryTime::Later, RetryToken::Same),
            Self::AfterExecution => (RetryTime::AfterExecution, RetryToken::Same),
            Self::AfterClock => (RetryTime::AfterClock, RetryToken::Same),
        };
        RetryAdvice { when, client_token, delay_ms: None }
    }
}

/// What the star of a family stands for in a code.
fn star<'c>(family: &str, code: &'c str) -> Option<&'c str> {
    let (start, end) = family.split_once('*')?;
    code.strip_prefix(start)?.strip_suffix(end).filter(|rest| !rest.is_empty())
}
