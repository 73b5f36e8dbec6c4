//! A client without I/O: machines that are told what happened and say what to do next.
//!
//! | file | what it does |
//! | --- | --- |
//! | `call.rs` | one call until it has an outcome: [`Call`](crate::Call) |
//! | `waiter.rs` | a build until it ends: [`Waiter`](crate::Waiter) |
//! | `step.rs` | what a call is told, and what it says |
//! | `retry.rs` | backoff, and the waits that the server demands |
//! | `options.rs` | attempts, timeouts and rates |
//! | `rate_limit.rs` | the queue of requests to one region: [`RateLimit`](crate::RateLimit) |

pub(crate) mod call;
pub(crate) mod options;
pub(crate) mod rate_limit;
mod retry;
pub(crate) mod step;
pub(crate) mod waiter;
