//! What the platform provides: the clock, randomness, and the class `Request`.

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Crypto, Headers, Request, RequestInit};

use crate::Value;
use crate::endpoint::Endpoint;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: JsValue;
}

/// A member of the global object, which may be missing.
fn global(name: &str) -> Option<JsValue> {
    GLOBAL.with(|global| Reflect::get(global, &name.into())).ok().filter(|value| !value.is_undefined())
}

/// Milliseconds since 1970; `None` where the platform's clock throws or gives no number.
#[expect(clippy::cast_possible_truncation, reason = "a date is well within i64, and a cast saturates")]
pub(super) fn now() -> Option<i64> {
    let now = call(&global("Date")?, "now")?.as_f64()?;
    now.is_finite().then_some(now as i64)
}

/// A method of an object, called so that what it throws is caught: an exception that passes through Rust would leave the
/// stack pointer where it was.
fn call(object: &JsValue, method: &str) -> Option<JsValue> {
    let function = Reflect::get(object, &method.into()).ok()?;
    function.dyn_ref::<Function>()?.call0(object).ok()
}

/// A random UUID, version 4; `None` where the platform has no source of randomness.
pub(super) fn random_uuid() -> Option<String> {
    let crypto: Crypto = global("crypto")?.unchecked_into();
    // A page that is not a secure context has no `randomUUID`.
    if let Some(uuid) = call(&crypto, "randomUUID").and_then(|uuid| uuid.as_string()) {
        return Some(uuid);
    }
    let mut bytes = [0_u8; 16];
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    // RFC 9562, section 5.4: version 4, variant 0b10.
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut uuid = String::with_capacity(36);
    for (position, byte) in bytes.into_iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        uuid.extend([byte >> 4, byte & 15].into_iter().filter_map(|nibble| char::from_digit(nibble.into(), 16)));
    }
    Some(uuid)
}

/// The platform's `Request` for a signed request, or the path of what is not as `sign` makes it.
///
/// All is checked before the platform sees it: wasm-bindgen loses a slot of its table for each constructor that throws.
pub(super) fn request(signed: &Value<'_>) -> Result<Request, &'static str> {
    if !matches!(signed, Value::Object(_)) || global("Request").is_none() {
        return Err("signed");
    }
    let Value::Text(url) = signed.member("url") else { return Err("signed.url") };
    if !is_signed_url(url) {
        return Err("signed.url");
    }
    let init = RequestInit::new();
    match (signed.member("method"), signed.member("body")) {
        (Value::Text("GET"), Value::Absent) => init.set_method("GET"),
        (Value::Text("POST"), Value::Text(body)) => {
            init.set_method("POST");
            init.set_body(&JsValue::from_str(body));
        }
        (Value::Text("GET" | "POST"), _) => return Err("signed.body"),
        _ => return Err("signed.method"),
    }
    let headers = headers(signed.member("headers")).ok_or("signed.headers")?;
    init.set_headers(&headers);
    Request::new_with_str_and_init(url, &init).map_err(|_| "signed")
}

fn headers(value: &Value<'_>) -> Option<Headers> {
    let Value::Object(members) = value else { return None };
    let headers = Headers::new().ok()?;
    for (name, value) in members {
        let Value::Text(value) = value else { return None };
        headers.append(name, value).ok()?;
    }
    Some(headers)
}

/// An endpoint, a slash, and printable ASCII.
fn is_signed_url(url: &str) -> bool {
    let mut slashes = url.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    let origin = slashes.nth(2).and_then(|(index, _)| url.get(..index));
    origin.is_some_and(|origin| Endpoint::parse(origin).is_ok()) && url.bytes().all(|byte| byte.is_ascii_graphic())
}
