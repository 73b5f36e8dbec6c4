//! One call over a network that does what it likes: whatever happens, it ends, with the token and the limits it began with.

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{
    Call, Credentials, Event, RateLimit, Response, SendOptions, SignOptions, SignatureMethod, Signed, Step,
};

use crate::bytes::Bytes;
use crate::request::StartImagePipelineExecution;

const TOKEN: &str = "123e4567-e89b-12d3-a456-426655440000";
const SECRET: &str = "kQ7zXw3vJ9pLm2RtWd5vU8xB2nM4kHy6";
const START: i64 = 1_767_323_045_000;

/// Options, then events, in any order.
pub fn sending(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let signature_method = if bytes.flag() { SignatureMethod::Acs3HmacSha256 } else { SignatureMethod::HmacSha1 };
    let options = SendOptions {
        max_attempts: u32::from(bytes.byte() % 10) + 1,
        attempt_timeout: (u32::from(bytes.byte()) + 1) * 100,
        total_timeout: (u32::from(bytes.byte()) + 1) * 1000,
        renewable: bytes.flag(),
        sign: SignOptions { signature_method, ..Default::default() },
        ..Default::default()
    };
    let request = StartImagePipelineExecution {
        region_id: "cn-hangzhou",
        image_pipeline_id: "ip-1",
        client_token: Some(TOKEN),
        ..Default::default()
    };
    let mut limit = RateLimit::new(u32::from(bytes.byte()));
    let mut sending = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request.value(), &options, "").unwrap();
    let (mut now, mut sent, mut ended) = (START, 0, false);
    // An answer may hold anything, the secret of this file too.
    let is_told = data.windows(8).any(|part| part == &SECRET.as_bytes()[..8]);
    let shows = |text: &str| !is_told && text.contains(&SECRET[..8]);
    let mut events = 0;
    while !bytes.is_empty() && events < 300 {
        events += 1;
        let kind = bytes.byte();
        // Mostly a clock that goes on, now and then one that jumps.
        let moved = i64::from(bytes.byte()) << (kind >> 4);
        now = match kind >> 3 & 15 {
            15 => i64::MAX - moved,
            14 => i64::MIN + moved,
            13 => now.saturating_sub(moved),
            _ => now.saturating_add(moved),
        };
        assert_limited(&mut limit, now);
        let random = u32::from(bytes.byte()) * 0x0101_0101;
        let nonce = format!("nonce-{events}");
        let (secret, status, body, date);
        let signed = Signed { string_to_sign: "GET&%2F&A%3D1", canonical_request: None, timestamp: "" };
        let headers;
        let event = match kind & 7 {
            0 => Event::Begin { now },
            1 => Event::Admitted { wait: Some(random >> 16).filter(|wait| *wait < 60_000), now },
            2 => {
                secret = if random == 0 { String::new() } else { SECRET.to_owned() };
                let credentials = Credentials { access_key_id: "id", access_key_secret: &secret, security_token: None };
                Event::Credentials { credentials, now, nonce: &nonce }
            }
            3 => Event::NoCredentials { timed_out: bytes.flag() },
            4 | 5 => {
                status = u16::from(bytes.byte()) * 4;
                date = bytes.text();
                body = bytes.text();
                headers = [("date", date.as_str()), ("x-acs-retry-after", date.as_str())];
                Event::Response { response: Response { status, headers: &headers, body: &body }, signed, now, random }
            }
            6 => Event::NoResponse { timed_out: bytes.flag(), now, random },
            _ if random == 0 => Event::Aborted,
            _ => Event::Waited { now },
        };
        let step = sending.next(event);
        let written = serde_json::to_string(&step).unwrap();
        let shown = format!("{step:?} {sending:?}");
        assert!(!shows(&written) && !shows(&shown), "the secret is shown");
        if ended {
            assert_eq!(step, Step::Ended, "the end is the end");
            continue;
        }
        match step {
            Step::Send { request, timeout } => {
                sent += 1;
                assert!(sent <= options.max_attempts, "too many attempts");
                assert!(timeout > 0 && timeout <= options.attempt_timeout.min(options.total_timeout));
                assert!(request.canonical_query.contains(&format!("ClientToken={TOKEN}")));
                assert_eq!(request.signature_nonce, nonce);
            }
            Step::AskCredentials { timeout, .. } => assert!(timeout > 0 && timeout <= options.attempt_timeout),
            Step::Wait { milliseconds } => assert!(milliseconds > 0 && milliseconds < options.total_timeout),
            Step::Queue { region_id, time_left } => {
                assert_eq!(region_id, "cn-hangzhou");
                assert!(time_left > 0 && time_left <= options.total_timeout);
            }
            Step::Done { attempts, .. } => {
                assert_eq!(attempts, sent);
                ended = true;
            }
            Step::Failed { attempts, client_token, .. } => {
                assert_eq!((attempts, client_token.as_deref()), (sent, Some(TOKEN)));
                ended = true;
            }
            Step::Ended => ended = true,
        }
    }
}

fn assert_limited(limit: &mut RateLimit, now: i64) {
    let mut copy = limit.clone();
    let wait = limit.admit(now, 300_000);
    assert_eq!(copy.admit(now, 300_000), wait);
    assert_eq!(*limit, copy);
    assert!(wait.is_none_or(|wait| wait < 300_000), "{wait:?}");
}
