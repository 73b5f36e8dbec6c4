//! Texts from data files: tables of `key = "text"`, in a part of TOML that can be read line by line.

use alloc::string::String;

/// A file of texts. The npm package has the files beside the module, as a text of JavaScript, where they take half the
/// room that they would inside: see `xtask/src/texts.rs`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum File {
    /// What can be said about a request.
    Rules,
    /// The server's codes.
    Errors,
    /// This package's own codes, for answers that cannot be read, and texts for codes that nobody has documented.
    Answers,
    /// The reasons for a refused signature.
    Verdicts,
    /// What can be wrong with a request of somebody else's code.
    Mistakes,
}

impl File {
    #[cfg(not(all(target_arch = "wasm32", feature = "wasm")))]
    pub(crate) fn lines(self) -> core::str::Lines<'static> {
        match self {
            Self::Rules => include_str!("validation/rules.toml"),
            Self::Errors => include_str!("catalogue/errors.toml"),
            Self::Answers => include_str!("catalogue/answers.toml"),
            Self::Verdicts => include_str!("diagnosis/verdicts.toml"),
            Self::Mistakes => include_str!("inspection/mistakes.toml"),
        }
        .lines()
    }

    #[cfg(all(target_arch = "wasm32", feature = "wasm"))]
    pub(crate) fn lines(self) -> core::str::Split<'static, char> {
        crate::wasm::file(self as usize).split('\n')
    }
}

/// One text of one table. The file keeps to one `key = "text"` a line; tests read it with a TOML parser too.
pub(crate) fn text(file: File, table: &str, key: &str) -> Option<&'static str> {
    file.lines()
        .skip_while(|line| name_of(line) != Some(table))
        .skip(1)
        .take_while(|line| name_of(line).is_none())
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
}

/// The names of a file's tables.
pub(crate) fn tables(file: File) -> impl Iterator<Item = &'static str> {
    file.lines().filter_map(name_of)
}

/// The name in `[name]` or `["na.me"]`.
fn name_of(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    Some(name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name))
}

/// Puts a value in the place of each `{name}`, and takes the backslashes off, which escape quotation marks alone.
pub(crate) fn fill<'v>(text: &str, value: &dyn Fn(&str) -> &'v str) -> String {
    let mut filled = String::with_capacity(text.len());
    for (index, piece) in text.split('{').enumerate() {
        let plain = match piece.split_once('}') {
            Some((name, rest)) if index > 0 => {
                filled.push_str(value(name));
                rest
            }
            _ => piece,
        };
        filled.extend(plain.chars().filter(|character| *character != '\\'));
    }
    filled
}
