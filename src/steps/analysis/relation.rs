use rayon::prelude::*;

use crate::{
    data::{DataError, Kind, Table},
    stats,
    steps::StepError,
    terms::{Figure, Progress},
};

/// How much one column alone tells about the target.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Relation {
    /// The column.
    pub column: String,
    /// Share of the target's variance that the column's groups explain, 0 to 1.
    pub explained: Figure,
    /// Share of the variance of "the target is missing" that "the column is missing" explains,
    /// 0 to 1: near 1, both become known together, and the column comes too late for a model.
    pub gaps: Figure,
}

/// Groups a number is cut into, and the most categories that count one by one.
const GROUPS: usize = 20;

/// The fewest rows without an answer from which on their gaps say anything.
const LEAST_GAPS: u64 = 10;

/// The squared correlation ratio of `target` (NaN where missing) by the groups of every column:
/// variance between group means over total variance, corrected for the number of groups.
///
/// Numbers are cut at their quantiles, missing values are a group of their own. It sees bends that
/// a correlation misses, and misses what only two columns together tell.
/// Beside it stands the squared phi coefficient of the gaps of column and target.
///
/// Reference: K. Pearson, "On a new method of determining correlation", Biometrika 7 (1909);
/// the correction is that of T. L. Kelley, PNAS 21 (1935).
pub(super) fn relations(
    table: &Table,
    columns: &[String],
    target: &[f64],
    progress: &dyn Progress,
) -> Result<Vec<Relation>, StepError> {
    let mut relations = columns
        .par_iter()
        .map(|name| {
            progress.check()?;
            Ok(Relation {
                column: name.clone(),
                explained: explained(&groups(table, name)?, target),
                gaps: shared_gaps(table, name, target),
            })
        })
        .collect::<Result<Vec<_>, StepError>>()?;
    relations.sort_by(|a, b| {
        let value = |relation: &Relation| relation.explained.value().unwrap_or(-1.0);
        value(b).total_cmp(&value(a))
    });
    Ok(relations)
}

/// The group of every row; missing values have one of their own.
fn groups(table: &Table, name: &str) -> Result<Vec<u32>, DataError> {
    let index = table.column_index(name);
    let kind = index.map(|index| table.columns()[index].kind);
    if matches!(kind, Some(Kind::Text | Kind::Boolean)) {
        let categories = table.categories(name)?;
        let other = GROUPS as u32 * 10;
        return Ok(categories
            .codes
            .iter()
            .map(|&code| {
                if code == stats::MISSING {
                    other + 1
                } else {
                    code.min(other)
                }
            })
            .collect());
    }
    let values = table.numbers(name)?;
    let sorted = stats::sorted_finite(&values);
    let mut edges: Vec<f64> = (1..GROUPS)
        .filter_map(|i| stats::quantile_sorted(&sorted, i as f64 / GROUPS as f64).value())
        .collect();
    edges.dedup();
    Ok(values
        .iter()
        .map(|value| {
            if value.is_nan() {
                GROUPS as u32 + 1
            } else {
                edges.partition_point(|edge| edge < value) as u32
            }
        })
        .collect())
}

fn explained(groups: &[u32], target: &[f64]) -> Figure {
    let size = groups.iter().max().map_or(0, |max| *max as usize + 1);
    let mut sums = vec![(0_u64, 0.0_f64); size];
    let (mut n, mut total) = (0_u64, 0.0);
    for (&group, &y) in groups.iter().zip(target) {
        if !y.is_nan() {
            let sum = &mut sums[group as usize];
            sum.0 += 1;
            sum.1 += y;
            n += 1;
            total += y;
        }
    }
    let used = sums.iter().filter(|(count, _)| *count > 0).count() as f64;
    if n < 3 || n as f64 <= used {
        return Figure::not_computable("too few labelled rows");
    }
    let mean = total / n as f64;
    let whole: f64 = target
        .iter()
        .filter(|y| !y.is_nan())
        .map(|y| (y - mean).powi(2))
        .sum();
    let between: f64 = sums
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, sum)| *count as f64 * (sum / *count as f64 - mean).powi(2))
        .sum();
    if whole <= 0.0 {
        return Figure::not_computable("the target has one value only");
    }
    let n = n as f64;
    let corrected = 1.0 - (1.0 - between / whole) * (n - 1.0) / (n - used);
    Figure::finite(corrected.clamp(0.0, 1.0), "the target has one value only")
}

/// The squared phi coefficient of "missing" in the column `name` and in `target`.
fn shared_gaps(table: &Table, name: &str, target: &[f64]) -> Figure {
    let Some(index) = table.column_index(name) else {
        return Figure::not_computable("there is no such column");
    };
    let (mut both, mut column, mut answer) = (0_u64, 0_u64, 0_u64);
    for (row, y) in target.iter().enumerate() {
        let (here, there) = (table.is_null(row, index), y.is_nan());
        both += u64::from(here && there);
        column += u64::from(here);
        answer += u64::from(there);
    }
    if answer < LEAST_GAPS {
        return Figure::not_computable("too few answers are missing");
    }
    let (n, column, answer) = (target.len() as f64, column as f64, answer as f64);
    let covariance = both as f64 * n - column * answer;
    if covariance <= 0.0 {
        return Figure::Value(0.0);
    }
    let squared = covariance.powi(2) / (column * (n - column) * answer * (n - answer));
    Figure::finite(squared.min(1.0), "every answer is missing")
}
