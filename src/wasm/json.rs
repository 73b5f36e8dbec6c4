//! Results as JSON, which every JavaScript engine reads faster than anything else. For the types that the core returns:
//! no floating-point numbers, whose formatting alone would be a tenth of the module.

use alloc::vec::Vec;
use core::fmt::{self, Display};

use serde::ser::{self, Impossible, Serialize};

pub(super) fn to_json(value: &impl Serialize) -> Vec<u8> {
    let mut json = Json { bytes: Vec::new() };
    // None of the core's types has a way to fail.
    let _ = value.serialize(&mut json);
    json.bytes
}

struct Json {
    bytes: Vec<u8>,
}

/// A type that is not foreseen here.
#[derive(Debug)]
struct Unforeseen;

impl Display for Unforeseen {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl core::error::Error for Unforeseen {}

impl ser::Error for Unforeseen {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

type Done = Result<(), Unforeseen>;

impl Json {
    fn text(&mut self, text: &str) {
        self.bytes.push(b'"');
        let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'"' && *byte != b'\\';
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let length = rest.iter().take_while(|byte| is_plain(byte)).count();
            let (plain, more) = rest.split_at(length);
            self.bytes.extend_from_slice(plain);
            let Some((byte, more)) = more.split_first() else { break };
            if *byte >= b' ' {
                self.bytes.extend_from_slice(&[b'\\', *byte]);
            } else {
                let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble };
                self.bytes.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
            }
            rest = more;
        }
        self.bytes.push(b'"');
    }

    fn number(&mut self, mut number: u64) {
        let start = self.bytes.len();
        loop {
            self.bytes.push(b'0' + (number % 10) as u8);
            number /= 10;
            if number == 0 {
                break;
            }
        }
        if let Some(digits) = self.bytes.get_mut(start..) {
            digits.reverse();
        }
    }

    /// Opens a list, or goes on to its next place.
    fn next(&mut self, open: u8) {
        let mark = if self.bytes.last() == Some(&open) { None } else { Some(b',') };
        self.bytes.extend(mark);
    }
}

macro_rules! unforeseen {
    ($($method:ident($type:ty))*) => {
        $(fn $method(self, _: $type) -> Done {
            Err(Unforeseen)
        })*
    };
}

impl ser::Serializer for &mut Json {
    type Ok = ();
    type Error = Unforeseen;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Impossible<(), Unforeseen>;
    type SerializeTupleVariant = Impossible<(), Unforeseen>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    unforeseen! {
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64) serialize_u8(u8)
        serialize_f32(f32) serialize_f64(f64) serialize_char(char) serialize_bytes(&[u8]) serialize_unit_struct(&'static str)
    }

    fn serialize_bool(self, value: bool) -> Done {
        self.bytes.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_u16(self, value: u16) -> Done {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Done {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Done {
        self.number(value);
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Done {
        self.text(text);
        Ok(())
    }

    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.bytes.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Done {
        self.bytes.push(b'{');
        self.text(variant);
        self.bytes.push(b':');
        value.serialize(&mut *self)?;
        self.bytes.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Unforeseen> {
        self.bytes.push(b'[');
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Unforeseen> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Unforeseen> {
        Err(Unforeseen)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unforeseen> {
        Err(Unforeseen)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Unforeseen> {
        self.bytes.push(b'{');
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unforeseen> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self, Unforeseen> {
        self.bytes.push(b'{');
        self.text(variant);
        self.bytes.extend_from_slice(b":{");
        Ok(self)
    }
}

impl ser::SerializeSeq for &mut Json {
    type Ok = ();
    type Error = Unforeseen;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.next(b'[');
        value.serialize(&mut **self)
    }

    fn end(self) -> Done {
        self.bytes.push(b']');
        Ok(())
    }
}

impl ser::SerializeTuple for &mut Json {
    type Ok = ();
    type Error = Unforeseen;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Done {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeMap for &mut Json {
    type Ok = ();
    type Error = Unforeseen;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        self.next(b'{');
        key.serialize(&mut **self)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.bytes.push(b':');
        value.serialize(&mut **self)
    }

    fn end(self) -> Done {
        self.bytes.push(b'}');
        Ok(())
    }
}

impl ser::SerializeStruct for &mut Json {
    type Ok = ();
    type Error = Unforeseen;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Done {
        self.next(b'{');
        self.text(key);
        self.bytes.push(b':');
        value.serialize(&mut **self)
    }

    fn end(self) -> Done {
        self.bytes.push(b'}');
        Ok(())
    }
}

impl ser::SerializeStructVariant for &mut Json {
    type Ok = ();
    type Error = Unforeseen;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Done {
        ser::SerializeStruct::serialize_field(self, key, value)
    }

    fn end(self) -> Done {
        self.bytes.extend_from_slice(b"}}");
        Ok(())
    }
}
