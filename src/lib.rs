//! Builds, validates and signs `StartImagePipelineExecution`, the call that starts an image build on Alibaba Cloud ECS,
//! and explains its responses.
//!
//! The core is pure: no clock, no randomness, no JavaScript and no I/O. Time and nonce are arguments.
//!
//! ```
//! use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
//! use ecs_image_pipeline::{Credentials, SignOptions, Timestamp, Value, sign};
//!
//! let request = Value::from([
//!     ("regionId", "cn-hangzhou".into()),
//!     ("imagePipelineId", "ip-bp67acfmxazb4p0a1b2c".into()),
//!     ("clientToken", "123e4567-e89b-12d3-a456-426655440000".into()),
//! ]);
//! let arguments = START_IMAGE_PIPELINE_EXECUTION.validate(&request)?;
//! let credentials =
//!     Credentials { access_key_id: "testid", access_key_secret: "testsecret", security_token: None };
//! let now = Timestamp::from_unix_seconds(1_767_323_045).unwrap();
//! let signed = sign(&arguments, &credentials, &SignOptions::default(), now, "a-nonce-never-used-before")?;
//! println!("{} {}", signed.method.as_str(), signed.url);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The floors
//!
//! From the top down. A file uses only files of its own floor and of those below it, without cycles
//! (`tests/floors.rs`).
//!
//! | floor | content |
//! | --- | --- |
//! | `wasm/` | the boundary to JavaScript: arguments to [`Value`], results to objects, wiping of memory |
//! | `client/` | one call until it has an outcome: next step, retry and backoff, rate limit, options; a build until it ends |
//! | `diagnose/` | why a signature was refused; mistakes in a request made by other code |
//! | `operations/` | the operations, one file each, and the fields they share |
//! | `sign/` | arguments and credentials to a signed request: HMAC-SHA1, ACS3-HMAC-SHA256, canonical query |
//! | `response/` | JSON or XML to a result or an error; the catalogue of codes; refusals for lack of permission |
//! | `schema/` | the parameters that an operation sends, the members that it returns |
//! | `credentials.rs`, `endpoint.rs`, `ram_policy.rs` | inputs beside the request, and their checks |
//! | `value/`, `timestamp.rs` | dynamically typed arguments, and reading fields from them |
//! | `issue.rs` | errors and warnings about a field: path, rule, message |
//! | `messages/` | all texts for people, as TOML; `build.rs` makes sorted static tables of them |
//! | `redact.rs`, `percent_encoding.rs`, `characters.rs` | text functions |
//!
//! # Features
//!
//! - `wasm`, off by default: only for building the npm package, for wasm32. It adds the exports of wasm-bindgen and an
//!   allocator that wipes freed memory.
#![cfg_attr(not(all(target_arch = "wasm32", feature = "wasm")), forbid(unsafe_code))]

mod characters;
mod client;
mod credentials;
mod diagnose;
mod endpoint;
mod issue;
mod messages;
pub mod operations;
mod percent_encoding;
mod ram_policy;
mod redact;
mod response;
pub mod schema;
mod sign;
mod timestamp;
mod value;
#[cfg(all(target_arch = "wasm32", feature = "wasm"))]
mod wasm;

pub use client::call::Call;
pub use client::options::SendOptions;
pub use client::rate_limit::RateLimit;
pub use client::step::{Event, Failure, NoResponse, Notice, Step};
pub use client::waiter::{WaitOptions, Waiter};
pub use credentials::Credentials;
pub use diagnose::{
    Diagnosis, Difference, Finding, InspectedKind, InspectedParameter, Inspection, Mistake, SignatureState, Signed,
    Verdict, diagnose, diagnose_response, inspect,
};
pub use endpoint::{Network, endpoint};
pub use issue::{Issue, Rule, Severity, Text, ValidationError};
pub use messages::Category;
pub use percent_encoding::percent_encode;
pub use ram_policy::{RamPolicy, ram_policy};
pub use response::catalogue::{Explanation, RetryAdvice, RetryTime, RetryToken, codes, explain};
pub use response::error::ApiError;
pub use response::result::{ResultObject, ResultValue};
pub use response::{Response, Success, decode};
pub use schema::{Arguments, Operation};
pub use sign::canonical_query::canonical_query;
pub use sign::hmac_sha1::{signature, string_to_sign};
pub use sign::options::{SignOptions, SignatureMethod};
pub use sign::request::{Format, Method, SignedRequest};
pub use sign::{SignError, acs3_hmac_sha256, sign};
pub use timestamp::{Timestamp, TimestampError};
pub use value::{Kind, Value};
