//! An error: why a request was refused, and what to do.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::issue::Text;
use crate::messages::Category;
use crate::ram_policy::RamPolicy;
use crate::redact::Redacted;
use crate::response::catalogue::RetryAdvice;

/// Why a request was refused, and what to do.
///
/// The gateway echoes every parameter of a request whose signature it refuses. `message` is without that echo; in
/// `server_string_to_sign` and `server_canonical_request` security token and signature are masked. What the server said of
/// them is kept aside for [`diagnose`](crate::diagnose()); `Debug` masks it, and `Serialize` leaves it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The server's code, or one of this package for an answer that cannot be read: `EmptyAnswer`, `HtmlAnswer`,
    /// `UnreadableAnswer`, `AnswerTooLarge`, `MissingExecutionId`, `MissingMember`; from JavaScript also `WrongBodyType`.
    /// At most 200 characters.
    pub code: String,
    /// The server's message; the first 200 characters of a body that cannot be read.
    pub message: String,
    /// The ID of the request, from the body or the header `x-acs-request-id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The host that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_id: Option<String>,
    /// A link of Alibaba Cloud's to its diagnosis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommend: Option<String>,
    /// The members of `AccessDeniedDetail`, such as `AuthAction` and `NoPermissionType`: at most 100, each of 16,384
    /// characters at most. `explanation` and `remedy` are made of them.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_object")]
    pub access_denied: Vec<(String, String)>,
    /// The policy that would allow the call, where `AccessDeniedDetail` leaves open that one is missing: `None` where a
    /// policy denies the call, or where another action is missing. It allows every region and template; narrow it with
    /// [`ram_policy`](crate::ram_policy()).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<RamPolicy>,
    /// What the error is about; see [`Explanation`](crate::Explanation).
    pub category: Category,
    /// Whether and how to send the request again.
    pub retry: RetryAdvice,
    /// Whether the catalogue has this very code, rather than its family or its status.
    pub known: bool,
    /// What happened, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
    /// The string to sign that the server made of the request, where it echoes one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_string_to_sign: Option<String>,
    /// The canonical request that the server made, where it echoes one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_canonical_request: Option<String>,
    /// The server's time, from the header `Date`, in the form `Fri, 02 Jan 2026 03:04:05 GMT`. `None` if the header is
    /// missing or malformed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_time: Option<String>,
    /// For [`diagnose`](crate::diagnose()), which compares the token.
    #[serde(skip)]
    pub(crate) raw_message: Option<Redacted<String>>,
}

fn as_object<S: Serializer>(members: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
}

/// Code, message, what to do and the ID of the request: what a ticket needs.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): ", self.code, self.status)?;
        if !self.message.is_empty() {
            write!(f, "{} ", self.message)?;
        }
        f.write_str(&self.remedy.en)?;
        self.request_id.as_ref().map_or(Ok(()), |id| write!(f, " RequestId: {id}"))
    }
}

impl std::error::Error for ApiError {}
