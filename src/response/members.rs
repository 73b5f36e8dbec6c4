//! The members of an answer's body, JSON or XML, as names and texts.

use std::{fmt, str};

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

/// Deeper members than `AccessDeniedDetail.AuthAction` are of no use, and not read.
const DEEPEST: usize = 2;
/// What is nested deeper is no answer, and not read to its end.
const NESTED: usize = 64;
/// A longer name is none that is read; many members of one would be a copy of it each.
const LONGEST_NAME: usize = 200;
/// An answer has a dozen members.
const MOST: usize = 100;
/// Those that are read, however many unknown ones stand before them.
const KNOWN: [&str; 6] = ["Code", "Message", "RequestId", "HostId", "Recommend", "ExecutionId"];

/// The members of a body. A name has its parent's before it: `AccessDeniedDetail.AuthAction`.
#[derive(Debug, Default)]
pub(super) struct Members(Vec<(String, String)>);

impl Members {
    /// A member's text. Some gateways write names with a small first letter. White space alone counts as left out.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, text)| text.trim()).find(|text| !text.is_empty())
    }

    /// The members of a member.
    pub(super) fn below<'m>(&'m self, parent: &'m str) -> impl Iterator<Item = (&'m str, &'m str)> {
        self.0.iter().filter_map(move |(name, text)| {
            let (start, rest) = name.split_once('.')?;
            start.eq_ignore_ascii_case(parent).then_some((rest, text.as_str()))
        })
    }

    fn add(&mut self, path: &[String], text: &str) {
        let is_new = |name: &String| {
            KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known))
                && !self.0.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
        };
        let has_room = self.0.len() < MOST || path.len() == 1 && path.first().is_some_and(is_new);
        let is_short = path.iter().all(|name| name.len() <= LONGEST_NAME);
        if (1..=DEEPEST).contains(&path.len()) && is_short && has_room {
            self.0.push((path.join("."), text.to_owned()));
        }
    }

    /// Reads a JSON object, whose `{` the caller has seen; `None` where it is not well-formed or ends early.
    pub(super) fn add_json(&mut self, body: &str) -> Option<()> {
        let mut json = serde_json::Deserializer::from_str(body);
        JsonValue { members: self, path: &mut Vec::new() }.deserialize(&mut json).ok()?;
        json.end().ok()
    }

    /// Reads an XML document whose root is `Error` or ends with `Response`; `None` for anything else, where the text ends
    /// early, and for entities of its own.
    pub(super) fn add_xml(&mut self, body: &str) -> Option<()> {
        // XML 1.0, section 2.2. The crate does not check it.
        if body.contains(|c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r')) {
            return None;
        }
        let mut path: Vec<String> = Vec::new();
        let mut text = String::new();
        let mut has_root = false;
        let mut reader = Reader::from_str(body);
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) => {
                    let name = tag.local_name();
                    let name = str::from_utf8(name.as_ref()).ok()?;
                    if path.is_empty() && (has_root || name != "Error" && !name.ends_with("Response")) {
                        return None;
                    }
                    has_root = true;
                    if path.len() == NESTED {
                        return None;
                    }
                    path.push(name.to_owned());
                    text.clear();
                }
                Event::End(_) => {
                    self.add(path.get(1..)?, text.trim());
                    text.clear();
                    path.pop();
                }
                Event::Text(part) => text.push_str(&part.decode().ok()?),
                Event::CData(part) => text.push_str(&part.decode().ok()?),
                Event::GeneralRef(reference) => text.push_str(&resolve(&reference)?),
                Event::DocType(_) => return None,
                // An empty element is expanded to a start and an end.
                Event::Empty(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
            // Outside the root, there is nothing but white space.
            if path.is_empty() {
                if !text.trim().is_empty() {
                    return None;
                }
                text.clear();
            }
        }
        (has_root && path.is_empty()).then_some(())
    }
}

/// The text of a character reference, or of one of the entities that XML has by itself; `None` for any other.
fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref().ok()? {
        Some(character) => Some(character.into()),
        None => resolve_xml_entity(&reference.decode().ok()?).map(str::to_owned),
    }
}

/// A value of a JSON document. Its texts, numbers and booleans become members as they are read, so that those before an
/// error stay. An element of an array has an empty name.
struct JsonValue<'m> {
    members: &'m mut Members,
    path: &'m mut Vec<String>,
}

impl JsonValue<'_> {
    /// The value under a name.
    fn child<E: Error>(&mut self, name: String) -> Result<JsonValue<'_>, E> {
        if self.path.len() == NESTED {
            return Err(E::custom("nested too deeply"));
        }
        self.path.push(name);
        Ok(JsonValue { members: self.members, path: self.path })
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
        Ok(())
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
        self.members.add(self.path, value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(self.child(String::new())?)?.is_some() {
            self.path.pop();
        }
        self.path.pop();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key()? {
            members.next_value_seed(self.child(name)?)?;
            self.path.pop();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(add: fn(&mut Members, &str) -> Option<()>, body: &str) -> Option<Members> {
        let mut members = Members::default();
        add(&mut members, body).map(|()| members)
    }

    #[test]
    fn json() {
        let body = r#"{"a": {"Code": "inner", "c": {"d": "deep"}}, "list": ["x", {"y": "z"}], "Code": "A\u4e2d", "n": 1.5, "t": true, "z": null}"#;
        let members = read(Members::add_json, body).expect("well formed");
        assert_eq!(members.get("code"), Some("A中"));
        assert_eq!(members.get("n"), Some("1.5"));
        assert_eq!(members.get("t"), Some("true"));
        assert_eq!(members.get("z"), None);
        assert_eq!(members.below("A").collect::<Vec<_>>(), [("Code", "inner")]);
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
            let members = read(Members::add_json, &[r#"{"v": "#, value, r#", "Code": "A"}"#].concat()).expect(value);
            assert_eq!((members.get("v"), members.get("Code")), (Some(text), Some("A")));
        }
        let escapes =
            read(Members::add_json, r#"{"e": "\"\\\/\b\f\n\r\t\ud83d\ude00\udbff\udfff"}"#).expect("well formed");
        assert_eq!(escapes.get("e"), Some("\"\\/\u{8}\u{c}\n\r\t😀\u{10ffff}"));
        for value in ["fals", "01", "1.", ".5", "+1", "1e", "1e+", "--1", "-", r#""\ud800\ue000""#, r#""\udc00""#] {
            assert!(read(Members::add_json, &[r#"{"v": "#, value, "}"].concat()).is_none(), "{value}");
        }
        let nested = |levels| [r#"{"a":"#.repeat(levels), "1".to_owned(), "}".repeat(levels)].concat();
        assert!(read(Members::add_json, &nested(64)).is_some());
        assert!(read(Members::add_json, &nested(65)).is_none());
        for body in ["", "{", "{\"a\"", "{\"a\":\"b\"", "{\"a\":\"b\"} x", "{a:1}"] {
            assert!(read(Members::add_json, body).is_none(), "{body}");
        }
    }

    #[test]
    fn a_hundred_members_and_those_that_are_known() {
        let unknown: Vec<String> = (0..150_u64).map(|number| format!("\"a{number}\":1,")).collect();
        let body = ["{", &unknown.concat(), r#""b":{"c":1,"Message":2},"Code":"A","code":"B","Message":"C"}"#].concat();
        let members = read(Members::add_json, &body).expect("well formed");
        assert_eq!(members.0.len(), 102);
        assert_eq!((members.get("Code"), members.get("Message")), (Some("A"), Some("C")));
    }

    #[test]
    fn xml() {
        let body = "<?xml version='1.0'?><!-- c --><Error><Code><![CDATA[A&B]]></Code><Message> a &lt;b&gt; &#20013;&#x4e2d; </Message><Empty/><D><E>f</E></D></Error>";
        let members = read(Members::add_xml, body).expect("well formed");
        assert_eq!(members.get("Code"), Some("A&B"));
        assert_eq!(members.get("message"), Some("a <b> 中中"));
        assert_eq!(members.below("D").collect::<Vec<_>>(), [("E", "f")]);
        let bomb = "<!DOCTYPE l [<!ENTITY a 'aaaa'>]><Error><Code>&a;</Code></Error>";
        let twice = "<Error></Error><Error></Error>";
        let foreign = "<Error><Code>&a;</Code></Error>";
        let control = "<Error><Code>\u{1b}</Code></Error>";
        let before = "x<Error/>";
        let behind = "<Error/>x";
        assert!(read(Members::add_xml, " <Error/>\n<!-- c --> ").is_some());
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
            assert!(read(Members::add_xml, body).is_none(), "{body}");
        }
    }
}
