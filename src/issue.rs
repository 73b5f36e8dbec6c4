//! Issues: the errors and warnings of an input, collected field by field.
//!
//! The rules belong to the modules that apply them. Their codes and messages are in `messages/rules.toml`.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::messages::{Language, RULES, RuleText, Template, named};

pub use crate::messages::{Severity, Text};

/// An error or a warning about one field. It never contains a credential.
#[derive(Clone, PartialEq, Eq)]
pub struct Issue {
    path: String,
    rule: &'static Rule,
    details: Vec<(&'static str, String)>,
}

impl Issue {
    /// Returns the path of the field in the JavaScript API: `regionId`, `tag[2].key`, `options.endpoint`; the empty
    /// string for the request as a whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns a stable code: the server's own where it has one, else one of this package.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.rule.code
    }

    /// Returns the severity. Only an error prevents signing.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule.severity
    }

    /// Returns the message: the problem and its solution.
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

/// All errors of an input, without warnings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError {
    issues: Vec<Issue>,
}

impl ValidationError {
    /// The issues, at least one.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The issues, at least one.
    #[must_use]
    pub fn into_issues(self) -> Vec<Issue> {
        self.issues
    }
}

/// The messages of all issues.
impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, issue) in self.issues.iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            write!(f, "{space}{issue}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationError {}

/// The path of a field. It becomes text only when an issue is added.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Name(&'p str),
    Index(usize),
}

impl<'p> From<&'p str> for Path<'p> {
    fn from(name: &'p str) -> Self {
        Self { parent: None, step: Step::Name(name) }
    }
}

impl<'p> Path<'p> {
    /// Returns the path of an element: `tag[2]`.
    pub(crate) fn element(&'p self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// Returns the path of a member: `tag[2].key`.
    pub(crate) fn member(&'p self, name: &'p str) -> Self {
        Self { parent: Some(self), step: Step::Name(name) }
    }

    pub(crate) fn text(self) -> String {
        let mut text = self.parent.map_or_else(String::new, |parent| parent.text());
        match self.step {
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Name(name) => {
                if !text.is_empty() && !name.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
        }
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
    /// Returns a collection that ignores warnings, for callers that only stop at errors.
    pub(crate) fn errors_only() -> Self {
        Self { found: Vec::new(), errors_only: true }
    }

    pub(crate) fn add<'p>(&mut self, rule: &'static Rule, path: impl Into<Path<'p>>) {
        self.add_with(rule, path.into(), Vec::new);
    }

    /// Adds an issue whose message has more placeholders than `{field}`.
    pub(crate) fn add_with<'p>(
        &mut self,
        rule: &'static Rule,
        path: impl Into<Path<'p>>,
        details: impl FnOnce() -> Vec<(&'static str, String)>,
    ) {
        if !self.errors_only || rule.severity == Severity::Error {
            self.found.push(Issue { path: path.into().text(), rule, details: details() });
        }
    }

    /// Checks whether the field has an issue already, so that each cause is reported once.
    pub(crate) fn contains_path<'p>(&self, path: impl Into<Path<'p>>) -> bool {
        // Skip building the path when there are no issues, the common case.
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

    /// Returns the value if there are no issues, and the issues otherwise.
    pub(crate) fn into_result<T>(self, made: T) -> Result<T, ValidationError> {
        if self.found.is_empty() { Ok(made) } else { Err(ValidationError { issues: self.found }) }
    }
}

/// A rule for a field: the code, severity and message of the issue if it is broken.
///
/// The placeholder `{field}` of a message is the path of the field. Each [`Check`](crate::schema::Check) lists further
/// placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    code: &'static str,
    severity: Severity,
    message: Template,
}

impl Rule {
    /// Returns a rule whose violation prevents signing. `code` is the server's own where it has one.
    ///
    /// ```
    /// use ecs_image_pipeline::Rule;
    /// const UNKNOWN: &Rule = &Rule::error("InvalidZone.NotFound", "{field} is no zone.", "{field} 不是可用区。");
    /// ```
    #[must_use]
    pub const fn error(code: &'static str, en: &'static str, zh: &'static str) -> Self {
        Self { code, severity: Severity::Error, message: Template { en, zh } }
    }

    /// Returns a rule whose violation is only reported.
    #[must_use]
    pub const fn warning(code: &'static str, en: &'static str, zh: &'static str) -> Self {
        Self { code, severity: Severity::Warning, message: Template { en, zh } }
    }

    /// Returns the rule with a name in `messages/rules.toml`. A name that is missing there does not compile.
    pub(crate) const fn named(name: &str) -> Self {
        let (_, RuleText { code, severity, message }) = named(RULES, name);
        Self { code, severity: *severity, message: *message }
    }

    /// Returns the message for one field.
    pub(crate) fn message(self, path: &str, details: &[(&'static str, String)]) -> Text {
        let Text { en, zh } = self.message.fill(&|language, name| {
            let whole = match language {
                Language::English => "The request",
                Language::Chinese => "请求",
            };
            let detail = details.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
            detail.unwrap_or(if path.is_empty() { whole } else { path })
        });
        // Chinese text has a space around a field name, but not around a Chinese word.
        let zh = zh.strip_prefix("请求 ").map_or(zh.clone(), |rest| ["请求", rest].concat());
        Text { en, zh }
    }
}

#[cfg(test)]
mod tests {

    use super::*;

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
        let mut rules: Vec<(String, String)> = RULES
            .iter()
            .map(|(_, rule)| (rule.code.to_owned(), format!("{:?}", rule.severity).to_lowercase()))
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
        for (name, rule) in RULES {
            assert_eq!(places(rule.message.en), places(rule.message.zh), "{name}");
        }
    }
}
