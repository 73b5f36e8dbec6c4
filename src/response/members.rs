//! The members of an answer's body, JSON or XML, as names and texts.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use xmlparser::{ElementEnd, Token, Tokenizer};

use super::json;

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

    fn add(&mut self, path: &[String], text: String) {
        let is_new = |name: &String| {
            KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known))
                && !self.0.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
        };
        let has_room = self.0.len() < MOST || path.len() == 1 && path.first().is_some_and(is_new);
        let is_short = path.iter().all(|name| name.len() <= LONGEST_NAME);
        if (1..=DEEPEST).contains(&path.len()) && is_short && has_room {
            self.0.push((path.join("."), text));
        }
    }

    /// Reads a JSON object; `None` for anything else, and where the text ends early.
    pub(super) fn add_json(&mut self, body: &str) -> Option<()> {
        json::read_object(body, &mut |path, text| self.add(path, text))
    }

    /// Reads an XML document whose root is `Error` or ends with `Response`; `None` for anything else, where the text ends
    /// early, and for entities of its own.
    pub(super) fn add_xml(&mut self, body: &str) -> Option<()> {
        let mut path: Vec<String> = Vec::new();
        let mut text = String::new();
        let mut has_root = false;
        for token in Tokenizer::from(body) {
            match token.ok()? {
                Token::ElementStart { local, .. } => {
                    let name = local.as_str();
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
                Token::Text { text: part } => push_unescaped(&mut text, part.as_str())?,
                Token::Cdata { text: part, .. } => text.push_str(part.as_str()),
                Token::ElementEnd { end: ElementEnd::Open, .. } => {}
                Token::ElementEnd { end: ElementEnd::Empty, .. } => {
                    path.pop();
                }
                Token::ElementEnd { end: ElementEnd::Close(_, name), .. } => {
                    if path.last()?.as_str() != name.as_str() {
                        return None;
                    }
                    self.add(path.get(1..)?, text.trim().to_owned());
                    text.clear();
                    path.pop();
                }
                Token::DtdStart { .. }
                | Token::EmptyDtd { .. }
                | Token::DtdEnd { .. }
                | Token::EntityDeclaration { .. } => {
                    return None;
                }
                Token::Attribute { .. }
                | Token::Comment { .. }
                | Token::Declaration { .. }
                | Token::ProcessingInstruction { .. } => {}
            }
        }
        (has_root && path.is_empty()).then_some(())
    }
}

/// Adds a text with its entities resolved; `None` for one that XML does not have by itself.
fn push_unescaped(text: &mut String, part: &str) -> Option<()> {
    let mut pieces = part.split('&');
    text.push_str(pieces.next()?);
    for piece in pieces {
        let (name, rest) = piece.split_once(';')?;
        text.push(entity(name)?);
        text.push_str(rest);
    }
    Some(())
}

fn entity(name: &str) -> Option<char> {
    match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
        None => predefined_entity(name),
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
    use crate::text::decimal;

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
        for value in ["false", "0", "-0.5", "12e3", "1E-20", "-1.25e+30"] {
            let members = read(Members::add_json, &[r#"{"v": "#, value, r#", "Code": "A"}"#].concat()).expect(value);
            assert_eq!((members.get("v"), members.get("Code")), (Some(value), Some("A")));
        }
        let escapes =
            read(Members::add_json, r#"{"e": "\"\\\/\b\f\n\r\t\ud83d\ude00\udbff\udfff"}"#).expect("well formed");
        assert_eq!(escapes.get("e"), Some("\"\\/\u{8}\u{c}\n\r\t😀\u{10ffff}"));
        for value in ["fals", "01", "1.", ".5", "+1", "1e", "1e+", "--1", "-", r#""\ud800\ue000""#, r#""\udc00""#] {
            assert!(read(Members::add_json, &[r#"{"v": "#, value, "}"].concat()).is_none(), "{value}");
        }
        for body in ["", "[]", "\"a\"", "{", "{\"a\"", "{\"a\":\"b\"", "{\"a\":\"b\"} x", "{a:1}"] {
            assert!(read(Members::add_json, body).is_none(), "{body}");
        }
    }

    #[test]
    fn a_hundred_members_and_those_that_are_known() {
        let unknown: Vec<String> = (0..150_u64).map(|number| ["\"a", &decimal(number), "\":1,"].concat()).collect();
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
        for body in
            ["", "<html></html>", "<Error>", "<Error><Code>a</Error>", "<Error><Code>a</Code>", bomb, twice, foreign]
        {
            assert!(read(Members::add_xml, body).is_none(), "{body}");
        }
    }
}
