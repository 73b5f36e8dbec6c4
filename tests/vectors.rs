//! Official vectors: those of the documentation and of the SDKs' tests, and requests that the SDKs made.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeMap;

use ecs_image_pipeline::{
    Credentials, Method, SignOptions, StartImagePipelineExecution, Tag, Timestamp, canonical_query, sign, signature,
    string_to_sign,
};
use serde_json::Value;

fn cases(file: &str) -> Vec<Value> {
    let vectors: Value = serde_json::from_str(file).expect("the file is JSON");
    vectors["cases"].as_array().expect("a list of cases").clone()
}

fn documents() -> Vec<Value> {
    cases(include_str!("vectors/official-documents.json"))
}

fn sdks() -> Vec<Value> {
    cases(include_str!("vectors/official-sdks.json"))
}

fn text<'a>(case: &'a Value, member: &str) -> Option<&'a str> {
    case[member].as_str()
}

fn parameters<'a>(case: &'a Value, member: &str) -> BTreeMap<&'a str, &'a str> {
    let members = case[member].as_object().expect("parameters").iter();
    members.map(|(name, value)| (name.as_str(), value.as_str().expect("a text"))).collect()
}

fn assert_stages(case: &Value, parameters: BTreeMap<&str, &str>, secret: &str) {
    let name = text(case, "name").expect("a name");
    let query = canonical_query(parameters);
    let signed_text = string_to_sign(text(case, "method").expect("a method"), &query);
    if let Some(expected) = text(case, "canonicalQuery") {
        assert_eq!(query, expected, "{name}");
    }
    if let Some(expected) = text(case, "stringToSign") {
        assert_eq!(signed_text, expected, "{name}");
    }
    if let Some(expected) = text(case, "signature") {
        assert_eq!(signature(secret, &signed_text), expected, "{name}");
    }
}

#[test]
fn every_vector_of_the_documents() {
    let cases = documents();
    assert_eq!(cases.len(), 10);
    for case in cases {
        assert_stages(&case, parameters(&case, "parameters"), text(&case, "accessKeySecret").expect("a secret"));
    }
}

#[test]
fn every_request_of_the_sdks_stage_by_stage() {
    let cases = sdks();
    assert_eq!(cases.len(), 18);
    for case in cases {
        assert_stages(&case, parameters(&case, "params"), "testsecret");
    }
}

#[test]
fn every_request_of_pop_core_from_the_operations_fields() {
    let cases: Vec<_> =
        sdks().into_iter().filter(|case| case["name"].as_str().unwrap().starts_with("pop-core")).collect();
    assert_eq!(cases.len(), 12);
    for case in cases {
        let name = text(&case, "name").unwrap();
        let given = parameters(&case, "params");
        let tags = (1..).map_while(|number| {
            let member = |member: &str| given.get(format!("Tag.{number}.{member}").as_str()).copied();
            Some(Tag { key: member("Key")?, value: member("Value") })
        });
        let request = StartImagePipelineExecution {
            region_id: given["RegionId"],
            image_pipeline_id: given["ImagePipelineId"],
            client_token: given.get("ClientToken").copied(),
            tag: tags.collect(),
            ..Default::default()
        };
        let credentials = Credentials {
            access_key_id: given["AccessKeyId"],
            access_key_secret: "testsecret",
            security_token: given.get("SecurityToken").copied(),
        };
        let method = if text(&case, "method") == Some("GET") { Method::Get } else { Method::Post };
        let options = SignOptions { method, ..Default::default() };
        let time = Timestamp::parse(given["Timestamp"]).unwrap();
        let signed = sign(&request, &credentials, &options, time, given["SignatureNonce"]).unwrap();

        assert_eq!(Some(signed.canonical_query.as_str()), text(&case, "canonicalQuery"), "{name}");
        assert_eq!(Some(signed.string_to_sign.as_str()), text(&case, "stringToSign"), "{name}");
        assert_eq!(Some(signed.signature.as_str()), text(&case, "signature"), "{name}");
        let path = signed.url.strip_prefix("https://ecs.cn-hangzhou.aliyuncs.com").expect("the region's host");
        let sorted = |query: &str| {
            let mut pairs: Vec<_> = query.split('&').map(str::to_owned).collect();
            pairs.sort();
            pairs
        };
        let sent = signed.body.as_deref().unwrap_or_else(|| path.strip_prefix("/?").expect("a query"));
        let official = text(&case, "wire_body").filter(|body| !body.is_empty());
        let official = official.unwrap_or_else(|| text(&case, "wire_path").unwrap().strip_prefix("/?").unwrap());
        assert_eq!(sorted(sent), sorted(official), "{name}");
    }
}
