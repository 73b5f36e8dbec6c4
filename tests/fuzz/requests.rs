//! The arguments of a caller.

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{
    Credentials, Issue, Network, Severity, SignOptions, SignatureMethod, Timestamp, Value, endpoint as endpoint_of,
    ram_policy,
};

use crate::request::{StartImagePipelineExecution, sign};

fn assert_told(issues: &[Issue]) {
    for issue in issues {
        let message = issue.message();
        for text in [&message.en, &message.zh] {
            assert!(!text.is_empty(), "{text:?}");
        }
        assert!(!issue.code().is_empty());
    }
}

/// A request, or a list of a request and the parts of an endpoint and a policy, as JSON. `null` is absent.
pub fn request(data: &[u8]) {
    let Ok(json) = serde_json::from_slice(data) else { return };
    let value = value_of(json);
    let _ = format!("{value:?}");
    assert_read(&value);
    let Value::List(elements, _) = &value else { return };
    elements.iter().for_each(assert_read);
    let text = |index: usize| match elements.get(index) {
        Some(Value::Text(text)) => Some(text.as_ref()),
        _ => None,
    };
    let network = if elements.len() > 3 { Network::Vpc } else { Network::Public };
    let _ = endpoint_of(text(0).unwrap_or_default(), network).map_err(|error| assert_told(error.issues()));
    let _ = ram_policy(text(0), text(1), text(2)).map_err(|error| assert_told(error.issues()));
}

/// What has no errors is signed, and nothing else.
fn assert_read(request: &Value<'_>) {
    let issues = START_IMAGE_PIPELINE_EXECUTION.issues(request);
    assert_told(&issues);
    let is_right = issues.iter().all(|issue| issue.severity() == Severity::Warning);
    let credentials = Credentials { access_key_id: "id", access_key_secret: "secret", security_token: None };
    let time = Timestamp::from_unix_seconds(1_767_323_045).unwrap();
    match START_IMAGE_PIPELINE_EXECUTION.validate(request) {
        Ok(arguments) => {
            assert!(is_right, "{arguments:?} can be signed");
            for signature_method in [SignatureMethod::HmacSha1, SignatureMethod::Acs3HmacSha256] {
                let options = SignOptions { signature_method, ..Default::default() };
                ecs_image_pipeline::sign(&arguments, &credentials, &options, time, "nonce").unwrap();
            }
        }
        Err(error) => {
            assert!(!is_right && !error.issues().is_empty());
            assert_told(error.issues());
        }
    }
}

fn value_of(json: serde_json::Value) -> Value<'static> {
    match json {
        serde_json::Value::Null => Value::Absent,
        serde_json::Value::Bool(boolean) => Value::Boolean(boolean),
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Fraction(0), Value::Integer),
        serde_json::Value::String(text) => Value::from(text),
        serde_json::Value::Array(elements) => {
            let length = elements.len();
            Value::List(elements.into_iter().map(value_of).collect(), length)
        }
        serde_json::Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, member)| (name.into(), value_of(member))).collect())
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
