//! One call over a network that fails, with one effect. It decides what to do next from what has happened.
//!
//! It does no I/O. The caller sends, waits and asks for credentials, and reports each outcome.
//!
//! Source: "How to ensure idempotence" in the ECS documentation,
//! <https://help.aliyun.com/zh/ecs/developer-reference/how-to-ensure-idempotence>: a retry has the same
//! `ClientToken` and parameters, and another nonce, time and signature. The catalogue decides which errors are retried.

use crate::client::options::SendOptions;
use crate::client::retry::{CLOCK_TOLERANCE, backoff, until_next_minute};
use crate::client::step::{Event, Failure, Notice, Silence, Step};
use crate::credentials::Credentials;
use crate::diagnose::diagnosis::diagnose_own_request;
use crate::diagnose::{Signed, Verdict};
use crate::endpoint::Endpoint;
use crate::issue::{Issues, ValidationError};
use crate::messages::{Category, SILENCES, named};
use crate::redact::redact;
use crate::response::catalogue::RetryTime;
use crate::response::result::ResultObject;
use crate::response::{Response, Success, decode};
use crate::schema::validate::Defaults;
use crate::schema::{Arguments, Operation, Repeat};
use crate::sign::options::{CLOCK_UNAVAILABLE, NONCE_UNAVAILABLE, broken_nonce_rule};
use crate::sign::{find_endpoint, sign_checked};
use crate::timestamp::Timestamp;
use crate::value::Value;

/// The state of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    attempts: u32,
    /// The rest of the total timeout, in milliseconds.
    left: i64,
    /// The time of the last event.
    last: i64,
    /// How far the server's clock is ahead of the caller's, in milliseconds; 0 if it is unknown.
    clock_skew: i64,
    /// Whether a token has expired.
    expired: bool,
    /// Whether an attempt had no response, and may have had its effect.
    is_outcome_unknown: bool,
    /// Whether the call waits for its reserved place under the rate limit.
    queued: bool,
    ended: bool,
}

/// One call, from its beginning to its end.
///
/// [`next`](Self::next) takes an event and returns the next step. A call whose steps are carried out ends after at most
/// [`SendOptions::max_attempts`] requests and [`SendOptions::total_timeout`] milliseconds.
///
/// ```
/// use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
/// use ecs_image_pipeline::{Credentials, Event, Response, SendOptions, Call, Signed, Step, Value};
/// # fn post(_: &ecs_image_pipeline::SignedRequest) -> Option<(u16, String)> {
/// #     Some((200, r#"{"RequestId":"473469C7","ExecutionId":"exec-5fb8facb8ed7427c0a1b"}"#.into()))
/// # }
/// # fn now() -> i64 { 1_767_323_045_000 }
/// # fn uuid() -> String { "0123456789abcdef0123456789abcdef".into() }
/// # fn random() -> u32 { 7 }
/// let request = Value::from([
///     ("regionId", "cn-hangzhou".into()),
///     ("imagePipelineId", "ip-bp67acfmxazb4p0a1b2c".into()),
/// ]);
/// let credentials =
///     Credentials { access_key_id: "testid", access_key_secret: "testsecret", security_token: None };
/// let token = uuid();
/// let mut call = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request, &SendOptions::default(), &token)?;
/// let mut step = call.next(Event::Begin { now: now() });
/// let result = loop {
///     step = match step {
///         Step::Queue { .. } => call.next(Event::Admitted { wait: Some(0), now: now() }),
///         Step::AskCredentials { .. } => {
///             call.next(Event::Credentials { credentials, now: now(), nonce: &uuid() })
///         }
///         Step::Send { request, .. } => match post(&request) {
///             Some((status, body)) => call.next(Event::Response {
///                 response: Response { status, headers: &[], body: &body },
///                 signed: Signed {
///                     string_to_sign: &request.string_to_sign,
///                     canonical_request: request.canonical_request.as_deref(),
///                     timestamp: &request.timestamp.to_string(),
///                 },
///                 now: now(),
///                 random: random(),
///             }),
///             None => call.next(Event::NoResponse { timed_out: false, now: now(), random: random() }),
///         },
///         Step::Wait { milliseconds } => {
///             std::thread::sleep(std::time::Duration::from_millis(milliseconds.into()));
///             call.next(Event::Waited { now: now() })
///         }
///         Step::Done { result, .. } => break result,
///         Step::Failed { failure, .. } => panic!("{failure:?}"),
///         Step::Ended => unreachable!("nobody has aborted"),
///     };
/// };
/// assert_eq!(result.get("executionId").and_then(|id| id.as_text()), Some("exec-5fb8facb8ed7427c0a1b"));
/// # Ok::<(), ecs_image_pipeline::ValidationError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Call {
    arguments: Arguments<'static>,
    endpoint: Endpoint,
    options: SendOptions<'static>,
    state: State,
    notices: Vec<Notice>,
}

impl Call {
    /// Makes a call that has not begun.
    ///
    /// `fresh_token`, such as a random UUID, is the `ClientToken` of a request without one.
    ///
    /// # Errors
    /// Every error in the request and the options.
    pub fn new(
        operation: &'static Operation,
        request: &Value<'_>,
        options: &SendOptions<'_>,
        fresh_token: &str,
    ) -> Result<Self, ValidationError> {
        let mut issues = Issues::errors_only();
        options.check(&mut issues);
        Self::read(operation, request, options, fresh_token, issues)
    }

    /// As [`new`](Self::new), with options that have been checked.
    pub(crate) fn read(
        operation: &'static Operation,
        request: &Value<'_>,
        options: &SendOptions<'_>,
        fresh_token: &str,
        mut issues: Issues,
    ) -> Result<Self, ValidationError> {
        let defaults = Defaults { region_id: options.region_id, client_token: Some(fresh_token) };
        let arguments = operation.read(request, defaults, &mut issues);
        if arguments.client_token() == Some("") {
            issues.add(NONCE_UNAVAILABLE, "clientToken");
        }
        let network = options.network.unwrap_or_default();
        let endpoint = find_endpoint(&arguments, options.sign.endpoint, network, &mut issues);
        let left = options.total_timeout.into();
        issues.into_result(()).map(|()| Self {
            arguments: arguments.into_owned(),
            endpoint,
            options: options.without_texts(),
            state: State {
                attempts: 0,
                left,
                last: 0,
                clock_skew: 0,
                expired: false,
                is_outcome_unknown: false,
                queued: false,
                ended: false,
            },
            notices: Vec::new(),
        })
    }

    /// Takes an event, and returns the next step.
    pub fn next(&mut self, event: Event<'_>) -> Step {
        if self.state.ended {
            return Step::Ended;
        }
        let step = match event {
            Event::Begin { now } => {
                self.state.last = now;
                self.queue()
            }
            Event::Admitted { wait, now } => {
                self.advance(now);
                self.admitted(wait)
            }
            Event::Credentials { credentials, now, nonce } => self.send(&credentials, now, nonce),
            Event::NoCredentials { timed_out } => {
                let timeout = match self.is_last_time() {
                    true => ("options.totalTimeout", self.options.total_timeout),
                    false => ("options.attemptTimeout", self.options.attempt_timeout),
                };
                self.fail(Failure::no_credentials(timed_out.then_some(timeout)))
            }
            Event::Response { response, signed, now, random } => {
                let elapsed = now.saturating_sub(self.state.last).max(0);
                self.advance(now);
                self.on_response(&response, &signed, u32::try_from(elapsed).unwrap_or(u32::MAX), random)
            }
            Event::NoResponse { timed_out, now, random } => {
                let silence = match timed_out {
                    false => Silence::Network,
                    true if self.is_last_time() => Silence::TotalTimeout,
                    true => Silence::AttemptTimeout,
                };
                self.advance(now);
                self.state.is_outcome_unknown |= self.state.attempts > 0;
                let failure = self.no_response(silence);
                self.retry(Some(backoff(self.state.attempts, random)), failure)
            }
            Event::Waited { now } => {
                self.advance(now);
                if std::mem::take(&mut self.state.queued) { self.ask() } else { self.queue() }
            }
            Event::Aborted => Step::Ended,
        };
        self.state.ended = matches!(step, Step::Done { .. } | Step::Failed { .. } | Step::Ended);
        step
    }

    fn queue(&mut self) -> Step {
        match self.timeout() {
            Some(_) => Step::Queue { region_id: self.region_id(), time_left: self.time_left() },
            None => self.fail(self.no_response(Silence::TotalTimeout)),
        }
    }

    fn admitted(&mut self, wait: Option<u32>) -> Step {
        match wait.filter(|wait| *wait == 0 || *wait < self.time_left()) {
            Some(0) => self.ask(),
            Some(milliseconds) => {
                self.state.queued = true;
                let (attempt, region_id) = (self.next_attempt(), self.region_id());
                self.notices.push(Notice::Queued { attempt, region_id, delay_ms: milliseconds });
                Step::Wait { milliseconds }
            }
            None => self.fail(self.no_response(Silence::Queue)),
        }
    }

    fn ask(&self) -> Step {
        match self.timeout() {
            Some(timeout) => Step::AskCredentials { timeout, expired: self.state.expired },
            None => self.fail(self.no_response(Silence::TotalTimeout)),
        }
    }

    fn send(&mut self, credentials: &Credentials<'_>, now: i64, nonce: &str) -> Step {
        self.advance(now);
        let Some(timeout) = self.timeout() else { return self.fail(self.no_response(Silence::TotalTimeout)) };
        let signature_method = self.options.sign.signature_method;
        let mut issues = Issues::default();
        credentials.check(signature_method.uses_headers(), &mut issues);
        if !issues.is_empty() {
            return self.fail(Failure::Credentials(issues.into_vec()));
        }
        let time = Timestamp::from_date(self.server_time(now)).or_else(|_| {
            // A server can send the end of the year 9999, which must not stop later calls.
            self.state.clock_skew = 0;
            Timestamp::from_date(now)
        });
        if time.is_err() {
            issues.add(CLOCK_UNAVAILABLE, "options.clock");
        }
        if broken_nonce_rule(nonce, signature_method).is_some() {
            issues.add(NONCE_UNAVAILABLE, "options.signatureNonce");
        }
        let Some(time) = time.ok().filter(|_| issues.is_empty()) else {
            return self.fail(Failure::Request(issues.into_vec()));
        };
        self.state.attempts += 1;
        let request = sign_checked(&self.arguments, credentials, &self.options.sign, &self.endpoint, time, nonce);
        let (attempt, region_id, url) = (self.state.attempts, self.region_id(), redact(&request.url));
        self.notices.push(Notice::Request { attempt, region_id, method: request.method.as_str(), url });
        Step::Send { request, timeout }
    }

    fn on_response(&mut self, response: &Response<'_>, signed: &Signed<'_>, elapsed_ms: u32, random: u32) -> Step {
        let is_redirect = (300..400).contains(&response.status);
        let outcome = decode(self.arguments.operation, response);
        let (code, request_id) = match &outcome {
            _ if is_redirect => (Some("ERR_REDIRECT"), None),
            Ok(success) => (None, Some(success.request_id.as_str())),
            Err(error) => (Some(error.code.as_str()), error.request_id.as_deref()),
        };
        self.notices.push(Notice::Response {
            attempt: self.state.attempts,
            region_id: self.region_id(),
            status: response.status,
            code: code.map(ToOwned::to_owned),
            request_id: request_id.filter(|id| !id.is_empty()).map(ToOwned::to_owned),
            elapsed_ms,
        });
        if is_redirect {
            return self.fail(self.no_response(Silence::Redirect));
        }
        let error = match outcome {
            Ok(Success { request_id, result }) => {
                return Step::Done { result, request_id, attempts: self.state.attempts };
            }
            Err(error) if self.had_effect(&error.code) => {
                let request_id = error.request_id.unwrap_or_default();
                return Step::Done { result: ResultObject::default(), request_id, attempts: self.state.attempts };
            }
            Err(error) => error,
        };
        let is_about_signing = matches!(error.category, Category::Signature | Category::Clock | Category::Credentials);
        let diagnosis = is_about_signing.then(|| Box::new(diagnose_own_request(signed, &error)));
        let wait = match error.retry.when {
            RetryTime::Now => Some(0),
            RetryTime::Later => Some(match error.retry.delay_ms {
                None if error.category == Category::Throttling => {
                    let time = milliseconds(error.server_time.as_deref());
                    until_next_minute(time.unwrap_or_else(|| self.server_time(self.state.last)), random)
                }
                delay => u64::from(delay.unwrap_or_default()) + backoff(self.state.attempts, random),
            }),
            RetryTime::AfterClock => self.set_clock(error.server_time.as_deref()),
            RetryTime::AfterExecution => None,
            RetryTime::Never => {
                let is_expired = diagnosis.as_ref().is_some_and(|found| found.verdict == Verdict::ExpiredToken);
                let is_news = is_expired && self.options.renewable && !self.state.expired;
                self.state.expired |= is_news;
                is_news.then_some(0)
            }
        };
        self.retry(wait, Failure::Refused { error, diagnosis })
    }

    /// Checks for a refusal which means that an earlier attempt without a response had its effect.
    fn had_effect(&self, code: &str) -> bool {
        let Repeat::Done(codes) = self.arguments.operation().repeat else { return false };
        self.state.is_outcome_unknown && codes.contains(&code)
    }

    /// Sets the clock skew for the next attempt, if the server's time differs from the time that was signed. Without the server's
    /// time, the known skew may be wrong, and is reset.
    fn set_clock(&mut self, server_time: Option<&str>) -> Option<u64> {
        let clock_skew = milliseconds(server_time).map_or(0, |time| time.saturating_sub(self.state.last));
        let is_news = clock_skew.abs_diff(self.state.clock_skew) > CLOCK_TOLERANCE;
        if is_news {
            self.state.clock_skew = clock_skew;
        }
        is_news.then_some(0)
    }

    fn server_time(&self, now: i64) -> i64 {
        now.saturating_add(self.state.clock_skew)
    }

    /// Retries after a delay, if there is one, and attempts and time are left.
    fn retry(&mut self, wait: Option<u64>, failure: Failure) -> Step {
        let left = u64::try_from(self.state.left).unwrap_or_default();
        let Some(wait) = wait.filter(|wait| *wait < left && self.state.attempts < self.options.max_attempts) else {
            return self.fail(failure);
        };
        let milliseconds = u32::try_from(wait).unwrap_or(u32::MAX);
        let (attempt, region_id, code) = (self.next_attempt(), self.region_id(), failure.code());
        self.notices.push(Notice::Retry { attempt, region_id, code, delay_ms: milliseconds });
        if milliseconds == 0 { self.queue() } else { Step::Wait { milliseconds } }
    }

    fn advance(&mut self, now: i64) {
        // A clock that is set back must not extend the timeout.
        self.state.left = self.state.left.saturating_sub(now.saturating_sub(self.state.last).max(0));
        self.state.last = now;
    }

    /// Returns the rest of the total timeout, in milliseconds.
    fn time_left(&self) -> u32 {
        u32::try_from(self.state.left.max(0)).unwrap_or(u32::MAX)
    }

    /// Whether `totalTimeout` ends before `attemptTimeout` would.
    fn is_last_time(&self) -> bool {
        self.time_left() <= self.options.attempt_timeout
    }

    fn next_attempt(&self) -> u32 {
        self.state.attempts.saturating_add(1)
    }

    fn region_id(&self) -> String {
        self.arguments.region_id().unwrap_or_default().to_owned()
    }

    /// Returns the timeout of the next step in milliseconds; `None` if no time or no attempt is left.
    fn timeout(&self) -> Option<u32> {
        let left = self.time_left();
        let is_left = left > 0 && self.state.attempts < self.options.max_attempts;
        is_left.then(|| left.min(self.options.attempt_timeout))
    }

    pub(crate) fn no_response(&self, silence: Silence) -> Failure {
        let (_, sent) = match (self.state.attempts, self.client_token()) {
            (0, _) => const { named(SILENCES, "not-sent") },
            (_, Some(_)) => const { named(SILENCES, "sent") },
            (_, None) => const { named(SILENCES, "sent-without-token") },
        };
        let (_, preflight) = const { named(SILENCES, "preflight") };
        let is_preflight = silence == Silence::Network
            && self.options.has_preflight
            && self.options.sign.signature_method.uses_headers();
        // These messages already say what happened to the request.
        let advice = [
            (preflight, is_preflight),
            (sent, !matches!(silence, Silence::Redirect | Silence::WaitTimeout | Silence::NoExecution)),
        ];
        let number = |number: u32| number.to_string();
        let (attempts, host) = (number(self.state.attempts), self.endpoint.host());
        let attempt_timeout = number(self.options.attempt_timeout);
        let total_timeout = number(self.options.total_timeout);
        let rate_limit = number(self.options.rate_limit);
        let value = |_, name: &str| match name {
            "token" => self.client_token().unwrap_or_default(),
            "host" => host.as_str(),
            "attempts" => attempts.as_str(),
            "attemptTimeout" => attempt_timeout.as_str(),
            "totalTimeout" => total_timeout.as_str(),
            _ => rate_limit.as_str(),
        };
        let [mut explanation, mut remedy] = silence.templates().map(|template| template.fill(&value));
        for (advice, _) in advice.into_iter().filter(|(_, applies)| *applies) {
            explanation.append(&advice.explanation.fill(&value));
            remedy.append(&advice.remedy.fill(&value));
        }
        Failure::NoResponse { code: silence.code(), explanation, remedy }
    }

    /// Returns the notices since the last call of this function, in order.
    ///
    /// ```
    /// use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
    /// use ecs_image_pipeline::{Credentials, Event, Notice, SendOptions, Call, Value};
    /// let request = Value::from([
    ///     ("regionId", "cn-hangzhou".into()),
    ///     ("imagePipelineId", "ip-bp67acfmxazb4p0a1b2c".into()),
    /// ]);
    /// let credentials =
    ///     Credentials { access_key_id: "testid", access_key_secret: "testsecret", security_token: None };
    /// let now = 1_767_323_045_000;
    /// let mut call = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request, &SendOptions::default(), "a-token")?;
    /// call.next(Event::Begin { now });
    /// call.next(Event::Admitted { wait: Some(0), now });
    /// call.next(Event::Credentials { credentials, now, nonce: "n" });
    /// assert!(matches!(call.take_notices()[..], [Notice::Request { attempt: 1, .. }]));
    /// # Ok::<(), ecs_image_pipeline::ValidationError>(())
    /// ```
    #[must_use]
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    pub(crate) fn fail(&self, failure: Failure) -> Step {
        Step::Failed {
            failure,
            attempts: self.state.attempts,
            client_token: self.client_token().map(ToOwned::to_owned),
        }
    }

    /// Returns the number of requests that were sent.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.state.attempts
    }

    /// Returns the `ClientToken` of each request, if the operation takes one.
    #[must_use]
    pub fn client_token(&self) -> Option<&str> {
        self.arguments.client_token()
    }

    /// Returns how many milliseconds the server's clock is ahead of the caller's; 0 if it is unknown. Pass it to
    /// [`with_clock_skew`](Self::with_clock_skew) of the next call.
    #[must_use]
    pub const fn clock_skew(&self) -> i64 {
        self.state.clock_skew
    }

    /// Sets how many milliseconds the server's clock is ahead of the caller's, as an earlier call found. A response with another
    /// time replaces it.
    ///
    /// ```
    /// use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
    /// use ecs_image_pipeline::{SendOptions, Call, Value};
    /// let request = Value::from([
    ///     ("regionId", "cn-hangzhou".into()),
    ///     ("imagePipelineId", "ip-bp67acfmxazb4p0a1b2c".into()),
    /// ]);
    /// let call = Call::new(&START_IMAGE_PIPELINE_EXECUTION, &request, &SendOptions::default(), "a-token")?.with_clock_skew(1_200_000);
    /// assert_eq!(call.clock_skew(), 1_200_000);
    /// # Ok::<(), ecs_image_pipeline::ValidationError>(())
    /// ```
    #[must_use]
    pub const fn with_clock_skew(mut self, milliseconds: i64) -> Self {
        self.state.clock_skew = milliseconds;
        self
    }
}

/// Parses the header `Date` to milliseconds since 1970.
fn milliseconds(date: Option<&str>) -> Option<i64> {
    Some(Timestamp::parse_http_date(date?)?.unix_seconds() * 1000)
}
