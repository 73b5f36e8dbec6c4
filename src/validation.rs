//! Issues: what is to be said about a request, field by field, all at once.
//!
//! A rule is known here by its name. Its code and its message are in `messages/rules.toml`.

pub(crate) mod fields;

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::messages::{Language, RULES, RuleText, named};

/// A text for people, in English and in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

/// Whether an issue stops signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The server would refuse the request, or it cannot be signed at all.
    Error,
    /// The request is signed as it is; its maker should look at it.
    Warning,
}

/// Something to say about one field. It never holds a value of a credential.
#[derive(Clone, PartialEq, Eq)]
pub struct Issue {
    path: String,
    rule: Rule,
    details: Vec<(&'static str, String)>,
}

impl Issue {
    /// The field, by its name in the JavaScript API: `regionId`, `tag[2].key`, `options.endpoint`; the empty string for
    /// the request as a whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A stable code: the server's own where it has one, else one of this package.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.rule.text().code
    }

    /// Whether it stops signing.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule.severity()
    }

    /// What is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Text {
        self.rule.message(&self.path, &self.details)
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl fmt::Debug for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issue")
            .field("path", &self.path)
            .field("code", &self.code())
            .field("severity", &self.severity())
            .field("message", &self.message().en)
            .finish()
    }
}

impl std::error::Error for Issue {}

impl Serialize for Issue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Issue", 4)?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("code", self.code())?;
        fields.serialize_field("severity", &self.severity())?;
        fields.serialize_field("message", &self.message())?;
        fields.end()
    }
}

/// Where a field is, written out when there is something to say about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path<'p> {
    parent: &'p str,
    index: Option<usize>,
    name: &'p str,
}

impl<'p> From<&'p str> for Path<'p> {
    fn from(name: &'p str) -> Self {
        Self { parent: "", index: None, name }
    }
}

impl<'p> Path<'p> {
    /// An element of a list: `tag[2]`.
    pub(crate) fn element(parent: &'p str, index: usize) -> Self {
        Self { parent, index: Some(index), name: "" }
    }

    /// A member of an object: `tag[2].key`.
    pub(crate) fn member(self, name: &'p str) -> Self {
        if self.parent.is_empty() { Self { parent: self.name, index: None, name } } else { Self { name, ..self } }
    }

    pub(crate) fn text(self) -> String {
        let mut text = String::from(self.parent);
        if let Some(index) = self.index {
            text.push_str(&format!("[{index}]"));
        }
        if !text.is_empty() && !self.name.is_empty() {
            text.push('.');
        }
        text.push_str(self.name);
        text
    }
}

/// The issues found so far.
#[derive(Debug, Default)]
pub(crate) struct Issues {
    found: Vec<Issue>,
    errors_only: bool,
}

impl Issues {
    /// A collection that passes warnings over, for whoever only wants to know whether to stop.
    pub(crate) fn errors_only() -> Self {
        Self { found: Vec::new(), errors_only: true }
    }

    pub(crate) fn add<'p>(&mut self, rule: Rule, path: impl Into<Path<'p>>) {
        self.add_with(rule, path.into(), Vec::new);
    }

    /// Adds an issue whose text has more to fill in than the field.
    pub(crate) fn add_with<'p>(
        &mut self,
        rule: Rule,
        path: impl Into<Path<'p>>,
        details: impl FnOnce() -> Vec<(&'static str, String)>,
    ) {
        if !self.errors_only || rule.severity() == Severity::Error {
            self.found.push(Issue { path: path.into().text(), rule, details: details() });
        }
    }

    /// Whether a field was found wanting already, so that one cause is reported once.
    pub(crate) fn concern<'p>(&self, path: impl Into<Path<'p>>) -> bool {
        // Right requests are not to pay for a path that nobody reads.
        !self.found.is_empty() && {
            let path = path.into().text();
            self.found.iter().any(|issue| issue.path == path)
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn into_vec(self) -> Vec<Issue> {
        self.found
    }
}

/// White space, a control character, or a character without width that is copied along unseen.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Whether a header can carry a text as it is: printable ASCII, with no space around it. RFC 9110, section 5.5; what is
/// beyond ASCII arrives in another encoding than the one that is signed.
pub(crate) fn fits_header(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.starts_with(' ') && !text.ends_with(' ')
}

pub(crate) fn has_blank(text: &str) -> bool {
    // What is printable ASCII, as nearly every text is, needs no look at its characters.
    !text.bytes().all(|byte| byte.is_ascii_graphic()) && text.chars().any(is_blank)
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])* $severity:ident $rule:ident = $id:literal,)*) => {
        /// Each rule, with its source. "Operation page" is the page of `StartImagePipelineExecution` in the ECS API
        /// reference; "this package" marks a rule that guards against a mistake rather than repeating the server's.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "`NotARequest` is the boundary's alone"))]
        pub(crate) enum Rule { $($(#[doc = $doc])* $rule,)* }

        impl Rule {
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$rule),*];

            /// The rule's table in `rules.toml`.
            #[cfg(test)]
            fn id(self) -> &'static str {
                match self { $(Self::$rule => $id,)* }
            }

            fn text(self) -> &'static RuleText {
                match self { $(Self::$rule => &const { named(RULES, $id) }.1,)* }
            }

            pub(crate) fn severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)* }
            }
        }
    };
}

rules! {
    /// The types of the SDK's model, `StartImagePipelineExecutionRequest.ts` of `@alicloud/ecs20140526`.
    Error WrongType = "wrong-type",
    /// This package: a misspelt field would be dropped in silence.
    Error UnknownField = "unknown-field",
    /// This package, as [`Rule::UnknownField`], where no known name is near.
    Error UnknownFieldFar = "unknown-field-far",
    /// This package: the list of unknown fields is cut.
    Error TooManyUnknownFields = "too-many-unknown-fields",
    /// This package: UTF-8, which is what is signed, cannot express it.
    Error LoneSurrogate = "lone-surrogate",
    /// This package: far above what any gateway takes, and a bound on memory.
    Error TooLarge = "too-large",
    /// This package: JavaScript threw while the field was read.
    Error Unreadable = "unreadable",

    /// Operation page: Action.
    Error ActionUnknown = "action-unknown",
    /// This package: nothing was given.
    Error RequestMissing = "request-missing",
    /// Operation page: RegionId and ImagePipelineId are required. Code and text: ECS common error codes.
    Error ParameterMissing = "parameter-missing",
    /// As [`Rule::ParameterMissing`].
    Error ParameterEmpty = "parameter-empty",
    /// This package: no region has such an ID.
    Error RegionIdWhiteSpace = "region-id-white-space",
    /// RFC 1123, section 2.1, since the region becomes part of the host (`getEndpoint` of the SDK).
    Error RegionIdNotHostLabel = "region-id-not-host-label",
    /// This package: no template has such an ID.
    Error ImagePipelineIdWhiteSpace = "image-pipeline-id-white-space",
    /// Operation page: its example is masked, `ip-2ze5tsl5bp6nf2b3****`.
    Warning ImagePipelineIdMasked = "image-pipeline-id-masked",
    /// Operation page: the prefix is that of each example, and is not documented as a rule.
    Warning ImagePipelineIdPrefix = "image-pipeline-id-prefix",
    /// "How to ensure idempotence" in the ECS documentation.
    Warning ClientTokenMissing = "client-token-missing",
    /// Operation page: ClientToken holds ASCII characters only.
    Error ClientTokenNotAscii = "client-token-not-ascii",
    /// Operation page: at most 64 characters.
    Error ClientTokenTooLong = "client-token-too-long",
    /// This package: allowed, and hardly ever meant.
    Warning ClientTokenWhiteSpace = "client-token-white-space",
    /// Operation page: N of Tag.N is 1 to 20, and TemplateTag has at most 20 items.
    Error TooManyTags = "too-many-tags",
    /// Operation page, error InvalidTagKey.Malformed: "Tag keys cannot be empty or null".
    Error TagKeyMissing = "tag-key-missing",
    /// As [`Rule::TagKeyMissing`].
    Error TagKeyEmpty = "tag-key-empty",
    /// Operation page: 128 characters. The unit is not documented; over 128 code points is over it in every unit.
    Error TagKeyTooLong = "tag-key-too-long",
    /// As [`Rule::TagKeyTooLong`]: over 128 UTF-8 bytes, and not over 128 code points.
    Warning TagKeyLengthUnclear = "tag-key-length-unclear",
    /// Operation page: not starting with `aliyun` or `acs:`.
    Error TagKeyPrefix = "tag-key-prefix",
    /// As [`Rule::TagKeyPrefix`]; whether case matters is not documented.
    Warning TagKeyPrefixCase = "tag-key-prefix-case",
    /// Operation page: not containing `http://` or `https://`.
    Error TagKeyUrl = "tag-key-url",
    /// As [`Rule::TagKeyUrl`]; whether case matters is not documented.
    Warning TagKeyUrlCase = "tag-key-url-case",
    /// Operation page, error Duplicate.TagKey.
    Error TagKeyDuplicate = "tag-key-duplicate",
    /// As [`Rule::TagKeyTooLong`], for values.
    Error TagValueTooLong = "tag-value-too-long",
    /// As [`Rule::TagKeyLengthUnclear`], for values.
    Warning TagValueLengthUnclear = "tag-value-length-unclear",
    /// Operation page, text of Tag.N.Value; the error's own text leaves this prefix out.
    Error TagValuePrefix = "tag-value-prefix",
    /// As [`Rule::TagValuePrefix`]; whether case matters is not documented.
    Warning TagValuePrefixCase = "tag-value-prefix-case",
    /// Operation page: not containing `http://` or `https://`.
    Error TagValueUrl = "tag-value-url",
    /// As [`Rule::TagValueUrl`]; whether case matters is not documented.
    Warning TagValueUrlCase = "tag-value-url-case",
    /// Operation page: TemplateTag is deprecated.
    Warning TemplateTagDeprecated = "template-tag-deprecated",
    /// ECS common error codes, InvalidOwner: "OwnerId and OwnerAccount can't be used at one API access."
    Error OwnerTwice = "owner-twice",

    /// "Request syntax and signature method V2 for RPC APIs": SignatureMethod.
    Error SignatureMethodUnknown = "signature-method-unknown",
    /// ECS common error codes, UnsupportedHTTPMethod.
    Error MethodUnknown = "method-unknown",
    /// "Request syntax and signature method V2 for RPC APIs": Format.
    Error FormatUnknown = "format-unknown",
    /// The networks of the endpoint page.
    Error NetworkUnknown = "network-unknown",
    /// This package: a signed request is worth money to whoever reads it.
    Error EndpointScheme = "endpoint-scheme",
    /// As [`Rule::EndpointScheme`].
    Error EndpointHttp = "endpoint-http",
    /// This package: `fetch` refuses such a URL.
    Error EndpointCredentials = "endpoint-credentials",
    /// This package: the path of an RPC call is `/`, and its query is the signed one.
    Error EndpointPath = "endpoint-path",
    /// RFC 1123, section 2.1; RFC 3986, section 3.2.2.
    Error EndpointHost = "endpoint-host",
    /// This package: the two contradict each other.
    Error EndpointAndNetwork = "endpoint-and-network",
    /// RFC 3986, section 3.2.3.
    Error EndpointPort = "endpoint-port",
    /// "Request syntax and signature method V2 for RPC APIs": Timestamp.
    Error TimestampFormat = "timestamp-format",
    /// This package: local time for UTC is a usual reason for InvalidTimeStamp.Expired.
    Error TimestampNoZone = "timestamp-no-zone",
    /// The documented form has four digits for the year.
    Error TimestampRange = "timestamp-range",
    /// This package: the API is of 2014, so no request is of 1973 or before.
    Error TimestampSeconds = "timestamp-seconds",
    /// This package: it makes no timestamp without a clock.
    Error ClockUnavailable = "clock-unavailable",
    /// "Request syntax and signature method V2 for RPC APIs": SignatureNonce is required.
    Error NonceEmpty = "nonce-empty",
    /// This package: it makes no nonce without a source of randomness.
    Error NonceUnavailable = "nonce-unavailable",
    /// RFC 9110, section 5.5, since ACS3-HMAC-SHA256 sends it in a header.
    Error NonceNotForHeader = "nonce-not-for-header",
    /// This package: what `toRequest` was given.
    Error NotARequest = "not-a-request",

    /// This package: what `setTimeout` can wait, and what nobody means.
    Error OutOfRange = "out-of-range",
    /// This package: the caller's function threw.
    Error CredentialsFailed = "credentials-failed",
    /// As [`Rule::CredentialsFailed`]: it gave nothing in time.
    Error CredentialsLate = "credentials-late",

    /// RAM, "Policy elements": the account part of an ARN.
    Error AccountId = "account-id",
    /// This package: the characters of template IDs in the documentation, so that no wildcard slips into a policy.
    Error ArnPart = "arn-part",

    /// "Request syntax and signature method V2 for RPC APIs": AccessKeyId and the key of the signature.
    Error CredentialMissing = "credential-missing",
    /// This package: the spellings of STS and of other clouds.
    Error CredentialMisspelt = "credential-misspelt",
    /// As [`Rule::CredentialMissing`].
    Error CredentialVariableMissing = "credential-variable-missing",
    /// As [`Rule::CredentialMissing`].
    Error CredentialEmpty = "credential-empty",
    /// As [`Rule::CredentialMissing`].
    Error SecurityTokenEmpty = "security-token-empty",
    /// This package: the usual reason for a refused signature.
    Error CredentialWhiteSpace = "credential-white-space",
    /// As [`Rule::CredentialWhiteSpace`].
    Error CredentialControlCharacter = "credential-control-character",
    /// As [`Rule::NonceNotForHeader`].
    Error CredentialNotForHeader = "credential-not-for-header",
    /// Gateway error codes, MissingSecurityToken. STS gives temporary IDs the prefix `STS.`.
    Error SecurityTokenMissing = "security-token-missing",
}

impl Rule {
    /// The rule's text, filled in for one field.
    pub(crate) fn message(self, path: &str, details: &[(&'static str, String)]) -> Text {
        let Text { en, zh } = self.text().message.fill(&|language, name| {
            let whole = match language {
                Language::English => "The request",
                Language::Chinese => "请求",
            };
            let detail = details.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
            detail.unwrap_or(if path.is_empty() { whole } else { path })
        });
        // Names of fields stand apart from Chinese; a Chinese word does not.
        let zh = zh.strip_prefix("请求 ").map_or(zh.clone(), |rest| ["请求", rest].concat());
        Text { en, zh }
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn each_rule_has_its_text() {
        let tables: toml::Table = include_str!("messages/rules.toml").parse().expect("rules.toml is TOML");
        assert_eq!(tables.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            let table = tables.get(rule.id()).and_then(toml::Value::as_table).expect("a table for each rule");
            assert_eq!(table.len(), 3, "{}", rule.id());
            let RuleText { code, message } = rule.text();
            for (key, actual) in [("code", *code), ("en", message.en), ("zh", message.zh)] {
                let expected = table.get(key).and_then(toml::Value::as_str).expect(key);
                assert!(!expected.is_empty(), "{} {key}", rule.id());
                assert_eq!(actual, expected, "{} {key}", rule.id());
            }
        }
    }

    #[test]
    fn the_table_in_the_readme_has_each_code_with_its_severity() {
        let mut listed: Vec<(String, String)> = include_str!("../README.md")
            .lines()
            .filter_map(|line| {
                let mut cells = line.strip_suffix(" |")?.rsplit(" | ");
                let severity = cells.next().filter(|cell| ["error", "warning"].contains(cell))?;
                Some((cells.next()?.trim_matches('`').to_owned(), severity.to_owned()))
            })
            .collect();
        let mut rules: Vec<(String, String)> = Rule::ALL
            .iter()
            .map(|rule| (rule.text().code.to_owned(), format!("{:?}", rule.severity()).to_lowercase()))
            .collect();
        for list in [&mut listed, &mut rules] {
            list.sort();
            list.dedup();
        }
        assert_eq!(listed, rules);
    }

    #[test]
    fn both_languages_fill_in_the_same() {
        let places = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| Some(rest.split_once('}')?.0.trim_end_matches("_zh").to_owned()))
                .collect();
            names.sort();
            names
        };
        for rule in Rule::ALL {
            assert_eq!(places(rule.text().message.en), places(rule.text().message.zh), "{}", rule.id());
        }
    }
}
