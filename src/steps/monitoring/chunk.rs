use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate};

use crate::steps::StepError;

/// How rows are cut into chunks; the same rule on both sides of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chunking {
    /// One chunk per calendar period.
    Period(Period),
    /// This many rows each; the last one may be smaller.
    Size(usize),
    /// This many chunks of equal size, within one row.
    Number(usize),
}

/// A calendar period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Midnight to midnight.
    Day,
    /// Monday to Sunday.
    Week,
    /// First to last of a month.
    Month,
}

/// Some rows that are looked at together.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Chunk {
    /// What stands under it in a plot: "2013-10-07" or "120,000 – 129,999".
    pub label: String,
    /// All its rows.
    pub rows: u64,
    /// Those with an answer.
    pub labelled: u64,
    /// Whether it belongs to the reference.
    pub is_reference: bool,
    /// Whether it is smaller than the rule says, because the data ends.
    pub is_partial: bool,
}

impl Chunking {
    /// The finest period that gives at most 60 chunks over `days`, or twelve equal parts where
    /// there is no time.
    pub(super) fn suggest(days: Option<i64>) -> Self {
        match days {
            Some(0..=60) => Self::Period(Period::Day),
            Some(61..=420) => Self::Period(Period::Week),
            Some(_) => Self::Period(Period::Month),
            None => Self::Number(12),
        }
    }

    /// Whether there is at least one row a chunk and one chunk.
    pub(super) fn check(self) -> Result<(), StepError> {
        match self {
            Self::Size(0) | Self::Number(0) => Err(StepError::invalid(
                "A chunk needs at least one row. Change the chunks in step 9.",
            )),
            _ => Ok(()),
        }
    }

    /// The rule in words.
    pub fn describe(self) -> String {
        match self {
            Self::Period(Period::Day) => "per day".to_owned(),
            Self::Period(Period::Week) => "per week".to_owned(),
            Self::Period(Period::Month) => "per month".to_owned(),
            Self::Size(rows) => format!("{rows} rows each"),
            Self::Number(chunks) => format!("{chunks} equal parts"),
        }
    }

    /// Cuts `rows` (with their `times` by row number, if there are any) into labelled groups, in
    /// order. The flag says that a group is partial.
    pub(super) fn cut(
        self,
        rows: &[u32],
        times: Option<&[Option<i64>]>,
    ) -> Vec<(String, Vec<u32>, bool)> {
        match (self, times) {
            (Self::Period(period), Some(times)) => by_period(period, rows, times),
            (Self::Period(_), None) => by_size(rows, rows.len().div_ceil(12)),
            (Self::Size(size), _) => by_size(rows, size),
            (Self::Number(number), _) => by_number(rows, number),
        }
    }
}

impl Period {
    fn start(self, day: NaiveDate) -> NaiveDate {
        let back = match self {
            Self::Day => 0,
            Self::Week => day.weekday().num_days_from_monday(),
            Self::Month => day.day0(),
        };
        day.checked_sub_days(Days::new(u64::from(back)))
            .unwrap_or(day)
    }

    fn end(self, start: NaiveDate) -> NaiveDate {
        let end = match self {
            Self::Day => start.checked_add_days(Days::new(1)),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::Month => start.checked_add_months(Months::new(1)),
        };
        end.unwrap_or(start)
    }
}

fn by_period(period: Period, rows: &[u32], times: &[Option<i64>]) -> Vec<(String, Vec<u32>, bool)> {
    let day = |row: u32| {
        let time = DateTime::from_timestamp_micros(times[row as usize]?)?;
        Some(time.date_naive())
    };
    let mut groups = std::collections::BTreeMap::<NaiveDate, Vec<u32>>::new();
    for &row in rows {
        if let Some(day) = day(row) {
            groups.entry(period.start(day)).or_default().push(row);
        }
    }
    let days = || rows.iter().filter_map(|&row| day(row));
    let (first, last) = (days().min(), days().max());
    groups
        .into_iter()
        .map(|(start, rows)| {
            let cut_off = first.is_some_and(|first| first > start)
                || last.is_some_and(|last| {
                    last.succ_opt().is_some_and(|next| next < period.end(start))
                });
            (start.to_string(), rows, cut_off)
        })
        .collect()
}

fn by_size(rows: &[u32], size: usize) -> Vec<(String, Vec<u32>, bool)> {
    let size = size.max(1);
    rows.chunks(size)
        .map(|chunk| (span(chunk), chunk.to_vec(), chunk.len() < size))
        .collect()
}

fn by_number(rows: &[u32], number: usize) -> Vec<(String, Vec<u32>, bool)> {
    let number = number.clamp(1, rows.len().max(1));
    (0..number)
        .map(|i| &rows[i * rows.len() / number..(i + 1) * rows.len() / number])
        .filter(|chunk| !chunk.is_empty())
        .map(|chunk| (span(chunk), chunk.to_vec(), false))
        .collect()
}

fn span(rows: &[u32]) -> String {
    match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => format!("rows {first} – {last}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn every_row_is_in_exactly_one_chunk(n in 0_u32..500, size in 1_usize..60) {
            let rows: Vec<u32> = (0..n).collect();
            let times: Vec<Option<i64>> = rows.iter().map(|&r| Some(i64::from(r) * 3_600_000_000)).collect();
            let rules = [
                Chunking::Size(size),
                Chunking::Number(size),
                Chunking::Period(Period::Day),
                Chunking::Period(Period::Week),
                Chunking::Period(Period::Month),
            ];
            for rule in rules {
                let chunks = rule.cut(&rows, Some(&times));
                let all: Vec<u32> = chunks.into_iter().flat_map(|(_, rows, _)| rows).collect();
                proptest::prop_assert_eq!(&all, &rows);
            }
        }
    }

    #[test]
    fn a_week_that_the_data_cuts_off_is_partial() {
        const DAY: i64 = 86_400_000_000;
        // 1970-01-01 was a Thursday.
        let times: Vec<Option<i64>> = (0..11).map(|day| Some(day * DAY)).collect();
        let rows: Vec<u32> = (0..11).collect();
        let weeks = Chunking::Period(Period::Week).cut(&rows, Some(&times));
        let found: Vec<_> = weeks
            .iter()
            .map(|(label, rows, partial)| (label.as_str(), rows.len(), *partial))
            .collect();
        assert_eq!(found, [("1969-12-29", 4, true), ("1970-01-05", 7, false)]);
    }
}
