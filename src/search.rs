//! Parts of texts. The standard library's search brings 7 KB of wasm along.

use alloc::string::String;

/// Where a part that is not empty begins.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    let (first, others) = part.as_bytes().split_first()?;
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        if byte == first && behind.starts_with(others) {
            return Some(text.len() - rest.len());
        }
        rest = behind;
    }
    None
}

/// Whether a text has a part that is not empty.
pub(crate) fn holds(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

/// What stands before and after the first place of a part.
pub(crate) fn split<'t>(text: &'t str, part: &str) -> Option<(&'t str, &'t str)> {
    let start = find(text, part)?;
    Some((text.get(..start)?, text.get(start + part.len()..)?))
}

/// A text with another in each place of a part.
pub(crate) fn replace(text: &str, part: &str, by: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = split(rest, part) {
        replaced.push_str(before);
        replaced.push_str(by);
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}
