//! The diagnosis natively: its verdicts, its texts, and its time.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ecs_image_pipeline::{Answer, ErrorDetails, Outcome, Signed, Verdict, decode, diagnose, diagnose_answer};

fn verdict(string_to_sign: &str, answer: &str) -> Verdict {
    diagnose_answer(&Signed { string_to_sign, canonical_request: None, timestamp: "" }, answer).verdict
}

#[test]
fn each_verdict_has_its_texts_and_its_place_in_the_types() {
    let names: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.as_str()).collect();
    let file: toml::Table = toml::from_str(include_str!("../src/diagnosis/verdicts.toml")).unwrap();
    assert_eq!(names.iter().copied().collect::<BTreeSet<_>>(), file.keys().map(String::as_str).collect());
    for name in &names {
        for key in ["explanation_en", "explanation_zh", "remedy_en", "remedy_zh"] {
            assert!(file[*name][key].as_str().unwrap().len() > 5, "{name} {key}");
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

const OURS: &str = "GET&%2F&Action%3Da%26SecurityToken%3DTokenOfTheClient%26Version%3D1";
const THEIRS: &str = "GET&%2F&Action%3Da%26SecurityToken%3DTokenOfTheServer%26Version%3D1";

fn refused(string_to_sign: &str) -> ErrorDetails {
    let body =
        format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"No. server string to sign is:{string_to_sign}"}}"#);
    match decode(&Answer { status: 400, headers: &[], body: &body }) {
        Outcome::Refused(error) => *error,
        started @ Outcome::Started { .. } => panic!("{started:?}"),
    }
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
    let diagnosis = diagnose_answer(&signed, &line(&masked));
    assert_eq!(diagnosis.verdict, Verdict::WrongSecret);
    assert!(diagnosis.explanation.en.contains("SecurityToken") && diagnosis.explanation.zh.contains("SecurityToken"));
    // What was signed may be masked as well.
    let both = Signed { string_to_sign: &masked, ..signed };
    assert_eq!(diagnose_answer(&both, &line(&masked)), diagnosis);
    // Without a token there is nothing to leave open.
    let plain = diagnose_answer(&Signed { string_to_sign: "GET&%2F&A%3D1", ..signed }, &line("GET&%2F&A%3D1"));
    assert!(!plain.explanation.en.contains("SecurityToken"), "{plain:?}");
    for text in [&diagnosis.explanation, &diagnosis.remedy].into_iter().flat_map(|text| [&text.en, &text.zh]) {
        assert!(text.chars().count() > 20 && !text.contains(['{', '}']), "{text}");
    }
}

#[test]
fn large_texts_take_time_in_proportion() {
    // Half a megabyte of parameters on either side, none the other's: compared pair by pair, 2.5 billion steps.
    let many = |prefix: &str| (0..50_000).map(|n| format!("{prefix}{n}%3D%26")).collect::<String>();
    let (ours, theirs) = (format!("GET&%2F&{}", many("a")), many("b"));
    let start = Instant::now();
    let line = format!("server string to sign is:GET&%2F&{theirs}");
    assert_eq!(verdict(&ours, &line), Verdict::ParameterDropped);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
