//! Points in time in UTC, to the second. Nothing here reads a clock.

use std::fmt;
use std::time::SystemTime;

use time::format_description::well_known::Rfc3339;
use time::{Month, OffsetDateTime, UtcDateTime};

use crate::issue::Rule;

/// "Request syntax and signature method V2 for RPC APIs": Timestamp.
const TIMESTAMP_FORMAT: &Rule = &Rule::named("timestamp-format");
/// This package: local time sent as UTC is a common cause of InvalidTimeStamp.Expired.
const TIMESTAMP_NO_ZONE: &Rule = &Rule::named("timestamp-no-zone");
/// The documented form has four digits for the year.
const TIMESTAMP_RANGE: &Rule = &Rule::named("timestamp-range");

/// 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;

/// A point in time in UTC, to the second, from year 0000 to 9999.
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
pub struct Timestamp(UtcDateTime);

/// The error of a malformed [`Timestamp`]: it is not ISO 8601, has no zone, or is outside the years 0000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampError(pub(crate) &'static Rule);

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message("timestamp", &[]).en)
    }
}

impl std::error::Error for TimestampError {}

impl Timestamp {
    /// Converts seconds since 1970-01-01T00:00:00Z. Returns `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let time = UtcDateTime::from_unix_timestamp(seconds).ok()?;
        (0..=9999).contains(&time.year()).then_some(Self(time))
    }

    /// Converts milliseconds since 1970, as in a JavaScript `Date`. Fractions of a second are dropped.
    pub(crate) fn from_date(milliseconds: i64) -> Result<Self, &'static Rule> {
        Self::from_unix_seconds(milliseconds.div_euclid(1000)).ok_or(TIMESTAMP_RANGE)
    }

    /// Parses an ISO 8601 text with seconds and a zone: `2026-01-02T03:04:05Z`. Fractions of a second are dropped. A
    /// time with an offset such as `+08:00` is converted to UTC.
    ///
    /// # Errors
    /// The text has another form, has no zone, or is outside the years 0000 to 9999.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        let time = read(text).map_err(TimestampError)?;
        Self::from_unix_seconds(time.unix_timestamp()).ok_or(TimestampError(TIMESTAMP_RANGE))
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
        // RFC 9110 moves this window with the current year. For a server's clock, a fixed one is enough.
        let century = match year.len() {
            2 if year >= "70" => "19",
            2 => "20",
            _ => "",
        };
        let month = (1..=12).find(|&number| Month::try_from(number).is_ok_and(|name| format!("{name:.3}") == month))?;
        let zone = if matches!(zone, "GMT" | "UTC" | "UT") { "Z" } else { zone };
        zone.starts_with(['Z', '+', '-']).then_some(())?;
        let local = read(&format!("{century}{year}-{month:02}-{day:0>2}T{time}{zone}")).ok()?;
        weekday.starts_with(&format!("{:.3}", local.weekday())).then_some(())?;
        Self::from_unix_seconds(local.unix_timestamp())
    }

    /// Formats the time for the header `Date`: `Fri, 02 Jan 2026 03:04:05 GMT`.
    pub(crate) fn http_date(self) -> String {
        let (time, (hour, minute, second)) = (self.0, self.0.as_hms());
        let (weekday, month) = (time.weekday(), time.month());
        format!("{weekday:.3}, {:02} {month:.3} {:04} {hour:02}:{minute:02}:{second:02} GMT", time.day(), time.year())
    }

    /// Formats the time for the server: `yyyy-MM-ddTHH:mm:ssZ`.
    pub(crate) fn text(self) -> String {
        // `time`'s own formatting makes a signature about 10 % slower.
        let ((year, month, day), (hour, minute, second)) = (self.0.date().to_calendar_date(), self.0.as_hms());
        let mut text = *b"0000-00-00T00:00:00Z";
        let (year, [month, day, hour, minute, second]) =
            (year as u32, [month.into(), day, hour, minute, second].map(u32::from));
        let parts: [(usize, u32); 6] = [(3, year), (6, month), (9, day), (12, hour), (15, minute), (18, second)];
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

    /// Returns the seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// Adds seconds. The maximum is the end of the year 9999.
    #[must_use]
    pub fn plus_seconds(self, seconds: u32) -> Self {
        Self::from_unix_seconds((self.unix_seconds() + i64::from(seconds)).min(LAST)).unwrap_or(self)
    }
}

impl fmt::Display for Timestamp {
    /// Formats the time for the server: `yyyy-MM-ddTHH:mm:ssZ`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// Parses an ISO 8601 text. RFC 3339 differs: it requires a colon in an offset, and allows leap seconds and any separator
/// in place of `T`.
fn read(text: &str) -> Result<OffsetDateTime, &'static Rule> {
    let zone_at = text.get(19..).and_then(|rest| rest.find(['Z', '+', '-'])).map_or(text.len(), |at| 19 + at);
    let (local, zone) = text.split_at(zone_at);
    let (hours, minutes) = zone.split_at_checked(3).unwrap_or((zone, ""));
    let rfc_3339 = match zone.len() {
        0 => format!("{local}Z"),
        5 => format!("{local}{hours}:{minutes}"),
        _ => text.to_owned(),
    };
    let time = OffsetDateTime::parse(&rfc_3339, &Rfc3339).map_err(|_| TIMESTAMP_FORMAT)?;
    if local.get(10..11) != Some("T") || local.get(17..19) == Some("60") {
        return Err(TIMESTAMP_FORMAT);
    }
    if zone.is_empty() { Err(TIMESTAMP_NO_ZONE) } else { Ok(time) }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = TimestampError;

    /// Fractions of a second are dropped.
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
