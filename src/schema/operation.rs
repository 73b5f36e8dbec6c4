//! An operation: its fields, and the rules that involve several fields.

use crate::issue::Rule;
use crate::schema::field::{Field, assert_distinct, assert_known, assert_name};
use crate::schema::result::Member;

/// An operation of the ECS API: the fields of its requests, and their rules.
///
/// An invalid definition in a constant does not compile.
///
/// ```
/// use ecs_image_pipeline::schema::{Field, Operation, Repeat};
/// use ecs_image_pipeline::{Credentials, SignOptions, Timestamp, Value, sign};
///
/// static DESCRIBE_ZONES: Operation = Operation::new("DescribeZones", Repeat::Read)
///     .fields(&[Field::region_id().required(), Field::boolean("verbose")]);
///
/// let request = Value::from([("regionId", "cn-hangzhou".into()), ("verbose", true.into())]);
/// let arguments = DESCRIBE_ZONES.validate(&request)?;
/// let credentials =
///     Credentials { access_key_id: "testid", access_key_secret: "testsecret", security_token: None };
/// let now = Timestamp::from_unix_seconds(1_767_323_045).unwrap();
/// let signed = sign(&arguments, &credentials, &SignOptions::default(), now, "a-nonce")?;
/// assert!(signed.url.contains("Action=DescribeZones") && signed.url.contains("Verbose=true"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub(crate) action: &'static str,
    pub(crate) version: &'static str,
    pub(crate) repeat: Repeat,
    pub(crate) fields: &'static [Field],
    pub(crate) relations: &'static [Relation],
    pub(crate) result: &'static [Member],
}

/// The reason why a request without a response can be retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repeat {
    /// The operation changes nothing.
    Read,
    /// It has a `ClientToken`, by which the server recognizes a retry.
    ClientToken,
    /// A second request changes nothing. After an attempt without a response, a refusal with one of these codes means that the
    /// attempt succeeded.
    Done(&'static [&'static str]),
}

/// A rule that involves several fields of a request.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Relation {
    /// At most one of two fields. The issue has the path of the first.
    NotBoth(&'static str, &'static str, &'static Rule),
    /// At least one of the fields. The issue has the path of the first.
    AtLeastOne(&'static [&'static str], &'static Rule),
    /// A field that is required if another one has a value: the field, the other one, its value, and the rule.
    NeededWhen(&'static str, &'static str, &'static str, &'static Rule),
}

impl Operation {
    /// Returns an operation of API version `2014-05-26`, without fields.
    ///
    /// # Panics
    /// If the action has a character other than ASCII letters and digits.
    #[must_use]
    pub const fn new(action: &'static str, repeat: Repeat) -> Self {
        assert_name(action);
        Self { action, version: "2014-05-26", repeat, fields: &[], relations: &[], result: &[] }
    }

    /// Sets the fields. Issues follow their order.
    ///
    /// # Panics
    /// If two fields have the same name.
    #[must_use]
    pub const fn fields(self, fields: &'static [Field]) -> Self {
        assert_distinct(fields);
        Self { fields, ..self }
    }

    /// Sets the rules that involve several fields.
    ///
    /// # Panics
    /// If a rule names a field that the operation does not have.
    #[must_use]
    pub const fn relations(self, relations: &'static [Relation]) -> Self {
        let mut rest = relations;
        while let [relation, after @ ..] = rest {
            match relation {
                Relation::NotBoth(one, other, _) | Relation::NeededWhen(one, other, ..) => {
                    assert_known(self.fields, one);
                    assert_known(self.fields, other);
                }
                Relation::AtLeastOne(names, _) => {
                    let mut names = *names;
                    while let [name, after @ ..] = names {
                        assert_known(self.fields, name);
                        names = after;
                    }
                }
            }
            rest = after;
        }
        Self { relations, ..self }
    }

    /// Sets the members of the result.
    #[must_use]
    pub const fn result(self, result: &'static [Member]) -> Self {
        Self { result, ..self }
    }

    /// The name of the operation, the parameter `Action`.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        self.action
    }
}
