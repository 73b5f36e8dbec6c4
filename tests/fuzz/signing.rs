//! Signatures, beside an implementation of their own.

use ecs_image_pipeline::{
    Credentials, Format, Method, Severity, SignError, SignOptions, SignatureMethod, SignatureState, Timestamp,
};

use crate::bytes::Bytes;
use crate::independent::{self, Parameters};
use crate::request::{StartImagePipelineExecution, Tag, sign};

/// The stages by themselves, for parameters of any name.
pub fn stages(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let (method, secret) = (bytes.text(), bytes.text());
    let mut parameters = Parameters::new();
    while !bytes.is_empty() {
        parameters.insert(bytes.text(), bytes.text());
    }
    for (name, value) in &parameters {
        assert_eq!(ecs_image_pipeline::percent_encode(name), independent::encode(name));
        assert_eq!(ecs_image_pipeline::percent_encode(value), independent::encode(value));
    }
    let query = independent::canonical_query(&parameters);
    let pairs = || parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    assert_eq!(ecs_image_pipeline::canonical_query(pairs()), query);
    assert_eq!(ecs_image_pipeline::canonical_query(pairs().rev()), query);
    let string_to_sign = independent::string_to_sign(&method, &query);
    assert_eq!(ecs_image_pipeline::string_to_sign(&method, &query), string_to_sign);
    let signature = independent::hmac_sha1(&secret, &string_to_sign);
    assert_eq!(ecs_image_pipeline::signature(&secret, &string_to_sign), signature);
    let signature = independent::hmac_sha256(&secret, &string_to_sign);
    assert_eq!(ecs_image_pipeline::acs3_hmac_sha256::signature(&secret, &string_to_sign), signature);
}

/// A whole request, credentials and options.
pub fn signing(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let (post, xml, is_acs3) = (bytes.flag(), bytes.flag(), bytes.flag());
    let time = Timestamp::from_unix_seconds(i64::from(bytes.byte()) * 31_556_952).unwrap();
    let ids: Vec<Option<i64>> =
        (0..2).map(|_| bytes.flag().then(|| (i64::from(bytes.byte()) - 99) << bytes.byte().min(54))).collect();
    let (region_id, image_pipeline_id) = (label(&bytes.text()), bytes.text());
    let texts: Vec<Option<String>> = (0..3).map(|_| bytes.optional()).collect();
    let (access_key_id, secret, token) = (bytes.text(), bytes.text(), bytes.optional());
    let nonce = bytes.text();
    let mut tags = [Vec::new(), Vec::new()];
    while !bytes.is_empty() {
        tags[usize::from(bytes.flag())].push((bytes.text(), bytes.optional()));
    }

    let request = StartImagePipelineExecution {
        region_id: &region_id,
        image_pipeline_id: &image_pipeline_id,
        client_token: texts[0].as_deref(),
        tag: tag_list(&tags[0]),
        template_tag: tag_list(&tags[1]),
        owner_account: texts[1].as_deref(),
        owner_id: ids[0],
        resource_owner_account: texts[2].as_deref(),
        resource_owner_id: ids[1],
    };
    let credentials =
        Credentials { access_key_id: &access_key_id, access_key_secret: &secret, security_token: token.as_deref() };
    let method = if post { Method::Post } else { Method::Get };
    let options = SignOptions {
        signature_method: if is_acs3 { SignatureMethod::Acs3HmacSha256 } else { SignatureMethod::HmacSha1 },
        method: Some(method),
        format: if xml { Format::Xml } else { Format::Json },
        endpoint: None,
    };
    let signed = match sign(&request, &credentials, &options, time, &nonce) {
        Ok(signed) => signed,
        Err(error) => {
            assert!(error.issues().iter().any(|issue| issue.severity() == Severity::Error));
            let is_right = request.validate().iter().all(|issue| issue.severity() == Severity::Warning);
            assert!(is_right || matches!(error, SignError::Request(_)));
            return;
        }
    };

    let mut parameters = Parameters::new();
    let mut put = |name: &str, value: &str| assert!(parameters.insert(name.into(), value.into()).is_none());
    put("RegionId", &region_id);
    put("ImagePipelineId", &image_pipeline_id);
    for (name, text) in ["ClientToken", "OwnerAccount", "ResourceOwnerAccount"].iter().zip(&texts) {
        text.iter().for_each(|text| put(name, text));
    }
    for (name, id) in ["OwnerId", "ResourceOwnerId"].iter().zip(&ids) {
        id.iter().for_each(|id| put(name, &id.to_string()));
    }
    for (list, tags) in ["Tag", "TemplateTag"].iter().zip(&tags) {
        for (index, (key, value)) in tags.iter().enumerate() {
            put(&format!("{list}.{}.Key", index + 1), key);
            value.iter().for_each(|value| put(&format!("{list}.{}.Value", index + 1), value));
        }
    }
    let host = signed.url.strip_prefix("https://").unwrap().split_once('/').unwrap().0.to_owned();
    if !is_acs3 {
        put("AccessKeyId", &access_key_id);
        put("Action", "StartImagePipelineExecution");
        put("Format", if xml { "XML" } else { "JSON" });
        token.iter().for_each(|token| put("SecurityToken", token));
        put("SignatureMethod", "HMAC-SHA1");
        put("SignatureNonce", &nonce);
        put("SignatureVersion", "1.0");
        put("Timestamp", &time.to_string());
        put("Version", "2014-05-26");
        let query = independent::canonical_query(&parameters);
        let string_to_sign = independent::string_to_sign(method.as_str(), &query);
        let signature = independent::hmac_sha1(&secret, &string_to_sign);
        let sent = format!("{query}&Signature={}", independent::encode(&signature));
        assert_eq!((signed.string_to_sign, signed.signature), (string_to_sign, signature));
        let inspected = ecs_image_pipeline::inspect(signed.body.as_ref().unwrap_or(&signed.url), Some(&secret));
        assert_eq!(inspected.signature, SignatureState::Right, "{:?}", inspected.findings);
        match signed.body {
            Some(body) => assert_eq!((body, signed.url.as_str(), post), (sent, &*format!("https://{host}/"), true)),
            None => assert_eq!((&signed.url, post), (&format!("https://{host}/?{sent}"), false)),
        }
        return;
    }
    let query = independent::canonical_query(&parameters);
    let mut headers: Parameters = [
        ("host", &*host),
        ("x-acs-action", "StartImagePipelineExecution"),
        ("x-acs-content-sha256", &independent::sha256("")),
        ("x-acs-date", &time.to_string()),
        ("x-acs-signature-nonce", &nonce),
        ("x-acs-version", "2014-05-26"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    headers.extend(token.map(|token| ("x-acs-security-token".to_owned(), token)));
    let canonical_request = independent::canonical_request(method.as_str(), &query, &headers);
    let string_to_sign = format!("ACS3-HMAC-SHA256\n{}", independent::sha256(&canonical_request));
    let signature = independent::hmac_sha256(&secret, &string_to_sign);
    let names = headers.keys().map(String::as_str).collect::<Vec<_>>().join(";");
    let authorization =
        format!("ACS3-HMAC-SHA256 Credential={access_key_id},SignedHeaders={names},Signature={signature}");
    assert_eq!(signed.canonical_request.as_deref(), Some(&*canonical_request));
    assert_eq!((signed.string_to_sign, signed.signature), (string_to_sign, signature));
    assert_eq!((signed.url, signed.body), (format!("https://{host}/?{query}"), None));
    headers.remove("host");
    headers.insert("authorization".into(), authorization);
    headers.insert("accept".into(), if xml { "application/xml" } else { "application/json" }.into());
    let sent: Parameters = signed.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    assert_eq!(sent, headers);
}

fn tag_list(tags: &[(String, Option<String>)]) -> Vec<Tag<'_>> {
    tags.iter().map(|(key, value)| Tag { key, value: value.as_deref() }).collect()
}

/// A host label of what is there, so that most inputs are signed.
fn label(text: &str) -> String {
    let letters: String = text.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("a{}", letters.to_ascii_lowercase())
}
