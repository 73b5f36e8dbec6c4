//! The build script: a file of messages that the crate cannot use fails the build, and the error names the place.

#[path = "../build.rs"]
mod build;

const TEXTS: &str = r#"
explanation_en = "E {name}"
explanation_zh = "E"
remedy_en = "R"
remedy_zh = "R"
"#;
const ENTRY: &str = r#"
category = "request"
retry = "never"
source = "https://example.com"
"#;
const DOCUMENTED: &str = r#"
status = "400"
message = "%s"
"#;

fn errors() -> String {
    ["[\"Missing*\"]", TEXTS, ENTRY, DOCUMENTED].concat()
}

fn answers() -> String {
    let plain = TEXTS.replace("{name}", "");
    let no_response = TEXTS.replace("{name}", "{host}");
    let denied = TEXTS.replace("{name}", "{principal}");
    [
        "[code.EmptyAnswer]",
        &plain,
        ENTRY,
        "[silence.network]",
        &no_response,
        "[denial.unspecified]",
        &denied,
        "[phrase.with-name]\nen = \"{principal} {value}\"\nzh = \"{principal}\"\n",
        "[policy.unspecified]\nen = \"P\"\nzh = \"P\"\n",
    ]
    .concat()
}

fn rules() -> String {
    "[wrong-type]\ncode = \"WrongType\"\nseverity = \"error\"\nen = \"Not {field}\"\nzh = \"Z\"\n".to_owned()
}

fn verdicts() -> String {
    ["[WrongSecret]", TEXTS, "acs3_remedy_en = \"A\"\nacs3_remedy_zh = \"A\"\n"].concat()
}

fn mistakes() -> String {
    ["[WrongName]", TEXTS, "signed_explanation_en = \"S\"\nsigned_explanation_zh = \"S\"\n"].concat()
}

type Build = fn(&str) -> Result<String, String>;
type Valid = fn() -> String;
const FILES: [(&str, Build, Valid); 5] = [
    ("errors", |errors| build::catalogue(errors, &answers()), errors),
    ("answers", |answers| build::catalogue(&errors(), answers), answers),
    ("rules", build::rules, rules),
    ("verdicts", build::verdicts, verdicts),
    ("mistakes", build::mistakes, mistakes),
];

/// Checks that a valid file is rejected once its first `old` is `new`, and that the error names each of `parts`.
#[track_caller]
fn rejects(name: &str, (old, new): (&str, &str), parts: &[&str]) {
    let [(_, build, valid)] = FILES.iter().filter(|(file, ..)| *file == name).collect::<Vec<_>>()[..] else {
        panic!("{name} is not a file")
    };
    assert!(valid().contains(old), "{old}");
    let changed = valid().replacen(old, new, 1);
    let Err(error) = build(&changed) else { panic!("was accepted: {changed}") };
    for part in [&format!("src/messages/{name}.toml")[..]].iter().chain(parts) {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn a_valid_file() {
    for (name, build, valid) in FILES {
        assert_eq!(build(&valid()).err(), None, "{name}");
    }
}

#[test]
fn an_unknown_placeholder() {
    rejects("errors", ("{name}", "{nmae}"), &["[Missing*]", "`explanation_en`", "{nmae}", "name"]);
    rejects("rules", ("{field}", "{feild}"), &["[wrong-type]", "`en`", "{feild}", "field"]);
    rejects("verdicts", ("\"R\"", "\"{Name}\""), &["[WrongSecret]", "`remedy_en`", "{Name}"]);
    rejects("mistakes", ("\"S\"", "\"{offset}\""), &["[WrongName]", "`signed_explanation_en`", "{offset}"]);
    // Each kind of answer has its own.
    rejects("answers", ("{host}", "{principal}"), &["[network]", "{principal}", "host"]);
    rejects("answers", ("{principal}", "{host}"), &["[unspecified]", "{host}", "principal"]);
    rejects("answers", ("{value}", "{host}"), &["[with-name]", "{host}", "value"]);
    rejects("answers", ("\"P\"", "\"{value}\""), &["[unspecified]", "{value}"]);
    // Only a family has a part that varies.
    rejects("errors", ("Missing*", "MissingParameter"), &["[MissingParameter]", "{name}"]);
}

#[test]
fn a_brace_without_its_counterpart() {
    for text in ["{field", "field}", "}field{"] {
        rejects("rules", ("{field}", text), &["[wrong-type]", "`en`"]);
    }
}

#[test]
fn a_missing_key() {
    rejects("errors", ("status", "#"), &["[Missing*]", "missing field `status`"]);
    rejects("errors", ("message", "#"), &["[Missing*]", "missing field `message`"]);
    rejects("errors", ("remedy_zh", "#"), &["[Missing*]", "missing field `zh`", "`remedy`"]);
    rejects("answers", ("retry", "#"), &["[EmptyAnswer]", "missing field `retry`"]);
    rejects("rules", ("code", "#"), &["[wrong-type]", "missing field `code`"]);
    rejects("rules", ("zh", "#"), &["[wrong-type]", "missing field `zh`"]);
    rejects("verdicts", ("acs3_remedy_en", "#"), &["[WrongSecret]", "missing field `en`", "`acs3_remedy`"]);
    rejects("mistakes", ("signed_explanation_zh", "#"), &["[WrongName]", "missing field `zh`", "`signed_explanation`"]);
}

#[test]
fn an_unknown_key_or_value() {
    rejects("rules", ("code", "fr = \"\"\ncode"), &["[wrong-type]", "unknown field `fr`"]);
    rejects("verdicts", ("acs3_remedy_en", "acs4_remedy_en"), &["[WrongSecret]", "acs"]);
    rejects("mistakes", ("[WrongName]", "[WrongName]\nacs3_remedy_en = \"\""), &["[WrongName]", "acs3_remedy"]);
    rejects("errors", ("\"never\"", "\"sometimes\""), &["[Missing*]", "sometimes", "after-clock"]);
    rejects("errors", ("https://example.com", "a page"), &["[Missing*]", "`source`", "URL"]);
    rejects("answers", ("[code.", "[codes."), &["`codes`"]);
    rejects("rules", ("\"error\"", "\"fatal\""), &["[wrong-type]", "fatal", "warning"]);
    rejects("errors", ("\"request\"", "\"requests\""), &["[Missing*]", "`requests`", "throttling"]);
    rejects("rules", ("\"Not {field}\"", "1"), &["[wrong-type]", "`en` must be a string"]);
    rejects("rules", ("[wrong-type]", "[wrong-type"), &["line 1"]);
}

#[test]
fn a_code_in_two_files() {
    let code = errors().replace("Missing*", "EmptyAnswer").replace("{name}", "");
    let error = build::catalogue(&code, &answers()).err();
    assert_eq!(error.as_deref(), Some("src/messages/answers.toml, [EmptyAnswer]: errors.toml has this code too"));
}

#[test]
fn escapes_are_resolved_and_names_are_sorted() {
    let toml = "[b]\ncode = \"B\"\nseverity = \"error\"\nen = \"a \\\"word\\\"\"\nzh = \"词\"\n[a]\ncode = \"A\"\nseverity = \"error\"\nen = \"A\"\nzh = \"甲\"\n";
    let source: String = build::rules(toml).expect("the file is valid").split_whitespace().collect();
    let row = |name, code, en, zh| {
        format!(r#"("{name}",RuleText{{code:"{code}",severity:Error,message:Template{{en:{en},zh:"{zh}",}},}},),"#)
    };
    let rows = [row("a", "A", r#""A""#, "甲"), row("b", "B", r#""a\"word\"""#, "词")].concat();
    assert_eq!(source, format!("pub(crate)staticRULES:&[(&str,RuleText)]=&[{rows}];"));
}

/// The compiler finds a rule that is applied and has no text; this finds a text that no rule uses.
#[test]
fn each_rule_in_the_file_is_applied() {
    let mut sources = String::new();
    let mut folders = vec![std::path::PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for path in folder.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources += &std::fs::read_to_string(path).expect("a text");
            }
        }
    }
    let rules: toml::Table = include_str!("../src/messages/rules.toml").parse().expect("TOML");
    let is_used = |name: &&String| sources.contains(&format!("\"{name}\""));
    assert!(rules.len() > 60);
    assert_eq!(rules.keys().find(|name| !is_used(name)), None);
}
