//! The error catalogue: what each code means and what to do. Its messages are in `messages/`.

use serde::Serialize;

use crate::issue::Text;
use crate::messages::{self, CATALOGUE, CODES, Category, Entry, FAMILIES, Retry, Row, STATUSES, named};
use crate::redact::redact;

/// The meaning of a code, and the next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The code.
    pub code: String,
    /// The subject of the error.
    pub category: Category,
    /// What happened, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
    /// Whether and how to send the request again.
    pub retry: RetryAdvice,
    /// The URL of the page that documents the code, or else its family.
    pub source: &'static str,
    /// Whether the catalogue has exactly this code, rather than its family or a synonym.
    pub known: bool,
}

/// When to send a request again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RetryTime {
    /// Never unchanged: it cannot succeed before something is changed.
    Never,
    /// Immediately.
    Now,
    /// After a delay.
    Later,
    /// After the template's running build has ended.
    AfterExecution,
    /// After the clock is corrected.
    AfterClock,
}

/// The `ClientToken` of the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RetryToken {
    /// The same, so that at most one build starts.
    Same,
    /// A new one: the old one belongs to another request.
    New,
}

/// Whether and how to retry. Each attempt needs a fresh nonce, time and signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RetryAdvice {
    /// When to retry.
    pub when: RetryTime,
    /// The `ClientToken` to retry with.
    pub client_token: RetryToken,
    /// Minimum delay in milliseconds, if the server named one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u32>,
}

impl RetryAdvice {
    /// Never unchanged.
    pub(crate) const NEVER: Self = Self { when: RetryTime::Never, client_token: RetryToken::Same, delay_ms: None };
}

/// Returns the meaning of a code; `None` for a code that is not documented.
///
/// A code without an entry is explained by its family, such as `MissingParameter.*`.
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

/// Returns every code of the catalogue in its order, including families such as `MissingParameter.*`.
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

/// Synonyms: codes without an entry, each with the code that explains it.
const SAME: [(&str, &str); 6] = [
    ("HasRunningExecution", "InvalidImagePipeline.HasRunningExecution"),
    ("InvalidAccessKeyId", "InvalidAccessKeyId.NotFound"),
    ("InvalidAccessKeySecret", "SignatureDoesNotMatch"),
    ("InvalidAccountStatus.NotEnoughBalance", "InsufficientBalance"),
    ("InvalidSecurityToken", "InvalidSecurityToken.Malformed"),
    ("InvalidSignatureVersion", "InvalidParamater"),
];

/// Returns the entry of a code, or else that of its family.
pub(crate) fn find(code: &str) -> Option<Found> {
    if code.contains('*') {
        return None;
    }
    let exact = |code: &str| messages::find(CODES, code);
    exact(code)
        .or_else(|| exact(SAME.iter().find(|(other, _)| *other == code)?.1))
        // The official clients recognize throttling this way.
        .or_else(|| code.contains("Throttling").then_some(const { named(CODES, "Throttling") }))
        .or_else(|| FAMILIES.iter().find(|(name, _)| star(name, code).is_some()))
        .map(Found::from)
}

/// Returns the entry for an HTTP status, for undocumented codes and unreadable responses.
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

/// Returns the part of a code that matches the star of a family.
fn star<'c>(family: &str, code: &'c str) -> Option<&'c str> {
    let (start, end) = family.split_once('*')?;
    code.strip_prefix(start)?.strip_suffix(end).filter(|rest| !rest.is_empty())
}
