//! Issues: what is to be said about a request, field by field, all at once.
//!
//! The rules belong to the modules that apply them. Their codes and messages are in `messages/rules.toml`.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::messages::{Language, RULES, RuleText, Template, named};

pub use crate::messages::{Severity, Text};

/// Something to say about one field. It never holds a value of a credential.
#[derive(Clone, PartialEq, Eq)]
pub struct Issue {
    path: String,
    rule: &'static Rule,
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
        self.rule.code
    }

    /// Whether it stops signing.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule.severity
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

/// What is wrong with an input: every error at once, without warnings.
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

/// The message of each issue.
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

/// Where a field is, written out when there is something to say about it.
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
    /// An element of a list: `tag[2]`.
    pub(crate) fn element(&'p self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// A member of an object: `tag[2].key`.
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
    /// A collection that passes warnings over, for whoever only wants to know whether to stop.
    pub(crate) fn errors_only() -> Self {
        Self { found: Vec::new(), errors_only: true }
    }

    pub(crate) fn add<'p>(&mut self, rule: &'static Rule, path: impl Into<Path<'p>>) {
        self.add_with(rule, path.into(), Vec::new);
    }

    /// Adds an issue whose text has more to fill in than the field.
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

    /// Whether a field was found wanting already, so that one cause is reported once.
    pub(crate) fn contains_path<'p>(&self, path: impl Into<Path<'p>>) -> bool {
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

    /// Returns what was made while these issues were collected, if there are none.
    pub(crate) fn into_result<T>(self, made: T) -> Result<T, ValidationError> {
        if self.found.is_empty() { Ok(made) } else { Err(ValidationError { issues: self.found }) }
    }
}

/// A rule that a field has to obey: the code, severity and message of the issue where it does not.
///
/// In a message, `{field}` stands for the path of the field. Each [`Check`](crate::schema::Check) lists what else it fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    code: &'static str,
    severity: Severity,
    message: Template,
}

impl Rule {
    /// A rule whose violation stops signing. `code` is the server's own where it has one.
    ///
    /// ```
    /// use ecs_image_pipeline::Rule;
    /// const UNKNOWN: &Rule = &Rule::error("InvalidZone.NotFound", "{field} is no zone.", "{field} 不是可用区。");
    /// ```
    #[must_use]
    pub const fn error(code: &'static str, en: &'static str, zh: &'static str) -> Self {
        Self { code, severity: Severity::Error, message: Template { en, zh } }
    }

    /// A rule whose violation is only reported.
    #[must_use]
    pub const fn warning(code: &'static str, en: &'static str, zh: &'static str) -> Self {
        Self { code, severity: Severity::Warning, message: Template { en, zh } }
    }

    /// The rule with a name in `messages/rules.toml`. Without such a name, it does not compile.
    pub(crate) const fn named(name: &str) -> Self {
        let (_, RuleText { code, severity, message }) = named(RULES, name);
        Self { code, severity: *severity, message: *message }
    }

    /// The rule's text, filled in for one field.
    pub(crate) fn message(self, path: &str, details: &[(&'static str, String)]) -> Text {
        let Text { en, zh } = self.message.fill(&|language, name| {
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
