//! Requests of ten operations that the official SDKs made: parameters and signatures, from operations that are only data.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeMap;

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::schema::{Field, Kind, List, Operation, Repeat};
use ecs_image_pipeline::{
    Credentials, Method, Rule, SignOptions, Timestamp, Value, acs3_hmac_sha256, canonical_query, sign, signature,
    string_to_sign,
};
use serde_json::Value as Json;

const MANY: &Rule = &Rule::error("InvalidParameter", "{field} has {count} elements.", "{field} 有 {count} 个元素。");
const KEY_AND_VALUE: &[Field] = &[Field::text("key"), Field::text("value")];
const TAGS: &List = &List::new(Kind::Object(KEY_AND_VALUE), 20, MANY);
const TEXTS: &List = &List::new(Kind::Text, 20, MANY);

const REGION_ID: Field = Field::region_id().required();
const CLIENT_TOKEN: Field = Field::new("clientToken", Kind::ClientToken);
const TAG: Field = Field::list("tag", TAGS);
const NEXT_TOKEN: Field = Field::text("nextToken");
const MAX_RESULTS: Field = Field::integer("maxResults");
const OWNER_ACCOUNT: Field = Field::text("ownerAccount");
const OWNER_ID: Field = Field::integer("ownerId");
const RESOURCE_OWNER_ACCOUNT: Field = Field::text("resourceOwnerAccount");
const RESOURCE_OWNER_ID: Field = Field::integer("resourceOwnerId");

static OPERATIONS: [Operation; 10] = [
    // The SDKs send what the rules of this package refuse, such as two owners.
    Operation::new("StartImagePipelineExecution", Repeat::ClientToken).fields(&[
        REGION_ID,
        Field::text("imagePipelineId").required(),
        CLIENT_TOKEN,
        TAG,
        Field::list("templateTag", TAGS),
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
    Operation::new("DescribeRegions", Repeat::Read).fields(&[
        Field::text("acceptLanguage"),
        Field::text("instanceChargeType"),
        Field::text("resourceType"),
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
    Operation::new("DescribeImagePipelines", Repeat::Read).fields(&[
        REGION_ID,
        Field::list("imagePipelineId", TEXTS),
        Field::text("name"),
        Field::text("resourceGroupId"),
        TAG,
        MAX_RESULTS,
        NEXT_TOKEN,
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
    Operation::new("CreateImagePipeline", Repeat::ClientToken).fields(&[
        REGION_ID,
        Field::text("baseImageType").required(),
        Field::text("baseImage"),
        CLIENT_TOKEN,
        Field::text("name"),
        Field::text("description"),
        Field::text("buildContent"),
        Field::text("testContent"),
        Field::text("instanceType"),
        Field::text("vSwitchId"),
        Field::text("resourceGroupId"),
        Field::integer("systemDiskSize"),
        Field::integer("internetMaxBandwidthOut"),
        Field::boolean("deleteInstanceOnFailure"),
        Field::list("addAccount", &List::new(Kind::AccountId, 20, MANY)),
        Field::list("toRegionId", TEXTS),
        Field::text("repairMode"),
        Field::list("repairItem", TEXTS),
        TAG,
        Field::text("imageName"),
        Field::text("imageFamily"),
        Field::text("nvmeSupport"),
        Field::object("advancedOptions", &[Field::text("imageNameSuffix"), Field::boolean("retainCloudAssistant")]),
        Field::object(
            "imageOptions",
            &[
                Field::text("imageName"),
                Field::text("imageFamily"),
                Field::text("description"),
                Field::object("imageFeatures", &[Field::text("nvmeSupport")]),
                Field::list("imageTags", TAGS),
            ],
        ),
        Field::object(
            "importImageOptions",
            &[
                Field::text("architecture"),
                Field::text("OSType"),
                Field::text("platform"),
                Field::text("bootMode"),
                Field::text("licenseType"),
                Field::text("imageName"),
                Field::text("description"),
                Field::text("roleName"),
                Field::boolean("retainImportedImage"),
                Field::text("retentionStrategy"),
                Field::object("features", &[Field::text("nvmeSupport"), Field::text("imdsSupport")]),
                Field::list("importImageTags", TAGS),
                Field::list(
                    "diskDeviceMappings",
                    &List::new(
                        Kind::Object(&[
                            Field::text("OSSBucket"),
                            Field::text("OSSObject"),
                            Field::text("format"),
                            Field::integer("diskImageSize"),
                        ]),
                        17,
                        MANY,
                    ),
                ),
            ],
        ),
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
    Operation::new("DeleteImagePipeline", Repeat::Done(&["InvalidImagePipeline.NotFound"])).fields(&[
        REGION_ID,
        Field::text("imagePipelineId").required(),
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
    Operation::new("DescribeImagePipelineExecutions", Repeat::Read).fields(&[
        REGION_ID,
        Field::text("imagePipelineId"),
        Field::text("executionId"),
        Field::text("status"),
        TAG,
        MAX_RESULTS,
        NEXT_TOKEN,
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
    Operation::new("CancelImagePipelineExecution", Repeat::Done(&["InvalidStatus.CancelFailed"])).fields(&[
        REGION_ID,
        Field::text("executionId").required(),
        Field::list("templateTag", TAGS),
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
    Operation::new("CreateImageComponent", Repeat::ClientToken).fields(&[
        REGION_ID,
        Field::text("content"),
        Field::text("componentType"),
        Field::text("systemType"),
        Field::text("componentVersion"),
        Field::text("name"),
        Field::text("description"),
        CLIENT_TOKEN,
        TAG,
        Field::text("resourceGroupId"),
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
    Operation::new("DescribeImageComponents", Repeat::Read).fields(&[
        REGION_ID,
        Field::list("imageComponentId", TEXTS),
        Field::text("owner"),
        Field::text("name"),
        Field::text("componentVersion"),
        Field::text("componentType"),
        Field::text("systemType"),
        Field::text("resourceGroupId"),
        TAG,
        MAX_RESULTS,
        NEXT_TOKEN,
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
    Operation::new("DeleteImageComponent", Repeat::Done(&["InvalidImageComponent.NotFound"])).fields(&[
        REGION_ID,
        Field::text("imageComponentId").required(),
        OWNER_ACCOUNT,
        OWNER_ID,
        RESOURCE_OWNER_ACCOUNT,
        RESOURCE_OWNER_ID,
    ]),
];

/// A request under the names of the TypeScript SDK. The records have those of the wire.
fn value_of(json: &Json) -> Value<'_> {
    match json {
        Json::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, member)| {
                    let is_kept = name.starts_with("OS");
                    let first = if is_kept { name[..1].to_owned() } else { name[..1].to_ascii_lowercase() };
                    ((first + &name[1..]).into(), value_of(member))
                })
                .collect(),
        ),
        Json::Array(elements) => elements.iter().map(value_of).collect::<Vec<_>>().into(),
        Json::String(text) => text.as_str().into(),
        Json::Number(number) => number.as_i64().unwrap().into(),
        Json::Bool(boolean) => (*boolean).into(),
        Json::Null => Value::Absent,
    }
}

fn text<'a>(record: &'a Json, member: &str) -> &'a str {
    record[member].as_str().unwrap_or_else(|| panic!("{member} is no text in {record}"))
}

/// The parameters that were sent, from the query or the form.
fn sent(record: &Json) -> BTreeMap<String, String> {
    let query = record["wire"]["query"].as_object().unwrap();
    let query = query.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
    let form = text(&record["wire"], "body").split('&').filter_map(|pair| pair.split_once('='));
    query.chain(form.map(|(name, value)| (decode(name), decode(value)))).collect()
}

fn decode(encoded: &str) -> String {
    percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap().into_owned()
}

/// What HMAC-SHA1 sends beside the operation's parameters.
const COMMON: [&str; 10] = [
    "AccessKeyId",
    "Action",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

#[test]
fn every_request_of_the_sdks_has_the_parameters_and_the_signature() {
    let records: Vec<Json> = serde_json::from_str(include_str!("vectors/lifecycle.json")).unwrap();
    let mut signed_by: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &records {
        let (name, inputs, wire) = (text(record, "name"), &record["inputs"], &record["wire"]);
        let action = text(record, "operation");
        let operation = OPERATIONS.iter().find(|operation| operation.action() == action).expect(name);
        let request = value_of(&record["request"]);
        let arguments = operation.validate(&request).expect(name);

        let sent = sent(record);
        let own = sent.iter().filter(|(name, _)| !COMMON.contains(&name.as_str()));
        let own: Vec<_> = own.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut parameters: Vec<_> = arguments.parameters().collect();
        parameters.sort_unstable();
        assert_eq!(parameters, own, "{name}");

        if action == START_IMAGE_PIPELINE_EXECUTION.action() && !name.contains("full") {
            let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&request).expect(name);
            let mut parameters: Vec<_> = arguments.parameters().collect();
            parameters.sort_unstable();
            assert_eq!(parameters, own, "{name}");
        }

        let (mode, secret, method) = (text(record, "mode"), text(inputs, "accessKeySecret"), text(wire, "method"));
        *signed_by.entry(mode).or_default() += 1;
        if mode == "acs3" {
            let headers = wire["headers"].as_object().unwrap();
            let mut signed: Vec<_> = headers
                .iter()
                .filter(|(name, _)| *name == "host" || name.starts_with("x-acs-"))
                .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
                .collect();
            signed.sort_unstable();
            let (query, hash) =
                (canonical_query(arguments.parameters()), text(&wire["headers"], "x-acs-content-sha256"));
            let request = acs3_hmac_sha256::canonical_request(method, &query, &signed, hash);
            assert_eq!(request, text(record, "canonicalRequest"), "{name}");
            let string_to_sign = acs3_hmac_sha256::string_to_sign(&request);
            assert_eq!(string_to_sign, text(record, "stringToSign"), "{name}");
            assert_eq!(acs3_hmac_sha256::signature(secret, &string_to_sign), text(record, "signature"), "{name}");
            continue;
        }
        let common = COMMON.iter().filter(|name| **name != "Signature");
        let common = common.filter_map(|name| Some((*name, sent.get(*name)?.as_str())));
        let string_to_sign = string_to_sign(method, &canonical_query(arguments.parameters().chain(common)));
        assert_eq!(string_to_sign, text(record, "stringToSign"), "{name}");
        assert_eq!(signature(secret, &string_to_sign), text(record, "signature"), "{name}");

        // The newer SDK writes `Format=json`.
        if mode.starts_with("pop") {
            let credentials = Credentials {
                access_key_id: text(inputs, "accessKeyId"),
                access_key_secret: secret,
                security_token: inputs["securityToken"].as_str(),
            };
            let method = if method == "GET" { Method::Get } else { Method::Post };
            let options = SignOptions { method: Some(method), ..Default::default() };
            let time = Timestamp::parse(text(inputs, "timestamp")).unwrap();
            let signed = sign(&arguments, &credentials, &options, time, text(inputs, "nonce")).expect(name);
            assert_eq!(signed.signature, text(record, "signature"), "{name}");
        }
    }
    assert_eq!(signed_by, BTreeMap::from([("acs3", 62), ("pop-get", 31), ("pop-post", 62), ("v2", 62)]));
}
