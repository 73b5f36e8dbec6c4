//! The client's decisions. What has been so far goes out as a text, since nothing outlives a call, and comes back.

use alloc::string::String;

use serde::Serialize;

use super::{Outcome, arguments, json, keep, number, optional, string};
use crate::text::signed_decimal;
use crate::validation::Issues;
use crate::{Answer, Credentials, Event, Failure, RateLimit, SendOptions, Sending, Signed, Step, Value};

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
struct Next {
    state: String,
    /// How far the server's clock is ahead, where that has just been told; else empty.
    ahead: String,
    step: Step,
}

/// `[credentials, [options, request, options of the start], token, state, event, now, random, …]`, the rest as the event
/// has it, to the next state and the next step. Before the first event, the state is how far the server's clock is ahead.
#[unsafe(no_mangle)]
extern "C" fn send(length: usize) -> usize {
    keep(json::to_json(&next(&arguments(length))))
}

fn next(arguments: &Value<'static>) -> Next {
    let text = |index| string(arguments.element(index));
    let call = arguments.element(1);
    let sending = match SendOptions::validate_start(call.element(2)) {
        issues if issues.is_empty() => Sending::from_values(call.element(1), call.element(0), text(2)),
        issues => Err(issues),
    };
    let mut sending = match sending {
        Ok(sending) => sending.with_clock_offset(text(3).parse().unwrap_or_default()).with_state(text(3)),
        Err(issues) => {
            let (failure, client_token) = (Failure::Request(issues), String::new());
            return Next {
                state: String::new(),
                ahead: String::new(),
                step: Step::Failed { failure, attempts: 0, client_token },
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
        "begin" => Event::Begin,
        "admitted" => Event::Admitted { now },
        "credentials" => {
            let credentials = Credentials::read(arguments.element(0), false, &mut issues);
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
    Next { state: sending.state(), ahead, step }
}

#[derive(Serialize)]
struct Admission {
    state: String,
    wait: u32,
}

/// `[[options], state, now]` to the next state of a rate limit, and for how long to wait before asking again.
#[unsafe(no_mangle)]
extern "C" fn admit(length: usize) -> usize {
    let arguments = arguments(length);
    let options = SendOptions::read(arguments.element(0).element(0), &mut Issues::default());
    let mut limit = RateLimit::with_state(options.rate_limit, string(arguments.element(1)));
    // Without a time, the call fails later, and says why.
    let wait = number(arguments.element(2)).map_or(0, |now| limit.admit(now));
    keep(json::to_json(&Admission { state: limit.state(), wait }))
}
