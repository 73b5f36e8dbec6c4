//! The operation `DescribeImagePipelineExecutions`.
//!
//! Source of all: the page of the operation in the ECS API reference,
//! <https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeimagepipelineexecutions>, and the
//! model `DescribeImagePipelineExecutionsRequest` of `@alicloud/ecs20140526` 7.11.6.

use crate::issue::Rule;
use crate::operations::common::{
    ONE_OWNER, OWNER_ACCOUNT, OWNER_ID, RESOURCE_OWNER_ACCOUNT, RESOURCE_OWNER_ID, RESPONSE_TAG, TAGS,
};
use crate::schema::{Check, Field, Member, Operation, Relation, Repeat};

/// Operation page: error MissingParameter.ImagePipelineId.
const WHICH_EXECUTIONS: &Rule = &Rule::named("which-executions");
/// Operation page: MaxResults.
const MAX_RESULTS: &Rule = &Rule::named("out-of-range");

/// Lists builds: those of an image template, or one by its ID.
///
/// | field | type | |
/// | --- | --- | --- |
/// | `regionId` | text | required |
/// | `imagePipelineId` | text | the ID of the template; required without `executionId` |
/// | `executionId` | text | the ID of the build |
/// | `status` | text | one or more statuses, separated by commas |
/// | `tag` | list of objects | at most 20 tags: `key`, `value` |
/// | `maxResults` | integer | 1 to 500; default 50 |
/// | `nextToken` | text | the `nextToken` of the page before |
///
/// Its result has `executions`, `nextToken`, `totalCount` and `maxResults`.
///
/// ```
/// use ecs_image_pipeline::Value;
/// use ecs_image_pipeline::operations::DESCRIBE_IMAGE_PIPELINE_EXECUTIONS;
/// let request = Value::from([("regionId", "cn-hangzhou".into())]);
/// let issues = DESCRIBE_IMAGE_PIPELINE_EXECUTIONS.issues(&request);
/// assert_eq!((issues[0].path(), issues[0].code()), ("imagePipelineId", "MissingParameter.ImagePipelineId"));
/// ```
pub static DESCRIBE_IMAGE_PIPELINE_EXECUTIONS: Operation =
    Operation::new("DescribeImagePipelineExecutions", Repeat::Read)
        .fields(&[
            Field::region_id().required(),
            Field::text("imagePipelineId"),
            Field::text("executionId"),
            Field::text("status"),
            Field::list("tag", TAGS),
            Field::integer("maxResults").checks(&[Check::Range(1, 500, MAX_RESULTS)]),
            Field::text("nextToken"),
            OWNER_ACCOUNT,
            OWNER_ID,
            RESOURCE_OWNER_ACCOUNT,
            RESOURCE_OWNER_ID,
        ])
        .relations(&[Relation::AtLeastOne(&["imagePipelineId", "executionId"], WHICH_EXECUTIONS), ONE_OWNER])
        .result(&[
            Member::list("executions", "ImagePipelineExecution", "ImagePipelineExecutionSet", EXECUTION),
            Member::text("nextToken", "NextToken"),
            Member::integer("totalCount", "TotalCount"),
            Member::integer("maxResults", "MaxResults"),
        ]);

const EXECUTION: &[Member] = &[
    Member::id("executionId", "ExecutionId").required(),
    Member::id("imagePipelineId", "ImagePipelineId").required(),
    Member::text("status", "Status").required(),
    Member::text("message", "Message"),
    Member::id("imageId", "ImageId"),
    Member::text("errorCode", "ErrorCode"),
    Member::text("errorInfo", "ErrorInfo"),
    Member::text("creationTime", "CreationTime"),
    Member::text("modifiedTime", "ModifiedTime"),
    Member::id("resourceGroupId", "ResourceGroupId"),
    Member::list("tags", "Tags", "Tag", RESPONSE_TAG),
];
