//! What comes from the server, or from whatever stands in its place.

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{Response, Signed, Text};

use crate::bytes::Bytes;

fn assert_written(text: &Text) {
    for text in [&text.en, &text.zh] {
        assert!(!text.is_empty(), "{text:?}");
    }
}

fn is_written(value: &impl serde::Serialize, member: &str) -> bool {
    serde_json::to_value(value).unwrap().get(member).is_some()
}

/// Status, three headers and a body.
pub fn decode(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let status = u16::from(bytes.byte()) * 4;
    let headers = ["X-Acs-Request-Id", "x-acs-retry-after", "Date"].map(|name| (name, bytes.text()));
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let body = bytes.text();
    let response = Response { status, headers: &headers, body: &body };
    let decoded = ecs_image_pipeline::decode(&START_IMAGE_PIPELINE_EXECUTION, &response);
    assert_eq!(
        decoded,
        ecs_image_pipeline::decode(&START_IMAGE_PIPELINE_EXECUTION, &response),
        "the same response, the same result"
    );
    let _ = format!("{response:?} {decoded:?}");
    match decoded {
        Ok(success) => {
            let execution_id = success.result.get("executionId").and_then(|id| id.as_text());
            assert!(execution_id.is_some_and(|id| !id.trim().is_empty()), "a build without a name");
            assert!(is_written(&success, "requestId"));
            if body.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
                let read = serde_json::from_str::<serde_json::Value>(body.trim_start_matches('\u{feff}'));
                assert!(!read.is_err_and(|error| error.is_eof()), "an answer that was cut short is no success");
            }
        }
        Err(error) => {
            assert!(error.to_string().starts_with(&error.code));
            assert!(!error.code.is_empty() && error.code.chars().count() <= 200, "{:?}", error.code);
            assert_written(&error.explanation);
            assert_written(&error.remedy);
            let signed = Signed { string_to_sign: "GET&%2F&A%3D1", canonical_request: None, timestamp: "" };
            assert_written(&ecs_image_pipeline::diagnose(&signed, &error).explanation);
        }
    }
}

/// What was signed, and an answer or the string that the server signed.
pub fn diagnose(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let echoes = bytes.flag();
    let (ours, timestamp, canonical_request) = (bytes.text(), bytes.text(), bytes.optional());
    let theirs = bytes.text();
    let signed =
        Signed { string_to_sign: &ours, canonical_request: canonical_request.as_deref(), timestamp: &timestamp };
    let answer = if echoes {
        let message = format!("Specified signature is not matched. server string to sign is:{theirs}");
        serde_json::json!({ "Code": "SignatureDoesNotMatch", "Message": message }).to_string()
    } else {
        theirs
    };
    let diagnosis = ecs_image_pipeline::diagnose_response(&signed, &answer);
    assert!(is_written(&diagnosis, "verdict"));
    let _ = format!("{diagnosis:?} {signed:?}");
    assert_written(&diagnosis.explanation);
    assert_written(&diagnosis.remedy);
    for difference in &diagnosis.differences {
        let shown = [&difference.ours, &difference.theirs].map(|text| text.as_deref().unwrap_or_default());
        if shown.iter().any(|text| text.contains("***")) {
            continue;
        }
        assert!(difference.ours != difference.theirs, "{difference:?} is none");
        let longest = shown.map(|text| text.chars().count()).into_iter().max();
        assert!(Some(difference.position) <= longest, "{difference:?} is nowhere");
    }
}

/// A code.
pub fn explain(data: &[u8]) {
    let code = String::from_utf8_lossy(data);
    if let Some(explanation) = ecs_image_pipeline::explain(&code) {
        assert!(is_written(&explanation, "category"));
        assert_written(&explanation.explanation);
        assert_written(&explanation.remedy);
    }
    assert!(ecs_image_pipeline::codes().all(|code| !code.is_empty()));
}
