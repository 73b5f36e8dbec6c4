//! Who signs.

use std::fmt;

use crate::characters::{fits_header, is_blank};
use crate::issue::{Issue, Issues, Rule};
use crate::value::{Value, fields};

/// "Request syntax and signature method V2 for RPC APIs": AccessKeyId and the key of the signature.
const CREDENTIAL_MISSING: Rule = Rule::named("credential-missing");
/// This package: the spellings of STS and of other clouds.
const CREDENTIAL_MISSPELT: Rule = Rule::named("credential-misspelt");
/// As [`CREDENTIAL_MISSING`].
const CREDENTIAL_VARIABLE_MISSING: Rule = Rule::named("credential-variable-missing");
/// As [`CREDENTIAL_MISSING`].
const CREDENTIAL_EMPTY: Rule = Rule::named("credential-empty");
/// As [`CREDENTIAL_MISSING`].
const SECURITY_TOKEN_EMPTY: Rule = Rule::named("security-token-empty");
/// This package: the usual reason for a refused signature.
const CREDENTIAL_WHITE_SPACE: Rule = Rule::named("credential-white-space");
/// As [`CREDENTIAL_WHITE_SPACE`].
const CREDENTIAL_CONTROL_CHARACTER: Rule = Rule::named("credential-control-character");
/// As `NONCE_NOT_FOR_HEADER` of `sign`.
const CREDENTIAL_NOT_FOR_HEADER: Rule = Rule::named("credential-not-for-header");
/// Gateway error codes, MissingSecurityToken. STS gives temporary IDs the prefix `STS.`.
const SECURITY_TOKEN_MISSING: Rule = Rule::named("security-token-missing");

/// Other spellings of each member, in lower case and without `_` and `-`: those of STS and of other clouds' SDKs.
const SPELLINGS: [(&str, &[&str]); 3] = [
    ("accessKeyId", &["accesskeyid", "accesskey", "accessid", "keyid"]),
    ("accessKeySecret", &["accesskeysecret", "secretaccesskey", "accesssecret", "secretkey", "keysecret", "secret"]),
    ("securityToken", &["securitytoken", "sessiontoken", "ststoken", "token"]),
];

/// The environment variables of the official SDKs.
const VARIABLES: [(&str, &str); 2] =
    [("accessKeyId", "ALIBABA_CLOUD_ACCESS_KEY_ID"), ("accessKeySecret", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")];
const TOKEN_VARIABLE: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";

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
    /// Further members are ignored, since credential providers add their own. Another spelling of a member that is missing is
    /// an issue: a token that is ignored would make each signature wrong.
    pub(crate) fn read(value: &'a Value, in_headers: bool, issues: &mut Issues) -> Self {
        if !matches!(value, Value::Object(_) | Value::Absent) {
            fields::add_wrong_type(value, fields::OBJECT, "credentials", issues);
            return Self { access_key_id: "", access_key_secret: "", security_token: None };
        }
        for (name, spellings) in SPELLINGS.iter().filter(|(name, _)| *value.member(name) == Value::Absent) {
            match misspelt(value, spellings) {
                Some(found) => {
                    issues.add_with(CREDENTIAL_MISSPELT, found, || vec![("nearest", (*name).to_owned())]);
                }
                None if *name == "securityToken" => {}
                None => issues.add(CREDENTIAL_MISSING, *name),
            }
        }
        let parts = SPELLINGS.map(|(name, _)| (name, fields::text(value.member(name), name, issues)));
        check_parts(parts, in_headers, issues);
        let [(_, access_key_id), (_, access_key_secret), (_, security_token)] = parts;
        Self {
            access_key_id: access_key_id.unwrap_or_default(),
            access_key_secret: access_key_secret.unwrap_or_default(),
            security_token,
        }
    }

    /// Reads credentials out of environment variables. An empty variable counts as one that is not set.
    #[cfg_attr(not(all(target_arch = "wasm32", feature = "wasm")), allow(dead_code, reason = "for JavaScript"))]
    pub(crate) fn read_environment(variables: &'a Value, issues: &mut Issues) -> Self {
        let text = |name: &str| match variables.member(name) {
            Value::Text(text) => Some(text.as_str()).filter(|text| !text.is_empty()),
            _ => None,
        };
        for (path, variable) in VARIABLES.into_iter().filter(|(_, variable)| text(variable).is_none()) {
            issues.add_with(CREDENTIAL_VARIABLE_MISSING, path, || vec![("variable", variable.to_owned())]);
        }
        let [access_key_id, access_key_secret] = VARIABLES.map(|(_, variable)| text(variable).unwrap_or_default());
        let credentials = Self { access_key_id, access_key_secret, security_token: text(TOKEN_VARIABLE) };
        credentials.check(false, issues);
        credentials
    }

    /// `in_headers`: ID and token are to be sent in headers.
    pub(crate) fn check(&self, in_headers: bool, issues: &mut Issues) {
        let parts = [
            ("accessKeyId", Some(self.access_key_id)),
            ("accessKeySecret", Some(self.access_key_secret)),
            ("securityToken", self.security_token),
        ];
        check_parts(parts, in_headers, issues);
    }
}

/// Checks each part that there is, in the order of the fields.
fn check_parts(parts: [(&'static str, Option<&str>); 3], in_headers: bool, issues: &mut Issues) {
    for (path, part) in parts {
        if let (Some(part), false) = (part, issues.concern(path)) {
            check_part(part, path, issues);
            let is_sent = in_headers && path != "accessKeySecret";
            if is_sent && !fits_header(part) && !issues.concern(path) {
                issues.add(CREDENTIAL_NOT_FOR_HEADER, path);
            }
        }
    }
    let [(_, access_key_id), _, (path, security_token)] = parts;
    let is_temporary = access_key_id.is_some_and(|id| id.starts_with("STS."));
    if is_temporary && security_token.is_none() && !issues.concern(path) {
        issues.add(SECURITY_TOKEN_MISSING, path);
    }
}

/// The first member whose name is another spelling.
fn misspelt<'v>(value: &'v Value, spellings: &[&str]) -> Option<&'v str> {
    let Value::Object(members) = value else { return None };
    let plain = |name: &str| -> String {
        name.chars().filter(|letter| !matches!(letter, '_' | '-')).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let is_meant = |name: &str| spellings.contains(&plain(name).as_str());
    members.iter().find(|(name, value)| *value != Value::Absent && is_meant(name)).map(|(name, _)| name.as_str())
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
