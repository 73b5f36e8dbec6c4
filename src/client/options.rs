//! How a call is sent: the options of a client, and their rules.

use crate::endpoint::Network;
use crate::issue::{Issue, Issues, Rule};
use crate::sign::options::SignOptions;

/// This package: the two contradict each other.
const ENDPOINT_AND_NETWORK: &Rule = &Rule::named("endpoint-and-network");
/// This package: within the range of `setTimeout`, and not absurd.
pub(crate) const OUT_OF_RANGE: &Rule = &Rule::named("out-of-range");

/// How a call is sent. Each field has a default.
///
/// Whole numbers from 1 to 100 for attempts, to 86,400,000 for milliseconds (a day), and to 1,000,000 for calls a minute.
///
/// ```
/// use ecs_image_pipeline::SendOptions;
/// let options = SendOptions { max_attempts: 3, ..Default::default() };
/// assert!(options.validate().is_empty());
/// let issues = SendOptions { max_attempts: 0, ..Default::default() }.validate();
/// assert_eq!((issues[0].path(), issues[0].code()), ("options.maxAttempts", "InvalidParameter"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendOptions<'a> {
    /// The region of requests without one.
    pub region_id: Option<&'a str>,
    /// How each attempt is signed.
    pub sign: SignOptions<'a>,
    /// The network of the default endpoint. Not together with [`SignOptions::endpoint`]. Default: public.
    pub network: Option<Network>,
    /// Maximum number of requests for one call. Default: 5.
    pub max_attempts: u32,
    /// Timeout of one request with its response, and of asking for credentials before it, in milliseconds. Default: 10,000.
    pub attempt_timeout: u32,
    /// Timeout of the whole call in milliseconds, including its time in the queue of the rate limit. Default: 120,000.
    pub total_timeout: u32,
    /// Maximum number of requests to one region in any 60 seconds, for [`RateLimit::new`](crate::RateLimit::new). Default: 1,000,
    /// the documented limit of `StartImagePipelineExecution`.
    pub rate_limit: u32,
    /// Whether asking again can return other credentials. Then an expired token is a reason to ask once more. Default: false.
    pub renewable: bool,
    /// Whether requests with headers are preceded by a CORS preflight, as in a browser. An error then explains that the
    /// preflight may be the reason. Default: false.
    pub has_preflight: bool,
}

impl Default for SendOptions<'_> {
    fn default() -> Self {
        Self {
            region_id: None,
            network: None,
            sign: SignOptions::default(),
            max_attempts: 5,
            attempt_timeout: 10_000,
            total_timeout: 120_000,
            rate_limit: 1_000,
            renewable: false,
            has_preflight: false,
        }
    }
}

const LONGEST: u32 = 86_400_000;
impl SendOptions<'_> {
    /// Returns an issue for each number that is out of its range.
    #[must_use]
    pub fn validate(&self) -> Vec<Issue> {
        let mut issues = Issues::default();
        self.check(&mut issues);
        issues.into_vec()
    }

    /// The options without the region and the endpoint, which are kept elsewhere.
    pub(crate) fn without_texts(self) -> SendOptions<'static> {
        SendOptions { region_id: None, sign: SignOptions { endpoint: None, ..self.sign }, ..self }
    }

    pub(crate) fn check(&self, issues: &mut Issues) {
        if self.network.is_some() && self.sign.endpoint.is_some() {
            issues.add(ENDPOINT_AND_NETWORK, "options.network");
        }
        for (path, number, most) in [
            ("options.maxAttempts", self.max_attempts, 100),
            ("options.attemptTimeout", self.attempt_timeout, LONGEST),
            ("options.totalTimeout", self.total_timeout, LONGEST),
            ("options.rateLimit", self.rate_limit, 1_000_000),
        ] {
            if !(1..=most).contains(&number) {
                issues.add_with(OUT_OF_RANGE, path, || vec![("least", 1.to_string()), ("most", most.to_string())]);
            }
        }
    }
}
