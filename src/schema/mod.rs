//! What an operation's request is made of.

use std::borrow::Cow;

/// A parameter as it is called on the wire, with its value, both not encoded yet.
pub type Parameter<'a> = (Cow<'a, str>, Cow<'a, str>);

/// A request's own parameters, which have been checked.
#[derive(Debug, Clone)]
pub(crate) struct Arguments<'a> {
    /// The region, which becomes part of the host.
    pub(crate) region_id: Cow<'a, str>,
    /// Names on the wire and values, nearly in the order of the canonical query.
    pub(crate) parameters: Vec<Parameter<'a>>,
}

impl Arguments<'_> {
    /// A copy that outlives the request.
    pub(crate) fn into_owned(self) -> Arguments<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Arguments {
            region_id: owned(self.region_id),
            parameters: self.parameters.into_iter().map(|(name, value)| (owned(name), owned(value))).collect(),
        }
    }
}
