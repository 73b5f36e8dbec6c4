//! Converts a signed request to the platform's `Request`. The caller may have changed it.

use wasm_bindgen::JsValue;
use web_sys::{Headers, Request, RequestInit, RequestRedirect};

use crate::endpoint::Endpoint;
use crate::issue::{Issues, Rule};
use crate::{Issue, Value};

/// This package: `toRequest` needs the result of `sign`.
const NOT_A_REQUEST: &Rule = &Rule::named("not-a-request");

/// Returns a `Request`, or an issue for the first member that `sign` cannot have returned.
pub(super) fn request(signed: &Value<'_>) -> Result<JsValue, Vec<Issue>> {
    make(signed).map(Into::into).map_err(|path| {
        let mut issues = Issues::default();
        issues.add(NOT_A_REQUEST, path);
        issues.into_vec()
    })
}

fn make(signed: &Value<'_>) -> Result<Request, &'static str> {
    let Value::Object(_) = signed else { return Err("signed") };
    let url = signed.member("url").as_text().filter(|url| is_signed_url(url)).ok_or("signed.url")?;
    // Without a body, a form's signature would be missing. With ACS3, the signature is in a header.
    let is_in_header = *signed.member("headers").member("authorization") != Value::Absent;
    let method = signed.member("method").as_text().filter(|method| ["GET", "POST"].contains(method));
    let method = method.ok_or("signed.method")?;
    let init = RequestInit::new();
    init.set_method(method);
    init.set_redirect(RequestRedirect::Manual);
    match (method, signed.member("body")) {
        ("GET", Value::Absent) => {}
        ("POST", Value::Absent) if is_in_header => {}
        ("POST", Value::Text(body)) if !is_in_header => init.set_body(&JsValue::from_str(body.as_ref())),
        _ => return Err("signed.body"),
    }
    init.set_headers(headers(signed.member("headers"))?.as_ref());
    Request::new_with_str_and_init(url, &init).map_err(|_| "signed")
}

fn headers(value: &Value<'_>) -> Result<Headers, &'static str> {
    let Value::Object(members) = value else { return Err("signed.headers") };
    let headers = Headers::new().map_err(|_| "signed")?;
    for (name, value) in members {
        let value = value.as_text().filter(|value| value.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        headers.append(name, value.ok_or("signed.headers")?).map_err(|_| "signed.headers")?;
    }
    Ok(headers)
}

/// Checks for an endpoint, a slash, and printable ASCII.
fn is_signed_url(url: &str) -> bool {
    let mut slashes = url.match_indices('/');
    let origin = slashes.nth(2).and_then(|(index, _)| url.get(..index));
    origin.is_some_and(|origin| Endpoint::parse(origin).is_ok()) && url.bytes().all(|byte| byte.is_ascii_graphic())
}
