//! Issues: what is to be said about a request, field by field, all at once.
//!
//! The rules belong to the modules that apply them. Their codes and messages are in `messages/rules.toml`.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::messages::{Language, RULES, Row, RuleText, named};

pub use crate::messages::{Severity, Text};

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
        self.rule.text().severity
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
        if !self.errors_only || rule.text().severity == Severity::Error {
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

/// A rule, by its code, severity and text in `messages/rules.toml`. Each module declares the rules that it applies.
#[derive(Clone, Copy)]
pub(crate) struct Rule(&'static Row<RuleText>);

impl Rule {
    /// The rule with a name in `messages/rules.toml`. Without such a name, it does not compile.
    pub(crate) const fn named(name: &str) -> Self {
        Self(named(RULES, name))
    }

    fn text(self) -> &'static RuleText {
        &self.0.1
    }

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

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.0.0 == other.0.0
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.0)
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
