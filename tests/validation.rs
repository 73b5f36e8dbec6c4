//! The rules, as a native user meets them: each boundary on both sides.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod request;

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{Credentials, Issue, Severity, SignError, SignOptions, Timestamp, Value};
use request::{StartImagePipelineExecution, Tag, sign};

const REQUEST: StartImagePipelineExecution<'static> = StartImagePipelineExecution {
    region_id: "cn-hangzhou",
    image_pipeline_id: "ip-1",
    client_token: Some("a-token"),
    tag: Vec::new(),
    template_tag: Vec::new(),
    owner_account: None,
    owner_id: None,
    resource_owner_account: None,
    resource_owner_id: None,
};

fn brief(issues: &[Issue]) -> Vec<(&str, &str, Severity)> {
    issues.iter().map(|issue| (issue.path(), issue.code(), issue.severity())).collect()
}

fn assert_issues(request: &StartImagePipelineExecution<'_>, expected: &[(&str, &str, Severity)]) {
    assert_eq!(brief(&request.validate()), expected, "{request:?}");
}

#[test]
fn ids() {
    use Severity::{Error, Warning};
    assert_issues(&REQUEST, &[]);
    let label = "a".repeat(63);
    for region_id in ["a", "cn-hangzhou", "CN-1", &label] {
        assert_issues(&StartImagePipelineExecution { region_id, ..REQUEST }, &[]);
    }
    let long = "a".repeat(64);
    for region_id in [
        "-a",
        "a-",
        "a.b",
        "a_b",
        "a/b",
        "x.evil.example/?",
        "地域",
        "xn--a",
        "XN--a",
        &long,
        "a b",
        "a\n",
        "\u{200b}a",
    ] {
        let expected = [("regionId", "InvalidRegionId.NotFound", Error)];
        assert_issues(&StartImagePipelineExecution { region_id, ..REQUEST }, &expected);
    }
    assert_issues(
        &StartImagePipelineExecution { region_id: "", ..REQUEST },
        &[("regionId", "MissingParameter", Error)],
    );
    assert_issues(&StartImagePipelineExecution { image_pipeline_id: "ip-é", ..REQUEST }, &[]);
    for (image_pipeline_id, code, severity) in [
        ("", "MissingParameter", Error),
        ("ip- 1", "InvalidImagePipeline.NotFound", Error),
        ("ip-1\t", "InvalidImagePipeline.NotFound", Error),
        ("ip-1\u{85}", "InvalidImagePipeline.NotFound", Error),
        ("ip-1\u{2060}", "InvalidImagePipeline.NotFound", Error),
        ("ip-1\u{feff}", "InvalidImagePipeline.NotFound", Error),
        ("ip-1\u{200d}", "InvalidImagePipeline.NotFound", Error),
        ("ip-1****", "InvalidImagePipeline.NotFound", Warning),
        ("m-1", "InvalidImagePipeline.NotFound", Warning),
    ] {
        let expected = [("imagePipelineId", code, severity)];
        assert_issues(&StartImagePipelineExecution { image_pipeline_id, ..REQUEST }, &expected);
    }
}

#[test]
fn client_tokens() {
    use Severity::{Error, Warning};
    let (longest, too_long) = ("a".repeat(64), "a".repeat(65));
    assert_issues(&StartImagePipelineExecution { client_token: Some(&longest), ..REQUEST }, &[]);
    for (client_token, code, severity) in [
        (Some(too_long.as_str()), "InvalidParameter", Error),
        (Some("é"), "InvalidParameter", Error),
        (Some("a b"), "InvalidParameter", Warning),
        (Some(""), "NoClientToken", Warning),
        (None, "NoClientToken", Warning),
    ] {
        let expected = [("clientToken", code, severity)];
        assert_issues(&StartImagePipelineExecution { client_token, ..REQUEST }, &expected);
    }
}

#[test]
fn tags() {
    use Severity::{Error, Warning};
    let (longest, too_long) = ("a".repeat(128), "a".repeat(129));
    let (wide, too_wide) = ("中".repeat(42), "中".repeat(43));
    let by_a_byte = format!("{}é", &longest[1..]);
    let keys: &[(&str, Option<Severity>)] = &[
        (&longest, None),
        (&too_long, Some(Error)),
        (&wide, None),
        (&too_wide, Some(Warning)),
        (&by_a_byte, Some(Warning)),
        ("", Some(Error)),
        ("aliyun", Some(Error)),
        ("Aliyun", Some(Warning)),
        ("acs:x", Some(Error)),
        ("ACS:x", Some(Warning)),
        ("acs", None),
        ("my-aliyun", None),
        ("see http://x", Some(Error)),
        ("see https://x", Some(Error)),
        ("see HTTP://x", Some(Warning)),
        ("http:/x", None),
    ];
    for (key, severity) in keys {
        let expected: Vec<_> =
            severity.iter().map(|severity| ("tag[0].key", "InvalidTagKey.Malformed", *severity)).collect();
        let tag = vec![Tag { key, value: None }];
        assert_issues(&StartImagePipelineExecution { tag, ..REQUEST }, &expected);
    }
    let values: &[(&str, Option<Severity>)] = &[
        ("", None),
        (&longest, None),
        (&too_long, Some(Error)),
        (&too_wide, Some(Warning)),
        ("aliyun", None),
        ("acs:x", Some(Error)),
        ("Acs:x", Some(Warning)),
        ("http://", Some(Error)),
        ("HTTPS://", Some(Warning)),
    ];
    for (value, severity) in values {
        let expected: Vec<_> =
            severity.iter().map(|severity| ("tag[0].value", "InvalidTagValue.Malformed", *severity)).collect();
        let tag = vec![Tag { key: "a", value: Some(value) }];
        assert_issues(&StartImagePipelineExecution { tag, ..REQUEST }, &expected);
    }
}

#[test]
fn lists_of_tags() {
    use Severity::{Error, Warning};
    let keys: Vec<String> = (0..21).map(|number| format!("key{number}")).collect();
    let tags = |count: usize| keys[..count].iter().map(|key| Tag { key, value: None }).collect::<Vec<_>>();
    assert_issues(&StartImagePipelineExecution { tag: tags(20), ..REQUEST }, &[]);
    assert_issues(&StartImagePipelineExecution { tag: tags(21), ..REQUEST }, &[("tag", "InvalidParameter", Error)]);
    let deprecated = ("templateTag", "DeprecatedParameter", Warning);
    assert_issues(&StartImagePipelineExecution { template_tag: tags(20), ..REQUEST }, &[deprecated]);
    let both = [("templateTag", "InvalidParameter", Error), deprecated];
    assert_issues(&StartImagePipelineExecution { template_tag: tags(21), ..REQUEST }, &both);

    let twice = ["a", "b", "a"].map(|key| Tag { key, value: None }).to_vec();
    assert_issues(&StartImagePipelineExecution { tag: twice, ..REQUEST }, &[("tag[2].key", "Duplicate.TagKey", Error)]);
    let owner = StartImagePipelineExecution { owner_id: Some(1), owner_account: Some("a"), ..REQUEST };
    assert_issues(&owner, &[("ownerId", "InvalidOwner", Error)]);
}

#[test]
fn credentials_nonce_and_time() {
    let good = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
    assert_eq!(brief(&good.validate()), []);
    for (secret, code) in [
        ("", "EmptyCredential"),
        (" secret", "CredentialWhiteSpace"),
        ("secret\r\n", "CredentialWhiteSpace"),
        ("secret\u{200b}", "CredentialWhiteSpace"),
        ("sec\tret", "CredentialControlCharacter"),
        ("sec\u{9f}ret", "CredentialControlCharacter"),
    ] {
        let issues = Credentials { access_key_secret: secret, ..good }.validate();
        assert_eq!(brief(&issues), [("accessKeySecret", code, Severity::Error)], "{secret:?}");
    }
    let temporary = Credentials { access_key_id: "STS.id", ..good };
    assert_eq!(brief(&temporary.validate()), [("securityToken", "MissingSecurityToken", Severity::Error)]);

    let time = Timestamp::parse("2026-01-02T03:04:05Z").unwrap();
    let no_nonce = sign(&REQUEST, &good, &SignOptions::default(), time, "").unwrap_err();
    let SignError::Request(issues) = &no_nonce else { panic!("{no_nonce:?}") };
    assert_eq!(brief(issues.issues()), [("options.signatureNonce", "MissingParameter", Severity::Error)]);

    for text in
        ["2026-01-02T03:04:05+23:59", "2026-01-02T03:04:05-0000", "2024-02-29T00:00:00Z", "2000-02-29T00:00:00.9Z"]
    {
        assert!(Timestamp::parse(text).is_ok(), "{text}");
    }
    for text in [
        "2026-01-02T03:04:05+24:00",
        "2026-01-02T03:04:05+08:60",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05z",
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:60:05Z",
        "2026-01-02T03:04:60Z",
        "2026-00-02T03:04:05Z",
        "2026-01-00T03:04:05Z",
        "2026-04-31T03:04:05Z",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04:05.Z",
        "+026-01-02T03:04:05Z",
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    ] {
        assert!(Timestamp::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_value_is_read_as_the_fields_that_it_has() {
    let tag = |key, value| Value::from(vec![("key", Value::from(key)), ("value", Value::from(value))]);
    let fields = vec![
        ("action", Value::from("StartImagePipelineExecution")),
        ("regionId", Value::from("cn-hangzhou")),
        ("imagePipelineId", Value::from("ip-1")),
        ("clientToken", Value::from("token")),
        ("tag", Value::List(vec![tag("a", "1")], 1)),
        ("templateTag", Value::List(vec![tag("b", "2")], 1)),
        ("ownerAccount", Value::from("owner@example.com")),
        ("resourceOwnerAccount", Value::from("other@example.com")),
        ("resourceOwnerId", Value::Integer(-7)),
    ];
    let request = StartImagePipelineExecution {
        region_id: "cn-hangzhou",
        image_pipeline_id: "ip-1",
        client_token: Some("token"),
        tag: vec![Tag { key: "a", value: Some("1") }],
        template_tag: vec![Tag { key: "b", value: Some("2") }],
        owner_account: Some("owner@example.com"),
        resource_owner_account: Some("other@example.com"),
        resource_owner_id: Some(-7),
        ..Default::default()
    };
    let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
    let time = Timestamp::from_unix_seconds(0).unwrap();
    let signed = sign(&request, &credentials, &SignOptions::default(), time, "nonce").unwrap();
    let value = Value::from(fields);
    let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&value).unwrap();
    let read = ecs_image_pipeline::sign(&arguments, &credentials, &SignOptions::default(), time, "nonce").unwrap();
    assert_eq!(read.canonical_query, signed.canonical_query);
    assert_eq!(START_IMAGE_PIPELINE_EXECUTION.issues(&value), request.validate());

    let missing = START_IMAGE_PIPELINE_EXECUTION.issues(&Value::Absent);
    assert_eq!(missing.iter().map(|issue| issue.code()).collect::<Vec<_>>(), ["MissingParameter"]);
    let action = Value::from(vec![("action", Value::from("RunInstances"))]);
    let wrong = START_IMAGE_PIPELINE_EXECUTION.issues(&action);
    assert!(wrong.iter().any(|issue| issue.path() == "action"), "{wrong:?}");
}

#[test]
fn a_list_of_tags_is_too_long_by_what_was_not_handed_over() {
    for (length, expected) in [(1, vec![]), (1000, vec![("tag", "InvalidParameter", Severity::Error)])] {
        let tags = Value::List(vec![Value::from(vec![("key", Value::from("a"))])], length);
        let ids = [("regionId", Value::from("a")), ("imagePipelineId", Value::from("ip-1"))];
        let rest = [("clientToken", Value::from("token")), ("tag", tags)];
        let request = Value::from(ids.into_iter().chain(rest).collect::<Vec<_>>());
        assert_eq!(brief(&START_IMAGE_PIPELINE_EXECUTION.issues(&request)), expected);
    }
}

/// The texts are in `src/messages/rules.toml`; what is filled in is the path, and the types that were found.
#[test]
fn an_issue_names_the_field_and_what_is_wrong_with_it() {
    let wrong_type = |value: Value| {
        let request = Value::from(vec![("tag", Value::List(vec![value], 1))]);
        let issues = START_IMAGE_PIPELINE_EXECUTION.issues(&request);
        issues.into_iter().find(|issue| issue.path() == "tag[0]").unwrap()
    };
    for (value, en, zh) in [
        (Value::from("a"), "a string", "字符串"),
        (Value::List(Vec::new(), 0), "an array", "数组"),
        (Value::Fraction(1), "a number with a fraction", "带小数的数字"),
        (Value::Boolean(true), "a boolean", "布尔值"),
    ] {
        let issue = wrong_type(value);
        let text = issue.message();
        assert!(text.en.starts_with("tag[0] ") && text.en.contains("an object") && text.en.contains(en), "{issue}");
        assert!(text.zh.contains("tag[0]") && text.zh.contains("对象") && text.zh.contains(zh), "{}", text.zh);
        assert_eq!(issue.to_string(), text.en);
        let shown = format!("{issue:?}");
        assert!(shown.contains("tag[0]") && shown.contains("WrongType") && shown.contains("Error"), "{shown}");
    }
}

#[test]
fn unknown_fields_are_listed_up_to_twenty() {
    let names: Vec<String> = (0..25).map(|number| format!("colour{number}")).collect();
    for (count, listed, more) in [(20, 20, None), (25, 20, Some("5"))] {
        let request =
            Value::Object(names[..count].iter().map(|name| (name.as_str().into(), Value::Boolean(true))).collect());
        let issues = START_IMAGE_PIPELINE_EXECUTION.issues(&request);
        let unknown: Vec<_> = issues.iter().filter(|issue| issue.code() == "UnknownField").collect();
        assert_eq!(unknown.iter().filter(|issue| issue.path().starts_with("colour")).count(), listed);
        let rest: Vec<_> = issues.iter().filter(|issue| issue.path().is_empty()).collect();
        assert_eq!(rest.len(), usize::from(more.is_some()), "{rest:?}");
        assert!(rest.iter().all(|issue| issue.message().en.contains(more.unwrap())), "{rest:?}");
    }
}
