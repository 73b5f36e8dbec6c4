//! The error catalogue: what each code means and what to do. Its messages are in `messages/`.

use serde::Serialize;

use crate::issue::Text;
use crate::messages::{self, CATALOGUE, CODES, Entry, FAMILIES, Retry, Row, STATUSES, Source, named};
use crate::redact::mask;

/// What a code means, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The code that was asked for.
    pub code: String,
    /// What it is about: `request`, `resource`, `state`, `idempotency`, `credentials`, `signature`, `clock`,
    /// `permission`, `account`, `throttling`, `protocol`, `server` or `answer`.
    pub category: &'static str,
    /// What happened, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
    /// Whether and how to send the request again.
    pub retry: RetryAdvice,
    /// Where the code is documented; for a code that is not, where its family is.
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
/// use ecs_image_pipeline::{explain, RetryTime};
/// let explanation = explain("InvalidImagePipeline.HasRunningExecution").unwrap();
/// assert_eq!(explanation.retry.when, RetryTime::AfterExecution);
/// assert_eq!(explain("MissingParameter.RegionId").unwrap().category, "request");
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
        200..=299 => const { named(STATUSES, "status 2xx") },
        300..=399 => const { named(STATUSES, "status 3xx") },
        401 | 403 => const { named(STATUSES, "status 403") },
        429 => const { named(STATUSES, "status 429") },
        400..=499 => const { named(STATUSES, "status 4xx") },
        500..=599 => const { named(STATUSES, "status 5xx") },
        _ => const { named(STATUSES, "status other") },
    })
}

impl Found {
    pub(crate) fn explain(self, code: &str) -> Explanation {
        let code = mask(code);
        let rest = star(self.name, &code).unwrap_or(&code);
        Explanation {
            category: self.entry.category,
            explanation: self.entry.explanation.fill(&|_, _| rest),
            remedy: self.entry.remedy.fill(&|_, _| rest),
            retry: self.entry.retry.advice(),
            source: self.entry.source.address(),
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

impl Source {
    fn address(self) -> &'static str {
        match self {
            Self::Operation => {
                "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startimagepipelineexecution"
            }
            Self::Gateway => "https://help.aliyun.com/document_detail/48054.html",
            Self::Ecs => "AlibabaCloudDocs/ecs, 返回结果.md (common error codes)",
            Self::Package => "ecs-image-pipeline",
        }
    }
}

/// What the star of a family stands for in a code.
fn star<'c>(family: &str, code: &'c str) -> Option<&'c str> {
    let (start, end) = family.split_once('*')?;
    code.strip_prefix(start)?.strip_suffix(end).filter(|rest| !rest.is_empty())
}
