//! The events that a call takes, and the steps that it returns.

use serde::Serialize;

use crate::credentials::Credentials;
use crate::diagnose::{Diagnosis, Signed};
use crate::issue::{Issue, Issues, Rule, Text};
use crate::messages::{SILENCES, Template, named};
use crate::response::error::ApiError;
use crate::response::result::ResultObject;
use crate::response::{Response, catalogue};
use crate::sign::request::SignedRequest;

/// This package: the caller's function threw an exception.
const CREDENTIALS_FAILED: &Rule = &Rule::named("credentials-failed");
/// As [`CREDENTIALS_FAILED`]: it returned nothing in time.
const CREDENTIALS_LATE: &Rule = &Rule::named("credentials-late");

/// An event. Times are in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The call begins.
    Begin {
        /// The time.
        now: i64,
    },
    /// The rate limit was asked. `wait` is the result of [`RateLimit::admit`](crate::RateLimit::admit), or `Some(0)` without a
    /// rate limit.
    Admitted {
        /// The milliseconds until the place begins; `None` if no place is free in time.
        wait: Option<u32>,
        /// The time.
        now: i64,
    },
    /// Credentials are available.
    Credentials {
        /// The credentials.
        credentials: Credentials<'a>,
        /// The time.
        now: i64,
        /// A nonce that was never used before.
        nonce: &'a str,
    },
    /// Credentials are not available.
    NoCredentials {
        /// Whether the timeout is the reason.
        timed_out: bool,
    },
    /// A response arrived, from the server or from a proxy.
    Response {
        /// The response. Of its headers, `x-acs-request-id`, `x-acs-retry-after` and `date` are read.
        response: Response<'a>,
        /// The signed request, for a diagnosis if the signature is refused.
        signed: Signed<'a>,
        /// The time.
        now: i64,
        /// A random number, for jitter.
        random: u32,
    },
    /// No response arrived, or only a part of one.
    NoResponse {
        /// Whether the timeout is the reason.
        timed_out: bool,
        /// The time.
        now: i64,
        /// A random number, for jitter.
        random: u32,
    },
    /// The delay of [`Step::Wait`] is over.
    Waited {
        /// The time.
        now: i64,
    },
    /// The caller aborts the call.
    Aborted,
}

impl Event<'_> {
    pub(crate) fn now(&self) -> Option<i64> {
        match *self {
            Self::Begin { now }
            | Self::Admitted { now, .. }
            | Self::Credentials { now, .. }
            | Self::Response { now, .. }
            | Self::NoResponse { now, .. }
            | Self::Waited { now } => Some(now),
            Self::NoCredentials { .. } | Self::Aborted => None,
        }
    }

    pub(crate) fn random(&self) -> u32 {
        match *self {
            Self::Response { random, .. } | Self::NoResponse { random, .. } => random,
            _ => 0,
        }
    }
}

/// The next thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Step {
    /// Take a place under the rate limit of the region; then [`Event::Admitted`].
    Queue {
        /// The region.
        region_id: String,
        /// The rest of the total timeout in milliseconds, for [`RateLimit::admit`](crate::RateLimit::admit).
        time_left: u32,
    },
    /// Ask for credentials; then [`Event::Credentials`] or [`Event::NoCredentials`].
    AskCredentials {
        /// Timeout in milliseconds.
        timeout: u32,
        /// Whether the security token of this call's last request has expired.
        expired: bool,
    },
    /// Send a request and read its response, without following a redirect; then [`Event::Response`] or [`Event::NoResponse`].
    Send {
        /// The request.
        request: SignedRequest,
        /// Timeout in milliseconds, including the body of the response.
        timeout: u32,
    },
    /// Wait; then [`Event::Waited`].
    Wait {
        /// The delay in milliseconds.
        milliseconds: u32,
    },
    /// The call has succeeded and ends.
    Done {
        /// The result of the operation. It is empty if a refusal shows that an earlier attempt had its effect.
        result: ResultObject,
        /// The ID of the request; empty if the response has none.
        request_id: String,
        /// The number of requests that were sent.
        attempts: u32,
    },
    /// The call has failed and ends.
    Failed {
        /// The reason.
        failure: Failure,
        /// The number of requests that were sent. If it is not 0, the request may have had its effect, unless the failure says
        /// otherwise.
        attempts: u32,
        /// The `ClientToken` of each request. Another call with it has no second effect.
        client_token: Option<String>,
    },
    /// Nothing: the call was aborted, or had ended before.
    Ended,
}

/// The reason why a call has failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Failure {
    /// The request or an option is wrong, or the time or the nonce is missing.
    Request(Vec<Issue>),
    /// The credentials are missing or wrong.
    Credentials(Vec<Issue>),
    /// The server refused the request.
    Refused {
        /// The error of the response.
        error: Box<ApiError>,
        /// The diagnosis, if the signature, the clock or the credentials are the reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        diagnosis: Option<Box<Diagnosis>>,
    },
    /// The build that was followed has ended without success: `FAILED`, `TEST_FAILED` or `CANCELLED`. An image may exist.
    Execution(ResultObject),
    /// No response arrived.
    NoResponse {
        /// What happened instead.
        code: NoResponse,
        /// The explanation.
        explanation: Text,
        /// The next step.
        remedy: Text,
    },
}

impl Failure {
    /// `timeout` is the option that was exceeded, with its milliseconds; `None` if the caller's function failed.
    pub(crate) fn no_credentials(timeout: Option<(&'static str, u32)>) -> Self {
        let mut issues = Issues::default();
        match timeout {
            Some((option, limit)) => {
                let details = || vec![("option", option.to_owned()), ("limit", limit.to_string())];
                issues.add_with(CREDENTIALS_LATE, "credentials", details);
            }
            None => issues.add(CREDENTIALS_FAILED, "credentials"),
        }
        Self::Credentials(issues.into_vec())
    }

    /// Returns the server's code, or one of this package.
    pub(crate) fn code(&self) -> String {
        let code = match self {
            Self::Request(_) => "ERR_INVALID_REQUEST",
            Self::Credentials(_) => "ERR_CREDENTIALS",
            Self::Refused { error, .. } => &error.code,
            Self::Execution(_) => "ERR_EXECUTION",
            Self::NoResponse { code, .. } => code.as_str(),
        };
        code.to_owned()
    }
}

/// What happened instead of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoResponse {
    /// The network or a proxy failed: `ERR_NETWORK`.
    Network,
    /// A timeout: `ERR_TIMEOUT`.
    Timeout,
    /// A redirect, which a signed request must not follow: `ERR_REDIRECT`.
    Redirect,
    /// The list of builds does not have the one that is followed: `ERR_NO_EXECUTION`.
    NoExecution,
}

impl NoResponse {
    /// Returns the code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Network => "ERR_NETWORK",
            Self::Timeout => "ERR_TIMEOUT",
            Self::Redirect => "ERR_REDIRECT",
            Self::NoExecution => "ERR_NO_EXECUTION",
        }
    }
}

impl Serialize for NoResponse {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A step of a call, for logs and metrics. It has no security token and no signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Notice {
    /// The rate limit is reached, so the request waits for its place.
    Queued {
        /// The number of the request that waits, from 1.
        attempt: u32,
        /// The region.
        region_id: String,
        /// How long it waits, in milliseconds.
        delay_ms: u32,
    },
    /// A request is about to be sent.
    Request {
        /// The number of the request, from 1.
        attempt: u32,
        /// The region.
        region_id: String,
        /// The HTTP method.
        method: &'static str,
        /// The URL, redacted.
        url: String,
    },
    /// A response arrived.
    Response {
        /// The number of the request, from 1.
        attempt: u32,
        /// The region.
        region_id: String,
        /// The HTTP status, 0 if it is unknown.
        status: u16,
        /// The error code; `None` for a success.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The ID of the request, where the response has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
        /// The milliseconds between request and response.
        elapsed_ms: u32,
    },
    /// The build that is followed has another status.
    Status {
        /// The status.
        status: String,
    },
    /// The request failed, and another one follows.
    Retry {
        /// The number of the request that follows.
        attempt: u32,
        /// The region.
        region_id: String,
        /// Why the last one failed: the server's code, `ERR_NETWORK` or `ERR_TIMEOUT`.
        code: String,
        /// The backoff before it, in milliseconds. The rate limit may add to it.
        delay_ms: u32,
    },
}

/// What ended the wait for a response, or for a place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    Network,
    AttemptTimeout,
    TotalTimeout,
    Queue,
    Redirect,
    /// The build has not ended in time.
    WaitTimeout,
    /// There is no build with this ID.
    NoExecution,
}

impl Silence {
    pub(crate) const fn code(self) -> NoResponse {
        match self {
            Self::Network => NoResponse::Network,
            Self::AttemptTimeout | Self::TotalTimeout | Self::Queue | Self::WaitTimeout => NoResponse::Timeout,
            Self::NoExecution => NoResponse::NoExecution,
            Self::Redirect => NoResponse::Redirect,
        }
    }

    /// Returns explanation and remedy.
    pub(crate) fn templates(self) -> [&'static Template; 2] {
        let (_, advice) = match self {
            Self::Network => const { named(SILENCES, "network") },
            Self::AttemptTimeout => const { named(SILENCES, "attempt-timeout") },
            Self::TotalTimeout => const { named(SILENCES, "total-timeout") },
            Self::Queue => const { named(SILENCES, "queue") },
            Self::WaitTimeout => const { named(SILENCES, "wait-timeout") },
            Self::NoExecution => const { named(SILENCES, "no-execution") },
            Self::Redirect => {
                let entry = catalogue::find_status(300).entry;
                return [&entry.explanation, &entry.remedy];
            }
        };
        [&advice.explanation, &advice.remedy]
    }
}
