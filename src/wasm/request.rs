//! What the platform's `Request` is made of, from a signed request that may have been changed on the way.

use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::Value;
use crate::endpoint::Endpoint;

/// The parts, each as `sign` makes it.
#[derive(serde::Serialize)]
pub(super) struct Parts<'a> {
    url: &'a str,
    method: &'a str,
    headers: Headers<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    redirect: &'static str,
}

struct Headers<'a>(Vec<(&'a str, &'a str)>);

impl Serialize for Headers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// The parts of a signed request, or the path of what is not as `sign` makes it.
pub(super) fn parts<'a>(signed: &Value<'a>, has_request: bool) -> Result<Parts<'a>, &'static str> {
    let (Value::Object(_), true) = (signed, has_request) else { return Err("signed") };
    let url = match signed.member("url") {
        Value::Text(url) if is_signed_url(url) => url,
        _ => return Err("signed.url"),
    };
    // Without a body, a form's signature would be missing; that of ACS3 is a header.
    let is_in_header = *signed.member("headers").member("authorization") != Value::Absent;
    let (method, body) = match (signed.member("method"), signed.member("body")) {
        (Value::Text("GET"), Value::Absent) => ("GET", None),
        (Value::Text("POST"), Value::Absent) if is_in_header => ("POST", None),
        (Value::Text("POST"), Value::Text(body)) if !is_in_header => ("POST", Some(*body)),
        (Value::Text("GET" | "POST"), _) => return Err("signed.body"),
        _ => return Err("signed.method"),
    };
    let headers = Headers(headers(signed.member("headers")).ok_or("signed.headers")?);
    Ok(Parts { url, method, headers, body, redirect: "manual" })
}

fn headers<'a>(value: &Value<'a>) -> Option<Vec<(&'a str, &'a str)>> {
    let Value::Object(members) = value else { return None };
    let header = |(name, value): &(&'a str, Value<'a>)| match value {
        Value::Text(value) if is_header(name, value) => Some((*name, *value)),
        _ => None,
    };
    members.iter().map(header).collect()
}

/// RFC 9110, section 5.1: a name is a token; and a value of printable ASCII, which is all that `sign` makes.
fn is_header(name: &str, value: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token) && value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// An endpoint, a slash, and printable ASCII.
fn is_signed_url(url: &str) -> bool {
    let mut slashes = url.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    let origin = slashes.nth(2).and_then(|(index, _)| url.get(..index));
    origin.is_some_and(|origin| Endpoint::parse(origin).is_ok()) && url.bytes().all(|byte| byte.is_ascii_graphic())
}
