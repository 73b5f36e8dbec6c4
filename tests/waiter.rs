//! A build that is followed to its end, in virtual time.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use ecs_image_pipeline::{
    Credentials, Event, Failure, NoResponse, Notice, Response, SendOptions, Signed, Step, WaitOptions, Waiter,
};
use proptest::prelude::*;

const BEGIN: i64 = 1_767_323_045_000;
const SIGNED: Signed<'static> =
    Signed { string_to_sign: "GET&%2F&A%3D1", canonical_request: None, timestamp: "2026-01-02T03:04:05Z" };

#[test]
fn another_build_is_not_the_one_that_is_followed() {
    let options = SendOptions { region_id: Some("cn-hangzhou"), ..Default::default() };
    let mut waiter = Waiter::new("exec-2", &options, WaitOptions::default()).unwrap();
    let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
    for event in [
        Event::Begin { now: BEGIN },
        Event::Waited { now: BEGIN },
        Event::Admitted { wait: Some(0), now: BEGIN },
        Event::Credentials { credentials, now: BEGIN, nonce: "nonce" },
    ] {
        waiter.next(event);
    }
    let (status, body) = body(&Reply::Status("SUCCESS"));
    let response = Response { status, headers: &[], body: &body };
    let step = waiter.next(Event::Response { response, signed: SIGNED, now: BEGIN, random: 0 });
    assert!(matches!(step, Step::Wait { .. }), "{step:?}");
}

/// What the network does with a poll.
#[derive(Debug, Clone)]
enum Reply {
    /// The build with a status.
    Status(&'static str),
    /// A list without builds.
    Empty,
    /// A refusal with a status and a code.
    Refused(u16, &'static str),
    /// Nothing.
    Lost,
}

/// What a waiter came to.
struct Outcome {
    step: Step,
    /// The milliseconds from the beginning to the end, and to each poll.
    elapsed: i64,
    polls: Vec<i64>,
    statuses: Vec<String>,
}

fn body(reply: &Reply) -> (u16, String) {
    let list = |items: &str| {
        format!(r#"{{"RequestId":"r-1","ImagePipelineExecution":{{"ImagePipelineExecutionSet":[{items}]}}}}"#)
    };
    match reply {
        Reply::Status(status) => {
            let item =
                format!(r#"{{"ExecutionId":"exec-1","ImagePipelineId":"ip-1","Status":"{status}","ImageId":"m-1"}}"#);
            (200, list(&item))
        }
        Reply::Empty => (200, list("")),
        Reply::Refused(status, code) => (*status, format!(r#"{{"Code":"{code}","Message":"m","RequestId":"r-1"}}"#)),
        Reply::Lost => (0, String::new()),
    }
}

/// Drives a waiter with replies, the last of which is repeated.
fn follow(wait: WaitOptions, replies: &[Reply]) -> Outcome {
    let options = SendOptions { region_id: Some("cn-hangzhou"), ..Default::default() };
    let mut waiter = Waiter::new("exec-1", &options, wait).unwrap();
    let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
    let (mut now, mut polls, mut statuses, mut replies) = (BEGIN, Vec::new(), Vec::new(), replies.iter());
    let mut reply = replies.next().unwrap();
    let mut step = waiter.next(Event::Begin { now });
    for _ in 0..1_000_000 {
        statuses.extend(waiter.take_notices().into_iter().filter_map(|notice| match notice {
            Notice::Status { status } => Some(status),
            _ => None,
        }));
        step = match step {
            Step::Queue { .. } => waiter.next(Event::Admitted { wait: Some(0), now }),
            Step::AskCredentials { .. } => waiter.next(Event::Credentials { credentials, now, nonce: "nonce" }),
            Step::Send { request, .. } => {
                assert!(request.url.contains("Action=DescribeImagePipelineExecutions&ExecutionId=exec-1&"));
                polls.push(now - BEGIN);
                now += 100;
                let (status, body) = body(reply);
                let random = u32::MAX / 2;
                let event = match reply {
                    Reply::Lost => Event::NoResponse { timed_out: false, now, random },
                    _ => {
                        let response = Response { status, headers: &[], body: &body };
                        Event::Response { response, signed: SIGNED, now, random }
                    }
                };
                let step = waiter.next(event);
                reply = replies.next().unwrap_or(reply);
                step
            }
            Step::Wait { milliseconds } => {
                now += i64::from(milliseconds);
                waiter.next(Event::Waited { now })
            }
            step => return Outcome { step, elapsed: now - BEGIN, polls, statuses },
        };
    }
    panic!("it goes on for ever")
}

fn status_of(step: &Step) -> (&'static str, Option<&str>) {
    match step {
        Step::Done { result, .. } => ("done", result.get("status").and_then(|status| status.as_text())),
        Step::Failed { failure: Failure::Execution(execution), .. } => {
            ("failed", execution.get("status").and_then(|status| status.as_text()))
        }
        _ => ("other", None),
    }
}

#[test]
fn a_build_is_followed_through_its_statuses() {
    use Reply::Status;
    let statuses = ["PREPARING", "BUILDING", "BUILDING", "A_STATUS_OF_TOMORROW", "RELEASING", "SUCCESS"];
    let outcome = follow(WaitOptions::default(), &statuses.map(Status));
    assert_eq!(status_of(&outcome.step), ("done", Some("SUCCESS")));
    assert_eq!(outcome.statuses, ["PREPARING", "BUILDING", "A_STATUS_OF_TOMORROW", "RELEASING", "SUCCESS"]);
    // The first delay is 10 s, the others grow by half, with up to a tenth less.
    assert_eq!(outcome.polls[0], 10_000);
    let delays: Vec<i64> = outcome.polls.windows(2).map(|pair| pair[1] - pair[0] - 100).collect();
    for (delay, whole) in delays.iter().zip([15_000, 22_500, 33_750, 50_625, 60_000]) {
        assert!((whole * 9 / 10..=whole).contains(delay), "{delays:?}");
    }
}

#[test]
fn each_final_status_ends_it() {
    for (status, how) in [
        ("SUCCESS", "done"),
        ("PARTITION_SUCCESS", "done"),
        ("FAILED", "failed"),
        ("TEST_FAILED", "failed"),
        ("CANCELLED", "failed"),
    ] {
        let outcome = follow(WaitOptions::default(), &[Reply::Status("BUILDING"), Reply::Status(status)]);
        assert_eq!(status_of(&outcome.step), (how, Some(status)));
        assert_eq!(outcome.polls.len(), 2);
    }
}

#[test]
fn faults_between_are_survived_and_refusals_are_not() {
    let mut replies = vec![Reply::Lost; 12];
    replies.extend([Reply::Refused(503, "ServiceUnavailable"), Reply::Refused(400, "Throttling.User")]);
    replies.push(Reply::Status("SUCCESS"));
    assert_eq!(status_of(&follow(WaitOptions::default(), &replies).step), ("done", Some("SUCCESS")));

    let refused = follow(WaitOptions::default(), &[Reply::Status("BUILDING"), Reply::Refused(403, "Forbidden.RAM")]);
    let Step::Failed { failure: Failure::Refused { error, .. }, .. } = refused.step else { panic!() };
    assert_eq!(error.code, "Forbidden.RAM");
}

#[test]
fn the_timeout_ends_it_and_a_build_that_is_not_listed_does() {
    let wait = WaitOptions { wait_timeout: 100_000, ..Default::default() };
    let outcome = follow(wait, &[Reply::Status("BUILDING")]);
    let Step::Failed { failure: Failure::NoResponse { code, explanation, .. }, .. } = outcome.step else { panic!() };
    assert_eq!(code, NoResponse::Timeout);
    assert!(explanation.en.contains("options.waitTimeout"), "{explanation:?}");
    assert!((100_000..101_000).contains(&outcome.elapsed), "{}", outcome.elapsed);

    let outcome = follow(WaitOptions::default(), &[Reply::Empty]);
    let Step::Failed { failure: Failure::NoResponse { code, .. }, .. } = outcome.step else { panic!() };
    assert_eq!((code, outcome.polls.len()), (NoResponse::NoExecution, 5));
    // Once seen, it may be missing from the list for a time.
    let mut replies = vec![Reply::Status("BUILDING")];
    replies.extend(vec![Reply::Empty; 9]);
    replies.push(Reply::Status("SUCCESS"));
    assert_eq!(status_of(&follow(WaitOptions::default(), &replies).step), ("done", Some("SUCCESS")));
}

#[test]
fn numbers_out_of_range_and_a_missing_region_are_refused() {
    let wait = WaitOptions { min_interval: 0, max_interval: 0, wait_timeout: 86_400_001 };
    let error = Waiter::new("exec-1", &SendOptions::default(), wait).unwrap_err();
    let paths: Vec<_> = error.issues().iter().map(|issue| issue.path()).collect();
    assert_eq!(paths, ["options.minInterval", "options.maxInterval", "options.waitTimeout", "regionId"]);
    let options = SendOptions { region_id: Some("cn-hangzhou"), ..Default::default() };
    for id in ["", " ", "exec-1\n"] {
        let error = Waiter::new(id, &options, WaitOptions::default()).unwrap_err();
        assert_eq!(error.issues()[0].path(), "executionId");
    }
}

proptest! {
    #[test]
    fn any_replies_end_within_the_timeout(
        replies in proptest::collection::vec(prop_oneof![
            Just(Reply::Status("BUILDING")), Just(Reply::Status("RELEASING")), Just(Reply::Status("SUCCESS")),
            Just(Reply::Status("FAILED")), Just(Reply::Empty), Just(Reply::Lost), Just(Reply::Refused(500, "InternalError")),
            Just(Reply::Refused(400, "Throttling")), Just(Reply::Refused(403, "Forbidden.RAM")),
        ], 1..40),
        wait_timeout in 1_u32..4_000_000,
        min_interval in 1_u32..60_000,
    ) {
        let wait = WaitOptions { min_interval, max_interval: 60_000, wait_timeout };
        let outcome = follow(wait, &replies);
        prop_assert!(matches!(outcome.step, Step::Done { .. } | Step::Failed { .. }), "{:?}", outcome.step);
        // A poll that is under way may go on for its own totalTimeout.
        prop_assert!(outcome.elapsed <= i64::from(wait_timeout) + 180_000, "{}", outcome.elapsed);
    }
}
