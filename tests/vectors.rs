//! Official vectors: those of the documentation and of the SDKs' tests, and requests that the SDKs made.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod request;

use std::collections::BTreeMap;

use ecs_image_pipeline::{
    Credentials, Method, SignOptions, SignatureMethod, Timestamp, acs3_hmac_sha256, canonical_query, signature,
    string_to_sign,
};
use request::{StartImagePipelineExecution, Tag, sign};
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
        let options = SignOptions { method: Some(method), ..Default::default() };
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

fn acs3() -> Value {
    serde_json::from_str(include_str!("vectors/official-acs3.json")).expect("the file is JSON")
}

#[test]
fn every_vector_of_acs3_stage_by_stage() {
    let vectors = acs3();
    let cases = vectors["documents"].as_array().unwrap();
    assert_eq!(cases.len(), 9);
    let mut requests = 0;
    for case in cases {
        let name = text(case, "name").unwrap();
        let given = text(case, "canonicalRequest");
        let request = if case["headers"].is_object() {
            requests += 1;
            let headers: Vec<_> = parameters(case, "headers").into_iter().collect();
            let [method, query, hash] =
                ["method", "canonicalQuery", "bodySha256"].map(|member| text(case, member).unwrap());
            let request = acs3_hmac_sha256::canonical_request(method, query, &headers, hash);
            assert_eq!(given.unwrap_or(&request), request, "{name}");
            request
        } else {
            given.unwrap().to_owned()
        };
        let string_to_sign = acs3_hmac_sha256::string_to_sign(&request);
        assert_eq!(text(case, "stringToSign").unwrap_or(&string_to_sign), string_to_sign, "{name}");
        let signature = acs3_hmac_sha256::signature(text(case, "accessKeySecret").unwrap(), &string_to_sign);
        assert_eq!(Some(signature.as_str()), text(case, "signature"), "{name}");
    }
    assert_eq!(requests, 6);
}

#[test]
fn every_acs3_request_of_the_sdk_stage_by_stage() {
    let vectors = acs3();
    let cases = vectors["sdks"]["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let name = text(case, "name").unwrap();
        let sent = parameters(case, "headers");
        // The SDK signs the host and what begins with x-acs-.
        let headers: Vec<_> = sent
            .iter()
            .filter(|(name, _)| **name == "host" || name.starts_with("x-acs-"))
            .map(|(n, v)| (*n, *v))
            .collect();
        // The SDK leaves some characters as they are on the wire.
        let wire = text(case, "wire_path").unwrap().strip_prefix("/?").unwrap();
        let decoded = wire.split('&').map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            (name, decode(value))
        });
        let decoded: Vec<(&str, String)> = decoded.collect();
        let query = canonical_query(decoded.iter().map(|(name, value)| (*name, value.as_str())));
        let request = acs3_hmac_sha256::canonical_request("POST", &query, &headers, sent["x-acs-content-sha256"]);
        assert_eq!(Some(request.as_str()), text(case, "canonicalRequest"), "{name}");
        let string_to_sign = acs3_hmac_sha256::string_to_sign(&request);
        assert_eq!(Some(string_to_sign.as_str()), text(case, "stringToSign"), "{name}");
        let signature = acs3_hmac_sha256::signature("testsecret", &string_to_sign);
        assert_eq!(Some(signature.as_str()), text(case, "signature"), "{name}");
        assert!(sent["Authorization"].ends_with(&signature), "{name}");
    }
}

fn decode(encoded: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = encoded.split('%');
    bytes.extend(rest.next().unwrap().bytes());
    for part in rest {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_operations_requests_by_acs3() {
    let vectors = acs3();
    let vectors = &vectors["operation"];
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 5);
    for case in cases {
        let name = text(case, "name").unwrap();
        let fields = &case["request"];
        let tags = fields["tag"].as_array().map_or(&[][..], Vec::as_slice);
        let request = StartImagePipelineExecution {
            region_id: text(fields, "regionId").unwrap(),
            image_pipeline_id: text(fields, "imagePipelineId").unwrap(),
            client_token: text(fields, "clientToken"),
            tag: tags.iter().map(|tag| Tag { key: text(tag, "key").unwrap(), value: text(tag, "value") }).collect(),
            ..Default::default()
        };
        let token = text(case, "securityToken");
        let [key, secret, time, nonce] =
            ["accessKeyId", "accessKeySecret", "timestamp", "signatureNonce"].map(|name| text(vectors, name).unwrap());
        let credentials = Credentials { access_key_id: key, access_key_secret: secret, security_token: token };
        // POST is the default.
        let method = if text(case, "method") == Some("GET") { Some(Method::Get) } else { None };
        let options = SignOptions { signature_method: SignatureMethod::Acs3HmacSha256, method, ..Default::default() };
        let signed = sign(&request, &credentials, &options, Timestamp::parse(time).unwrap(), nonce).unwrap();
        assert_eq!(Some(signed.string_to_sign.as_str()), text(case, "stringToSign"), "{name}");
        assert_eq!(Some(signed.signature.as_str()), text(case, "signature"), "{name}");
        assert_eq!(Some(signed.method.as_str()), text(case, "method"), "{name}");
        assert_eq!(signed.body, None);
        assert_eq!(signed.url, format!("https://{}/?{}", text(vectors, "host").unwrap(), signed.canonical_query));
    }
}
