//! Neither the secret nor the token is in what is shown of anything.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod request;

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{
    Credentials, Method, Response, SignError, SignOptions, SignatureMethod, Signed, Timestamp, Value, decode,
};
use request::{StartImagePipelineExecution, sign};

const SECRET: &str = "SecretSecretSecret";
const TOKEN: &str = "TokenTokenToken";

fn assert_hidden(shown: &str) {
    for part in [SECRET, TOKEN, &SECRET[..8], &TOKEN[..8]] {
        assert!(!shown.contains(part), "{part} is shown: {shown}");
    }
}

fn request() -> StartImagePipelineExecution<'static> {
    StartImagePipelineExecution { region_id: "cn-hangzhou", image_pipeline_id: "ip-1", ..Default::default() }
}

fn shown(error: &SignError) -> String {
    let issues = serde_json::to_string(error.issues()).unwrap();
    format!("{error} {error:?} {error:#?} {issues}")
}

#[test]
fn debug_of_credentials_and_of_signed_requests() {
    let credentials = Credentials { access_key_id: "id", access_key_secret: SECRET, security_token: Some(TOKEN) };
    let shown = format!("{credentials:?} {credentials:#?}");
    assert_hidden(&shown);
    assert!(shown.contains("\"id\"") && shown.contains("***"), "{shown}");
    let methods = [SignatureMethod::HmacSha1, SignatureMethod::Acs3HmacSha256];
    for (signature_method, method) in methods.into_iter().flat_map(|way| [(way, Method::Get), (way, Method::Post)]) {
        let options = SignOptions { signature_method, method: Some(method), ..Default::default() };
        let time = Timestamp::from_unix_seconds(0).unwrap();
        let signed = sign(&request(), &credentials, &options, time, "nonce").unwrap();
        let shown = format!("{signed:?} {signed:#?}");
        assert_hidden(&shown);
        assert!(!shown.contains(&signed.signature), "{shown}");
        assert!(shown.contains("nonce") && shown.contains("1970-01-01T00:00:00Z"), "{shown}");
        // The token has to be sent, the secret never.
        let sent = serde_json::to_string(&signed).unwrap();
        assert!(sent.contains(TOKEN) && !sent.contains(SECRET));
    }
}

#[test]
fn errors_about_credentials() {
    let time = Timestamp::from_unix_seconds(0).unwrap();
    let padded = [
        (format!(" {SECRET}"), TOKEN.to_owned()),
        (format!("{SECRET}\n"), format!("{TOKEN}\u{200b}")),
        (format!("{SECRET}\u{0}{SECRET}"), format!("{TOKEN}\t{TOKEN}")),
        (SECRET.to_owned(), String::new()),
        (String::new(), TOKEN.to_owned()),
    ];
    for (secret, token) in &padded {
        let credentials =
            Credentials { access_key_id: "id", access_key_secret: secret, security_token: Some(token.as_str()) };
        let error = sign(&request(), &credentials, &SignOptions::default(), time, "nonce").unwrap_err();
        assert!(matches!(error, SignError::Credentials(_)), "{secret:?} {token:?}");
        assert_hidden(&shown(&error));
    }
}

#[test]
fn values_whose_types_are_not_known() {
    let list = Value::List(vec![Value::from(SECRET)], 1);
    let secret = ("accessKeySecret", Value::from(SECRET));
    let credentials = [
        Value::from(SECRET),
        list.clone(),
        Value::from(vec![("accessKeySecret", list), ("securityToken", Value::from(TOKEN))]),
        Value::from(vec![secret.clone()]),
        Value::from(vec![secret, ("securityToken", Value::Object(Vec::new()))]),
    ];
    for credentials in &credentials {
        assert_hidden(&format!("{credentials:?} {credentials:#?}"));
        // In the place of a request.
        let error = START_IMAGE_PIPELINE_EXECUTION.validate(credentials).unwrap_err();
        assert_hidden(&shown(&SignError::Request(error)));
    }
}

#[test]
fn debug_of_answers_and_of_what_was_signed() {
    let string_to_sign = format!("GET&%2F&A%3D1%26SecurityToken%3D{TOKEN}%26Version%3D1");
    let request = format!("POST\n/\n\nx-acs-security-token:{TOKEN}\n");
    let body = format!(r#"{{"Message":"server string to sign is:{string_to_sign}"}}"#);
    let headers = [("x-acs-security-token", TOKEN), ("date", "today")];
    let answer = format!("{:?}", Response { status: 400, headers: &headers, body: &body });
    let signed = Signed { string_to_sign: &string_to_sign, canonical_request: Some(&request), timestamp: "today" };
    for shown in [answer, format!("{signed:?}")] {
        assert_hidden(&shown);
        assert!(shown.contains("SecurityToken%3D***%26Version") && shown.contains("today"), "{shown}");
    }
}

#[test]
fn an_answer_is_masked_before_it_is_cut_and_its_raw_message_is_masked() {
    let body = format!("SecurityToken={}&after=it", TOKEN.repeat(20));
    let Err(error) = decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 502, headers: &[], body: &body })
    else {
        panic!()
    };
    assert_eq!(error.message, "SecurityToken=***&after=it");

    let echo = format!("server string to sign is:GET&%2F&A%3D1%26SecurityToken%3D{TOKEN}");
    let body = format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"{echo}"}}"#);
    let shown =
        format!("{:?}", decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 400, headers: &[], body: &body }));
    assert_hidden(&shown);
    assert!(
        shown.contains("raw_message: Some(\"server string to sign is:GET&%2F&A%3D1%26SecurityToken%3D***\")"),
        "{shown}"
    );
}
