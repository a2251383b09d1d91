//! Typed views of a column, and its cells as text.

use std::fmt;

use chrono::{DateTime, NaiveDateTime};
use polars::prelude::{
    BooleanChunked, ChunkedArray, Column, DataType, Float64Chunked, Int64Chunked,
    PolarsNumericType, StringChunked,
};

use super::{ColumnData, Kind};

/// A column by its kind. Every column of a table lies in one piece of one of these five types.
#[derive(Clone, Copy)]
pub(super) enum Cells<'a> {
    Integers(&'a Int64Chunked),
    Decimals(&'a Float64Chunked),
    Booleans(&'a BooleanChunked),
    Texts(&'a StringChunked),
    /// Microseconds since the epoch.
    Times(&'a Int64Chunked),
}

/// Values as numbers, NaN where they are missing: all of them first, then the gaps, which is
/// quicker than asking of each whether it is one.
fn numbers<T: PolarsNumericType>(
    values: &ChunkedArray<T>,
    number: impl Fn(T::Native) -> f64,
) -> Vec<f64> {
    let mut all = Vec::with_capacity(values.len());
    for part in values.downcast_iter() {
        let first = all.len();
        all.extend(part.values().iter().map(|value| number(*value)));
        let gaps = part.validity().filter(|known| known.unset_bits() > 0);
        for (value, is_known) in all[first..].iter_mut().zip(gaps.into_iter().flatten()) {
            if !is_known {
                *value = f64::NAN;
            }
        }
    }
    all
}

impl<'a> Cells<'a> {
    /// The view of `column`; nothing for a type that no table holds.
    pub(super) fn of(column: &'a Column) -> Option<Self> {
        match column.dtype() {
            DataType::Int64 => column.try_i64().map(Self::Integers),
            DataType::Float64 => column.try_f64().map(Self::Decimals),
            DataType::Boolean => column.try_bool().map(Self::Booleans),
            DataType::String => column.try_str().map(Self::Texts),
            DataType::Datetime(..) => column
                .try_datetime()
                .map(|times| Self::Times(times.physical())),
            _ => None,
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Integers(_) => Kind::Integer,
            Self::Decimals(_) => Kind::Decimal,
            Self::Booleans(_) => Kind::Boolean,
            Self::Texts(_) => Kind::Text,
            Self::Times(_) => Kind::Time,
        }
    }

    /// How many values are missing.
    pub(super) fn missing(self) -> usize {
        match self {
            Self::Integers(values) | Self::Times(values) => values.null_count(),
            Self::Decimals(values) => values.null_count(),
            Self::Booleans(values) => values.null_count(),
            Self::Texts(values) => values.null_count(),
        }
    }

    pub(super) fn is_null(self, row: usize) -> bool {
        match self {
            Self::Integers(values) | Self::Times(values) => values.get(row).is_none(),
            Self::Decimals(values) => values.get(row).is_none(),
            Self::Booleans(values) => values.get(row).is_none(),
            Self::Texts(values) => values.get(row).is_none(),
        }
    }

    /// Every value as a number, NaN where it is missing; nothing for text.
    pub(super) fn numbers(self) -> Option<Vec<f64>> {
        Some(match self {
            Self::Decimals(values) => numbers(values, |value| value),
            Self::Integers(values) | Self::Times(values) => numbers(values, |value| value as f64),
            Self::Booleans(values) => values
                .iter()
                .map(|value| value.map_or(f64::NAN, |value| f64::from(u8::from(value))))
                .collect(),
            Self::Texts(_) => return None,
        })
    }

    /// The values of `rows`; a gap where there is no row.
    pub(super) fn pick(self, rows: &[Option<u32>]) -> ColumnData {
        let rows = rows.iter().map(|row| row.map(|row| row as usize));
        match self {
            Self::Integers(values) => {
                ColumnData::Integers(rows.map(|row| values.get(row?)).collect())
            }
            Self::Times(values) => ColumnData::Times(rows.map(|row| values.get(row?)).collect()),
            Self::Decimals(values) => {
                ColumnData::Numbers(rows.map(|row| values.get(row?)).collect())
            }
            Self::Booleans(values) => {
                ColumnData::Booleans(rows.map(|row| values.get(row?)).collect())
            }
            Self::Texts(values) => ColumnData::Texts(
                rows.map(|row| values.get(row?).map(str::to_owned))
                    .collect(),
            ),
        }
    }

    /// The value at `row` as text; empty where it is missing.
    pub(super) fn text(self, row: usize) -> String {
        match self {
            Self::Integers(values) => values.get(row).map(|value| value.to_string()),
            Self::Decimals(values) => values.get(row).map(decimal_text),
            Self::Booleans(values) => values.get(row).map(|value| boolean_text(value).to_owned()),
            Self::Texts(values) => values.get(row).map(str::to_owned),
            Self::Times(values) => values.get(row).map(time_text),
        }
        .unwrap_or_default()
    }
}

/// The shortest text that reads back as the same number; a whole number has no point.
pub(super) fn decimal_text(value: f64) -> String {
    let mut text = String::new();
    // Writing to a text does not fail.
    write_decimal(&mut text, value).ok();
    text
}

/// Writes what [`decimal_text`] gives.
pub(super) fn write_decimal(to: &mut impl fmt::Write, value: f64) -> fmt::Result {
    let size = value.abs();
    if value == 0.0 {
        to.write_char('0')
    } else if (1e-5..1e16).contains(&size) || !value.is_finite() {
        write!(to, "{value}")
    } else {
        write!(to, "{value:e}")
    }
}

pub(super) fn boolean_text(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Microseconds since 1970-01-01 as "2013-01-31 05:15:00", with a fraction only where there is one.
pub fn time_text(micros: i64) -> String {
    match DateTime::from_timestamp_micros(micros) {
        Some(time) => naive_text(time.naive_utc()),
        // Further away than the calendar reaches: say the number itself.
        None => micros.to_string(),
    }
}

fn naive_text(time: NaiveDateTime) -> String {
    time.format("%Y-%m-%d %H:%M:%S%.f").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_show_a_fraction_only_where_there_is_one() {
        assert_eq!(time_text(0), "1970-01-01 00:00:00");
        assert_eq!(time_text(1_500_000), "1970-01-01 00:00:01.500");
        assert_eq!(time_text(i64::MAX), i64::MAX.to_string());
    }

    proptest::proptest! {
        #[test]
        fn a_decimal_reads_back_as_itself(value in proptest::num::f64::ANY) {
            let text = decimal_text(value);
            proptest::prop_assert!(text.parse::<f64>().unwrap() == value || value.is_nan(), "{text}");
            proptest::prop_assert!(text.len() <= 26, "{text}");
        }
    }
}
