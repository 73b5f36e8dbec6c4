//! Reads the result of an operation from the tree.

use serde::{Serialize, Serializer};

use crate::response::tree::Node;
use crate::schema::result::{Kind, Member};

/// Maximum integer, 2^53 - 1, which a double represents exactly.
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// A result, or an object in one, with the member names of the JavaScript API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResultObject(Vec<(&'static str, ResultValue)>);

/// A value of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ResultValue {
    /// A text or an ID.
    Text(String),
    /// An integer of at most 53 bits.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
    /// A list.
    List(Vec<ResultValue>),
    /// An object.
    Object(ResultObject),
}

impl ResultObject {
    /// Returns a member by its name in the JavaScript API.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ResultValue> {
        self.members().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Returns names and values.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, &ResultValue)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

impl Serialize for ResultObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.members())
    }
}

impl ResultValue {
    /// Returns a text or an ID.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns an integer.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(integer) = self { Some(*integer) } else { None }
    }

    /// Returns a boolean.
    #[must_use]
    pub fn as_boolean(&self) -> Option<bool> {
        if let Self::Boolean(boolean) = self { Some(*boolean) } else { None }
    }

    /// Returns the items of a list; an empty slice for any other value.
    #[must_use]
    pub fn as_list(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// Returns an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&ResultObject> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }
}

/// A required member that a response lacks.
#[derive(Debug)]
pub(super) struct Missing {
    pub(super) code: &'static str,
    pub(super) wire: &'static str,
}

/// Reads members of an object.
pub(super) fn read(members: &'static [Member], object: &Node) -> Result<ResultObject, Missing> {
    let mut result = Vec::new();
    for member in members {
        match (value(member, object)?, member.missing) {
            (Some(value), _) => result.push((member.name, value)),
            (None, Some(code)) => return Err(Missing { code, wire: member.wire }),
            (None, None) => {}
        }
    }
    Ok(ResultObject(result))
}

fn value(member: &Member, object: &Node) -> Result<Option<ResultValue>, Missing> {
    let word = object.text(member.wire);
    Ok(match member.kind {
        Kind::Text => verbatim(member, object).map(ResultValue::Text),
        Kind::TextOrEmpty => Some(ResultValue::Text(verbatim(member, object).unwrap_or_default())),
        Kind::Id => {
            word.filter(|id| !id.bytes().any(|byte| byte.is_ascii_control())).map(|id| ResultValue::Text(id.to_owned()))
        }
        Kind::Integer => word
            .and_then(|digits| digits.parse::<i64>().ok())
            .filter(|integer| integer.unsigned_abs() <= MAX_INTEGER)
            .map(ResultValue::Integer),
        Kind::Boolean => word.and_then(|word| word.parse().ok()).map(ResultValue::Boolean),
        Kind::Object(members) => match object.all(member.wire).find(|node| node.members().next().is_some()) {
            Some(node) => Some(ResultValue::Object(read(members, node)?)),
            None => None,
        },
        Kind::Texts(item) => {
            let texts = items(member, item, object).into_iter().filter_map(Node::as_text);
            let texts = texts.filter(|text| !text.trim().is_empty()).map(|text| ResultValue::Text(text.to_owned()));
            Some(ResultValue::List(texts.collect()))
        }
        Kind::List(item, members) => {
            let objects = items(member, item, object).into_iter().filter(|node| node.members().next().is_some());
            let objects = objects.map(|node| read(members, node).map(ResultValue::Object));
            Some(ResultValue::List(objects.collect::<Result<_, _>>()?))
        }
    })
}

/// Returns the first text of a name that is not only white space, untrimmed.
fn verbatim(member: &Member, object: &Node) -> Option<String> {
    let mut texts = object.all(member.wire).filter_map(Node::as_text);
    texts.find(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// Returns the items of a list: those of a JSON array, or XML elements of the same name.
fn items<'n>(member: &'n Member, item: &'n str, object: &'n Node) -> Vec<&'n Node> {
    fn add<'n>(node: &'n Node, items: &mut Vec<&'n Node>) {
        match node {
            // The page of DescribeImagePipelines has a sample with an array in an array.
            Node::List(nodes) => nodes.iter().for_each(|node| add(node, items)),
            node => items.push(node),
        }
    }
    let mut items = Vec::new();
    for node in object.all(member.wire).flat_map(|wrapper| wrapper.all(item)) {
        add(node, &mut items);
    }
    items
}
