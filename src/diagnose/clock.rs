//! Differences between two clocks.

/// Maximum clock skew that the server accepts, in seconds.
pub(super) const ALLOWED_SKEW: i64 = 15 * 60;

/// Maximum seconds in transit, in addition to a time zone offset.
const TOLERANCE: i64 = 120;
const QUARTER: i64 = 15 * 60;

/// Checks for a time zone offset: 1 to 14 hours, ending in 0, 30 or 45 minutes.
pub(super) fn is_time_zone(seconds: i64) -> bool {
    let seconds = seconds.abs() + TOLERANCE;
    let quarters = seconds / QUARTER;
    seconds % QUARTER <= 2 * TOLERANCE && (4..=14 * 4).contains(&quarters) && quarters % 4 != 1
}

/// Returns seconds as `8 hours 30 minutes ahead of` or `快 8 小时 30 分钟`.
pub(super) fn offset_text(seconds: i64, is_chinese: bool) -> String {
    let mut minutes = seconds.unsigned_abs() / 60;
    if is_time_zone(seconds) {
        minutes = (minutes + 2) / 15 * 15;
    }
    let parts = match minutes / 60 {
        hours @ 0..48 => [(0, "", ""), (hours, " hour", " 小时"), (minutes % 60, " minute", " 分钟")],
        hours => [(hours / 24, " day", " 天"), (0, "", ""), (0, "", "")],
    };
    let mut text = String::new();
    if is_chinese {
        text.push_str(if seconds < 0 { "慢" } else { "快" });
    }
    for (number, english, chinese) in parts {
        if number > 0 {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&number.to_string());
            text.push_str(if is_chinese { chinese } else { english });
            if !is_chinese && number > 1 {
                text.push('s');
            }
        }
    }
    if !is_chinese {
        text.push_str(if seconds < 0 { " behind" } else { " ahead of" });
    }
    text
}
