//! Hosts by region, and the faults of what is asked, as a native user meets them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use ecs_image_pipeline::{Issue, Network, endpoint};

fn brief(issues: &[Issue]) -> Vec<(&str, &str)> {
    issues.iter().map(|issue| (issue.path(), issue.code())).collect()
}

/// Source: `getEndpoint` and `endpointMap` of `@alicloud/ecs20140526` 7.11.6, and the endpoint page of the ECS API reference.
#[test]
fn hosts() {
    for (region_id, public, vpc) in [
        ("cn-beijing", "ecs.cn-beijing.aliyuncs.com", "ecs-vpc.cn-beijing.aliyuncs.com"),
        ("US-West-1", "ecs.us-west-1.aliyuncs.com", "ecs-vpc.us-west-1.aliyuncs.com"),
        ("cn-hangzhou-finance", "ecs.aliyuncs.com", "ecs.aliyuncs.com"),
        ("eu-west-1-oxs", "ecs.cn-shenzhen-cloudstone.aliyuncs.com", "ecs.cn-shenzhen-cloudstone.aliyuncs.com"),
    ] {
        assert_eq!(endpoint(region_id, Network::Public).unwrap(), public);
        assert_eq!(endpoint(region_id, Network::Vpc).unwrap(), vpc);
    }
}

#[test]
fn what_no_host_is_made_of() {
    for (region_id, code) in
        [("", "MissingParameter"), ("cn-hangzhou ", "InvalidRegionId.NotFound"), ("x.y/?", "InvalidRegionId.NotFound")]
    {
        assert_eq!(brief(endpoint(region_id, Network::Public).unwrap_err().issues()), [("regionId", code)]);
    }
}
