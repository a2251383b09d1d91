//! Which rows train, choose, test, and stand for production.

mod group;
mod lot;
mod order;
mod part;
mod rule;
mod shares;

use self::lot::{by_lot, generator, strata};
pub use self::{part::Part, rule::SplitRule};
use super::{DataError, Table};

/// The part of every row of `table`.
///
/// # Errors
/// If the rule makes no sense, or its column is not there or of the wrong kind.
pub fn split(table: &Table, rule: &SplitRule) -> Result<Vec<Part>, DataError> {
    rule.check()?;
    let mut parts = vec![Part::Production; table.n_rows()];
    match rule {
        SplitRule::Random {
            train,
            validation,
            test,
            seed,
        } => {
            let rows = (0..table.n_rows() as u32).collect();
            by_lot(
                &mut parts,
                rows,
                [*train, *validation, *test],
                &mut generator(*seed),
            );
        }
        SplitRule::Stratified {
            column,
            train,
            validation,
            test,
            seed,
        } => {
            let mut generator = generator(*seed);
            for rows in strata(table, column)? {
                by_lot(
                    &mut parts,
                    rows,
                    [*train, *validation, *test],
                    &mut generator,
                );
            }
        }
        SplitRule::Time { column, .. } => {
            let limits = rule.limits()?;
            for (part, time) in parts.iter_mut().zip(table.times(column)?) {
                if let Some(time) = time {
                    *part = Part::at(time, &limits);
                }
            }
        }
        SplitRule::TimeShares {
            column,
            train,
            validation,
            test,
        } => {
            let times = table.times(column)?;
            order::by_time(&mut parts, &times, [*train, *validation, *test]);
        }
        SplitRule::Group {
            column,
            alike,
            train,
            validation,
            test,
            seed,
        } => {
            let keys = table.categories(column)?;
            let mix = alike.as_deref().map(|name| table.categories(name));
            let shares = [*train, *validation, *test];
            group::by_group(
                &mut parts,
                (&keys, mix.transpose()?.as_ref()),
                shares,
                &mut generator(*seed),
            );
        }
        SplitRule::Order {
            train,
            validation,
            test,
        } => {
            order::by_place(&mut parts, [*train, *validation, *test]);
        }
    }
    Ok(parts)
}

/// The rows of `part`, in their order.
pub fn indices(parts: &[Part], part: Part) -> Vec<u32> {
    let rows = (0_u32..).zip(parts);
    rows.filter(|(_, candidate)| **candidate == part)
        .map(|(row, _)| row)
        .collect()
}

#[cfg(test)]
mod tests;
