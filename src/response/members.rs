//! The members of an answer's body, JSON or XML, as names and texts.

use json_event_parser::{JsonEvent, SliceJsonParser};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Deeper members than `AccessDeniedDetail.AuthAction` are of no use, and not read.
const DEEPEST: usize = 2;
/// What is nested deeper is no answer, and not read to its end.
const NESTED: usize = 64;
/// An answer has a dozen members.
const MOST: usize = 100;
/// Those that are read, however many unknown ones stand before them.
const KNOWN: [&str; 6] = ["Code", "Message", "RequestId", "HostId", "Recommend", "ExecutionId"];

/// The members of a body. A name has its parent's before it: `AccessDeniedDetail.AuthAction`.
#[derive(Debug, Default)]
pub(super) struct Members(Vec<(String, String)>);

impl Members {
    /// A member's text. Some gateways write names with a small first letter. An empty text counts as left out.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, text)| text.as_str()).filter(|text| !text.is_empty())
    }

    /// The members of a member.
    pub(super) fn below<'m>(&'m self, parent: &'m str) -> impl Iterator<Item = (&'m str, &'m str)> {
        self.0.iter().filter_map(move |(name, text)| {
            let (start, rest) = name.split_once('.')?;
            start.eq_ignore_ascii_case(parent).then_some((rest, text.as_str()))
        })
    }

    fn add(&mut self, path: &[String], text: String) {
        let is_new = |name: &String| {
            KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known))
                && !self.0.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
        };
        let has_room = self.0.len() < MOST || path.len() == 1 && path.first().is_some_and(is_new);
        if (1..=DEEPEST).contains(&path.len()) && has_room {
            self.0.push((path.join("."), text));
        }
    }

    /// Reads a JSON object; `None` for anything else, and where the text ends early.
    pub(super) fn from_json(body: &str) -> Option<Self> {
        let mut parser = SliceJsonParser::new(body.as_bytes());
        if parser.parse_next().ok()? != JsonEvent::StartObject {
            return None;
        }
        let mut members = Self::default();
        // The name of each object's current member; an array has an empty one.
        let mut path = vec![String::new()];
        loop {
            let text = match parser.parse_next().ok()? {
                JsonEvent::ObjectKey(key) => {
                    *path.last_mut()? = key.into_owned();
                    continue;
                }
                JsonEvent::StartObject | JsonEvent::StartArray => {
                    path.push(String::new());
                    continue;
                }
                JsonEvent::EndObject | JsonEvent::EndArray => {
                    path.pop();
                    continue;
                }
                JsonEvent::Null => continue,
                JsonEvent::String(text) | JsonEvent::Number(text) => text.into_owned(),
                JsonEvent::Boolean(value) => value.to_string(),
                JsonEvent::Eof => return path.is_empty().then_some(members),
            };
            members.add(&path, text);
        }
    }

    /// Reads an XML document whose root is `Error` or ends with `Response`; `None` for anything else, where the text ends
    /// early, and for entities of its own.
    pub(super) fn from_xml(body: &str) -> Option<Self> {
        let mut reader = Reader::from_str(body);
        let mut members = Self::default();
        let mut path: Vec<String> = Vec::new();
        let mut text = String::new();
        let mut has_root = false;
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    let name = String::from_utf8(start.local_name().as_ref().to_vec()).ok()?;
                    if path.is_empty() && (has_root || name != "Error" && !name.ends_with("Response")) {
                        return None;
                    }
                    has_root = true;
                    if path.len() == NESTED {
                        return None;
                    }
                    path.push(name);
                    text.clear();
                }
                Event::Text(part) => text.push_str(&part.decode().ok()?),
                Event::CData(part) => text.push_str(&part.decode().ok()?),
                Event::GeneralRef(reference) => match reference.resolve_char_ref().ok()? {
                    Some(character) => text.push(character),
                    None => text.push(predefined_entity(&reference.decode().ok()?)?),
                },
                Event::End(_) => {
                    members.add(path.get(1..)?, text.trim().to_owned());
                    text.clear();
                    path.pop();
                }
                Event::DocType(_) => return None,
                Event::Eof => return (has_root && path.is_empty()).then_some(members),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }
}

fn predefined_entity(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json() {
        let body = r#"{"a": {"Code": "inner", "c": {"d": "deep"}}, "list": ["x", {"y": "z"}], "Code": "A\u4e2d", "n": 1.5, "t": true, "z": null}"#;
        let members = Members::from_json(body).expect("well formed");
        assert_eq!(members.get("code"), Some("A中"));
        assert_eq!(members.get("n"), Some("1.5"));
        assert_eq!(members.get("t"), Some("true"));
        assert_eq!(members.get("z"), None);
        assert_eq!(members.below("A").collect::<Vec<_>>(), [("Code", "inner")]);
        for body in ["", "[]", "\"a\"", "{", "{\"a\"", "{\"a\":\"b\"", "{\"a\":\"b\"} x", "{a:1}"] {
            assert!(Members::from_json(body).is_none(), "{body}");
        }
    }

    #[test]
    fn xml() {
        let body = "<?xml version='1.0'?><!-- c --><Error><Code><![CDATA[A&B]]></Code><Message> a &lt;b&gt; &#20013;&#x4e2d; </Message><Empty/><D><E>f</E></D></Error>";
        let members = Members::from_xml(body).expect("well formed");
        assert_eq!(members.get("Code"), Some("A&B"));
        assert_eq!(members.get("message"), Some("a <b> 中中"));
        assert_eq!(members.below("D").collect::<Vec<_>>(), [("E", "f")]);
        let bomb = "<!DOCTYPE l [<!ENTITY a 'aaaa'>]><Error><Code>&a;</Code></Error>";
        let twice = "<Error></Error><Error></Error>";
        let foreign = "<Error><Code>&a;</Code></Error>";
        for body in
            ["", "<html></html>", "<Error>", "<Error><Code>a</Error>", "<Error><Code>a</Code>", bomb, twice, foreign]
        {
            assert!(Members::from_xml(body).is_none(), "{body}");
        }
    }
}
