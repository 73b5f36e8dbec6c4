//! Reads the arguments of the exported functions from dynamically typed values.

use crate::credentials::{Credentials, check_parts};
use crate::endpoint::{Network, check_region_id, default_host};
use crate::issue::{Issues, Rule, ValidationError};
use crate::operations::{self, START_IMAGE_PIPELINE_EXECUTION};
use crate::ram_policy::{self, RamPolicy};
use crate::schema::Operation;
use crate::sign::options::{ENDPOINT_PATH, NONCE_PATH, SignOptions, SignatureMethod, check_nonce};
use crate::sign::request::{Format, Method};
use crate::timestamp::Timestamp;
use crate::value::Value;
use crate::value::fields::{self, Expected};

/// "Request syntax and signature method V2 for RPC APIs": SignatureMethod.
const SIGNATURE_METHOD_UNKNOWN: &Rule = &Rule::named("signature-method-unknown");
/// ECS common error codes, UnsupportedHTTPMethod.
const METHOD_UNKNOWN: &Rule = &Rule::named("method-unknown");
/// "Request syntax and signature method V2 for RPC APIs": Format.
const FORMAT_UNKNOWN: &Rule = &Rule::named("format-unknown");
/// The networks of the endpoint page.
const NETWORK_UNKNOWN: &Rule = &Rule::named("network-unknown");
/// "Request syntax and signature method V2 for RPC APIs": AccessKeyId and the key of the signature.
const CREDENTIAL_MISSING: &Rule = &Rule::named("credential-missing");
/// This package: the spellings of STS and of other clouds.
const CREDENTIAL_MISSPELT: &Rule = &Rule::named("credential-misspelt");
/// As [`CREDENTIAL_MISSING`].
const CREDENTIAL_VARIABLE_MISSING: &Rule = &Rule::named("credential-variable-missing");

/// This package: no request is older than the API, which is from 2014.
const TIMESTAMP_SECONDS: &Rule = &Rule::named("timestamp-seconds");
/// Minimum milliseconds. Smaller values are rejected as seconds: as milliseconds, they would be dates before March
/// 1973.
const MIN_MILLISECONDS: i64 = 100_000_000_000;
pub(super) const TIMESTAMP_PATH: &str = "options.timestamp";
const TIME: Expected = ("a Date, an ISO 8601 string or milliseconds", "日期对象（Date）、ISO 8601 字符串或毫秒数");

pub(super) const SIGNATURE_METHODS: [(&str, SignatureMethod); 2] =
    [("HMAC-SHA1", SignatureMethod::HmacSha1), ("ACS3-HMAC-SHA256", SignatureMethod::Acs3HmacSha256)];
pub(super) const METHODS: [(&str, Method); 2] = [("GET", Method::Get), ("POST", Method::Post)];
pub(super) const FORMATS: [(&str, Format); 2] = [("JSON", Format::Json), ("XML", Format::Xml)];
const NETWORKS: [(&str, Network); 2] = [("public", Network::Public), ("vpc", Network::Vpc)];

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

/// Returns the operation of a request. The default is the one that starts a build.
pub(super) fn operation(request: &Value<'_>) -> &'static Operation {
    let action = request.member("action").as_text();
    let named = operations::ALL.into_iter().find(|operation| Some(operation.action()) == action);
    named.unwrap_or(&START_IMAGE_PIPELINE_EXECUTION)
}

/// Reads the options of signing. Unknown members are an issue.
pub(super) fn sign_options<'a>(
    value: &'a Value<'_>,
    known: &[&str],
    issues: &mut Issues,
) -> (SignOptions<'a>, Option<Timestamp>, Option<&'a str>) {
    if !matches!(value, Value::Object(_)) {
        fields::add_wrong_type(value, fields::OBJECT, "options", issues);
        return (SignOptions::default(), None, None);
    }
    fields::add_unknown_fields(value, known.iter().copied(), &"options".into(), issues);
    let signature_method = choice(
        value.member("signatureMethod"),
        &SIGNATURE_METHODS,
        SIGNATURE_METHOD_UNKNOWN,
        "options.signatureMethod",
        issues,
    );
    let options = SignOptions {
        signature_method: signature_method.unwrap_or_default(),
        method: choice(value.member("method"), &METHODS, METHOD_UNKNOWN, "options.method", issues),
        format: choice(value.member("format"), &FORMATS, FORMAT_UNKNOWN, "options.format", issues).unwrap_or_default(),
        endpoint: fields::text(value.member("endpoint"), ENDPOINT_PATH, issues),
    };
    let nonce = fields::text(value.member("signatureNonce"), NONCE_PATH, issues);
    if let Some(nonce) = nonce {
        check_nonce(nonce, options.signature_method, issues);
    }
    (options, timestamp(value.member("timestamp"), issues), nonce)
}

fn timestamp(value: &Value<'_>, issues: &mut Issues) -> Option<Timestamp> {
    let read = match value {
        Value::Text(text) => Timestamp::parse(text).map_err(|error| error.0),
        // 0 is the same time in seconds and in milliseconds.
        Value::Integer(1..MIN_MILLISECONDS) | Value::Fraction(1..MIN_MILLISECONDS) => Err(TIMESTAMP_SECONDS),
        Value::Integer(milliseconds) | Value::Fraction(milliseconds) => Timestamp::from_date(*milliseconds),
        Value::Time(milliseconds) => Timestamp::from_date(*milliseconds),
        other => {
            fields::add_wrong_type(other, TIME, TIMESTAMP_PATH, issues);
            return None;
        }
    };
    read.map_err(|rule| issues.add(rule, TIMESTAMP_PATH)).ok()
}

/// Reads the option `network`. Default: public.
pub(super) fn network(value: &Value<'_>, issues: &mut Issues) -> Option<Network> {
    choice(value.member("network"), &NETWORKS, NETWORK_UNKNOWN, "options.network", issues)
}

/// Reads a region ID and an object of options, and returns the host.
pub(super) fn endpoint(region_id: &Value<'_>, options: &Value<'_>) -> Result<String, ValidationError> {
    let mut issues = Issues::errors_only();
    if region_id.is_absent() {
        issues.add(fields::PARAMETER_MISSING, "regionId");
    }
    let region_id = fields::text(region_id, "regionId", &mut issues).unwrap_or_default();
    if !issues.contains_path("regionId") {
        check_region_id(region_id, "regionId".into(), &mut issues);
    }
    if !matches!(options, Value::Object(_)) {
        fields::add_wrong_type(options, fields::OBJECT, "options", &mut issues);
    }
    fields::add_unknown_fields(options, ["network"].into_iter(), &"options".into(), &mut issues);
    let network = network(options, &mut issues).unwrap_or_default();
    issues.into_result(()).map(|()| default_host(region_id, network))
}

/// Reads the parts of a RAM policy, and returns the policy.
pub(super) fn ram_policy(parts: &Value<'_>) -> Result<RamPolicy, ValidationError> {
    let mut issues = Issues::errors_only();
    if !matches!(parts, Value::Object(_)) {
        fields::add_wrong_type(parts, fields::OBJECT, "parts", &mut issues);
    }
    fields::add_unknown_fields(
        parts,
        ["accountId", "regionId", "imagePipelineId"].into_iter(),
        &"".into(),
        &mut issues,
    );
    let mut text = |name: &str| fields::text(parts.member(name), name, &mut issues);
    let (account, region, template) = (text("accountId"), text("regionId"), text("imagePipelineId"));
    let policy = ram_policy::check(account, region, template, &mut issues);
    issues.into_result(policy)
}

/// Reads credentials and checks them. An unreadable part has an issue, and is left empty.
///
/// Other members are ignored, since credential providers add their own. Another spelling of a missing member is an
/// issue: an ignored token would make each signature wrong.
pub(super) fn credentials<'a>(value: &'a Value<'_>, in_headers: bool, issues: &mut Issues) -> Credentials<'a> {
    if !matches!(value, Value::Object(_) | Value::Absent) {
        fields::add_wrong_type(value, fields::OBJECT, "credentials", issues);
        return Credentials { access_key_id: "", access_key_secret: "", security_token: None };
    }
    for (name, spellings) in SPELLINGS.iter().filter(|(name, _)| value.member(name).is_absent()) {
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
    Credentials {
        access_key_id: access_key_id.unwrap_or_default(),
        access_key_secret: access_key_secret.unwrap_or_default(),
        security_token,
    }
}

/// Reads credentials from environment variables. An empty variable counts as unset.
pub(super) fn environment<'a>(variables: &'a Value<'_>, issues: &mut Issues) -> Credentials<'a> {
    let text = |name: &str| variables.member(name).as_text().filter(|text| !text.is_empty());
    for (path, variable) in VARIABLES.into_iter().filter(|(_, variable)| text(variable).is_none()) {
        issues.add_with(CREDENTIAL_VARIABLE_MISSING, path, || vec![("variable", variable.to_owned())]);
    }
    let [access_key_id, access_key_secret] = VARIABLES.map(|(_, variable)| text(variable).unwrap_or_default());
    let credentials = Credentials { access_key_id, access_key_secret, security_token: text(TOKEN_VARIABLE) };
    credentials.check(false, issues);
    credentials
}

/// Returns the first member whose name is another spelling.
fn misspelt<'v>(value: &'v Value<'_>, spellings: &[&str]) -> Option<&'v str> {
    let Value::Object(members) = value else { return None };
    let plain = |name: &str| -> String {
        name.chars().filter(|letter| !matches!(letter, '_' | '-')).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let is_meant = |name: &str| spellings.contains(&plain(name).as_str());
    members.iter().find(|(name, value)| !value.is_absent() && is_meant(name)).map(|(name, _)| name.as_ref())
}

/// Reads one of a few texts. Returns `None` if the field is absent or an issue was added.
fn choice<T: Copy>(
    value: &Value<'_>,
    choices: &[(&'static str, T)],
    rule: &'static Rule,
    path: &str,
    issues: &mut Issues,
) -> Option<T> {
    let name = fields::text(value, path, issues)?;
    let chosen = choices.iter().find(|(choice, _)| *choice == name);
    if chosen.is_none() {
        let allowed = choices.iter().map(|(choice, _)| ["\"", choice, "\""].concat()).collect::<Vec<_>>().join(", ");
        issues.add_with(rule, path, || vec![("allowed", allowed)]);
    }
    chosen.map(|(_, value)| *value)
}
