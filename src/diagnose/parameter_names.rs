//! The parameter names of every RPC request and of `StartImagePipelineExecution`.

/// The operation whose parameters are known.
pub(super) const START_BUILD: &str = "StartImagePipelineExecution";

/// Which requests have a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Always,
    /// Only for `StartImagePipelineExecution`.
    ToStartBuild,
    Optional,
}

/// Without tags.
pub(super) const KNOWN: [(&str, Need); 16] = [
    ("Action", Need::Always),
    ("Version", Need::Always),
    ("AccessKeyId", Need::Always),
    ("SignatureMethod", Need::Always),
    ("SignatureVersion", Need::Always),
    ("SignatureNonce", Need::Always),
    ("Timestamp", Need::Always),
    ("RegionId", Need::ToStartBuild),
    ("ImagePipelineId", Need::ToStartBuild),
    ("Format", Need::Optional),
    ("SecurityToken", Need::Optional),
    ("ClientToken", Need::Optional),
    ("OwnerAccount", Need::Optional),
    ("OwnerId", Need::Optional),
    ("ResourceOwnerAccount", Need::Optional),
    ("ResourceOwnerId", Need::Optional),
];

/// The only parameter that is not signed.
pub(super) const SIGNATURE: &str = "Signature";

const TAG_LISTS: [&str; 2] = ["Tag.", "TemplateTag."];
const MAXIMUM_TAGS: u8 = 20;

/// Checks for a parameter whose value is free text.
pub(super) fn is_free_text(name: &str) -> bool {
    TAG_LISTS.iter().any(|list| name.starts_with(list))
        || ["ClientToken", "SignatureNonce", "SecurityToken"].iter().any(|known| name.starts_with(known))
}

/// Returns the documented name, if a name differs from it in case or counts tags from 0.
pub(super) fn right_name(name: &str) -> Option<String> {
    let mut known = KNOWN.iter().map(|(known, _)| *known).chain([SIGNATURE]);
    if let Some(right) = known.find(|known| known.eq_ignore_ascii_case(name) && *known != name) {
        return Some(right.to_owned());
    }
    TAG_LISTS.iter().find_map(|list| {
        let rest = name.strip_prefix(list)?.strip_prefix("0.")?;
        Some([list, "1.", rest].concat())
    })
}

/// Returns `Tag.N.Value` for `Tag.N.Key`, and `TemplateTag.N.Value` for `TemplateTag.N.Key`.
pub(super) fn tag_value_name(key_name: &str) -> Option<String> {
    let tag = key_name.strip_suffix(".Key")?;
    let number = TAG_LISTS.iter().find_map(|list| tag.strip_prefix(list))?;
    let is_number = !number.starts_with(['0', '+']) && number.parse::<u8>().is_ok_and(|number| number <= MAXIMUM_TAGS);
    is_number.then(|| [tag, ".Value"].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_tags() {
        assert_eq!(tag_value_name("Tag.1.Key").as_deref(), Some("Tag.1.Value"));
        assert_eq!(tag_value_name("TemplateTag.20.Key").as_deref(), Some("TemplateTag.20.Value"));
        for name in
            ["Tag.0.Key", "Tag.21.Key", "Tag.01.Key", "Tag.+1.Key", "Tag.Key", "Tag..Key", "Tag.1.Value", "Tags.1.Key"]
        {
            assert_eq!(tag_value_name(name), None, "{name}");
        }
    }

    #[test]
    fn names_that_are_written_in_another_way() {
        for (name, right) in [
            ("imagepipelineid", Some("ImagePipelineId")),
            ("ResourceOwnerID", Some("ResourceOwnerId")),
            ("signature", Some("Signature")),
            ("Tag.0.Key", Some("Tag.1.Key")),
            ("TemplateTag.0.Value", Some("TemplateTag.1.Value")),
            ("ImagePipelineId", None),
            ("Tag.10.Key", None),
            ("Proxy", None),
        ] {
            assert_eq!(right_name(name).as_deref(), right, "{name}");
        }
    }
}
