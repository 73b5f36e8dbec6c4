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

/// As in `src/messages/mod.rs`, where the compiler checks the names.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Category {
    Request,
    Resource,
    State,
    Idempotency,
    Credentials,
    Signature,
    Clock,
    Permission,
    Account,
    Throttling,
    Protocol,
    Server,
    #[serde(rename = "answer")]
    Response,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    category: Category,
    retry: Retry,
    source: String,
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
    redacted_explanation: Option<Template>,
    redacted_remedy: Option<Template>,
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

/// Returns the tables of codes and families, and those of the groups in `answers.toml`.
pub(crate) fn catalogue(errors: &str, answers: &str) -> Result<String, String> {
    let (mut codes, mut families) = (BTreeMap::new(), Vec::new());

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

    let mut groups = groups("answers.toml", answers)?;
    let mut group = |name| groups.remove(name).unwrap_or_default();
    for row in group("code") {
        if codes.contains_key(&row.name) {
            return Err(row.error("errors.toml has this code too"));
        }
        codes.insert(row.name.clone(), row.entry(&[])?);
    }
    let statuses = named("STATUSES", "Entry", group("status"), |row| row.entry(&[]))?;
    let silence = ["host", "attempts", "token", "attemptTimeout", "totalTimeout", "rateLimit"];
    let silences = named("SILENCES", "Advice", group("silence"), |row| row.read::<Advice>(&silence))?;
    let denial = ["principal", "action", "policy", "denied"];
    let denials = named("DENIALS", "Advice", group("denial"), |row| row.read::<Advice>(&denial))?;
    let phrase = |placeholders: &'static [&'static str]| {
        move |row: Row| row.read::<Phrase>(placeholders).map(|phrase| phrase.message)
    };
    let principals = named("PRINCIPALS", "Template", group("principal"), phrase(&[]))?;
    let policies = named("POLICIES", "Template", group("policy"), phrase(&[]))?;
    let phrases = named("PHRASES", "Template", group("phrase"), phrase(&["principal", "value"]))?;
    if let Some((name, _)) = groups.first_key_value() {
        return Err(format!("{FOLDER}/answers.toml: unknown group `{name}`"));
    }
    Ok([
        format!("pub(crate) static CATALOGUE: &[&str] = &{order:#?};\n"),
        table("CODES", "Entry", codes),
        table("FAMILIES", "Entry", families),
        statuses,
        silences,
        denials,
        principals,
        policies,
        phrases,
    ]
    .concat())
}

/// Returns the table of validation rules.
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
    named("RULES", "RuleText", rows("rules.toml", toml)?, |row| row.read::<RuleText>(&placeholders))
}

/// Returns the table of verdicts.
pub(crate) fn verdicts(toml: &str) -> Result<String, String> {
    let placeholders = ["name", "offset", "code"];
    named("VERDICTS", "VerdictText", rows("verdicts.toml", toml)?, |row| row.read::<VerdictText>(&placeholders))
}

/// Returns the table of mistakes.
pub(crate) fn mistakes(toml: &str) -> Result<String, String> {
    let placeholders = ["name", "expected"];
    named("MISTAKES", "MistakeText", rows("mistakes.toml", toml)?, |row| row.read::<MistakeText>(&placeholders))
}

fn named<T: Debug>(
    name: &str,
    kind: &str,
    rows: Vec<Row>,
    read: impl Fn(Row) -> Result<T, String>,
) -> Result<String, String> {
    let read = |row: Row| Ok((row.name.clone(), read(row)?));
    Ok(table(name, kind, rows.into_iter().map(read).collect::<Result<Vec<_>, String>>()?))
}

fn table<T: Debug>(name: &str, kind: &str, rows: impl IntoIterator<Item = (String, T)>) -> String {
    let rows: Vec<_> = rows.into_iter().collect();
    format!("pub(crate) static {name}: &[(&str, {kind})] = &{rows:#?};\n")
}

/// A TOML table and its origin.
struct Row {
    file: &'static str,
    name: String,
    position: usize,
    table: Table,
}

type Tables = BTreeMap<String, Spanned<Table>>;

/// Parses a file. The rows are sorted by name, as a binary search needs them.
fn rows(file: &'static str, toml: &str) -> Result<Vec<Row>, String> {
    Ok(rows_of(file, parse::<Tables>(file, toml)?))
}

/// Parses a file whose rows are in groups.
fn groups(file: &'static str, toml: &str) -> Result<BTreeMap<String, Vec<Row>>, String> {
    let groups = parse::<BTreeMap<String, Tables>>(file, toml)?;
    Ok(groups.into_iter().map(|(name, tables)| (name, rows_of(file, tables))).collect())
}

fn parse<T: DeserializeOwned>(file: &str, toml: &str) -> Result<T, String> {
    toml::from_str(toml).map_err(|error| format!("{FOLDER}/{file}: {error}"))
}

fn rows_of(file: &'static str, tables: Tables) -> Vec<Row> {
    let row = |(name, table): (_, Spanned<Table>)| Row {
        file,
        name,
        position: table.span().start,
        table: table.into_inner(),
    };
    tables.into_iter().map(row).collect()
}

impl Row {
    fn entry(self, placeholders: &[&str]) -> Result<Entry, String> {
        let no_url = self.error("`source` must be a URL");
        let entry: Entry = self.read(placeholders)?;
        if entry.source.starts_with("https://") { Ok(entry) } else { Err(no_url) }
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
