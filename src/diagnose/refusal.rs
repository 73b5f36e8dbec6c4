//! Reads the server's part of a refusal, from a decoded error or a pasted text.

use crate::diagnose::encodings::unescape_ampersands;
use crate::diagnose::verdict::ACS3;
use crate::messages::Category;
use crate::operations::START_IMAGE_PIPELINE_EXECUTION;
use crate::response::echo::{Echo, STRING_TO_SIGN, split_echo};
use crate::response::error::ApiError;
use crate::response::{Response, decode, raw_message};

/// The code for a line without a code that contains the server's string to sign.
const DOES_NOT_MATCH: &str = "SignatureDoesNotMatch";

/// The server's part of a refusal.
#[derive(Default)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) message: String,
    /// The string to sign that the server made.
    pub(crate) string_to_sign: Option<String>,
    /// The canonical request that the server made.
    pub(crate) canonical_request: Option<String>,
    /// The header `Date`.
    pub(crate) time: Option<String>,
}

impl Refusal {
    fn new(code: &str, message: &str) -> Self {
        let Echo { message, string_to_sign, canonical_request } = split_echo(message);
        Self {
            code: code.to_owned(),
            message: message.to_owned(),
            string_to_sign: string_to_sign.map(str::to_owned),
            canonical_request: canonical_request.map(str::to_owned),
            time: None,
        }
    }

    /// Reads a decoded error, including the token, which its public fields redact.
    pub(super) fn of_error(error: &ApiError) -> Self {
        let (string_to_sign, canonical_request) = match error.raw_message.as_ref().map(|message| split_echo(&message.0))
        {
            Some(echo) => (echo.string_to_sign, echo.canonical_request),
            None => (error.server_string_to_sign.as_deref(), error.server_canonical_request.as_deref()),
        };
        Self {
            code: error.code.clone(),
            message: error.message.clone(),
            string_to_sign: string_to_sign.map(str::to_owned),
            canonical_request: canonical_request.map(str::to_owned),
            time: error.server_time.clone(),
        }
    }

    /// Reads a response body, a log line that contains one, or a part of one.
    pub(super) fn find(pasted: &str) -> Self {
        let pasted = unescape_ampersands(pasted);
        let mut code = String::new();
        for body in [pasted.as_str(), body_in(&pasted)] {
            // A JSON log line would decode as an empty success, so require a result.
            match decode(&START_IMAGE_PIPELINE_EXECUTION, &Response { status: 200, headers: &[], body }) {
                Err(error) if error.category == Category::Response => code = error.code,
                Err(error) => {
                    // The message in the error has no token.
                    return Self::new(&error.code, &raw_message(body).unwrap_or_default());
                }
                Ok(_) => return Self::new("Success", ""),
            }
        }
        // The body is cut off, so its escapes are still there.
        let escapes = ["&amp;", "\\\\n", "\\n"].iter().zip(["&", "\n", "\n"]);
        let line = escapes.fold(pasted, |line, (escape, plain)| line.replace(escape, plain));
        let refusal = Self::find_server_text(&line);
        if refusal.string_to_sign.is_none() && refusal.canonical_request.is_none() {
            return Self { code, ..refusal };
        }
        refusal
    }

    /// Finds the server's string to sign in a text that is not a whole body.
    fn find_server_text(line: &str) -> Self {
        let starts_with_method = |text: &str, end: &str| {
            ["GET", "POST"].iter().any(|method| text.strip_prefix(method).is_some_and(|rest| rest.starts_with(end)))
        };
        let trimmed = line.trim();
        let empty = Self::new(DOES_NOT_MATCH, "");
        if trimmed.starts_with(ACS3) {
            return Self { string_to_sign: Some(trimmed.to_owned()), ..empty };
        }
        if starts_with_method(trimmed, "\n") {
            return Self { canonical_request: Some(trimmed.to_owned()), ..empty };
        }
        let marker = if starts_with_method(trimmed, "&") { STRING_TO_SIGN } else { "" };
        let mut refusal = Self::new(DOES_NOT_MATCH, &[marker, line].concat());
        if let Some(request) = &mut refusal.canonical_request {
            request.truncate(request.rfind(']').unwrap_or(request.len()));
        } else if let Some(text) = &mut refusal.string_to_sign {
            let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.~%&*".contains(c);
            text.truncate(text.find(|c| !is_part(c)).unwrap_or(text.len()));
        }
        refusal
    }
}

/// Returns the body in a log line: from the first bracket to the last.
fn body_in(line: &str) -> &str {
    let start = line.find(['{', '<']).unwrap_or(0);
    let end = line.rfind(['}', '>']).map_or(line.len(), |end| end + 1);
    line.get(start..end).unwrap_or(line)
}
