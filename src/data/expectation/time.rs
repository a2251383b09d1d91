use super::Seen;
use crate::{
    data::{DataError, RowSet, Table},
    terms::{Figure, Info},
};

/// What pickers and help say.
pub(super) const MONOTONE: Info = Info {
    id: "monotone",
    name: "Time in order",
    summary: "No row is older than the latest of those above it; equal times and gaps pass. One row from the future blames all that follow.",
    reference: "Schelter et al. 2018, \"Automating large-scale data quality verification\"",
};

/// What pickers and help say.
pub(super) const FRESH: Info = Info {
    id: "fresh",
    name: "Fresh",
    summary: "No row is older than so many days before the last time of the column, which is the data's own clock: the same table always gives the same answer.",
    reference: "Breck et al. 2019, \"Data validation for machine learning\"",
};

const DAY: f64 = 86_400_000_000.0;

pub(super) fn check(days: f64) -> Result<(), String> {
    if days.is_finite() && days > 0.0 {
        return Ok(());
    }
    Err(format!(
        "Rows cannot be fresh for {days} days. Change it in step 2."
    ))
}

pub(super) fn monotone(table: &Table, column: &str) -> Result<Seen, DataError> {
    let mut latest = None;
    let backwards: Vec<bool> = table
        .times(column)?
        .into_iter()
        .map(|time| {
            let is_back = time.is_some() && time < latest;
            latest = latest.max(time);
            is_back
        })
        .collect();
    Ok(Seen::none_of(RowSet::of(table.n_rows(), |row| {
        backwards[row]
    })))
}

/// The value is the age of the oldest row in days.
pub(super) fn fresh(table: &Table, column: &str, days: f64) -> Result<Seen, DataError> {
    let times = table.times(column)?;
    let known = || times.iter().flatten();
    let (Some(&first), Some(&last)) = (known().min(), known().max()) else {
        return Err(DataError::expectation(format!("“{column}” holds no time")));
    };
    let age = |time: i64| (last as f64 - time as f64) / DAY;
    let old = |row: usize| times[row].is_some_and(|time| age(time) > days);
    let failing = RowSet::of(times.len(), old);
    Ok(Seen {
        value: Figure::Value(age(first)),
        limit: Figure::Value(days),
        passed: failing.count() == 0,
        failing,
    })
}
