//! Data of any shape, as it comes from JavaScript: what a request is read from when no compiler has checked it.

use alloc::vec::Vec;
use core::fmt;

/// A value whose type is not known yet.
///
/// Its Debug output shows types and lengths alone, since it may hold credentials.
#[derive(Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Left out: `undefined`, `null`, or no member at all.
    Absent,
    /// A boolean.
    Boolean(bool),
    /// An integer that JavaScript counts exactly, from -(2^53 - 1) to 2^53 - 1.
    Integer(i64),
    /// Any other finite number, its fraction cut off.
    Fraction(i64),
    /// A `Date`, in milliseconds since 1970.
    Date(i64),
    /// A text.
    Text(&'a str),
    /// An array: its first elements, and how many it has in truth.
    List(Vec<Value<'a>>, usize),
    /// An object's members.
    Object(Vec<(&'a str, Value<'a>)>),
    /// Something that no field takes.
    Other(Kind),
}

/// What a value is that no field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number that is beyond 2^53, infinite, or NaN.
    Number,
    /// A `bigint`.
    BigInt,
    /// A function.
    Function,
    /// A symbol.
    Symbol,
    /// A `Date` that holds no time.
    InvalidDate,
    /// An object nested deeper than any field.
    Nested,
    /// A text with half of a surrogate pair.
    LoneSurrogate,
    /// A text or an object that is too large to be meant.
    TooLarge,
    /// A getter or a proxy threw.
    Unreadable,
}

const KINDS: [(char, Kind); 9] = [
    ('n', Kind::Number),
    ('b', Kind::BigInt),
    ('f', Kind::Function),
    ('s', Kind::Symbol),
    ('d', Kind::InvalidDate),
    ('o', Kind::Nested),
    ('u', Kind::LoneSurrogate),
    ('l', Kind::TooLarge),
    ('t', Kind::Unreadable),
];

/// Deeper values than the request's tags in an argument list are never sent.
const DEEPEST: usize = 8;

impl<'a> Value<'a> {
    /// Reads the bytes in which a value crosses from JavaScript. `None` if they are no such bytes.
    ///
    /// They are written by `src/js/flatten.ts`: a letter for the kind, then what belongs to it, numbers little-endian.
    /// `s`, the length of a text as `u32`, and the text in UTF-8; `i`, an integer as `f64`; `n`, a number whose fraction
    /// was cut off; `d`, a date in milliseconds; `+` and `-`, the booleans; `_`, an absent value; `x` and a letter, what no
    /// field takes; `[`, how many elements there are as `f64`, the elements and `]`; `{`, the members, each as a text and a
    /// value, and `}`.
    ///
    /// ```
    /// use ecs_image_pipeline::Value;
    /// assert_eq!(Value::from_flat(b"s\x02\0\0\0ab"), Some(Value::Text("ab")));
    /// assert_eq!(Value::from_flat(b"ab"), None);
    /// ```
    #[must_use]
    pub fn from_flat(bytes: &'a [u8]) -> Option<Self> {
        let mut flat = Flat { rest: bytes };
        let value = flat.value(0)?;
        flat.rest.is_empty().then_some(value)
    }

    /// A member of an object.
    pub(crate) fn member(&self, name: &str) -> &Self {
        match self {
            Self::Object(members) => {
                members.iter().find(|(key, _)| *key == name).map_or(&Self::Absent, |(_, value)| value)
            }
            _ => &Self::Absent,
        }
    }

    /// An element of a list.
    #[cfg(all(target_arch = "wasm32", feature = "wasm"))]
    pub(crate) fn element(&self, index: usize) -> &Self {
        let elements = if let Self::List(elements, _) = self { elements.get(index) } else { None };
        elements.unwrap_or(&Self::Absent)
    }

    /// What it is, in English and in Chinese, for the text of an issue.
    pub(crate) fn describe(&self) -> (&'static str, &'static str) {
        match self {
            Self::Absent => ("missing", "缺失"),
            Self::Boolean(_) => ("a boolean", "布尔值"),
            Self::Integer(_) => ("a number", "数字"),
            Self::Date(_) => ("a Date", "日期对象"),
            Self::Text(_) | Self::Other(Kind::LoneSurrogate) => ("a string", "字符串"),
            Self::List(..) => ("an array", "数组"),
            Self::Object(_) | Self::Other(Kind::Nested | Kind::TooLarge | Kind::Unreadable) => ("an object", "对象"),
            Self::Fraction(_) => ("a number with a fraction", "带小数的数字"),
            Self::Other(Kind::Number) => ("a number that is not a safe integer", "超出安全整数范围的数字"),
            Self::Other(Kind::BigInt) => ("a bigint", "bigint"),
            Self::Other(Kind::Function) => ("a function", "函数"),
            Self::Other(Kind::Symbol) => ("a symbol", "symbol"),
            Self::Other(Kind::InvalidDate) => ("an invalid Date", "无效的日期对象"),
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::List(_, length) => write!(f, "List({length} elements)"),
            Self::Object(members) => f.debug_list().entries(members.iter().map(|(name, _)| name)).finish(),
            other => f.write_str(other.describe().0),
        }
    }
}

struct Flat<'a> {
    rest: &'a [u8],
}

impl<'a> Flat<'a> {
    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        match self.letter()? {
            b's' => Some(Value::Text(self.text()?)),
            b'_' => Some(Value::Absent),
            b'+' => Some(Value::Boolean(true)),
            b'-' => Some(Value::Boolean(false)),
            b'i' => Some(Value::Integer(self.number()?)),
            b'n' => Some(Value::Fraction(self.number()?)),
            b'd' => Some(Value::Date(self.number()?)),
            b'x' => {
                let letter = char::from(self.letter()?);
                KINDS.iter().find(|(known, _)| *known == letter).map(|(_, kind)| Value::Other(*kind))
            }
            b'[' if depth < DEEPEST => {
                let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
                let mut elements = Vec::new();
                while !self.ends(b']')? {
                    elements.push(self.value(depth + 1)?);
                }
                Some(Value::List(elements, length))
            }
            b'{' if depth < DEEPEST => {
                // Room for a request's usual members.
                let mut members = Vec::with_capacity(4);
                while !self.ends(b'}')? {
                    let (b's', name) = (self.letter()?, self.text()?) else { return None };
                    members.push((name, self.value(depth + 1)?));
                }
                Some(Value::Object(members))
            }
            _ => None,
        }
    }

    #[inline(always)]
    fn text(&mut self) -> Option<&'a str> {
        let length = u32::from_le_bytes(self.take()?);
        let (text, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        core::str::from_utf8(text).ok()
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "JavaScript writes whole numbers below 2^53, and a cast saturates"
    )]
    fn number(&mut self) -> Option<i64> {
        Some(f64::from_le_bytes(self.take()?) as i64)
    }

    #[inline(always)]
    fn letter(&mut self) -> Option<u8> {
        let [letter] = self.take()?;
        Some(letter)
    }

    #[inline(always)]
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*bytes)
    }

    /// Whether a list is at its end, which is then passed over.
    #[inline(always)]
    fn ends(&mut self, end: u8) -> Option<bool> {
        let (first, rest) = self.rest.split_first()?;
        if *first == end {
            self.rest = rest;
        }
        Some(*first == end)
    }
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    fn text(text: &str) -> Vec<u8> {
        [b"s", &u32::try_from(text.len()).expect("short").to_le_bytes()[..], text.as_bytes()].concat()
    }

    fn number(letter: u8, number: f64) -> Vec<u8> {
        [&[letter], &number.to_le_bytes()[..]].concat()
    }

    #[test]
    fn reads_each_form() {
        let object = [b"{".to_vec(), text("a"), number(b'i', 1.0), b"}".to_vec()].concat();
        let parts = [
            number(b'[', 9.0),
            text("abc"),
            text("😀中x"),
            text(""),
            number(b'i', -42.0),
            number(b'n', 7.0),
            number(b'd', 1_767_323_045_000.0),
            b"+-_xb".to_vec(),
            object,
            b"]".to_vec(),
        ];
        assert_eq!(
            Value::from_flat(&parts.concat()),
            Some(Value::List(
                vec![
                    Value::Text("abc"),
                    Value::Text("😀中x"),
                    Value::Text(""),
                    Value::Integer(-42),
                    Value::Fraction(7),
                    Value::Date(1_767_323_045_000),
                    Value::Boolean(true),
                    Value::Boolean(false),
                    Value::Absent,
                    Value::Other(Kind::BigInt),
                    Value::Object(vec![("a", Value::Integer(1))]),
                ],
                9
            ))
        );
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let open = number(b'[', 1.0);
        for bytes in [
            &b""[..],
            b"s\x03\0\0\0ab",
            b"s\x01\0\0\0\xff",
            b"s\xff\xff\xff\xffab",
            b"i",
            b"i\0\0\0",
            &open,
            b"{s\x01\0\0\0a}",
            b"{_}",
            b"x",
            b"xz",
            b"__",
            b"q",
            &open.repeat(99),
        ] {
            assert_eq!(Value::from_flat(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_value_is_at_most_eight_deep() {
        let list = number(b'[', 1.0);
        let object = [b"{".to_vec(), text("a")].concat();
        for (start, end) in [(list, b"]"), (object, b"}")] {
            let nested = |depth: usize| [start.repeat(depth), b"_".to_vec(), end.repeat(depth)].concat();
            assert!(Value::from_flat(&nested(8)).is_some());
            assert_eq!(Value::from_flat(&nested(9)), None);
        }
    }

    #[test]
    fn debug_shows_types_and_lengths() {
        let text = || Value::Text("中");
        for (value, expected) in [
            (text(), "Text(3 bytes)"),
            (Value::List(vec![text()], 1000), "List(1000 elements)"),
            (Value::Object(vec![("a", text()), ("b", text())]), r#"["a", "b"]"#),
            (Value::Integer(7), "a number"),
            (Value::Absent, "missing"),
        ] {
            assert_eq!(std::format!("{value:?}"), expected);
        }
    }
}
