//! A client without I/O: machines that take events and return the next step.
//!
//! | file | what it does |
//! | --- | --- |
//! | `call.rs` | one call until it has an outcome: [`Call`](crate::Call) |
//! | `waiter.rs` | a build until it ends: [`Waiter`](crate::Waiter) |
//! | `step.rs` | the events that a call takes, and the steps that it returns |
//! | `retry.rs` | backoff, and the waits that the server demands |
//! | `options.rs` | attempts, timeouts and rates |
//! | `rate_limit.rs` | the queue of requests to one region: [`RateLimit`](crate::RateLimit) |

pub(crate) mod call;
pub(crate) mod options;
pub(crate) mod rate_limit;
mod retry;
pub(crate) mod step;
pub(crate) mod waiter;
