//! What a caller hands over.

use ecs_image_pipeline::{
    Credentials, Issue, SignOptions, StartImagePipelineExecution, Timestamp, Value, endpoint_value, ram_policy_value,
    sign, sign_value,
};

fn assert_told(issues: &[Issue]) {
    for issue in issues {
        let message = issue.message();
        for text in [&message.en, &message.zh] {
            assert!(!text.is_empty(), "{text:?}");
        }
        assert!(!issue.code().is_empty());
    }
}

/// A request, or a list of request, credentials and options, as JSON. `null` is absent.
pub fn request(data: &[u8]) {
    let Ok(json) = serde_json::from_slice(data) else { return };
    let value = value_of(json);
    let _ = format!("{value:?}");
    assert_told(&StartImagePipelineExecution::validate_value(&value));
    let (first, second, third) = match &value {
        Value::List(elements, _) => {
            let element = |index: usize| elements.get(index).cloned().unwrap_or(Value::Absent);
            (element(0), element(1), element(2))
        }
        _ => (value.clone(), value.clone(), value.clone()),
    };
    for (request, credentials, options) in
        [(&first, &second, &third), (&value, &value, &value), (&first, &value, &Value::Absent)]
    {
        match sign_value(request, credentials, options, || Some(1_767_323_045_000), || Some("nonce".into())) {
            Ok(signed) => assert!(
                StartImagePipelineExecution::validate_value(request)
                    .iter()
                    .all(|issue| { issue.severity() == ecs_image_pipeline::Severity::Warning }),
                "{} was signed",
                signed.canonical_query
            ),
            Err(error) => {
                assert!(!error.issues().is_empty());
                assert_told(error.issues());
            }
        }
    }
    let _ = sign_value(&value, &value, &value, || Some(i64::MAX), || None);
    let _ = endpoint_value(&first, &second).map_err(|issues| assert_told(&issues));
    let _ = ram_policy_value(&value).map_err(|issues| assert_told(&issues));
}

fn value_of(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Absent,
        serde_json::Value::Bool(boolean) => Value::Boolean(boolean),
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Fraction(0), Value::Integer),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(elements) => {
            let length = elements.len();
            Value::List(elements.into_iter().map(value_of).collect(), length)
        }
        serde_json::Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, member)| (name, value_of(member))).collect())
        }
    }
}

/// A text as the endpoint; what is accepted must be the same host for a parser of URLs that is not ours.
pub fn endpoint(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let request =
        StartImagePipelineExecution { region_id: "cn-hangzhou", image_pipeline_id: "ip-1", ..Default::default() };
    let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
    let options = SignOptions { endpoint: Some(&text), ..Default::default() };
    let time = Timestamp::from_unix_seconds(0).unwrap();
    let signed = match sign(&request, &credentials, &options, time, "nonce") {
        Ok(signed) => signed,
        Err(error) => return assert_told(error.issues()),
    };
    let uri: http::Uri = signed.url.parse().unwrap();
    let authority = uri.authority().unwrap();
    assert_eq!(uri.path(), "/");
    assert_eq!(uri.query(), signed.url.split_once('?').map(|(_, query)| query));
    assert!(!authority.as_str().contains('@'));
    let host = uri.host().unwrap();
    assert!(host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-[]:".contains(&byte)));
    let given = text.split_once("://").map_or(&*text, |(_, rest)| rest);
    let given: http::uri::Authority = given.strip_suffix('/').unwrap_or(given).parse().unwrap();
    assert_eq!(given.host().to_ascii_lowercase(), host, "{text}");
    assert_eq!(given.port_u16(), uri.port_u16());
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") => assert!(["localhost", "[::1]"].contains(&host) || host.starts_with("127."), "{host}"),
        other => panic!("{other:?}"),
    }
}
