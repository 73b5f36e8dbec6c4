//! Following a build until it ends.

use crate::characters::has_blank;
use crate::client::call::Call;
use crate::client::options::{OUT_OF_RANGE, SendOptions};
use crate::client::retry::poll_delay;
use crate::client::step::{Event, Failure, NoResponse, Notice, Silence, Step};
use crate::issue::{Issues, ValidationError};
use crate::operations::DESCRIBE_IMAGE_PIPELINE_EXECUTIONS;
use crate::response::catalogue::RetryTime;
use crate::response::result::{ResultObject, ResultValue};
use crate::value::{Value, fields};

/// Maximum number of polls without the build until it counts as missing. A build may be listed only some time after its start.
const MAXIMUM_MISSES: u32 = 5;

/// How often and how long a build is followed, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitOptions {
    /// The delay before the first poll. It grows from poll to poll. Default: 10,000.
    pub min_interval: u32,
    /// Maximum delay between two polls. Default: 60,000.
    pub max_interval: u32,
    /// Maximum time until the build has ended. A poll that is under way is finished first. Default: 7,200,000, two hours.
    pub wait_timeout: u32,
}

impl Default for WaitOptions {
    fn default() -> Self {
        Self { min_interval: 10_000, max_interval: 60_000, wait_timeout: 7_200_000 }
    }
}

impl WaitOptions {
    const MAXIMUM: u32 = 86_400_000;

    fn check(&self, issues: &mut Issues) {
        let day = Self::MAXIMUM;
        for (path, number, most) in [
            ("options.minInterval", self.min_interval, self.max_interval.clamp(1, day)),
            ("options.maxInterval", self.max_interval, day),
            ("options.waitTimeout", self.wait_timeout, day),
        ] {
            if !(1..=most).contains(&number) {
                issues.add_with(OUT_OF_RANGE, path, || vec![("least", 1.to_string()), ("most", most.to_string())]);
            }
        }
    }
}

/// Follows a build until it ends, through faults of the network: a machine that takes the events of a [`Call`] and returns its
/// steps, so that one loop drives both.
///
/// It polls with `DescribeImagePipelineExecutions`. It ends with [`Step::Done`] at the statuses `SUCCESS` and
/// `PARTITION_SUCCESS`, and with [`Failure::Execution`] at `FAILED`, `TEST_FAILED` and `CANCELLED`; the result is the build. A
/// status that is not known is followed. Each change of the status is a [`Notice::Status`].
///
/// ```
/// use ecs_image_pipeline::{Credentials, Event, Response, SendOptions, Signed, Step, WaitOptions, Waiter};
/// # fn now() -> i64 { 1_767_323_045_000 }
/// # let mut bodies = ["BUILDING", "SUCCESS"].into_iter().map(|status| format!(
/// #     r#"{{"ImagePipelineExecution":{{"ImagePipelineExecutionSet":[{{"ExecutionId":"exec-1","ImagePipelineId":"ip-1","Status":"{status}"}}]}}}}"#
/// # ));
/// # let mut fetch = |_: &ecs_image_pipeline::SignedRequest| bodies.next().unwrap();
/// let credentials =
///     Credentials { access_key_id: "testid", access_key_secret: "testsecret", security_token: None };
/// let options = SendOptions { region_id: Some("cn-hangzhou"), ..Default::default() };
/// let mut waiter = Waiter::new("exec-1", &options, WaitOptions::default())?;
/// let mut step = waiter.next(Event::Begin { now: now() });
/// let execution = loop {
///     step = match step {
///         Step::Queue { .. } => waiter.next(Event::Admitted { wait: Some(0), now: now() }),
///         Step::AskCredentials { .. } => {
///             waiter.next(Event::Credentials { credentials, now: now(), nonce: "never-used-before" })
///         }
///         Step::Send { request, .. } => waiter.next(Event::Response {
///             response: Response { status: 200, headers: &[], body: &fetch(&request) },
///             signed: Signed {
///                 string_to_sign: &request.string_to_sign,
///                 canonical_request: request.canonical_request.as_deref(),
///                 timestamp: &request.timestamp.to_string(),
///             },
///             now: now(),
///             random: 7,
///         }),
///         // Sleep here.
///         Step::Wait { .. } => waiter.next(Event::Waited { now: now() }),
///         Step::Done { result, .. } => break result,
///         other => panic!("{other:?}"),
///     };
/// };
/// assert_eq!(execution.get("status").and_then(|status| status.as_text()), Some("SUCCESS"));
/// # Ok::<(), ecs_image_pipeline::ValidationError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Waiter {
    execution_id: String,
    /// The poll that is under way, or the next one.
    call: Call,
    /// A poll that has not begun.
    template: Call,
    options: WaitOptions,
    /// Milliseconds that are left until the timeout.
    left: i64,
    /// The time of the last event.
    last: i64,
    polls: u32,
    misses: u32,
    is_between_polls: bool,
    has_ended: bool,
    /// The build, as it was last seen.
    execution: Option<ResultObject>,
    notices: Vec<Notice>,
}

impl Waiter {
    /// Makes a waiter for a build of the region in `options`.
    ///
    /// # Errors
    /// Every error in the options: the ID is empty or has white space, the region is missing, or a number is out of its range. Minimum intervals are at most as long
    /// as maximum intervals; all numbers are from 1 to 86,400,000.
    pub fn new(execution_id: &str, options: &SendOptions<'_>, wait: WaitOptions) -> Result<Self, ValidationError> {
        let request = Value::from([("executionId", execution_id.into())]);
        let mut issues = Issues::errors_only();
        wait.check(&mut issues);
        if has_blank(execution_id) || execution_id.is_empty() {
            issues.add(fields::PARAMETER_EMPTY, "executionId");
        }
        options.check(&mut issues);
        let call = Call::read(&DESCRIBE_IMAGE_PIPELINE_EXECUTIONS, &request, options, "", issues)?;
        Ok(Self {
            execution_id: execution_id.to_owned(),
            template: call.clone(),
            call,
            options: wait,
            left: wait.wait_timeout.into(),
            last: 0,
            polls: 0,
            misses: 0,
            is_between_polls: true,
            has_ended: false,
            execution: None,
            notices: Vec::new(),
        })
    }

    /// Takes what has happened, and returns what to do next.
    pub fn next(&mut self, event: Event<'_>) -> Step {
        if self.has_ended {
            return Step::Ended;
        }
        let random = event.random();
        if let Some(now) = event.now() {
            if !matches!(event, Event::Begin { .. }) {
                // A clock that is set back must not extend the timeout.
                self.left = self.left.saturating_sub(now.saturating_sub(self.last).max(0));
            }
            self.last = now;
        }
        let step = match event {
            Event::Aborted => Step::Ended,
            Event::Begin { .. } => self.pause(0),
            Event::Waited { now } if self.is_between_polls => {
                self.is_between_polls = false;
                let clock_skew = self.call.clock_skew();
                self.call = self.template.clone().with_clock_skew(clock_skew);
                self.call.next(Event::Begin { now })
            }
            event => self.call.next(event),
        };
        let step = match step {
            Step::Done { result, request_id, attempts } => self.seen(&result, request_id, attempts, random),
            Step::Failed { failure, .. } if is_passing(&failure) => self.pause(random),
            other => other,
        };
        self.notices.append(&mut self.call.take_notices());
        self.has_ended = matches!(step, Step::Done { .. } | Step::Failed { .. } | Step::Ended);
        step
    }

    /// Returns the notices since the last call of this function, in order.
    #[must_use]
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Returns the build, as it was last seen.
    #[must_use]
    pub const fn execution(&self) -> Option<&ResultObject> {
        self.execution.as_ref()
    }

    fn seen(&mut self, result: &ResultObject, request_id: String, attempts: u32, random: u32) -> Step {
        let executions = result.get("executions").map_or(&[][..], ResultValue::as_list);
        let is_it = |execution: &&ResultObject| {
            execution.get("executionId").and_then(ResultValue::as_text) == Some(self.execution_id.as_str())
        };
        let Some(execution) = executions.iter().filter_map(ResultValue::as_object).find(is_it) else {
            self.misses += 1;
            return match self.execution.is_some() || self.misses < MAXIMUM_MISSES {
                true => self.pause(random),
                false => self.call.fail(self.call.no_response(Silence::NoExecution)),
            };
        };
        let status = status_of(execution);
        if self.execution.as_ref().map(status_of) != Some(status) {
            self.notices.push(Notice::Status { status: status.to_owned() });
        }
        let step = match status {
            "SUCCESS" | "PARTITION_SUCCESS" => Step::Done { result: execution.clone(), request_id, attempts },
            "FAILED" | "TEST_FAILED" | "CANCELLED" => self.call.fail(Failure::Execution(execution.clone())),
            _ => self.pause(random),
        };
        self.execution = Some(execution.clone());
        step
    }

    /// Waits until the next poll, or ends where the time is over.
    fn pause(&mut self, random: u32) -> Step {
        if self.left <= 0 {
            return self.call.fail(self.call.no_response(Silence::WaitTimeout));
        }
        let delay = poll_delay(self.polls, self.options.min_interval, self.options.max_interval, random);
        self.polls = self.polls.saturating_add(1);
        self.is_between_polls = true;
        let left = u32::try_from(self.left).unwrap_or(u32::MAX);
        Step::Wait { milliseconds: delay.min(left) }
    }
}

fn status_of(execution: &ResultObject) -> &str {
    execution.get("status").and_then(ResultValue::as_text).unwrap_or_default()
}

/// Checks for a failure that may be over at the next poll.
fn is_passing(failure: &Failure) -> bool {
    match failure {
        Failure::NoResponse { code, .. } => *code != NoResponse::Redirect,
        Failure::Refused { error, .. } => matches!(error.retry.when, RetryTime::Now | RetryTime::Later),
        _ => false,
    }
}
