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

/// A number in decimal, with its sign if it is negative.
pub(crate) fn signed_decimal(number: i64) -> String {
    [if number < 0 { "-" } else { "" }, &decimal(number.unsigned_abs())].concat()
}

/// Adds numbers, a space after each.
pub(crate) fn push_integers(text: &mut String, numbers: &[i64]) {
    for number in numbers {
        text.push_str(&signed_decimal(*number));
        text.push(' ');
    }
}

/// The numbers that [`push_integers`] wrote; 0 for what is none.
pub(crate) fn integers(text: &str) -> impl Iterator<Item = i64> {
    text.split(' ').filter(|number| !number.is_empty()).map(|number| number.parse().unwrap_or_default())
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

    #[test]
    fn integers_go_out_and_come_back() {
        let numbers = [0, -1, 1_767_323_045_678, i64::MIN, i64::MAX];
        let mut text = String::new();
        push_integers(&mut text, &numbers);
        assert!(text.starts_with("0 -1 1767323045678 -9223372036854775808 "));
        assert!(integers(&text).eq(numbers));
        assert!(integers("1 x  2").eq([1, 0, 2]));
    }
}
