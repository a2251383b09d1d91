use std::collections::BTreeSet;

use crate::{
    data::{DataError, Kind, Table, time_text},
    stats::MISSING,
};

/// How many different values of a text column are remembered; with more it has no domain.
const LEVELS: usize = 256;

/// What the values of a column are among.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Domain {
    /// The column.
    pub column: String,
    /// What its values are among.
    pub values: Values,
}

/// What values are among.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Values {
    /// Numbers from the lowest to the highest; times in microseconds since 1970-01-01.
    Range(f64, f64),
    /// A few texts or truth values, sorted.
    Levels(Vec<String>),
    /// Nothing that could be said: gaps only, or too many texts.
    Any,
}

/// Values that were not seen before.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outside {
    /// How many rows hold them.
    pub rows: u64,
    /// Which, in words.
    pub what: String,
}

impl Domain {
    /// What the values of a column are among now, and those that `before` did not know.
    pub(super) fn of(
        table: &Table,
        column: &str,
        before: Option<&Values>,
    ) -> Result<(Self, Option<Outside>), DataError> {
        let kind = table
            .column_index(column)
            .map(|index| table.columns()[index].kind);
        let (values, outside) = match kind {
            Some(Kind::Integer | Kind::Decimal | Kind::Time) => {
                numbers(&table.numbers(column)?, kind == Some(Kind::Time), before)
            }
            _ => levels(table, column, before)?,
        };
        let domain = Self {
            column: column.to_owned(),
            values,
        };
        Ok((domain, outside))
    }
}

fn numbers(values: &[f64], is_time: bool, before: Option<&Values>) -> (Values, Option<Outside>) {
    let known = values.iter().copied().filter(|value| !value.is_nan());
    let (low, high) = known
        .clone()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    // Infinite values do not survive being written as JSON.
    if low > high || !low.is_finite() || !high.is_finite() {
        return (Values::Any, None);
    }
    let outside = match before {
        Some(&Values::Range(first, last)) if low < first || high > last => {
            let text = |value: f64| {
                if is_time {
                    time_text(value as i64)
                } else {
                    value.to_string()
                }
            };
            let rows = known
                .filter(|value| *value < first || *value > last)
                .count();
            Some(Outside {
                rows: rows as u64,
                what: format!(
                    "now {} to {}, before {} to {}",
                    text(low),
                    text(high),
                    text(first),
                    text(last)
                ),
            })
        }
        _ => None,
    };
    (Values::Range(low, high), outside)
}

fn levels(
    table: &Table,
    column: &str,
    before: Option<&Values>,
) -> Result<(Values, Option<Outside>), DataError> {
    const SHOWN: usize = 5;
    let categories = table.categories(column)?;
    let outside = match before {
        Some(Values::Levels(known)) => {
            let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
            let is_new: Vec<bool> = categories
                .levels
                .iter()
                .map(|level| !known.contains(level.as_str()))
                .collect();
            let codes = categories.codes.iter().filter(|code| **code != MISSING);
            let rows = codes.filter(|code| is_new[**code as usize]).count();
            let new: Vec<&str> = categories
                .levels
                .iter()
                .zip(&is_new)
                .filter(|(_, is_new)| **is_new)
                .map(|(level, _)| level.as_str())
                .collect();
            let more = new.len().saturating_sub(SHOWN);
            let shown = new
                .iter()
                .take(SHOWN)
                .copied()
                .collect::<Vec<_>>()
                .join(", ");
            let what = if more > 0 {
                format!("never seen: {shown} and {more} more")
            } else {
                format!("never seen: {shown}")
            };
            (rows > 0).then_some(Outside {
                rows: rows as u64,
                what,
            })
        }
        _ => None,
    };
    let n = categories.levels.len();
    let values = if n == 0 || n > LEVELS {
        Values::Any
    } else {
        Values::Levels(categories.levels)
    };
    Ok((values, outside))
}
