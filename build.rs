//! Turns the messages in `src/messages/*.toml` into sorted static tables, and rejects a file that the crate cannot use.
//!
//! The tables are the `Debug` output of the structs below, which is Rust source: `src/messages/mod.rs` declares structs with
//! the same names and fields, so the compiler checks both sides against each other.
#![expect(dead_code, reason = "only `Debug` reads the fields")]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Spanned, Table, Value};

/// The folder of the files, relative to the package.
const FOLDER: &str = "src/messages";
/// What an error can be about.
const CATEGORIES: [&str; 13] = [
    "request",
    "resource",
    "state",
    "idempotency",
    "credentials",
    "signature",
    "clock",
    "permission",
    "account",
    "throttling",
    "protocol",
    "server",
    "answer",
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    en: String,
    zh: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Retry {
    Never,
    Now,
    NewToken,
    Later,
    AfterExecution,
    AfterClock,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Source {
    Operation,
    Gateway,
    Ecs,
    Package,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    category: String,
    retry: Retry,
    source: Source,
    explanation: Template,
    remedy: Template,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advice {
    explanation: Template,
    remedy: Template,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    message: Template,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Severity {
    Error,
    Warning,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    code: String,
    severity: Severity,
    message: Template,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictText {
    explanation: Template,
    remedy: Template,
    acs3_explanation: Option<Template>,
    acs3_remedy: Option<Template>,
    own_explanation: Option<Template>,
    own_remedy: Option<Template>,
    masked_explanation: Option<Template>,
    masked_remedy: Option<Template>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MistakeText {
    explanation: Template,
    remedy: Template,
    signed_explanation: Option<Template>,
}

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={FOLDER}");
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), String> {
    let read = |file: &str| {
        let path = Path::new(FOLDER).join(file);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let source = [
        catalogue(&read("errors.toml")?, &read("answers.toml")?)?,
        rules(&read("rules.toml")?)?,
        verdicts(&read("verdicts.toml")?)?,
        mistakes(&read("mistakes.toml")?)?,
    ]
    .concat();
    let folder = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    fs::write(Path::new(&folder).join("messages.rs"), source).map_err(|error| format!("messages.rs: {error}"))
}

/// The tables of the codes that can be looked up, their families, the HTTP statuses, and the messages made of parts.
pub(crate) fn catalogue(errors: &str, answers: &str) -> Result<String, String> {
    let (mut codes, mut families, mut statuses) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
    let (mut reasons, mut phrases) = (BTreeMap::new(), BTreeMap::new());

    let mut rows = rows("errors.toml", errors)?;
    rows.sort_by_key(|row| row.position);
    let order: Vec<_> = rows.iter().map(|row| row.name.clone()).collect();
    for mut row in rows {
        // For readers of the file.
        for key in ["status", "message"] {
            row.table.remove(key).ok_or_else(|| row.error(&format!("missing field `{key}`")))?;
        }
        if row.name.contains('*') {
            families.push((row.name.clone(), row.entry(&["name"])?));
        } else {
            codes.insert(row.name.clone(), row.entry(&[])?);
        }
    }
    // The most specific family comes first: the one with the most fixed characters.
    families.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));

    for row in self::rows("answers.toml", answers)? {
        let name = row.name.clone();
        match name.split_once(' ') {
            None if codes.contains_key(&name) => return Err(row.error("errors.toml has this code too")),
            None => _ = codes.insert(name, row.entry(&[])?),
            Some(("status", _)) => _ = statuses.insert(name, row.entry(&[])?),
            Some(("denied", _)) => {
                _ = reasons.insert(name, row.read::<Advice>(&["who", "action", "policy", "denied"])?);
            }
            Some(("no", _)) => {
                _ = reasons.insert(
                    name,
                    row.read::<Advice>(&["host", "attempts", "token", "attemptTimeout", "totalTimeout", "rateLimit"])?,
                )
            }
            Some(("with", _)) => _ = phrases.insert(name, row.read::<Phrase>(&["who", "value"])?.message),
            Some(("of", _)) => _ = phrases.insert(name, row.read::<Phrase>(&["value"])?.message),
            Some(_) => _ = phrases.insert(name, row.read::<Phrase>(&[])?.message),
        }
    }
    Ok([
        format!("pub(crate) static CATALOGUE: &[&str] = &{order:#?};\n"),
        table("CODES", "Entry", codes),
        table("FAMILIES", "Entry", families),
        table("STATUSES", "Entry", statuses),
        table("REASONS", "Advice", reasons),
        table("PHRASES", "Template", phrases),
    ]
    .concat())
}

/// The table of the validation rules.
pub(crate) fn rules(toml: &str) -> Result<String, String> {
    let placeholders = [
        "field",
        "expected",
        "expected_zh",
        "found",
        "found_zh",
        "nearest",
        "known",
        "count",
        "length",
        "bytes",
        "first",
        "allowed",
        "least",
        "most",
        "option",
        "limit",
        "variable",
    ];
    named::<RuleText>("RULES", "RuleText", rows("rules.toml", toml)?, &placeholders)
}

/// The table of the verdicts on a refused signature.
pub(crate) fn verdicts(toml: &str) -> Result<String, String> {
    named::<VerdictText>("VERDICTS", "VerdictText", rows("verdicts.toml", toml)?, &["name", "offset", "code"])
}

/// The table of the mistakes in a request.
pub(crate) fn mistakes(toml: &str) -> Result<String, String> {
    named::<MistakeText>("MISTAKES", "MistakeText", rows("mistakes.toml", toml)?, &["name", "expected"])
}

fn named<T: Debug + DeserializeOwned>(
    name: &str,
    kind: &str,
    rows: Vec<Row>,
    placeholders: &[&str],
) -> Result<String, String> {
    let read = |row: Row| Ok((row.name.clone(), row.read::<T>(placeholders)?));
    Ok(table(name, kind, rows.into_iter().map(read).collect::<Result<Vec<_>, String>>()?))
}

fn table<T: Debug>(name: &str, kind: &str, rows: impl IntoIterator<Item = (String, T)>) -> String {
    let rows: Vec<_> = rows.into_iter().collect();
    format!("pub(crate) static {name}: &[(&str, {kind})] = &{rows:#?};\n")
}

/// One table of a file.
struct Row {
    file: &'static str,
    name: String,
    position: usize,
    table: Table,
}

/// Parses a file. The rows are sorted by name, as a binary search needs them.
fn rows(file: &'static str, toml: &str) -> Result<Vec<Row>, String> {
    let tables: BTreeMap<String, Spanned<Table>> =
        toml::from_str(toml).map_err(|error| format!("{FOLDER}/{file}: {error}"))?;
    let row = |(name, table): (_, Spanned<Table>)| Row {
        file,
        name,
        position: table.span().start,
        table: table.into_inner(),
    };
    Ok(tables.into_iter().map(row).collect())
}

impl Row {
    fn entry(self, placeholders: &[&str]) -> Result<Entry, String> {
        let unknown = self.error(&format!("`category` must be one of {}", CATEGORIES.join(", ")));
        let entry: Entry = self.read(placeholders)?;
        if CATEGORIES.contains(&entry.category.as_str()) { Ok(entry) } else { Err(unknown) }
    }

    /// Reads the row, with `explanation_en` and `explanation_zh` as one field `explanation`, and `en` and `zh` as `message`.
    fn read<T: DeserializeOwned>(mut self, placeholders: &[&str]) -> Result<T, String> {
        let mut fields = Table::new();
        for (key, value) in std::mem::take(&mut self.table) {
            let (field, language) = match key.rsplit_once('_') {
                Some((field, language @ ("en" | "zh"))) => (field, language),
                None if key == "en" || key == "zh" => ("message", key.as_str()),
                _ => {
                    fields.insert(key, value);
                    continue;
                }
            };
            let text = value.as_str().ok_or_else(|| self.error(&format!("`{key}` must be a string")))?;
            check(text, placeholders).map_err(|error| self.error(&format!("`{key}`: {error}")))?;
            let template = fields.entry(field).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(template) = template {
                template.insert(language.to_owned(), value);
            }
        }
        fields.try_into().map_err(|error: toml::de::Error| self.error(error.to_string().trim_end()))
    }

    fn error(&self, error: &str) -> String {
        format!("{FOLDER}/{}, [{}]: {error}", self.file, self.name)
    }
}

/// Checks that each `{` begins a known placeholder.
fn check(text: &str, placeholders: &[&str]) -> Result<(), String> {
    if text.matches('{').count() != text.matches('}').count() {
        return Err("a brace has no counterpart".to_owned());
    }
    for piece in text.split('{').skip(1) {
        let name = piece.split('}').next().unwrap_or_default();
        if !placeholders.contains(&name) {
            return Err(format!("unknown placeholder {{{name}}}; known here: {placeholders:?}"));
        }
    }
    Ok(())
}
