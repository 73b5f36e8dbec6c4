//! Dynamically typed arguments, from which requests and options are read at the boundary to another language.

pub(crate) mod fields;

use std::borrow::Cow;
use std::fmt;

/// A dynamically typed value, from which the fields of a request are read.
///
/// Its Debug output contains only types and lengths, since it may contain credentials.
///
/// ```
/// use ecs_image_pipeline::Value;
/// let request = Value::from([
///     ("regionId", "cn-hangzhou".into()),
///     ("tag", vec![Value::from([("key", "team".into()), ("value", "images".into())])].into()),
///     ("ownerId", 1234567890.into()),
///     ("clientToken", None::<&str>.into()), // absent
/// ]);
/// assert_eq!(format!("{request:?}"), r#"["regionId", "tag", "ownerId", "clientToken"]"#);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// A field that was left out.
    Absent,
    /// A boolean.
    Boolean(bool),
    /// An integer from -(2^53 - 1) to 2^53 - 1, which a double represents exactly.
    Integer(i64),
    /// Any other finite number, truncated.
    Fraction(i64),
    /// A point in time, in milliseconds since 1970.
    Time(i64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list: its first elements, and its true length.
    List(Vec<Value<'a>>, usize),
    /// An object's members, in their order.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
    /// A value that no field accepts.
    Other(Kind),
}

/// The reason why no field accepts a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text that is not well-formed Unicode.
    LoneSurrogate,
    /// A text or an object beyond the limits of size.
    TooLarge,
    /// Reading the value failed.
    Unreadable,
    /// An object nested deeper than any field.
    Nested,
    /// A number that is not a safe integer, and no fraction either.
    UnsafeInteger,
    /// Another type of the caller's language, by its name in English and in Chinese.
    Foreign(&'static str, &'static str),
}

impl Value<'_> {
    /// Returns a member of an object; [`Value::Absent`] if it has no such member.
    pub(crate) fn member(&self, name: &str) -> &Self {
        match self {
            Self::Object(members) => {
                members.iter().find(|(key, _)| key == name).map_or(&Self::Absent, |(_, value)| value)
            }
            _ => &Self::Absent,
        }
    }

    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns the name of the type in English and Chinese, for messages.
    pub(crate) fn describe(&self) -> (&'static str, &'static str) {
        match self {
            Self::Absent => ("missing", "缺失"),
            Self::Boolean(_) => ("a boolean", "布尔值"),
            Self::Integer(_) => ("a number", "数字"),
            Self::Time(_) => ("a Date", "日期对象"),
            Self::Text(_) | Self::Other(Kind::LoneSurrogate) => ("a string", "字符串"),
            Self::List(..) => ("an array", "数组"),
            Self::Object(_) | Self::Other(Kind::Nested | Kind::TooLarge | Kind::Unreadable) => ("an object", "对象"),
            Self::Fraction(_) => ("a number with a fraction", "带小数的数字"),
            Self::Other(Kind::UnsafeInteger) => ("a number that is not a safe integer", "超出安全整数范围的数字"),
            Self::Other(Kind::Foreign(en, zh)) => (en, zh),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for Value<'_> {
    fn from(boolean: bool) -> Self {
        Self::Boolean(boolean)
    }
}

/// An integer beyond 2^53 - 1 becomes a value that no field accepts.
impl From<i64> for Value<'_> {
    fn from(integer: i64) -> Self {
        const BOUND: u64 = 1 << 53;
        if integer.unsigned_abs() < BOUND { Self::Integer(integer) } else { Self::Other(Kind::UnsafeInteger) }
    }
}

/// `None` becomes an absent field.
impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

impl<'a> From<Vec<Value<'a>>> for Value<'a> {
    fn from(elements: Vec<Value<'a>>) -> Self {
        let length = elements.len();
        Self::List(elements, length)
    }
}

impl<'a> From<Vec<(&'a str, Value<'a>)>> for Value<'a> {
    fn from(members: Vec<(&'a str, Value<'a>)>) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl<'a, const N: usize> From<[(&'a str, Value<'a>); N]> for Value<'a> {
    fn from(members: [(&'a str, Value<'a>); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
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

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn debug_shows_types_and_lengths() {
        let text = || Value::from("中");
        for (value, expected) in [
            (text(), "Text(3 bytes)"),
            (Value::List(vec![text()], 1000), "List(1000 elements)"),
            (Value::from(vec![("a", text()), ("b", text())]), r#"["a", "b"]"#),
            (Value::Integer(7), "a number"),
            (Value::Absent, "missing"),
        ] {
            assert_eq!(format!("{value:?}"), expected);
        }
    }
}
