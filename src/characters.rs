//! Characters that are copied along unseen, and those that a header cannot carry.

/// White space, a control character, or a character without width that is copied along unseen.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Whether a header can carry a text as it is: printable ASCII, with no space around it. RFC 9110, section 5.5; what is
/// beyond ASCII arrives in another encoding than the one that is signed.
pub(crate) fn fits_header(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.starts_with(' ') && !text.ends_with(' ')
}

pub(crate) fn has_blank(text: &str) -> bool {
    // What is printable ASCII, as nearly every text is, needs no look at its characters.
    !text.bytes().all(|byte| byte.is_ascii_graphic()) && text.chars().any(is_blank)
}
