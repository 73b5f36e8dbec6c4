//! Requests of `StartImagePipelineExecution` as a struct, so that a test names only what it changes.

#![allow(dead_code, reason = "each program of tests uses a part")]

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{Credentials, Issue, SignError, SignOptions, SignedRequest, Timestamp, Value};

#[derive(Debug, Clone, Default)]
pub(crate) struct StartImagePipelineExecution<'a> {
    pub(crate) region_id: &'a str,
    pub(crate) image_pipeline_id: &'a str,
    pub(crate) client_token: Option<&'a str>,
    pub(crate) tag: Vec<Tag<'a>>,
    pub(crate) template_tag: Vec<Tag<'a>>,
    pub(crate) owner_account: Option<&'a str>,
    pub(crate) owner_id: Option<i64>,
    pub(crate) resource_owner_account: Option<&'a str>,
    pub(crate) resource_owner_id: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'a> {
    pub(crate) key: &'a str,
    pub(crate) value: Option<&'a str>,
}

impl<'a> StartImagePipelineExecution<'a> {
    pub(crate) fn value(&self) -> Value<'a> {
        let tags = |tags: &[Tag<'a>]| {
            let tag = |tag: &Tag<'a>| Value::from([("key", tag.key.into()), ("value", tag.value.into())]);
            Value::from(tags.iter().map(tag).collect::<Vec<_>>())
        };
        Value::from([
            ("regionId", self.region_id.into()),
            ("imagePipelineId", self.image_pipeline_id.into()),
            ("clientToken", self.client_token.into()),
            ("tag", tags(&self.tag)),
            ("templateTag", tags(&self.template_tag)),
            ("ownerAccount", self.owner_account.into()),
            ("ownerId", self.owner_id.into()),
            ("resourceOwnerAccount", self.resource_owner_account.into()),
            ("resourceOwnerId", self.resource_owner_id.into()),
        ])
    }

    pub(crate) fn validate(&self) -> Vec<Issue> {
        START_IMAGE_PIPELINE_EXECUTION.issues(&self.value())
    }
}

/// Validates and signs.
pub(crate) fn sign(
    request: &StartImagePipelineExecution<'_>,
    credentials: &Credentials<'_>,
    options: &SignOptions<'_>,
    timestamp: Timestamp,
    signature_nonce: &str,
) -> Result<SignedRequest, SignError> {
    let value = request.value();
    let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&value).map_err(SignError::Request)?;
    ecs_image_pipeline::sign(&arguments, credentials, options, timestamp, signature_nonce)
}
