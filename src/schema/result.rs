//! A result as data: the members that an operation returns.

use crate::messages::{CODES, named};

/// The code for a response without a required member.
pub(crate) const MISSING_MEMBER: &str = named(CODES, "MissingMember").0;

/// A member of a result: its name in JavaScript, its name in the response, and its type.
///
/// ```
/// use ecs_image_pipeline::schema::{Member, Operation, Repeat};
/// use ecs_image_pipeline::{Response, decode};
///
/// const TAG: &[Member] = &[Member::text("key", "TagKey").required(), Member::text_or_empty("value", "TagValue")];
/// static OPERATION: Operation = Operation::new("DescribeThings", Repeat::Read).result(&[
///     Member::integer("totalCount", "TotalCount"),
///     Member::list("tags", "Tags", "Tag", TAG),
///     Member::texts("regionIds", "RegionIds", "RegionId"),
/// ]);
/// let body = r#"{
///     "RequestId": "r-1", "TotalCount": "1", "Tags": {"Tag": [{"TagKey": "team", "TagValue": ""}]}, "RegionIds": null
/// }"#;
/// let success = decode(&OPERATION, &Response { status: 200, headers: &[], body })?;
/// assert_eq!(success.result.get("totalCount").and_then(|count| count.as_integer()), Some(1));
/// assert_eq!(success.result.get("tags").unwrap().as_list().len(), 1);
/// assert_eq!(success.result.get("regionIds").unwrap().as_list(), []);
/// # Ok::<(), Box<ecs_image_pipeline::ApiError>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub(crate) name: &'static str,
    pub(crate) wire: &'static str,
    pub(crate) kind: Kind,
    /// The code for a response without this member; `None` if it is optional.
    pub(crate) missing: Option<&'static str>,
}

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Text,
    TextOrEmpty,
    Id,
    Integer,
    Boolean,
    Object(&'static [Member]),
    /// Texts, each in an item of this name.
    Texts(&'static str),
    /// Objects, each in an item of this name.
    List(&'static str, &'static [Member]),
}

impl Member {
    /// A text, unchanged. Null and white space count as left out.
    #[must_use]
    pub const fn text(name: &'static str, wire: &'static str) -> Self {
        Self::new(name, wire, Kind::Text)
    }

    /// A text that the result always has: an empty one if the response has none.
    #[must_use]
    pub const fn text_or_empty(name: &'static str, wire: &'static str) -> Self {
        Self::new(name, wire, Kind::TextOrEmpty)
    }

    /// An ID: a text or the digits of a number, trimmed. A value with a control character is left out: callers print
    /// IDs, and a terminal would execute escape sequences.
    #[must_use]
    pub const fn id(name: &'static str, wire: &'static str) -> Self {
        Self::new(name, wire, Kind::Id)
    }

    /// An integer of at most 53 bits, as a number or as its digits in a text. Any other value is left out.
    #[must_use]
    pub const fn integer(name: &'static str, wire: &'static str) -> Self {
        Self::new(name, wire, Kind::Integer)
    }

    /// `true` or `false`, as a boolean or as a text. Any other value is left out.
    #[must_use]
    pub const fn boolean(name: &'static str, wire: &'static str) -> Self {
        Self::new(name, wire, Kind::Boolean)
    }

    /// An object. An empty one is left out.
    #[must_use]
    pub const fn object(name: &'static str, wire: &'static str, members: &'static [Self]) -> Self {
        Self::new(name, wire, Kind::Object(members))
    }

    /// A list of texts, which the response has below `wire` as items named `item`. The result always has the list.
    #[must_use]
    pub const fn texts(name: &'static str, wire: &'static str, item: &'static str) -> Self {
        Self::new(name, wire, Kind::Texts(item))
    }

    /// A list of objects, which the response has below `wire` as items named `item`. The result always has the list.
    #[must_use]
    pub const fn list(name: &'static str, wire: &'static str, item: &'static str, members: &'static [Self]) -> Self {
        Self::new(name, wire, Kind::List(item, members))
    }

    const fn new(name: &'static str, wire: &'static str, kind: Kind) -> Self {
        Self { name, wire, kind, missing: None }
    }

    /// Makes a response without the member an error, `MissingMember`.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { missing: Some(MISSING_MEMBER), ..self }
    }

    /// Makes a response without the member an error with a code of this package, such as `MissingExecutionId`.
    ///
    /// # Panics
    ///
    /// If this package has no messages for the code. In a constant, that does not compile.
    #[must_use]
    pub const fn required_or(self, code: &str) -> Self {
        Self { missing: Some(named(CODES, code).0), ..self }
    }
}
