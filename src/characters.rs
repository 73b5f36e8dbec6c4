//! Checks for invisible characters, and for characters that a header cannot carry.

/// Checks for white space, control characters and zero-width characters, which are easily copied unseen.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Checks for a text that a header can carry: printable ASCII, with no space around it (RFC 9110, section 5.5). Other
/// characters would arrive in another encoding than the signed one.
pub(crate) fn fits_header(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.starts_with(' ') && !text.ends_with(' ')
}

pub(crate) fn has_blank(text: &str) -> bool {
    // Fast path: nearly every text is printable ASCII.
    !text.bytes().all(|byte| byte.is_ascii_graphic()) && text.chars().any(is_blank)
}
