//! Points in time, to the second, in UTC. The clock is the caller's: nothing here reads one.

use std::fmt;
use std::time::SystemTime;

use time::format_description::well_known::Rfc3339;
use time::{Month, OffsetDateTime, UtcDateTime};

use crate::issue::Rule;

/// "Request syntax and signature method V2 for RPC APIs": Timestamp.
const TIMESTAMP_FORMAT: &Rule = &Rule::named("timestamp-format");
/// This package: local time for UTC is a usual reason for InvalidTimeStamp.Expired.
const TIMESTAMP_NO_ZONE: &Rule = &Rule::named("timestamp-no-zone");
/// The documented form has four digits for the year.
const TIMESTAMP_RANGE: &Rule = &Rule::named("timestamp-range");

/// 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;

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
pub struct Timestamp(UtcDateTime);

/// A text that is no [`Timestamp`]: it is not ISO 8601, has no zone, or lies outside the years 0000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampError(pub(crate) &'static Rule);

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
        let time = UtcDateTime::from_unix_timestamp(seconds).ok()?;
        (0..=9999).contains(&time.year()).then_some(Self(time))
    }

    /// From milliseconds since 1970, as a JavaScript `Date` counts them. The fraction of a second is dropped.
    pub(crate) fn from_date(milliseconds: i64) -> Result<Self, &'static Rule> {
        Self::from_unix_seconds(milliseconds.div_euclid(1000)).ok_or(TIMESTAMP_RANGE)
    }

    /// From an ISO 8601 text with seconds and a zone: `2026-01-02T03:04:05Z`. A fraction of a second is dropped, an
    /// offset such as `+08:00` is taken off.
    ///
    /// # Errors
    /// The text has another form, names no zone, or lies outside the years 0000 to 9999.
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
        // RFC 9110 slides this window with the current year. A server's clock needs no more than this one.
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

    /// The form of the header `Date`: `Fri, 02 Jan 2026 03:04:05 GMT`.
    pub(crate) fn http_date(self) -> String {
        let (time, (hour, minute, second)) = (self.0, self.0.as_hms());
        let (weekday, month) = (time.weekday(), time.month());
        format!("{weekday:.3}, {:02} {month:.3} {:04} {hour:02}:{minute:02}:{second:02} GMT", time.day(), time.year())
    }

    /// The form that the server wants: `yyyy-MM-ddTHH:mm:ssZ`.
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

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// The time so many seconds later, at the latest the end of the year 9999.
    #[must_use]
    pub fn plus_seconds(self, seconds: u32) -> Self {
        Self::from_unix_seconds((self.unix_seconds() + i64::from(seconds)).min(LAST)).unwrap_or(self)
    }
}

impl fmt::Display for Timestamp {
    /// The form that the server wants: `yyyy-MM-ddTHH:mm:ssZ`.
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
