//! The boundary to JavaScript, made by wasm-bindgen. Each function only converts and delegates.
//!
//! Arguments are read into a [`Value`](crate::Value) or a text before any core code runs, since getters and proxies are
//! the caller's code. No function returns a bare `JsValue`: V8 in Node 20 and 22 stops the process when a caller is
//! deoptimized during such a call.

#![allow(unreachable_pub, reason = "wasm-bindgen exports public functions only")]

mod client;
mod client_options;
mod memory;
mod platform;
mod read;
mod request;
mod result;
mod sign;
mod usual;
mod walk;

use wasm_bindgen::prelude::*;

use crate::diagnose::diagnosis::diagnose_refusal;
use crate::diagnose::refusal::Refusal;
use crate::operations::START_IMAGE_PIPELINE_EXECUTION;
use crate::{Response, Signed};

use result::{Failed, Returned, refuse, to_js};
use walk::Walk;

/// Returns every issue of a request.
#[wasm_bindgen]
pub fn validate(request: &JsValue) -> Returned {
    let request = Walk::default().value(request);
    to_js(&read::operation(&request).issues(&request))
}

/// Validates and signs; see [`sign_usual`] for the fast path.
#[wasm_bindgen]
pub fn sign(request: &JsValue, credentials: &JsValue, options: &JsValue) -> Returned {
    memory::scrubbed(|| sign::sign(request, credentials, options))
}

/// Fast path of [`sign`], for arguments that `usual.ts` has joined. Returns the joined parts of the result, or `None`
/// if the arguments need [`sign`].
#[wasm_bindgen(js_name = signUsual)]
pub fn sign_usual(texts: &str) -> Option<String> {
    memory::scrubbed(|| usual::sign(texts))
}

/// Returns the host of a region.
#[wasm_bindgen]
pub fn endpoint(region_id: &JsValue, options: &JsValue) -> Returned {
    let mut walk = Walk::default();
    match read::endpoint(&walk.value(region_id), &walk.value(options)) {
        Ok(host) => Ok(host.into()),
        Err(error) => refuse("request", error.issues()),
    }
}

/// Converts a signed request to the platform's `Request`.
#[wasm_bindgen(js_name = toRequest)]
pub fn to_request(signed: &JsValue) -> Returned {
    memory::scrubbed(|| request::request(&Walk::default().value(signed)).or_else(|issues| refuse("request", &issues)))
}

/// Decodes a response. Only three headers are read.
#[wasm_bindgen]
pub fn decode(
    status: u16,
    request_id: Option<String>,
    retry_after: Option<String>,
    date: Option<String>,
    body: &str,
) -> Returned {
    let headers = [
        ("x-acs-request-id", request_id.as_deref().unwrap_or_default()),
        ("x-acs-retry-after", retry_after.as_deref().unwrap_or_default()),
        ("date", date.as_deref().unwrap_or_default()),
    ];
    match crate::decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status, headers: &headers, body }) {
        Ok(success) => to_js(&success),
        Err(error) => to_js(&Failed::from(error)),
    }
}

/// Explains an error code; `null` for one that is not documented.
#[wasm_bindgen]
pub fn explain(code: &str) -> Returned {
    to_js(&crate::explain(code))
}

/// Diagnoses a refusal from the body of its response.
#[wasm_bindgen(js_name = diagnoseResponse)]
pub fn diagnose_response(
    string_to_sign: &str,
    canonical_request: Option<String>,
    timestamp: &str,
    answer: &str,
) -> Returned {
    let signed = Signed { string_to_sign, canonical_request: canonical_request.as_deref(), timestamp };
    to_js(&crate::diagnose_response(&signed, answer))
}

/// Diagnoses a refusal from the members of its decoded error.
#[wasm_bindgen(js_name = diagnoseError)]
#[allow(clippy::too_many_arguments, reason = "an object would have to be walked")]
pub fn diagnose_error(
    string_to_sign: &str,
    canonical_request: Option<String>,
    timestamp: &str,
    code: &str,
    message: &str,
    theirs: Option<String>,
    their_request: Option<String>,
    time: Option<String>,
) -> Returned {
    let refusal = Refusal {
        code: code.to_owned(),
        message: message.to_owned(),
        string_to_sign: theirs,
        canonical_request: their_request,
        time,
    };
    let signed = Signed { string_to_sign, canonical_request: canonical_request.as_deref(), timestamp };
    to_js(&diagnose_refusal(&signed, &refusal))
}

/// Inspects a request made by other code. Without a secret, the signature is not checked.
#[wasm_bindgen]
pub fn inspect(text: &str, access_key_secret: Option<String>) -> Returned {
    memory::scrubbed(|| to_js(&crate::inspect(text, access_key_secret.as_deref())))
}

/// Returns a RAM policy document.
#[wasm_bindgen(js_name = ramPolicy)]
pub fn ram_policy(parts: &JsValue) -> Returned {
    match read::ram_policy(&Walk::default().value(parts)) {
        Ok(policy) => to_js(&policy),
        Err(error) => refuse("request", error.issues()),
    }
}
