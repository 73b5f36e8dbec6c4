//! Validation: turns a dynamically typed value into arguments, or into all of its issues.

use std::borrow::Cow;

use crate::endpoint::check_region_id;
use crate::issue::{Issue, Issues, Path, Rule, ValidationError};
use crate::schema::arguments::Arguments;
use crate::schema::check::Check;
use crate::schema::field::{Field, Kind, List};
use crate::schema::operation::{Operation, Relation};
use crate::value::{Value, fields};

/// This package: no request was given.
const REQUEST_MISSING: &Rule = &Rule::named("request-missing");
/// The page of each operation: Action.
const ACTION_UNKNOWN: &Rule = &Rule::named("action-unknown");

/// The value of fields that a request omits.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Defaults<'d> {
    pub(crate) region_id: Option<&'d str>,
    /// Also for an empty token.
    pub(crate) client_token: Option<&'d str>,
}

impl Operation {
    /// Checks every rule, and returns the arguments that can be signed.
    ///
    /// # Errors
    /// All errors of the request. [`issues`](Self::issues) also returns the warnings.
    ///
    /// ```
    /// use ecs_image_pipeline::Value;
    /// use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
    /// let request = Value::from([("regionId", "cn-hangzhou".into())]);
    /// let error = START_IMAGE_PIPELINE_EXECUTION.validate(&request).unwrap_err();
    /// let [issue] = error.issues() else { panic!("one field is missing") };
    /// assert_eq!((issue.path(), issue.code()), ("imagePipelineId", "MissingParameter"));
    /// ```
    pub fn validate<'v>(&'static self, request: &'v Value<'_>) -> Result<Arguments<'v>, ValidationError> {
        let mut issues = Issues::errors_only();
        let arguments = self.read(request, Defaults::default(), &mut issues);
        issues.into_result(arguments)
    }

    /// Returns every issue of a request, errors and warnings.
    #[must_use]
    pub fn issues(&'static self, request: &Value<'_>) -> Vec<Issue> {
        let mut issues = Issues::default();
        self.read(request, Defaults::default(), &mut issues);
        issues.into_vec()
    }

    /// Like [`validate`](Self::validate), but adds the issues to others. After an error, the arguments are incomplete.
    pub(crate) fn read<'v>(
        &'static self,
        request: &'v Value<'_>,
        defaults: Defaults<'v>,
        issues: &mut Issues,
    ) -> Arguments<'v> {
        let mut reader = Reader { arguments: Arguments::new(self), name: String::new(), defaults, issues };
        let root = Path::from("");
        match request {
            Value::Object(_) => {
                let known = std::iter::once("action").chain(self.fields.iter().map(|field| field.name));
                fields::add_unknown_fields(request, known, &root, reader.issues);
                let action = fields::text(request.member("action"), "action", reader.issues);
                if action.is_some_and(|action| action != self.action) {
                    reader.issues.add(ACTION_UNKNOWN, "action");
                }
                for field in self.fields {
                    reader.field(field, request.member(field.name), Path::from(field.name));
                }
                for relation in self.relations {
                    relation.check(request, reader.issues);
                }
            }
            Value::Absent => reader.issues.add(REQUEST_MISSING, ""),
            other => fields::add_wrong_type(other, fields::OBJECT, "", reader.issues),
        }
        reader.arguments
    }
}

struct Reader<'v, 'i> {
    arguments: Arguments<'v>,
    /// The name on the wire of the current object or element, followed by a dot.
    name: String,
    defaults: Defaults<'v>,
    issues: &'i mut Issues,
}

impl<'v> Reader<'v, '_> {
    fn field(&mut self, field: &Field, value: &'v Value<'_>, path: Path<'_>) {
        let start = self.name.len();
        self.name.push_str(field.name);
        if let Some(first) = self.name.get_mut(start..=start) {
            first.make_ascii_uppercase();
        }
        self.present(field, value, path);
        self.name.truncate(start);
    }

    fn present(&mut self, field: &Field, value: &'v Value<'_>, path: Path<'_>) {
        let is_absent = value.is_absent();
        let is_empty = matches!(value, Value::Text(text) if text.is_empty());
        let default = match field.kind {
            Kind::RegionId if is_absent => self.defaults.region_id,
            Kind::ClientToken if is_absent || is_empty => self.defaults.client_token,
            _ => None,
        };
        match default {
            Some(text) => self.text(field.kind, field.checks, text, path),
            None if is_absent || is_empty => {
                if let Some(presence) = field.presence {
                    self.issues.add(if is_absent { presence.missing } else { presence.empty }, path);
                }
                if is_empty {
                    self.add("".into());
                }
            }
            None => self.value(field.kind, field.checks, value, path),
        }
        let is_used = !is_absent && !matches!(value, Value::List(_, 0) | Value::Other(_));
        if let (Some(rule), true) = (field.deprecated, is_used) {
            self.issues.add(rule, path);
        }
    }

    fn value(&mut self, kind: Kind, checks: &[Check], value: &'v Value<'_>, path: Path<'_>) {
        match kind {
            Kind::Text | Kind::RegionId | Kind::ClientToken => {
                if let Some(text) = fields::text(value, path, self.issues) {
                    self.text(kind, checks, text, path);
                }
            }
            Kind::Integer => {
                if let Some(integer) = fields::integer(value, path, self.issues) {
                    for check in checks {
                        check.integer(integer, path, self.issues);
                    }
                    self.add(integer.to_string().into());
                }
            }
            Kind::Boolean => {
                if let Some(boolean) = fields::boolean(value, path, self.issues) {
                    self.add(if boolean { "true" } else { "false" }.into());
                }
            }
            Kind::AccountId => match value {
                Value::Integer(integer) if *integer >= 0 => self.add(integer.to_string().into()),
                Value::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => self.add(text.as_ref().into()),
                other => fields::add_wrong_type(other, fields::ACCOUNT_ID, path, self.issues),
            },
            Kind::Object(members) => self.object(members, value, path),
            Kind::List(list) => self.list(list, value, path),
        }
    }

    fn text(&mut self, kind: Kind, checks: &[Check], text: &'v str, path: Path<'_>) {
        match kind {
            Kind::RegionId => {
                check_region_id(text, path, self.issues);
                self.arguments.set_region_id(text);
            }
            Kind::ClientToken => self.arguments.set_client_token(text),
            _ => {}
        }
        for check in checks {
            check.text(text, path, self.issues);
        }
        self.add(text.into());
    }

    fn object(&mut self, fields: &[Field], value: &'v Value<'_>, path: Path<'_>) {
        let members: &[_] = match value {
            Value::Object(members) => members,
            Value::Absent => &[],
            other => {
                fields::add_wrong_type(other, fields::OBJECT, path, self.issues);
                return;
            }
        };
        // Most objects have exactly the fields, in their order.
        let is_in_order = members.len() == fields.len()
            && members.iter().zip(fields).all(|((name, _), field)| name.as_ref() == field.name);
        if !is_in_order {
            fields::add_unknown_fields(value, fields.iter().map(|field| field.name), &path, self.issues);
        }
        self.name.push('.');
        for (index, field) in fields.iter().enumerate() {
            let member = match members.get(index).filter(|_| is_in_order) {
                Some((_, member)) => member,
                None => value.member(field.name),
            };
            self.field(field, member, path.member(field.name));
        }
    }

    fn list(&mut self, list: &List, value: &'v Value<'_>, path: Path<'_>) {
        let Value::List(elements, length) = value else {
            fields::add_wrong_type(value, list.expected, path, self.issues);
            return;
        };
        // The boundary passes at most 100 elements, which already exceeds every limit.
        if *length > list.maximum {
            self.issues.add_with(list.too_many, path, || vec![("count", length.to_string())]);
        }
        self.name.push('.');
        let start = self.name.len();
        self.arguments.reserve(elements.len(), start);
        let mut number = itoa::Buffer::new();
        let mut unique: Vec<&str> = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            // Lists are numbered from 1. Source: `replaceRepeatList` in `@alicloud/pop-core` `lib/rpc.js`.
            self.name.push_str(number.format(index + 1));
            self.value(list.element, list.checks, element, path.element(index));
            self.name.truncate(start);
            if let Some((member, rule)) = list.unique {
                let text = element.member(member).as_text().unwrap_or_default();
                let first = unique.iter().position(|other| is_same(other, text)).filter(|_| !text.is_empty());
                if let Some(first) = first {
                    let details = || vec![("first", path.element(first).member(member).text())];
                    self.issues.add_with(rule, path.element(index).member(member), details);
                }
                unique.push(text);
            }
        }
    }

    fn add(&mut self, value: Cow<'v, str>) {
        self.arguments.add(&self.name, value);
    }
}

/// `==` that compares the end first, where most keys of the same length differ.
fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().last() == other.as_bytes().last() && one == other
}

impl Relation {
    fn check(&self, request: &Value<'_>, issues: &mut Issues) {
        let is_given = |name: &str| !request.member(name).is_absent();
        match *self {
            Self::NotBoth(one, other, rule) => {
                // A field of the wrong type is reported already.
                let is_read = |name| is_given(name) && !issues.contains_path(name);
                if is_read(one) && is_read(other) {
                    issues.add(rule, one);
                }
            }
            Self::AtLeastOne([first, rest @ ..], rule)
                if !is_given(first) && !rest.iter().any(|name| is_given(name)) =>
            {
                issues.add(rule, *first);
            }
            Self::NeededWhen(name, other, value, rule)
                if !is_given(name) && request.member(other).as_text() == Some(value) =>
            {
                issues.add(rule, name);
            }
            _ => {}
        }
    }
}
