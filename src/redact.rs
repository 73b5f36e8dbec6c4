//! Removes secrets from texts. The gateway echoes every parameter of a refused request, including the security token.

use std::fmt;
use std::ops::Range;

/// The replacement of a secret.
pub(crate) const REDACTED: &str = "***";

/// Names without `-` and `_`. The value of a header extends to the end of its line.
const HEADERS: [&str; 2] = ["xacssecuritytoken", "authorization"];
const PARAMETERS: [&str; 6] =
    ["securitytoken", "signature", "accesskeysecret", "ststoken", "sessiontoken", "bearertoken"];

/// Redacts each security token, signature and secret that has a name in the text, in any encoding. When in doubt, it
/// redacts too much.
pub(crate) fn redact(text: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    let (mut shown, mut position, mut before) = (0_usize, 0, 0);
    let part = |start, end| text.get(start..end).unwrap_or_default();
    while position < text.len() {
        // Fast path for most of a text: characters that are not encoded and begin no name.
        let is_passed =
            |byte: &&u8| !matches!(**byte, b'%' | b'\\' | b'&' | b'a' | b'b' | b's' | b'x' | b'A' | b'B' | b'S' | b'X');
        let passed = text.as_bytes().iter().skip(position).take_while(is_passed).count();
        if passed > 0 {
            position += passed;
            before = text.as_bytes().get(position - 1).copied().unwrap_or(0);
        }
        let rest = text.as_bytes().get(position..).unwrap_or_default();
        let unit = Unit::of(rest);
        // The first letters of all names. Comparing every name at every position dominated the time.
        let may_begin = matches!(unit.byte.to_ascii_lowercase(), b'a' | b'b' | b's' | b'x');
        let hidden = shown.saturating_sub(position);
        let found = if may_begin { value_of_secret(rest, before, hidden) } else { None };
        if let Some(value) = found {
            if !value.is_empty() {
                redacted.push_str(part(shown, position + value.start));
                redacted.push_str(REDACTED);
                shown = position + value.end;
            }
            // The value may contain the name of another secret.
            position += value.start;
        } else {
            position += unit.length;
            before = unit.byte;
        }
    }
    redacted.push_str(part(shown, text.len()));
    redacted
}

/// A text whose Debug output is redacted. Equality compares the redacted texts, so that a failed assertion shows no
/// secret.
#[derive(Clone, Copy)]
pub(crate) struct Redacted<T>(pub(crate) T);

impl<T: AsRef<str>> PartialEq for Redacted<T> {
    fn eq(&self, other: &Self) -> bool {
        redact(self.0.as_ref()) == redact(other.0.as_ref())
    }
}

impl<T: AsRef<str>> Eq for Redacted<T> {}

impl<T: AsRef<str>> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redact(self.0.as_ref()).fmt(f)
    }
}

/// Checks whether a member or parameter of this name contains a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let probe = [name, "=value"].concat();
    redact(&probe) != probe
}

/// Returns the range of the value if the text begins with the name of a secret. The range is empty without a value, and
/// for one that begins in text that is hidden already. `before` is the byte before the name.
fn value_of_secret(text: &[u8], before: u8, hidden: usize) -> Option<Range<usize>> {
    let at = |position| Unit::of(text.get(position..).unwrap_or_default());
    let first = at(0).byte.to_ascii_lowercase();
    let end_of = |names: &[&str]| {
        names.iter().filter(|name| name.as_bytes().first() == Some(&first)).find_map(|name| end_of_name(text, name))
    };
    let header = end_of(&HEADERS);
    let mut position = header.or_else(|| end_of(&PARAMETERS))?;
    let mut unit = at(position);
    let mut skip = |is_skipped: fn(u8) -> bool| {
        while unit.length > 0 && is_skipped(unit.byte) {
            position += unit.length;
            unit = at(position);
        }
    };
    skip(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'\\' | b']'));
    if before == b'<' {
        // XML attributes.
        skip(|byte| !matches!(byte, b'<' | b'>'));
    }
    let is_header = header.is_some() && unit.byte == b':';
    // The closing quote of a quoted value, and its depth of encoding.
    let mut end = match unit.byte {
        b'=' | b':' => 0,
        b'>' if before != b'/' => b'<',
        _ => return None,
    };
    let mut depth = unit.depth;
    loop {
        position += unit.length;
        unit = at(position);
        match unit.byte {
            b'\n' | b'\r' if is_header => break,
            b' ' | b'\t' | b'\r' | b'\n' | b'\\' | b'>' => {}
            quote @ (b'"' | b'\'') => {
                if end == 0 || end == b'<' {
                    (end, depth) = (quote, unit.depth);
                }
            }
            b'<' => match end_of_name(text.get(position..)?, "<![cdata[") {
                Some(length) => {
                    (end, depth) = (b']', unit.depth);
                    position += length;
                    break;
                }
                None => break,
            },
            b'[' => {
                position += unit.length;
                (end, depth) = (b']', unit.depth);
                break;
            }
            _ => break,
        }
    }
    let start = position;
    if start < hidden {
        return Some(start..start);
    }
    loop {
        unit = at(position);
        let is_deeper = unit.depth > depth;
        let is_end = match unit.byte {
            // These end a value, except for an encoded line break that was copied with it.
            b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b'<' if end == 0 => {
                !(is_header && unit.byte == b'\t' || is_deeper && text.get(position) == Some(&b'%'))
            }
            b'&' | b' ' if end == 0 => !(is_header || is_deeper),
            byte => byte == end && !is_deeper,
        };
        if is_end || unit.length == 0 {
            return Some(start..position);
        }
        position += unit.length;
    }
}

/// Returns the length of a name at the start of a text.
fn end_of_name(text: &[u8], name: &str) -> Option<usize> {
    let mut end = 0;
    for expected in name.bytes() {
        loop {
            let unit = Unit::of(text.get(end..)?);
            let is_first = end == 0;
            end += unit.length;
            if unit.byte.eq_ignore_ascii_case(&expected) {
                break;
            }
            if is_first || !matches!(unit.byte, b'-' | b'_') {
                return None;
            }
        }
    }
    Some(end)
}

/// A decoded byte, with its encoded length and its depth of encoding: percent-encoding, JSON escapes or XML references.
struct Unit {
    byte: u8,
    length: usize,
    depth: usize,
}

impl Unit {
    fn of(text: &[u8]) -> Self {
        let first = text.first().copied();
        let plain = Self { byte: first.unwrap_or(0), length: first.map_or(0, |_| 1), depth: 0 };
        match first {
            Some(b'%') => Self::in_percent(text),
            Some(b'\\') => return Self::escaped(text),
            Some(b'&') => Self::referred_to(text),
            _ => None,
        }
        .unwrap_or(plain)
    }

    fn in_percent(text: &[u8]) -> Option<Self> {
        let (mut start, mut depth) = (1, 1);
        while text.get(start..)?.starts_with(b"25") && number(text.get(start + 2..start + 4), 16).is_some() {
            (start, depth) = (start + 2, depth + 1);
        }
        Some(Self { byte: number(text.get(start..start + 2), 16)?, length: start + 2, depth })
    }

    fn escaped(text: &[u8]) -> Self {
        let depth = text.iter().take_while(|byte| **byte == b'\\').count();
        let unit = |byte, length| Self { byte, length: depth + length, depth };
        match text.get(depth) {
            Some(b'n' | b'r') => unit(b'\n', 1),
            Some(b't') => unit(b'\t', 1),
            Some(quote @ (b'"' | b'\'' | b'/')) => unit(*quote, 1),
            Some(b'u') => number(text.get(depth + 1..depth + 5), 16).map_or(unit(b'\\', 0), |byte| unit(byte, 5)),
            _ => unit(b'\\', 0),
        }
    }

    fn referred_to(text: &[u8]) -> Option<Self> {
        const NAMES: [(&[u8], u8); 5] =
            [(b"amp;", b'&'), (b"quot;", b'"'), (b"apos;", b'\''), (b"lt;", b'<'), (b"gt;", b'>')];
        let (mut start, mut depth, mut byte) = (1, 0, b'&');
        while byte == b'&' {
            let rest = text.get(start..)?;
            let (length, found) = match NAMES.iter().find(|(name, _)| rest.starts_with(name)) {
                Some((name, found)) => (name.len(), *found),
                None => match numbered(rest) {
                    Some(found) => found,
                    None => break,
                },
            };
            (start, depth, byte) = (start + length, depth + 1, found);
        }
        Some(Self { byte, length: start, depth })
    }
}

/// Parses a numeric character reference. Returns its length, including `#` and `;`, and the byte.
fn numbered(text: &[u8]) -> Option<(usize, u8)> {
    let end = text.iter().take(9).position(|byte| *byte == b';')?;
    let digits = text.strip_prefix(b"#")?.get(..end - 1);
    let hex = digits?.strip_prefix(b"x").or_else(|| digits?.strip_prefix(b"X"));
    let byte = if hex.is_some() { number(hex, 16) } else { number(digits, 10) };
    Some((end + 1, byte?))
}

/// Parses digits. A number beyond a byte becomes 255, since only ASCII occurs in names and ends values.
fn number(digits: Option<&[u8]>, radix: u32) -> Option<u8> {
    let add = |number: u32, digit: &u8| Some(number.wrapping_mul(radix) + char::from(*digit).to_digit(radix)?);
    let number = digits?.iter().try_fold(0, add)?;
    Some(u8::try_from(number).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::{HEADERS, PARAMETERS, redact};

    #[test]
    fn names_begin_with_the_letters_that_are_looked_for() {
        for name in HEADERS.iter().chain(&PARAMETERS) {
            assert!(name.starts_with(['a', 'b', 's', 'x']), "{name}");
        }
    }

    #[test]
    fn secrets_in_every_form() {
        for (text, redacted) in [
            ("a=b&SecurityToken=x%2By&c=d", "a=b&SecurityToken=***&c=d"),
            (
                "SecurityToken%3Dx%252By%26SignatureMethod%3DHMAC-SHA1",
                "SecurityToken%3D***%26SignatureMethod%3DHMAC-SHA1",
            ),
            ("SecurityToken%253Dx%25252By%2526a", "SecurityToken%253D***%2526a"),
            ("x-acs-security-token:abc/+=\nx-acs-version:1", "x-acs-security-token:***\nx-acs-version:1"),
            (
                "{\"SecurityToken\":\"abc\",\"securityToken\": \"def\"}",
                "{\"SecurityToken\":\"***\",\"securityToken\": \"***\"}",
            ),
            ("Credential=id,SignedHeaders=host,Signature=0a1b", "Credential=id,SignedHeaders=host,Signature=***"),
            (
                "authorization: ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x-acs-security-token,Signature=0a1b\nhost:a",
                "authorization: ***\nhost:a",
            ),
            (
                r#"{"authorization":"ACS3-HMAC-SHA256 Credential=id,Signature=0a1b","x-acs-security-token":"a/+=","x":1}"#,
                r#"{"authorization":"***","x-acs-security-token":"***","x":1}"#,
            ),
            (
                "x-acs-security-token:a/+=\nx-acs-version:1\n\nhost;x-acs-security-token\n0a1b",
                "x-acs-security-token:***\nx-acs-version:1\n\nhost;x-acs-security-token\n0a1b",
            ),
            ("SignatureNonce=1&SignatureVersion=1.0", "SignatureNonce=1&SignatureVersion=1.0"),
            ("Specified SecurityToken is expired.", "Specified SecurityToken is expired."),
            ("SecurityToken=", "SecurityToken="),
            ("中文 securitytoken=中文&x", "中文 securitytoken=***&x"),
            // JSON: cut off, escaped, in a list, in a link.
            (r#"{"SecurityToken":"a\/b\u002Bc\"d","x":"#, r#"{"SecurityToken":"***","x":"#),
            (r"SecurityToken\u003da\u0026x=1", r"SecurityToken\u003d***\u0026x=1"),
            (r#"{\"SecurityToken\":\"a\\\/b\",\"x\":1"#, r#"{\"SecurityToken\":\"***\",\"x\":1"#),
            (r#""\u0053ecurityToken":"a b","x""#, r#""\u0053ecurityToken":"***","x""#),
            (r#""x-acs-security-token":["a","b"],"x""#, r#""x-acs-security-token":[***],"x""#),
            ("%22SecurityToken%22%3A%22a%2Cb%22%2Cx", "%22SecurityToken%22%3A%22***%22%2Cx"),
            ("\"\"SecurityToken\"\":\"\"a,b\"\",x", "\"\"SecurityToken\"\":\"\"***\"\",x"),
            // HTML and XML.
            ("&#39;SecurityToken&#x27;: &apos;a&#x22;b&apos; x", "&#39;SecurityToken&#x27;: &apos;***&apos; x"),
            (
                "&amp;quot;SecurityToken&amp;quot;:&amp;quot;a&amp;quot;",
                "&amp;quot;SecurityToken&amp;quot;:&amp;quot;***&amp;quot;",
            ),
            ("<SecurityToken>a&#43;b</SecurityToken>", "<SecurityToken>***</SecurityToken>"),
            ("<SecurityToken type=\"s\">a b</SecurityToken>", "<SecurityToken type=\"s\">***</SecurityToken>"),
            ("<Signature>\n\t<![CDATA[a<b]]></Signature>", "<Signature>\n\t<![CDATA[***]]></Signature>"),
            ("<Signature/>\n<Version>1</Version>", "<Signature/>\n<Version>1</Version>"),
            // Other names, other separators.
            ("%53ecurityToken=a&x", "%53ecurityToken=***&x"),
            ("security_token=a security-token=b", "security_token=*** security-token=***"),
            ("ACCESS_KEY_SECRET=a sts_token:\tb", "ACCESS_KEY_SECRET=*** sts_token:\t***"),
            ("{ sessionToken => 'a b' } BearerToken=c", "{ sessionToken => '***' } BearerToken=***"),
            ("Authorization: acs id:sig\r\nHost: a", "Authorization: ***\r\nHost: a"),
            ("x-acs-security-token:a, b;c&d\nhost:a", "x-acs-security-token:***\nhost:a"),
            ("security_token=a,sts_token => \"b c\"", "security_token=*** => \"***\""),
            ("</SecurityToken> 'Signature': 'a b'", "</SecurityToken> 'Signature': '***'"),
            ("x-acs-security-token:\nhost:a", "x-acs-security-token:\nhost:a"),
            ("SecurityToken=a%0Ab%0A&x", "SecurityToken=***&x"),
            (r"x-acs-security-token: a b\nsignature:\tc\nx", r"x-acs-security-token: ***\nsignature:\t***\nx"),
            (r#"\"SecurityToken=a\",\"Signature\": \"b c\""#, r#"\"SecurityToken=***\",\"Signature\": \"***\""#),
        ] {
            assert_eq!(redact(text), redacted);
        }
    }

    #[test]
    fn no_text_makes_it_stop() {
        for piece in
            ["%", "%25", "\\", "\\u00", "&amp;", "&#", "&#;", "&#x;", "SecurityToken", "<signature ", "<![CDATA[", "中"]
        {
            for times in 0..4 {
                let text = piece.repeat(times);
                assert_eq!(redact(&text), text);
            }
        }
    }
}
