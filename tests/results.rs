//! Results of operations, from JSON and from XML: equal to what the official SDK makes of the same response.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use ecs_image_pipeline::schema::{Member, Operation, Repeat};
use ecs_image_pipeline::{ApiError, Category, Response, Success, decode};
use serde_json::{Map, Value, json};

const TAG: &[Member] = &[Member::text("key", "TagKey").required(), Member::text_or_empty("value", "TagValue")];

const EXECUTION: &[Member] = &[
    Member::id("executionId", "ExecutionId").required(),
    Member::id("imagePipelineId", "ImagePipelineId").required(),
    Member::text("status", "Status").required(),
    Member::text("message", "Message"),
    Member::id("imageId", "ImageId"),
    Member::text("errorCode", "ErrorCode"),
    Member::text("errorInfo", "ErrorInfo"),
    Member::text("creationTime", "CreationTime").required(),
    Member::text("modifiedTime", "ModifiedTime").required(),
    Member::id("resourceGroupId", "ResourceGroupId"),
    Member::list("tags", "Tags", "Tag", TAG),
];

const EXECUTIONS: &[Member] = &[
    Member::list("executions", "ImagePipelineExecution", "ImagePipelineExecutionSet", EXECUTION),
    Member::text("nextToken", "NextToken"),
    Member::integer("totalCount", "TotalCount").required(),
    Member::integer("maxResults", "MaxResults").required(),
];

const DISK: &[Member] = &[
    Member::text("OSSBucket", "OSSBucket"),
    Member::text("OSSObject", "OSSObject"),
    Member::text("format", "Format"),
    Member::integer("diskImageSize", "DiskImageSize"),
];

const IMPORT_IMAGE_OPTIONS: &[Member] = &[
    Member::text("architecture", "Architecture"),
    Member::text("OSType", "OSType"),
    Member::text("platform", "Platform"),
    Member::text("bootMode", "BootMode"),
    Member::text("licenseType", "LicenseType"),
    Member::list("diskDeviceMappings", "DiskDeviceMappings", "DiskDeviceMapping", DISK),
    Member::object(
        "features",
        "Features",
        &[Member::text("nvmeSupport", "NvmeSupport"), Member::text("imdsSupport", "ImdsSupport")],
    ),
    Member::boolean("retainImportedImage", "RetainImportedImage"),
    Member::text("retentionStrategy", "RetentionStrategy"),
    Member::text("imageName", "ImageName"),
    Member::text("description", "Description"),
    Member::text("roleName", "RoleName"),
    Member::list(
        "importImageTags",
        "ImportImageTags",
        "ImportImageTag",
        &[Member::text("key", "Key").required(), Member::text_or_empty("value", "Value")],
    ),
];

const IMAGE_OPTIONS: &[Member] = &[
    Member::text("imageName", "ImageName"),
    Member::text("imageFamily", "ImageFamily"),
    Member::text("description", "Description"),
    Member::object("imageFeatures", "ImageFeatures", &[Member::text("nvmeSupport", "NvmeSupport")]),
    Member::list("imageTags", "ImageTags", "ImageTag", TAG),
];

const PIPELINE: &[Member] = &[
    Member::id("imagePipelineId", "ImagePipelineId").required(),
    Member::text("name", "Name"),
    Member::text("description", "Description"),
    Member::text("creationTime", "CreationTime"),
    Member::text("baseImageType", "BaseImageType"),
    Member::text("baseImage", "BaseImage"),
    Member::text("buildContent", "BuildContent"),
    Member::text("testContent", "TestContent"),
    Member::text("instanceType", "InstanceType"),
    Member::id("vSwitchId", "VSwitchId"),
    Member::integer("systemDiskSize", "SystemDiskSize"),
    Member::integer("internetMaxBandwidthOut", "InternetMaxBandwidthOut"),
    Member::boolean("deleteInstanceOnFailure", "DeleteInstanceOnFailure"),
    Member::text("repairMode", "RepairMode"),
    Member::texts("repairItems", "RepairItems", "RepairItem"),
    Member::id("resourceGroupId", "ResourceGroupId"),
    Member::list("tags", "Tags", "Tag", TAG),
    Member::texts("toRegionIds", "ToRegionIds", "ToRegionId"),
    Member::texts("addAccounts", "AddAccounts", "AddAccount"),
    Member::object(
        "advancedOptions",
        "AdvancedOptions",
        &[
            Member::boolean("retainCloudAssistant", "RetainCloudAssistant"),
            Member::text("imageNameSuffix", "ImageNameSuffix"),
        ],
    ),
    Member::object("imageOptions", "ImageOptions", IMAGE_OPTIONS),
    Member::object("importImageOptions", "ImportImageOptions", IMPORT_IMAGE_OPTIONS),
    Member::text("imageName", "ImageName"),
    Member::text("imageFamily", "ImageFamily"),
    Member::text("nvmeSupport", "NvmeSupport"),
];

const PIPELINES: &[Member] = &[
    Member::list("imagePipelines", "ImagePipeline", "ImagePipelineSet", PIPELINE),
    Member::text("nextToken", "NextToken"),
    Member::integer("totalCount", "TotalCount").required(),
    Member::integer("maxResults", "MaxResults").required(),
];

/// Decodes a body.
fn read(members: &'static [Member], body: &str) -> Result<Success, Box<ApiError>> {
    decode(&Operation::new("Describe", Repeat::Read).result(members), &Response { status: 200, headers: &[], body })
}

/// The result of a body, as JavaScript has it.
fn result(members: &'static [Member], body: &str) -> Value {
    serde_json::to_value(read(members, body).unwrap_or_else(|error| panic!("{error}: {body}"))).unwrap()
}

/// Writes JSON as the gateway writes the same in XML: an item of a list is an element of the list's name, null is empty.
fn xml(name: &str, value: &Value) -> String {
    let text = match value {
        Value::Array(items) => return items.iter().map(|item| xml(name, item)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| xml(name, value)).collect(),
        Value::Null => String::new(),
        Value::String(text) => text.replace('&', "&amp;").replace('<', "&lt;"),
        other => other.to_string(),
    };
    format!("<{name}>{text}</{name}>")
}

/// Members whose only member is a list, each with this package's name.
const WRAPPERS: [(&str, &str); 9] = [
    ("ImagePipelineExecution", "executions"),
    ("ImagePipeline", "imagePipelines"),
    ("Tags", "tags"),
    ("RepairItems", "repairItems"),
    ("ToRegionIds", "toRegionIds"),
    ("AddAccounts", "addAccounts"),
    ("DiskDeviceMappings", "diskDeviceMappings"),
    ("ImageTags", "imageTags"),
    ("ImportImageTags", "importImageTags"),
];

/// Turns what the SDK has parsed into this package's form: its names, lists without wrappers, and nothing that is empty.
fn ours(parsed: &Map<String, Value>) -> Value {
    let mut object = Map::new();
    for (name, value) in parsed {
        if let Some((_, list)) = WRAPPERS.iter().find(|(wrapper, _)| wrapper == name) {
            let items = value.as_object().unwrap().values().next().and_then(Value::as_array);
            let items = items.into_iter().flatten();
            let items = items.map(|item| item.as_object().map_or_else(|| item.clone(), ours));
            object.insert((*list).to_owned(), items.collect());
            continue;
        }
        let name = match name.as_str() {
            "TagKey" => "key".to_owned(),
            "TagValue" => "value".to_owned(),
            acronym if acronym.starts_with("OS") => acronym.to_owned(),
            name => name[..1].to_lowercase() + &name[1..],
        };
        match value {
            Value::Null => {}
            Value::String(text) if text.is_empty() && name != "value" => {}
            Value::Object(members) => drop(object.insert(name, ours(members))),
            value => drop(object.insert(name, value.clone())),
        }
    }
    Value::Object(object)
}

#[test]
fn what_the_official_sdk_makes_of_it() {
    let vectors: Value = serde_json::from_str(include_str!("vectors/lifecycle.json")).unwrap();
    let mut count = 0;
    for case in vectors.as_array().unwrap().iter().filter(|case| case["response"].is_object()) {
        let name = case["name"].as_str().unwrap();
        let (members, list, lists) = match name.split('|').next().unwrap() {
            "DescribeImagePipelineExecutions" => (EXECUTIONS, "executions", &["tags"][..]),
            "DescribeImagePipelines" => {
                (PIPELINES, "imagePipelines", &["tags", "repairItems", "toRegionIds", "addAccounts"][..])
            }
            _ => continue,
        };
        let mut expected = ours(case["parsed"]["body"].as_object().unwrap());
        expected["ok"] = json!(true);
        // The SDK leaves out a list that the response leaves out.
        for item in expected[list].as_array_mut().unwrap() {
            let item = item.as_object_mut().unwrap();
            for list in lists {
                item.entry(*list).or_insert_with(|| json!([]));
            }
        }
        let response = &case["response"];
        assert_eq!(result(members, &response.to_string()), expected, "{name}, JSON");
        let document = xml("DescribeResponse", response);
        assert_eq!(result(members, &document), expected, "{name}, XML: {document}");
        count += 1;
    }
    assert_eq!(count, 8);
}

#[test]
fn a_list_has_no_item_or_one_or_more() {
    const LISTS: &[Member] =
        &[Member::list("tags", "Tags", "Tag", TAG), Member::texts("regionIds", "RegionIds", "RegionId")];
    let empty = json!({ "ok": true, "requestId": "r", "tags": [], "regionIds": [] });
    for lists in [
        json!({}),
        json!({ "Tags": null, "RegionIds": null }),
        json!({ "Tags": {}, "RegionIds": {} }),
        json!({ "Tags": { "Tag": [] }, "RegionIds": { "RegionId": [] } }),
        json!({ "Tags": { "Tag": null }, "RegionIds": { "RegionId": "" } }),
        json!({ "Tags": "", "RegionIds": "" }),
    ] {
        let mut body = lists;
        body["RequestId"] = json!("r");
        assert_eq!(result(LISTS, &body.to_string()), empty, "{body}");
        assert_eq!(result(LISTS, &xml("Response", &body)), empty, "{body}");
    }
    for count in [1, 2, 20] {
        let tags: Vec<_> = (0..count).map(|number| json!({ "TagKey": format!("k{number}"), "TagValue": "" })).collect();
        let regions: Vec<_> = (0..count).map(|number| json!(format!("region-{number}"))).collect();
        let body = json!({ "RequestId": "r", "Tags": { "Tag": tags }, "RegionIds": { "RegionId": regions } });
        for body in [body.to_string(), xml("Response", &body)] {
            let result = result(LISTS, &body);
            assert_eq!(result["regionIds"], json!(regions), "{body}");
            assert_eq!(result["tags"].as_array().unwrap().len(), count, "{body}");
            assert_eq!(result["tags"][0], json!({ "key": "k0", "value": "" }), "{body}");
        }
    }
    // A single item without an array around it, and the array in an array of a documented sample.
    let single = r#"{"RequestId":"r","Tags":{"Tag":{"TagKey":"k"}},"RegionIds":{"RegionId":[["a"],["b"]]}}"#;
    let expected =
        json!({ "ok": true, "requestId": "r", "tags": [{ "key": "k", "value": "" }], "regionIds": ["a", "b"] });
    assert_eq!(result(LISTS, single), expected);
}

#[test]
fn values_of_each_kind() {
    const EACH: &[Member] = &[
        Member::text("text", "Text"),
        Member::id("id", "Id"),
        Member::integer("integer", "Integer"),
        Member::boolean("boolean", "Boolean"),
        Member::object("object", "Object", &[Member::text("text", "Text")]),
    ];
    for (body, expected) in [
        (json!({ "Text": " a\n", "Id": " a\n" }), json!({ "text": " a\n", "id": "a" })),
        (
            json!({ "TEXT": "a", "id": 1_234_567_890_123_456_789_u64 }),
            json!({ "text": "a", "id": "1234567890123456789" }),
        ),
        (json!({ "Text": "", "Id": " ", "Integer": "", "Boolean": "", "Object": "" }), json!({})),
        (json!({ "Text": null, "Id": null, "Integer": null, "Boolean": null, "Object": null }), json!({})),
        (json!({ "Object": {}, "Unknown": { "Text": "a" } }), json!({})),
        (json!({ "Object": { "Text": "a", "Unknown": 1 } }), json!({ "object": { "text": "a" } })),
        (json!({ "Object": { "Unknown": 1 } }), json!({ "object": {} })),
        (json!({ "Integer": "-40", "Boolean": "false" }), json!({ "integer": -40, "boolean": false })),
        (json!({ "Integer": 9_007_199_254_740_991_i64 }), json!({ "integer": 9_007_199_254_740_991_i64 })),
        (json!({ "Integer": 9_007_199_254_740_992_i64, "Boolean": "yes" }), json!({})),
        (json!({ "Integer": 1.5, "Boolean": 1 }), json!({})),
    ] {
        let mut expected = expected;
        (expected["ok"], expected["requestId"]) = (json!(true), json!(""));
        assert_eq!(result(EACH, &body.to_string()), expected, "{body}");
        assert_eq!(result(EACH, &xml("Response", &body)), expected, "{body}");
    }
    let escape = "{\"Id\":\"a\\u001b[2J\"}";
    assert_eq!(result(EACH, escape), json!({ "ok": true, "requestId": "" }));
}

#[test]
fn a_required_member_that_is_missing() {
    const NAMED: &[Member] = &[Member::id("executionId", "ExecutionId").required_or("MissingExecutionId")];
    for (members, body, code, message) in [
        (EXECUTIONS, r#"{"MaxResults":1}"#, "MissingMember", "TotalCount"),
        (EXECUTIONS, r#"{"MaxResults":1,"TotalCount":"many"}"#, "MissingMember", "TotalCount"),
        (EXECUTIONS, r#"{"MaxResults":1,"Message":"m"}"#, "MissingMember", "m"),
        (
            EXECUTIONS,
            r#"{"MaxResults":1,"TotalCount":1,"ImagePipelineExecution":{"ImagePipelineExecutionSet":[{"Status":"A"}]}}"#,
            "MissingMember",
            "ExecutionId",
        ),
        (NAMED, "{}", "MissingExecutionId", ""),
    ] {
        let error = read(members, body).unwrap_err();
        assert_eq!((error.code.as_str(), error.message.as_str()), (code, message), "{body}");
        assert_eq!((error.category, error.known), (Category::Response, true), "{body}");
    }
}

#[test]
fn an_error_as_a_text_has_what_a_ticket_needs() {
    let body = r#"{"Code":"Throttling","Message":"Denied.","RequestId":"r-1"}"#;
    let error = read(EXECUTIONS, body).unwrap_err();
    assert_eq!(error.to_string(), format!("Throttling (200): Denied. {} RequestId: r-1", error.remedy.en));
    let error: Box<dyn std::error::Error> = read(EXECUTIONS, "").unwrap_err();
    assert!(error.to_string().starts_with("EmptyAnswer (200): "), "{error}");
}

/// A page of the most executions that a call returns is read to its end.
#[test]
fn a_full_page() {
    let tags: Vec<_> = (0..20).map(|number| json!({ "TagKey": number, "TagValue": "" })).collect();
    let execution = json!({
        "ExecutionId": "e", "ImagePipelineId": "i", "Status": "S", "CreationTime": "t", "ModifiedTime": "t",
        "Tags": { "Tag": tags },
    });
    let set = vec![execution; 500];
    let body =
        json!({ "TotalCount": 500, "MaxResults": 500, "ImagePipelineExecution": { "ImagePipelineExecutionSet": set } });
    assert_eq!(result(EXECUTIONS, &body.to_string())["executions"].as_array().unwrap().len(), 500);
}
