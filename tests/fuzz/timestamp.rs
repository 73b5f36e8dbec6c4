//! Points in time, beside a parser that is not ours.

use chrono::{DateTime, Datelike, Timelike};
use ecs_image_pipeline::Timestamp;

/// A text as a time.
pub fn timestamp(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let ours = Timestamp::parse(&text);
    let theirs = DateTime::parse_from_rfc3339(&text);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours.unix_seconds(), theirs.timestamp(), "{text}"),
        // RFC 3339 allows a space, lower case, a leap second and -00:00, and any year of a zone's own.
        (Err(_), Ok(theirs)) => {
            let is_strict = text.as_bytes()[10] == b'T' && !text.contains('z') && theirs.nanosecond() < 1_000_000_000;
            let year = theirs.to_utc().year();
            assert!(!is_strict || !(0..=9999).contains(&year) || text.contains('\u{2212}'), "{text} was refused");
        }
        // Only ISO 8601 allows an offset without a colon.
        (Ok(ours), Err(_)) => {
            let (start, minutes) = text.split_at(text.len() - 2);
            let with_colon = DateTime::parse_from_rfc3339(&format!("{start}:{minutes}")).unwrap();
            assert_eq!(ours.unix_seconds(), with_colon.timestamp(), "{text}");
        }
        (Err(error), Err(_)) => assert!(!error.to_string().is_empty()),
    }
    if let Ok(time) = ours {
        assert_eq!(Timestamp::parse(&time.to_string()), Ok(time));
        assert_eq!(DateTime::parse_from_rfc3339(&time.to_string()).unwrap().timestamp(), time.unix_seconds());
    }
}
