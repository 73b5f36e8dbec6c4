//! The boundary to JavaScript: one flat text in, the core, one value out. Clock, randomness and `Request` are found here.
//!
//! Arguments arrive as one text (see [`Value::from_flat`]), so that no getter or proxy of the caller runs while Rust is
//! on the stack: an exception that passes through would leave the stack pointer where it was. Results leave through
//! serde-wasm-bindgen.

#![allow(unreachable_pub, reason = "wasm-bindgen exports public functions")]

mod platform;

use js_sys::{Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::diagnosis::Refusal;
use crate::validation::{Issues, Rule};
use crate::{Answer, Issue, SignError, Signed, StartImagePipelineExecution, Value};

/// What each function returns: a result, or the issues that stood in its way.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Outcome<T> {
    Done(T),
    Issues(Vec<Issue>),
    CredentialIssues(Vec<Issue>),
}

/// `[request]` to its issues.
#[wasm_bindgen]
pub fn validate(arguments: String) -> JsValue {
    let [request] = read(&arguments);
    to_js(&Outcome::Done(StartImagePipelineExecution::validate_value(&request)))
}

/// `[request, credentials, options]` to a signed request.
#[wasm_bindgen]
pub fn sign(arguments: String) -> JsValue {
    let [request, credentials, options] = read(&arguments);
    to_js(&match crate::sign_value(&request, &credentials, &options, platform::now, platform::random_uuid) {
        Ok(signed) => Outcome::Done(signed),
        Err(SignError::Request(issues)) => Outcome::Issues(issues),
        Err(SignError::Credentials(issues)) => Outcome::CredentialIssues(issues),
    })
}

/// `[regionId, options]` to a host.
#[wasm_bindgen]
pub fn endpoint(arguments: String) -> JsValue {
    let [region_id, options] = read(&arguments);
    to_js(&match crate::endpoint_value(&region_id, &options) {
        Ok(host) => Outcome::Done(host),
        Err(issues) => Outcome::Issues(issues),
    })
}

/// `[signed]` to the platform's `Request`.
#[wasm_bindgen(js_name = toRequest)]
pub fn to_request(arguments: String) -> JsValue {
    let [signed] = read(&arguments);
    match platform::request(&signed) {
        Ok(request) => {
            let done = Object::new();
            // Setting a member of a new object cannot fail.
            let _ = Reflect::set(&done, &"done".into(), &request);
            done.into()
        }
        Err(path) => to_js(&Outcome::<()>::Issues(Issues::one(Rule::NotARequest, path))),
    }
}

/// `[status, requestId, retryAfter, date]`, the last three from the headers, and a body to an outcome.
#[wasm_bindgen]
pub fn decode(arguments: String, body: String) -> JsValue {
    let [status, request_id, retry_after, date] = read(&arguments);
    let status = if let Value::Integer(status) = status { u16::try_from(status).unwrap_or(0) } else { 0 };
    let text = |value: Value<'_>| if let Value::Text(text) = value { text.to_owned() } else { String::new() };
    let (request_id, retry_after, date) = (text(request_id), text(retry_after), text(date));
    let headers = [
        ("x-acs-request-id", request_id.as_str()),
        ("x-acs-retry-after", retry_after.as_str()),
        ("date", date.as_str()),
    ];
    to_js(&Outcome::Done(crate::decode(&Answer { status, headers: &headers, body: &body })))
}

/// A code to its explanation; nothing for a code that is not documented.
#[wasm_bindgen]
pub fn explain(code: String) -> JsValue {
    crate::explain(&code).map_or(JsValue::UNDEFINED, |explanation| to_js(&explanation))
}

/// What was signed, and the answer as it arrived, to a diagnosis.
#[wasm_bindgen(js_name = diagnoseAnswer)]
pub fn diagnose_answer(
    string_to_sign: String,
    canonical_request: Option<String>,
    timestamp: String,
    answer: String,
) -> JsValue {
    to_js(&crate::diagnose_answer(&signed(&string_to_sign, canonical_request.as_deref(), &timestamp), &answer))
}

/// What was signed, and what the decoded answer has of the server's side, to a diagnosis.
#[wasm_bindgen(js_name = diagnoseError)]
#[expect(clippy::too_many_arguments, reason = "texts that may be too long for the flat form cross one by one")]
pub fn diagnose_error(
    string_to_sign: String,
    canonical_request: Option<String>,
    timestamp: String,
    code: String,
    message: String,
    server_string_to_sign: Option<String>,
    server_canonical_request: Option<String>,
    server_time: Option<String>,
) -> JsValue {
    let refusal = Refusal {
        code: &code,
        message: &message,
        string_to_sign: server_string_to_sign.as_deref(),
        canonical_request: server_canonical_request.as_deref(),
        time: server_time.as_deref(),
    };
    to_js(&crate::diagnosis::conclude(&signed(&string_to_sign, canonical_request.as_deref(), &timestamp), &refusal))
}

fn signed<'a>(string_to_sign: &'a str, canonical_request: Option<&'a str>, timestamp: &'a str) -> Signed<'a> {
    Signed { string_to_sign, canonical_request, timestamp }
}

/// `[parts]` to a RAM policy document.
#[wasm_bindgen(js_name = ramPolicy)]
pub fn ram_policy(arguments: String) -> JsValue {
    let [parts] = read(&arguments);
    to_js(&match crate::ram_policy_value(&parts) {
        Ok(policy) => Outcome::Done(policy),
        Err(issues) => Outcome::Issues(issues),
    })
}

/// `[method, accessKeySecret, [name, value, …]]` to the canonical query, the string to sign and the signature: the
/// stages by themselves, for parameters of any operation.
#[wasm_bindgen]
pub fn stages(arguments: String) -> Vec<String> {
    let [method, secret, list] = read(&arguments);
    let text = |value: &Value<'_>| if let Value::Text(text) = value { (*text).to_owned() } else { String::new() };
    let Value::List(texts, _) = list else { return Vec::new() };
    let pairs = texts.chunks_exact(2).filter_map(|pair| Some((text(pair.first()?), text(pair.last()?))));
    let query = crate::canonical_query(pairs);
    let string_to_sign = crate::string_to_sign(&text(&method), &query);
    let signature = crate::signature(&text(&secret), &string_to_sign);
    vec![query, string_to_sign, signature]
}

fn read<const N: usize>(arguments: &str) -> [Value<'_>; N] {
    let mut elements = match Value::from_flat(arguments) {
        Some(Value::List(elements, _)) => elements,
        _ => Vec::new(),
    }
    .into_iter();
    std::array::from_fn(|_| elements.next().unwrap_or(Value::Absent))
}

fn to_js(value: &impl Serialize) -> JsValue {
    // Plain data made of strings, arrays and objects; serde-wasm-bindgen has no way to fail on it.
    value.serialize(&Serializer::new().serialize_maps_as_objects(true)).unwrap_or(JsValue::UNDEFINED)
}
