//! How long to wait before a request is sent again.

/// Maximum backoff after the first attempt, in milliseconds. It doubles with each attempt. These are the figures of the official
/// Python SDK (`aliyun-python-sdk-core`, `retry_policy.py`) for throttling.
const FIRST_BACKOFF: u64 = 500;
/// Maximum backoff, in milliseconds.
const MAXIMUM_BACKOFF: u64 = 20_000;
/// Requests are counted minute by minute, so that a throttled one may be sent again in the next. Source: "API throttling" in
/// the ECS documentation, <https://help.aliyun.com/zh/ecs/developer-reference/api-throttling>.
const MINUTE: u64 = 60_000;
/// Maximum jitter after a minute has begun, in milliseconds, so that not all clients send at once.
const MAXIMUM_JITTER: u64 = 5_000;
/// A smaller clock skew is no reason for a refusal: the server accepts requests of the last 15 minutes.
pub(super) const CLOCK_TOLERANCE: u64 = MINUTE;

/// Returns a random part of a time that doubles with each attempt ("full jitter"), in milliseconds.
///
/// Source: <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
pub(super) fn backoff(attempts: u32, random: u32) -> u64 {
    let maximum = (FIRST_BACKOFF << attempts.saturating_sub(1).min(10)).min(MAXIMUM_BACKOFF);
    jitter(maximum, random)
}

/// Returns the milliseconds until the next minute of a server's time, and jitter. `time` is in milliseconds since 1970.
pub(super) fn until_next_minute(time: i64, random: u32) -> u64 {
    MINUTE - time.rem_euclid(MINUTE as i64).unsigned_abs() + jitter(MAXIMUM_JITTER, random)
}

fn jitter(maximum: u64, random: u32) -> u64 {
    (maximum * u64::from(random)) >> 32
}

/// Returns the delay before a poll, in milliseconds: it grows by half from poll to poll, with a tenth of jitter.
pub(super) fn poll_delay(polls: u32, minimum: u32, maximum: u32, random: u32) -> u32 {
    let grown = (0..polls.min(64)).fold(u64::from(minimum), |delay, _| (delay + delay.div_ceil(2)).min(maximum.into()));
    let delay = grown - jitter(grown / 10, random);
    u32::try_from(delay.max(1)).unwrap_or(u32::MAX)
}
