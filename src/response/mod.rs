//! Decodes a response into a result or an error.

mod access_denied;
pub(crate) mod catalogue;
pub(crate) mod echo;
pub(crate) mod error;
pub(crate) mod result;
mod tree;

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::messages::Category;
use crate::redact::{REDACTED, Redacted, is_secret, redact};
use crate::response::catalogue::{OwnCode, RetryAdvice, RetryTime};
use crate::response::echo::split_echo;
use crate::response::error::ApiError;
use crate::response::result::ResultObject;
use crate::schema::Operation;
use crate::schema::result::MISSING_MEMBER;
use crate::timestamp::Timestamp;
use tree::{Builder, Node, TreeError};

/// Maximum bytes of a body.
const MAX_BODY: usize = 1 << 20;
/// Maximum characters of a code, and of an unreadable body in a message.
const MAX_EXCERPT: usize = 200;
/// Maximum number of members of `AccessDeniedDetail`. A real one has about 12.
const MAX_DETAILS: usize = 100;
/// Maximum characters of an `AccessDeniedDetail` member. The longest real one, `EncodedDiagnosticMessage`, has 1,000 to
/// 2,000.
const MAX_DETAIL: usize = 16_384;

/// A response of the server, not yet decoded.
#[derive(Clone, Copy)]
pub struct Response<'a> {
    /// The HTTP status; 0 if unknown. Then only the body decides.
    pub status: u16,
    /// Names, in any case, and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, as text.
    pub body: &'a str,
}

impl fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Redact name and value together: the name decides whether the value is a secret.
        let headers = self.headers.iter().map(|(name, value)| Redacted([*name, ": ", value].concat()));
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &headers.collect::<Vec<_>>())
            .field("body", &Redacted(self.body))
            .finish()
    }
}

impl<'a> Response<'a> {
    fn header(&self, name: &str) -> Option<&'a str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// A result of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Success {
    /// The ID of the request; empty if the response names none.
    pub request_id: String,
    /// The result of the operation.
    pub result: ResultObject,
}

/// The object of the JavaScript API: `ok`, the ID of the request, and the members of the result beside them.
impl Serialize for Success {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("ok", &true)?;
        map.serialize_entry("requestId", &self.request_id)?;
        for (name, value) in self.result.members() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Decodes a response of any kind.
///
/// JSON and XML are distinguished by the body, not by its declared type. An error is classified by its code, since the
/// documentation's tables disagree on statuses.
///
/// # Errors
///
/// The server's error, or one of this package for a response that cannot be read or lacks a required member.
///
/// ```
/// use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
/// use ecs_image_pipeline::{Response, decode};
/// let body = r#"{"RequestId":"473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E","ExecutionId":"exec-5fb8facb8ed7427c0a1b"}"#;
/// let success = decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 200, headers: &[], body })?;
/// assert_eq!(success.result.get("executionId").and_then(|id| id.as_text()), Some("exec-5fb8facb8ed7427c0a1b"));
///
/// let body = r#"{"Code":"Throttling","Message":"Request was denied due to request throttling."}"#;
/// let error = decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 400, headers: &[], body }).unwrap_err();
/// assert!(error.to_string().starts_with("Throttling (400): Request was denied"));
/// # Ok::<(), Box<ecs_image_pipeline::ApiError>>(())
/// ```
pub fn decode(operation: &Operation, response: &Response<'_>) -> Result<Success, Box<ApiError>> {
    let tree = match read(response.body) {
        Ok(tree) => tree,
        Err((code, tree)) => return Err(refused(response, code.as_str(), &excerpt(response.body), &tree)),
    };
    let message = tree.text("Message").unwrap_or_default();
    let is_success = response.status == 0 || (200..300).contains(&response.status);
    if let Some(code) = tree.text("Code").filter(|code| !(is_success && is_success_code(code))) {
        // Messages contain the code, so bound its length. The longest documented one has 43 characters.
        let end = code.char_indices().nth(MAX_EXCERPT).map_or(code.len(), |(end, _)| end);
        return Err(refused(response, code.get(..end).unwrap_or_default(), message, &tree));
    }
    if !is_success {
        return Err(refused(response, OwnCode::UnreadableAnswer.as_str(), &excerpt(response.body), &tree));
    }
    match result::read(operation.result, &tree) {
        Ok(result) => {
            Ok(Success { request_id: request_id(response, &tree).as_deref().map(redact).unwrap_or_default(), result })
        }
        Err(missing) => {
            let is_unnamed = missing.code == MISSING_MEMBER && message.is_empty();
            Err(refused(response, missing.code, if is_unnamed { missing.wire } else { message }, &tree))
        }
    }
}

/// Checks for a code that other Alibaba Cloud operations send with a success. ECS documents no code for it.
fn is_success_code(code: &str) -> bool {
    ["Success", "OK", "200"].iter().any(|known| known.eq_ignore_ascii_case(code))
}

/// Returns the tree of a body, or the code of its error with the tree up to the error.
fn read(body: &str) -> Result<Node, (OwnCode, Node)> {
    if body.len() > MAX_BODY {
        return Err((OwnCode::AnswerTooLarge, Node::Null));
    }
    let body = body.trim_start_matches('\u{feff}').trim();
    let mut tree = Builder::default();
    let read = match body.chars().next() {
        None => return Err((OwnCode::EmptyAnswer, Node::Null)),
        Some('{') => tree.read_json(body),
        Some('<') => tree.read_xml(body),
        Some(_) => Err(TreeError::Malformed),
    };
    let tree = tree.finish();
    match read {
        Ok(()) => Ok(tree),
        Err(TreeError::TooManyNodes) => Err((OwnCode::AnswerTooLarge, tree)),
        Err(TreeError::Malformed) if body.starts_with('<') && is_html(body) => Err((OwnCode::HtmlAnswer, tree)),
        Err(TreeError::Malformed) => Err((OwnCode::UnreadableAnswer, tree)),
    }
}

fn is_html(body: &str) -> bool {
    let start: String = body.chars().take(MAX_EXCERPT).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| start.contains(tag))
}

fn excerpt(body: &str) -> String {
    // Redact before cutting: half of a token would not be recognized.
    let start: String = body.chars().take(MAX_EXCERPT * 20).collect();
    split_echo(&redact(&start)).message.chars().take(MAX_EXCERPT).collect()
}

fn request_id(response: &Response<'_>, tree: &Node) -> Option<String> {
    tree.text("RequestId").or_else(|| response.header("x-acs-request-id")).map(str::to_owned)
}

/// Parses the milliseconds of the header `x-acs-retry-after` as `parseInt` does: leading digits only. Returns `None`
/// without a positive number. A number beyond `u32` saturates.
///
/// Source: `getThrottlingTimeLeft` in `@alicloud/openapi-core` 1.0.8; `getBackoffDelay` in `@darabonba/typescript` 1.0.5
/// passes the number on to a sleep in milliseconds.
fn retry_after(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('+').unwrap_or(text).bytes().take_while(u8::is_ascii_digit);
    let add = |number: u32, digit| number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
    Some(digits.fold(0, add)).filter(|delay| *delay > 0)
}

fn refused(response: &Response<'_>, code: &str, message: &str, tree: &Node) -> Box<ApiError> {
    let found = catalogue::find(code);
    // A delay means throttling, with any code.
    let delay_ms = response.header("x-acs-retry-after").and_then(retry_after);
    let status = if delay_ms.is_some() { 429 } else { response.status };
    let mut explained = found.unwrap_or_else(|| catalogue::find_status(status)).explain(code);
    let is_final = (300..500).contains(&response.status) && ![408, 429].contains(&response.status);
    if is_final && explained.category == Category::Response && explained.retry.when == RetryTime::Later {
        // A 3xx or 4xx from something other than ECS is permanent, so do not advise a retry.
        let redirect = catalogue::find_status(300).explain(code);
        (explained.remedy, explained.retry) = (redirect.remedy, redirect.retry);
        if response.status < 400 {
            (explained.category, explained.explanation) = (redirect.category, redirect.explanation);
        }
    }
    let cut = |text: String| text.chars().take(MAX_DETAIL).collect::<String>();
    let details = tree.all("AccessDeniedDetail").flat_map(Node::members);
    let details = details.filter_map(|(name, node)| Some((name, node.as_text()?)));
    let member =
        |(name, value)| (cut(redact(name)), if is_secret(name) { REDACTED.to_owned() } else { cut(redact(value)) });
    let access_denied: Vec<_> = details.take(MAX_DETAILS).map(member).collect();
    let is_denied = found.is_none() || explained.category == Category::Permission;
    let denial = if is_denied { access_denied::explain(&access_denied) } else { None };
    let mut policy = None;
    if let Some(denial) = denial {
        (explained.category, explained.retry) = (Category::Permission, RetryAdvice::NEVER);
        (explained.explanation, explained.remedy, policy) = (denial.explanation, denial.remedy, denial.policy);
    }
    if explained.retry.when == RetryTime::Later {
        explained.retry.delay_ms = delay_ms;
    }
    let echo = split_echo(message);
    let owned = |name: &str| tree.text(name).map(redact);
    Box::new(ApiError {
        status: response.status,
        code: explained.code,
        message: redact(echo.message),
        request_id: request_id(response, tree).as_deref().map(redact),
        host_id: owned("HostId"),
        recommend: owned("Recommend"),
        access_denied,
        policy,
        category: explained.category,
        retry: explained.retry,
        known: explained.known,
        explanation: explained.explanation,
        remedy: explained.remedy,
        server_string_to_sign: echo.string_to_sign.map(redact),
        server_canonical_request: echo.canonical_request.map(redact),
        server_time: response.header("date").and_then(Timestamp::parse_http_date).map(Timestamp::http_date),
        raw_message: echo.string_to_sign.map(|_| Redacted(message.to_owned())),
    })
}

/// Returns the original message of a response, with the server's echo.
pub(crate) fn raw_message(body: &str) -> Option<String> {
    read(body).ok()?.text("Message").map(str::to_owned)
}
