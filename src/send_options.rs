//! How a call is sent: what the caller of a client can choose, with its rules.

use alloc::vec;
use alloc::vec::Vec;

use crate::endpoint::{Endpoint, check_region_id};
use crate::sign::{self, SignOptions};
use crate::text;
use crate::validation::{Issue, Issues, Rule, fields};
use crate::value::{Kind, Value};

/// How a call is sent. Each field has a default.
///
/// Whole numbers from 1 to 100 for attempts, to 86,400,000 for milliseconds (a day), and to 1,000,000 for calls a minute.
///
/// ```
/// use ecs_image_pipeline::SendOptions;
/// let options = SendOptions { max_attempts: 3, ..Default::default() };
/// assert!(options.validate().is_empty());
/// let issues = SendOptions { max_attempts: 0, ..Default::default() }.validate();
/// assert_eq!((issues[0].path(), issues[0].code()), ("options.maxAttempts", "InvalidParameter"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendOptions<'a> {
    /// The region of requests that name none.
    pub region_id: Option<&'a str>,
    /// How each attempt is signed.
    pub sign: SignOptions<'a>,
    /// The most requests that are sent for one call. Default: 5.
    pub max_attempts: u32,
    /// Milliseconds for one request and its answer, and for asking for credentials before it. Default: 10,000.
    pub attempt_timeout: u32,
    /// Milliseconds for the whole call, without the time in the queue of the rate limit. Default: 120,000.
    pub total_timeout: u32,
    /// The most calls to one region in any 60 seconds, for [`RateLimit::new`](crate::RateLimit::new). Default: 1,000, as the
    /// documentation of the operation has it.
    pub rate_limit: u32,
    /// Whether credentials may be others when they are asked for again. Then a token that has expired is one reason to ask
    /// once more. Default: false.
    pub renewable: bool,
}

impl Default for SendOptions<'_> {
    fn default() -> Self {
        Self {
            region_id: None,
            sign: SignOptions::default(),
            max_attempts: 5,
            attempt_timeout: 10_000,
            total_timeout: 120_000,
            rate_limit: 1_000,
            renewable: false,
        }
    }
}

const LONGEST: u32 = 86_400_000;
/// What the JavaScript client takes.
const OPTIONS: [&str; 12] = [
    "regionId",
    "credentials",
    "signatureMethod",
    "method",
    "format",
    "endpoint",
    "maxAttempts",
    "attemptTimeout",
    "totalTimeout",
    "rateLimit",
    "fetch",
    "clock",
];

impl<'a> SendOptions<'a> {
    /// Each number that is out of its range.
    #[must_use]
    pub fn validate(&self) -> Vec<Issue> {
        let mut issues = Issues::default();
        self.check(&mut issues);
        issues.into_vec()
    }

    pub(crate) fn check(&self, issues: &mut Issues) {
        for (path, number, most) in [
            ("options.maxAttempts", self.max_attempts, 100),
            ("options.attemptTimeout", self.attempt_timeout, LONGEST),
            ("options.totalTimeout", self.total_timeout, LONGEST),
            ("options.rateLimit", self.rate_limit, 1_000_000),
        ] {
            if !(1..=most).contains(&number) {
                issues.add_with(Rule::OutOfRange, path, || {
                    vec![("least", text::decimal(1)), ("most", text::decimal(most.into()))]
                });
            }
        }
    }

    /// Every issue of the options of a JavaScript client, but for those of its credentials.
    #[must_use]
    pub fn validate_value(value: &Value<'a>) -> Vec<Issue> {
        let mut issues = Issues::errors_only();
        let options = Self::read(value, &mut issues);
        if matches!(value, Value::Object(_)) {
            options.check_objects(value, &mut issues);
        }
        issues.into_vec()
    }

    /// Every issue of the options of one start of a JavaScript client. A signal that is one does not cross.
    #[cfg(all(target_arch = "wasm32", feature = "wasm"))]
    pub(crate) fn validate_start(value: &Value<'_>) -> Vec<Issue> {
        let mut issues = Issues::errors_only();
        if !matches!(value, Value::Object(_)) {
            fields::add_wrong_type(value, fields::OBJECT, "options", &mut issues);
        }
        fields::add_unknown_fields(value, &["signal"], "options".into(), &mut issues);
        fields::add_wrong_type(value.member("signal"), fields::SIGNAL, "options.signal", &mut issues);
        issues.into_vec()
    }

    fn check_objects(&self, value: &Value<'a>, issues: &mut Issues) {
        if let Some(region_id) = self.region_id {
            check_region_id(region_id, issues);
        }
        if let Some(Err(rule)) = self.sign.endpoint.map(Endpoint::parse) {
            issues.add(rule, "options.endpoint");
        }
        for (name, path) in [("credentials", "options.credentials"), ("fetch", "options.fetch")] {
            if *value.member(name) == Value::Absent {
                issues.add(Rule::ParameterMissing, path);
            }
        }
        match value.member("credentials") {
            Value::Object(_) | Value::Other(Kind::Function) => {}
            other => fields::add_wrong_type(other, fields::OBJECT_OR_FUNCTION, "options.credentials", issues),
        }
        check_function(value.member("fetch"), "options.fetch", issues);
        match value.member("clock") {
            clock @ Value::Object(_) => {
                for (name, path) in [("now", "options.clock.now"), ("sleep", "options.clock.sleep")] {
                    if *clock.member(name) == Value::Absent {
                        issues.add(Rule::ParameterMissing, path);
                    }
                    check_function(clock.member(name), path, issues);
                }
            }
            other => fields::add_wrong_type(other, fields::OBJECT, "options.clock", issues),
        }
    }

    /// Reads the options of a JavaScript client. What cannot be read stays at its default, with an issue.
    pub(crate) fn read(value: &Value<'a>, issues: &mut Issues) -> Self {
        let mut options = Self::default();
        if *value == Value::Absent {
            issues.add(Rule::ParameterMissing, "options");
        }
        options.sign = sign::read_options(value, &OPTIONS, issues).0;
        options.region_id = fields::text(value.member("regionId"), "regionId", issues);
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
        options.renewable = *value.member("credentials") == Value::Other(Kind::Function);
        options.check(issues);
        options
    }
}

fn check_function(value: &Value<'_>, path: &str, issues: &mut Issues) {
    if *value != Value::Other(Kind::Function) {
        fields::add_wrong_type(value, fields::FUNCTION, path, issues);
    }
}
