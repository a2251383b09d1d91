//! Parts of times, times as text, and times moved by an interval.

use std::fmt::Write as _;

use chrono::{
    DateTime, Datelike as _, Months, NaiveDateTime, Timelike as _,
    format::{Item, StrftimeItems},
};

use super::vector::Vector;
use crate::data::Kind;

/// A part of a time, as `EXTRACT` and `DATE_PART` name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Millennium,
    Century,
    Decade,
    IsoYear,
    Year,
    Quarter,
    Month,
    Week,
    DayOfYear,
    /// Sunday is 0.
    DayOfWeek,
    /// Monday is 1, Sunday 7.
    IsoDayOfWeek,
    Day,
    Hour,
    Minute,
    Second,
    /// Of the minute, with the seconds.
    Millisecond,
    /// Of the minute, with the seconds.
    Microsecond,
    /// Seconds since 1970-01-01.
    Epoch,
}

impl Part {
    /// The part that `name` means, in any case; nothing for another word.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_lowercase().as_str() {
            "millennium" | "millennia" => Self::Millennium,
            "century" | "centuries" | "c" => Self::Century,
            "decade" | "decades" => Self::Decade,
            "isoyear" => Self::IsoYear,
            "year" | "years" | "y" => Self::Year,
            "quarter" | "quarters" => Self::Quarter,
            "month" | "months" | "mon" | "mons" => Self::Month,
            "week" | "weeks" | "isoweek" => Self::Week,
            "dayofyear" | "doy" => Self::DayOfYear,
            "dayofweek" | "dow" => Self::DayOfWeek,
            "isodow" => Self::IsoDayOfWeek,
            "day" | "days" | "dayofmonth" | "d" => Self::Day,
            "hour" | "hours" | "h" => Self::Hour,
            "minute" | "minutes" | "mins" | "min" | "m" => Self::Minute,
            "second" | "seconds" | "sec" | "secs" | "s" => Self::Second,
            "millisecond" | "milliseconds" | "ms" => Self::Millisecond,
            "microsecond" | "microseconds" | "us" => Self::Microsecond,
            "epoch" => Self::Epoch,
            _ => return None,
        })
    }

    /// What the part is.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Millisecond | Self::Microsecond | Self::Epoch => Kind::Decimal,
            _ => Kind::Integer,
        }
    }

    pub(super) fn values(self, times: Vec<Option<i64>>) -> Vector<'static> {
        let times = times.into_iter();
        if self.kind() == Kind::Decimal {
            let part = |micros: i64| match self {
                Self::Millisecond => micros.rem_euclid(60_000_000) as f64 / 1e3,
                Self::Microsecond => micros.rem_euclid(60_000_000) as f64,
                _ => micros as f64 / 1e6,
            };
            return Vector::Numbers(times.map(|time| time.map(part)).collect());
        }
        let part = |micros| moment(micros).map(|time| self.of(time));
        Vector::Integers(times.map(|time| time.and_then(part)).collect())
    }

    fn of(self, time: NaiveDateTime) -> i64 {
        let year = i64::from(time.year());
        match self {
            Self::Millennium => (year - 1).div_euclid(1000) + 1,
            Self::Century => (year - 1).div_euclid(100) + 1,
            Self::Decade => year.div_euclid(10),
            Self::IsoYear => i64::from(time.iso_week().year()),
            Self::Year => year,
            Self::Quarter => i64::from(time.month0() / 3 + 1),
            Self::Month => i64::from(time.month()),
            Self::Week => i64::from(time.iso_week().week()),
            Self::DayOfYear => i64::from(time.ordinal()),
            Self::DayOfWeek => i64::from(time.weekday().num_days_from_sunday()),
            Self::IsoDayOfWeek => i64::from(time.weekday().number_from_monday()),
            Self::Day => i64::from(time.day()),
            Self::Hour => i64::from(time.hour()),
            Self::Minute => i64::from(time.minute()),
            Self::Second | Self::Millisecond | Self::Microsecond | Self::Epoch => {
                i64::from(time.second())
            }
        }
    }
}

/// A length of time to go forward or back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shift {
    months: i32,
    micros: i64,
}

impl Shift {
    /// Reads "1 day", "2 hours 30 minutes" and the like; nothing for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.is_empty() || !words.len().is_multiple_of(2) {
            return None;
        }
        words.chunks(2).try_fold(Self::default(), |shift, pair| {
            let n: u32 = pair[0].parse().ok()?;
            let months = |each: i32| Some((i32::try_from(n).ok()?.checked_mul(each)?, 0));
            let micros = |each: i64| Some((0, i64::from(n).checked_mul(each)?));
            let (months, micros) = match pair[1].to_lowercase().trim_end_matches('s') {
                "year" => months(12),
                "quarter" => months(3),
                "month" => months(1),
                "week" => micros(604_800_000_000),
                "day" => micros(86_400_000_000),
                "hour" => micros(3_600_000_000),
                "minute" => micros(60_000_000),
                "second" => micros(1_000_000),
                "millisecond" => micros(1_000),
                "microsecond" => micros(1),
                _ => None,
            }?;
            Some(Self {
                months: shift.months.checked_add(months)?,
                micros: shift.micros.checked_add(micros)?,
            })
        })
    }

    /// The same length in the other direction.
    pub(super) fn back(self) -> Self {
        Self {
            months: -self.months,
            micros: -self.micros,
        }
    }

    /// The time `micros` moved; a day that the month does not have becomes its last day.
    pub(super) fn apply(self, micros: i64) -> Option<i64> {
        let time = moment(micros)?;
        let months = Months::new(self.months.unsigned_abs());
        let time = if self.months < 0 {
            time.checked_sub_months(months)
        } else {
            time.checked_add_months(months)
        }?;
        time.and_utc().timestamp_micros().checked_add(self.micros)
    }
}

/// Whether [`text`] understands `format`.
pub(super) fn is_format(format: &str) -> bool {
    !StrftimeItems::new(format).any(|item| matches!(item, Item::Error)) && text(0, format).is_some()
}

/// The time `micros` as `format` shows it, in the way of strftime.
pub(super) fn text(micros: i64, format: &str) -> Option<String> {
    let mut text = String::new();
    write!(text, "{}", moment(micros)?.format(format)).ok()?;
    Some(text)
}

fn moment(micros: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_micros(micros).map(|time| time.naive_utc())
}
