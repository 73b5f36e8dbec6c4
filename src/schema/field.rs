//! A field of a request.

use crate::issue::Rule;
use crate::schema::check::Check;
use crate::value::fields::{Expected, PARAMETER_EMPTY, PARAMETER_MISSING};

/// A field of a request, by its name in JavaScript and in the official TypeScript SDK.
///
/// On the wire, its name begins with a capital letter: `regionId` is sent as `RegionId`. The members of an object follow after a
/// dot, `ImageOptions.ImageName`, and so do the numbers of a list, from 1: `Tag.1.Key`.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) presence: Option<Presence>,
    pub(crate) checks: &'static [Check],
    pub(crate) deprecated: Option<&'static Rule>,
}

/// The rules for a required field that is missing or empty.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Presence {
    pub(crate) missing: &'static Rule,
    pub(crate) empty: &'static Rule,
}

/// The type of a field.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// A text.
    Text,
    /// The ID of a region. It becomes part of the host, so it is checked for every operation.
    RegionId,
    /// The idempotency token. The client generates one if a request has none.
    ClientToken,
    /// A safe integer, from -(2^53 - 1) to 2^53 - 1.
    Integer,
    /// A boolean.
    Boolean,
    /// The ID of an account: a text of digits, or a safe integer. It is kept as text, since IDs can be larger.
    AccountId,
    /// An object with fields of its own.
    Object(&'static [Field]),
    /// A list.
    List(&'static List),
}

/// The elements of a list, and their rules.
#[derive(Debug, Clone, Copy)]
pub struct List {
    pub(crate) element: Kind,
    pub(crate) checks: &'static [Check],
    pub(crate) expected: Expected,
    pub(crate) maximum: usize,
    pub(crate) too_many: &'static Rule,
    pub(crate) unique: Option<(&'static str, &'static Rule)>,
}

impl List {
    /// Returns a list of at most `maximum` elements. Placeholder of the message of `too_many`: `{count}`.
    ///
    /// # Panics
    /// If the elements are lists, or objects with two fields of the same name.
    #[must_use]
    pub const fn new(element: Kind, maximum: usize, too_many: &'static Rule) -> Self {
        let expected = match element {
            Kind::Object(fields) => {
                assert_distinct(fields);
                ("an array of objects", "对象数组")
            }
            Kind::List(_) => panic!("no list has lists for elements"),
            Kind::Integer => ("an array of integers", "整数数组"),
            Kind::Boolean => ("an array of booleans", "布尔值数组"),
            _ => ("an array of strings", "字符串数组"),
        };
        Self { element, checks: &[], expected, maximum, too_many, unique: None }
    }

    /// Sets the rules of each element.
    #[must_use]
    pub const fn checks(self, checks: &'static [Check]) -> Self {
        Self { checks, ..self }
    }

    /// Names the type in messages, in English and in Chinese: `an array of tags`.
    #[must_use]
    pub const fn called(self, en: &'static str, zh: &'static str) -> Self {
        Self { expected: (en, zh), ..self }
    }

    /// Requires that no two elements have the same text in a member. Placeholder of the message: `{first}`, the path of
    /// the first of the two.
    ///
    /// # Panics
    /// If the elements are not objects with that member.
    #[must_use]
    pub const fn unique(self, member: &'static str, rule: &'static Rule) -> Self {
        match self.element {
            Kind::Object(fields) => assert_known(fields, member),
            _ => panic!("only objects have members"),
        }
        Self { unique: Some((member, rule)), ..self }
    }
}

impl Field {
    /// A field.
    ///
    /// # Panics
    /// If the name has a character other than ASCII letters and digits, or if two fields of an object have the same
    /// name.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        assert_name(name);
        if let Kind::Object(fields) = kind {
            assert_distinct(fields);
        }
        Self { name, kind, presence: None, checks: &[], deprecated: None }
    }

    /// The field `regionId`, which also selects the endpoint.
    #[must_use]
    pub const fn region_id() -> Self {
        Self::new("regionId", Kind::RegionId)
    }

    /// A text.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text)
    }

    /// A safe integer.
    #[must_use]
    pub const fn integer(name: &'static str) -> Self {
        Self::new(name, Kind::Integer)
    }

    /// A boolean.
    #[must_use]
    pub const fn boolean(name: &'static str) -> Self {
        Self::new(name, Kind::Boolean)
    }

    /// An object with fields of its own.
    #[must_use]
    pub const fn object(name: &'static str, fields: &'static [Self]) -> Self {
        Self::new(name, Kind::Object(fields))
    }

    /// A list.
    #[must_use]
    pub const fn list(name: &'static str, list: &'static List) -> Self {
        Self::new(name, Kind::List(list))
    }

    /// Requires the field, and that it is not an empty text.
    #[must_use]
    pub const fn required(self) -> Self {
        self.required_by(PARAMETER_MISSING, PARAMETER_EMPTY)
    }

    /// Like [`required`](Self::required), with custom rules for a missing and an empty field.
    #[must_use]
    pub const fn required_by(self, missing: &'static Rule, empty: &'static Rule) -> Self {
        Self { presence: Some(Presence { missing, empty }), ..self }
    }

    /// Sets the rules of a value.
    #[must_use]
    pub const fn checks(self, checks: &'static [Check]) -> Self {
        Self { checks, ..self }
    }

    /// Reports the use of the field, except for an empty list.
    #[must_use]
    pub const fn deprecated(self, rule: &'static Rule) -> Self {
        Self { deprecated: Some(rule), ..self }
    }
}

pub(crate) const fn assert_name(name: &str) {
    let mut rest = name.as_bytes();
    assert!(matches!(rest, [first, ..] if first.is_ascii_alphabetic()), "a name begins with a letter");
    while let [byte, after @ ..] = rest {
        assert!(byte.is_ascii_alphanumeric(), "a name is made of letters and digits");
        rest = after;
    }
}

pub(crate) const fn assert_distinct(fields: &[Field]) {
    let mut rest = fields;
    while let [field, after @ ..] = rest {
        assert!(!is_known(after, field.name), "two fields have one name");
        rest = after;
    }
}

pub(crate) const fn assert_known(fields: &[Field], name: &str) {
    assert!(is_known(fields, name), "no field has this name");
}

const fn is_known(fields: &[Field], name: &str) -> bool {
    let mut rest = fields;
    while let [field, after @ ..] = rest {
        if crate::messages::is_same(field.name.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = after;
    }
    false
}
