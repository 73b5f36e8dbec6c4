//! The texts of the core as one file, which the package's JavaScript hands to the module when it starts.

use std::fs;

use anyhow::{Context, Result};

use crate::root;

/// In the order of the enum `File` in `src/data_file.rs`.
const FILES: [&str; 5] = [
    "validation/rules.toml",
    "catalogue/errors.toml",
    "catalogue/answers.toml",
    "diagnosis/verdicts.toml",
    "inspection/mistakes.toml",
];
/// What a reader of the catalogue wants to know, and the module does not.
const LEFT_OUT: [&str; 2] = ["status = ", "message = "];

/// The lines that the core reads, a form feed after each file.
pub fn join() -> Result<String> {
    let mut texts = String::new();
    for file in FILES {
        let path = root().join("src").join(file);
        let content = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
        let is_read = |line: &&str| {
            !line.is_empty() && !line.starts_with('#') && !LEFT_OUT.iter().any(|start| line.starts_with(start))
        };
        for line in content.lines().filter(is_read) {
            texts.push_str(line);
            texts.push('\n');
        }
        texts.push('\u{c}');
    }
    Ok(texts)
}
