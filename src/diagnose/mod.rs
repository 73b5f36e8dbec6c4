//! Finds why a signature was refused, and the mistakes in a request made by other code.
//!
//! | file | what it does |
//! | --- | --- |
//! | `diagnosis.rs` | finds the reason for a refusal: [`diagnose`] |
//! | `comparison.rs` | compares the texts that client and server signed |
//! | `refusal.rs` | reads the server's part from an error or a pasted response |
//! | `reason.rs`, `verdict.rs` | the reason and its texts |
//! | `inspection.rs` | checks a request of other code: [`inspect`] |
//! | `pasted_request.rs` | finds that request in a pasted text |
//! | `parameter_checks.rs`, `signature_check.rs` | check its parameters and its signature |
//! | `findings.rs`, `mistake.rs` | the findings and their texts |
//! | `parameters.rs`, `parameter_names.rs`, `encodings.rs`, `clock.rs` | shared helpers |

mod clock;
mod comparison;
pub(crate) mod diagnosis;
mod encodings;
mod findings;
mod inspection;
mod mistake;
mod named_enum;
mod parameter_checks;
mod parameter_names;
mod parameters;
mod pasted_request;
mod reason;
pub(crate) mod refusal;
mod signature_check;
mod verdict;

pub use diagnosis::{diagnose, diagnose_response};
pub use inspection::inspect;
pub use mistake::{Finding, InspectedKind, InspectedParameter, Inspection, Mistake, SignatureState};
pub use verdict::{Diagnosis, Difference, Signed, Verdict};
