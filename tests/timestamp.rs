//! Dates of the Gregorian calendar, counted here day by day, and offsets.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use ecs_image_pipeline::Timestamp;

/// From 1 January 1970 (day 0) to the end of 2399: more than the 400 years after which the calendar repeats.
#[test]
fn every_day_has_its_date() {
    let (mut year, mut month, mut day) = (1970, 1, 1);
    for days in 0.. {
        if year == 2400 {
            break;
        }
        let text = format!("{year}-{month:02}-{day:02}T23:59:59Z");
        let time = Timestamp::from_unix_seconds(days * 86_400 + 86_399).unwrap();
        assert_eq!(time.to_string(), text);
        assert_eq!(Timestamp::parse(&text), Ok(time));
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        (year, month, day) = match (month, day) {
            (12, 31) => (year + 1, 1, 1),
            (_, day) if day == last => (year, month + 1, 1),
            _ => (year, month, day + 1),
        };
    }
}

#[test]
fn the_first_and_the_last_second() {
    for (seconds, text) in [
        // As `date --utc --date=TEXT +%s` has them.
        (-62_167_219_200, "0000-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ] {
        let time = Timestamp::from_unix_seconds(seconds).unwrap();
        assert_eq!((time.to_string().as_str(), String::from(time).as_str()), (text, text));
        assert_eq!(Timestamp::parse(text).map(Timestamp::unix_seconds), Ok(seconds));
    }
    for seconds in [-62_167_219_201, 253_402_300_800] {
        assert_eq!(Timestamp::from_unix_seconds(seconds), None);
    }
}

#[test]
fn an_offset_is_taken_off() {
    for text in [
        "2026-01-02T08:34:05+05:30",
        "2026-01-02T08:49:05+0545",
        "2026-01-01T23:34:05-03:30",
        "2026-01-03T03:03:05+23:59",
    ] {
        assert_eq!(Timestamp::parse(text).unwrap().to_string(), "2026-01-02T03:04:05Z", "{text}");
    }
    assert_eq!(Timestamp::parse("2026-01-02T23:59:59Z").unwrap().to_string(), "2026-01-02T23:59:59Z");
}

#[test]
fn what_is_no_time_is_told() {
    for (text, expected) in [
        ("yesterday", "a date and a time such as 2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05", "time zone"),
        ("9999-12-31T23:59:59-01:00", "between the years 0000 and 9999"),
    ] {
        let error = Timestamp::parse(text).unwrap_err().to_string();
        assert!(error.starts_with("timestamp ") && error.contains(expected), "{error}");
    }
}
