//! The diagnosis natively: its verdicts, its texts, and its time.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use ecs_image_pipeline::{Signed, Verdict, diagnose_answer};

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
