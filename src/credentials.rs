//! Who signs.

use alloc::vec::Vec;
use core::fmt;

use crate::validation::{Issue, Issues, Rule, fields, fits_header, is_blank};
use crate::value::Value;

/// An AccessKey pair, with a token when it is temporary.
///
/// Its Debug output shows neither the secret nor the token.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The AccessKey ID. It is sent.
    pub access_key_id: &'a str,
    /// The AccessKey secret. It is never sent; it keys the signature.
    pub access_key_secret: &'a str,
    /// The STS token of a temporary pair. It is sent, and signed like any other parameter.
    pub security_token: Option<&'a str>,
}

impl<'a> Credentials<'a> {
    /// Every issue there is: a part that is empty, has white space around it or a control character in it, or a
    /// temporary ID without its token. No issue holds any part of a value.
    ///
    /// By ACS3-HMAC-SHA256, [`sign`](crate::sign()) asks for more: ID and token are sent in headers, and must be ASCII.
    #[must_use]
    pub fn validate(&self) -> Vec<Issue> {
        let mut issues = Issues::default();
        self.check(false, &mut issues);
        issues.into_vec()
    }

    /// Reads credentials and checks them. A part that cannot be read is left empty, with an issue.
    ///
    /// Further members are ignored: credential providers add their own.
    pub(crate) fn read(value: &Value<'a>, in_headers: bool, issues: &mut Issues) -> Self {
        if !matches!(value, Value::Object(_) | Value::Absent) {
            fields::add_wrong_type(value, fields::OBJECT, "credentials", issues);
            return Self { access_key_id: "", access_key_secret: "", security_token: None };
        }
        for name in ["accessKeyId", "accessKeySecret"] {
            if *value.member(name) == Value::Absent {
                issues.add(Rule::CredentialMissing, name);
            }
        }
        let mut text = |name: &str| fields::text(value.member(name), name, issues);
        let credentials = Self {
            access_key_id: text("accessKeyId").unwrap_or_default(),
            access_key_secret: text("accessKeySecret").unwrap_or_default(),
            security_token: text("securityToken"),
        };
        credentials.check(in_headers, issues);
        credentials
    }

    /// `in_headers`: ID and token are to be sent in headers.
    pub(crate) fn check(&self, in_headers: bool, issues: &mut Issues) {
        let parts = [
            ("accessKeyId", Some(self.access_key_id)),
            ("accessKeySecret", Some(self.access_key_secret)),
            ("securityToken", self.security_token),
        ];
        for (path, part) in parts {
            if let (Some(part), false) = (part, issues.concern(path)) {
                check_part(part, path, issues);
                let is_sent = in_headers && path != "accessKeySecret";
                if is_sent && !fits_header(part) && !issues.concern(path) {
                    issues.add(Rule::CredentialNotForHeader, path);
                }
            }
        }
        if self.access_key_id.starts_with("STS.") && self.security_token.is_none() && !issues.concern("securityToken") {
            issues.add(Rule::SecurityTokenMissing, "securityToken");
        }
    }
}

fn check_part(part: &str, path: &str, issues: &mut Issues) {
    let trimmed = part.trim_matches(is_blank);
    if part.is_empty() {
        issues.add(Rule::CredentialEmpty, path);
    } else if trimmed.len() < part.len() {
        issues.add(Rule::CredentialWhiteSpace, path);
    }
    if trimmed.contains(char::is_control) {
        issues.add(Rule::CredentialControlCharacter, path);
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("access_key_secret", &"***")
            .field("security_token", &self.security_token.map(|_| "***"))
            .finish()
    }
}
