//! Reads values of any type with `Reflect`. Every exception is caught, since getters and proxies are the caller's code.

use js_sys::{Array, JsString, Object, Reflect, Set};
use wasm_bindgen::prelude::*;

use crate::value::{Kind, Value};

/// Maximum length of one text, in UTF-16 units.
const MAX_TEXT: u32 = 262_144;
/// Maximum size of all arguments of a call: the UTF-16 units of all texts, plus one for each value.
const MAX_TOTAL: i64 = 1_048_576;
/// Maximum number of array elements to read. Others are only counted.
const MAX_ELEMENTS: u32 = 100;
/// Maximum number of an object's members.
const MAX_MEMBERS: u32 = 1_000;
/// Maximum length of a member's name. A longer one is cut, since it only appears in messages.
const MAX_NAME: u32 = 100;
/// Maximum length of a prototype chain. No real class hierarchy is longer.
const MAX_CLASSES: usize = 16;
/// Maximum depth of objects: request, tags, tag.
const MAX_DEPTH: usize = 3;

/// Reads the arguments of one call.
pub(super) struct Walk {
    left: i64,
}

impl Default for Walk {
    fn default() -> Self {
        Self { left: MAX_TOTAL }
    }
}

impl Walk {
    /// Reads an argument.
    pub(super) fn value(&mut self, value: &JsValue) -> Value<'static> {
        self.read(value, 1)
    }

    fn read(&mut self, value: &JsValue, depth: usize) -> Value<'static> {
        self.left -= 1;
        if value.is_undefined() || value.is_null() {
            Value::Absent
        } else if let Some(text) = value.dyn_ref::<JsString>() {
            self.text(text)
        } else if let Some(number) = value.as_f64() {
            number_of(number)
        } else if let Some(boolean) = value.as_bool() {
            Value::Boolean(boolean)
        } else if value.is_bigint() {
            Value::Other(Kind::Foreign("a bigint", "bigint"))
        } else if value.is_function() {
            Value::Other(FUNCTION)
        } else if value.is_symbol() {
            Value::Other(Kind::Foreign("a symbol", "symbol"))
        } else {
            self.object(value, depth).unwrap_or(Value::Other(Kind::Unreadable))
        }
    }

    fn text(&mut self, text: &JsString) -> Value<'static> {
        let length = text.length();
        if length > MAX_TEXT || i64::from(length) > self.left {
            return Value::Other(Kind::TooLarge);
        }
        self.left -= i64::from(length);
        let copy = String::from(text);
        // TextEncoder replaces half of a surrogate pair, so that another text would be signed.
        if copy.contains('\u{fffd}') && !text.is_valid_utf16() {
            return Value::Other(Kind::LoneSurrogate);
        }
        Value::Text(copy.into())
    }

    fn object(&mut self, value: &JsValue, depth: usize) -> Result<Value<'static>, JsValue> {
        let object: &Object = value.unchecked_ref();
        let prototype = Reflect::get_prototype_of(value)?;
        let is_plain = OBJECT_PROTOTYPE.with(|known| *known == *prototype) && !has_tag(value)?;
        if !is_plain || depth > MAX_DEPTH {
            let kind = kind_of(value)?;
            if kind == "[object Date]"
                && let Ok(time) = time_of(value)
            {
                return Ok(time_value(time));
            }
            // An object made of characters or bytes has a member for each.
            if depth > MAX_DEPTH || kind == "[object String]" || is_view(value)? {
                return Ok(Value::Other(Kind::Nested));
            }
        }
        if is_array(value)? {
            return self.array(value, depth);
        }
        let names = if is_plain { keys(object)? } else { names_of(value)? };
        if names.length() > MAX_MEMBERS {
            return Ok(Value::Other(Kind::TooLarge));
        }
        let mut members = Vec::with_capacity(names.length() as usize);
        for key in names.iter() {
            if self.left <= 0 {
                return Ok(Value::Other(Kind::TooLarge));
            }
            let name = String::from(key.unchecked_ref::<JsString>().slice(0, MAX_NAME));
            self.left -= i64::from(key.unchecked_ref::<JsString>().length().min(MAX_NAME));
            let member = Reflect::get(value, &key);
            members.push((
                name.into(),
                member.map_or(Value::Other(Kind::Unreadable), |member| self.read(&member, depth + 1)),
            ));
        }
        Ok(Value::Object(members))
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in the range")]
    fn array(&mut self, value: &JsValue, depth: usize) -> Result<Value<'static>, JsValue> {
        // A proxy may return anything as its length.
        let length = Reflect::get(value, &"length".into())?.as_f64().unwrap_or(-1.0);
        if !(0.0..=MAX_SAFE_INTEGER).contains(&length) || length.fract() != 0.0 {
            return Ok(Value::Other(Kind::Unreadable));
        }
        let most = length.min(f64::from(MAX_ELEMENTS)) as u32;
        let mut elements = Vec::with_capacity(most as usize);
        for index in 0..most {
            if self.left <= 0 {
                return Ok(Value::Other(Kind::TooLarge));
            }
            let element = Reflect::get_u32(value, index);
            elements.push(element.map_or(Value::Other(Kind::Unreadable), |element| self.read(&element, depth + 1)));
        }
        Ok(Value::List(elements, length as usize))
    }
}

const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;
/// Client options can have functions: `fetch`, a source of credentials.
pub(super) const FUNCTION: Kind = Kind::Foreign("a function", "函数");

#[allow(clippy::cast_possible_truncation, reason = "whole numbers below 2^53")]
fn number_of(number: f64) -> Value<'static> {
    let integer = number.trunc();
    if integer.is_nan() || integer.abs() > MAX_SAFE_INTEGER {
        Value::Other(Kind::UnsafeInteger)
    } else if integer == number {
        Value::Integer(integer as i64)
    } else {
        Value::Fraction(integer as i64)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a date is within 2^53 milliseconds")]
fn time_value(time: f64) -> Value<'static> {
    if time.is_nan() {
        Value::Other(Kind::Foreign("an invalid Date", "无效的日期对象"))
    } else {
        Value::Time(time as i64)
    }
}

// js_sys declares these without `catch`, but a proxy may throw in each.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Object, catch)]
    fn keys(object: &Object) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = ArrayBuffer, js_name = isView, catch)]
    fn is_view(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call, catch)]
    fn kind_of(value: &JsValue) -> Result<String, JsValue>;
    #[wasm_bindgen(js_namespace = ["Date", "prototype", "getTime"], js_name = call, catch)]
    fn time_of(value: &JsValue) -> Result<f64, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = getOwnPropertyDescriptor, catch)]
    fn own_property(object: &JsValue, name: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(thread_local_v2, js_namespace = Object, js_name = prototype)]
    static OBJECT_PROTOTYPE: JsValue;
    #[wasm_bindgen(thread_local_v2, js_namespace = Symbol, js_name = toStringTag)]
    static TO_STRING_TAG: JsValue;
}

fn has_tag(value: &JsValue) -> Result<bool, JsValue> {
    TO_STRING_TAG.with(|tag| Reflect::has(value, tag))
}

/// Returns the object's own members and those of its classes: accessors and values, not methods.
fn names_of(value: &JsValue) -> Result<Array, JsValue> {
    let names = Set::new(keys(value.unchecked_ref())?.as_ref());
    let mut prototype: JsValue = Reflect::get_prototype_of(value)?.into();
    for _ in 0..MAX_CLASSES {
        if prototype.is_null() || names.size() > MAX_MEMBERS {
            break;
        }
        let next: JsValue = Reflect::get_prototype_of(&prototype)?.into();
        // `Object.prototype` adds nothing.
        if next.is_null() {
            break;
        }
        for name in Reflect::own_keys(&prototype)?.iter().filter(JsValue::is_string) {
            if !names.has(&name) && !is_method(&prototype, &name)? {
                names.add(&name);
            }
        }
        prototype = next;
    }
    Ok(Array::from(&names))
}

fn is_method(prototype: &JsValue, name: &JsValue) -> Result<bool, JsValue> {
    let property = own_property(prototype, name)?;
    Ok(Reflect::get(&property, &"get".into())?.is_undefined()
        && Reflect::get(&property, &"value".into())?.is_function())
}
