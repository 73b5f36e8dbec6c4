//! The client's state, held in the module. The core's `client/` decides what comes next.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::issue::Issues;
use crate::wasm::result::{Returned, refuse, to_js};
use crate::wasm::walk::Walk;
use crate::wasm::{client_options, memory, platform, read};
use crate::{Event, Failure, Notice, RateLimit, Response, SendOptions, SignOptions, Signed, Step, Value};

/// The state that the calls of one client share.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Client {
    options: SendOptions<'static>,
    region_id: Option<String>,
    endpoint: Option<String>,
    rate_limits: RefCell<HashMap<String, RateLimit>>,
    clock_skew: Rc<Cell<i64>>,
}

#[wasm_bindgen]
impl Client {
    /// Checks the options, and the credentials if they are an object.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Result<Client, JsValue> {
        memory::scrubbed(|| {
            let value = Walk::default().value(options);
            let mut issues = Issues::errors_only();
            let options = client_options::read(&value, &mut issues);
            let mut of_credentials = Issues::default();
            if let credentials @ Value::Object(_) = value.member("credentials") {
                read::credentials(credentials, false, &mut of_credentials);
            }
            match (issues.into_vec(), of_credentials.into_vec()) {
                (issues, _) if !issues.is_empty() => refuse("request", &issues),
                (_, issues) if !issues.is_empty() => refuse("credentials", &issues),
                _ => Ok(Self {
                    options: options.without_texts(),
                    region_id: options.region_id.map(Into::into),
                    endpoint: options.sign.endpoint.map(Into::into),
                    rate_limits: RefCell::default(),
                    clock_skew: Rc::default(),
                }),
            }
        })
    }

    /// Makes a call of a request. `region_id` is for a request without one.
    pub fn call(
        &self,
        request: &JsValue,
        options: &JsValue,
        region_id: Option<String>,
        has_preflight: bool,
    ) -> Result<Call, JsValue> {
        let mut walk = Walk::default();
        let (request, call_options) = (walk.value(request), walk.value(options));
        let mut issues = Issues::errors_only();
        let mut options = SendOptions {
            region_id: self.region_id.as_deref().or(region_id.as_deref()),
            sign: SignOptions { endpoint: self.endpoint.as_deref(), ..self.options.sign },
            has_preflight,
            ..self.options
        };
        client_options::read_call(&mut options, &call_options, &mut issues);
        let token = platform::random_uuid().unwrap_or_default();
        match crate::client::call::Call::read(read::operation(&request), &request, &options, &token, issues) {
            Ok(call) => {
                Ok(Call { machine: call.with_clock_skew(self.clock_skew.get()), clock_skew: self.clock_skew.clone() })
            }
            Err(error) => refuse("request", error.issues()),
        }
    }

    /// Takes a place under the rate limit of a region, and returns the milliseconds until it begins; `undefined` if none is
    /// free in time.
    pub fn admit(&self, region_id: &str, now: Option<f64>, time_left: u32) -> Option<u32> {
        // Without a time, the call fails later, and reports it.
        let Some(now) = now.map(time) else { return Some(0) };
        let mut limits = self.rate_limits.borrow_mut();
        let limit = limits.entry(region_id.to_owned()).or_insert_with(|| RateLimit::new(self.options.rate_limit));
        limit.admit(now, time_left)
    }

    /// Releases a place that has not begun.
    pub fn release(&self, region_id: &str, place: f64) {
        if let Some(limit) = self.rate_limits.borrow_mut().get_mut(region_id) {
            limit.release(time(place));
        }
    }
}

/// One call, from its beginning to its end: each function takes an event, and returns what to do next.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Call {
    machine: crate::client::call::Call,
    clock_skew: Rc<Cell<i64>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Next<'a> {
    step: Step,
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<&'a str>,
    notices: Vec<Notice>,
}

#[wasm_bindgen]
impl Call {
    pub fn begin(&mut self, now: Option<f64>) -> Returned {
        self.next(Event::Begin { now: time_or_none(now) })
    }

    pub fn admitted(&mut self, wait: Option<u32>, now: Option<f64>) -> Returned {
        self.next(Event::Admitted { wait, now: time_or_none(now) })
    }

    /// Signs with credentials, or with what the variables of the environment hold.
    pub fn credentials(&mut self, credentials: &JsValue, is_environment: bool, now: Option<f64>) -> Returned {
        memory::scrubbed(|| {
            let credentials = Walk::default().value(credentials);
            let mut issues = Issues::default();
            let credentials = if is_environment {
                read::environment(&credentials, &mut issues)
            } else {
                read::credentials(&credentials, false, &mut issues)
            };
            let issues = issues.into_vec();
            if !issues.is_empty() {
                let step = self.machine.fail(Failure::Credentials(issues));
                return self.returned(step);
            }
            let nonce = platform::random_uuid().unwrap_or_default();
            self.next(Event::Credentials { credentials, now: time_or_none(now), nonce: &nonce })
        })
    }

    #[wasm_bindgen(js_name = noCredentials)]
    pub fn no_credentials(&mut self, timed_out: bool) -> Returned {
        self.next(Event::NoCredentials { timed_out })
    }

    /// `string_to_sign`, `canonical_request` and `timestamp` are those of the request that was sent. They are not kept here,
    /// since they hold the security token.
    #[allow(clippy::too_many_arguments, reason = "an object would have to be walked")]
    pub fn response(
        &mut self,
        now: Option<f64>,
        random: u32,
        status: u16,
        request_id: Option<String>,
        retry_after: Option<String>,
        date: Option<String>,
        body: &str,
        string_to_sign: &str,
        canonical_request: Option<String>,
        timestamp: &str,
    ) -> Returned {
        memory::scrubbed(|| {
            let headers = [
                ("x-acs-request-id", request_id.as_deref().unwrap_or_default()),
                ("x-acs-retry-after", retry_after.as_deref().unwrap_or_default()),
                ("date", date.as_deref().unwrap_or_default()),
            ];
            let response = Response { status, headers: &headers, body };
            let signed = Signed { string_to_sign, canonical_request: canonical_request.as_deref(), timestamp };
            self.next(Event::Response { response, signed, now: time_or_none(now), random })
        })
    }

    #[wasm_bindgen(js_name = noResponse)]
    pub fn no_response(&mut self, timed_out: bool, now: Option<f64>, random: u32) -> Returned {
        self.next(Event::NoResponse { timed_out, now: time_or_none(now), random })
    }

    pub fn waited(&mut self, now: Option<f64>) -> Returned {
        self.next(Event::Waited { now: time_or_none(now) })
    }

    pub fn aborted(&mut self) -> Returned {
        self.next(Event::Aborted)
    }

    fn next(&mut self, event: Event<'_>) -> Returned {
        let before = self.machine.clock_skew();
        let step = self.machine.next(event);
        // Only news: another call may have learned a later time meanwhile.
        if self.machine.clock_skew() != before {
            self.clock_skew.set(self.machine.clock_skew());
        }
        self.returned(step)
    }

    fn returned(&mut self, step: Step) -> Returned {
        let notices = self.machine.take_notices();
        let (attempts, client_token) = (self.machine.attempts(), self.machine.client_token());
        to_js(&Next { step, attempts, client_token, notices })
    }
}

/// Milliseconds since 1970. A clock that gives no number is reported when its time is to be signed.
fn time_or_none(now: Option<f64>) -> i64 {
    now.map_or(i64::MIN, time)
}

#[allow(clippy::cast_possible_truncation, reason = "a cast saturates, and no time is that far")]
fn time(now: f64) -> i64 {
    if now.is_nan() { i64::MIN } else { now as i64 }
}
