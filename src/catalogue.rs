//! The error catalogue: what each code means and what to do. The texts are data, in `catalogue/`.

use alloc::string::String;

use serde::Serialize;

use crate::data_file::{self, File};
use crate::redaction::mask;
use crate::search;
use crate::validation::Text;

/// The server's codes.
const ERRORS: File = File::Errors;
/// This package's own codes, for answers that cannot be read, and texts for codes that nobody has documented and for
/// refusals that say why.
pub(crate) const ANSWERS: File = File::Answers;

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
    data_file::tables(ERRORS)
}

/// One table of the catalogue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    file: File,
    name: &'static str,
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
pub(crate) fn find(code: &str) -> Option<Entry> {
    if code.contains('*') {
        return None;
    }
    let exact = |code: &str| {
        let is_it = |name: &&str| *name == code && !code.contains(' ');
        let entry = |file| data_file::tables(file).find(is_it).map(|name| Entry { file, name });
        entry(ERRORS).or_else(|| entry(ANSWERS))
    };
    exact(code)
        .or_else(|| exact(SAME.iter().find(|(other, _)| *other == code)?.1))
        // As official clients tell it.
        .or_else(|| search::holds(code, "Throttling").then(|| exact("Throttling"))?)
        .or_else(|| {
            let families = codes().filter(|name| star(name, code).is_some());
            families.max_by_key(|name| name.len()).map(|name| Entry { file: ERRORS, name })
        })
}

/// The entry for an HTTP status, for codes that nobody has documented and for answers that cannot be read.
pub(crate) fn find_status(status: u16) -> Entry {
    let name = match status {
        200..=299 => "status 2xx",
        300..=399 => "status 3xx",
        401 | 403 => "status 403",
        429 => "status 429",
        400..=499 => "status 4xx",
        500..=599 => "status 5xx",
        _ => "status other",
    };
    Entry { file: ANSWERS, name }
}

/// Texts of this package's own, by the name of their table.
pub(crate) fn find_own(name: &'static str) -> Entry {
    Entry { file: ANSWERS, name }
}

impl Entry {
    pub(crate) fn explain(self, code: &str) -> Explanation {
        let code = mask(code);
        let rest = star(self.name, &code).unwrap_or(&code);
        let text = |key: &str| data_file::fill(self.text(key), &|_| rest);
        Explanation {
            category: self.text("category"),
            explanation: Text { en: text("explanation_en"), zh: text("explanation_zh") },
            remedy: Text { en: text("remedy_en"), zh: text("remedy_zh") },
            retry: self.retry(),
            source: match self.text("source") {
                "operation" => {
                    "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startimagepipelineexecution"
                }
                "gateway" => "https://help.aliyun.com/document_detail/48054.html",
                "ecs" => "AlibabaCloudDocs/ecs, 返回结果.md (common error codes)",
                _ => "ecs-image-pipeline",
            },
            known: code == self.name,
            code,
        }
    }

    fn retry(self) -> RetryAdvice {
        let (when, client_token) = match self.text("retry") {
            "now" => (RetryTime::Now, RetryToken::Same),
            "new-token" => (RetryTime::Never, RetryToken::New),
            "later" => (RetryTime::Later, RetryToken::Same),
            "after-execution" => (RetryTime::AfterExecution, RetryToken::Same),
            "after-clock" => (RetryTime::AfterClock, RetryToken::Same),
            _ => return RetryAdvice::NEVER,
        };
        RetryAdvice { when, client_token, delay_ms: None }
    }

    pub(crate) fn text(self, key: &str) -> &'static str {
        data_file::text(self.file, self.name, key).unwrap_or_default()
    }
}

/// What the star of a family stands for in a code.
fn star<'c>(family: &str, code: &'c str) -> Option<&'c str> {
    let (start, end) = family.split_once('*')?;
    code.strip_prefix(start)?.strip_suffix(end).filter(|rest| !rest.is_empty())
}
