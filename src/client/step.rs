//! What a call is told, and what it says is to be done.

use serde::Serialize;

use crate::credentials::Credentials;
use crate::diagnose::{Diagnosis, Signed};
use crate::issue::{Issue, Text};
use crate::messages::{SILENCES, Template, named};
use crate::response::error::ApiError;
use crate::response::result::ResultObject;
use crate::response::{Response, catalogue};
use crate::sign::request::SignedRequest;

/// What has happened. Times are milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The call begins.
    Begin {
        /// The time.
        now: i64,
    },
    /// The rate limit gave an answer: what [`RateLimit::admit`](crate::RateLimit::admit) returned, or `Some(0)` without a
    /// rate limit.
    Admitted {
        /// The milliseconds until the place begins; `None` if no place is free in time.
        wait: Option<u32>,
        /// The time.
        now: i64,
    },
    /// Credentials were given.
    Credentials {
        /// Who signs.
        credentials: Credentials<'a>,
        /// The time.
        now: i64,
        /// A text never used before.
        nonce: &'a str,
    },
    /// None were given.
    NoCredentials {
        /// Whether the time was over.
        timed_out: bool,
    },
    /// The server answered, or someone on the way did.
    Response {
        /// The response. Of its headers, `x-acs-request-id`, `x-acs-retry-after` and `date` are read.
        response: Response<'a>,
        /// What was sent, for a diagnosis if its signature is refused.
        signed: Signed<'a>,
        /// The time.
        now: i64,
        /// Any number, as random as the caller can make it.
        random: u32,
    },
    /// No answer came, or only a part of one.
    NoResponse {
        /// Whether the time was over.
        timed_out: bool,
        /// The time.
        now: i64,
        /// Any number, as random as the caller can make it.
        random: u32,
    },
    /// The time is over that was to be waited.
    Waited {
        /// The time.
        now: i64,
    },
    /// The caller wants no more of it.
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

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Step {
    /// Take a place under the rate limit of the region; then [`Event::Admitted`].
    Queue {
        /// The region.
        region_id: String,
        /// The milliseconds that are left of the call, for [`RateLimit::admit`](crate::RateLimit::admit).
        time_left: u32,
    },
    /// Ask for credentials; then [`Event::Credentials`] or [`Event::NoCredentials`].
    AskCredentials {
        /// For how many milliseconds at most.
        timeout: u32,
        /// Whether a token has expired that this call was signed with.
        expired: bool,
    },
    /// Send a request and read its answer, following no redirect; then [`Event::Response`] or [`Event::NoResponse`].
    Send {
        /// The request.
        request: SignedRequest,
        /// For how many milliseconds at most, the body of the answer included.
        timeout: u32,
    },
    /// Wait; then [`Event::Waited`].
    Wait {
        /// For how many milliseconds.
        milliseconds: u32,
    },
    /// The operation had its effect. This is the end.
    Done {
        /// What the operation returns. It is empty where a refusal said that an earlier attempt had the effect.
        result: ResultObject,
        /// The ID of the request; empty if the answer names none.
        request_id: String,
        /// How many requests were sent.
        attempts: u32,
    },
    /// This is the end.
    Failed {
        /// Why.
        failure: Failure,
        /// How many requests were sent. If it is not 0, the build may have started, unless the failure says otherwise.
        attempts: u32,
        /// The token of each of them. Another call with it starts no second build.
        client_token: Option<String>,
    },
    /// Nothing: the caller has aborted, or the end was before.
    Ended,
}

/// Why no build has started, or none that is known of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Failure {
    /// The request or an option is wrong, or there is no time or nonce.
    Request(Vec<Issue>),
    /// There are no credentials, or wrong ones.
    Credentials(Vec<Issue>),
    /// The server refused the request.
    Refused {
        /// What it said.
        error: Box<ApiError>,
        /// Why, where signature, clock or credentials are the reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        diagnosis: Option<Box<Diagnosis>>,
    },
    /// The build that was followed has ended without success: `FAILED`, `TEST_FAILED` or `CANCELLED`. An image may exist.
    Execution(ResultObject),
    /// The server did not answer.
    NoResponse {
        /// What came instead.
        code: NoResponse,
        /// What happened.
        explanation: Text,
        /// The next step.
        remedy: Text,
    },
}

impl Failure {
    /// The server's code, or this package's own.
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

/// What came instead of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoResponse {
    /// Nothing: the network or a proxy failed. `ERR_NETWORK`.
    Network,
    /// Nothing in time. `ERR_TIMEOUT`.
    Timeout,
    /// A redirect, which a signed request must not follow. `ERR_REDIRECT`.
    Redirect,
    /// A list without the build that is followed. `ERR_NO_EXECUTION`.
    NoExecution,
}

impl NoResponse {
    /// The code.
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

/// What a call has just done, for logs and metrics. No security token and no signature is in it.
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
        /// The error code; `None` if the build has started.
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

    /// Explanation and remedy.
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
