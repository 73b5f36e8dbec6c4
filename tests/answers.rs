//! Answers of the server, and of what stands in its way: each with the outcome that the documentation asks for.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::path::Path;
use std::time::{Duration, Instant};

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{Category, Response, Signed, decode, diagnose, diagnose_response};
use proptest::prelude::*;
use serde_json::{Value, json};

const MAX_BODY: usize = 1 << 20;

fn answers() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answers");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| !file.ends_with("codes.json"));
    files.sort();
    files.iter().map(|file| serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()).collect()
}

fn codes() -> Vec<Value> {
    serde_json::from_str(include_str!("answers/codes.json")).unwrap()
}

fn outcome(status: u64, headers: &[(&str, &str)], body: &str) -> Value {
    match decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: u16::try_from(status).unwrap(), headers, body }) {
        Ok(success) => serde_json::to_value(success).unwrap(),
        Err(error) => json!({ "ok": false, "error": error }),
    }
}

/// The outcome is as expected: whole for a success, in the members that are named for an error.
fn assert_outcome(name: &str, actual: &Value, expected: &Value) {
    if expected["ok"] == true {
        assert_eq!(actual, expected, "{name}");
        return;
    }
    assert_eq!(actual["ok"], false, "{name}: {actual}");
    for (member, value) in expected["error"].as_object().unwrap() {
        assert_eq!(&actual["error"][member], value, "{name}: {member}");
    }
    for member in expected["absent"].as_array().into_iter().flatten() {
        assert!(actual["error"].get(member.as_str().unwrap()).is_none(), "{name}: {member}");
    }
    for text in ["explanation", "remedy"] {
        for language in ["en", "zh"] {
            let text = actual["error"][text][language].as_str().unwrap();
            assert!(!text.is_empty() && !text.contains(['{', '}']), "{name}: {text}");
        }
    }
}

#[test]
fn a_code_without_end_is_cut() {
    for letter in ["X", "中"] {
        let body = format!(r#"{{"Code": "Invalid{}", "Message": "m"}}"#, letter.repeat(5000));
        let Err(error) = decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 400, headers: &[], body: &body })
        else {
            panic!("{body}")
        };
        assert_eq!(error.code.chars().count(), 200);
        assert!(error.code.starts_with(&format!("Invalid{letter}")));
        assert!(error.remedy.en.len() < 2000);
    }
}

#[test]
fn every_answer() {
    let answers = answers();
    assert!(answers.len() > 140, "{}", answers.len());
    for answer in answers {
        let headers = answer["headers"].as_object().unwrap().iter();
        let headers: Vec<_> = headers.map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
        let mut body = answer["body"].as_str().unwrap().to_owned();
        if let Some(length) = answer["padTo"].as_u64() {
            body.extend(std::iter::repeat_n(' ', usize::try_from(length).unwrap() - body.len()));
        }
        let actual = outcome(answer["status"].as_u64().unwrap(), &headers, &body);
        assert_outcome(answer["name"].as_str().unwrap(), &actual, &answer["expected"]);
    }
}

#[test]
fn every_documented_code_in_both_formats() {
    let codes = codes();
    assert_eq!(codes.len(), 92);
    for row in codes {
        let (code, message) = (row["code"].as_str().unwrap(), row["message"].as_str().unwrap_or("Text of its own."));
        let json = json!({ "RequestId": "r-1", "HostId": "ecs.aliyuncs.com", "Code": code, "Message": message });
        let xml = format!(
            "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>r-1</RequestId><HostId>ecs.aliyuncs.com</HostId>\
             <Code>{code}</Code><Message>{}</Message></Error>",
            message.replace('&', "&amp;").replace('<', "&lt;")
        );
        // Neither the status nor the declared type changes what the code means.
        for status in [row["status"].as_u64().unwrap(), 418] {
            let from_json = outcome(status, &[("content-type", "application/json;charset=utf-8")], &json.to_string());
            let from_xml = outcome(status, &[("content-type", "text/xml;charset=utf-8")], &xml);
            let error = json!({
                "status": status, "code": code, "message": message, "requestId": "r-1", "hostId": "ecs.aliyuncs.com",
                "known": true,
            });
            assert_outcome(code, &from_json, &json!({ "ok": false, "error": error }));
            assert_eq!(from_json, from_xml, "{code}");
            assert_ne!(from_json["error"]["category"], "answer", "{code}");
        }
    }
}

/// The members of `AccessDeniedDetail` that are in the texts.
const TOLD: [&str; 6] = [
    "AuthAction",
    "AuthPrincipalDisplayName",
    "AuthPrincipalOwnerId",
    "AuthPrincipalType",
    "NoPermissionType",
    "PolicyType",
];

#[test]
fn hostile_members_of_access_denied() {
    let hostile = [
        "x".repeat(900_000),
        "1".repeat(900_000),
        "中".repeat(300_000),
        "\u{0}\u{7}\u{1b}[31m\r\n\t".to_owned(),
        "\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}".to_owned(),
        "{who}{action}{value}\\\"]\n[policy ControlPolicy]".to_owned(),
        "SecurityToken=Hy6Bn4Gf8Ds1CaTe&x".to_owned(),
        "unspecified".to_owned(),
        "ImplicitDeny elsewhere".to_owned(),
        " ".to_owned(),
    ];
    let is_plain = |c: char| !c.is_control() && !"\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}".contains(c);
    for value in &hostile {
        for names in TOLD.iter().map(|name| vec![*name]).chain([TOLD.to_vec()]) {
            if names.len() > 1 && value.len() > 100_000 {
                continue;
            }
            let detail: serde_json::Map<_, _> = names.iter().map(|name| ((*name).to_owned(), json!(value))).collect();
            let body = json!({ "Code": "NoPermission", "AccessDeniedDetail": detail }).to_string();
            let Err(error) =
                decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 403, headers: &[], body: &body })
            else {
                panic!()
            };
            for text in [&error.explanation, &error.remedy].into_iter().flat_map(|text| [&text.en, &text.zh]) {
                assert!(text.chars().all(is_plain), "{names:?}: {text:?}");
                assert!((10..2500).contains(&text.chars().count()), "{names:?}: {text}");
            }
            let shown = format!("{error:?} {}", serde_json::to_string(&error).unwrap());
            assert!(!shown.contains("Hy6Bn4Gf") && shown.len() < 200_000, "{names:?}: {}", shown.len());
            if let Some(policy) = &error.policy {
                assert!(!names.contains(&"AuthAction") || value == " ", "{names:?}: {value:.20}");
                assert_eq!(policy.resource(), "acs:ecs:*:*:imagepipeline/*", "{value:.20}");
            }
        }
    }
}

#[test]
fn an_account_of_digits_is_in_the_policy() {
    for (account, resource) in [
        ("1", "acs:ecs:*:1:imagepipeline/*"),
        ("100000000000000001", "acs:ecs:*:100000000000000001:imagepipeline/*"),
        ("１２", "acs:ecs:*:*:imagepipeline/*"),
        ("1:2", "acs:ecs:*:*:imagepipeline/*"),
        ("*", "acs:ecs:*:*:imagepipeline/*"),
        ("", "acs:ecs:*:*:imagepipeline/*"),
    ] {
        let detail = json!({ "AuthPrincipalOwnerId": account, "AuthAction": "ECS:startImagePipelineExecution" });
        let body = json!({ "Code": "NoPermission", "AccessDeniedDetail": detail }).to_string();
        let Err(error) = decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 403, headers: &[], body: &body })
        else {
            panic!()
        };
        assert_eq!(error.policy.unwrap().resource(), resource, "{account}");
    }
}

#[test]
fn a_code_about_something_else_keeps_its_text() {
    let detail = json!({ "AuthAction": "ecs:StartImagePipelineExecution", "NoPermissionType": "ImplicitDeny" });
    for (code, category) in [("SignatureDoesNotMatch", Category::Signature), ("Throttling", Category::Throttling)] {
        let body = json!({ "Code": code, "AccessDeniedDetail": detail }).to_string();
        let Err(error) = decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 403, headers: &[], body: &body })
        else {
            panic!()
        };
        assert_eq!((error.category, error.policy.is_some()), (category, false));
        assert_eq!(error.explanation, ecs_image_pipeline::explain(code).unwrap().explanation);
    }
}

const SIGNED: Signed<'static> = Signed {
    string_to_sign: "GET&%2F&AccessKeyId%3Dtestid%26Action%3DStartImagePipelineExecution%26SecurityToken%3Dx%26Timestamp%3D2026-01-02T03%253A04%253A05Z",
    canonical_request: Some(
        "POST\n/\nRegionId=cn-hangzhou\nhost:a\nx-acs-date:2026-01-02T03:04:05Z\n\nhost;x-acs-date\ne3",
    ),
    timestamp: "2026-01-02T03:04:05Z",
};

/// Everything that reads an answer, on one.
fn read(status: u16, body: &str) {
    let headers = [("x-acs-request-id", body), ("x-acs-retry-after", body), ("date", body)];
    if let Err(error) = decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status, headers: &headers, body }) {
        let _ = diagnose(&SIGNED, &error);
    }
    let _ = diagnose_response(&SIGNED, body);
    let _ = diagnose_response(&Signed { canonical_request: None, ..SIGNED }, body);
    let own = Signed { string_to_sign: body, canonical_request: Some(body), timestamp: body };
    let _ = diagnose_response(&own, SIGNED.string_to_sign);
}

/// Pieces of answers, and what breaks them.
fn a_piece() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        "\\u",
        "\\ud83d",
        "\"Code\":",
        "\"SignatureDoesNotMatch\"",
        "\"Message\":\"",
        "SignatureDoesNotMatch",
        "\"AccessDeniedDetail\":{",
        "\"NoPermission\"",
        "\"AuthAction\":",
        "\"NoPermissionType\":",
        "\"PolicyType\":",
        "\"ImplicitDeny\"",
        "\"SessionPolicy\"",
        "null",
        "1e9",
        "<",
        ">",
        "</",
        "/>",
        "<Error>",
        "</Error>",
        "<Code>",
        "</Code>",
        "<Message>",
        "</Message>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml",
        "?>",
        "<!DOCTYPE",
        "&amp;",
        "&#x4e2d;",
        "&#0;",
        "&x;",
        "\u{feff}",
        "<html",
        "server string to sign is:",
        "server StringToSign is [",
        "] server CanonicalRequest is [",
        "GET&%2F&",
        "%3D",
        "%26",
        "%253D",
        "%2526",
        "%",
        "%E4",
        "=",
        "&",
        "+",
        "\n",
        " ",
        "SecurityToken",
        "Signature",
        "x-acs-security-token:",
        "Timestamp%3D",
        "2026-01-02T03%253A04%253A05Z",
        "中",
        "😀",
    ]);
    prop_oneof![4 => piece.prop_map(str::to_owned), 1 => ".{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_anything_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), status in any::<u16>()) {
        read(status, &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_pieces_make_anything_panic(pieces in proptest::collection::vec(a_piece(), 0..40), status in any::<u16>()) {
        read(status, &pieces.concat());
    }

    #[test]
    fn no_damage_to_an_answer_makes_anything_panic(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), piece in a_piece()) {
        let answers = answers_once();
        let body = answers[which.index(answers.len())].as_str();
        let places: Vec<_> = body.char_indices().map(|(place, _)| place).chain([body.len()]).collect();
        let (start, end) = body.split_at(places[at.index(places.len())]);
        read(400, start);
        read(400, end);
        read(200, &format!("{start}{piece}{end}"));
        let rest: String = end.chars().skip(1).collect();
        read(200, &format!("{start}{piece}{rest}"));
    }
}

fn answers_once() -> &'static [String] {
    static ANSWERS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    ANSWERS.get_or_init(|| answers().iter().map(|answer| answer["body"].as_str().unwrap().to_owned()).collect())
}

/// Returns a body of at most `length` bytes: a start, a repeated middle, an end.
fn repeated(length: usize, start: &str, middle: &str, end: &str) -> String {
    let times = (length - start.len() - end.len()) / middle.len();
    format!("{start}{}{end}", middle.repeat(times))
}

fn nested(length: usize, start: &str, (open, close): (&str, &str), end: &str) -> String {
    let times = (length - start.len() - end.len()) / (open.len() + close.len());
    format!("{start}{}{}{end}", open.repeat(times), close.repeat(times))
}

/// The worst bodies that could be thought of, for one size.
fn worst(length: usize) -> Vec<(&'static str, String)> {
    const ECHO: &str =
        r#"{"Code":"SignatureDoesNotMatch","Message":"Specified signature. server string to sign is:GET&%2F&"#;
    const PLAIN: &str = r#"{"Code":"SignatureDoesNotMatch","Message":""#;
    const ACS3: &str = r#"{"Code":"SignatureDoesNotMatch","Message":"server StringToSign is [a] server CanonicalRequest is [POST\n/\n"#;
    const XML: &str = "<Error><Code>SignatureDoesNotMatch</Code><Message>";
    const END: &str = "\"}";
    const XML_END: &str = "</Message></Error>";
    let message = |piece: &str| repeated(length, PLAIN, piece, END);
    let echo = |piece: &str| repeated(length, ECHO, piece, END);
    let numbered = |separator: &str, equals: &str| {
        let mut body = ECHO.to_owned();
        for number in 0.. {
            let piece = format!("{separator}P{number}{equals}v");
            if body.len() + piece.len() + END.len() > length {
                break;
            }
            body.push_str(&piece);
        }
        body + END
    };
    vec![
        ("one long text", message("x")),
        ("one long text of CJK", message("中")),
        ("escapes", message("\\u4e2d")),
        ("line breaks", message("\\n")),
        ("quotation marks", message("\\\"")),
        ("arrays in arrays", nested(length, "{\"a\":", ("[", "]"), "}")),
        ("objects in objects", nested(length, "", ("{\"a\":", "}"), "1")),
        (
            "objects in objects, whole",
            nested(length, "{\"a\":1,\"b\":", ("{\"a\":", "}"), "}").replacen("{}", "{\"a\":1}", 1),
        ),
        ("open brackets", repeated(length, "{\"a\":", "[", "")),
        ("many members", repeated(length, "{", "\"a\":1,", "\"Code\":\"x\"}")),
        ("many known members", repeated(length, "{", "\"Code\":\"x\",", "\"Code\":\"x\"}")),
        (
            "many members of AccessDeniedDetail",
            repeated(length, "{\"Code\":\"NoPermission\",\"AccessDeniedDetail\":{", "\"a\":\"b\",", "\"z\":\"b\"}}"),
        ),
        ("many members of XML", repeated(length, "<Error>", "<a>b</a>", "<Code>x</Code></Error>")),
        ("empty members of XML", repeated(length, "<Error>", "<a/>", "<Code>x</Code></Error>")),
        ("elements in elements", nested(length, "<Error>", ("<a>", "</a>"), "</Error>")),
        ("open elements", repeated(length, "<Error>", "<a>", "")),
        ("attributes", repeated(length, "<Error ", "a='b' ", "><Code>x</Code></Error>")),
        ("entities", repeated(length, XML, "&amp;", XML_END)),
        ("character references", repeated(length, XML, "&#65;", XML_END)),
        ("CDATA", repeated(length, XML, "<![CDATA[a]]>", XML_END)),
        ("comments", repeated(length, XML, "<!---->", XML_END)),
        ("open comments", repeated(length, XML, "<!--", "")),
        ("open CDATA", repeated(length, XML, "<![CDATA[", "")),
        ("angle brackets", repeated(length, "", "<", "")),
        ("byte order marks", repeated(length, "", "\u{feff}", "")),
        ("spaces", repeated(length, "", " ", "")),
        ("markers", message("server string to sign is:")),
        ("markers of ACS3", message("server StringToSign is [")),
        ("both markers of ACS3", message("server StringToSign is [a] server CanonicalRequest is [")),
        ("almost markers", message("server string to sign is")),
        ("tokens", message("SecurityToken=")),
        ("tokens with values", message("SecurityToken=x&")),
        ("tokens with spaces", message("SecurityToken= ")),
        ("a token and spaces", repeated(length, &format!("{PLAIN}SecurityToken="), " ", END)),
        ("tokens, encoded", echo("SecurityToken%3D")),
        ("tokens, encoded, with values", echo("SecurityToken%3Dx%26")),
        ("tokens, encoded twice", echo("SecurityToken%253D")),
        ("tokens, encoded twice, with values", echo("SecurityToken%253Dx%2526")),
        ("signatures, encoded, empty", echo("Signature%3D%26")),
        ("signatures in headers", message("signature:")),
        ("signatures without anything", message("signature")),
        ("tokens in quotation marks", message("SecurityToken\\\": \\\"")),
        ("tokens in an unreadable body", repeated(length, "x", "SecurityToken%3Dx%26", "")),
        ("ampersands", echo("&")),
        ("ampersands, encoded", echo("%26")),
        ("equals signs", echo("%3D")),
        ("percent signs", echo("%")),
        ("percent signs, encoded many times", repeated(length, &format!("{ECHO}Action%3D"), "25", END)),
        ("plus signs", repeated(length, &format!("{ECHO}Action%3D"), "+", END)),
        ("parameters of the same name", echo("a%3Db%26")),
        ("parameters of many names", numbered("%26", "%3D")),
        ("parameters of many names, not encoded", numbered("&", "=")),
        ("headers of ACS3", repeated(length, ACS3, "a:b\\n", END)),
        ("no headers of ACS3", repeated(length, ACS3, "\\n", END)),
        ("a line of a log", repeated(length, "x server string to sign is:GET&%2F&", "a%3Db%26", "")),
        ("quotation marks in a message", repeated(length, r#"{"Code":"MissingParameter","Message":""#, "\\\"", END)),
        ("a code without end", repeated(length, "{\"Code\":\"Missing", "x", END)),
        ("a code of stars", repeated(length, "{\"Code\":\"Invalid", "*.NotFound", END)),
        ("braces in a code", repeated(length, "{\"Code\":\"Missing", "{name}", END)),
    ]
}

fn fastest(attempts: usize, mut run: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..attempts).map(time).min().unwrap()
}

/// A measurement, not a test of the default run, since machines are noisy:
/// `CARGO_PROFILE_RELEASE_OPT_LEVEL=3 cargo test --release --test answers -- --ignored --nocapture` prints the times.
#[test]
#[ignore = "a measurement"]
fn the_worst_answers_take_time_in_proportion() {
    let mut slow = Vec::new();
    let mut times = Vec::new();
    for ((name, small), (_, large)) in worst(MAX_BODY / 10).into_iter().zip(worst(MAX_BODY)) {
        assert!(large.len() <= MAX_BODY && large.len() > MAX_BODY - 100, "{name}: {}", large.len());
        type Run = fn(&str);
        let runs: [(&str, Run); 2] = [
            ("decode", |body| {
                drop(decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 400, headers: &[], body }))
            }),
            ("diagnose", |body| drop(diagnose_response(&SIGNED, body))),
        ];
        for (function, run) in runs {
            let one = fastest(3, || run(&small));
            if one > Duration::from_millis(200) {
                slow.push(format!("{function}, {name}: {one:?} for 100 KB alone"));
                continue;
            }
            let ten = fastest(2, || run(&large));
            times.push((ten, one, function, name));
            // What is short is measured badly.
            if ten > Duration::from_millis(20) && ten > one * 20 {
                slow.push(format!("{function}, {name}: {one:?} for 100 KB, {ten:?} for 1 MB"));
            }
        }
    }
    times.sort_by(|one, other| other.cmp(one));
    for (ten, one, function, name) in times.iter().take(12) {
        println!("{ten:>12.1?} for 1 MB, {one:>10.1?} for 100 KB: {function}, {name}");
    }
    assert!(slow.is_empty(), "not in proportion:\n{}", slow.join("\n"));
}
