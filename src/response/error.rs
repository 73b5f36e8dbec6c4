//! An error: the reason for a refusal, and the next step.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::issue::Text;
use crate::messages::Category;
use crate::ram_policy::RamPolicy;
use crate::redact::Redacted;
use crate::response::catalogue::RetryAdvice;

/// The reason for a refusal, and the next step.
///
/// The gateway echoes every parameter of a request whose signature it refuses. `message` is without that echo, and
/// `server_string_to_sign` and `server_canonical_request` are redacted. The original is kept in a private field for
/// [`diagnose`](crate::diagnose()); `Debug` redacts it, and `Serialize` omits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The server's code, or one of this package for a response that cannot be read: `EmptyAnswer`, `HtmlAnswer`,
    /// `UnreadableAnswer`, `AnswerTooLarge`, `MissingExecutionId`, `MissingMember`; from JavaScript also
    /// `WrongBodyType`. At most 200 characters.
    pub code: String,
    /// The server's message; the first 200 characters of a body that cannot be read.
    pub message: String,
    /// The ID of the request, from the body or the header `x-acs-request-id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The host that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_id: Option<String>,
    /// Alibaba Cloud's link to its own diagnosis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommend: Option<String>,
    /// The members of `AccessDeniedDetail`, such as `AuthAction` and `NoPermissionType`: at most 100 members of at most
    /// 16,384 characters each. `explanation` and `remedy` are derived from them.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_object")]
    pub access_denied: Vec<(String, String)>,
    /// A RAM policy that would allow the call. `None` if a policy denies the call, or if another action is missing. It
    /// allows every region and template; narrow it with [`ram_policy`](crate::ram_policy()).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<RamPolicy>,
    /// The subject of the error.
    pub category: Category,
    /// Whether and how to send the request again.
    pub retry: RetryAdvice,
    /// Whether the catalogue has exactly this code, rather than its family or its status.
    pub known: bool,
    /// What happened, and why.
    pub explanation: Text,
    /// The next step.
    pub remedy: Text,
    /// The server's string to sign, if the response contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_string_to_sign: Option<String>,
    /// The server's canonical request, if the response contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_canonical_request: Option<String>,
    /// The server's time, from the header `Date`, in the form `Fri, 02 Jan 2026 03:04:05 GMT`. `None` if the header is
    /// missing or malformed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_time: Option<String>,
    /// The message with the token, which [`diagnose`](crate::diagnose()) compares.
    #[serde(skip)]
    pub(crate) raw_message: Option<Redacted<String>>,
}

fn as_object<S: Serializer>(members: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
}

/// Code, message, next step and request ID, for a support ticket.
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
