//! The options of the JavaScript client and of its calls.

use crate::endpoint::{Endpoint, check_region_id};
use crate::issue::Issues;
use crate::value::fields;
use crate::wasm::read;
use crate::wasm::walk::FUNCTION;
use crate::{SendOptions, Value};

const OPTIONS: [&str; 14] = [
    "regionId",
    "credentials",
    "signatureMethod",
    "method",
    "format",
    "network",
    "endpoint",
    "maxAttempts",
    "attemptTimeout",
    "totalTimeout",
    "rateLimit",
    "fetch",
    "clock",
    "onEvent",
];
const CALL_OPTIONS: [&str; 4] = ["signal", "maxAttempts", "attemptTimeout", "totalTimeout"];

/// Reads the options of a client. An invalid option has an issue, and keeps its default.
pub(super) fn read<'a>(value: &'a Value<'_>, issues: &mut Issues) -> SendOptions<'a> {
    let mut options = SendOptions {
        sign: read::sign_options(value, &OPTIONS, issues).0,
        region_id: fields::text(value.member("regionId"), "regionId", issues),
        network: read::network(value, issues),
        renewable: *value.member("credentials") == Value::Other(FUNCTION),
        ..SendOptions::default()
    };
    read_numbers(&mut options, value, issues);
    options.check(issues);
    if matches!(value, Value::Object(_)) {
        check_parts(&options, value, issues);
    }
    options
}

/// Reads the options of one call, which override the client's. The signal stays in JavaScript.
pub(super) fn read_call(options: &mut SendOptions<'_>, value: &Value<'_>, issues: &mut Issues) {
    if !matches!(value, Value::Object(_)) {
        fields::add_wrong_type(value, fields::OBJECT, "options", issues);
        return;
    }
    fields::add_unknown_fields(value, CALL_OPTIONS.into_iter(), &"options".into(), issues);
    fields::add_wrong_type(value.member("signal"), ("an AbortSignal", " AbortSignal 对象"), "options.signal", issues);
    read_numbers(options, value, issues);
    options.check(issues);
}

fn read_numbers(options: &mut SendOptions<'_>, value: &Value<'_>, issues: &mut Issues) {
    for (name, path, number) in [
        ("maxAttempts", "options.maxAttempts", &mut options.max_attempts),
        ("attemptTimeout", "options.attemptTimeout", &mut options.attempt_timeout),
        ("totalTimeout", "options.totalTimeout", &mut options.total_timeout),
        ("rateLimit", "options.rateLimit", &mut options.rate_limit),
    ] {
        if let Some(given) = fields::integer(value.member(name), path, issues) {
            *number = u32::try_from(given).unwrap_or_default();
        }
    }
}

fn check_parts(options: &SendOptions<'_>, value: &Value<'_>, issues: &mut Issues) {
    if let Some(region_id) = options.region_id {
        check_region_id(region_id, "regionId".into(), issues);
    }
    if let Some(Err(rule)) = options.sign.endpoint.map(Endpoint::parse) {
        issues.add(rule, "options.endpoint");
    }
    if value.member("fetch").is_absent() {
        issues.add(fields::PARAMETER_MISSING, "options.fetch");
    }
    match value.member("credentials") {
        Value::Object(_) => {}
        other if *other == Value::Other(FUNCTION) => {}
        other => {
            let expected = ("an object or a function", "对象或函数");
            fields::add_wrong_type(other, expected, "options.credentials", issues);
        }
    }
    check_function(value.member("fetch"), "options.fetch", issues);
    check_function(value.member("onEvent"), "options.onEvent", issues);
    match value.member("clock") {
        clock @ Value::Object(_) => {
            for (name, path) in [("now", "options.clock.now"), ("sleep", "options.clock.sleep")] {
                if clock.member(name).is_absent() {
                    issues.add(fields::PARAMETER_MISSING, path);
                }
                check_function(clock.member(name), path, issues);
            }
        }
        other => fields::add_wrong_type(other, fields::OBJECT, "options.clock", issues),
    }
}

fn check_function(value: &Value<'_>, path: &str, issues: &mut Issues) {
    if *value != Value::Other(FUNCTION) {
        fields::add_wrong_type(value, ("a function", "函数"), path, issues);
    }
}
