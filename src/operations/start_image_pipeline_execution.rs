//! The operation `StartImagePipelineExecution`.
//!
//! Source: the page of the operation in the ECS API reference,
//! <https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startimagepipelineexecution>, and the
//! model `StartImagePipelineExecutionRequest` of `@alicloud/ecs20140526` 7.11.6.

use crate::issue::Rule;
use crate::operations::common::{
    CLIENT_TOKEN, IMAGE_PIPELINE_ID, ONE_OWNER, OWNER_ACCOUNT, OWNER_ID, RESOURCE_OWNER_ACCOUNT, RESOURCE_OWNER_ID,
    TAGS,
};
use crate::schema::{Field, Member, Operation, Repeat};

/// "How to ensure idempotence" in the ECS documentation.
const CLIENT_TOKEN_MISSING: &Rule = &Rule::named("client-token-missing");
/// Operation page: TemplateTag is deprecated.
const TEMPLATE_TAG_DEPRECATED: &Rule = &Rule::named("template-tag-deprecated");

/// Starts a build of an image template.
///
/// | field | type | |
/// | --- | --- | --- |
/// | `regionId` | text | required; the region of the template. It becomes part of the endpoint |
/// | `imagePipelineId` | text | required; the ID of the template |
/// | `clientToken` | text | at most 64 ASCII characters. A retry with the same token starts no second build |
/// | `tag` | list of objects | at most 20 tags: `key`, 1 to 128 characters, and `value`, at most 128 |
/// | `templateTag` | list of objects | as `tag`; deprecated by Alibaba Cloud |
/// | `ownerAccount`, `ownerId` | text, integer | the owner's account. Not both |
/// | `resourceOwnerAccount`, `resourceOwnerId` | text, integer | the resource owner's account |
///
/// ```
/// use ecs_image_pipeline::Value;
/// use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
/// let request = Value::from([
///     ("regionId", "cn-hangzhou".into()),
///     ("imagePipelineId", "ip-bp67acfmxazb4p0a1b2c".into()),
///     ("clientToken", "123e4567-e89b-12d3-a456-426655440000".into()),
///     ("tag", vec![Value::from([("key", "acs:team".into())])].into()),
/// ]);
/// let issues = START_IMAGE_PIPELINE_EXECUTION.issues(&request);
/// assert_eq!(issues[0].path(), "tag[0].key");
/// assert_eq!(issues[0].code(), "InvalidTagKey.Malformed");
/// ```
pub static START_IMAGE_PIPELINE_EXECUTION: Operation =
    Operation::new("StartImagePipelineExecution", Repeat::ClientToken)
        .fields(&[
            Field::region_id().required(),
            IMAGE_PIPELINE_ID,
            CLIENT_TOKEN.required_by(CLIENT_TOKEN_MISSING, CLIENT_TOKEN_MISSING),
            Field::list("tag", TAGS),
            Field::list("templateTag", TAGS).deprecated(TEMPLATE_TAG_DEPRECATED),
            OWNER_ACCOUNT,
            OWNER_ID,
            RESOURCE_OWNER_ACCOUNT,
            RESOURCE_OWNER_ID,
        ])
        .relations(&[ONE_OWNER])
        .result(&[Member::id("executionId", "ExecutionId").required_or("MissingExecutionId")]);
