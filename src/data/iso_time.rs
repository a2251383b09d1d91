//! Times as text in the way of ISO 8601.

use chrono::{NaiveDate, NaiveTime};

const MINUTE: i64 = 60_000_000;

/// The microseconds since 1970-01-01 of "2013-01-31", "2013-01-31 05:15", "2013-01-31T05:15:00.25"
/// and the like, also with slashes and with "Z" or "+01:00" behind it, which leads to UTC.
///
/// Other orders of day and month are not guessed: "01/02/2013" is two different days in two
/// countries.
pub fn parse(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let separator = *bytes.get(4)?;
    if !matches!(separator, b'-' | b'/') || *bytes.get(7)? != separator {
        return None;
    }
    let number = |from: usize, to: usize| digits(bytes.get(from..to)?);
    let day = NaiveDate::from_ymd_opt(number(0, 4)?.cast_signed(), number(5, 7)?, number(8, 10)?)?;
    let rest = &bytes[10..];
    if rest.is_empty() {
        return Some(day.and_time(NaiveTime::MIN).and_utc().timestamp_micros());
    }
    if !matches!(rest[0], b' ' | b'T') {
        return None;
    }
    let (micros, zone) = clock(&rest[1..])?;
    let midnight = day.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
    Some(midnight + micros - offset(zone)?)
}

/// The microseconds since midnight, and what follows the time.
fn clock(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let number = |from: usize, to: usize| digits(bytes.get(from..to)?);
    let (hour, minute) = (number(0, 2)?, number(3, 5)?);
    if bytes[2] != b':' {
        return None;
    }
    let mut rest = &bytes[5..];
    let (mut second, mut fraction) = (0, 0);
    if rest.first() == Some(&b':') {
        second = number(6, 8)?;
        rest = &bytes[8..];
        if rest.first() == Some(&b'.') {
            let length = rest[1..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if !(1..=9).contains(&length) {
                return None;
            }
            let digits = digits(&rest[1..=length])?;
            fraction = i64::from(digits) * 1_000_000 / 10_i64.pow(length as u32);
            rest = &rest[1 + length..];
        }
    }
    (hour < 24 && minute < 60 && second < 60).then(|| {
        let minutes = i64::from(hour * 60 + minute);
        (
            minutes * MINUTE + i64::from(second) * 1_000_000 + fraction,
            rest,
        )
    })
}

/// How far the zone is ahead of UTC, in microseconds.
fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match zone {
        [] | [b'Z'] => return Some(0),
        [sign @ (b'+' | b'-'), hours @ ..] if hours.len() == 2 => (*sign, hours, &b"00"[..]),
        [sign @ (b'+' | b'-'), rest @ ..] if rest.len() == 4 => (*sign, &rest[..2], &rest[2..]),
        [sign @ (b'+' | b'-'), rest @ ..] if rest.len() == 5 && rest[2] == b':' => {
            (*sign, &rest[..2], &rest[3..])
        }
        _ => return None,
    };
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    let ahead = i64::from(hours * 60 + minutes) * MINUTE;
    Some(if sign == b'-' { -ahead } else { ahead })
}

/// At most nine digits as a number.
fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |number: u32, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::{super::cells::time_text, *};

    #[test]
    fn reads_what_files_hold() {
        for (text, expected) in [
            ("2013-01-01", "2013-01-01 00:00:00"),
            ("2013/01/01", "2013-01-01 00:00:00"),
            ("2013-01-01 05:15", "2013-01-01 05:15:00"),
            ("2013-01-01T05:15:30", "2013-01-01 05:15:30"),
            ("2013-01-01T05:15:30.25", "2013-01-01 05:15:30.250"),
            (
                "2013-01-01 05:15:30.123456789",
                "2013-01-01 05:15:30.123456",
            ),
            ("2013-01-01T05:15:30Z", "2013-01-01 05:15:30"),
            ("2013-01-01T05:15:30+01:00", "2013-01-01 04:15:30"),
            ("2013-01-01T05:15:30-0530", "2013-01-01 10:45:30"),
            ("2013-01-01T05:15:30+02", "2013-01-01 03:15:30"),
        ] {
            assert_eq!(
                parse(text).map(time_text).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn leaves_the_rest_alone() {
        for text in [
            "",
            "2013",
            "2013-01",
            "2013-13-01",
            "2013-02-30",
            "2013-01-01x",
            "2013-01-01 24:00",
            "2013-01-01 05:60",
            "2013-01-01 5:15",
            "01/02/2013",
            "2013-01/01",
            "2013-01-01T05:15:30.",
            "2013-01-01T05:15:30+1",
            "2013-01-01T05",
            "ab13-01-01",
            "2013-01-01 05:15:61",
            "12345678901",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in ".{0,30}") {
            parse(&text);
        }

        #[test]
        fn what_is_shown_reads_back(micros in -60_000_000_000_000_000..250_000_000_000_000_000_i64) {
            proptest::prop_assert_eq!(parse(&time_text(micros)), Some(micros));
        }
    }
}
