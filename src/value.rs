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
    /// Reads the one text in which a value crosses from JavaScript. `None` if it is not such a text.
    ///
    /// It is written by `src/js/flatten.ts`, in the manner of bencode: `3:abc` is a text of 3 UTF-16 units, `i42;` an
    /// integer, `n42;` a number whose fraction was cut off, `d42;` a date, `+` and `-` the booleans, `_` an absent value, `x` and a letter what no field takes,
    /// `[2;…]` an array of 2, `{…}` the names and values of an object in turn.
    #[must_use]
    pub fn from_flat(text: &'a str) -> Option<Self> {
        let mut flat = Flat { text, position: 0 };
        let value = flat.value(0)?;
        (flat.position == text.len()).then_some(value)
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
    text: &'a str,
    position: usize,
}

impl<'a> Flat<'a> {
    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        let first = self.peek()?;
        if first.is_ascii_digit() {
            return Some(Value::Text(self.text()?));
        }
        self.position += 1;
        match first {
            b'_' => Some(Value::Absent),
            b'+' => Some(Value::Boolean(true)),
            b'-' => Some(Value::Boolean(false)),
            b'i' => Some(Value::Integer(self.number(b';')?)),
            b'n' => Some(Value::Fraction(self.number(b';')?)),
            b'd' => Some(Value::Date(self.number(b';')?)),
            b'x' => {
                let letter = char::from(self.peek()?);
                self.position += 1;
                KINDS.iter().find(|(known, _)| *known == letter).map(|(_, kind)| Value::Other(*kind))
            }
            b'[' if depth < DEEPEST => {
                let length = self.number(b';')?.try_into().ok()?;
                let mut elements = Vec::new();
                while !self.take(b']') {
                    elements.push(self.value(depth + 1)?);
                }
                Some(Value::List(elements, length))
            }
            b'{' if depth < DEEPEST => {
                let mut members = Vec::new();
                while !self.take(b'}') {
                    members.push((self.text()?, self.value(depth + 1)?));
                }
                Some(Value::Object(members))
            }
            _ => None,
        }
    }

    fn text(&mut self) -> Option<&'a str> {
        let units = self.number(b':')?.try_into().ok()?;
        let text = take_utf16(self.text.get(self.position..)?, units)?;
        self.position += text.len();
        Some(text)
    }

    fn number(&mut self, end: u8) -> Option<i64> {
        let sign = if self.take(b'-') { -1 } else { 1 };
        let start = self.position;
        let mut number: i64 = 0;
        while !self.take(end) {
            let digit = self.peek()?.checked_sub(b'0').filter(|digit| *digit < 10)?;
            number = number.checked_mul(10)?.checked_add(digit.into())?;
            self.position += 1;
        }
        (self.position > start + 1).then_some(number * sign)
    }

    // Inlined, since each character of the arguments passes through: half of the time of reading them.
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    #[inline(always)]
    fn take(&mut self, expected: u8) -> bool {
        let is_there = self.peek() == Some(expected);
        self.position += usize::from(is_there);
        is_there
    }
}

/// The start of a text, so many UTF-16 units long, which is how JavaScript counts.
fn take_utf16(text: &str, units: usize) -> Option<&str> {
    if let Some(head) = text.get(..units).filter(|head| head.is_ascii()) {
        return Some(head);
    }
    let mut left = units;
    let mut characters = text.chars();
    while left > 0 {
        left = left.checked_sub(characters.next()?.len_utf16())?;
    }
    text.get(..text.len() - characters.as_str().len())
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    #[test]
    fn reads_each_form() {
        let read = Value::from_flat("[9;3:abc4:😀中x0:i-42;n7;d1767323045000;+-_xb{1:ai1;}]").expect("well formed");
        assert_eq!(
            read,
            Value::List(
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
            )
        );
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in
            ["", "3:ab", "1:😀", "i;", "ix;", "[1;", "{1:a}", "{_}", "x", "xz", "3:abc_", "q", &"[1;".repeat(99)]
        {
            assert_eq!(Value::from_flat(text), None, "{text}");
        }
    }
}
