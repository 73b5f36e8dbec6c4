//! The client's decisions. What has been so far goes out as a text, since nothing outlives a call, and comes back.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::{Outcome, arguments, json, keep, number, optional, string};
use crate::text::signed_decimal;
use crate::validation::Issues;
use crate::{Answer, Credentials, Event, Failure, Notice, RateLimit, SendOptions, Sending, Signed, Step, Value};

/// `[options]` of a client to nothing, or to what is wrong with them.
#[unsafe(no_mangle)]
extern "C" fn client(length: usize) -> usize {
    let arguments = arguments(length);
    let options = arguments.element(0);
    let issues = SendOptions::validate_value(options);
    let mut of_credentials = Issues::default();
    if let credentials @ Value::Object(_) = options.member("credentials") {
        Credentials::read(credentials, false, &mut of_credentials);
    }
    keep(json::to_json(&match of_credentials.into_vec() {
        _ if !issues.is_empty() => Outcome::Issues(issues),
        of_credentials if !of_credentials.is_empty() => Outcome::CredentialIssues(of_credentials),
        _ => Outcome::Done(()),
    }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Next {
    state: String,
    /// How far the server's clock is ahead, where that has just been told; else empty.
    ahead: String,
    step: Step,
    attempts: u32,
    client_token: String,
    notices: Vec<Notice>,
}

/// `[credentials, [options, request, options of the call, hasPreflight], token, state, event, now, random, …]`, the rest as the
/// event has it, to the next state and the next step. Before the first event, the state is how far the server's clock is
/// ahead.
#[unsafe(no_mangle)]
extern "C" fn send(length: usize) -> usize {
    keep(json::to_json(&next(&arguments(length))))
}

fn next(arguments: &Value<'static>) -> Next {
    let text = |index| string(arguments.element(index));
    let call = arguments.element(1);
    let has_preflight = *call.element(3) == Value::Boolean(true);
    let mut sending = match Sending::from_values(call.element(1), call.element(0), call.element(2), text(2)) {
        Ok(sending) => sending
            .with_preflight(has_preflight)
            .with_clock_offset(text(3).parse().unwrap_or_default())
            .with_state(text(3)),
        Err(issues) => {
            let (failure, client_token) = (Failure::Request(issues), String::new());
            return Next {
                state: String::new(),
                ahead: String::new(),
                step: Step::Failed { failure, attempts: 0, client_token: String::new() },
                attempts: 0,
                client_token,
                notices: Vec::new(),
            };
        }
    };
    let integer = |index| number(arguments.element(index));
    // A clock that gives no number is found out when its time is to be signed.
    let now = integer(5).unwrap_or(i64::MIN);
    let random = integer(6).and_then(|random| u32::try_from(random).ok()).unwrap_or_default();
    let event = text(4);
    let timed_out = event.ends_with("Late");
    let mut issues = Issues::default();
    let headers = [("x-acs-request-id", text(8)), ("x-acs-retry-after", text(9)), ("date", text(10))];
    let event = match event {
        "begin" => Event::Begin { now },
        "admitted" => {
            let wait = integer(7).map(|wait| u32::try_from(wait).unwrap_or(u32::MAX));
            Event::Admitted { wait, now }
        }
        "credentials" | "environment" => {
            let credentials = match event {
                "environment" => Credentials::read_environment(arguments.element(0), &mut issues),
                _ => Credentials::read(arguments.element(0), false, &mut issues),
            };
            Event::Credentials { credentials, now, nonce: text(7) }
        }
        "credentialsFailed" | "credentialsLate" => Event::NoCredentials { timed_out },
        "answer" => {
            let status = integer(7).and_then(|status| u16::try_from(status).ok()).unwrap_or_default();
            let canonical_request = optional(arguments.element(13));
            let signed = Signed { string_to_sign: text(12), canonical_request, timestamp: text(14) };
            Event::Answer { answer: Answer { status, headers: &headers, body: text(11) }, signed, now, random }
        }
        "answerFailed" | "answerLate" => Event::NoAnswer { timed_out, now, random },
        "waited" => Event::Waited { now },
        _ => Event::Aborted,
    };
    let before = sending.clock_offset();
    let step = match issues.into_vec() {
        issues if issues.is_empty() => sending.next(event),
        issues => sending.fail(Failure::Credentials(issues)),
    };
    let ahead = match sending.clock_offset() {
        ahead if ahead == before => String::new(),
        ahead => signed_decimal(ahead),
    };
    let client_token = sending.client_token().to_owned();
    let notices = sending.take_notices();
    Next { state: sending.state(), ahead, step, attempts: sending.attempts(), client_token, notices }
}

#[derive(Serialize)]
struct Admission {
    state: String,
    /// `null` if no place is free in time.
    wait: Option<u32>,
}

/// `[[options], state, now, timeLeft]` to the next state of a rate limit, and the milliseconds until the place begins.
#[unsafe(no_mangle)]
extern "C" fn admit(length: usize) -> usize {
    let arguments = arguments(length);
    let time_left = number(arguments.element(3)).and_then(|left| u32::try_from(left).ok()).unwrap_or_default();
    let mut limit = limit(&arguments);
    // Without a time, the call fails later, and says why.
    let wait = number(arguments.element(2)).map_or(Some(0), |now| limit.admit(now, time_left));
    keep(json::to_json(&Admission { state: limit.state(), wait }))
}

/// `[[options], state, place]` to the state of a rate limit without this place.
#[unsafe(no_mangle)]
extern "C" fn release(length: usize) -> usize {
    let arguments = arguments(length);
    let mut limit = limit(&arguments);
    if let Some(place) = number(arguments.element(2)) {
        limit.release(place);
    }
    keep(limit.state().into_bytes())
}

fn limit(arguments: &Value<'_>) -> RateLimit {
    let options = SendOptions::read(arguments.element(0).element(0), &mut Issues::default());
    RateLimit::with_state(options.rate_limit, string(arguments.element(1)))
}
