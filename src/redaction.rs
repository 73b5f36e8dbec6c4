//! Secrets in texts that are shown: the gateway echoes every parameter of a refused request, the security token among them.

use alloc::string::String;

/// What stands in the place of a value.
pub(crate) const MASK: &str = "***";

const SECRET_NAMES: [&str; 4] = ["securitytoken", "x-acs-security-token", "signature", "accesskeysecret"];
/// Between a name and its value: in a query, a header, JSON or XML; encoded once; encoded twice.
const SEPARATORS: [&str; 5] = ["=", ":", ">", "%3d", "%253d"];
/// What quotes a name or a value.
const QUOTES: [&str; 8] = ["\"", "'", " ", "\\", "&quot;", "&#34;", "%22", "<![cdata["];

/// Puts a mask in the place of each security token, signature and secret that is named in a text.
pub(crate) fn mask(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut masked = String::with_capacity(text.len());
    let mut position = 0;
    while let Some(rest) = lower.get(position..).filter(|rest| !rest.is_empty()) {
        match secret_after(rest) {
            Some((start, length)) if length > 0 => {
                masked.push_str(text.get(position..position + start).unwrap_or_default());
                masked.push_str(MASK);
                position += start + length;
            }
            _ => {
                let width = rest.chars().next().map_or(1, char::len_utf8);
                masked.push_str(text.get(position..position + width).unwrap_or_default());
                position += width;
            }
        }
    }
    masked
}

/// Whether a member or a parameter of this name holds a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let probe = [name, "=value"].concat();
    mask(&probe) != probe
}

/// Where the value starts, and how long it is, if the text begins with the name of a secret.
fn secret_after(text: &str) -> Option<(usize, usize)> {
    let name = SECRET_NAMES.iter().find(|name| text.starts_with(**name))?;
    let rest = unquoted(text.get(name.len()..)?);
    let separator = SEPARATORS.iter().find(|separator| rest.starts_with(**separator))?;
    let value = unquoted(rest.get(separator.len()..)?);
    let start = text.len() - value.len();
    // What ends the value is looked for in one pass: a text may hold many values, and none of what ends the others.
    let separated = match *separator {
        "%3d" => Some("%26"),
        "%253d" => Some("%2526"),
        _ => None,
    };
    let ends = |(at, c): &(usize, char)| {
        c.is_whitespace()
            || matches!(c, '&' | '"' | '\'' | '\\' | '<' | '>' | ',' | ';' | ']' | '}')
            || *c == '%' && separated.is_some_and(|end| value.get(*at..).is_some_and(|rest| rest.starts_with(end)))
    };
    let end = value.char_indices().find(ends).map(|(at, _)| at);
    Some((start, end.unwrap_or(value.len())))
}

fn unquoted(text: &str) -> &str {
    let mut rest = text;
    while let Some(after) = QUOTES.iter().find_map(|quote| rest.strip_prefix(*quote)) {
        rest = after;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn secrets_in_every_form() {
        for (text, masked) in [
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
            ("SignatureNonce=1&SignatureVersion=1.0", "SignatureNonce=1&SignatureVersion=1.0"),
            ("Specified SecurityToken is expired.", "Specified SecurityToken is expired."),
            ("SecurityToken=", "SecurityToken="),
            ("中文 securitytoken=中文&x", "中文 securitytoken=***&x"),
        ] {
            assert_eq!(mask(text), masked);
        }
    }
}
