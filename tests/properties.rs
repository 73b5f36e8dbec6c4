//! What holds for any input. Expected values are made here, by other means than the crate's.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod request;

use std::borrow::Cow;
use std::collections::BTreeMap;

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{
    Call, Credentials, Format, Kind, Method, SendOptions, Severity, SignOptions, SignatureMethod, Timestamp, Value,
    canonical_query, percent_encode, string_to_sign,
};
use proptest::prelude::*;
use request::{StartImagePipelineExecution, Tag, sign};

/// Decodes what was percent-encoded; `None` for anything that RFC 3986 does not allow.
fn percent_decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                if digits.iter().any(u8::is_ascii_lowercase) {
                    return None;
                }
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => bytes.push(byte),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

/// A request that no rule refuses.
fn a_request() -> impl Strategy<Value = (String, String, Option<String>, BTreeMap<String, Option<String>>)> {
    (
        "[a-wyz0-9]([a-z0-9-]{0,20}[a-z0-9])?",
        "ip-[!-~]{1,40}",
        proptest::option::of("[ -~]{1,64}"),
        proptest::collection::btree_map("[b-z][^:]{0,40}", proptest::option::of("[b-z]?[^:]{0,40}"), 0..20),
    )
}

proptest! {
    #[test]
    fn encoding_is_undone_by_decoding(text in any::<String>()) {
        prop_assert_eq!(percent_decode(&percent_encode(&text)), Some(text));
    }

    #[test]
    fn the_canonical_query_is_sorted_by_bytes_and_holds_every_parameter(
        parameters in proptest::collection::btree_map(any::<String>(), any::<String>(), 1..30),
    ) {
        let query = canonical_query(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let decoded: Option<Vec<_>> = query
            .split('&')
            .map(|pair| pair.split_once('=').and_then(|(n, v)| Some((percent_decode(n)?, percent_decode(v)?))))
            .collect();
        // A BTreeMap is in the order of its keys' bytes.
        prop_assert_eq!(decoded, Some(parameters.into_iter().collect()));
    }

    #[test]
    fn the_canonical_query_does_not_depend_on_the_order_of_its_input(
        parameters in proptest::collection::vec((any::<String>(), any::<String>()), 0..30),
        seed in any::<u64>(),
    ) {
        let mut shuffled = parameters.clone();
        shuffled.sort_by_key(|(name, value)| (name.len() as u64 ^ seed).wrapping_mul(value.len() as u64 | 1));
        let query = |parameters: &[(String, String)]| {
            canonical_query(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        };
        prop_assert_eq!(query(&parameters), query(&shuffled));
    }

    #[test]
    fn the_string_to_sign_holds_the_query(query in any::<String>()) {
        let text = string_to_sign("POST", &query);
        let parts: Vec<_> = text.split('&').collect();
        prop_assert_eq!(&parts[..2], ["POST", "%2F"]);
        prop_assert_eq!(percent_decode(parts[2]), Some(query));
        prop_assert_eq!(parts.len(), 3);
    }

    #[test]
    fn what_is_signed_is_what_is_sent(
        (region, id, token, tags) in a_request(),
        security_token in proptest::option::of("[!-~]{1,99}"),
        post in any::<bool>(),
        xml in any::<bool>(),
    ) {
        let request = StartImagePipelineExecution {
            region_id: &region,
            image_pipeline_id: &id,
            client_token: token.as_deref(),
            tag: tags.iter().map(|(key, value)| Tag { key, value: value.as_deref() }).collect(),
            ..Default::default()
        };
        let credentials =
            Credentials { access_key_id: "id", access_key_secret: "secret", security_token: security_token.as_deref() };
        let options = SignOptions {
            method: Some(if post { Method::Post } else { Method::Get }),
            format: if xml { Format::Xml } else { Format::Json },
            ..Default::default()
        };
        let time = Timestamp::from_unix_seconds(1_767_323_045).unwrap();
        let signed = sign(&request, &credentials, &options, time, "nonce").unwrap();
        prop_assert_eq!(signed.expires_at.unix_seconds(), time.unix_seconds() + 900);

        let mut expected: BTreeMap<String, String> = [
            ("AccessKeyId", "id"),
            ("Action", "StartImagePipelineExecution"),
            ("Format", if xml { "XML" } else { "JSON" }),
            ("ImagePipelineId", &id),
            ("RegionId", &region),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "nonce"),
            ("SignatureVersion", "1.0"),
            ("Timestamp", "2026-01-02T03:04:05Z"),
            ("Version", "2014-05-26"),
            ("Signature", &signed.signature),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        expected.extend(token.clone().map(|token| ("ClientToken".to_owned(), token)));
        expected.extend(security_token.clone().map(|token| ("SecurityToken".to_owned(), token)));
        for (index, (key, value)) in tags.iter().enumerate() {
            expected.insert(format!("Tag.{}.Key", index + 1), key.clone());
            expected.extend(value.clone().map(|value| (format!("Tag.{}.Value", index + 1), value)));
        }
        let (url, sent) = match &signed.body {
            Some(body) => (signed.url.as_str(), body.as_str()),
            None => signed.url.split_once('?').unwrap(),
        };
        prop_assert_eq!(url, format!("https://ecs.{region}.aliyuncs.com/"));
        prop_assert_eq!(post, signed.body.is_some());
        let sent: Option<BTreeMap<_, _>> = sent
            .split('&')
            .map(|pair| pair.split_once('=').and_then(|(n, v)| Some((percent_decode(n)?, percent_decode(v)?))))
            .collect();
        prop_assert_eq!(sent, Some(expected));
    }

    #[test]
    fn what_is_signed_by_acs3_is_what_is_sent(
        (region, id, token, tags) in a_request(),
        security_token in proptest::option::of("[!-~]{1,99}"),
        nonce in "[!-~]([ -~]{0,60}[!-~])?",
        get in any::<bool>(),
        xml in any::<bool>(),
    ) {
        let request = StartImagePipelineExecution {
            region_id: &region,
            image_pipeline_id: &id,
            client_token: token.as_deref(),
            tag: tags.iter().map(|(key, value)| Tag { key, value: value.as_deref() }).collect(),
            ..Default::default()
        };
        let credentials =
            Credentials { access_key_id: "id", access_key_secret: "secret", security_token: security_token.as_deref() };
        let options = SignOptions {
            signature_method: SignatureMethod::Acs3HmacSha256,
            method: get.then_some(Method::Get),
            format: if xml { Format::Xml } else { Format::Json },
            ..Default::default()
        };
        let time = Timestamp::from_unix_seconds(1_767_323_045).unwrap();
        let signed = sign(&request, &credentials, &options, time, &nonce).unwrap();

        let mut expected: BTreeMap<String, String> =
            [("ImagePipelineId", &id), ("RegionId", &region)].map(|(name, value)| (name.to_owned(), value.clone())).into();
        expected.extend(token.clone().map(|token| ("ClientToken".to_owned(), token)));
        for (index, (key, value)) in tags.iter().enumerate() {
            expected.insert(format!("Tag.{}.Key", index + 1), key.clone());
            expected.extend(value.clone().map(|value| (format!("Tag.{}.Value", index + 1), value)));
        }
        let (url, query) = signed.url.split_once('?').unwrap();
        prop_assert_eq!(url, format!("https://ecs.{region}.aliyuncs.com/"));
        prop_assert_eq!(query, &signed.canonical_query);
        prop_assert_eq!(&signed.body, &None);
        let sent: Option<BTreeMap<_, _>> = query
            .split('&')
            .map(|pair| pair.split_once('=').and_then(|(n, v)| Some((percent_decode(n)?, percent_decode(v)?))))
            .collect();
        prop_assert_eq!(sent, Some(expected));

        // The canonical request once more, from what is sent.
        let headers: BTreeMap<_, _> = signed.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let host = format!("ecs.{region}.aliyuncs.com");
        let mut of_server = vec![("host", host.as_str())];
        of_server.extend(headers.iter().filter(|(name, _)| name.starts_with("x-acs-")).map(|(name, value)| (*name, *value)));
        let lines: String = of_server.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names: Vec<_> = of_server.iter().map(|(name, _)| *name).collect();
        let (method, hash) = (if get { "GET" } else { "POST" }, headers["x-acs-content-sha256"]);
        let request = format!("{method}\n/\n{query}\n{lines}\n{}\n{hash}", names.join(";"));
        prop_assert_eq!(signed.canonical_request.as_deref(), Some(request.as_str()));
        prop_assert_eq!(headers["x-acs-signature-nonce"], &nonce);
        prop_assert_eq!(headers.get("x-acs-security-token").copied(), security_token.as_deref());
        prop_assert_eq!(headers["accept"], if xml { "application/xml" } else { "application/json" });
        let authorization = format!(
            "ACS3-HMAC-SHA256 Credential=id,SignedHeaders={},Signature={}",
            names.join(";"),
            signed.signature
        );
        prop_assert_eq!(headers["authorization"], authorization);
        prop_assert_eq!(headers.len(), signed.headers.len());
    }

    #[test]
    fn no_nonce_and_no_token_adds_a_line_to_what_acs3_signs(
        text in "[ -~]{0,6}|(?s:.){0,6}",
        token in "[ -~]{1,6}|(?s:.){0,6}",
    ) {
        let good = StartImagePipelineExecution { region_id: "a", image_pipeline_id: "ip-1", ..Default::default() };
        let credentials = Credentials { access_key_id: "id", access_key_secret: "s", security_token: Some(&token) };
        let options = SignOptions { signature_method: SignatureMethod::Acs3HmacSha256, ..Default::default() };
        let time = Timestamp::from_unix_seconds(0).unwrap();
        let plain = |text: &str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && text.trim() == text && !text.is_empty();
        match sign(&good, &credentials, &options, time, &text) {
            Ok(signed) => {
                prop_assert!(plain(&text) && plain(&token));
                prop_assert_eq!(signed.canonical_request.unwrap().lines().count(), 13);
            }
            Err(error) => prop_assert!(!plain(&text) || !plain(&token), "{}", error),
        }
    }

    #[test]
    fn times_are_written_as_they_are_read(seconds in -62_167_219_200_i64..=253_402_300_799) {
        let time = Timestamp::from_unix_seconds(seconds).unwrap();
        prop_assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
    }

    #[test]
    fn no_text_makes_anything_panic(text in any::<String>(), other in any::<String>()) {
        let _ = Timestamp::parse(&text);
        let tag = Tag { key: &text, value: Some(&other) };
        let request = StartImagePipelineExecution {
            region_id: &text,
            image_pipeline_id: &other,
            client_token: Some(&text),
            tag: vec![tag; 21],
            template_tag: vec![tag],
            owner_account: Some(&text),
            owner_id: Some(i64::MIN),
            ..Default::default()
        };
        for issue in request.validate() {
            let message = issue.message();
            let is_filled = |text: &str| !text.is_empty() && !text.contains(['{', '}']);
            prop_assert!(is_filled(&message.en) && is_filled(&message.zh));
        }
        let credentials = Credentials { access_key_id: &text, access_key_secret: &other, security_token: Some(&text) };
        let options = SignOptions { endpoint: Some(&other), ..Default::default() };
        let time = Timestamp::from_unix_seconds(0).unwrap();
        let good = StartImagePipelineExecution { region_id: "a", image_pipeline_id: "ip-1", ..Default::default() };
        let _ = sign(&request, &credentials, &options, time, &text);
        let _ = sign(&good, &credentials, &options, time, &text);
    }

    #[test]
    fn no_value_makes_anything_panic(value in a_value()) {
        let issues = START_IMAGE_PIPELINE_EXECUTION.issues(&value);
        let is_right = issues.iter().all(|issue| issue.severity() == Severity::Warning);
        prop_assert_eq!(START_IMAGE_PIPELINE_EXECUTION.validate(&value).is_ok(), is_right);
        let _ = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &value, &SendOptions::default(), "token");
    }
}

/// Any value, under names that are known and others.
fn a_value() -> impl Strategy<Value = Value<'static>> {
    let leaf = prop_oneof![
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::Integer),
        any::<i64>().prop_map(Value::Fraction),
        any::<i64>().prop_map(Value::Time),
        any::<bool>().prop_map(Value::Boolean),
        Just(Value::Absent),
        prop_oneof![Just(Kind::LoneSurrogate), Just(Kind::TooLarge), Just(Kind::Unreadable), Just(Kind::Nested)]
            .prop_map(Value::Other),
    ];
    let names = "regionId|imagePipelineId|tag|key|value|clientToken|endpoint|timestamp|accessKeyId|[a-zA-Z]{0,9}";
    leaf.prop_recursive(4, 60, 8, move |inner| {
        prop_oneof![
            (proptest::collection::vec(inner.clone(), 0..8), any::<usize>())
                .prop_map(|(elements, length)| Value::List(elements, length)),
            proptest::collection::vec((names.prop_map(Cow::from), inner), 0..8).prop_map(Value::Object),
        ]
    })
}
