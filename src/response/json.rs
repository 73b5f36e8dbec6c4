//! JSON (RFC 8259), read as far as an answer needs it: the texts of an object's members, each with its path.
//!
//! The crates that were tried add 4 to 21 KB to the compressed module; this is one.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// What is nested deeper is no answer, and not read to its end.
const NESTED: usize = 64;

/// Reads an object and hands over each text, number and boolean in it, with the names on the way to it; an element of an
/// array has an empty name. `None` for anything else than one object.
pub(super) fn read_object(text: &str, found: &mut dyn FnMut(&[String], String)) -> Option<()> {
    let mut reader = Reader { text, position: 0, path: Vec::new(), found };
    reader.skip_white_space();
    if reader.peek() != Some(b'{') {
        return None;
    }
    reader.value()?;
    reader.peek().is_none().then_some(())
}

struct Reader<'j, 'f> {
    text: &'j str,
    position: usize,
    path: Vec<String>,
    found: &'f mut dyn FnMut(&[String], String),
}

impl Reader<'_, '_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn take(&mut self, expected: u8) -> Option<()> {
        (self.peek()? == expected).then(|| self.position += 1)
    }

    /// Takes a mark, and the white space behind it.
    fn take_mark(&mut self, mark: u8) -> Option<()> {
        self.take(mark)?;
        self.skip_white_space();
        Some(())
    }

    fn skip_white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.position += 1;
        }
    }

    /// A value, and the white space behind it.
    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            b'{' => self.list(b'}')?,
            b'[' => self.list(b']')?,
            b'"' => {
                let text = self.string()?;
                (self.found)(&self.path, text);
            }
            b'n' => self.word("null")?,
            _ => {
                let start = self.position;
                match self.peek()? {
                    b't' => self.word("true")?,
                    b'f' => self.word("false")?,
                    _ => self.number()?,
                }
                let text = self.text.get(start..self.position)?.to_owned();
                (self.found)(&self.path, text);
            }
        }
        self.skip_white_space();
        Some(())
    }

    /// The members of an object or the elements of an array, and what opens and closes them.
    fn list(&mut self, end: u8) -> Option<()> {
        if self.path.len() == NESTED {
            return None;
        }
        self.position += 1;
        self.skip_white_space();
        if self.peek()? != end {
            loop {
                let mut name = String::new();
                if end == b'}' {
                    name = self.string()?;
                    self.skip_white_space();
                    self.take_mark(b':')?;
                }
                self.path.push(name);
                self.value()?;
                self.path.pop();
                if self.peek()? == end {
                    break;
                }
                self.take_mark(b',')?;
            }
        }
        self.take(end)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        word.bytes().try_for_each(|byte| self.take(byte))
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.position += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.position += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
        }
        (self.position > start).then_some(())
    }

    fn string(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut string = String::new();
        let mut start = self.position;
        loop {
            let byte = self.peek()?;
            if byte < b' ' {
                return None;
            }
            if byte != b'"' && byte != b'\\' {
                self.position += 1;
                continue;
            }
            string.push_str(self.text.get(start..self.position)?);
            self.position += 1;
            if byte == b'"' {
                return Some(string);
            }
            string.push(self.escaped()?);
            start = self.position;
        }
    }

    /// The character that stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.position += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => byte.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let Some(high) = unit.checked_sub(0xd800).filter(|high| *high < 0x400) else {
                    return char::from_u32(unit);
                };
                self.word("\\u")?;
                let low = self.unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                char::from_u32(0x1_0000 + (high << 10) + low)?
            }
            _ => return None,
        })
    }

    /// Four hex digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.position..self.position + 4)?;
        self.position += 4;
        digits.chars().try_fold(0, |unit, digit| Some(unit << 4 | digit.to_digit(16)?))
    }
}
