use super::report::{ColumnResiduals, RegressionDetail};
use crate::{
    data::Table,
    stats::{Histogram, Moments, quantile_sorted, sorted_finite, special::normal_quantile},
    steps::{StepError, preparation::Slice, problem},
};

/// Points kept of a scatter plot.
const SCATTER_POINTS: usize = 4000;
/// Points kept of the residuals over each column.
const COLUMN_POINTS: usize = 1000;
/// Columns over which residuals are kept.
const COLUMNS: usize = 24;
/// Points of the Q-Q plot.
const QUANTILES: usize = 199;

/// What is shown of a regression model's errors.
pub(super) fn detail(
    (table, test): (&Table, &Slice),
    problem: &problem::Params,
    truth: &[f64],
    predicted: &[f64],
) -> Result<RegressionDetail, StepError> {
    let residuals: Vec<f64> = truth.iter().zip(predicted).map(|(t, p)| t - p).collect();
    let every = truth.len().div_ceil(SCATTER_POINTS).max(1);
    let pairs = predicted.iter().copied().zip(truth.iter().copied());
    Ok(RegressionDetail {
        residuals: Histogram::with_bins(&residuals, 40),
        sample: pairs.step_by(every).collect(),
        sampled_from: truth.len() as u64,
        normal: against_normal(&residuals),
        columns: over_columns((table, test), problem, &residuals)?,
    })
}

/// Quantiles of the standardised residuals beside those of a normal distribution: a Q-Q plot.
///
/// Empty where the residuals do not vary.
fn against_normal(residuals: &[f64]) -> Vec<(f64, f64)> {
    let moments = Moments::of(residuals);
    let (Some(mean), Some(deviation)) = (moments.mean().value(), moments.std(1).value()) else {
        return Vec::new();
    };
    if deviation == 0.0 {
        return Vec::new();
    }
    let sorted = sorted_finite(residuals);
    let n = QUANTILES.min(sorted.len());
    let point = |i: usize| {
        let share = (i as f64 + 0.5) / n as f64;
        let quantile = quantile_sorted(&sorted, share).value()?;
        Some((normal_quantile(share), (quantile - mean) / deviation))
    };
    (0..n).filter_map(point).collect()
}

fn over_columns(
    (table, test): (&Table, &Slice),
    problem: &problem::Params,
    residuals: &[f64],
) -> Result<Vec<ColumnResiduals>, StepError> {
    let features = problem.features(table.columns());
    let numbers = table
        .columns()
        .iter()
        .filter(|column| column.kind.is_number() && features.contains(&column.name));
    let every = residuals.len().div_ceil(COLUMN_POINTS).max(1);
    let rows: Vec<u32> = test.rows.iter().copied().step_by(every).collect();
    numbers
        .take(COLUMNS)
        .map(|column| {
            let values = table
                .select(&[&column.name])?
                .take(&rows)
                .numbers(&column.name)?;
            let errors = residuals.iter().copied().step_by(every);
            let points = values
                .into_iter()
                .zip(errors)
                .filter(|(value, _)| value.is_finite());
            Ok(ColumnResiduals {
                column: column.name.clone(),
                points: points.collect(),
            })
        })
        .collect()
}
