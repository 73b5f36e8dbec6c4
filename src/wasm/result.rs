//! Results, as JavaScript has them.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::{ApiError, Issue};

/// A value, or what `src/js/core.ts` makes an error of.
pub(super) type Returned = Result<JsValue, JsValue>;

/// Makes plain objects and arrays, as `JSON.parse` does.
pub(super) fn to_js(value: &impl Serialize) -> Returned {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

/// A decoded error, as JavaScript has it beside a [`Success`](crate::Success).
#[derive(Serialize)]
pub(super) struct Failed {
    ok: bool,
    error: Box<ApiError>,
}

impl From<Box<ApiError>> for Failed {
    fn from(error: Box<ApiError>) -> Self {
        Self { ok: false, error }
    }
}

#[derive(Serialize)]
struct Refused<'a> {
    /// What the issues concern: `request` or `credentials`.
    refused: &'static str,
    issues: &'a [Issue],
}

/// The issues that stopped a call, to be thrown.
pub(super) fn refuse<T>(refused: &'static str, issues: &[Issue]) -> Result<T, JsValue> {
    Err(to_js(&Refused { refused, issues })?)
}
