//! The sender's decisions: whatever the network does, one call ends, within its limits, with one token.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod request;

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{
    Call, Credentials, Event, Failure, NoResponse, Notice, Response, SendOptions, SignOptions, SignatureMethod, Signed,
    SignedRequest, Step, Value, Verdict,
};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use request::StartImagePipelineExecution;
use toml::Table;

const NOW: i64 = 1_767_323_045_000;
const TOKEN: &str = "123e4567-e89b-12d3-a456-426655440000";
const STARTED: &str = r#"{"RequestId":"r-1","ExecutionId":"exec-1"}"#;
const SIGNED: Signed<'static> = Signed { string_to_sign: "GET&%2F&a%3D1", canonical_request: None, timestamp: "" };
const CREDENTIALS: Credentials<'static> = Credentials {
    access_key_id: "STS.id",
    access_key_secret: "kQ7zXw3vJ9pLm2Rt",
    security_token: Some("Hy6Bn4Gf8Ds1"),
};

fn request() -> StartImagePipelineExecution<'static> {
    StartImagePipelineExecution {
        region_id: "cn-hangzhou",
        image_pipeline_id: "ip-bp67acfmxazb4p0a1b2c",
        ..Default::default()
    }
}

fn options() -> SendOptions<'static> {
    SendOptions { renewable: true, ..Default::default() }
}

/// A call that has begun.
fn begin_call(options: &SendOptions<'static>) -> Call {
    begun(Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request().value(), options, TOKEN).unwrap(), NOW)
}

fn begun(mut call: Call, now: i64) -> Call {
    let step = call.next(Event::Begin { now });
    assert!(matches!(step, Step::Queue { .. }), "{step:?}");
    call
}

fn token_of(request: &SignedRequest) -> &str {
    request.canonical_query.split('&').find_map(|pair| pair.strip_prefix("ClientToken=")).unwrap()
}

/// From the queue to the request.
fn attempt(call: &mut Call, now: i64) -> SignedRequest {
    let asked = call.next(Event::Admitted { wait: Some(0), now });
    assert!(matches!(asked, Step::AskCredentials { .. }), "{asked:?}");
    match call.next(Event::Credentials { credentials: CREDENTIALS, now, nonce: "nonce" }) {
        Step::Send { request, .. } => request,
        step => panic!("{step:?}"),
    }
}

fn answer<'a>(status: u16, headers: &'a [(&'a str, &'a str)], body: &'a str, random: u32) -> Event<'a> {
    Event::Response { response: Response { status, headers, body }, signed: SIGNED, now: NOW, random }
}

fn code(code: &str) -> String {
    format!(r#"{{"Code":"{code}","Message":"m","RequestId":"r"}}"#)
}

#[test]
fn a_build_that_starts_at_once() {
    let mut call = begin_call(&options());
    let queue = Step::Queue { region_id: "cn-hangzhou".into(), time_left: 120_000 };
    assert_eq!(call.next(Event::Begin { now: NOW }), queue);
    let admitted = Event::Admitted { wait: Some(0), now: NOW };
    assert_eq!(call.next(admitted), Step::AskCredentials { timeout: 10_000, expired: false });
    let event = Event::Credentials { credentials: CREDENTIALS, now: NOW + 4_000, nonce: "a-nonce" };
    let Step::Send { request, timeout: 10_000 } = call.next(event) else { panic!() };
    assert_eq!(token_of(&request), TOKEN);
    assert_eq!(request.signature_nonce, "a-nonce");
    assert_eq!(request.timestamp.to_string(), "2026-01-02T03:04:09Z");
    let step = call.next(answer(200, &[], STARTED, 0));
    let Step::Done { result, request_id, attempts } = step else { panic!("{step:?}") };
    assert_eq!((request_id.as_str(), attempts), ("r-1", 1));
    assert_eq!(result.get("executionId").and_then(|id| id.as_text()), Some("exec-1"));
    assert_eq!(call.next(Event::Begin { now: NOW }), Step::Ended);
}

#[test]
fn waits_double_up_to_their_cap_and_are_random() {
    for (random, expected) in [
        (u32::MAX, [499, 999, 1_999, 3_999, 7_999, 15_999, 19_999, 19_999]),
        (1 << 31, [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]),
    ] {
        let mut call = begin_call(&SendOptions { max_attempts: 9, ..options() });
        for milliseconds in expected {
            attempt(&mut call, NOW);
            let step = call.next(Event::NoResponse { timed_out: false, now: NOW, random });
            assert_eq!(step, Step::Wait { milliseconds });
            assert!(matches!(call.next(Event::Waited { now: NOW }), Step::Queue { .. }));
        }
    }
}

#[test]
fn a_wait_that_the_server_demands_is_kept_and_not_by_all_at_once() {
    let body = code("Throttling.User");
    let mut call = begin_call(&options());
    attempt(&mut call, NOW);
    let step = call.next(answer(400, &[("x-acs-retry-after", "30000")], &body, 1 << 31));
    assert_eq!(step, Step::Wait { milliseconds: 30_250 });
}

#[test]
fn who_is_throttled_waits_for_the_servers_next_minute() {
    let body = code("Throttling.Api");
    let expired = code("InvalidTimeStamp.Expired");
    // 03:04:05.000 here.
    for (offset, date, milliseconds) in [
        (0, None, 55_000),
        (20_500, None, 34_500),
        (-5_001, None, 1),
        (-5_000, None, 60_000),
        (20_500, Some("Fri, 02 Jan 2026 03:04:58 GMT"), 2_000),
        (0, Some("Fri, 02 Jan 2026 03:05:00 GMT"), 60_000),
        (0, Some("in a minute"), 55_000),
    ] {
        let headers: Vec<_> = date.map(|date| ("date", date)).into_iter().collect();
        for (random, more) in [(0, 0), (1 << 31, 2_500), (u32::MAX, 4_999)] {
            let mut call = begin_call(&options()).with_clock_skew(offset);
            attempt(&mut call, NOW);
            let step = call.next(answer(400, &headers, &body, random));
            assert_eq!(step, Step::Wait { milliseconds: milliseconds + more }, "{offset} {date:?}");
        }
    }
    // By the clock that a server has told in this call.
    let mut call = begin_call(&options());
    attempt(&mut call, NOW);
    call.next(answer(400, &[("date", "Fri, 02 Jan 2026 05:04:15 GMT")], &expired, 0));
    attempt(&mut call, NOW);
    assert_eq!(call.next(answer(400, &[], &body, 0)), Step::Wait { milliseconds: 45_000 });
}

#[test]
fn what_a_server_has_told_of_its_clock_is_kept_and_can_be_replaced() {
    let body = code("InvalidTimeStamp.Expired");
    let date = [("date", "Fri, 02 Jan 2026 05:04:15 GMT")];
    let mut first = begin_call(&options());
    assert_eq!(first.clock_skew(), 0);
    attempt(&mut first, NOW);
    first.next(answer(400, &date, &body, 0));
    assert_eq!(first.clock_skew(), 7_210_000);

    let mut second = begin_call(&options()).with_clock_skew(first.clock_skew());
    assert_eq!(attempt(&mut second, NOW + 1_000).timestamp.to_string(), "2026-01-02T05:04:16Z");
    // Times beyond the last year are invalid.
    let mut late = begin_call(&options()).with_clock_skew(i64::MAX);
    assert_eq!(attempt(&mut late, NOW).timestamp.to_string(), "2026-01-02T03:04:05Z");
    assert_eq!(late.clock_skew(), 0);
    // One server of many has a clock that is wrong.
    let mut fourth = begin_call(&options());
    for (told, offset) in [("01:04:15", -7_190_000), ("03:04:15", 10_000)] {
        attempt(&mut fourth, NOW);
        let date = format!("Fri, 02 Jan 2026 {told} GMT");
        assert!(matches!(fourth.next(answer(400, &[("date", &date)], &body, 0)), Step::Queue { .. }));
        assert_eq!(fourth.clock_skew(), offset);
    }
    // The machine's clock was set right: once more, by what the server says now, or by that clock.
    for (headers, offset) in [(&[("date", "Fri, 02 Jan 2026 03:04:15 GMT")][..], 10_000), (&[], 0)] {
        let mut third = second.clone();
        let step = third.next(answer(400, headers, &body, 0));
        assert!(matches!(step, Step::Queue { .. }), "{step:?}");
        assert_eq!(third.clock_skew(), offset);
        attempt(&mut third, NOW);
        assert!(matches!(third.next(answer(400, headers, &body, 0)), Step::Failed { attempts: 2, .. }));
    }
}

#[test]
fn a_wait_that_is_longer_than_what_is_left_is_not_begun() {
    let body = code("Throttling.User");
    let mut call = begin_call(&SendOptions { total_timeout: 30_000, ..options() });
    attempt(&mut call, NOW);
    let step = call.next(answer(400, &[("x-acs-retry-after", "30000")], &body, 0));
    let Step::Failed { failure: Failure::Refused { error, diagnosis: None }, attempts: 1, client_token } = step else {
        panic!("{step:?}")
    };
    assert_eq!((error.code.as_str(), client_token.as_deref()), ("Throttling.User", Some(TOKEN)));
}

#[test]
fn the_servers_clock_is_taken_where_it_is_another() {
    let body = code("InvalidTimeStamp.Expired");
    let date = [("date", "Fri, 02 Jan 2026 05:04:15 GMT")];
    let mut call = begin_call(&options());
    assert_eq!(attempt(&mut call, NOW).timestamp.to_string(), "2026-01-02T03:04:05Z");
    assert!(matches!(call.next(answer(400, &date, &body, 0)), Step::Queue { .. }));
    assert_eq!(attempt(&mut call, NOW + 1_000).timestamp.to_string(), "2026-01-02T05:04:16Z");
    let step = call.next(answer(400, &date, &body, 0));
    let Step::Failed { failure: Failure::Refused { diagnosis: Some(_), .. }, attempts: 2, .. } = step else {
        panic!("{step:?}")
    };
}

#[test]
fn without_another_time_of_the_servers_a_wrong_clock_is_final() {
    let body = code("InvalidTimeStamp.Expired");
    for headers in [&[][..], &[("date", "yesterday")], &[("date", "Fri, 02 Jan 2026 03:05:05 GMT")]] {
        let mut call = begin_call(&options());
        attempt(&mut call, NOW);
        assert!(matches!(call.next(answer(400, headers, &body, 0)), Step::Failed { attempts: 1, .. }));
    }
}

#[test]
fn the_servers_clock_is_read_in_each_form_and_with_its_zone() {
    let body = code("InvalidTimeStamp.Expired");
    for (date, offset) in [
        ("Friday, 02-Jan-26 05:04:15 GMT", 7_210_000),
        ("Fri Jan  2 05:04:15 2026", 7_210_000),
        ("Fri, 02 Jan 2026 13:04:15 +0800", 7_210_000),
        // 03:04:05 UTC, as here.
        ("Fri, 02 Jan 2026 11:04:05 +0800", 0),
        ("Fri, 02 Jan 2026 05:04:15", 0),
        ("Fri, 02 Jan 2026 05:04:15 CST", 0),
        ("Sat, 02 Jan 2026 05:04:15 GMT", 0),
        ("Fri, 32 Jan 2026 05:04:15 GMT", 0),
    ] {
        let mut call = begin_call(&options());
        attempt(&mut call, NOW);
        let step = call.next(answer(400, &[("date", date)], &body, 0));
        assert_eq!(call.clock_skew(), offset, "{date}");
        assert_eq!(matches!(step, Step::Queue { .. }), offset != 0, "{date}: {step:?}");
    }
}

#[test]
fn a_token_that_has_expired_is_asked_for_again_once_where_another_may_come() {
    let body = code("InvalidSecurityToken.Expired");
    for (renewable, most) in [(true, 2), (false, 1)] {
        let mut call = begin_call(&SendOptions { renewable, ..options() });
        call.next(Event::Begin { now: NOW });
        for number in 1..=most {
            let asked = call.next(Event::Admitted { wait: Some(0), now: NOW });
            assert_eq!(asked, Step::AskCredentials { timeout: 10_000, expired: number == 2 });
            call.next(Event::Credentials { credentials: CREDENTIALS, now: NOW, nonce: "n" });
            let step = call.next(answer(400, &[], &body, 0));
            if number < most {
                assert!(matches!(step, Step::Queue { .. }), "{step:?}");
                continue;
            }
            let Step::Failed { failure: Failure::Refused { diagnosis: Some(diagnosis), .. }, attempts, .. } = step
            else {
                panic!("{step:?}")
            };
            assert_eq!((attempts, diagnosis.verdict), (most, Verdict::ExpiredToken));
        }
    }
}

/// What is repeated is what the catalogue says, read here by another parser.
#[test]
fn each_code_is_repeated_as_the_catalogue_has_it() {
    let catalogue: Table = include_str!("../src/messages/errors.toml").parse().unwrap();
    let date = [("date", "Fri, 02 Jan 2026 05:04:15 GMT")];
    let mut counts = [0; 2];
    for (name, entry) in &catalogue {
        let (advice, status) = (entry["retry"].as_str().unwrap(), entry["status"].as_str().unwrap());
        let body = code(&name.replace('*', "Something"));
        let mut call = begin_call(&SendOptions { renewable: false, ..options() });
        attempt(&mut call, NOW);
        let step = call.next(answer(status.parse().unwrap_or(400), &date, &body, u32::MAX));
        match advice {
            // It is the 15th second by the header Date.
            "later" if entry["category"].as_str() == Some("throttling") => {
                assert_eq!(step, Step::Wait { milliseconds: 45_000 + 4_999 }, "{name}");
            }
            "later" => assert_eq!(step, Step::Wait { milliseconds: 499 }, "{name}"),
            "now" | "after-clock" => assert!(matches!(step, Step::Queue { .. }), "{name}: {step:?}"),
            "never" | "new-token" | "after-execution" => {
                assert!(matches!(step, Step::Failed { failure: Failure::Refused { .. }, .. }), "{name}: {step:?}");
                assert_eq!(call.next(Event::Waited { now: NOW }), Step::Ended, "{name}");
            }
            other => panic!("{name}: {other}"),
        }
        counts[usize::from(matches!(step, Step::Failed { .. }))] += 1;
    }
    assert!(counts[0] >= 15 && counts[1] >= 70, "{counts:?}");
}

#[test]
fn an_answer_that_cannot_be_read_is_repeated_and_a_redirect_is_not() {
    for (status, body) in
        [(200, "<html><body>Sign in</body></html>"), (200, ""), (502, "<html>"), (503, ""), (200, "{")]
    {
        let mut call = begin_call(&options());
        attempt(&mut call, NOW);
        let step = call.next(answer(status, &[], body, u32::MAX));
        assert_eq!(step, Step::Wait { milliseconds: 499 }, "{status} {body}");
    }
    for (status, body) in [(301, ""), (302, "<html>"), (307, STARTED), (308, r#"{"Code":"Throttling"}"#)] {
        let mut call = begin_call(&options());
        attempt(&mut call, NOW);
        let step = call.next(answer(status, &[("location", "https://a.example/")], body, 0));
        let Step::Failed { failure: Failure::NoResponse { code: NoResponse::Redirect, .. }, .. } = step else {
            panic!("{status}: {step:?}")
        };
    }
}

#[test]
fn the_last_failure_is_the_one_that_is_told() {
    let last = |events: &[Event<'_>]| {
        let mut call = begin_call(&SendOptions { max_attempts: 2, ..options() });
        let mut step = Step::Ended;
        for event in events {
            attempt(&mut call, NOW);
            step = call.next(*event);
        }
        step
    };
    let none = |timed_out| Event::NoResponse { timed_out, now: NOW, random: 0 };
    let body = code("ServiceUnavailable");
    let refused = answer(503, &[], &body, 0);
    for (events, expected) in [
        ([none(true), none(false)], Some(NoResponse::Network)),
        ([none(false), none(true)], Some(NoResponse::Timeout)),
        ([none(false), refused], None),
        ([refused, none(false)], Some(NoResponse::Network)),
    ] {
        match last(&events) {
            Step::Failed { failure: Failure::NoResponse { code, explanation, remedy }, attempts: 2, .. } => {
                assert_eq!(Some(code), expected);
                assert!(explanation.en.contains("Requests sent: 2.") && explanation.zh.contains(" 2 次"));
                assert!(remedy.en.contains(TOKEN) && remedy.zh.contains(TOKEN));
            }
            Step::Failed { failure: Failure::Refused { error, .. }, attempts: 2, .. } => {
                assert_eq!((error.code.as_str(), expected), ("ServiceUnavailable", None));
            }
            step => panic!("{step:?}"),
        }
    }
}

#[test]
fn credentials_that_are_missing_or_wrong_are_final() {
    let both = SendOptions { attempt_timeout: 7_000, total_timeout: 30_000, ..options() };
    let total = SendOptions { attempt_timeout: 30_000, total_timeout: 7_000, ..options() };
    for (options, timed_out, text) in [
        (both, true, "within options.attemptTimeout (7000 ms)"),
        (total, true, "within options.totalTimeout (7000 ms)"),
        (both, false, "threw"),
    ] {
        let mut call = begin_call(&options);
        call.next(Event::Admitted { wait: Some(0), now: NOW });
        let step = call.next(Event::NoCredentials { timed_out });
        let Step::Failed { failure: Failure::Credentials(issues), attempts: 0, .. } = step else { panic!("{step:?}") };
        assert_eq!((issues[0].path(), issues[0].code()), ("credentials", "CredentialsUnavailable"));
        assert!(issues[0].message().en.contains(text));
    }
    let mut call = begin_call(&options());
    call.next(Event::Admitted { wait: Some(0), now: NOW });
    let credentials = Credentials { access_key_id: "", ..CREDENTIALS };
    let step = call.next(Event::Credentials { credentials, now: NOW, nonce: "n" });
    assert!(matches!(step, Step::Failed { failure: Failure::Credentials(_), .. }), "{step:?}");
}

fn silence(step: &Step) -> (NoResponse, &str, &str) {
    match step {
        Step::Failed { failure: Failure::NoResponse { code, explanation, remedy }, .. } => {
            (*code, &explanation.en, &remedy.en)
        }
        step => panic!("{step:?}"),
    }
}

#[test]
fn the_time_in_the_queue_is_part_of_the_whole() {
    let options = SendOptions { total_timeout: 70_000, ..options() };
    let mut call = begin_call(&options);
    assert!(matches!(call.next(Event::Begin { now: NOW }), Step::Queue { time_left: 70_000, .. }));
    let admitted = Event::Admitted { wait: Some(61_000), now: NOW };
    assert_eq!(call.next(admitted), Step::Wait { milliseconds: 61_000 });
    // It has its place, and does not ask for another one.
    let asked = call.next(Event::Waited { now: NOW + 61_000 });
    assert_eq!(asked, Step::AskCredentials { timeout: 9_000, expired: false });
}

#[test]
fn the_time_that_a_rate_limiter_takes_to_answer_is_part_of_the_whole() {
    let options = SendOptions { total_timeout: 5_000, ..options() };
    for (elapsed, is_over) in [(4_999, false), (5_000, true)] {
        let mut call = begin_call(&options);
        let step = call.next(Event::Admitted { wait: Some(0), now: NOW + elapsed });
        if is_over {
            assert_eq!(silence(&step).0, NoResponse::Timeout);
        } else {
            assert_eq!(step, Step::AskCredentials { timeout: 1, expired: false });
        }
    }
}

#[test]
fn a_queue_that_cannot_end_in_time_ends_the_call_at_once() {
    for (wait, is_over) in [(None, true), (Some(5_000), true), (Some(4_999), false)] {
        let options = SendOptions { total_timeout: 5_000, rate_limit: 7, ..options() };
        let mut call = begin_call(&options);
        let step = call.next(Event::Admitted { wait, now: NOW });
        if !is_over {
            assert_eq!(step, Step::Wait { milliseconds: 4_999 });
            continue;
        }
        let (code, explanation, remedy) = silence(&step);
        assert_eq!(code, NoResponse::Timeout);
        for text in
            ["options.rateLimit (7 ", "options.totalTimeout (5000 ms)", "No request was sent, so no build has started."]
        {
            assert!(explanation.contains(text), "{explanation}");
        }
        assert!(remedy.contains("options.totalTimeout") && !remedy.contains(TOKEN), "{remedy}");
    }
}

#[test]
fn the_option_that_ended_a_call_is_named() {
    for (attempt_timeout, total_timeout, right, wrong) in [
        (3_000, 9_000, "options.attemptTimeout (3000 ms)", "totalTimeout"),
        (9_000, 3_000, "options.totalTimeout (3000 ms)", "attemptTimeout"),
    ] {
        let options = SendOptions { attempt_timeout, total_timeout, max_attempts: 1, ..options() };
        let mut call = begin_call(&options);
        attempt(&mut call, NOW);
        let step = call.next(Event::NoResponse { timed_out: true, now: NOW + 3_000, random: 0 });
        let (code, explanation, remedy) = silence(&step);
        assert_eq!(code, NoResponse::Timeout);
        assert!(explanation.contains(right) && !explanation.contains(wrong), "{explanation}");
        assert!(remedy.contains(&right[..20]) && !remedy.contains(wrong) && remedy.contains(TOKEN), "{remedy}");
        assert!(explanation.contains("Requests sent: 1. The build may have started."), "{explanation}");
    }
}

#[test]
fn without_a_request_nothing_is_said_to_have_started() {
    // The clock jumps while credentials are fetched.
    let mut call = begin_call(&options());
    call.next(Event::Admitted { wait: Some(0), now: NOW });
    let step = call.next(Event::Credentials { credentials: CREDENTIALS, now: NOW + 600_000, nonce: "n" });
    let (code, explanation, remedy) = silence(&step);
    assert_eq!(code, NoResponse::Timeout);
    assert!(
        explanation.contains("options.totalTimeout (120000 ms)")
            && explanation.contains("No request was sent, so no build has started.")
    );
    assert!(!explanation.contains("may have started") && !remedy.contains(TOKEN), "{explanation} {remedy}");
}

#[test]
fn a_preflight_is_named_where_there_was_one() {
    for (has_preflight, signature_method, is_named) in [
        (true, SignatureMethod::Acs3HmacSha256, true),
        (false, SignatureMethod::Acs3HmacSha256, false),
        (true, SignatureMethod::HmacSha1, false),
    ] {
        let sign = SignOptions { signature_method, ..Default::default() };
        let mut call = begin_call(&SendOptions { has_preflight, sign, max_attempts: 1, ..options() });
        attempt(&mut call, NOW);
        let step = call.next(Event::NoResponse { timed_out: false, now: NOW, random: 0 });
        let (_, explanation, remedy) = silence(&step);
        assert_eq!([explanation.contains("CORS"), remedy.contains("HMAC-SHA1 with GET")], [is_named; 2]);
    }
}

#[test]
fn a_wrong_secret_of_an_own_request_is_said_in_one_sentence() {
    let string = "GET&%2F&a%3D1";
    let body = format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"No. server string to sign is:{string}"}}"#);
    let mut call = begin_call(&options());
    attempt(&mut call, NOW);
    let step = call.next(answer(400, &[], &body, 0));
    let Step::Failed { failure: Failure::Refused { diagnosis: Some(diagnosis), .. }, .. } = step else {
        panic!("{step:?}")
    };
    assert_eq!(diagnosis.verdict, Verdict::WrongSecret);
    assert_eq!(diagnosis.explanation.en, "The AccessKey secret is wrong: it does not belong to this AccessKey ID.");
    assert!(!diagnosis.remedy.en.contains("HMAC") && diagnosis.remedy.zh.contains("AccessKey Secret"));
}

#[test]
fn what_a_call_does_is_noticed() {
    let mut call = begin_call(&options());
    call.next(Event::Admitted { wait: Some(2_000), now: NOW });
    call.next(Event::Waited { now: NOW + 2_000 });
    call.next(Event::Credentials { credentials: CREDENTIALS, now: NOW + 2_000, nonce: "n" });
    let body = code("ServiceUnavailable");
    call.next(Event::Response {
        response: Response { status: 503, headers: &[], body: &body },
        signed: SIGNED,
        now: NOW + 2_300,
        random: 1 << 31,
    });
    call.next(Event::Waited { now: NOW + 2_550 });
    attempt(&mut call, NOW + 2_550);
    call.next(Event::NoResponse { timed_out: false, now: NOW + 3_000, random: 0 });
    attempt(&mut call, NOW + 3_000);
    call.next(answer(200, &[], STARTED, 0));
    let region_id = || "cn-hangzhou".to_owned();
    let [queued, first, refused, retry, second, again, third, started] = &call.take_notices()[..] else { panic!() };
    assert_eq!(queued, &Notice::Queued { attempt: 1, region_id: region_id(), delay_ms: 2_000 });
    for (number, request) in (1..).zip([first, second, third]) {
        let Notice::Request { attempt, method: "GET", url, .. } = request else { panic!("{request:?}") };
        assert_eq!(*attempt, number);
        assert!(url.starts_with("https://ecs.cn-hangzhou.aliyuncs.com/?") && url.contains(TOKEN), "{url}");
        assert!(url.contains("Signature=***") && url.contains("SecurityToken=***"), "{url}");
        assert!(!url.contains(&CREDENTIALS.security_token.unwrap()[..6]), "{url}");
    }
    let response = Notice::Response {
        attempt: 1,
        region_id: region_id(),
        status: 503,
        code: Some("ServiceUnavailable".into()),
        request_id: Some("r".into()),
        elapsed_ms: 300,
    };
    assert_eq!(refused, &response);
    let code = "ServiceUnavailable".to_owned();
    assert_eq!(retry, &Notice::Retry { attempt: 2, region_id: region_id(), code, delay_ms: 250 });
    let code = "ERR_NETWORK".to_owned();
    assert_eq!(again, &Notice::Retry { attempt: 3, region_id: region_id(), code, delay_ms: 0 });
    assert!(matches!(started, Notice::Response { attempt: 3, status: 200, code: None, .. }), "{started:?}");
    assert!(call.take_notices().is_empty());
}

#[test]
fn requests_and_options_are_checked_before_anything_is_sent() {
    let wrong = SendOptions {
        max_attempts: 0,
        attempt_timeout: 0,
        total_timeout: 86_400_001,
        rate_limit: 1_000_001,
        sign: SignOptions { endpoint: Some("ftp://a"), ..Default::default() },
        ..Default::default()
    };
    let request = StartImagePipelineExecution { image_pipeline_id: "", client_token: Some("é"), ..request() };
    let issues = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request.value(), &wrong, TOKEN).unwrap_err().into_issues();
    let mut paths: Vec<_> = issues.iter().map(ecs_image_pipeline::Issue::path).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "clientToken",
            "imagePipelineId",
            "options.attemptTimeout",
            "options.endpoint",
            "options.maxAttempts",
            "options.rateLimit",
            "options.totalTimeout",
        ]
    );
    // Without a token, nothing could be repeated.
    let request = self::request().value();
    let issues = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request, &options(), "").unwrap_err().into_issues();
    assert_eq!((issues.len(), issues[0].path()), (1, "clientToken"));
}

#[test]
fn the_request_wins_over_the_options_and_the_fresh_token() {
    let options = SendOptions { region_id: Some("cn-beijing"), ..options() };
    for (region_id, client_token, host, token) in [
        (None, None, "ecs.cn-beijing.aliyuncs.com", TOKEN),
        (None, Some(""), "ecs.cn-beijing.aliyuncs.com", TOKEN),
        (Some("cn-qingdao"), Some("mine"), "ecs.cn-qingdao.aliyuncs.com", "mine"),
    ] {
        let request = Value::from([
            ("regionId", region_id.into()),
            ("imagePipelineId", "ip-bp67acfmxazb4p0a1b2c".into()),
            ("clientToken", client_token.into()),
        ]);
        let call = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request, &options, TOKEN).unwrap();
        let mut call = begun(call, NOW);
        let signed = attempt(&mut call, NOW);
        assert!(signed.url.starts_with(&format!("https://{host}/?")), "{}", signed.url);
        assert_eq!(token_of(&signed), token);
    }
}

#[test]
fn a_clock_or_a_nonce_that_is_none_is_an_issue() {
    for (now, nonce, path) in [(i64::MIN, "n", "options.clock"), (NOW, "", "options.signatureNonce")] {
        let mut call =
            begun(Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request().value(), &options(), TOKEN).unwrap(), now);
        call.next(Event::Admitted { wait: Some(0), now });
        let step = call.next(Event::Credentials { credentials: CREDENTIALS, now, nonce });
        let Step::Failed { failure: Failure::Request(issues), .. } = step else { panic!("{step:?}") };
        assert_eq!(issues[0].path(), path);
    }
}

/// What the world does to one request: what comes back, after how many milliseconds.
#[derive(Debug, Clone)]
enum Reply {
    Nothing,
    Answer { status: u16, headers: Vec<(&'static str, String)>, body: String },
}

fn a_body() -> impl Strategy<Value = String> {
    let codes: Vec<String> = ecs_image_pipeline::codes().map(|name| code(&name.replace('*', "X"))).collect();
    prop_oneof![
        8 => proptest::sample::select(codes),
        1 => Just(STARTED.to_owned()),
        1 => Just("<html></html>".to_owned()),
        1 => Just(String::new()),
        1 => any::<String>(),
    ]
}

fn a_reply() -> impl Strategy<Value = Reply> {
    let header = prop_oneof![
        (0_u64..200_000).prop_map(|delay| ("x-acs-retry-after", delay.to_string())),
        Just(("x-acs-retry-after", "18446744073709551616".to_owned())),
        Just(("date", "Fri, 02 Jan 2026 05:04:15 GMT".to_owned())),
        Just(("date", "Fri, 31 Dec 9999 23:59:59 GMT".to_owned())),
    ];
    let status = prop_oneof![proptest::sample::select(vec![200, 302, 400, 403, 404, 500, 502, 503]), any::<u16>()];
    prop_oneof![
        1 => Just(Reply::Nothing),
        4 => (status, proptest::collection::vec(header, 0..3), a_body())
            .prop_map(|(status, headers, body)| Reply::Answer { status, headers, body }),
    ]
}

fn any_event() -> impl Strategy<Value = (u8, i64, u32, bool, Reply)> {
    (0_u8..9, prop_oneof![any::<i64>(), NOW - 1_000..NOW + 200_000], any::<u32>(), any::<bool>(), a_reply())
}

fn tell(call: &mut Call, (kind, now, random, timed_out, reply): &(u8, i64, u32, bool, Reply)) -> Step {
    let (now, random, timed_out) = (*now, *random, *timed_out);
    match (kind, reply) {
        (0, _) => call.next(Event::Begin { now: NOW }),
        (1, _) => call.next(Event::Admitted { wait: Some(0), now }),
        (2 | 3, _) => call.next(Event::Credentials { credentials: CREDENTIALS, now, nonce: "n" }),
        (4, _) => call.next(Event::NoCredentials { timed_out }),
        (5, _) => call.next(Event::Waited { now }),
        (6, _) => call.next(Event::Aborted),
        (_, Reply::Nothing) => call.next(Event::NoResponse { timed_out, now, random }),
        (_, Reply::Answer { status, headers, body }) => {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let response = Response { status: *status, headers: &headers, body };
            call.next(Event::Response { response, signed: SIGNED, now, random })
        }
    }
}

proptest! {
    #[test]
    fn whatever_the_network_does_a_call_ends_within_its_limits_with_one_token(
        replies in proptest::collection::vec((a_reply(), 0_i64..20_000), 0..12),
        max_attempts in 1_u32..9,
        attempt_timeout in 1_u32..20_000,
        total_timeout in 1_u32..200_000,
        renewable in any::<bool>(),
        random in any::<u32>(),
        queued in prop_oneof![Just(0_u32), 0_u32..100_000],
        abort_at in proptest::option::of(0_usize..40),
    ) {
        let options = SendOptions { max_attempts, attempt_timeout, total_timeout, renewable, ..Default::default() };
        let mut call = begin_call(&options);
        let mut replies = replies.into_iter();
        let (mut now, mut spent, mut sent) = (NOW, 0_i64, 0_u32);
        let mut is_final = false;
        let mut is_queued = false;
        let mut step = call.next(Event::Begin { now: NOW });
        for number in 0.. {
            prop_assert!(number < 50, "no end");
            if abort_at == Some(number) {
                step = call.next(Event::Aborted);
                let is_over = matches!(step, Step::Ended);
                prop_assert!(is_over);
            }
            step = match step {
                Step::Queue { time_left, .. } => {
                    prop_assert_eq!(i64::from(time_left), i64::from(total_timeout) - spent);
                    is_queued = queued > 0 && queued < time_left;
                    let wait = Some(queued).filter(|_| queued == 0 || is_queued);
                    call.next(Event::Admitted { wait, now })
                }
                Step::AskCredentials { timeout, .. } => {
                    prop_assert!(timeout <= attempt_timeout && i64::from(timeout) <= i64::from(total_timeout) - spent);
                    call.next(Event::Credentials { credentials: CREDENTIALS, now, nonce: &format!("nonce-{sent}") })
                }
                Step::Send { request, timeout } => {
                    prop_assert!(!is_final, "a final refusal was sent again");
                    prop_assert_eq!(token_of(&request), TOKEN);
                    prop_assert_eq!(request.signature_nonce, format!("nonce-{sent}"));
                    prop_assert!(timeout <= attempt_timeout && i64::from(timeout) <= i64::from(total_timeout) - spent);
                    sent += 1;
                    let (reply, took) = replies.next().unwrap_or((Reply::Nothing, 5));
                    let timed_out = took >= i64::from(timeout);
                    let took = took.min(timeout.into());
                    (now, spent) = (now + took, spent + took);
                    let reply = if timed_out { Reply::Nothing } else { reply };
                    if let Reply::Answer { body, .. } = &reply {
                        let code = body.strip_prefix(r#"{"Code":""#).and_then(|rest| rest.split('"').next());
                        let advice = code.and_then(ecs_image_pipeline::explain).map(|known| known.retry.when);
                        is_final = advice == Some(ecs_image_pipeline::RetryTime::Never)
                            && code != Some("InvalidSecurityToken.Expired");
                    }
                    tell(&mut call, &(8, now, random, timed_out, reply))
                }
                Step::Wait { milliseconds } => {
                    prop_assert!(!std::mem::take(&mut is_queued) || milliseconds == queued);
                    (now, spent) = (now + i64::from(milliseconds), spent + i64::from(milliseconds));
                    call.next(Event::Waited { now })
                }
                Step::Done { attempts, .. } => {
                    prop_assert_eq!(attempts, sent);
                    break;
                }
                Step::Failed { attempts, client_token, .. } => {
                    prop_assert_eq!((attempts, client_token.as_deref()), (sent, Some(TOKEN)));
                    break;
                }
                Step::Ended => {
                    prop_assert!(abort_at.is_some());
                    break;
                }
            };
        }
        prop_assert!(sent <= max_attempts && spent <= i64::from(total_timeout));
    }

    #[test]
    fn who_is_throttled_comes_back_in_the_next_minute_and_not_all_at_once(
        now in 0_i64..4_000_000_000_000,
        offset in prop_oneof![Just(0_i64), any::<i64>(), -10_000_000_i64..10_000_000],
        random in any::<u32>(),
    ) {
        let body = code("Throttling.User");
        let call = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request().value(), &options(), TOKEN).unwrap().with_clock_skew(offset);
        let mut call = begun(call, now);
        call.next(Event::Admitted { wait: Some(0), now });
        call.next(Event::Credentials { credentials: CREDENTIALS, now, nonce: "n" });
        let response = Response { status: 400, headers: &[], body: &body };
        if let Step::Wait { milliseconds } = call.next(Event::Response { response, signed: SIGNED, now, random }) {
            let theirs = i128::from(now.saturating_add(call.clock_skew()));
            let back = theirs + i128::from(milliseconds);
            prop_assert_eq!(back.div_euclid(60_000), theirs.div_euclid(60_000) + 1);
            prop_assert!(back.rem_euclid(60_000) < 5_000);
        } else {
            prop_assert!(false, "it does not wait");
        }
    }

    #[test]
    fn events_in_any_order_do_no_harm(events in proptest::collection::vec(any_event(), 0..60), max_attempts in 1_u32..6, offset in any::<i64>()) {
        let mut call = begin_call(&SendOptions { max_attempts, ..options() }).with_clock_skew(offset);
        let (mut sent, mut is_over) = (0, false);
        for event in &events {
            let step = tell(&mut call, event);
            if is_over {
                prop_assert_eq!(&step, &Step::Ended);
            }
            sent += u32::from(matches!(step, Step::Send { .. }));
            is_over |= event.0 == 6 || matches!(step, Step::Done { .. } | Step::Failed { .. } | Step::Ended);
        }
        prop_assert!(sent <= max_attempts);
    }
}
