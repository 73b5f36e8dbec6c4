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

use crate::validation::{Issues, Rule};
use crate::{Issue, SignError, StartImagePipelineExecution, Value};

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
