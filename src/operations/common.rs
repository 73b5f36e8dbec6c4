//! Fields that several operations share.
//!
//! "Operation page" is the page of `StartImagePipelineExecution` in the ECS API reference; "this package" marks a rule
//! that guards against mistakes and is not the server's.

use crate::issue::Rule;
use crate::schema::{Check, Field, Kind, List, Member, Relation};

/// Operation page: ClientToken contains only ASCII characters.
const CLIENT_TOKEN_NOT_ASCII: &Rule = &Rule::named("client-token-not-ascii");
/// Operation page: at most 64 characters.
const CLIENT_TOKEN_TOO_LONG: &Rule = &Rule::named("client-token-too-long");
/// This package: allowed, but almost always a mistake.
const CLIENT_TOKEN_WHITE_SPACE: &Rule = &Rule::named("client-token-white-space");
/// This package: no template has such an ID.
const IMAGE_PIPELINE_ID_WHITE_SPACE: &Rule = &Rule::named("image-pipeline-id-white-space");
/// Operation page: its example is redacted, `ip-2ze5tsl5bp6nf2b3****`.
const IMAGE_PIPELINE_ID_MASKED: &Rule = &Rule::named("image-pipeline-id-masked");
/// Operation page: every example has the prefix, but no rule demands it.
const IMAGE_PIPELINE_ID_PREFIX: &Rule = &Rule::named("image-pipeline-id-prefix");
/// Operation page: N of Tag.N is 1 to 20, and TemplateTag has at most 20 items.
const TOO_MANY_TAGS: &Rule = &Rule::named("too-many-tags");
/// Operation page, error InvalidTagKey.Malformed: "Tag keys cannot be empty or null".
const TAG_KEY_MISSING: &Rule = &Rule::named("tag-key-missing");
/// As [`TAG_KEY_MISSING`].
const TAG_KEY_EMPTY: &Rule = &Rule::named("tag-key-empty");
/// Operation page: 128 characters. The unit is not documented, but 129 code points exceed 128 in every unit.
const TAG_KEY_TOO_LONG: &Rule = &Rule::named("tag-key-too-long");
/// As [`TAG_KEY_TOO_LONG`]: over 128 bytes of UTF-8, but not over 128 code points.
const TAG_KEY_LENGTH_UNCLEAR: &Rule = &Rule::named("tag-key-length-unclear");
/// Operation page: not starting with `aliyun` or `acs:`.
const TAG_KEY_PREFIX: &Rule = &Rule::named("tag-key-prefix");
/// As [`TAG_KEY_PREFIX`]; whether case matters is not documented.
const TAG_KEY_PREFIX_CASE: &Rule = &Rule::named("tag-key-prefix-case");
/// Operation page: not containing `http://` or `https://`.
const TAG_KEY_URL: &Rule = &Rule::named("tag-key-url");
/// As [`TAG_KEY_URL`]; whether case matters is not documented.
const TAG_KEY_URL_CASE: &Rule = &Rule::named("tag-key-url-case");
/// Operation page, error Duplicate.TagKey.
const TAG_KEY_DUPLICATE: &Rule = &Rule::named("tag-key-duplicate");
/// As [`TAG_KEY_TOO_LONG`], for values.
const TAG_VALUE_TOO_LONG: &Rule = &Rule::named("tag-value-too-long");
/// As [`TAG_KEY_LENGTH_UNCLEAR`], for values.
const TAG_VALUE_LENGTH_UNCLEAR: &Rule = &Rule::named("tag-value-length-unclear");
/// Operation page, text of Tag.N.Value. The error's own text omits this prefix.
const TAG_VALUE_PREFIX: &Rule = &Rule::named("tag-value-prefix");
/// As [`TAG_VALUE_PREFIX`]; whether case matters is not documented.
const TAG_VALUE_PREFIX_CASE: &Rule = &Rule::named("tag-value-prefix-case");
/// Operation page: not containing `http://` or `https://`.
const TAG_VALUE_URL: &Rule = &Rule::named("tag-value-url");
/// As [`TAG_VALUE_URL`]; whether case matters is not documented.
const TAG_VALUE_URL_CASE: &Rule = &Rule::named("tag-value-url-case");
/// ECS common error codes, InvalidOwner: "OwnerId and OwnerAccount can't be used at one API access."
const OWNER_TWICE: &Rule = &Rule::named("owner-twice");

/// The ID of an image template.
pub(super) const IMAGE_PIPELINE_ID: Field = Field::text("imagePipelineId").required().checks(&[
    Check::NoBlanks(IMAGE_PIPELINE_ID_WHITE_SPACE),
    Check::NotContaining(&["****"], IMAGE_PIPELINE_ID_MASKED, IMAGE_PIPELINE_ID_MASKED),
    Check::StartsWith("ip-", IMAGE_PIPELINE_ID_PREFIX),
]);

/// The idempotency token: at most 64 ASCII characters. A retry with the same token has no second effect.
pub(super) const CLIENT_TOKEN: Field = Field::new("clientToken", Kind::ClientToken).checks(&[
    Check::First(&[Check::Ascii(CLIENT_TOKEN_NOT_ASCII), Check::NoBlanks(CLIENT_TOKEN_WHITE_SPACE)]),
    Check::AtMost(64, CLIENT_TOKEN_TOO_LONG, None),
]);

const URLS: &[&str] = &["http://", "https://"];

/// At most 20 tags with different keys.
pub(super) const TAGS: &List = &List::new(
    Kind::Object(&[
        Field::text("key").required_by(TAG_KEY_MISSING, TAG_KEY_EMPTY).checks(&[
            Check::AtMost(128, TAG_KEY_TOO_LONG, Some(TAG_KEY_LENGTH_UNCLEAR)),
            Check::NotStartingWith(&["aliyun", "acs:"], TAG_KEY_PREFIX, TAG_KEY_PREFIX_CASE),
            Check::NotContaining(URLS, TAG_KEY_URL, TAG_KEY_URL_CASE),
        ]),
        Field::text("value").checks(&[
            Check::AtMost(128, TAG_VALUE_TOO_LONG, Some(TAG_VALUE_LENGTH_UNCLEAR)),
            Check::NotStartingWith(&["acs:"], TAG_VALUE_PREFIX, TAG_VALUE_PREFIX_CASE),
            Check::NotContaining(URLS, TAG_VALUE_URL, TAG_VALUE_URL_CASE),
        ]),
    ]),
    20,
    TOO_MANY_TAGS,
)
.called("an array of tags", "标签数组")
.unique("key", TAG_KEY_DUPLICATE);

/// The owner's account: by name or by ID.
pub(super) const OWNER_ACCOUNT: Field = Field::text("ownerAccount");
pub(super) const OWNER_ID: Field = Field::integer("ownerId");
pub(super) const RESOURCE_OWNER_ACCOUNT: Field = Field::text("resourceOwnerAccount");
pub(super) const RESOURCE_OWNER_ID: Field = Field::integer("resourceOwnerId");
pub(super) const ONE_OWNER: Relation = Relation::NotBoth("ownerId", "ownerAccount", OWNER_TWICE);

/// A tag, as responses have it.
pub(super) const RESPONSE_TAG: &[Member] =
    &[Member::text("key", "TagKey").required(), Member::text_or_empty("value", "TagValue")];
