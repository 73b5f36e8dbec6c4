//! Messages for people, in English and Chinese. `build.rs` makes the tables from the TOML files in this folder.

pub(crate) use tables::{
    CATALOGUE, CODES, DENIALS, FAMILIES, MISTAKES, PHRASES, POLICIES, PRINCIPALS, RULES, SILENCES, STATUSES, VERDICTS,
};

mod tables {
    use super::Category::{
        Account, Clock, Credentials, Idempotency, Permission, Protocol, Request, Resource, Response, Server, Signature,
        State, Throttling,
    };
    use super::Retry::{AfterClock, AfterExecution, Later, Never, NewToken, Now};
    use super::Severity::{Error, Warning};
    use super::{Advice, Entry, MistakeText, RuleText, Template, VerdictText};

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// A name and its value.
pub(crate) type Row<T> = (&'static str, T);

/// A language of the messages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Language {
    English,
    Chinese,
}

/// A text for people, in English and in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

/// Whether an issue prevents signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The server would refuse the request, or it cannot be signed.
    Error,
    /// The request can be signed, but is probably wrong.
    Warning,
}

/// A message with a placeholder, `{name}`, for each value that is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) en: &'static str,
    pub(crate) zh: &'static str,
}

/// Whether and how the request can be sent again.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Retry {
    Never,
    Now,
    NewToken,
    Later,
    AfterExecution,
    AfterClock,
}

/// The subject of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Category {
    /// A parameter of the request.
    Request,
    /// A resource that the request names or needs.
    Resource,
    /// The state of a resource.
    State,
    /// The `ClientToken`.
    Idempotency,
    /// The AccessKey or the security token.
    Credentials,
    /// The signature.
    Signature,
    /// The time of signing.
    Clock,
    /// A permission that the caller lacks.
    Permission,
    /// The account and its balance.
    Account,
    /// Too many calls.
    Throttling,
    /// HTTP, or the API's common parameters.
    Protocol,
    /// A failure of the server.
    Server,
    /// A response that cannot be read. Only codes of this package have it.
    #[serde(rename = "answer")]
    Response,
}

/// The meaning of a code, a family of codes or an HTTP status.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) category: Category,
    pub(crate) retry: Retry,
    /// The URL of the page that documents the code.
    pub(crate) source: &'static str,
    pub(crate) explanation: Template,
    pub(crate) remedy: Template,
}

/// An explanation and the next step.
#[derive(Debug)]
pub(crate) struct Advice {
    pub(crate) explanation: Template,
    pub(crate) remedy: Template,
}

/// The code, the severity and the message of a validation rule.
#[derive(Debug)]
pub(crate) struct RuleText {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) message: Template,
}

/// The messages of a verdict: for any request, for one signed by ACS3-HMAC-SHA256, for one that this package signed,
/// and for a response with a redacted token.
#[derive(Debug)]
pub(crate) struct VerdictText {
    pub(crate) explanation: Template,
    pub(crate) remedy: Template,
    pub(crate) acs3_explanation: Option<Template>,
    pub(crate) acs3_remedy: Option<Template>,
    pub(crate) own_explanation: Option<Template>,
    pub(crate) own_remedy: Option<Template>,
    pub(crate) redacted_explanation: Option<Template>,
    pub(crate) redacted_remedy: Option<Template>,
}

/// The messages of a mistake. `signed_explanation` replaces `explanation` where the signature proves the mistake.
#[derive(Debug)]
pub(crate) struct MistakeText {
    pub(crate) explanation: Template,
    pub(crate) remedy: Template,
    pub(crate) signed_explanation: Option<Template>,
}

impl Template {
    /// Replaces each placeholder with its value in each language.
    pub(crate) fn fill<'v>(&self, value: &dyn Fn(Language, &str) -> &'v str) -> Text {
        Text { en: fill(self.en, Language::English, value), zh: fill(self.zh, Language::Chinese, value) }
    }

    /// Returns a message that has no placeholders.
    pub(crate) fn text(&self) -> Text {
        Text { en: String::from(self.en), zh: String::from(self.zh) }
    }
}

fn fill<'v>(template: &str, language: Language, value: &dyn Fn(Language, &str) -> &'v str) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((plain, (name, after))) =
        rest.split_once('{').and_then(|(plain, after)| Some((plain, after.split_once('}')?)))
    {
        filled.push_str(plain);
        filled.push_str(value(language, name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

impl Text {
    /// Appends sentences: after a space in English, without one in Chinese.
    pub(crate) fn append(&mut self, text: &Self) {
        self.en.push(' ');
        self.en.push_str(&text.en);
        self.zh.push_str(&text.zh);
    }

    pub(crate) fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

/// Finds a row by a name that is known only at run time.
pub(crate) fn find<T>(table: &'static [Row<T>], name: &str) -> Option<&'static Row<T>> {
    table.get(table.binary_search_by_key(&name, |(known, _)| *known).ok()?)
}

/// Finds a row by a name in the source, in a `const` block. A missing row does not compile.
pub(crate) const fn named<T>(table: &'static [Row<T>], name: &str) -> &'static Row<T> {
    let mut rest = table;
    while let [row, after @ ..] = rest {
        if is_same(row.0.as_bytes(), name.as_bytes()) {
            return row;
        }
        rest = after;
    }
    // No table in `src/messages/` has this name.
    panic!("{}", name)
}

/// `==`, which a `const fn` cannot call.
pub(crate) const fn is_same(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (rest_a, rest_b);
    }
    a.is_empty() && b.is_empty()
}
