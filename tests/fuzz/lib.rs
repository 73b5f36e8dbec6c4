//! What is fuzzed: a function for each target, which panics where a promise is broken. libFuzzer calls them through
//! `libfuzzer/`, and `cargo test` with each file of `corpus/` and changes of it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a target may panic")]

mod answers;
mod bytes;
mod independent;
mod inspection;
#[path = "../request/mod.rs"]
mod request;
mod requests;
mod sending;
mod signing;
mod timestamp;

pub use answers::{decode, diagnose, explain};
pub use inspection::inspection;
pub use requests::{endpoint, request};
pub use sending::sending;
pub use signing::{signing, stages};
pub use timestamp::timestamp;

/// A target: its name, which is that of its folder in `corpus/`, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 10] = [
    ("decode", decode),
    ("diagnose", diagnose),
    ("endpoint", endpoint),
    ("explain", explain),
    ("inspection", inspection),
    ("request", request),
    ("sending", sending),
    ("signing", signing),
    ("stages", stages),
    ("timestamp", timestamp),
];
