//! A call goes on where another value of it was, whatever has happened.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use ecs_image_pipeline::{Answer, Credentials, Event, SendOptions, Sending, Signed, StartImagePipelineExecution, Step};

const NOW: i64 = 1_767_323_045_000;
const CREDENTIALS: Credentials<'static> =
    Credentials { access_key_id: "STS.id", access_key_secret: "secret", security_token: Some("token") };

fn sending() -> Sending<'static> {
    let request = StartImagePipelineExecution { region_id: "a", image_pipeline_id: "ip-1", ..Default::default() };
    Sending::new(&request, &SendOptions { renewable: true, ..SendOptions::default() }, "a-token").unwrap()
}

fn answer<'a>(headers: &'a [(&'a str, &'a str)], body: &'a str) -> Event<'a> {
    let signed = Signed { string_to_sign: "GET&%2F&a%3D1", canonical_request: None, timestamp: "" };
    Event::Answer { answer: Answer { status: 400, headers, body }, signed, now: NOW, random: 0 }
}

/// A new value for each event, as for a process that ends after each.
fn next(state: &mut String, event: Event<'_>) -> Step {
    let mut sending = sending().with_state(state);
    let step = sending.next(event);
    *state = sending.state();
    step
}

fn attempt(state: &mut String, asked_for: bool, time: &str) {
    let asked = next(state, Event::Admitted { wait: Some(0), now: NOW });
    assert_eq!(asked, Step::AskCredentials { timeout: 10_000, expired: asked_for });
    let step = next(state, Event::Credentials { credentials: CREDENTIALS, now: NOW, nonce: "n" });
    let Step::Send { request, .. } = step else { panic!("{step:?}") };
    assert_eq!(request.timestamp.to_string(), time);
}

#[test]
fn the_clock_the_expired_token_and_the_end_are_kept() {
    let skewed = r#"{"Code":"InvalidTimeStamp.Expired","Message":"m"}"#;
    let expired = r#"{"Code":"InvalidSecurityToken.Expired","Message":"m"}"#;
    let date = [("date", "Fri, 02 Jan 2026 05:04:15 GMT")];
    let mut state = String::new();
    next(&mut state, Event::Begin { now: NOW });
    attempt(&mut state, false, "2026-01-02T03:04:05Z");
    assert!(matches!(next(&mut state, answer(&[], expired)), Step::Queue { .. }));
    attempt(&mut state, true, "2026-01-02T03:04:05Z");
    assert!(matches!(next(&mut state, answer(&date, skewed)), Step::Queue { .. }));
    attempt(&mut state, true, "2026-01-02T05:04:15Z");
    // Each is taken once.
    assert!(matches!(next(&mut state, answer(&[], expired)), Step::Failed { attempts: 3, .. }));
    assert_eq!(next(&mut state, Event::Begin { now: NOW }), Step::Ended);
}

#[test]
fn a_place_in_the_queue_is_kept() {
    let mut state = String::new();
    next(&mut state, Event::Begin { now: NOW });
    let wait = next(&mut state, Event::Admitted { wait: Some(9_000), now: NOW });
    assert_eq!(wait, Step::Wait { milliseconds: 9_000 });
    let asked = next(&mut state, Event::Waited { now: NOW + 9_000 });
    assert_eq!(asked, Step::AskCredentials { timeout: 10_000, expired: false });
}
