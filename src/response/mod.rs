//! The server's answer, as a value: what was started, or what went wrong and what to do.

mod access_denied;
pub(crate) mod catalogue;
mod members;

use std::fmt;

use serde::{Serialize, Serializer};

use crate::issue::Text;
use crate::ram_policy::RamPolicy;
use crate::redact::{MASK, is_secret, mask};
use crate::response::catalogue::{RetryAdvice, RetryTime};
use crate::timestamp::Timestamp;
use members::Members;

/// A larger body is not read.
const LARGEST_BODY: usize = 1 << 20;
/// So much of a body that cannot be read is shown.
const EXCERPT: usize = 200;
/// So much of a member of `AccessDeniedDetail` is kept. The longest, `EncodedDiagnosticMessage`, has one or two thousand.
const LONGEST_MEMBER: usize = 16_384;

/// What the server answered, as it arrived.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The HTTP status; 0 where it is not known, so that the body alone decides.
    pub status: u16,
    /// Names, in any case, and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, as text.
    pub body: &'a str,
}

/// As it arrived, but for secrets.
impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| [*name, ": ", value].concat()).collect();
        let headers = mask(&headers.join("\n"));
        let body = mask(self.body);
        f.debug_struct("Answer").field("status", &self.status).field("headers", &headers).field("body", &body).finish()
    }
}

impl<'a> Answer<'a> {
    fn header(&self, name: &str) -> Option<&'a str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A build has started.
    Started {
        /// The ID of the request; empty if the answer names none.
        request_id: String,
        /// The ID of the build task.
        execution_id: String,
    },
    /// No build has started, or none that could be named.
    Refused(Box<ErrorDetails>),
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Started<'a> {
            ok: bool,
            request_id: &'a str,
            execution_id: &'a str,
        }
        #[derive(Serialize)]
        struct Refused<'a> {
            ok: bool,
            error: &'a ErrorDetails,
        }
        match self {
            Self::Started { request_id, execution_id } => {
                Started { ok: true, request_id, execution_id }.serialize(serializer)
            }
            Self::Refused(error) => Refused { ok: false, error }.serialize(serializer),
        }
    }
}

/// Why a request was refused, and what to do.
///
/// The gateway echoes every parameter of a request whose signature it refuses. `message` is without that echo; in
/// `server_string_to_sign` and `server_canonical_request` security token and signature are masked. What the server said of
/// them is kept aside for [`diagnose`](crate::diagnose()), and shown by nothing, `Debug` and `Serialize` included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetails {
    /// The HTTP status.
    pub status: u16,
    /// The server's code, or one of this package for an answer that cannot be read: `EmptyAnswer`, `HtmlAnswer`,
    /// `UnreadableAnswer`, `AnswerTooLarge`, `MissingExecutionId`; from JavaScript also `WrongBodyType`. At most 200
    /// characters.
    pub code: String,
    /// The server's message; the first 200 characters of a body that cannot be read.
    pub message: String,
    /// The ID of the request, from the body or the header `x-acs-request-id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The host that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_id: Option<String>,
    /// A link of Alibaba Cloud's to its diagnosis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommend: Option<String>,
    /// The members of `AccessDeniedDetail`, such as `AuthAction` and `NoPermissionType`: at most 100, each of 16,384
    /// characters at most. `explanation` and `remedy` are made of them.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_object")]
    pub access_denied: Vec<(String, String)>,
    /// The policy that would allow the call, where `AccessDeniedDetail` leaves open that one is missing: `None` where a
    /// policy denies the call, or where another action is missing. It allows every region and template; narrow it with
    /// [`ram_policy`](crate::ram_policy()).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<RamPolicy>,
    /// What the error is about; see [`Explanation`](crate::Explanation).
    pub category: &'static str,
    /// Whether and how to send the request again.
    pub retry: RetryAdvice,
    /// Whether the catalogue has this very code, rather than its family or its status.
    pub known: bool,
    /// What happened, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
    /// The string to sign that the server made of the request, where it echoes one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_string_to_sign: Option<String>,
    /// The canonical request that the server made, where it echoes one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_canonical_request: Option<String>,
    /// The server's time, from the header `Date`, in the form `Fri, 02 Jan 2026 03:04:05 GMT`. `None` if the header is
    /// missing or malformed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_time: Option<String>,
    /// For [`diagnose`](crate::diagnose()), which compares the token.
    #[serde(skip)]
    pub(crate) raw_message: RawMessage,
}

/// A message with what it echoes, token included. Nothing shows it, and two errors are the same without it.
#[derive(Clone, Default)]
pub(crate) struct RawMessage(Option<String>);

impl RawMessage {
    pub(crate) fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl fmt::Debug for RawMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl PartialEq for RawMessage {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for RawMessage {}

fn as_object<S: Serializer>(members: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
}

/// Reads an answer, whatever it is.
///
/// JSON and XML are told apart by the body, not by its declared type. An error is classified by its code, never by its
/// status alone: the statuses differ between the tables of the documentation.
///
/// ```
/// use ecs_image_pipeline::{decode, Answer, Outcome};
/// let body = r#"{"RequestId":"473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E","ExecutionId":"exec-5fb8facb8ed7427c0a1b"}"#;
/// let Outcome::Started { execution_id, .. } = decode(&Answer { status: 200, headers: &[], body }) else { panic!() };
/// assert_eq!(execution_id, "exec-5fb8facb8ed7427c0a1b");
/// ```
#[must_use]
pub fn decode(answer: &Answer<'_>) -> Outcome {
    let members = match read(answer.body) {
        Ok(members) => members,
        Err((code, members)) => return refused(answer, code, &excerpt(answer.body), &members),
    };
    let message = members.get("Message").unwrap_or_default();
    let is_success = answer.status == 0 || (200..300).contains(&answer.status);
    if let Some(code) = members.get("Code").filter(|code| !(is_success && is_success_code(code))) {
        // Texts are filled with it, so it must not be without end. The longest documented one has 43 characters.
        let end = code.char_indices().nth(EXCERPT).map_or(code.len(), |(end, _)| end);
        return refused(answer, code.get(..end).unwrap_or_default(), message, &members);
    }
    if !is_success {
        return refused(answer, "UnreadableAnswer", &excerpt(answer.body), &members);
    }
    // Who prints an ID must not have a terminal told what to do.
    match members.get("ExecutionId").filter(|id| !id.bytes().any(|byte| byte.is_ascii_control())) {
        Some(execution_id) => Outcome::Started {
            request_id: request_id(answer, &members).unwrap_or_default(),
            execution_id: execution_id.to_owned(),
        },
        None => refused(answer, "MissingExecutionId", message, &members),
    }
}

/// Checks for a code that other Alibaba Cloud operations send with a success. This one documents no code for it.
fn is_success_code(code: &str) -> bool {
    ["Success", "OK", "200"].iter().any(|known| known.eq_ignore_ascii_case(code))
}

/// The members of a body, or the code of what is wrong with it, with the members before that.
fn read(body: &str) -> Result<Members, (&'static str, Members)> {
    let mut members = Members::default();
    if body.len() > LARGEST_BODY {
        return Err(("AnswerTooLarge", members));
    }
    let body = body.trim_start_matches('\u{feff}').trim();
    let (is_read, code) = match body.chars().next() {
        None => (None, "EmptyAnswer"),
        Some('{') => (members.add_json(body), "UnreadableAnswer"),
        Some('<') => (members.add_xml(body), if is_html(body) { "HtmlAnswer" } else { "UnreadableAnswer" }),
        Some(_) => (None, "UnreadableAnswer"),
    };
    if is_read.is_some() { Ok(members) } else { Err((code, members)) }
}

fn is_html(body: &str) -> bool {
    let start: String = body.chars().take(EXCERPT).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| start.contains(tag))
}

fn excerpt(body: &str) -> String {
    // Masked before it is cut, lest half of a token remain unmarked.
    let start: String = body.chars().take(EXCERPT * 20).collect();
    split_echo(&mask(&start)).message.chars().take(EXCERPT).collect()
}

fn request_id(answer: &Answer<'_>, members: &Members) -> Option<String> {
    members.get("RequestId").or_else(|| answer.header("x-acs-request-id")).map(str::to_owned)
}

/// Parses the milliseconds of the header `x-acs-retry-after` as `parseInt` does: digits count up to the first other
/// character. Without a positive number there is no delay; one beyond `u32` is the largest.
///
/// Source: `getThrottlingTimeLeft` in `@alicloud/openapi-core` 1.0.8; `getBackoffDelay` in `@darabonba/typescript` 1.0.5
/// passes the number on to a sleep in milliseconds.
fn retry_after(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('+').unwrap_or(text).bytes().take_while(u8::is_ascii_digit);
    let add = |number: u32, digit| number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
    Some(digits.fold(0, add)).filter(|delay| *delay > 0)
}

fn refused(answer: &Answer<'_>, code: &str, message: &str, members: &Members) -> Outcome {
    let found = catalogue::find(code);
    // A delay means throttling, whatever the code.
    let delay_ms = answer.header("x-acs-retry-after").and_then(retry_after);
    let status = if delay_ms.is_some() { 429 } else { answer.status };
    let mut explained = found.unwrap_or_else(|| catalogue::find_status(status)).explain(code);
    let is_final = (300..500).contains(&answer.status) && ![408, 429].contains(&answer.status);
    if is_final && explained.category == "answer" && explained.retry.when == RetryTime::Later {
        // Who answers like that will do so again.
        let redirect = catalogue::find_status(300).explain(code);
        (explained.remedy, explained.retry) = (redirect.remedy, redirect.retry);
        if answer.status < 400 {
            (explained.category, explained.explanation) = (redirect.category, redirect.explanation);
        }
    }
    let cut = |text: String| text.chars().take(LONGEST_MEMBER).collect::<String>();
    let member = |(name, value)| (cut(mask(name)), if is_secret(name) { MASK.to_owned() } else { cut(mask(value)) });
    let access_denied: Vec<_> = members.below("AccessDeniedDetail").map(member).collect();
    let is_denied = found.is_none() || explained.category == "permission";
    let denial = if is_denied { access_denied::explain(&access_denied) } else { None };
    let mut policy = None;
    if let Some(denial) = denial {
        (explained.category, explained.retry) = ("permission", RetryAdvice::NEVER);
        (explained.explanation, explained.remedy, policy) = (denial.explanation, denial.remedy, denial.policy);
    }
    if explained.retry.when == RetryTime::Later {
        explained.retry.delay_ms = delay_ms;
    }
    let echo = split_echo(message);
    let owned = |name: &str| members.get(name).map(mask);
    Outcome::Refused(Box::new(ErrorDetails {
        status: answer.status,
        code: explained.code,
        message: mask(echo.message),
        request_id: request_id(answer, members).as_deref().map(mask),
        host_id: owned("HostId"),
        recommend: owned("Recommend"),
        access_denied,
        policy,
        category: explained.category,
        retry: explained.retry,
        known: explained.known,
        explanation: explained.explanation,
        remedy: explained.remedy,
        server_string_to_sign: echo.string_to_sign.map(mask),
        server_canonical_request: echo.canonical_request.map(mask),
        server_time: answer.header("date").and_then(Timestamp::parse_http_date).map(Timestamp::http_date),
        raw_message: RawMessage(echo.string_to_sign.map(|_| message.to_owned())),
    }))
}

/// The message of an answer, with all that the server repeats in it.
pub(crate) fn raw_message(body: &str) -> Option<String> {
    read(body).ok()?.get("Message").map(str::to_owned)
}

/// A message, and what the server repeats of the request in it.
pub(crate) struct Echo<'m> {
    pub(crate) message: &'m str,
    pub(crate) string_to_sign: Option<&'m str>,
    pub(crate) canonical_request: Option<&'m str>,
}

/// Before what the server signed by HMAC-SHA1.
pub(crate) const STRING_TO_SIGN: &str = "server string to sign is:";

/// Cuts the echo out of a message.
///
/// HMAC-SHA1: `… server string to sign is:GET&%2F&…`. ACS3: `… server StringToSign is [ACS3-HMAC-SHA256\n…] server
/// CanonicalRequest is [POST\n…]`.
pub(crate) fn split_echo(message: &str) -> Echo<'_> {
    if let Some((start, echo)) = message.split_once(STRING_TO_SIGN) {
        return Echo { message: start.trim_end(), string_to_sign: Some(echo.trim()), canonical_request: None };
    }
    let Some((start, echo)) = message.split_once("server StringToSign is [") else {
        return Echo { message, string_to_sign: None, canonical_request: None };
    };
    let (string_to_sign, rest) = echo.split_once(']').unwrap_or((echo, ""));
    let canonical_request = rest.split_once("server CanonicalRequest is [").map(|(_, request)| request.trim());
    Echo {
        message: start.trim_end(),
        string_to_sign: Some(string_to_sign),
        canonical_request: canonical_request.map(|request| request.strip_suffix(']').unwrap_or(request)),
    }
}
