//! An operation of a user's own: data, from which validation, parameters and both signatures follow.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use ecs_image_pipeline::schema::{Check, Field, Kind, List, Operation, Relation, Repeat};
use ecs_image_pipeline::{
    Credentials, Issue, Rule, Severity, SignOptions, SignatureMethod, Timestamp, Value, percent_encode, sign,
    signature, string_to_sign,
};

const BASE_IMAGE_TYPE: &Rule = &Rule::error(
    "InvalidBaseImageType.NotSupportedValue",
    "{field} is not one of {allowed}.",
    "{field} 不是 {allowed} 之一。",
);
const DISK_SIZE: &Rule =
    &Rule::error("InvalidParameter", "{field} is not from {least} to {most}.", "{field} 不在 {least} 到 {most} 之间。");
const BUCKET_TOO_LONG: &Rule = &Rule::error(
    "InvalidParameter.ImportImageOptionsDiskDeviceMappingsOSSBucket",
    "{field} has {length} characters.",
    "{field} 有 {length} 个字符。",
);
const TOO_MANY_DISKS: &Rule = &Rule::error(
    "InvalidImportImageOptionsDiskDeviceMappings.LengthLimitExceeded",
    "{field} has {count} elements, more than 17.",
    "{field} 有 {count} 个元素，超过 17 个。",
);
const TOO_MANY_ACCOUNTS: &Rule = &Rule::error(
    "InvalidAddAccountSize.ExceededMaxNumber",
    "{field} has {count} elements.",
    "{field} 有 {count} 个元素。",
);
const IMPORT_OPTIONS_MISSING: &Rule =
    &Rule::error("MissingParameter.ImportImageOptions", "{field} is missing.", "缺少 {field}。");
const IMAGE_NAME_DEPRECATED: &Rule =
    &Rule::warning("DeprecatedParameter", "{field} is deprecated.", "{field} 已废弃。");

static CREATE_IMAGE_PIPELINE: Operation = Operation::new("CreateImagePipeline", Repeat::ClientToken)
    .fields(&[
        Field::region_id().required(),
        Field::text("baseImageType")
            .required()
            .checks(&[Check::OneOf(&["IMAGE", "IMAGE_FAMILY", "OSS"], BASE_IMAGE_TYPE)]),
        Field::new("clientToken", Kind::ClientToken),
        Field::integer("systemDiskSize").checks(&[Check::Range(20, 500, DISK_SIZE)]),
        Field::boolean("deleteInstanceOnFailure"),
        Field::list("addAccount", &List::new(Kind::AccountId, 20, TOO_MANY_ACCOUNTS)),
        Field::text("imageName").deprecated(IMAGE_NAME_DEPRECATED),
        Field::object(
            "importImageOptions",
            &[
                Field::text("OSType"),
                Field::object("features", &[Field::text("nvmeSupport")]),
                Field::list("diskDeviceMappings", DISKS),
            ],
        ),
    ])
    .relations(&[Relation::NeededWhen("importImageOptions", "baseImageType", "OSS", IMPORT_OPTIONS_MISSING)]);

const DISKS: &List = &List::new(
    Kind::Object(&[
        Field::text("OSSBucket").required().checks(&[Check::AtMost(63, BUCKET_TOO_LONG, None)]),
        Field::text("OSSObject"),
        Field::integer("diskImageSize").checks(&[Check::Range(1, 2048, DISK_SIZE)]),
    ]),
    17,
    TOO_MANY_DISKS,
);

fn request(import_image_options: Value<'_>) -> Value<'_> {
    Value::from([
        ("regionId", "cn-hangzhou".into()),
        ("baseImageType", "OSS".into()),
        ("systemDiskSize", 40.into()),
        ("deleteInstanceOnFailure", false.into()),
        ("addAccount", vec![Value::from(1234567890), Value::from("18446744073709551616")].into()),
        ("importImageOptions", import_image_options),
    ])
}

fn import_image_options(disks: Vec<Value<'_>>) -> Value<'_> {
    Value::from([
        ("OSType", "linux".into()),
        ("features", Value::from([("nvmeSupport", "supported".into())])),
        ("diskDeviceMappings", disks.into()),
    ])
}

fn disk<'a>(bucket: impl Into<Value<'a>>, size: i64) -> Value<'a> {
    Value::from([("OSSBucket", bucket.into()), ("OSSObject", "镜像/a b.qcow2".into()), ("diskImageSize", size.into())])
}

fn brief(issues: &[Issue]) -> Vec<(&str, &str)> {
    issues.iter().map(|issue| (issue.path(), issue.code())).collect()
}

#[test]
fn a_request_has_the_parameters_of_its_fields_at_any_depth() {
    let request = request(import_image_options(vec![disk("images", 40), disk("more-images", 2048)]));
    assert_eq!(CREATE_IMAGE_PIPELINE.issues(&request), []);
    let arguments = CREATE_IMAGE_PIPELINE.validate(&request).unwrap();
    assert_eq!(arguments.region_id(), Some("cn-hangzhou"));
    assert_eq!(
        arguments.parameters().collect::<Vec<_>>(),
        [
            ("RegionId", "cn-hangzhou"),
            ("BaseImageType", "OSS"),
            ("SystemDiskSize", "40"),
            ("DeleteInstanceOnFailure", "false"),
            ("AddAccount.1", "1234567890"),
            ("AddAccount.2", "18446744073709551616"),
            ("ImportImageOptions.OSType", "linux"),
            ("ImportImageOptions.Features.NvmeSupport", "supported"),
            ("ImportImageOptions.DiskDeviceMappings.1.OSSBucket", "images"),
            ("ImportImageOptions.DiskDeviceMappings.1.OSSObject", "镜像/a b.qcow2"),
            ("ImportImageOptions.DiskDeviceMappings.1.DiskImageSize", "40"),
            ("ImportImageOptions.DiskDeviceMappings.2.OSSBucket", "more-images"),
            ("ImportImageOptions.DiskDeviceMappings.2.OSSObject", "镜像/a b.qcow2"),
            ("ImportImageOptions.DiskDeviceMappings.2.DiskImageSize", "2048"),
        ]
    );
    // Values of a request are not for a log.
    let shown = format!("{arguments:?}");
    assert!(shown.contains("AddAccount.1") && !shown.contains("1234567890"), "{shown}");
}

#[test]
fn every_issue_has_the_path_to_its_field() {
    let long = "a".repeat(64);
    let wrong = Value::from([
        ("regionId", "cn hangzhou".into()),
        ("baseImageType", "ISO".into()),
        ("systemDiskSize", 19.into()),
        ("deleteInstanceOnFailure", "no".into()),
        ("addAccount", vec![Value::from("1a"), Value::from(-1)].into()),
        ("imageName", "old".into()),
        (
            "importImageOptions",
            import_image_options(vec![disk(None::<&str>, 1), disk("", 0), disk(long.as_str(), 2049), Value::from(1)]),
        ),
    ]);
    let issues = CREATE_IMAGE_PIPELINE.issues(&wrong);
    assert_eq!(
        brief(&issues),
        [
            ("regionId", "InvalidRegionId.NotFound"),
            ("baseImageType", "InvalidBaseImageType.NotSupportedValue"),
            ("systemDiskSize", "InvalidParameter"),
            ("deleteInstanceOnFailure", "WrongType"),
            ("addAccount[0]", "WrongType"),
            ("addAccount[1]", "WrongType"),
            ("imageName", "DeprecatedParameter"),
            ("importImageOptions.diskDeviceMappings[0].OSSBucket", "MissingParameter"),
            ("importImageOptions.diskDeviceMappings[1].OSSBucket", "MissingParameter"),
            ("importImageOptions.diskDeviceMappings[1].diskImageSize", "InvalidParameter"),
            (
                "importImageOptions.diskDeviceMappings[2].OSSBucket",
                "InvalidParameter.ImportImageOptionsDiskDeviceMappingsOSSBucket"
            ),
            ("importImageOptions.diskDeviceMappings[2].diskImageSize", "InvalidParameter"),
            ("importImageOptions.diskDeviceMappings[3]", "WrongType"),
        ]
    );
    let message = |path: &str| issues.iter().find(|issue| issue.path() == path).unwrap().message();
    assert_eq!(message("baseImageType").en, r#"baseImageType is not one of "IMAGE", "IMAGE_FAMILY", "OSS"."#);
    let path = "importImageOptions.diskDeviceMappings[2].OSSBucket";
    assert_eq!(message(path).zh, format!("{path} 有 64 个字符。"));

    let errors: Vec<_> = issues.iter().filter(|issue| issue.severity() == Severity::Error).cloned().collect();
    assert_eq!(errors.len(), issues.len() - 1);
    assert_eq!(CREATE_IMAGE_PIPELINE.validate(&wrong).unwrap_err().into_issues(), errors);
}

#[test]
fn fields_that_belong_elsewhere_and_lists_that_are_too_long() {
    let misspelt = Value::from([("OSSBuket", "a".into()), ("OSSBucket", "b".into())]);
    let misplaced = Value::from([
        ("osType", "linux".into()),
        ("features", Value::from([("nvme", "supported".into())])),
        ("diskDeviceMappings", vec![misspelt].into()),
    ]);
    assert_eq!(
        brief(&CREATE_IMAGE_PIPELINE.issues(&request(misplaced))),
        [
            ("importImageOptions.osType", "UnknownField"),
            ("importImageOptions.features.nvme", "UnknownField"),
            ("importImageOptions.diskDeviceMappings[0].OSSBuket", "UnknownField"),
        ]
    );
    for (count, expected) in [
        (17, vec![]),
        (
            18,
            vec![(
                "importImageOptions.diskDeviceMappings",
                "InvalidImportImageOptionsDiskDeviceMappings.LengthLimitExceeded",
            )],
        ),
    ] {
        let disks = vec![disk("images", 40); count];
        assert_eq!(brief(&CREATE_IMAGE_PIPELINE.issues(&request(import_image_options(disks)))), expected);
    }
    let missing = [("importImageOptions", "MissingParameter.ImportImageOptions")];
    assert_eq!(brief(&CREATE_IMAGE_PIPELINE.issues(&request(Value::Absent))), missing);
}

#[test]
fn both_methods_sign_it() {
    let request = request(import_image_options(vec![disk("images", 40)]));
    let arguments = CREATE_IMAGE_PIPELINE.validate(&request).unwrap();
    let credentials = Credentials { access_key_id: "testid", access_key_secret: "testsecret", security_token: None };
    let time = Timestamp::parse("2026-01-02T03:04:05Z").unwrap();
    // In the order of the bytes, by hand.
    let own = "AddAccount.1=1234567890&AddAccount.2=18446744073709551616&BaseImageType=OSS&DeleteInstanceOnFailure=false\
        &ImportImageOptions.DiskDeviceMappings.1.DiskImageSize=40\
        &ImportImageOptions.DiskDeviceMappings.1.OSSBucket=images\
        &ImportImageOptions.DiskDeviceMappings.1.OSSObject=%E9%95%9C%E5%83%8F%2Fa%20b.qcow2\
        &ImportImageOptions.Features.NvmeSupport=supported&ImportImageOptions.OSType=linux\
        &RegionId=cn-hangzhou&SystemDiskSize=40";

    let signed = sign(&arguments, &credentials, &SignOptions::default(), time, "nonce").unwrap();
    let query = own.replace("&DeleteInstanceOnFailure=false", "&DeleteInstanceOnFailure=false&Format=JSON").replace(
        "&SystemDiskSize=40",
        "&SignatureMethod=HMAC-SHA1&SignatureNonce=nonce&SignatureVersion=1.0&SystemDiskSize=40",
    );
    let query = format!(
        "AccessKeyId=testid&Action=CreateImagePipeline&{query}&Timestamp=2026-01-02T03%3A04%3A05Z&Version=2014-05-26"
    );
    assert_eq!(signed.canonical_query, query);
    assert_eq!(signed.signature, signature("testsecret", &string_to_sign("GET", &query)));
    let sent = format!("https://ecs.cn-hangzhou.aliyuncs.com/?{query}&Signature={}", percent_encode(&signed.signature));
    assert_eq!(signed.url, sent);

    let options = SignOptions { signature_method: SignatureMethod::Acs3HmacSha256, ..Default::default() };
    let signed = sign(&arguments, &credentials, &options, time, "nonce").unwrap();
    assert_eq!(signed.url, format!("https://ecs.cn-hangzhou.aliyuncs.com/?{own}"));
    assert!(signed.headers.contains(&("x-acs-action", "CreateImagePipeline".to_owned())), "{:?}", signed.headers);
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let canonical_request = format!(
        "POST\n/\n{own}\nhost:ecs.cn-hangzhou.aliyuncs.com\nx-acs-action:CreateImagePipeline\n\
         x-acs-content-sha256:{hash}\nx-acs-date:2026-01-02T03:04:05Z\nx-acs-signature-nonce:nonce\n\
         x-acs-version:2014-05-26\n\n\
         host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version\n{hash}"
    );
    assert_eq!(signed.canonical_request.as_deref(), Some(canonical_request.as_str()));
}
