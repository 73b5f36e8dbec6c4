//! How a call is sent: what the caller of a client can choose, with its rules.

use alloc::vec;
use alloc::vec::Vec;

use crate::endpoint::{Endpoint, Network, check_region_id};
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
    /// The network of the default endpoint. Not together with [`SignOptions::endpoint`]. Default: public.
    pub network: Option<Network>,
    /// Maximum number of requests for one call. Default: 5.
    pub max_attempts: u32,
    /// Milliseconds for one request and its response, and for asking for credentials before it. Default: 10,000.
    pub attempt_timeout: u32,
    /// Milliseconds for the whole call, including its time in the queue of the rate limit. Default: 120,000.
    pub total_timeout: u32,
    /// The most calls to one region in any 60 seconds, for [`RateLimit::new`](crate::RateLimit::new). Default: 1,000, as the
    /// documentation of the operation has it.
    pub rate_limit: u32,
    /// Whether credentials may be others when they are asked for again. Then a token that has expired is one reason to ask
    /// once more. Default: false.
    pub renewable: bool,
    /// Whether requests with headers are preceded by a CORS preflight, as in a browser. An error then explains that the
    /// preflight may be the reason. Default: false.
    pub has_preflight: bool,
}

impl Default for SendOptions<'_> {
    fn default() -> Self {
        Self {
            region_id: None,
            network: None,
            sign: SignOptions::default(),
            max_attempts: 5,
            attempt_timeout: 10_000,
            total_timeout: 120_000,
            rate_limit: 1_000,
            renewable: false,
            has_preflight: false,
        }
    }
}

const LONGEST: u32 = 86_400_000;
/// What the JavaScript client takes.
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
/// What one call of the JavaScript client takes.
const CALL_OPTIONS: [&str; 4] = ["signal", "maxAttempts", "attemptTimeout", "totalTimeout"];

impl<'a> SendOptions<'a> {
    /// Each number that is out of its range.
    #[must_use]
    pub fn validate(&self) -> Vec<Issue> {
        let mut issues = Issues::default();
        self.check(&mut issues);
        issues.into_vec()
    }

    pub(crate) fn check(&self, issues: &mut Issues) {
        if self.network.is_some() && self.sign.endpoint.is_some() {
            issues.add(Rule::EndpointAndNetwork, "options.network");
        }
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

    /// Reads the options of one call of a JavaScript client. A signal that is one does not cross.
    pub(crate) fn read_call(&mut self, value: &Value<'_>, issues: &mut Issues) {
        if !matches!(value, Value::Object(_)) {
            fields::add_wrong_type(value, fields::OBJECT, "options", issues);
            return;
        }
        fields::add_unknown_fields(value, &CALL_OPTIONS, "options".into(), issues);
        fields::add_wrong_type(value.member("signal"), fields::SIGNAL, "options.signal", issues);
        self.read_numbers(value, issues);
        self.check(issues);
    }

    fn read_numbers(&mut self, value: &Value<'_>, issues: &mut Issues) {
        for (name, path, number) in [
            ("maxAttempts", "options.maxAttempts", &mut self.max_attempts),
            ("attemptTimeout", "options.attemptTimeout", &mut self.attempt_timeout),
            ("totalTimeout", "options.totalTimeout", &mut self.total_timeout),
            ("rateLimit", "options.rateLimit", &mut self.rate_limit),
        ] {
            if let Some(given) = fields::integer(value.member(name), path, issues) {
                *number = u32::try_from(given).unwrap_or_default();
            }
        }
    }

    fn check_objects(&self, value: &Value<'a>, issues: &mut Issues) {
        if let Some(region_id) = self.region_id {
            check_region_id(region_id, issues);
        }
        if let Some(Err(rule)) = self.sign.endpoint.map(Endpoint::parse) {
            issues.add(rule, "options.endpoint");
        }
        if *value.member("fetch") == Value::Absent {
            issues.add(Rule::ParameterMissing, "options.fetch");
        }
        match value.member("credentials") {
            Value::Object(_) | Value::Other(Kind::Function) => {}
            other => fields::add_wrong_type(other, fields::OBJECT_OR_FUNCTION, "options.credentials", issues),
        }
        check_function(value.member("fetch"), "options.fetch", issues);
        check_function(value.member("onEvent"), "options.onEvent", issues);
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
        let network = value.member("network");
        let mut options = Self {
            sign: sign::read_options(value, &OPTIONS, issues).0,
            region_id: fields::text(value.member("regionId"), "regionId", issues),
            network: fields::choice(network, &Network::ALL, Rule::NetworkUnknown, "options.network", issues),
            renewable: *value.member("credentials") == Value::Other(Kind::Function),
            ..Self::default()
        };
        options.read_numbers(value, issues);
        options.check(issues);
        options
    }
}

fn check_function(value: &Value<'_>, path: &str, issues: &mut Issues) {
    if *value != Value::Other(Kind::Function) {
        fields::add_wrong_type(value, fields::FUNCTION, path, issues);
    }
}
