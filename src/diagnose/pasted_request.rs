//! Finds a request in a pasted text: a URL, a form body or a string to sign.

use crate::diagnose::findings::{Findings, Observation};
use crate::diagnose::mistake::{InspectedKind, Mistake};
use crate::diagnose::parameters::EmbeddedQuery;

/// A request within a text.
pub(super) struct PastedRequest<'t> {
    pub(super) kind: InspectedKind,
    pub(super) method: &'static str,
    pub(super) endpoint: Option<&'t str>,
    /// The query. In a string to sign, path and query.
    rest: &'t str,
    /// The method as written in a string to sign.
    written_method: &'t str,
}

impl<'t> PastedRequest<'t> {
    pub(super) fn find(text: &'t str) -> Option<Self> {
        let mut method = None;
        let mut endpoint = None;
        for token in tokens(text) {
            if token == "POST" || token == "-d" || token.starts_with("--data") {
                method = Some("POST");
            }
            if let Some(found) = Self::find_string_to_sign(token) {
                return Some(found);
            }
            let url = [token.find("https://"), token.find("http://")].into_iter().flatten().next();
            if let Some(url) = url.and_then(|start| token.get(start..)) {
                let url = url.split('#').next().unwrap_or_default();
                let (before, query) = url.split_once('?').unwrap_or((url, ""));
                endpoint = Some(before.strip_suffix('/').unwrap_or(before));
                if query.contains('=') {
                    let method = method.unwrap_or("GET");
                    return Some(Self { kind: InspectedKind::Url, method, endpoint, rest: query, written_method: "" });
                }
            } else if let Some(query) = form(token) {
                let kind = InspectedKind::Form;
                return Some(Self { kind, method: "POST", endpoint, rest: query, written_method: "" });
            }
        }
        None
    }

    fn find_string_to_sign(token: &'t str) -> Option<Self> {
        let separator = ["&%2F&", "&%2f&", "&/&"].iter().find_map(|part| token.find(part))?;
        let before = token.get(..separator)?;
        let start = before.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        let written_method = before.get(start..)?;
        let method = if written_method.eq_ignore_ascii_case("POST") { "POST" } else { "GET" };
        let rest = token.get(separator + 1..)?;
        Some(Self { kind: InspectedKind::StringToSign, method, endpoint: None, rest, written_method })
    }

    /// Returns the canonical query or the form, and whether it was encoded as a whole.
    pub(super) fn query(&self, findings: &mut Findings) -> (String, bool) {
        if self.kind != InspectedKind::StringToSign {
            return (self.rest.to_owned(), false);
        }
        if !matches!(self.written_method, "GET" | "POST") {
            let method = Observation::new(Mistake::WrongMethod).written(self.written_method);
            findings.error(method.expected(self.method));
        }
        let (path, query) = self.rest.split_once('&').unwrap_or((self.rest, ""));
        let mut wrong_path = |mistake| findings.error(Observation::new(mistake).written(path).expected("%2F"));
        match path {
            "/" => wrong_path(Mistake::PathNotEncoded),
            "%2f" => wrong_path(Mistake::LowerCaseHex),
            _ => {}
        }
        if query.contains(['&', '=']) {
            findings.error(Observation::new(Mistake::QueryNotEncoded));
        }
        match EmbeddedQuery::new(query) {
            EmbeddedQuery::Encoded(query) => (query, true),
            EmbeddedQuery::Plain(query) => (query.to_owned(), false),
            EmbeddedQuery::Broken(query) => {
                findings.error(Observation::new(Mistake::BrokenEncoding));
                (query.to_owned(), true)
            }
        }
    }
}

/// Returns a form, or the value of an option such as `--data=`.
fn form(token: &str) -> Option<&str> {
    let names = ["AccessKeyId=", "Action=", "SignatureNonce=", "Signature="];
    let is_form = token.contains('&') && names.iter().any(|name| token.contains(name));
    if !is_form {
        return None;
    }
    // `--data=Action=…`
    let is_option = token.starts_with('-');
    let token = if is_option { token.split_once('=').map_or(token, |(_, value)| value) } else { token };
    let (name, _) = token.split_once('=')?;
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.').then_some(token)
}

/// Returns the parts of a text that may contain a request. A line that is a request keeps its spaces, since they are a
/// mistake.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let whole = text.trim();
    let is_line = !whole.contains('\n') && (whole.starts_with("http") || form(whole).is_some_and(|form| form == whole));
    let last = whole.rfind('&').unwrap_or(0);
    let end = whole.get(last..).and_then(|rest| rest.find(' ')).map_or(whole.len(), |at| last + at);
    let line = if is_line { whole.get(..end) } else { None };
    let is_gap = |c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '[' | ']');
    line.into_iter().chain(text.split(is_gap))
}
