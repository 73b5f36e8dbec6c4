//! Texts from data files: tables of `key = "text"`, in a part of TOML that can be read line by line.

use alloc::string::String;

/// One text of one table. The file keeps to one `key = "text"` a line; tests read it with a TOML parser too.
pub(crate) fn text(file: &'static str, table: &str, key: &str) -> Option<&'static str> {
    file.lines()
        .skip_while(|line| name_of(line) != Some(table))
        .skip(1)
        .take_while(|line| name_of(line).is_none())
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
}

/// The names of a file's tables.
pub(crate) fn tables(file: &'static str) -> impl Iterator<Item = &'static str> {
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
