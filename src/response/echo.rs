//! The gateway's echo of a request whose signature it refuses.

/// A message, and the echo of the request in it.
pub(crate) struct Echo<'m> {
    pub(crate) message: &'m str,
    pub(crate) string_to_sign: Option<&'m str>,
    pub(crate) canonical_request: Option<&'m str>,
}

/// The text before the server's string to sign, with HMAC-SHA1.
pub(crate) const STRING_TO_SIGN: &str = "server string to sign is:";

/// Cuts the echo out of a message.
///
/// HMAC-SHA1: `… server string to sign is:GET&%2F&…`. ACS3: `… server StringToSign is [ACS3-HMAC-SHA256\n…] server
/// CanonicalRequest is [POST\n…]`.
pub(crate) fn split_echo(message: &str) -> Echo<'_> {
    if let Some((start, echo)) = message.split_once(STRING_TO_SIGN) {
        return Echo { message: start.trim_end(), string_to_sign: Some(echo.trim()), canonical_request: None };
    }
    let Some((start, echo)) = message.split_once("server StringToSign is [") else {
        return Echo { message, string_to_sign: None, canonical_request: None };
    };
    let (string_to_sign, rest) = echo.split_once(']').unwrap_or((echo, ""));
    let canonical_request = rest.split_once("server CanonicalRequest is [").map(|(_, request)| request.trim());
    Echo {
        message: start.trim_end(),
        string_to_sign: Some(string_to_sign),
        canonical_request: canonical_request.map(|request| request.strip_suffix(']').unwrap_or(request)),
    }
}
