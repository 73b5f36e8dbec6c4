//! Converts results to JavaScript.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::{ApiError, Issue};

/// A value, or the parts of an error for `src/js/core.ts`.
pub(super) type Returned = Result<JsValue, JsValue>;

/// Converts to plain objects and arrays, like those of `JSON.parse`.
pub(super) fn to_js(value: &impl Serialize) -> Returned {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

/// A decoded error in JavaScript, the counterpart of [`Success`](crate::Success).
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
    /// The subject of the issues: `request` or `credentials`.
    refused: &'static str,
    issues: &'a [Issue],
}

/// The issues of an error to be thrown.
pub(super) fn refuse<T>(refused: &'static str, issues: &[Issue]) -> Result<T, JsValue> {
    Err(to_js(&Refused { refused, issues })?)
}
