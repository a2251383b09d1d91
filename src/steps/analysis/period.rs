use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveDateTime};

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Full hours.
    Hour,
    /// Midnight to midnight.
    Day,
    /// Monday to Sunday.
    Week,
    /// First to last of a month.
    Month,
    /// Three months from January, April, July or October on.
    Quarter,
    /// January to December.
    Year,
}

/// More periods than this are never told: a coarser period is taken.
const MOST: usize = 2000;
/// The finest period that gives at most this many is taken where none is asked for.
const USUAL: usize = 120;
const HOUR: i64 = 3_600_000_000;

impl Period {
    /// Every period, finest first.
    pub const ALL: [Self; 6] = [
        Self::Hour,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The period that begins at `micros` since 1970, in words.
    pub fn label(self, micros: i64) -> String {
        let Some(time) = DateTime::from_timestamp_micros(micros) else {
            return micros.to_string();
        };
        let pattern = match self {
            Self::Hour => "%Y-%m-%d %H:00",
            Self::Day | Self::Week => "%Y-%m-%d",
            Self::Month => "%Y-%m",
            Self::Quarter => return format!("{} Q{}", time.year(), time.month0() / 3 + 1),
            Self::Year => "%Y",
        };
        time.format(pattern).to_string()
    }

    /// Where the periods begin that cover `first..=last`; nothing outside the calendar, or where
    /// there would be more than `most`.
    fn starts(self, first: i64, last: i64, most: usize) -> Option<Vec<i64>> {
        let mut start = self.start(DateTime::from_timestamp_micros(first)?.naive_utc())?;
        let mut starts = Vec::new();
        while micros(start) <= last {
            if starts.len() == most {
                return None;
            }
            starts.push(micros(start));
            start = self.next(start)?;
        }
        Some(starts)
    }

    fn start(self, time: NaiveDateTime) -> Option<NaiveDateTime> {
        let day = time.date();
        let day = match self {
            Self::Hour => {
                let hours = micros(time).div_euclid(HOUR);
                return Some(DateTime::from_timestamp_micros(hours * HOUR)?.naive_utc());
            }
            Self::Day => day,
            Self::Week => {
                day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))?
            }
            Self::Month => day.with_day(1)?,
            Self::Quarter => NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1)?,
            Self::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1)?,
        };
        day.and_hms_opt(0, 0, 0)
    }

    fn next(self, start: NaiveDateTime) -> Option<NaiveDateTime> {
        match self {
            Self::Hour => start.checked_add_signed(chrono::TimeDelta::hours(1)),
            Self::Day => start.checked_add_days(Days::new(1)),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::Month => start.checked_add_months(Months::new(1)),
            Self::Quarter => start.checked_add_months(Months::new(3)),
            Self::Year => start.checked_add_months(Months::new(12)),
        }
    }
}

fn micros(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp_micros()
}

/// The periods that cover `first..=last`: those asked for, or the finest that are few enough.
pub(super) fn periods(first: i64, last: i64, wanted: Option<Period>) -> Option<(Period, Vec<i64>)> {
    let most = wanted.map_or(USUAL, |_| MOST);
    let wanted = wanted.unwrap_or(Period::Hour);
    Period::ALL
        .into_iter()
        .skip_while(|period| *period != wanted)
        .find_map(|period| Some((period, period.starts(first, last, most)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_told_by_week_and_by_whatever_is_wanted() {
        let day = 24 * HOUR;
        let (first, last) = (15_706 * day + HOUR, 16_070 * day);
        let (period, starts) = periods(first, last, None).unwrap();
        assert_eq!((period, starts.len()), (Period::Week, 53));
        assert!(starts.is_sorted() && starts[0] <= first);
        for (wanted, n) in [(Period::Day, 365), (Period::Quarter, 4), (Period::Year, 1)] {
            let (period, starts) = periods(first, last, Some(wanted)).unwrap();
            assert_eq!((period, starts.len()), (wanted, n));
        }
        // Too many hours: days it is.
        assert_eq!(
            periods(first, last, Some(Period::Hour)).unwrap().0,
            Period::Day
        );
        assert_eq!(periods(i64::MIN, i64::MAX, None), None);
    }
}
