//! Input as texts and choices.

/// What is left of an input. When nothing is, every choice is the first and every text is empty.
pub(crate) struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    pub(crate) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        *first
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    /// The text up to the next byte 0xFF, which is in no UTF-8.
    pub(crate) fn text(&mut self) -> String {
        let length = self.rest.iter().position(|byte| *byte == 0xff).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest.get(1..).unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    }

    pub(crate) fn optional(&mut self) -> Option<String> {
        self.flag().then(|| self.text())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}
