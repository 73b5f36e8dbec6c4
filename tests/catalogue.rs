//! The catalogue: each documented code is there, and each entry is whole.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};

use ecs_image_pipeline::{Category, RetryTime, RetryToken, codes, explain};
use toml::Table;

const ERRORS: &str = include_str!("../src/messages/errors.toml");
const ANSWERS: &str = include_str!("../src/messages/answers.toml");

/// The operation's own codes: the table of its page.
const OPERATION: [&str; 20] = [
    "InvalidImage.OsTypeUnsupported",
    "InvalidParameter.BuildContent",
    "InvalidParameter.TestContent",
    "InvalidImageComponent.NotSupported",
    "Duplicate.TagKey",
    "InvalidTagKey.Malformed",
    "InvalidTagValue.Malformed",
    "InvalidImagePipeline.HasRunningExecution",
    "InvalidImagePipeline.OSSObjectNotAuthorized",
    "InvalidImagePipeline.OSSObjectNeedRestore",
    "InvalidOperation.NoRightAccessOSS",
    "InvalidImagePipeline.NotFound",
    "InvalidInstanceType.NotFound",
    "InvalidVSwitchId.NotFound",
    "InvalidRegionId.NotFound",
    "InvalidImage.NotFound",
    "ImageComponent.NotFound",
    "InvalidImagePipeline.BaseImageNotFound",
    "InvalidImagePipeline.OSSObjectNotFound",
    "StartImagePipelineExecution.Failed",
];
/// The gateway's codes.
const GATEWAY: [&str; 24] = [
    "InvalidProduct.NotFound",
    "InvalidApi.NotFound",
    "InvalidAction.NotFound",
    "InvalidProtocol.NeedSsl",
    "MissingSecurityToken",
    "InvalidAccessKeyId.NotFound",
    "InvalidAccessKeyId.Inactive",
    "InvalidTimeStamp.Format",
    "InvalidTimeStamp.Expired",
    "SignatureNonceUsed",
    "SignatureDoesNotMatch",
    "InvalidSignatureMethod",
    "InvalidParameter.Format",
    "InvalidParameter.Accept",
    "UnsupportedHTTPMethod",
    "Throttling.User",
    "Throttling.Api",
    "Throttling",
    "InvalidSecurityToken.Expired",
    "InvalidSecurityToken.Malformed",
    "InvalidSecurityToken.MismatchWithAccessKey",
    "NoPermission",
    "ContentMD5NotMatched",
    "InvalidVersion",
];
/// ECS's common codes.
const ECS: [&str; 44] = [
    "IdempotentParameterMismatch",
    "IllegalTimestamp",
    "IncompleteSignature",
    "InsufficientBalance",
    "InvalidAccessKeyId.NotFound",
    "InvalidOwner",
    "InvalidOwnerAccount",
    "InvalidOwnerId",
    "InvalidParamater",
    "InvalidParameter",
    "InvalidParameter.IsNull",
    "MissingParameter",
    "SignatureNonceUsed",
    "Throttling",
    "UnsupportedParameter",
    "UnknownError",
    "ChargeTypeViolation",
    "Forbidden.AccessKeyDisabled",
    "Forbidden.NotSupportRAM",
    "Forbidden.RAM",
    "Forbidden.RiskControl",
    "Forbidden.SubUser",
    "Forbidden.Unauthorized",
    "InvalidAccount.NotFound",
    "InvalidAction",
    "InvalidIdempotenceParameter.Mismatch",
    "InvalidParameter.OwnerAccount",
    "InvalidParameter.ResourceOwnerAccount",
    "LastTokenProcessing",
    "RealNameAuthenticationError",
    "UnsupportedHTTPMethod",
    "InvalidRegionId.NotFound",
    "InvalidDiskId.NotFound",
    "InvalidImageId.NotFound",
    "InvalidInstanceId.NotFound",
    "InvalidSecurityGroupId.NotFound",
    "InvalidSnapshotId.NotFound",
    "OperationConflict",
    "InternalError",
    "ServiceUnavailable",
    "ServiceUnavailable.RegionMaintaining",
    // Of the tables of answers above, too, which say what each means here.
    "InvalidAction.NotFound",
    "MissingSecurityToken",
    "InvalidTimeStamp.Expired",
];

const CATEGORIES: [&str; 13] = [
    "request",
    "resource",
    "state",
    "idempotency",
    "credentials",
    "signature",
    "clock",
    "permission",
    "account",
    "throttling",
    "protocol",
    "server",
    "answer",
];
const ADVICE: [&str; 6] = ["never", "now", "new-token", "later", "after-execution", "after-clock"];
const KEYS: [&str; 9] =
    ["status", "message", "category", "retry", "explanation_en", "explanation_zh", "remedy_en", "remedy_zh", "source"];
/// The page of this package's own codes.
const OWN_PAGE: &str = "https://docs.rs/ecs-image-pipeline";
/// The keys of a part of a text.
const PART_KEYS: [&str; 2] = ["en", "zh"];

fn tables(file: &str) -> BTreeMap<String, Table> {
    file.parse::<Table>().unwrap().into_iter().map(|(name, table)| (name, table.as_table().unwrap().clone())).collect()
}

/// The tables of some groups of `answers.toml`.
fn groups(names: &[&str]) -> BTreeMap<String, Table> {
    let groups = tables(ANSWERS);
    let rows = names.iter().flat_map(|group| groups[*group].iter().map(move |(name, row)| (group, name, row)));
    rows.map(|(group, name, row)| (format!("{group}.{name}"), row.as_table().unwrap().clone())).collect()
}

/// The page that a section of the list of answers is taken from.
fn page(section: &str) -> &'static str {
    match section {
        "operation" => {
            "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startimagepipelineexecution"
        }
        "gateway" => "https://help.aliyun.com/document_detail/48054.html",
        "ecs" => "https://help.aliyun.com/document_detail/25491.html",
        other => panic!("{other}"),
    }
}

fn word(category: Category) -> String {
    serde_json::to_value(category).unwrap().as_str().unwrap().to_owned()
}

fn text<'t>(table: &'t Table, key: &str) -> &'t str {
    table[key].as_str().unwrap()
}

#[test]
fn every_documented_code_is_there() {
    let all: BTreeSet<_> = codes().collect();
    for code in OPERATION.iter().chain(&GATEWAY).chain(&ECS) {
        assert!(all.contains(code), "{code}");
        let explanation = explain(code).unwrap();
        assert_eq!(explanation.code, *code);
        assert!(!explanation.source.is_empty());
    }
    assert_eq!(codes().count(), all.len(), "a code is there twice");
    // No entry is made up: the rest are families.
    let documented: BTreeSet<_> = OPERATION.iter().chain(&GATEWAY).chain(&ECS).copied().collect();
    let rest: Vec<_> = all.into_iter().filter(|code| !documented.contains(code) && !code.contains('*')).collect();
    assert_eq!(rest, [""; 0]);
}

#[test]
fn the_list_of_answers_has_the_same_codes() {
    let rows: Vec<serde_json::Value> = serde_json::from_str(include_str!("answers/codes.json")).unwrap();
    let of = |section: &str| -> BTreeSet<_> {
        let rows = rows.iter().filter(|row| row["section"] == section);
        rows.map(|row| row["code"].as_str().unwrap()).collect()
    };
    assert_eq!(of("operation"), OPERATION.into());
    assert_eq!(of("gateway"), GATEWAY.into());
    assert_eq!(of("ecs"), ECS.iter().take(41).copied().collect());
}

#[test]
fn status_and_message_are_the_documented_ones() {
    let rows: Vec<serde_json::Value> = serde_json::from_str(include_str!("answers/codes.json")).unwrap();
    let entries = tables(ERRORS);
    for code in rows.iter().map(|row| row["code"].as_str().unwrap()) {
        let of_code: Vec<_> = rows.iter().filter(|row| row["code"] == code).collect();
        for status in text(&entries[code], "status").split(|character: char| !character.is_ascii_digit()) {
            let Ok(status) = status.parse::<u64>() else { continue };
            assert!(of_code.iter().any(|row| row["status"] == status), "{code}: {status}");
        }
        let message = text(&entries[code], "message");
        let mut documented = of_code.iter().filter_map(|row| row["message"].as_str()).peekable();
        if documented.peek().is_some() && code != "MissingParameter" {
            assert!(documented.any(|known| known == message), "{code}: {message}");
        }
        let source = text(&entries[code], "source");
        assert!(of_code.iter().any(|row| page(row["section"].as_str().unwrap()) == source), "{code}: {source}");
    }
}

#[test]
fn every_entry_is_whole() {
    let pages = ["operation", "gateway", "ecs"].map(page);
    let own = groups(&["code", "status", "silence", "denial"]);
    for (file, tables, sources) in [(ERRORS, tables(ERRORS), &pages[..]), (ANSWERS, own, &[OWN_PAGE])] {
        for (name, table) in tables {
            // Errors have a status and a message, answers have none. The rest are texts alone.
            let is_denial = name.starts_with("denial.");
            let is_silence = name.starts_with("silence.");
            let expected = match file {
                _ if is_denial || is_silence => &KEYS[4..8],
                ERRORS => &KEYS[..],
                _ => &KEYS[2..],
            };
            assert_eq!(
                table.keys().collect::<BTreeSet<_>>(),
                expected.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>().iter().collect(),
                "{name}"
            );
            if !is_denial && !is_silence {
                assert!(CATEGORIES.contains(&text(&table, "category")), "{name}");
                assert!(ADVICE.contains(&text(&table, "retry")), "{name}");
                assert!(sources.contains(&text(&table, "source")), "{name}");
            }
            let is_han = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
            for key in ["explanation_en", "remedy_en"] {
                let text = text(&table, key);
                assert!(text.len() > 20 && text.ends_with('.') && !text.contains(is_han), "{name}: {text}");
            }
            for key in ["explanation_zh", "remedy_zh"] {
                let text = text(&table, key);
                assert!(
                    text.chars().filter(|character| is_han(*character)).count() > 5 && text.ends_with('。'),
                    "{name}: {text}"
                );
            }
            let places = match () {
                () if is_denial => &["{principal}", "{action}", "{policy}", "{denied}"][..],
                () if is_silence => {
                    &["{host}", "{attempts}", "{token}", "{attemptTimeout}", "{totalTimeout}", "{rateLimit}"]
                }
                () => &["{name}"],
            };
            let filled = |text: &str| places.iter().fold(text.to_owned(), |text, place| text.replace(place, ""));
            for key in &KEYS[4..8] {
                assert!(!filled(text(&table, key)).contains(['{', '}', '*']), "{name}: {key}");
                let is_family = name.contains('*');
                assert!(is_family || !text(&table, key).contains("{name}"), "{name}: {key}");
            }
            if file == ERRORS {
                assert!(text(&table, "status").starts_with(['4', '5', '*']), "{name}: {}", text(&table, "status"));
            }
        }
    }
    let used: BTreeSet<_> = tables(ERRORS)
        .values()
        .chain(groups(&["code", "status"]).values())
        .map(|table| text(table, "category").to_owned())
        .collect();
    assert_eq!(used, CATEGORIES.iter().map(|category| (*category).to_owned()).collect());
}

#[test]
fn every_part_of_a_text_is_in_both_languages() {
    let parts = groups(&["principal", "policy", "phrase"]);
    // The values are those that RAM documents.
    let values = [
        ("principal", &["AssumedRoleUser", "Federated", "SubUser", "unspecified"][..]),
        (
            "policy",
            &[
                "AccountLevelIdentityBasedPolicy",
                "AssumeRolePolicy",
                "ControlPolicy",
                "ResourceGroupLevelIdentityBasedPolicy",
                "SessionPolicy",
                "unspecified",
            ],
        ),
    ];
    let groups = values.iter().flat_map(|(group, values)| values.iter().map(move |value| format!("{group}.{value}")));
    let others = ["phrase.of-another-type", "phrase.with-account", "phrase.with-name"].map(str::to_owned);
    assert_eq!(parts.keys().cloned().collect::<BTreeSet<_>>(), groups.chain(others).collect());
    for (name, table) in &parts {
        assert_eq!(table.keys().collect::<Vec<_>>(), PART_KEYS, "{name}");
        let is_han = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
        assert!(!text(table, "en").contains(is_han), "{name}");
        assert!(text(table, "zh").contains(is_han) || name == "phrase.with-name", "{name}");
        let places: Vec<&str> = if values.iter().any(|(group, _)| name.starts_with(group)) {
            Vec::new()
        } else if name == "phrase.of-another-type" {
            vec!["{value}"]
        } else {
            vec!["{principal}", "{value}"]
        };
        for key in PART_KEYS {
            let text = text(table, key);
            assert!(places.iter().all(|place| text.contains(place)), "{name}: {text}");
            assert_eq!(text.matches('{').count(), places.len(), "{name}: {text}");
        }
    }
}

#[test]
fn the_core_reads_what_the_parser_reads() {
    for (name, table) in tables(ERRORS) {
        let explanation = explain(&name.replace('*', "Nobody")).unwrap();
        let filled = |key: &str| text(&table, key).replace("{name}", "Nobody");
        assert_eq!(word(explanation.category), text(&table, "category"), "{name}");
        for (actual, key) in [
            (&explanation.explanation.en, "explanation_en"),
            (&explanation.explanation.zh, "explanation_zh"),
            (&explanation.remedy.en, "remedy_en"),
            (&explanation.remedy.zh, "remedy_zh"),
        ] {
            assert_eq!(*actual, filled(key), "{name}: {key}");
        }
        let expected = match text(&table, "retry") {
            "never" => (RetryTime::Never, RetryToken::Same),
            "now" => (RetryTime::Now, RetryToken::Same),
            "new-token" => (RetryTime::Never, RetryToken::New),
            "later" => (RetryTime::Later, RetryToken::Same),
            "after-execution" => (RetryTime::AfterExecution, RetryToken::Same),
            "after-clock" => (RetryTime::AfterClock, RetryToken::Same),
            other => panic!("{other}"),
        };
        assert_eq!((explanation.retry.when, explanation.retry.client_token), expected, "{name}");
        assert_eq!(explanation.retry.delay_ms, None);
        assert_eq!(explanation.source, text(&table, "source"), "{name}");
    }
}

#[test]
fn when_to_send_again() {
    use RetryTime::{AfterClock, AfterExecution, Later, Never, Now};
    for (code, when, client_token) in [
        ("IdempotentParameterMismatch", Never, RetryToken::New),
        ("InvalidIdempotenceParameter.Mismatch", Never, RetryToken::New),
        ("InvalidImagePipeline.HasRunningExecution", AfterExecution, RetryToken::Same),
        ("InvalidTimeStamp.Expired", AfterClock, RetryToken::Same),
        ("IllegalTimestamp", AfterClock, RetryToken::Same),
        ("SignatureNonceUsed", Now, RetryToken::Same),
        ("Throttling", Later, RetryToken::Same),
        ("Throttling.User", Later, RetryToken::Same),
        ("Throttling.Api", Later, RetryToken::Same),
        ("Throttling.Other", Later, RetryToken::Same),
        ("InternalError", Later, RetryToken::Same),
        ("UnknownError", Later, RetryToken::Same),
        ("ServiceUnavailable", Later, RetryToken::Same),
        ("ServiceUnavailable.RegionMaintaining", Later, RetryToken::Same),
        ("LastTokenProcessing", Later, RetryToken::Same),
        ("InvalidImagePipeline.NotFound", Never, RetryToken::Same),
        ("SignatureDoesNotMatch", Never, RetryToken::Same),
        ("IncompleteSignature", Never, RetryToken::Same),
        ("InvalidAccessKeyId.NotFound", Never, RetryToken::Same),
        ("InvalidSecurityToken.Expired", Never, RetryToken::Same),
        ("InvalidTimeStamp.Format", Never, RetryToken::Same),
        ("NoPermission", Never, RetryToken::Same),
        ("Forbidden.RAM", Never, RetryToken::Same),
        ("InsufficientBalance", Never, RetryToken::Same),
        ("MissingParameter.RegionId", Never, RetryToken::Same),
    ] {
        let retry = explain(code).unwrap().retry;
        assert_eq!((retry.when, retry.client_token), (when, client_token), "{code}");
    }
}

#[test]
fn families() {
    for (code, category, named) in [
        ("MissingParameter.RegionId", "request", "RegionId"),
        ("MissingRegionId", "request", "RegionId"),
        ("InvalidParameter.Amount", "request", "Amount"),
        ("Throttling.Resource", "throttling", ""),
        ("Throttling.", "throttling", ""),
        ("Rejected.Throttling", "throttling", ""),
        ("InvalidAccountStatus.NotEnoughBalance", "account", ""),
        ("InvalidSignatureVersion", "signature", "SignatureVersion"),
        ("InvalidAccessKeySecret", "signature", ""),
        ("InvalidAccessKeyId", "credentials", ""),
        ("InvalidSecurityToken", "credentials", ""),
        ("HasRunningExecution", "state", ""),
        ("ServiceUnavailable.Other", "server", ""),
        ("InvalidAccessKeyId.Other", "credentials", ""),
        ("InvalidSecurityToken.Other", "credentials", ""),
        ("InvalidTimeStamp.Other", "clock", ""),
        ("Forbidden.Other", "permission", ""),
        ("InvalidKeyPairName.NotFound", "resource", "KeyPairName"),
        ("InvalidTagCount", "request", "TagCount"),
    ] {
        let explanation = explain(code).unwrap_or_else(|| panic!("{code}"));
        assert_eq!(word(explanation.category), category, "{code}");
        assert_eq!(explanation.code, code);
        let texts = [&explanation.explanation, &explanation.remedy];
        assert!(texts.iter().any(|text| text.en.contains(named)), "{code}: {texts:?}");
        assert!(texts.iter().any(|text| text.zh.contains(named)), "{code}: {texts:?}");
        assert!(texts.iter().all(|text| !text.en.contains(['{', '}', '*'])), "{code}: {texts:?}");
    }
    for code in [
        "",
        " ",
        "*",
        "Nobody.Knows",
        "throttling",
        "2xx",
        "unspecified",
        "with-name",
        "Missing",
        "Invalid",
        "Missing*",
        "Invalid*.NotFound",
        "__proto__",
    ] {
        assert_eq!(explain(code), None, "{code:?}");
    }
}
