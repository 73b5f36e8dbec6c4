//! The operation `StartImagePipelineExecution`: its fields, their names on the wire, and its rules.
//!
//! Source of all: the page of the operation in the ECS API reference,
//! <https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startimagepipelineexecution>, and the
//! model `StartImagePipelineExecutionRequest` of `@alicloud/ecs20140526` 7.11.6.

use std::borrow::Cow;

use crate::characters::has_blank;
use crate::endpoint::check_region_id;
use crate::issue::{Issue, Issues, Path, Rule};
use crate::schema::{Arguments, Parameter};
use crate::value::Value;
use crate::value::fields;

/// Operation page: Action.
const ACTION_UNKNOWN: Rule = Rule::named("action-unknown");
/// This package: nothing was given.
const REQUEST_MISSING: Rule = Rule::named("request-missing");
/// This package: no template has such an ID.
const IMAGE_PIPELINE_ID_WHITE_SPACE: Rule = Rule::named("image-pipeline-id-white-space");
/// Operation page: its example is masked, `ip-2ze5tsl5bp6nf2b3****`.
const IMAGE_PIPELINE_ID_MASKED: Rule = Rule::named("image-pipeline-id-masked");
/// Operation page: the prefix is that of each example, and is not documented as a rule.
const IMAGE_PIPELINE_ID_PREFIX: Rule = Rule::named("image-pipeline-id-prefix");
/// "How to ensure idempotence" in the ECS documentation.
const CLIENT_TOKEN_MISSING: Rule = Rule::named("client-token-missing");
/// Operation page: ClientToken holds ASCII characters only.
const CLIENT_TOKEN_NOT_ASCII: Rule = Rule::named("client-token-not-ascii");
/// Operation page: at most 64 characters.
const CLIENT_TOKEN_TOO_LONG: Rule = Rule::named("client-token-too-long");
/// This package: allowed, and hardly ever meant.
const CLIENT_TOKEN_WHITE_SPACE: Rule = Rule::named("client-token-white-space");
/// Operation page: N of Tag.N is 1 to 20, and TemplateTag has at most 20 items.
const TOO_MANY_TAGS: Rule = Rule::named("too-many-tags");
/// Operation page, error InvalidTagKey.Malformed: "Tag keys cannot be empty or null".
const TAG_KEY_MISSING: Rule = Rule::named("tag-key-missing");
/// As [`TAG_KEY_MISSING`].
const TAG_KEY_EMPTY: Rule = Rule::named("tag-key-empty");
/// Operation page: 128 characters. The unit is not documented; over 128 code points is over it in every unit.
const TAG_KEY_TOO_LONG: Rule = Rule::named("tag-key-too-long");
/// As [`TAG_KEY_TOO_LONG`]: over 128 UTF-8 bytes, and not over 128 code points.
const TAG_KEY_LENGTH_UNCLEAR: Rule = Rule::named("tag-key-length-unclear");
/// Operation page: not starting with `aliyun` or `acs:`.
const TAG_KEY_PREFIX: Rule = Rule::named("tag-key-prefix");
/// As [`TAG_KEY_PREFIX`]; whether case matters is not documented.
const TAG_KEY_PREFIX_CASE: Rule = Rule::named("tag-key-prefix-case");
/// Operation page: not containing `http://` or `https://`.
const TAG_KEY_URL: Rule = Rule::named("tag-key-url");
/// As [`TAG_KEY_URL`]; whether case matters is not documented.
const TAG_KEY_URL_CASE: Rule = Rule::named("tag-key-url-case");
/// Operation page, error Duplicate.TagKey.
const TAG_KEY_DUPLICATE: Rule = Rule::named("tag-key-duplicate");
/// As [`TAG_KEY_TOO_LONG`], for values.
const TAG_VALUE_TOO_LONG: Rule = Rule::named("tag-value-too-long");
/// As [`TAG_KEY_LENGTH_UNCLEAR`], for values.
const TAG_VALUE_LENGTH_UNCLEAR: Rule = Rule::named("tag-value-length-unclear");
/// Operation page, text of Tag.N.Value; the error's own text leaves this prefix out.
const TAG_VALUE_PREFIX: Rule = Rule::named("tag-value-prefix");
/// As [`TAG_VALUE_PREFIX`]; whether case matters is not documented.
const TAG_VALUE_PREFIX_CASE: Rule = Rule::named("tag-value-prefix-case");
/// Operation page: not containing `http://` or `https://`.
const TAG_VALUE_URL: Rule = Rule::named("tag-value-url");
/// As [`TAG_VALUE_URL`]; whether case matters is not documented.
const TAG_VALUE_URL_CASE: Rule = Rule::named("tag-value-url-case");
/// Operation page: TemplateTag is deprecated.
const TEMPLATE_TAG_DEPRECATED: Rule = Rule::named("template-tag-deprecated");
/// ECS common error codes, InvalidOwner: "OwnerId and OwnerAccount can't be used at one API access."
const OWNER_TWICE: Rule = Rule::named("owner-twice");

/// The operation's name.
pub(crate) const ACTION: &str = "StartImagePipelineExecution";
/// The version of the ECS API.
pub(crate) const VERSION: &str = "2014-05-26";

const FIELDS: [&str; 10] = [
    "action",
    "regionId",
    "imagePipelineId",
    "clientToken",
    "tag",
    "templateTag",
    "ownerAccount",
    "ownerId",
    "resourceOwnerAccount",
    "resourceOwnerId",
];
const TAG_FIELDS: [&str; 2] = ["key", "value"];
const MOST_TAGS: usize = 20;
const LONGEST_TAG: usize = 128;
const LONGEST_CLIENT_TOKEN: usize = 64;

/// The names of the tags' parameters with their numbers, in the order of the canonical query.
macro_rules! tag_names {
    ($name:literal: $($number:literal)*) => {
        [$(($number, concat!($name, ".", $number, ".Key"), concat!($name, ".", $number, ".Value"))),*]
    };
}

pub(crate) type TagNames = [(usize, &'static str, &'static str); MOST_TAGS];

pub(crate) const TAG_NAMES: TagNames = tag_names!("Tag": 1 10 11 12 13 14 15 16 17 18 19 2 20 3 4 5 6 7 8 9);
pub(crate) const TEMPLATE_TAG_NAMES: TagNames =
    tag_names!("TemplateTag": 1 10 11 12 13 14 15 16 17 18 19 2 20 3 4 5 6 7 8 9);

/// One tag: a key, and a value that may be empty or left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tag<'a> {
    /// 1 to 128 characters, not starting with `aliyun` or `acs:`, without `http://` and `https://`.
    pub key: &'a str,
    /// At most 128 characters, not starting with `acs:`, without `http://` and `https://`. `None` leaves
    /// `Tag.N.Value` out; an empty text is sent as `Tag.N.Value=`.
    pub value: Option<&'a str>,
}

/// What to build: the parameters of `StartImagePipelineExecution`.
///
/// ```
/// use ecs_image_pipeline::{StartImagePipelineExecution, Tag};
/// let request = StartImagePipelineExecution {
///     region_id: "cn-hangzhou",
///     image_pipeline_id: "ip-bp67acfmxazb4p0a1b2c",
///     client_token: Some("123e4567-e89b-12d3-a456-426655440000"),
///     tag: vec![Tag { key: "acs:team", value: None }],
///     ..Default::default()
/// };
/// let issues = request.validate();
/// assert_eq!(issues[0].path(), "tag[0].key");
/// assert_eq!(issues[0].code(), "InvalidTagKey.Malformed");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StartImagePipelineExecution<'a> {
    /// The region of the image template, such as `cn-hangzhou`. A host label, since it becomes part of the endpoint.
    pub region_id: &'a str,
    /// The ID of the image template.
    pub image_pipeline_id: &'a str,
    /// At most 64 ASCII characters. With the same token, a request that is sent again starts no second build.
    pub client_token: Option<&'a str>,
    /// At most 20 tags.
    pub tag: Vec<Tag<'a>>,
    /// At most 20 tags. Deprecated by Alibaba Cloud.
    pub template_tag: Vec<Tag<'a>>,
    /// The owner's account name. Not together with `owner_id`.
    pub owner_account: Option<&'a str>,
    /// The owner's account ID. Not together with `owner_account`.
    pub owner_id: Option<i64>,
    /// The resource owner's account name.
    pub resource_owner_account: Option<&'a str>,
    /// The resource owner's account ID.
    pub resource_owner_id: Option<i64>,
}

impl<'a> StartImagePipelineExecution<'a> {
    /// Every issue there is, errors and warnings.
    #[must_use]
    pub fn validate(&self) -> Vec<Issue> {
        let mut issues = Issues::default();
        self.check(&mut issues);
        issues.into_vec()
    }

    /// Every issue of a request whose types are not known yet: those of [`Self::validate`], and wrong types, unknown
    /// fields and texts that cannot be read.
    #[must_use]
    pub fn validate_value(value: &'a Value) -> Vec<Issue> {
        let mut issues = Issues::default();
        Self::read(value, None, &mut issues);
        issues.into_vec()
    }

    /// Reads a request and checks it. A field that cannot be read is left empty, with an issue; a region that is left out is
    /// the default one, if there is one.
    pub(crate) fn read(value: &'a Value, default_region: Option<&'a str>, issues: &mut Issues) -> Self {
        if !matches!(value, Value::Object(_)) {
            match value {
                Value::Absent => issues.add(REQUEST_MISSING, ""),
                other => fields::add_wrong_type(other, fields::OBJECT, "", issues),
            }
            return Self::default();
        }
        fields::add_unknown_fields(value, &FIELDS, "".into(), issues);
        let action = fields::text(value.member("action"), "action", issues);
        if action.is_some_and(|action| action != ACTION) {
            issues.add(ACTION_UNKNOWN, "action");
        }
        let mut text = |name: &str| fields::text(value.member(name), name, issues);
        let mut request = Self {
            region_id: text("regionId").or(default_region).unwrap_or_default(),
            image_pipeline_id: text("imagePipelineId").unwrap_or_default(),
            client_token: text("clientToken"),
            owner_account: text("ownerAccount"),
            resource_owner_account: text("resourceOwnerAccount"),
            ..Self::default()
        };
        request.owner_id = fields::integer(value.member("ownerId"), "ownerId", issues);
        request.resource_owner_id = fields::integer(value.member("resourceOwnerId"), "resourceOwnerId", issues);
        request.tag = read_tags(value.member("tag"), "tag", issues);
        request.template_tag = read_tags(value.member("templateTag"), "templateTag", issues);
        for (name, default) in [("regionId", default_region), ("imagePipelineId", None)] {
            if *value.member(name) == Value::Absent && default.is_none() {
                issues.add(fields::PARAMETER_MISSING, name);
            }
        }
        request.check(issues);
        request
    }

    /// Applies each rule to fields that no issue concerns yet.
    pub(crate) fn check(&self, issues: &mut Issues) {
        if !issues.concern("regionId") {
            check_region_id(self.region_id, issues);
        }
        if !issues.concern("imagePipelineId") {
            check_image_pipeline_id(self.image_pipeline_id, issues);
        }
        if !issues.concern("clientToken") {
            check_client_token(self.client_token, issues);
        }
        check_tags(&self.tag, "tag", issues);
        check_tags(&self.template_tag, "templateTag", issues);
        if !self.template_tag.is_empty() {
            issues.add(TEMPLATE_TAG_DEPRECATED, "templateTag");
        }
        if self.owner_id.is_some() && self.owner_account.is_some() {
            issues.add(OWNER_TWICE, "ownerId");
        }
    }

    /// Returns the parameters under their names on the wire. What is left out does not appear; an empty text does.
    pub(crate) fn arguments(&self) -> Arguments<'a> {
        let text = |value: Option<&'a str>| value.map(Cow::Borrowed);
        let number = |value: Option<i64>| value.map(|value| value.to_string().into());
        let fields = [
            ("ClientToken", text(self.client_token)),
            ("ImagePipelineId", text(Some(self.image_pipeline_id))),
            ("OwnerAccount", text(self.owner_account)),
            ("OwnerId", number(self.owner_id)),
            ("RegionId", text(Some(self.region_id))),
            ("ResourceOwnerAccount", text(self.resource_owner_account)),
            ("ResourceOwnerId", number(self.resource_owner_id)),
        ];
        let mut parameters: Vec<Parameter<'a>> = Vec::with_capacity(64);
        parameters.extend(fields.into_iter().filter_map(|(name, value)| Some((name.into(), value?))));
        // Lists are numbered from 1. Source: `replaceRepeatList` in `@alicloud/pop-core` `lib/rpc.js`.
        for (names, tags) in [(&TAG_NAMES, &self.tag), (&TEMPLATE_TAG_NAMES, &self.template_tag)] {
            for (number, key, value) in names {
                let Some(tag) = tags.get(number - 1) else { continue };
                parameters.push(((*key).into(), tag.key.into()));
                if let Some(text) = tag.value {
                    parameters.push(((*value).into(), text.into()));
                }
            }
        }
        Arguments { region_id: self.region_id.into(), parameters }
    }
}

fn read_tags<'a>(value: &'a Value, path: &str, issues: &mut Issues) -> Vec<Tag<'a>> {
    match value {
        Value::List(elements, length) => {
            // Elements beyond those that were handed over are not read; they are too many in any case.
            if *length > elements.len() {
                add_too_many_tags(*length, path, issues);
            }
            let read = |(index, element)| read_tag(element, Path::element(path, index), issues);
            elements.iter().enumerate().map(read).collect()
        }
        other => {
            fields::add_wrong_type(other, fields::LIST_OF_TAGS, path, issues);
            Vec::new()
        }
    }
}

fn read_tag<'a>(value: &'a Value, path: Path<'_>, issues: &mut Issues) -> Tag<'a> {
    if !matches!(value, Value::Object(_)) {
        match value {
            Value::Absent => issues.add(TAG_KEY_MISSING, path.member("key")),
            other => fields::add_wrong_type(other, fields::OBJECT, path, issues),
        }
        return Tag::default();
    }
    fields::add_unknown_fields(value, &TAG_FIELDS, path, issues);
    let (key, key_path) = (value.member("key"), path.member("key"));
    if *key == Value::Absent {
        issues.add(TAG_KEY_MISSING, key_path);
    }
    Tag {
        key: fields::text(key, key_path, issues).unwrap_or_default(),
        value: fields::text(value.member("value"), path.member("value"), issues),
    }
}

fn check_image_pipeline_id(id: &str, issues: &mut Issues) {
    let path = "imagePipelineId";
    if id.is_empty() {
        issues.add(fields::PARAMETER_EMPTY, path);
        return;
    }
    if has_blank(id) {
        issues.add(IMAGE_PIPELINE_ID_WHITE_SPACE, path);
    }
    if id.contains("****") {
        issues.add(IMAGE_PIPELINE_ID_MASKED, path);
    }
    if !id.starts_with("ip-") {
        issues.add(IMAGE_PIPELINE_ID_PREFIX, path);
    }
}

fn check_client_token(token: Option<&str>, issues: &mut Issues) {
    let path = "clientToken";
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        issues.add(CLIENT_TOKEN_MISSING, path);
        return;
    };
    let length = token.chars().count();
    if !token.is_ascii() {
        issues.add(CLIENT_TOKEN_NOT_ASCII, path);
    } else if has_blank(token) {
        issues.add(CLIENT_TOKEN_WHITE_SPACE, path);
    }
    if length > LONGEST_CLIENT_TOKEN {
        issues.add_with(CLIENT_TOKEN_TOO_LONG, path, || vec![("length", length.to_string())]);
    }
}

fn add_too_many_tags(count: usize, path: &str, issues: &mut Issues) {
    issues.add_with(TOO_MANY_TAGS, path, || vec![("count", count.to_string())]);
}

fn check_tags(tags: &[Tag<'_>], path: &str, issues: &mut Issues) {
    if tags.len() > MOST_TAGS && !issues.concern(path) {
        add_too_many_tags(tags.len(), path, issues);
    }
    for (index, tag) in tags.iter().enumerate() {
        let tag_path = Path::element(path, index);
        if issues.concern(tag_path) {
            continue;
        }
        let key_path = tag_path.member("key");
        if !issues.concern(key_path) {
            check_tag_text(tag.key, &KEY_RULES, key_path, issues);
            // Most keys of one length differ at their end.
            let end = |tag: &Tag<'_>| tag.key.as_bytes().last().copied();
            let is_same = |other: &Tag<'_>| end(other) == end(tag) && other.key == tag.key;
            let first = tags.get(..index).and_then(|before| before.iter().position(is_same));
            if let (Some(first), false) = (first, tag.key.is_empty()) {
                issues.add_with(TAG_KEY_DUPLICATE, key_path, || {
                    vec![("first", Path::element(path, first).member("key").text())]
                });
            }
        }
        if let Some(value) = tag.value {
            check_tag_text(value, &VALUE_RULES, tag_path.member("value"), issues);
        }
    }
}

/// The rules of a tag's key and of its value: the same, but for what may be empty and which prefixes are reserved.
struct TagRules {
    empty: Option<Rule>,
    too_long: Rule,
    length_unclear: Rule,
    prefixes: &'static [&'static str],
    prefix: Rule,
    prefix_case: Rule,
    url: Rule,
    url_case: Rule,
}

const KEY_RULES: TagRules = TagRules {
    empty: Some(TAG_KEY_EMPTY),
    too_long: TAG_KEY_TOO_LONG,
    length_unclear: TAG_KEY_LENGTH_UNCLEAR,
    prefixes: &["aliyun", "acs:"],
    prefix: TAG_KEY_PREFIX,
    prefix_case: TAG_KEY_PREFIX_CASE,
    url: TAG_KEY_URL,
    url_case: TAG_KEY_URL_CASE,
};

const VALUE_RULES: TagRules = TagRules {
    empty: None,
    too_long: TAG_VALUE_TOO_LONG,
    length_unclear: TAG_VALUE_LENGTH_UNCLEAR,
    prefixes: &["acs:"],
    prefix: TAG_VALUE_PREFIX,
    prefix_case: TAG_VALUE_PREFIX_CASE,
    url: TAG_VALUE_URL,
    url_case: TAG_VALUE_URL_CASE,
};

fn check_tag_text(text: &str, rules: &TagRules, path: Path<'_>, issues: &mut Issues) {
    if text.is_empty() {
        if let Some(rule) = rules.empty {
            issues.add(rule, path);
        }
        return;
    }
    // Code points are the widest unit, bytes the narrowest: over the limit in the first is over it in every unit.
    if text.len() > LONGEST_TAG {
        let characters = text.chars().count();
        let rule = if characters > LONGEST_TAG { rules.too_long } else { rules.length_unclear };
        issues.add_with(rule, path, || vec![("length", characters.to_string()), ("bytes", text.len().to_string())]);
    }
    // Nothing of what follows concerns other texts.
    if !matches!(text.bytes().next(), Some(b'a' | b'A')) && !text.contains("://") {
        return;
    }
    let lower = text.to_ascii_lowercase();
    if rules.prefixes.iter().any(|prefix| text.starts_with(prefix)) {
        issues.add(rules.prefix, path);
    } else if rules.prefixes.iter().any(|prefix| lower.starts_with(prefix)) {
        issues.add(rules.prefix_case, path);
    }
    let holds_url = |text: &str| text.contains("http://") || text.contains("https://");
    if holds_url(text) {
        issues.add(rules.url, path);
    } else if holds_url(&lower) {
        issues.add(rules.url_case, path);
    }
}
