//! What the platform provides: the clock, randomness, and the class `Request`.

use js_sys::{Date, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Crypto, Headers, Request, RequestInit};

use crate::Value;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    static CRYPTO: Option<Crypto>;
}

/// Milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "a date is well within i64")]
pub(super) fn now() -> i64 {
    Date::now() as i64
}

/// A random UUID, version 4; `None` where the platform has no source of randomness.
pub(super) fn random_uuid() -> Option<String> {
    let crypto = CRYPTO.with(Clone::clone)?;
    // A page that is not a secure context has no `randomUUID`.
    if Reflect::get(&crypto, &"randomUUID".into()).is_ok_and(|function| function.is_function()) {
        return Some(crypto.random_uuid());
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

/// The platform's `Request` for a signed request; `None` where it refuses, or where the object is none.
pub(super) fn request(signed: &Value<'_>) -> Option<Request> {
    let (Value::Text(url), Value::Text(method)) = (signed.member("url"), signed.member("method")) else { return None };
    let init = RequestInit::new();
    init.set_method(method);
    match signed.member("headers") {
        Value::Absent => {}
        Value::Object(members) => {
            let headers = Headers::new().ok()?;
            for (name, value) in members {
                let Value::Text(value) = value else { return None };
                headers.append(name, value).ok()?;
            }
            init.set_headers(&headers);
        }
        _ => return None,
    }
    match signed.member("body") {
        Value::Absent => {}
        Value::Text(body) => init.set_body(&JsValue::from_str(body)),
        _ => return None,
    }
    Request::new_with_str_and_init(url, &init).ok()
}
