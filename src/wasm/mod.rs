//! The boundary to JavaScript: flat bytes in, the core, one text out. The module imports nothing.
//!
//! A call is five steps, all of them in `src/js/core.ts`: `begin` makes room for the arguments, JavaScript writes them
//! (see [`Value::from_flat`]), a function reads them and says how long its result is, JavaScript reads the result at
//! `result`, and `end` wipes the memory of the call.

#![allow(unsafe_code, reason = "the edge of the module: exported names, and memory that JavaScript writes")]

mod arena;
mod json;
mod request;
mod sending;

use arena::keep;

pub(crate) use arena::file;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::diagnosis::Refusal;
use crate::text;
use crate::validation::{Issues, Rule};
use crate::{Answer, Issue, SignError, Signed, SignedRequest, StartImagePipelineExecution, Value};

/// What each function returns: a result, or the issues that stood in its way.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Outcome<T> {
    Done(T),
    Issues(Vec<Issue>),
    CredentialIssues(Vec<Issue>),
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// `[request]` to its issues.
#[unsafe(no_mangle)]
extern "C" fn validate(length: usize) -> usize {
    call(length, |[request]| StartImagePipelineExecution::validate_value(&request))
}

/// `[request, credentials, options, now, nonce]` to a signed request, as parts, or to the issues that stood in its way.
///
/// The parts, with a form feed between, are method, where the canonical query begins in the URL or the body, its length,
/// URL, body, signature, string to sign, canonical request, headers, timestamp, `expiresAt` and nonce. Only the nonce, which
/// is the last, can hold a form feed. A header is a line, `name:value`.
#[unsafe(no_mangle)]
extern "C" fn sign(length: usize) -> usize {
    answer(length, |[request, credentials, options, now, nonce]| {
        let now = || if let Value::Integer(now) = now { Some(now) } else { None };
        let nonce = || if let Value::Text(nonce) = nonce { Some(nonce.to_owned()) } else { None };
        match crate::sign_value(&request, &credentials, &options, now, nonce) {
            Ok(signed) => parts(&signed).into_bytes(),
            Err(SignError::Request(issues)) => json::to_json(&Outcome::<()>::Issues(issues)),
            Err(SignError::Credentials(issues)) => json::to_json(&Outcome::<()>::CredentialIssues(issues)),
        }
    })
}

fn parts(signed: &SignedRequest) -> String {
    let body = signed.body.as_deref().unwrap_or_default();
    let query = &signed.canonical_query;
    let (start, length) = match signed.body {
        Some(_) => (0, query.len()),
        None => (signed.url.find('?').map_or(0, |mark| mark + 1), query.len()),
    };
    let (start, length) = (text::decimal(start as u64), text::decimal(length as u64));
    let (timestamp, expires_at) = (signed.timestamp.text(), signed.expires_at.text());
    let mut headers = Vec::with_capacity(signed.headers.len() * 4);
    for (name, value) in &signed.headers {
        headers.extend_from_slice(&[name, ":", value, "\n"]);
    }
    let headers = headers.concat();
    [
        signed.method.as_str(),
        &start,
        &length,
        &signed.url,
        body,
        &signed.signature,
        &signed.string_to_sign,
        signed.canonical_request.as_deref().unwrap_or_default(),
        &headers,
        &timestamp,
        &expires_at,
        &signed.signature_nonce,
    ]
    .join("\u{c}")
}

/// `[regionId, options]` to a host.
#[unsafe(no_mangle)]
extern "C" fn endpoint(length: usize) -> usize {
    call(length, |[region_id, options]| {
        crate::endpoint_value(&region_id, &options).map_or_else(Outcome::Issues, Outcome::Done)
    })
}

/// `[signed, hasRequest]` to what the platform's `Request` is made of.
#[unsafe(no_mangle)]
extern "C" fn request(length: usize) -> usize {
    call(length, |[signed, has_request]| {
        let has_request = has_request == Value::Boolean(true);
        match request::parts(&signed, has_request) {
            Ok(parts) => Outcome::Done(parts),
            Err(path) => Outcome::Issues(Issues::one(Rule::NotARequest, path)),
        }
    })
}

/// `[status, requestId, retryAfter, date, body]`, the middle three from the headers, to an outcome.
#[unsafe(no_mangle)]
extern "C" fn decode(length: usize) -> usize {
    call(length, |[status, request_id, retry_after, date, body]| {
        let status = if let Value::Integer(status) = status { u16::try_from(status).unwrap_or(0) } else { 0 };
        let headers = [
            ("x-acs-request-id", string(&request_id)),
            ("x-acs-retry-after", string(&retry_after)),
            ("date", string(&date)),
        ];
        crate::decode(&Answer { status, headers: &headers, body: string(&body) })
    })
}

/// `[code]` to its explanation, or `null`.
#[unsafe(no_mangle)]
extern "C" fn explain(length: usize) -> usize {
    call(length, |[code]| crate::explain(string(&code)))
}

/// `[stringToSign, canonicalRequest, timestamp, answer]` to a diagnosis.
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
extern "C" fn diagnoseAnswer(length: usize) -> usize {
    call(length, |[string_to_sign, canonical_request, timestamp, answer]| {
        crate::diagnose_answer(&signed(&string_to_sign, &canonical_request, &timestamp), string(&answer))
    })
}

/// `[stringToSign, canonicalRequest, timestamp, code, message, serverStringToSign, serverCanonicalRequest, serverTime]`
/// to a diagnosis.
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
extern "C" fn diagnoseError(length: usize) -> usize {
    call(length, |[string_to_sign, canonical_request, timestamp, code, message, theirs, their_request, time]| {
        let refusal = Refusal {
            code: string(&code),
            message: string(&message),
            string_to_sign: optional(&theirs),
            canonical_request: optional(&their_request),
            time: optional(&time),
        };
        crate::diagnosis::conclude(&signed(&string_to_sign, &canonical_request, &timestamp), &refusal)
    })
}

fn signed<'a>(string_to_sign: &Value<'a>, canonical_request: &Value<'a>, timestamp: &Value<'a>) -> Signed<'a> {
    Signed {
        string_to_sign: string(string_to_sign),
        canonical_request: optional(canonical_request),
        timestamp: string(timestamp),
    }
}

/// `[text, accessKeySecret]` to an inspection; without a secret, the signature is not checked.
#[unsafe(no_mangle)]
extern "C" fn inspect(length: usize) -> usize {
    call(length, |[text, secret]| crate::inspect(string(&text), optional(&secret)))
}

/// `[parts]` to a RAM policy document.
#[unsafe(no_mangle)]
#[allow(non_snake_case)]
extern "C" fn ramPolicy(length: usize) -> usize {
    call(length, |[parts]| crate::ram_policy_value(&parts).map_or_else(Outcome::Issues, Outcome::Done))
}

/// `[method, accessKeySecret, [name, value, …]]` to the canonical query, the string to sign and the signature: the
/// stages by themselves, for parameters of any operation. By ACS3, `["", accessKeySecret, canonicalRequest]` to the last
/// two. The tests' alone.
#[unsafe(no_mangle)]
extern "C" fn stages(length: usize) -> usize {
    call(length, |[method, secret, given]| {
        let secret = string(&secret);
        let Value::List(texts, _) = given else {
            let string_to_sign = crate::acs3_hmac_sha256::string_to_sign(string(&given));
            let signature = crate::acs3_hmac_sha256::signature(secret, &string_to_sign);
            return [String::new(), string_to_sign, signature];
        };
        let pairs = texts.chunks_exact(2).filter_map(|pair| Some((string(pair.first()?), string(pair.last()?))));
        let query = crate::canonical_query(pairs);
        let string_to_sign = crate::string_to_sign(string(&method), &query);
        let signature = crate::signature(secret, &string_to_sign);
        [query, string_to_sign, signature]
    })
}

fn call<const N: usize, R: Serialize>(length: usize, function: impl FnOnce([Value<'static>; N]) -> R) -> usize {
    answer(length, |arguments| json::to_json(&function(arguments)))
}

fn answer<const N: usize>(length: usize, function: impl FnOnce([Value<'static>; N]) -> Vec<u8>) -> usize {
    let mut elements = match arguments(length) {
        Value::List(elements, _) => elements,
        _ => Vec::new(),
    }
    .into_iter();
    keep(function(core::array::from_fn(|_| elements.next().unwrap_or(Value::Absent))))
}

/// The arguments, as a list.
fn arguments(length: usize) -> Value<'static> {
    Value::from_flat(arena::input(length)).unwrap_or(Value::Absent)
}

fn string<'a>(value: &Value<'a>) -> &'a str {
    optional(value).unwrap_or_default()
}

fn optional<'a>(value: &Value<'a>) -> Option<&'a str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

fn number(value: &Value<'_>) -> Option<i64> {
    if let Value::Integer(number) = value { Some(*number) } else { None }
}
