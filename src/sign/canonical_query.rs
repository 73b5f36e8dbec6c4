//! The canonical query: every parameter, encoded, in byte order of the names.

use crate::percent_encoding::{push_encoded, with_room_for};

/// Sorts the parameters by name, encodes names and values, and joins them: `name=value`, separated by `&`.
///
/// The order is that of the names' bytes, before they are encoded: upper case before lower case, and `Tag.10.Key`
/// before `Tag.2.Key`. Parameters of the same name are sorted by their values. An empty value stays, as `name=`.
///
/// Source: "Request syntax and signature method V2 for RPC APIs", step 1; `sort` in `@alicloud/openapi-util`. Official
/// clients disagree only on empty values. Those for Python, Java, Go and Node.js sign them, as here. The one for PHP
/// skips them since 1.5.29 (`rpcString` in `openapi-sdk-php-client`): 1.5.25 had begun to send `name` without `=`,
/// which the server does not count.
///
/// ```
/// use ecs_image_pipeline::canonical_query;
/// let parameters = [("Tag.2.Key", "b"), ("Tag.10.Key", "a b"), ("Tag.2.Value", "")];
/// assert_eq!(canonical_query(parameters), "Tag.10.Key=a%20b&Tag.2.Key=b&Tag.2.Value=");
/// ```
#[must_use]
pub fn canonical_query<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    join(parameters.into_iter().collect(), push_encoded)
}

/// Like [`canonical_query`], for names that consist of letters, digits and dots, as those of operations do.
pub(crate) fn canonical_query_of_plain_names(parameters: Vec<(&str, &str)>) -> String {
    join(parameters, String::push_str)
}

fn join(mut parameters: Vec<(&str, &str)>, push_name: fn(&mut String, &str)) -> String {
    parameters.sort_unstable();
    let length = parameters.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    let mut query = with_room_for(length);
    for (name, value) in parameters {
        if !query.is_empty() {
            query.push('&');
        }
        push_name(&mut query, name);
        query.push('=');
        push_encoded(&mut query, value);
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_names_alone() {
        assert_eq!(canonical_query([("中", "")]), "%E4%B8%AD=");
        assert_eq!(canonical_query([("", "中"), ("", "")]), "=&=%E4%B8%AD");
    }
}
