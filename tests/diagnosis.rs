//! The diagnosis natively: its verdicts, its texts, and its time.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod request;

use std::collections::BTreeSet;

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{
    ApiError, Credentials, Response, SignOptions, SignatureMethod, Signed, SignedRequest, Timestamp, Verdict, decode,
    diagnose, diagnose_response,
};
use request::{StartImagePipelineExecution, Tag, sign};

fn verdict(string_to_sign: &str, answer: &str) -> Verdict {
    diagnose_response(&Signed { string_to_sign, canonical_request: None, timestamp: "" }, answer).verdict
}

#[test]
fn each_verdict_has_its_texts_and_its_place_in_the_types() {
    let names: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.as_str()).collect();
    let file: toml::Table = toml::from_str(include_str!("../src/messages/verdicts.toml")).unwrap();
    assert_eq!(names.iter().copied().collect::<BTreeSet<_>>(), file.keys().map(String::as_str).collect());
    for name in &names {
        for key in ["explanation_en", "explanation_zh", "remedy_en", "remedy_zh"] {
            assert!(file[*name][key].as_str().unwrap().len() > 5, "{name} {key}");
        }
        // What is said otherwise of some requests is said in both languages, and in place of a text that there is.
        for key in file[*name].as_table().unwrap().keys() {
            let plain = key.trim_start_matches("acs3_").trim_start_matches("redacted_");
            let other = if key.ends_with("en") { key.replace("_en", "_zh") } else { key.replace("_zh", "_en") };
            let table = file[*name].as_table().unwrap();
            assert!(table.contains_key(plain) && table.contains_key(&other) && *key != other, "{name} {key}");
        }
    }

    let types = include_str!("../src/js/types.ts");
    let (_, list) = types.split_once("export type Verdict =").unwrap();
    let (list, _) = list.split_once(';').unwrap();
    let list: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(names, list);
}

#[test]
fn a_text_that_is_signed_alike_is_the_secret() {
    let line = "server string to sign is:GET&%2F&A%3D1";
    assert_eq!(verdict("GET&%2F&A%3D1", line), Verdict::WrongSecret);
    assert_eq!(verdict("GET&%2F&A%3D2", line), Verdict::ParameterChanged);
    assert_eq!(verdict("POST&%2F&A%3D1", line), Verdict::AnotherMethod);
    assert_eq!(verdict("GET&/&A%3D1", line), Verdict::Unclear);
    assert_eq!(verdict("", line), Verdict::Unclear);
}

#[test]
fn unreserved_characters_that_are_encoded_are_not_called_unencoded() {
    let line = "server string to sign is:GET&%2F&A%3D-a~%252F";
    for ours in ["%257Ea", "-a%257e%252F", "%252Da~%252F", "%252d%2561~%252F", "-%2561%257e%252f"] {
        let signed = format!("GET&%2F&A%3D{ours}");
        let expected = if ours == "%257Ea" { Verdict::ParameterChanged } else { Verdict::ReservedCharacters };
        assert_eq!(verdict(&signed, line), expected, "{ours}");
    }
    assert_eq!(verdict("GET&%2F&A%3D-a~%252f", line), Verdict::LowerCaseHex);
    assert_eq!(verdict("GET&%2F&A%3D-a~/", line), Verdict::MissingEncoding);
}

#[test]
fn a_query_of_one_parameter_can_lack_its_second_encoding() {
    assert_eq!(verdict("GET&%2F&A=1", "server string to sign is:GET&%2F&A%3D1"), Verdict::MissingEncoding);
}

const OURS: &str = "GET&%2F&Action%3Da%26SecurityToken%3DTokenOfTheClient%26Version%3D1";
const THEIRS: &str = "GET&%2F&Action%3Da%26SecurityToken%3DTokenOfTheServer%26Version%3D1";

fn refused(string_to_sign: &str) -> ApiError {
    let body =
        format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"No. server string to sign is:{string_to_sign}"}}"#);
    *decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 400, headers: &[], body: &body }).unwrap_err()
}

#[test]
fn a_changed_token_is_seen_in_the_details_and_shown_by_nothing() {
    let signed = Signed { string_to_sign: OURS, canonical_request: None, timestamp: "" };
    let error = refused(THEIRS);
    for error in [error.clone(), error.clone().clone()] {
        let diagnosis = diagnose(&signed, &error);
        assert_eq!(
            (diagnosis.verdict, diagnosis.parameter.as_deref()),
            (Verdict::ParameterChanged, Some("SecurityToken"))
        );
        let shown = format!("{error:?} {error:#?} {} {diagnosis:?}", serde_json::to_string(&error).unwrap());
        assert!(shown.contains("SecurityToken%3D***%26") && !shown.contains("TokenOf"), "{shown}");
    }
    // The token is no part of what two errors are compared by, either.
    assert_eq!(error, refused(OURS));
    let certain = diagnose(&signed, &refused(OURS));
    assert_eq!(certain.verdict, Verdict::WrongSecret);
    assert!(!certain.explanation.en.contains("SecurityToken"));
}

#[test]
fn a_masked_token_leaves_open_what_it_is() {
    let line = |string: &str| format!("server string to sign is:{string}");
    let masked = THEIRS.replace("TokenOfTheServer", "***");
    let signed = Signed { string_to_sign: OURS, canonical_request: None, timestamp: "" };
    let diagnosis = diagnose_response(&signed, &line(&masked));
    assert_eq!(diagnosis.verdict, Verdict::WrongSecret);
    assert!(diagnosis.explanation.en.contains("SecurityToken") && diagnosis.explanation.zh.contains("SecurityToken"));
    // What was signed may be masked as well.
    let both = Signed { string_to_sign: &masked, ..signed };
    assert_eq!(diagnose_response(&both, &line(&masked)), diagnosis);
    // Without a token there is nothing to leave open.
    let plain = diagnose_response(&Signed { string_to_sign: "GET&%2F&A%3D1", ..signed }, &line("GET&%2F&A%3D1"));
    assert!(!plain.explanation.en.contains("SecurityToken"), "{plain:?}");
    for text in [&diagnosis.explanation, &diagnosis.remedy].into_iter().flat_map(|text| [&text.en, &text.zh]) {
        assert!(text.chars().count() > 20 && !text.contains(['{', '}']), "{text}");
    }
}

fn signed_by_acs3() -> SignedRequest {
    let request = StartImagePipelineExecution {
        region_id: "cn-hangzhou",
        image_pipeline_id: "ip-1",
        tag: vec![Tag { key: "k", value: Some("a b") }, Tag { key: "l", value: Some("") }],
        ..Default::default()
    };
    let credentials = Credentials {
        access_key_id: "STS.id",
        access_key_secret: "secret",
        security_token: Some("TokenOfTheClient/+="),
    };
    let options = SignOptions { signature_method: SignatureMethod::Acs3HmacSha256, ..Default::default() };
    sign(&request, &credentials, &options, Timestamp::parse("2026-01-02T03:04:05Z").unwrap(), "nonce-1").unwrap()
}

#[test]
fn requests_by_acs3_are_compared_line_by_line() {
    let request = signed_by_acs3();
    let ours = request.canonical_request.as_deref().unwrap();
    let signed = Signed {
        string_to_sign: &request.string_to_sign,
        canonical_request: Some(ours),
        timestamp: "2026-01-02T03:04:05Z",
    };
    for (from, to, verdict, parameter) in [
        ("POST", "GET", Verdict::AnotherMethod, "HTTP method"),
        ("cn-hangzhou&", "cn-beijing&", Verdict::ParameterChanged, "RegionId"),
        ("&Tag.2.Value=", "", Verdict::ParameterDropped, "Tag.2.Value"),
        ("&RegionId", "&Proxy=1&RegionId", Verdict::ParameterAdded, "Proxy"),
        ("a%20b", "a%2Bb", Verdict::PlusForSpace, "Tag.1.Value"),
        ("a%20b", "a%2520b", Verdict::DoubleEncoding, "Tag.1.Value"),
        ("host:ecs.", "host:ecs-vpc.", Verdict::ParameterChanged, "host"),
        ("x-acs-date:2026-01-02T03", "x-acs-date:2026-01-02T11", Verdict::LocalTime, "x-acs-date"),
        ("nonce-1", "nonce-2", Verdict::AnotherRequest, "x-acs-signature-nonce"),
        ("TokenOfTheClient/+=\n", "TokenOfTheServer\n", Verdict::ParameterChanged, "x-acs-security-token"),
        ("x-acs-version:2014-05-26\n", "", Verdict::ParameterDropped, "x-acs-version"),
        ("\ne3b0", "\ne3b1", Verdict::ParameterChanged, "HashedRequestPayload"),
    ] {
        let theirs = ours.replacen(from, to, 1);
        assert_ne!(theirs, ours, "{from}");
        // The string to sign differs, as its hash does.
        let echo = format!("No. server StringToSign is [ACS3-HMAC-SHA256\n0] server CanonicalRequest is [{theirs}]");
        let body = serde_json::json!({ "Code": "SignatureDoesNotMatch", "Message": echo }).to_string();
        let error =
            decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 400, headers: &[], body: &body }).unwrap_err();
        for diagnosis in
            [diagnose_response(&signed, &body), diagnose(&signed, &error), diagnose_response(&signed, &theirs)]
        {
            assert_eq!((diagnosis.verdict, diagnosis.parameter.as_deref()), (verdict, Some(parameter)), "{from}");
            let shown = format!("{error:?} {diagnosis:?} {signed:?}");
            assert!(shown.contains("x-acs-security-token") && !shown.contains("TokenOf"), "{shown}");
        }
    }
    assert_eq!(diagnose_response(&signed, ours).verdict, Verdict::WrongSecret);
    let same = diagnose_response(&signed, &request.string_to_sign);
    assert_eq!(same.verdict, Verdict::WrongSecret);
    assert!(same.remedy.en.contains("HMAC-SHA256(secret, text)"));
}

#[test]
fn large_texts_are_compared_without_a_look_at_each_pair() {
    // Half a megabyte of parameters on either side, none the other's: compared pair by pair, this takes minutes.
    let many = |prefix: &str| (0..50_000).map(|n| format!("{prefix}{n}%3D%26")).collect::<String>();
    let (ours, theirs) = (format!("GET&%2F&{}", many("a")), many("b"));
    let line = format!("server string to sign is:GET&%2F&{theirs}");
    assert_eq!(verdict(&ours, &line), Verdict::ParameterDropped);
}

/// A code of this package names no parameter, though some begin as the gateway's codes for a missing one do.
#[test]
fn a_code_about_the_response_is_not_about_the_signature() {
    let signed = Signed { string_to_sign: "GET&%2F&A%3D1", canonical_request: None, timestamp: "" };
    for answer in [r#"{"RequestId":"r"}"#, r#"{"Code":"MissingMember"}"#, ""] {
        let diagnosis = diagnose_response(&signed, answer);
        assert_eq!((diagnosis.verdict, diagnosis.parameter), (Verdict::NotAboutTheSignature, None), "{answer}");
    }
}
