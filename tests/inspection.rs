//! Requests of other code: official ones are right, and each usual mistake is named. The mistakes are made here, by other
//! means than the crate's; the signatures are those that the official SDKs and documents have.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::fmt::Write;

use ecs_image_pipeline::{InspectedKind, Inspection, Mistake, Severity, SignatureState, inspect, signature};
use proptest::prelude::*;
use serde_json::Value;

const SECRET: &str = "testsecret";

/// The requests of the documentation, signed by it: parameters and signature.
#[allow(clippy::type_complexity, reason = "method, parameters, secret and signature, of a test")]
fn documents() -> Vec<(String, Vec<(String, String)>, String, String)> {
    let vectors: Value = serde_json::from_str(include_str!("vectors/official-documents.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap().iter();
    let signed = cases.filter(|case| case["signature"].is_string() && case["parameters"]["Timestamp"].is_string());
    signed
        .map(|case| {
            let text = |name: &str| case[name].as_str().unwrap().to_owned();
            let parameters = case["parameters"].as_object().unwrap().iter();
            let parameters = parameters.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
            (text("method"), parameters.collect(), text("accessKeySecret"), text("signature"))
        })
        .collect()
}

/// RFC 3986, by hand.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ => write!(encoded, "%{byte:02X}").unwrap(),
        }
    }
    encoded
}

fn join(parameters: &[(String, String)], encode: impl Fn(&str) -> String) -> String {
    let pairs = parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn url(parameters: &[(String, String)], signature: &str) -> String {
    format!("https://ecs.aliyuncs.com/?{}&Signature={}", join(parameters, encode), encode(signature))
}

fn kinds(found: &Inspection) -> Vec<Mistake> {
    found.findings.iter().map(|finding| finding.kind).collect()
}

/// A request of this operation, with values on which encoders differ; in the order of the canonical query.
fn request() -> Vec<(String, String)> {
    [
        ("AccessKeyId", "testid"),
        ("Action", "StartImagePipelineExecution"),
        ("Format", "JSON"),
        ("ImagePipelineId", "ip-1"),
        ("RegionId", "cn-hangzhou"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "n"),
        ("SignatureVersion", "1.0"),
        ("Tag.1.Key", "a b*(c)'!~"),
        ("Tag.1.Value", "中/+"),
        ("Timestamp", "2026-01-02T03:04:05Z"),
        ("Version", "2014-05-26"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

#[test]
fn official_urls_are_right() {
    let documents = documents();
    assert!(documents.len() >= 4);
    for (method, parameters, secret, signature) in documents {
        // Those of the SDKs' tests have placeholders in the place of a time.
        let is_whole = parameters.iter().any(|(name, value)| name == "Timestamp" && value.ends_with('Z'))
            && parameters.iter().any(|(name, value)| name == "Action" && !value.is_empty());
        if method != "GET" || !is_whole {
            continue;
        }
        let found = inspect(&url(&parameters, &signature), Some(&secret));
        assert_eq!(found.kind, InspectedKind::Url);
        assert_eq!(found.signature, SignatureState::Right, "{parameters:?}");
        assert_eq!(found.findings, []);
        assert_eq!(found.parameters.len(), parameters.len() + 1);
        assert_eq!(inspect(&url(&parameters, &signature), None).signature, SignatureState::Unchecked);
        let wrong = inspect(&url(&parameters, &signature), Some("another"));
        assert_eq!((wrong.signature, kinds(&wrong)), (SignatureState::Wrong, vec![Mistake::WrongSignature]));
    }
}

#[test]
fn the_url_of_the_documentation_is_encoded_twice() {
    let url = "https://ecs.aliyuncs.com/?SignatureVersion=1.0&Action=DescribeRegions&Format=XML\
        &SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&AccessKeyId=testid\
        &Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D&SignatureMethod=HMAC-SHA1&Timestamp=2016-02-23T12%253A46%253A24Z";
    let found = inspect(url, Some(SECRET));
    assert_eq!(kinds(&found), [Mistake::DoubleEncoding]);
    assert_eq!(found.findings[0].expected.as_deref(), Some("2016-02-23T12%3A46%3A24Z"));
    assert_eq!(found.signature, SignatureState::Right);
}

#[test]
fn where_a_request_may_stand() {
    let parameters = request();
    let url = url(&parameters, "x");
    let query = url.split_once('?').unwrap().1;
    for (text, kind, method) in [
        (url.clone(), InspectedKind::Url, "GET"),
        (format!("  {url}\n"), InspectedKind::Url, "GET"),
        (format!("2026-01-02 DEBUG GET {url} -> 400"), InspectedKind::Url, "GET"),
        (format!("curl '{url}'"), InspectedKind::Url, "GET"),
        (format!("curl -X POST \"{url}\""), InspectedKind::Url, "POST"),
        (format!("<a href=\"{}\">", url.replace('&', "&amp;")), InspectedKind::Url, "GET"),
        (format!("{{\"url\":\"{}\"}}", url.replace('&', "\\u0026")), InspectedKind::Url, "GET"),
        (query.to_owned(), InspectedKind::Form, "POST"),
        (format!("curl https://ecs.aliyuncs.com/ --data '{query}'"), InspectedKind::Form, "POST"),
        (format!("curl https://ecs.aliyuncs.com/ --data={query}"), InspectedKind::Form, "POST"),
        (format!("StringToSign: GET&%2F&{}", encode(&join(&parameters, encode))), InspectedKind::StringToSign, "GET"),
        (format!("[POST&%2F&{}]", encode(&join(&parameters, encode))), InspectedKind::StringToSign, "POST"),
        ("hello".to_owned(), InspectedKind::Nothing, "GET"),
        ("https://www.example.com/".to_owned(), InspectedKind::Nothing, "GET"),
        (String::new(), InspectedKind::Nothing, "GET"),
    ] {
        let found = inspect(&text, None);
        assert_eq!((found.kind, found.method), (kind, method), "{text}");
        if kind != InspectedKind::Nothing {
            let names: Vec<_> = found.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            assert_eq!(&names[..12], parameters.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), "{text}");
            assert!(
                found.parameters.iter().all(|parameter| parameter.name != "Tag.1.Value" || parameter.value == "中/+")
            );
        }
        if text.contains("ecs.aliyuncs.com") {
            assert_eq!(found.endpoint.as_deref(), Some("https://ecs.aliyuncs.com"), "{text}");
        }
    }
    assert_eq!(kinds(&inspect("hello", None)), [Mistake::NotARequest]);
    assert_eq!(kinds(&inspect(&"a".repeat(300_000), None)), [Mistake::TooLong]);
}

/// Strings to sign, each with one mistake in it.
#[test]
fn strings_to_sign() {
    let parameters = request();
    let right = format!("GET&%2F&{}", encode(&join(&parameters, encode)));
    assert_eq!(kinds(&inspect(&right, None)), []);
    let found = inspect(&right, Some(SECRET));
    assert_eq!(found.expected_signature, Some(signature(SECRET, &right)));
    assert_eq!(found.signature, SignatureState::Absent);

    let with = |encoder: &dyn Fn(&str) -> String| format!("GET&%2F&{}", encode(&join(&parameters, encoder)));
    let plus = |text: &str| encode(text).replace("%20", "+");
    let component = |text: &str| {
        let forms = [("%2A", "*"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%21", "!")];
        forms.iter().fold(encode(text), |text, (from, to)| text.replace(from, to))
    };
    let lower = |text: &str| {
        ["%2A", "%2B", "%2F", "%3A", "%E4", "%B8", "%AD"]
            .iter()
            .fold(encode(text), |text, form| text.replace(form, &form.to_lowercase()))
    };
    let mut unsorted = parameters.clone();
    unsorted.swap(0, 1);
    let mut signed_too = parameters.clone();
    signed_too.insert(5, ("Signature".to_owned(), "x".to_owned()));
    let mut twice = parameters.clone();
    twice.insert(3, twice[3].clone());
    let text = |parameters: &[(String, String)]| format!("GET&%2F&{}", encode(&join(parameters, encode)));
    for (text, mistake) in [
        (with(&plus), Mistake::PlusForSpace),
        (with(&component), Mistake::ReservedCharacters),
        (with(&lower), Mistake::LowerCaseHex),
        (right.replace("Nonce%3Dn", "Nonce%3D%256E"), Mistake::ReservedCharacters),
        (with(&|text| encode(&encode(text))), Mistake::DoubleEncoding),
        (with(&|text: &str| text.replace(' ', "%20")), Mistake::MissingEncoding),
        (format!("GET&%2F&{}", join(&parameters, encode)), Mistake::QueryNotEncoded),
        (right.replace("&%2F&", "&/&"), Mistake::PathNotEncoded),
        (right.replace("&%2F&", "&%2f&"), Mistake::LowerCaseHex),
        (right.replace("GET&", "get&"), Mistake::WrongMethod),
        (right.replace("%253A", "%25G"), Mistake::BrokenEncoding),
        (text(&unsorted), Mistake::AnotherOrder),
        (text(&signed_too), Mistake::SignatureSigned),
        (text(&twice), Mistake::DuplicateParameter),
        (right.replace("ImagePipelineId", "ImagePipelineID"), Mistake::WrongName),
        (right.replace("Tag.1.", "Tag.0."), Mistake::WrongName),
        (right.replace("SignatureNonce%3Dn%26", ""), Mistake::MissingParameter),
        (right.replace("HMAC-SHA1", "HMAC-SHA256"), Mistake::WrongValue),
        (right.replace("05Z", "05.123Z"), Mistake::WrongTimestamp),
        (right.replace("05Z", "05%252B08%253A00"), Mistake::WrongTimestamp),
    ] {
        let found = inspect(&text, None);
        assert!(kinds(&found).contains(&mistake), "{mistake:?}: {:?} in {text}", kinds(&found));
        let finding = found.findings.iter().find(|finding| finding.kind == mistake).unwrap();
        assert!(!finding.explanation.en.is_empty() && !finding.remedy.zh.is_empty());
        assert!(!finding.explanation.en.contains(['{', '}']), "{}", finding.explanation.en);
    }
}

#[test]
fn one_separator_that_is_not_encoded_hides_no_parameter() {
    let text = format!("GET&%2F&{}", encode(&join(&request(), encode))).replacen("%3D", "=", 1);
    let found = inspect(&text, None);
    assert_eq!(found.parameters.len(), request().len());
    assert_eq!(kinds(&found), [Mistake::QueryNotEncoded]);
}

#[test]
fn names_in_another_case_and_tags_from_zero() {
    let found = inspect("Action=a&ResourceOwnerID=1&TemplateTag.0.Key=k", None);
    let wrong = found.findings.iter().filter(|finding| finding.kind == Mistake::WrongName);
    let expected: Vec<_> = wrong.map(|finding| finding.expected.as_deref().unwrap()).collect();
    assert_eq!(expected, ["ResourceOwnerId", "TemplateTag.1.Key"]);
}

/// An escape of JSON whose backslash a log has escaped again.
#[test]
fn ampersands_that_were_escaped_twice() {
    let url = url(&request(), "x").replace('&', "\\\\u0026");
    let found = inspect(&format!("{{\"url\":\"{url}\"}}"), None);
    assert_eq!(found.kind, InspectedKind::Url);
    let read = found.parameters.iter().map(|parameter| (parameter.name.clone(), parameter.value.clone()));
    assert_eq!(read.take(request().len()).collect::<Vec<_>>(), request());
}

/// Signatures of code with one mistake in it, in a URL that does not show it.
#[test]
fn signatures_that_prove_a_mistake() {
    let parameters = request();
    let query = join(&parameters, encode);
    let right = format!("GET&%2F&{}", encode(&query));
    let plus = join(&parameters, |text| encode(text).replace("%20", "+"));
    let none = join(&parameters, str::to_owned);
    let mut unsorted = parameters.clone();
    unsorted.reverse();
    for (text, secret, mistake) in [
        (right.replacen("GET", "POST", 1), SECRET.to_owned(), Mistake::WrongMethod),
        (right.clone(), format!("{SECRET}\n"), Mistake::SecretWhiteSpace),
        (format!("GET&%2F&{}", encode(&plus)), SECRET.to_owned(), Mistake::PlusForSpace),
        (format!("GET&%2F&{}", encode(&none)), SECRET.to_owned(), Mistake::MissingEncoding),
        (format!("GET&%2F&{query}"), SECRET.to_owned(), Mistake::QueryNotEncoded),
        (right.replace("&%2F&", "&/&"), SECRET.to_owned(), Mistake::PathNotEncoded),
        (
            format!("GET&%2F&{}", encode(&join(&parameters, |text| encode(&encode(text))))),
            SECRET.to_owned(),
            Mistake::DoubleEncoding,
        ),
    ] {
        let found = inspect(&url(&parameters, &signature(&secret, &text)), Some(SECRET));
        assert_eq!(found.signature, SignatureState::Wrong);
        assert_eq!(found.findings[0].kind, mistake);
        assert!(found.findings[0].proven && found.findings[0].severity == Severity::Error);
    }
    let text = format!("GET&%2F&{}", encode(&join(&unsorted, encode)));
    let found = inspect(&url(&unsorted, &signature(SECRET, &text)), Some(SECRET));
    assert_eq!(kinds(&found)[0], Mistake::AnotherOrder);

    // A URL with the right signature is right in any order. An unencoded + in the signature is reported.
    let signature = signature(SECRET, &right);
    assert_eq!(kinds(&inspect(&url(&unsorted, &signature), Some(SECRET))), []);
    let plus = url(&parameters, "a+b=").replace("%2B", "+");
    assert!(kinds(&inspect(&plus, None)).contains(&Mistake::SignatureNotEncoded));
}

/// Signed with an empty value and sent without it, and the other way round. The string to sign is joined here.
#[test]
fn empty_values_that_only_one_side_has() {
    let with = |values: &[(&str, &str)]| {
        let mut parameters = request();
        parameters.extend(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        parameters.sort();
        parameters
    };
    let sign =
        |parameters: &[(String, String)]| signature(SECRET, &format!("GET&%2F&{}", encode(&join(parameters, encode))));
    let keys = [("Tag.2.Key", "b"), ("Tag.3.Key", "c"), ("TemplateTag.20.Key", "d")];
    let values = [("Tag.2.Value", ""), ("Tag.3.Value", ""), ("TemplateTag.20.Value", "")];
    let empty = with(&[&keys[..], &values[..]].concat());
    let bare = with(&keys);
    let one = with(&[&keys[..], &values[1..2]].concat());
    let token = with(&[&keys[..], &[("ClientToken", "")]].concat());
    for (signed, sent, mistake, parameter) in [
        (&bare, &empty, Mistake::EmptyValueNotSigned, "Tag.2.Value"),
        (&bare, &token, Mistake::EmptyValueNotSigned, "ClientToken"),
        (&empty, &bare, Mistake::EmptyValueNotSent, "Tag.2.Value"),
        (&one, &bare, Mistake::EmptyValueNotSent, "Tag.3.Value"),
        (&token, &bare, Mistake::EmptyValueNotSent, "ClientToken"),
    ] {
        let found = inspect(&url(sent, &sign(signed)), Some(SECRET));
        assert_eq!((found.signature, kinds(&found)), (SignatureState::Wrong, vec![mistake]));
        let finding = &found.findings[0];
        assert!(finding.proven && finding.severity == Severity::Error);
        assert_eq!(finding.parameter.as_deref(), Some(parameter));
        for text in [&finding.explanation.en, &finding.explanation.zh] {
            assert!(text.contains(parameter) && !text.contains(['{', '}']), "{text}");
        }
    }
    for parameters in [&empty, &bare, &one] {
        let found = inspect(&url(parameters, &sign(parameters)), Some(SECRET));
        assert_eq!((found.signature, kinds(&found)), (SignatureState::Right, vec![]));
    }
}

/// As Alibaba Cloud's PHP client 1.5.25 sent it.
#[test]
fn a_parameter_without_an_equals_sign() {
    let mut parameters = request();
    parameters[9].1.clear();
    let signature = signature(SECRET, &format!("GET&%2F&{}", encode(&join(&parameters, encode))));
    let text = format!("GET&%2F&{}", encode(&join(&parameters, encode)));
    for (text, is_right) in [
        (url(&parameters, &signature).replace("Tag.1.Value=", "Tag.1.Value"), true),
        (text.replace("Value%3D", "Value"), false),
    ] {
        let found = inspect(&text, Some(SECRET));
        assert_eq!(found.signature == SignatureState::Right, is_right);
        assert_eq!(kinds(&found), [Mistake::MissingEqualsSign], "{text}");
        let finding = &found.findings[0];
        assert_eq!(finding.parameter.as_deref(), Some("Tag.1.Value"));
        assert_eq!(
            (finding.written.as_deref(), finding.expected.as_deref()),
            (Some("Tag.1.Value"), Some("Tag.1.Value="))
        );
        assert!(finding.explanation.en.contains("as Tag.1.Value="), "{}", finding.explanation.en);
    }
}

#[test]
fn secrets_are_not_shown() {
    let mut parameters = request();
    parameters.insert(5, ("SecurityToken".to_owned(), "TokenTokenToken a".to_owned()));
    for text in [
        url(&parameters, "SignatureSignature+"),
        url(&parameters, "SignatureSignature+").replace("%20a", "+a").replace("%2B", "+"),
        format!("GET&%2F&{}", encode(&join(&parameters, encode)).replace("%2520", "%252520")),
    ] {
        let found = inspect(&text, Some("SecretSecretSecret"));
        let debug = format!("{found:?}");
        for hidden in ["TokenToken", "SignatureSignature", "SecretSecret"] {
            assert!(!debug.contains(hidden), "{debug}");
        }
        let told = serde_json::to_string(&(&found.parameters, &found.findings)).unwrap();
        assert!(!told.contains("TokenToken") && !told.contains("SignatureSignature"), "{told}");
    }
}

#[test]
fn every_mistake_has_its_texts() {
    let texts: toml::Table = include_str!("../src/messages/mistakes.toml").parse().unwrap();
    let names: Vec<_> = Mistake::ALL.iter().map(|mistake| mistake.as_str()).collect();
    assert_eq!(texts.len(), names.len());
    for name in names {
        let table = texts[name].as_table().unwrap();
        for key in ["explanation_en", "explanation_zh", "remedy_en", "remedy_zh"] {
            let text = table[key].as_str().unwrap();
            assert!(text.len() > 15, "{name}.{key}");
            let is_chinese = text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(is_chinese, key.ends_with("zh"), "{name}.{key}");
        }
    }
}

#[test]
fn the_types_of_javascript_have_the_same_names() {
    let types = include_str!("../src/js/types.ts");
    let union = types.split("export type Mistake =").nth(1).unwrap().split(';').next().unwrap();
    let names: Vec<_> = union.split('"').skip(1).step_by(2).collect();
    assert_eq!(names, Mistake::ALL.iter().map(|mistake| mistake.as_str()).collect::<Vec<_>>());
}

/// The largest texts there can be, of the shapes that cost most. A search that is not linear takes minutes for them.
#[test]
fn the_worst_texts_are_read() {
    let long = 262_000;
    let parts =
        ["&", "=", "%", "%25", "+", "A=&", "Tag.1.Key=%2525&", "GET&%2F&", "https://", "&amp;", "\\u0026", "'", " "];
    for part in parts {
        for start in ["", "GET&%2F&", "https://a/?Action=", "Action=a&Signature=a&"] {
            let text = format!("{start}{}", part.repeat(long / part.len() - 10));
            let found = inspect(&text, Some("secret"));
            assert!(found.findings.len() <= 100 && found.parameters.len() <= 1000);
        }
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in ".{0,200}", secret in proptest::option::of(".{0,20}")) {
        let _ = inspect(&text, secret.as_deref());
    }

    #[test]
    fn near_requests_do_not_panic(parts in proptest::collection::vec(
        prop_oneof![Just("GET"), Just("&"), Just("%2F"), Just("="), Just("%"), Just("%25"), Just("中"), Just("+"), Just("Action"),
            Just("Signature"), Just("https://"), Just("?"), Just("#"), Just(" "), Just("'"), Just("--data"), Just("\u{0}")], 0..60)) {
        let _ = inspect(&parts.concat(), Some("s"));
    }

    #[test]
    fn a_request_of_any_values_is_right(value in any::<String>(), key in "[a-z]{1,9}") {
        let mut parameters = request();
        parameters[8].1 = key;
        parameters[9].1 = value;
        let text = format!("GET&%2F&{}", encode(&join(&parameters, encode)));
        let found = inspect(&url(&parameters, &signature(SECRET, &text)), Some(SECRET));
        prop_assert_eq!(found.signature, SignatureState::Right);
        prop_assert!(found.findings.iter().all(|finding| finding.severity == Severity::Warning));
    }
}
