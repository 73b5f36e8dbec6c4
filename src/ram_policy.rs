//! The RAM policy that allows only this operation.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::issue::{Issues, Rule, ValidationError};

/// RAM, "Policy elements": the account part of an ARN.
const ACCOUNT_ID: &Rule = &Rule::named("account-id");
/// This package: only the documented characters of template IDs, so that no wildcard gets into a policy.
const ARN_PART: &Rule = &Rule::named("arn-part");

/// The action of this operation.
pub(crate) const ACTION: &str = "ecs:StartImagePipelineExecution";

/// A RAM policy document. It serializes to JSON for the RAM console.
///
/// Source: "Authorization information" on the operation page; "Policy structure and syntax" of RAM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RamPolicy {
    resource: String,
}

impl RamPolicy {
    /// Returns the allowed resource: `acs:ecs:<region>:<account>:imagepipeline/<template>`.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }
}

impl Serialize for RamPolicy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Statement<'p>(&'p RamPolicy);
        impl Serialize for Statement<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut statement = serializer.serialize_struct("Statement", 3)?;
                statement.serialize_field("Effect", "Allow")?;
                statement.serialize_field("Action", &[ACTION])?;
                statement.serialize_field("Resource", &[self.0.resource()])?;
                statement.end()
            }
        }
        let mut policy = serializer.serialize_struct("Policy", 2)?;
        policy.serialize_field("Version", "1")?;
        policy.serialize_field("Statement", &[Statement(self)])?;
        policy.end()
    }
}

/// Returns the least-privilege policy for starting builds. A part that is left out becomes `*`: any account, region or
/// template. An unset variable therefore widens the policy.
///
/// # Errors
/// A part is empty or has an invalid character. An account ID consists of digits; a region and a template ID, of
/// letters, digits, `-` and `_`.
///
/// ```
/// use ecs_image_pipeline::ram_policy;
/// let policy = ram_policy(None, Some("cn-hangzhou"), Some("ip-bp67acfmxazb4p0a1b2c")).unwrap();
/// assert_eq!(policy.resource(), "acs:ecs:cn-hangzhou:*:imagepipeline/ip-bp67acfmxazb4p0a1b2c");
/// ```
pub fn ram_policy(
    account_id: Option<&str>,
    region_id: Option<&str>,
    image_pipeline_id: Option<&str>,
) -> Result<RamPolicy, ValidationError> {
    let mut issues = Issues::errors_only();
    let policy = check(account_id, region_id, image_pipeline_id, &mut issues);
    issues.into_result(policy)
}

pub(crate) fn check(
    account: Option<&str>,
    region: Option<&str>,
    template: Option<&str>,
    issues: &mut Issues,
) -> RamPolicy {
    if account.is_some_and(|id| id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit())) {
        issues.add(ACCOUNT_ID, "accountId");
    }
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    for (id, path) in [(region, "regionId"), (template, "imagePipelineId")] {
        if id.is_some_and(|id| id.is_empty() || !id.bytes().all(is_name)) {
            issues.add(ARN_PART, path);
        }
    }
    let part = |part: Option<&'_ str>| part.unwrap_or("*").to_owned();
    let resource = ["acs:ecs:", &part(region), ":", &part(account), ":imagepipeline/", &part(template)].concat();
    RamPolicy { resource }
}
