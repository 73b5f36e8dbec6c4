//! Numbers as texts. The standard library's formatting brings 8 KB of wasm along.

use alloc::string::String;

/// A number in decimal.
pub(crate) fn decimal(number: u64) -> String {
    let mut text = String::new();
    push_decimal(&mut text, number, 1);
    text
}

/// Adds a number in decimal, with leading zeros up to a width.
pub(crate) fn push_decimal(text: &mut String, number: u64, width: u32) {
    if number >= 10 || width > 1 {
        push_decimal(text, number / 10, width.saturating_sub(1));
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (number, width, expected) in [
            (0, 1, "0"),
            (0, 2, "00"),
            (7, 4, "0007"),
            (10, 1, "10"),
            (12_345, 2, "12345"),
            (u64::MAX, 1, "18446744073709551615"),
        ] {
            let mut text = String::from("x");
            push_decimal(&mut text, number, width);
            assert_eq!(text.strip_prefix('x'), Some(expected));
        }
        assert_eq!(decimal(20), "20");
    }
}
