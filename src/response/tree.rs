//! The body of a response, JSON or XML, as one tree.

use std::{fmt, str};

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

/// Maximum depth of kept values. Results are 8 deep.
const MAX_DEPTH: usize = 16;
/// Maximum depth of parsed values. It bounds the recursion; no real response is that deep.
const MAX_NESTING: usize = 64;
/// Maximum bytes of a name. Real ones have at most 40.
const MAX_NAME: usize = 200;
/// Maximum number of values. A page of 500 executions with 20 tags each has 37,000.
const MAX_NODES: usize = 65_536;

/// A value of a body. Numbers and booleans are texts, since XML has no other type.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Node {
    Null,
    Text(String),
    List(Vec<Node>),
    /// Names and values in their order. Repeated XML elements repeat their name.
    Object(Vec<(String, Node)>),
}

/// The reason why a body could not be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TreeError {
    /// It is not well-formed, ends early, or is nested too deeply.
    Malformed,
    /// It has more than [`MAX_NODES`] values.
    TooManyNodes,
}

impl Node {
    /// Returns the values of the members with a name, ignoring case: some gateways write a lower-case first letter.
    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.members().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, node)| node)
    }

    /// Returns the first text of a name that is not only white space, trimmed.
    pub(super) fn text<'n>(&'n self, name: &'n str) -> Option<&'n str> {
        self.all(name).filter_map(Self::as_text).map(str::trim).find(|text| !text.is_empty())
    }

    /// Returns names and values of an object.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        let members = if let Self::Object(members) = self { members.as_slice() } else { &[] };
        members.iter().map(|(name, node)| (name.as_str(), node))
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// A tree under construction. It keeps the values before an error.
#[derive(Default)]
pub(super) struct Builder {
    /// The root and the open values below it, each with its name.
    open: Vec<(String, Node)>,
    root: Option<Node>,
    nodes: usize,
    is_full: bool,
}

impl Builder {
    /// Returns the tree. After an error, it contains the values before it.
    pub(super) fn finish(mut self) -> Node {
        while !self.open.is_empty() {
            self.close();
        }
        self.root.unwrap_or(Node::Null)
    }

    /// Opens a list or an object below the last open one. Returns `None` if it is nested too deeply.
    fn open(&mut self, name: String, node: Node) -> Option<()> {
        if self.open.len() >= MAX_NESTING {
            return None;
        }
        self.open.push((name, node));
        Some(())
    }

    fn close(&mut self) {
        if let Some((name, node)) = self.open.pop() {
            self.add(name, node);
        }
    }

    /// Adds a value to the last open list or object.
    fn add(&mut self, name: String, node: Node) {
        let depth = self.open.len();
        if depth == 0 {
            self.root = Some(node);
            return;
        }
        if depth > MAX_DEPTH || name.len() > MAX_NAME {
            return;
        }
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.is_full = true;
            return;
        }
        match self.open.last_mut() {
            Some((_, Node::Object(members))) => members.push((name, node)),
            Some((_, Node::List(items))) => items.push(node),
            // The first child of an XML element. Text beside it is ignored.
            Some((_, parent)) => *parent = Node::Object(vec![(name, node)]),
            None => {}
        }
    }

    fn error(&self) -> TreeError {
        if self.is_full { TreeError::TooManyNodes } else { TreeError::Malformed }
    }

    /// Parses a JSON object. The caller has checked for the `{`.
    pub(super) fn read_json(&mut self, body: &str) -> Result<(), TreeError> {
        let mut json = serde_json::Deserializer::from_str(body);
        let read = JsonValue { builder: self, name: String::new() }.deserialize(&mut json);
        read.and_then(|()| json.end()).map_err(|_| self.error())
    }

    /// Parses an XML document whose root is `Error` or ends with `Response`. Any other root and custom entities are
    /// malformed.
    pub(super) fn read_xml(&mut self, body: &str) -> Result<(), TreeError> {
        self.xml(body).ok_or_else(|| self.error())
    }

    fn xml(&mut self, body: &str) -> Option<()> {
        // XML 1.0, section 2.2. The crate does not check it.
        if body.contains(|c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r')) {
            return None;
        }
        let mut text = String::new();
        let mut reader = Reader::from_str(body);
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) => {
                    let name = tag.local_name();
                    let name = str::from_utf8(name.as_ref()).ok()?;
                    if self.open.is_empty() && (self.root.is_some() || name != "Error" && !name.ends_with("Response")) {
                        return None;
                    }
                    self.open(name.to_owned(), Node::Null)?;
                    text.clear();
                }
                Event::End(_) => {
                    if let Some((_, node @ Node::Null)) = self.open.last_mut() {
                        *node = Node::Text(std::mem::take(&mut text));
                    }
                    text.clear();
                    self.close();
                    if self.is_full {
                        return None;
                    }
                }
                Event::Text(part) => text.push_str(&part.decode().ok()?),
                Event::CData(part) => text.push_str(&part.decode().ok()?),
                Event::GeneralRef(reference) => text.push_str(&resolve(&reference)?),
                Event::DocType(_) => return None,
                // An empty element is expanded to a start and an end.
                Event::Empty(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
            // Outside the root, only white space is allowed.
            if self.open.is_empty() {
                if !text.trim().is_empty() {
                    return None;
                }
                text.clear();
            }
        }
        (self.root.is_some() && self.open.is_empty()).then_some(())
    }
}

/// Returns the text of a character reference or a predefined entity; `None` for any other.
fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref().ok()? {
        Some(character) => Some(character.into()),
        None => resolve_xml_entity(&reference.decode().ok()?).map(str::to_owned),
    }
}

/// A JSON value. Each value joins the tree immediately, so that the values before an error stay.
struct JsonValue<'b> {
    builder: &'b mut Builder,
    name: String,
}

impl JsonValue<'_> {
    fn add<E: Error>(self, node: Node) -> Result<(), E> {
        self.builder.add(self.name, node);
        self.builder.check()
    }
}

impl Builder {
    /// Checks that no value exceeded a maximum.
    fn check<E: Error>(&self) -> Result<(), E> {
        if self.is_full { Err(E::custom("too many values")) } else { Ok(()) }
    }

    fn open_json<E: Error>(&mut self, name: String, node: Node) -> Result<(), E> {
        self.open(name, node).ok_or_else(|| E::custom("nested too deeply"))
    }
}

impl<'de> DeserializeSeed<'de> for JsonValue<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonValue<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.add(Node::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.visit_str(if value { "true" } else { "false" })
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.visit_str(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.visit_str(&value.to_string())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.add(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        self.builder.open_json(self.name, Node::List(Vec::new()))?;
        while elements.next_element_seed(JsonValue { builder: &mut *self.builder, name: String::new() })?.is_some() {}
        self.builder.close();
        self.builder.check()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.builder.open_json(self.name, Node::Object(Vec::new()))?;
        while let Some(name) = members.next_key()? {
            members.next_value_seed(JsonValue { builder: &mut *self.builder, name })?;
        }
        self.builder.close();
        self.builder.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Reader = fn(&mut Builder, &str) -> Result<(), TreeError>;
    const JSON: Reader = Builder::read_json;
    const XML: Reader = Builder::read_xml;

    fn read(reader: Reader, body: &str) -> Option<Node> {
        let mut tree = Builder::default();
        reader(&mut tree, body).ok().map(|()| tree.finish())
    }

    fn below<'n>(tree: &'n Node, name: &'n str) -> Vec<(&'n str, &'n Node)> {
        tree.all(name).flat_map(Node::members).collect()
    }

    #[test]
    fn json() {
        let body = r#"{"a": {"Code": "inner", "c": {"d": "deep"}}, "list": ["x", {"y": "z"}], "Code": "A\u4e2d", "n": 1.5, "t": true, "z": null}"#;
        let tree = read(JSON, body).expect("well formed");
        assert_eq!(tree.text("code"), Some("A中"));
        assert_eq!(tree.text("n"), Some("1.5"));
        assert_eq!(tree.text("t"), Some("true"));
        assert_eq!(tree.text("z"), None);
        let deep = Node::Object(vec![("d".into(), Node::Text("deep".into()))]);
        assert_eq!(below(&tree, "A"), [("Code", &Node::Text("inner".into())), ("c", &deep)]);
        let list = [Node::Text("x".into()), Node::Object(vec![("y".into(), Node::Text("z".into()))])];
        assert_eq!(tree.all("LIST").collect::<Vec<_>>(), [&Node::List(list.into())]);
        // RFC 8259, sections 3, 6 and 7.
        for (value, text) in [
            ("false", "false"),
            ("0", "0"),
            ("-12", "-12"),
            ("18446744073709551615", "18446744073709551615"),
            ("-0.5", "-0.5"),
            ("12e3", "12000"),
            ("1E-2", "0.01"),
            ("-1.25e+3", "-1250"),
        ] {
            let tree = read(JSON, &[r#"{"v": "#, value, r#", "Code": "A"}"#].concat()).expect(value);
            assert_eq!((tree.text("v"), tree.text("Code")), (Some(text), Some("A")));
        }
        let escapes = read(JSON, r#"{"e": "\"\\\/\b\f\n\r\t\ud83d\ude00\udbff\udfff"}"#).expect("well formed");
        assert_eq!(escapes.text("e"), Some("\"\\/\u{8}\u{c}\n\r\t😀\u{10ffff}"));
        for value in ["fals", "01", "1.", ".5", "+1", "1e", "1e+", "--1", "-", r#""\ud800\ue000""#, r#""\udc00""#] {
            assert!(read(JSON, &[r#"{"v": "#, value, "}"].concat()).is_none(), "{value}");
        }
        let nested = |levels| [r#"{"a":"#.repeat(levels), "1".to_owned(), "}".repeat(levels)].concat();
        assert!(read(JSON, &nested(64)).is_some());
        assert!(read(JSON, &nested(65)).is_none());
        for body in ["", "{", "{\"a\"", "{\"a\":\"b\"", "{\"a\":\"b\"} x", "{a:1}"] {
            assert!(read(JSON, body).is_none(), "{body}");
        }
    }

    /// The values before an error of each kind.
    #[test]
    fn the_bounds() {
        let broken = |reader: Reader, body: &str| {
            let mut tree = Builder::default();
            let error = reader(&mut tree, body).expect_err("broken");
            (error, tree.finish())
        };
        for (reader, body, error) in [
            (JSON, r#"{"Code":"A","B":{"C":[1,"#.to_owned(), TreeError::Malformed),
            (JSON, [r#"{"Code":"A","B":["#, &"1,".repeat(MAX_NODES), "1]}"].concat(), TreeError::TooManyNodes),
            (JSON, [r#"{"Code":"A","B":"#, &"[".repeat(65), &"]".repeat(65), "}"].concat(), TreeError::Malformed),
            (XML, "<Error><Code>A</Code><B><C>".to_owned(), TreeError::Malformed),
            (XML, ["<Error><Code>A</Code>", &"<B/>".repeat(MAX_NODES), "</Error>"].concat(), TreeError::TooManyNodes),
            (XML, ["<Error><Code>A</Code>", &"<B>".repeat(65)].concat(), TreeError::Malformed),
        ] {
            let (found, tree) = broken(reader, &body);
            assert_eq!((found, tree.text("Code")), (error, Some("A")), "{body:.40}");
        }
        // Deep values and long names are parsed, but not kept.
        let deep = [r#"{"Code":"A","B":"#, &"[".repeat(20), "1", &"]".repeat(20), "}"].concat();
        let mut node = &read(JSON, &deep).expect("well formed");
        let mut depth = 0;
        while let Some(next) = match node {
            Node::Object(members) => members.last().map(|(_, node)| node),
            Node::List(items) => items.last(),
            _ => None,
        } {
            (node, depth) = (next, depth + 1);
        }
        assert_eq!(depth, MAX_DEPTH);
        let long = [r#"{""#, &"n".repeat(MAX_NAME + 1), r#"":1,"Code":"A"}"#].concat();
        assert_eq!(read(JSON, &long).expect("well formed").members().count(), 1);
    }

    #[test]
    fn xml() {
        let body = "<?xml version='1.0'?><!-- c --><Error><Code><![CDATA[A&B]]></Code><Message> a &lt;b&gt; &#20013;&#x4e2d; </Message><Empty/><D><E>f</E></D></Error>";
        let tree = read(XML, body).expect("well formed");
        assert_eq!(tree.text("Code"), Some("A&B"));
        assert_eq!(tree.text("message"), Some("a <b> 中中"));
        assert_eq!(below(&tree, "D"), [("E", &Node::Text("f".into()))]);
        let bomb = "<!DOCTYPE l [<!ENTITY a 'aaaa'>]><Error><Code>&a;</Code></Error>";
        let twice = "<Error></Error><Error></Error>";
        let foreign = "<Error><Code>&a;</Code></Error>";
        let control = "<Error><Code>\u{1b}</Code></Error>";
        let before = "x<Error/>";
        let behind = "<Error/>x";
        assert!(read(XML, " <Error/>\n<!-- c --> ").is_some());
        for body in [
            "",
            control,
            before,
            behind,
            "<html></html>",
            "<Error>",
            "<Error><Code>a</Error>",
            "<Error><Code>a</Code>",
            bomb,
            twice,
            foreign,
        ] {
            assert!(read(XML, body).is_none(), "{body}");
        }
    }
}
