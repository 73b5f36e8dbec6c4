//! Credentials: an AccessKey pair, with the token of a temporary one.

use std::fmt;

use crate::characters::{fits_header, is_blank};
use crate::issue::{Issue, Issues, Rule};

/// "Request syntax and signature method V2 for RPC APIs": AccessKeyId and the key of the signature.
const CREDENTIAL_EMPTY: &Rule = &Rule::named("credential-empty");
/// "Request syntax and signature method V2 for RPC APIs": SecurityToken.
const SECURITY_TOKEN_EMPTY: &Rule = &Rule::named("security-token-empty");
/// This package: white space is a common cause of a refused signature.
const CREDENTIAL_WHITE_SPACE: &Rule = &Rule::named("credential-white-space");
/// As [`CREDENTIAL_WHITE_SPACE`].
const CREDENTIAL_CONTROL_CHARACTER: &Rule = &Rule::named("credential-control-character");
/// As `NONCE_NOT_FOR_HEADER` of `sign`.
const CREDENTIAL_NOT_FOR_HEADER: &Rule = &Rule::named("credential-not-for-header");
/// Gateway error codes, MissingSecurityToken. STS gives temporary IDs the prefix `STS.`.
const SECURITY_TOKEN_MISSING: &Rule = &Rule::named("security-token-missing");

/// An AccessKey pair, with a token if it is temporary.
///
/// Its Debug output shows neither the secret nor the token.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The AccessKey ID. It is sent with the request.
    pub access_key_id: &'a str,
    /// The AccessKey secret, which keys the signature. It is never sent.
    pub access_key_secret: &'a str,
    /// The STS token of a temporary pair. It is sent, and signed like any other parameter.
    pub security_token: Option<&'a str>,
}

impl<'a> Credentials<'a> {
    /// Returns every issue: empty parts, surrounding white space, control characters, and a temporary ID without its
    /// token. No issue contains any part of a value.
    ///
    /// With ACS3-HMAC-SHA256, [`sign`](crate::sign()) also requires printable ASCII for the ID and the token, which it
    /// sends in headers.
    #[must_use]
    pub fn validate(&self) -> Vec<Issue> {
        let mut issues = Issues::default();
        self.check(false, &mut issues);
        issues.into_vec()
    }

    /// Adds every issue. `in_headers`: the ID and the token are sent in headers.
    pub(crate) fn check(&self, in_headers: bool, issues: &mut Issues) {
        let parts = [
            ("accessKeyId", Some(self.access_key_id)),
            ("accessKeySecret", Some(self.access_key_secret)),
            ("securityToken", self.security_token),
        ];
        check_parts(parts, in_headers, issues);
    }
}

/// Checks each part that is present, in the order of the fields.
pub(crate) fn check_parts(parts: [(&'static str, Option<&str>); 3], in_headers: bool, issues: &mut Issues) {
    for (path, part) in parts {
        if let (Some(part), false) = (part, issues.contains_path(path)) {
            check_part(part, path, issues);
            let is_sent = in_headers && path != "accessKeySecret";
            if is_sent && !fits_header(part) && !issues.contains_path(path) {
                issues.add(CREDENTIAL_NOT_FOR_HEADER, path);
            }
        }
    }
    let [(_, access_key_id), _, (path, security_token)] = parts;
    let is_temporary = access_key_id.is_some_and(|id| id.starts_with("STS."));
    if is_temporary && security_token.is_none() && !issues.contains_path(path) {
        issues.add(SECURITY_TOKEN_MISSING, path);
    }
}

fn check_part(part: &str, path: &str, issues: &mut Issues) {
    let trimmed = part.trim_matches(is_blank);
    if part.is_empty() {
        let rule = if path == "securityToken" { SECURITY_TOKEN_EMPTY } else { CREDENTIAL_EMPTY };
        issues.add(rule, path);
    } else if trimmed.len() < part.len() {
        issues.add(CREDENTIAL_WHITE_SPACE, path);
    }
    if trimmed.contains(char::is_control) {
        issues.add(CREDENTIAL_CONTROL_CHARACTER, path);
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
