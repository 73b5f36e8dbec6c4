//! The rules of one value.

use crate::characters::has_blank;
use crate::issue::{Issues, Path, Rule};

/// A rule for a present, non-empty value. For a list, it applies to the elements.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Check {
    /// The text has no white space, control characters or characters without width.
    NoBlanks(&'static Rule),
    /// The text is ASCII.
    Ascii(&'static Rule),
    /// The text begins with a prefix.
    StartsWith(&'static str, &'static Rule),
    /// The text begins with none of these. The second rule is for a match in another case.
    NotStartingWith(&'static [&'static str], &'static Rule, &'static Rule),
    /// The text contains none of these. The second rule is for a match in another case.
    NotContaining(&'static [&'static str], &'static Rule, &'static Rule),
    /// Maximum length in code points. The second rule is for a text with more bytes of UTF-8, if the unit is not
    /// documented. Placeholders of the messages: `{length}`, `{bytes}`.
    AtMost(usize, &'static Rule, Option<&'static Rule>),
    /// The text is one of these. Placeholder of the message: `{allowed}`.
    OneOf(&'static [&'static str], &'static Rule),
    /// Minimum and maximum of an integer. Placeholders of the message: `{least}`, `{most}`.
    Range(i64, i64, &'static Rule),
    /// Only the first broken rule is reported.
    First(&'static [Self]),
}

impl Check {
    /// Adds the issues of a text. Returns whether there are any.
    pub(crate) fn text(&self, text: &str, path: Path<'_>, issues: &mut Issues) -> bool {
        let (broken, rule) = match *self {
            Self::NoBlanks(rule) => (has_blank(text), rule),
            Self::Ascii(rule) => (!text.is_ascii(), rule),
            Self::StartsWith(prefix, rule) => (!text.starts_with(prefix), rule),
            Self::NotStartingWith(prefixes, rule, in_other_case) => {
                let starts =
                    |prefix: &&str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
                if !prefixes.iter().any(starts) {
                    return false;
                }
                let is_exact = prefixes.iter().any(|prefix| text.starts_with(prefix));
                (true, if is_exact { rule } else { in_other_case })
            }
            Self::NotContaining(parts, rule, in_other_case) => {
                if !parts.iter().any(|part| can_contain(text, part)) {
                    return false;
                }
                let is_exact = parts.iter().any(|part| text.contains(part));
                let lower = text.to_ascii_lowercase();
                let broken = parts.iter().any(|part| lower.contains(&part.to_ascii_lowercase()));
                (broken, if is_exact { rule } else { in_other_case })
            }
            // A text that exceeds the maximum in code points exceeds it in every unit.
            Self::AtMost(maximum, rule, unclear) => {
                if text.len() <= maximum {
                    return false;
                }
                let characters = text.chars().count();
                let Some(rule) = (if characters > maximum { Some(rule) } else { unclear }) else { return false };
                issues.add_with(rule, path, || {
                    vec![("length", characters.to_string()), ("bytes", text.len().to_string())]
                });
                return true;
            }
            Self::OneOf(allowed, rule) => {
                let broken = !allowed.contains(&text);
                if broken {
                    let quoted = || allowed.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
                    issues.add_with(rule, path, || vec![("allowed", quoted())]);
                }
                return broken;
            }
            Self::First(checks) => return checks.iter().any(|check| check.text(text, path, issues)),
            Self::Range(..) => return false,
        };
        if broken {
            issues.add(rule, path);
        }
        broken
    }

    /// Adds the issues of an integer. Returns whether there are any.
    pub(crate) fn integer(&self, integer: i64, path: Path<'_>, issues: &mut Issues) -> bool {
        match *self {
            Self::Range(least, most, rule) if !(least..=most).contains(&integer) => {
                issues.add_with(rule, path, || vec![("least", least.to_string()), ("most", most.to_string())]);
                true
            }
            Self::First(checks) => checks.iter().any(|check| check.integer(integer, path, issues)),
            _ => false,
        }
    }
}

/// Checks for the first non-letter byte of a part. This cheap test excludes most texts.
fn can_contain(text: &str, part: &str) -> bool {
    let byte = part.bytes().find(|byte| !byte.is_ascii_alphabetic());
    byte.is_none_or(|byte| text.bytes().any(|other| other == byte))
}
