//! The boundary to JavaScript, by wasm-bindgen: a line of work for each function.
//!
//! Arguments are read into a [`Value`](crate::Value) or a text before any core code runs, since getters and proxies are
//! the caller's code. No function returns a bare `JsValue`: V8 in Node 20 and 22 stops the process when a caller is
//! deoptimized during such a call.

#![allow(unreachable_pub, reason = "wasm-bindgen exports public functions only")]

mod client;
mod client_options;
mod memory;
mod platform;
mod request;
mod result;
mod usual;
mod walk;

use wasm_bindgen::prelude::*;

use crate::diagnose::Refusal;
use crate::{Answer, SignError, Signed, StartImagePipelineExecution};

use result::{Returned, refuse, to_js};
use walk::Walk;

/// Returns every issue of a request.
#[wasm_bindgen]
pub fn validate(request: &JsValue) -> Returned {
    to_js(&StartImagePipelineExecution::validate_value(&Walk::default().value(request)))
}

/// Validates and signs; see [`sign_usual`] for the faster way.
#[wasm_bindgen]
pub fn sign(request: &JsValue, credentials: &JsValue, options: &JsValue) -> Returned {
    memory::scrubbed(|| {
        let mut walk = Walk::default();
        let [request, credentials, options] = [request, credentials, options].map(|argument| walk.value(argument));
        match crate::sign_value(&request, &credentials, &options, platform::now, platform::random_uuid) {
            Ok(signed) => to_js(&signed),
            Err(SignError::Request(issues)) => refuse("request", &issues),
            Err(SignError::Credentials(issues)) => refuse("credentials", &issues),
        }
    })
}

/// Signs what `usual.ts` has joined, and returns the parts of the result joined; `None` where [`sign`] has to look closer.
#[wasm_bindgen(js_name = signUsual)]
pub fn sign_usual(texts: &str) -> Option<String> {
    memory::scrubbed(|| usual::sign(texts))
}

/// Returns the host of a region.
#[wasm_bindgen]
pub fn endpoint(region_id: &JsValue, options: &JsValue) -> Returned {
    let mut walk = Walk::default();
    match crate::endpoint_value(&walk.value(region_id), &walk.value(options)) {
        Ok(host) => Ok(host.into()),
        Err(issues) => refuse("request", &issues),
    }
}

/// Makes the platform's `Request` of a signed request.
#[wasm_bindgen(js_name = toRequest)]
pub fn to_request(signed: &JsValue) -> Returned {
    memory::scrubbed(|| request::request(&Walk::default().value(signed)).or_else(|issues| refuse("request", &issues)))
}

/// Decodes a response, of which three headers are read.
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
    to_js(&crate::decode(&Answer { status, headers: &headers, body }))
}

/// Explains an error code; `null` for one that is not documented.
#[wasm_bindgen]
pub fn explain(code: &str) -> Returned {
    to_js(&crate::explain(code))
}

/// Diagnoses a refusal by the body of its response.
#[wasm_bindgen(js_name = diagnoseAnswer)]
pub fn diagnose_answer(
    string_to_sign: &str,
    canonical_request: Option<String>,
    timestamp: &str,
    answer: &str,
) -> Returned {
    let signed = Signed { string_to_sign, canonical_request: canonical_request.as_deref(), timestamp };
    to_js(&crate::diagnose_answer(&signed, answer))
}

/// Diagnoses a refusal by the members of its decoded error.
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
        code,
        message,
        string_to_sign: theirs.as_deref(),
        canonical_request: their_request.as_deref(),
        time: time.as_deref(),
    };
    let signed = Signed { string_to_sign, canonical_request: canonical_request.as_deref(), timestamp };
    to_js(&crate::diagnose::conclude(&signed, &refusal))
}

/// Inspects a request of other code; without a secret, the signature is not checked.
#[wasm_bindgen]
pub fn inspect(text: &str, access_key_secret: Option<String>) -> Returned {
    memory::scrubbed(|| to_js(&crate::inspect(text, access_key_secret.as_deref())))
}

/// Makes a RAM policy document.
#[wasm_bindgen(js_name = ramPolicy)]
pub fn ram_policy(parts: &JsValue) -> Returned {
    match crate::ram_policy_value(&Walk::default().value(parts)) {
        Ok(policy) => to_js(&policy),
        Err(issues) => refuse("request", &issues),
    }
}
