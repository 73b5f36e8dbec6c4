//! Reads members of known names and types from a [`Value`].

use crate::issue::{Issues, Path, Rule};
use crate::value::{Kind, Value};

/// The types of the SDK's model, `StartImagePipelineExecutionRequest.ts` of `@alicloud/ecs20140526`.
const WRONG_TYPE: &Rule = &Rule::named("wrong-type");
/// This package: a misspelt field would be dropped silently.
const UNKNOWN_FIELD: &Rule = &Rule::named("unknown-field");
/// As [`UNKNOWN_FIELD`], if no known name is similar.
const UNKNOWN_FIELD_FAR: &Rule = &Rule::named("unknown-field-far");
/// This package: the list of unknown fields is cut.
const TOO_MANY_UNKNOWN_FIELDS: &Rule = &Rule::named("too-many-unknown-fields");
/// This package: signatures need UTF-8, which cannot express it.
const LONE_SURROGATE: &Rule = &Rule::named("lone-surrogate");
/// This package: bounds memory, far above the limits of any gateway.
const TOO_LARGE: &Rule = &Rule::named("too-large");
/// This package: JavaScript threw while the field was read.
const UNREADABLE: &Rule = &Rule::named("unreadable");
/// Operation page: RegionId and ImagePipelineId are required. Code and text: ECS common error codes.
pub(crate) const PARAMETER_MISSING: &Rule = &Rule::named("parameter-missing");
/// As [`PARAMETER_MISSING`].
pub(crate) const PARAMETER_EMPTY: &Rule = &Rule::named("parameter-empty");

/// Maximum number of unknown fields to list. Others are only counted.
const MAX_LISTED: usize = 20;
/// Maximum characters of a name in paths and messages.
const MAX_NAME: usize = 64;

/// A type that a field can have, with its name in English and in Chinese.
pub(crate) type Expected = (&'static str, &'static str);

const STRING: Expected = ("a string", "字符串");
const BOOLEAN: Expected = ("a boolean", "布尔值");
const INTEGER: Expected = ("a safe integer", "安全整数");
pub(crate) const OBJECT: Expected = ("an object", "对象");
pub(crate) const ACCOUNT_ID: Expected = ("a string of digits or a safe integer", "数字字符串或安全整数");

/// Returns a text, or `None` if the field is absent or an issue was added.
pub(crate) fn text<'a, 'p>(value: &'a Value<'_>, path: impl Into<Path<'p>>, issues: &mut Issues) -> Option<&'a str> {
    match value {
        Value::Text(text) => Some(text),
        other => {
            add_wrong_type(other, STRING, path, issues);
            None
        }
    }
}

/// Returns an integer, or `None` if the field is absent or an issue was added.
pub(crate) fn integer<'p>(value: &Value<'_>, path: impl Into<Path<'p>>, issues: &mut Issues) -> Option<i64> {
    match value {
        Value::Integer(integer) => Some(*integer),
        other => {
            add_wrong_type(other, INTEGER, path, issues);
            None
        }
    }
}

/// Returns a boolean, or `None` if the field is absent or an issue was added.
pub(crate) fn boolean<'p>(value: &Value<'_>, path: impl Into<Path<'p>>, issues: &mut Issues) -> Option<bool> {
    match value {
        Value::Boolean(boolean) => Some(*boolean),
        other => {
            add_wrong_type(other, BOOLEAN, path, issues);
            None
        }
    }
}

/// Adds an issue for a value of the wrong type. An absent value has none.
pub(crate) fn add_wrong_type<'p>(
    value: &Value<'_>,
    expected: Expected,
    path: impl Into<Path<'p>>,
    issues: &mut Issues,
) {
    let path = path.into();
    match value {
        Value::Absent => {}
        Value::Other(Kind::LoneSurrogate) => issues.add(LONE_SURROGATE, path),
        Value::Other(Kind::TooLarge) => issues.add(TOO_LARGE, path),
        Value::Other(Kind::Unreadable) => issues.add(UNREADABLE, path),
        other => {
            let found = other.describe();
            issues.add_with(WRONG_TYPE, path, || {
                vec![
                    ("expected", expected.0.to_owned()),
                    ("expected_zh", expected.1.to_owned()),
                    ("found", found.0.to_owned()),
                    ("found_zh", found.1.to_owned()),
                ]
            });
        }
    }
}

/// Adds an issue for each member with an unknown name, with the most similar known name.
pub(crate) fn add_unknown_fields<'k>(
    value: &Value<'_>,
    known: impl Iterator<Item = &'k str> + Clone,
    parent: &Path<'_>,
    issues: &mut Issues,
) {
    let Value::Object(members) = value else { return };
    let mut unknown = members
        .iter()
        .filter(|(name, value)| !value.is_absent() && !known.clone().any(|known| known == name))
        .map(|(name, _)| name.as_ref());
    for name in unknown.by_ref().take(MAX_LISTED) {
        let name = if name.is_empty() { "\"\"" } else { cut(name) };
        let path = parent.member(name);
        let known_names = || ("known", known.clone().collect::<Vec<_>>().join(", "));
        match nearest(name, known.clone()) {
            Some(near) => {
                issues.add_with(UNKNOWN_FIELD, path, || vec![("nearest", near.to_owned()), known_names()]);
            }
            None => issues.add_with(UNKNOWN_FIELD_FAR, path, || vec![known_names()]),
        }
    }
    let more = unknown.count();
    if more > 0 {
        issues.add_with(TOO_MANY_UNKNOWN_FIELDS, *parent, || vec![("count", more.to_string())]);
    }
}

fn cut(name: &str) -> &str {
    let end = name.char_indices().nth(MAX_NAME).map_or(name.len(), |(index, _)| index);
    name.get(..end).unwrap_or(name)
}

/// Returns the known name that is most similar to a misspelt one, ignoring case: one contains the other (`tags`,
/// `tagKey`), or few letters differ.
fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let name = name.to_ascii_lowercase();
    let most = (name.chars().count() / 3).clamp(1, 4);
    known
        .filter_map(|candidate| {
            let lower = candidate.to_ascii_lowercase();
            let apart = distance(&name, &lower);
            let near =
                apart <= most || name.len() > 2 && (lower.contains(name.as_str()) || name.contains(lower.as_str()));
            near.then_some((apart, candidate))
        })
        .min_by_key(|(apart, _)| *apart)
        .map(|(_, candidate)| candidate)
}

/// Returns the Levenshtein distance: letters added, dropped or changed.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(other.chars()) {
            let changed = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (one, other, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("flaw", "lawn", 2),
            ("地域", "地区", 1),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn nearest_names() {
        let known = ["regionId", "imagePipelineId", "clientToken", "tag", "templateTag", "ownerAccount", "ownerId"];
        for (name, expected) in [
            ("imagePipelineID", Some("imagePipelineId")),
            ("ImagePipelineId", Some("imagePipelineId")),
            ("imagePiplineId", Some("imagePipelineId")),
            ("pipelineId", Some("imagePipelineId")),
            ("region", Some("regionId")),
            ("tags", Some("tag")),
            ("clienttoken", Some("clientToken")),
            ("colour", None),
            ("x", None),
            ("id", None),
            ("__proto__", None),
        ] {
            assert_eq!(nearest(name, known.into_iter()), expected, "{name}");
        }
        assert_eq!(nearest("tagKey", ["key", "value"].into_iter()), Some("key"));
        // Three letters are missing.
        let known = ["resourceOwnerAccount", "imagePipelineId"];
        assert_eq!(nearest("rsourceOwnrAccont", known.into_iter()), Some("resourceOwnerAccount"));
    }
}
