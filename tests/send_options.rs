//! The effect of the options: ranges, new credentials, timeouts and the number of attempts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod request;

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{Call, Credentials, Event, Network, Response, SendOptions, SignOptions, Signed, Step};
use request::StartImagePipelineExecution;

#[test]
fn each_number_has_a_least_and_a_most() {
    let day = 86_400_000;
    let paths = ["options.maxAttempts", "options.attemptTimeout", "options.totalTimeout", "options.rateLimit"];
    for (numbers, is_right) in [
        ([1, 1, 1, 1], true),
        ([100, day, day, 1_000_000], true),
        ([0, 0, 0, 0], false),
        ([101, day + 1, day + 1, 1_000_001], false),
    ] {
        let [max_attempts, attempt_timeout, total_timeout, rate_limit] = numbers;
        let options =
            SendOptions { max_attempts, attempt_timeout, total_timeout, rate_limit, ..SendOptions::default() };
        let issues = options.validate();
        let found: Vec<_> = issues.iter().map(|issue| (issue.path(), issue.code())).collect();
        let expected: Vec<_> = paths.iter().filter(|_| !is_right).map(|path| (*path, "InvalidParameter")).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn only_renewable_credentials_are_asked_for_again_when_they_have_expired() {
    let request = StartImagePipelineExecution { region_id: "a", image_pipeline_id: "ip-1", ..Default::default() };
    for renewable in [true, false] {
        let options = SendOptions { renewable, ..SendOptions::default() };
        let mut sending = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request.value(), &options, "a-token").unwrap();
        sending.next(Event::Begin { now: 0 });
        sending.next(Event::Admitted { wait: Some(0), now: 0 });
        let credentials =
            Credentials { access_key_id: "STS.id", access_key_secret: "secret", security_token: Some("token") };
        sending.next(Event::Credentials { credentials, now: 0, nonce: "n" });
        let body = r#"{"Code":"InvalidSecurityToken.Expired","Message":"m","RequestId":"r"}"#;
        let response = Response { status: 400, headers: &[], body };
        let signed = Signed { string_to_sign: "GET&%2F&a%3D1", canonical_request: None, timestamp: "" };
        let step = sending.next(Event::Response { response, signed, now: 0, random: 0 });
        assert_eq!(matches!(step, Step::Queue { .. }), renewable, "{step:?}");
    }
}

#[test]
fn a_wait_that_takes_all_the_time_is_the_last() {
    let request = StartImagePipelineExecution { region_id: "a", image_pipeline_id: "ip-1", ..Default::default() };
    for (waited, is_over) in [(999, false), (1_000, true), (5_000, true)] {
        let options = SendOptions { total_timeout: 1_000, ..SendOptions::default() };
        let mut sending = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request.value(), &options, "a-token").unwrap();
        sending.next(Event::Begin { now: 0 });
        sending.next(Event::Admitted { wait: Some(0), now: 0 });
        let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
        sending.next(Event::Credentials { credentials, now: 0, nonce: "n" });
        let step = sending.next(Event::NoResponse { timed_out: false, now: 0, random: 1 << 31 });
        assert_eq!(step, Step::Wait { milliseconds: 250 });
        let step = sending.next(Event::Waited { now: waited });
        if is_over {
            assert!(matches!(step, Step::Failed { attempts: 1, .. }), "{step:?}");
        } else {
            let step = sending.next(Event::Admitted { wait: Some(0), now: waited });
            assert_eq!(step, Step::AskCredentials { timeout: 1, expired: false });
        }
    }
}

#[test]
fn there_are_no_more_attempts_than_allowed_whatever_happens() {
    let request = StartImagePipelineExecution { region_id: "a", image_pipeline_id: "ip-1", ..Default::default() };
    let options = SendOptions { max_attempts: 2, ..SendOptions::default() };
    let mut sending = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request.value(), &options, "a-token").unwrap();
    sending.next(Event::Begin { now: 0 });
    sending.next(Event::Admitted { wait: Some(0), now: 0 });
    for attempt in 1..=3 {
        // As if no answer had ever been told.
        let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
        let step = sending.next(Event::Credentials { credentials, now: 0, nonce: "n" });
        let is_right =
            if attempt <= 2 { matches!(step, Step::Send { .. }) } else { matches!(step, Step::Failed { .. }) };
        assert!(is_right, "{step:?}");
    }
}

#[test]
fn the_network_chooses_the_endpoint_of_each_region() {
    let endpoint_of = |region_id, network| {
        let request = StartImagePipelineExecution { region_id, image_pipeline_id: "ip-1", ..Default::default() };
        let options = SendOptions { network, ..SendOptions::default() };
        let mut sending = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request.value(), &options, "a-token").unwrap();
        sending.next(Event::Begin { now: 0 });
        sending.next(Event::Admitted { wait: Some(0), now: 0 });
        let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
        match sending.next(Event::Credentials { credentials, now: 0, nonce: "n" }) {
            Step::Send { request, .. } => request.url.split('/').nth(2).map(str::to_owned).unwrap_or_default(),
            step => format!("{step:?}"),
        }
    };
    assert_eq!(endpoint_of("cn-beijing", Some(Network::Vpc)), "ecs-vpc.cn-beijing.aliyuncs.com");
    assert_eq!(endpoint_of("cn-beijing", Some(Network::Public)), "ecs.cn-beijing.aliyuncs.com");
    assert_eq!(endpoint_of("cn-beijing", None), "ecs.cn-beijing.aliyuncs.com");
    assert_eq!(endpoint_of("cn-hangzhou-finance", Some(Network::Vpc)), "ecs.aliyuncs.com");

    let sign = SignOptions { endpoint: Some("ecs.example.com"), ..Default::default() };
    let issues = SendOptions { network: Some(Network::Vpc), sign, ..Default::default() }.validate();
    assert_eq!((issues.len(), issues[0].path(), issues[0].code()), (1, "options.network", "InvalidEndpoint"));
}
