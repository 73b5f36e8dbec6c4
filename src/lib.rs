//! Builds, validates and signs `StartImagePipelineExecution`, the call that starts an image build on Alibaba Cloud ECS,
//! and explains its answers.
//!
//! The core is pure: no clock, no randomness, no JavaScript and no I/O. Time and nonce are arguments.
//!
//! ```
//! use ecs_image_pipeline::{sign, Credentials, SignOptions, StartImagePipelineExecution, Timestamp};
//!
//! let request = StartImagePipelineExecution {
//!     region_id: "cn-hangzhou",
//!     image_pipeline_id: "ip-bp67acfmxazb4p0a1b2c",
//!     client_token: Some("123e4567-e89b-12d3-a456-426655440000"),
//!     ..Default::default()
//! };
//! let credentials =
//!     Credentials { access_key_id: "testid", access_key_secret: "testsecret", security_token: None };
//! let now = Timestamp::from_unix_seconds(1_767_323_045).unwrap();
//! let signed = sign(&request, &credentials, &SignOptions::default(), now, "a-nonce-never-used-before")?;
//! println!("{} {}", signed.method.as_str(), signed.url);
//! # Ok::<(), ecs_image_pipeline::SignError>(())
//! ```
//!
//! # The way of a request
//!
//! | step | file |
//! | --- | --- |
//! | request, with its rules and parameters | `start_image_pipeline_execution.rs` |
//! | issues | `validation.rs` |
//! | encoding | `percent_encoding.rs` |
//! | canonical query | `canonical_query.rs` |
//! | string to sign, signature | `hmac_sha1.rs`, `acs3_hmac_sha256.rs` |
//! | credentials, endpoint, timestamp | a file each |
//! | signed request | `sign.rs` |
//!
//! And back:
//!
//! | step | file |
//! | --- | --- |
//! | answer, JSON or XML, to an outcome | `response.rs`, `response/members.rs` |
//! | tokens and signatures masked | `redaction.rs` |
//! | explanation of a code | `catalogue.rs` |
//! | reason of a refused signature | `diagnosis.rs` |
//! | refusal for lack of permission | `access_denied.rs` |
//! | policy that allows the call | `ram_policy.rs` |
//!
//! And again, until one build has started:
//!
//! | step | file |
//! | --- | --- |
//! | what to do next: send, wait, end | `sending.rs` |
//! | how often and for how long | `send_options.rs` |
//! | how many calls a minute | `rate_limit.rs` |
//!
//! A request of somebody else's code is taken apart and checked by `inspection.rs`.
//!
//! All messages for people are in `messages/*.toml`. `build.rs` makes sorted static tables of them; `messages/mod.rs`
//! includes and searches these.
//!
//! `value.rs` has values that no compiler has checked, from which requests and options are read.
//!
//! `wasm/` is the boundary to JavaScript, compiled for wasm32 with the feature `wasm` only:
//!
//! | work | file |
//! | --- | --- |
//! | exported functions | `wasm/mod.rs` |
//! | exported client, and one call of it | `wasm/client.rs`, `wasm/client_options.rs` |
//! | JavaScript values to [`Value`] | `wasm/walk.rs` |
//! | usual arguments of `sign`, as one text | `wasm/usual.rs` |
//! | results and issues to JavaScript values | `wasm/result.rs` |
//! | the platform's `Request`, clock and randomness | `wasm/request.rs`, `wasm/platform.rs` |
//! | wiping of heap and stack | `wasm/memory.rs` |
//!
//! # Features
//!
//! - `wasm`, off by default: the npm package is built with it, for wasm32 only. It adds the exports of wasm-bindgen and an
//!   allocator that wipes freed memory. Not for other programs.
#![cfg_attr(not(all(target_arch = "wasm32", feature = "wasm")), forbid(unsafe_code))]

mod access_denied;
pub mod acs3_hmac_sha256;
mod canonical_query;
mod catalogue;
mod credentials;
mod diagnosis;
mod endpoint;
mod hmac_sha1;
mod inspection;
mod messages;
mod percent_encoding;
mod ram_policy;
mod rate_limit;
mod redaction;
mod response;
mod send_options;
mod sending;
mod sign;
mod start_image_pipeline_execution;
mod timestamp;
mod validation;
mod value;
#[cfg(all(target_arch = "wasm32", feature = "wasm"))]
mod wasm;

pub use canonical_query::{Parameter, canonical_query};
pub use catalogue::{Explanation, RetryAdvice, RetryTime, RetryToken, codes, explain};
pub use credentials::Credentials;
pub use diagnosis::{Diagnosis, Difference, Signed, Verdict, diagnose, diagnose_answer};
pub use endpoint::{Network, endpoint, endpoint_value};
pub use hmac_sha1::{signature, string_to_sign};
pub use inspection::{Finding, InspectedKind, InspectedParameter, Inspection, Mistake, SignatureState, inspect};
pub use percent_encoding::percent_encode;
pub use ram_policy::{RamPolicy, ram_policy, ram_policy_value};
pub use rate_limit::RateLimit;
pub use response::{Answer, ErrorDetails, Outcome, decode};
pub use send_options::SendOptions;
pub use sending::{Event, Failure, NoAnswer, Notice, Sending, Step};
pub use sign::{Format, Method, SignError, SignOptions, SignatureMethod, SignedRequest, sign, sign_value};
pub use start_image_pipeline_execution::{StartImagePipelineExecution, Tag};
pub use timestamp::{Timestamp, TimestampError};
pub use validation::{Issue, Severity, Text};
pub use value::{Kind, Value};
