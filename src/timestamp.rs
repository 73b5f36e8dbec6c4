//! Points in time, to the second, in UTC. The clock is the caller's: nothing here reads one.

use std::fmt;
use std::time::SystemTime;

use crate::issue::Rule;

/// "Request syntax and signature method V2 for RPC APIs": Timestamp.
const TIMESTAMP_FORMAT: Rule = Rule::named("timestamp-format");
/// This package: local time for UTC is a usual reason for InvalidTimeStamp.Expired.
const TIMESTAMP_NO_ZONE: Rule = Rule::named("timestamp-no-zone");
/// The documented form has four digits for the year.
const TIMESTAMP_RANGE: Rule = Rule::named("timestamp-range");
/// This package: the API is of 2014, so no request is of 1973 or before.
const TIMESTAMP_SECONDS: Rule = Rule::named("timestamp-seconds");

const SECONDS_PER_DAY: i64 = 86_400;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// From 1970-01-01, a Thursday.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
/// 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;
/// 0000-01-01T00:00:00Z.
const FIRST: i64 = -62_167_219_200;
/// Smaller values are rejected as seconds: read as milliseconds they would be dates before March 1973.
const FEWEST_MILLISECONDS: i64 = 100_000_000_000;

/// A point in time, to the second, in UTC, of the years 0000 to 9999.
///
/// `Timestamp::try_from(SystemTime::now())` is the time of the system's clock.
///
/// ```
/// use ecs_image_pipeline::Timestamp;
/// let time = Timestamp::parse("2026-01-02T11:04:05.678+08:00").unwrap();
/// assert_eq!(time.to_string(), "2026-01-02T03:04:05Z");
/// assert_eq!(time, Timestamp::from_unix_seconds(1_767_323_045).unwrap());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: i64,
}

/// A text that is no [`Timestamp`]: it is not ISO 8601, has no zone, or lies outside the years 0000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampError(pub(crate) Rule);

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message("timestamp", &[]).en)
    }
}

impl std::error::Error for TimestampError {}

impl Timestamp {
    /// From seconds since 1970-01-01T00:00:00Z; `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        (FIRST..=LAST).contains(&seconds).then_some(Self { seconds })
    }

    /// From milliseconds since 1970, as a JavaScript `Date` counts them. The fraction of a second is dropped.
    pub(crate) fn from_date(milliseconds: i64) -> Result<Self, Rule> {
        Self::from_unix_seconds(milliseconds.div_euclid(1000)).ok_or(TIMESTAMP_RANGE)
    }

    /// From milliseconds since 1970 given as a bare number, where seconds are an easy mistake. 0 is the same time in both.
    pub(crate) fn from_number(milliseconds: i64) -> Result<Self, Rule> {
        if (1..FEWEST_MILLISECONDS).contains(&milliseconds) {
            return Err(TIMESTAMP_SECONDS);
        }
        Self::from_date(milliseconds)
    }

    /// From an ISO 8601 text with seconds and a zone: `2026-01-02T03:04:05Z`. A fraction of a second is dropped, an
    /// offset such as `+08:00` is taken off.
    ///
    /// # Errors
    /// The text has another form, names no zone, or lies outside the years 0000 to 9999.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        parse(text).map_err(TimestampError)
    }

    /// Parses the header `Date` in any form of RFC 9110, section 5.6.7: `Fri, 02 Jan 2026 03:04:05 GMT` (IMF-fixdate),
    /// `Friday, 02-Jan-26 03:04:05 GMT` (RFC 850) and `Fri Jan  2 03:04:05 2026` (asctime, in UTC).
    ///
    /// The zone may also be an offset such as `+0800`. Returns `None` for anything else, including a missing or ambiguous
    /// zone and a weekday that does not match: a misread time would be signed into later requests.
    pub(crate) fn parse_http_date(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let (weekday, [day, month, year], time, zone) = match words[..] {
            [weekday, day, month, year, time, zone] => (weekday, [day, month, year], time, zone),
            [weekday, month, day, time, year] => (weekday, [day, month, year], time, "GMT"),
            [weekday, date, time, zone] => {
                (weekday, <[&str; 3]>::try_from(date.split('-').collect::<Vec<_>>()).ok()?, time, zone)
            }
            _ => return None,
        };
        // RFC 9110 slides this window with the current year. A server's clock needs no more than this one.
        let century = match year.len() {
            2 if year >= "70" => "19",
            2 => "20",
            _ => "",
        };
        let month = MONTHS.iter().position(|name| *name == month)? + 1;
        let local = parse(&format!("{century}{year}-{month:02}-{day:0>2}T{time}Z")).ok()?;
        let offset = if matches!(zone, "GMT" | "UTC" | "UT" | "Z") { 0 } else { offset_of(zone)? };
        weekday.starts_with(local.weekday()).then_some(())?;
        Self::from_unix_seconds(local.seconds - offset)
    }

    /// The form of the header `Date`: `Fri, 02 Jan 2026 03:04:05 GMT`.
    pub(crate) fn http_date(self) -> String {
        let (_, month, _) = date_of(self.seconds.div_euclid(SECONDS_PER_DAY));
        let month = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
        let text = self.text();
        let part = |range| text.get(range).unwrap_or_default();
        [self.weekday(), ", ", part(8..10), " ", month, " ", part(0..4), " ", part(11..19), " GMT"].concat()
    }

    fn weekday(self) -> &'static str {
        let day = self.seconds.div_euclid(SECONDS_PER_DAY).rem_euclid(7);
        WEEKDAYS.get(day as usize).copied().unwrap_or_default()
    }

    /// The form that the server wants: `yyyy-MM-ddTHH:mm:ssZ`.
    pub(crate) fn text(self) -> String {
        let (year, month, day) = date_of(self.seconds.div_euclid(SECONDS_PER_DAY));
        let second = self.seconds.rem_euclid(SECONDS_PER_DAY);
        let mut text = *b"0000-00-00T00:00:00Z";
        let parts = [(3, year), (6, month), (9, day), (12, second / 3600), (15, second / 60 % 60), (18, second % 60)];
        for (last, mut number) in parts {
            let mut place = last;
            while number > 0 {
                if let Some(digit) = text.get_mut(place) {
                    *digit = b'0' + (number % 10) as u8;
                }
                number /= 10;
                place = place.wrapping_sub(1);
            }
        }
        String::from_utf8(text.to_vec()).unwrap_or_default()
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// The time so many seconds later, at the latest the end of the year 9999.
    #[must_use]
    pub fn plus_seconds(self, seconds: u32) -> Self {
        Self { seconds: (self.seconds + i64::from(seconds)).min(LAST) }
    }
}

impl fmt::Display for Timestamp {
    /// The form that the server wants: `yyyy-MM-ddTHH:mm:ssZ`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

fn parse(text: &str) -> Result<Timestamp, Rule> {
    let mut rest = text;
    let mut number = |digits: usize, end: &str| take_number(&mut rest, digits, end).ok_or(TIMESTAMP_FORMAT);
    let (year, month, day) = (number(4, "-")?, number(2, "-")?, number(2, "T")?);
    let (hour, minute, second) = (number(2, ":")?, number(2, ":")?, number(2, "")?);

    if let Some(fraction) = rest.strip_prefix('.') {
        let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if zone.len() == fraction.len() {
            return Err(TIMESTAMP_FORMAT);
        }
        rest = zone;
    }
    let offset = match rest {
        "Z" => 0,
        "" => return Err(TIMESTAMP_NO_ZONE),
        zone => offset_of(zone).ok_or(TIMESTAMP_FORMAT)?,
    };
    if !(1..=12).contains(&month)
        || !(1..=days_in(year, month)).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return Err(TIMESTAMP_FORMAT);
    }
    let seconds = days_until(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset;
    Timestamp::from_unix_seconds(seconds).ok_or(TIMESTAMP_RANGE)
}

/// `+08:00` or `-0330`, in seconds.
fn offset_of(zone: &str) -> Option<i64> {
    let (sign, mut rest) = match zone.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, zone.strip_prefix('-')?),
    };
    let hours = take_number(&mut rest, 2, "")?;
    rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = take_number(&mut rest, 2, "")?;
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Takes that many digits and what ends them off the front of a text.
fn take_number(text: &mut &str, digits: usize, end: &str) -> Option<i64> {
    let (number, rest) = text.split_at_checked(digits)?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    *text = rest.strip_prefix(end)?;
    number.parse().ok()
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

// Both ways between a date and its day number count years from March, so that a leap day ends its year.
// https://howardhinnant.github.io/date_algorithms.html

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
fn days_until(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date, so many days after 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = TimestampError;

    /// The fraction of a second is dropped.
    fn try_from(time: SystemTime) -> Result<Self, TimestampError> {
        let since_1970 = time.duration_since(SystemTime::UNIX_EPOCH).map_err(|_| TimestampError(TIMESTAMP_RANGE))?;
        let seconds = i64::try_from(since_1970.as_secs()).ok();
        seconds.and_then(Self::from_unix_seconds).ok_or(TimestampError(TIMESTAMP_RANGE))
    }
}

impl From<Timestamp> for String {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.text()
    }
}
