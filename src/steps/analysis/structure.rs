use rayon::prelude::*;

use super::{
    Sample,
    clusters::{Clusters, clusters},
    projection::{Projection, projection},
    sample::sample,
};
use crate::{
    data::Table,
    learners::ClusterParams,
    stats::Moments,
    steps::{StepError, problem},
    terms::{Matrix, Part, Progress},
};

/// Rows that are looked at; of more, a sample is drawn and said to be one.
const ROWS: usize = 20_000;
/// Columns that are looked at, the first ones.
const COLUMNS: usize = 100;

/// What shape the rows have: groups that are alike, and the directions in which rows differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    /// How rows were grouped.
    pub params: ClusterParams,
    /// The columns that were looked at: numbers that a model may see and that vary.
    pub columns: Vec<String>,
    /// How many such columns were left out, because there are too many.
    pub left_out: usize,
    /// Whether only some rows were looked at.
    pub sample: Option<Sample>,
    /// The groups.
    pub clusters: Clusters,
    /// The directions.
    pub projection: Projection,
}

/// The rows as numbers without a unit.
pub(super) struct Ground {
    /// The rows that are looked at.
    pub(super) table: Table,
    /// Their columns, each with mean 0 and spread 1; a gap stands at the mean.
    pub(super) matrix: Matrix,
    /// Mean and spread of each column in its own unit.
    pub(super) scales: Vec<(f64, f64)>,
}

/// Groups the rows of `table` and finds their main directions.
///
/// Looks at columns of numbers (and yes/no) alone, in standard units: a text has no distance.
///
/// # Errors
/// If no column of numbers varies, the parameters suit no rows, the library fails, or somebody
/// stops it.
pub fn structure(
    table: &Table,
    problem: &problem::Params,
    params: &ClusterParams,
    progress: &dyn Progress,
) -> Result<Structure, StepError> {
    progress.report(0.0, "Reading columns");
    let (rows, told) = sample(table, ROWS, params.seed);
    let (ground, left_out) = ground(rows, problem)?;
    if ground.matrix.n_columns() == 0 {
        return Err(StepError::invalid(
            "No column of numbers varies, so rows have no distance. Mark other columns as features in step 1.",
        ));
    }
    let (clusters, labels) = clusters(&ground, problem, params, &Part::new(progress, 0.1, 0.85))?;
    let part = Part::new(progress, 0.85, 1.0);
    let projection = projection(&ground, problem, &labels, &part)?;
    Ok(Structure {
        params: *params,
        columns: ground.matrix.names().to_vec(),
        left_out,
        sample: told,
        clusters,
        projection,
    })
}

fn ground(table: Table, problem: &problem::Params) -> Result<(Ground, usize), StepError> {
    let features = problem.features(table.columns());
    let names: Vec<&String> = table
        .columns()
        .iter()
        .filter(|info| info.kind.is_number() || info.kind == crate::data::Kind::Boolean)
        .map(|info| &info.name)
        .filter(|name| features.contains(name))
        .collect();
    let read = |name: &&String| -> Result<Option<(Vec<f64>, f64, f64)>, StepError> {
        let mut values = table.numbers(name)?;
        let known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let moments = Moments::of(&known);
        let spread = moments.std(0).value().unwrap_or(0.0);
        if spread <= 0.0 {
            return Ok(None);
        }
        for value in &mut values {
            let is_known = value.is_finite();
            *value = if is_known {
                (*value - moments.mean) / spread
            } else {
                0.0
            };
        }
        Ok(Some((values, moments.mean, spread)))
    };
    let columns: Vec<_> = names.par_iter().map(read).collect::<Result<_, _>>()?;
    let mut matrix = Matrix::with_rows(table.n_rows());
    let (mut scales, mut left_out) = (Vec::new(), 0);
    for (name, column) in names.iter().zip(columns) {
        let Some((values, mean, spread)) = column else {
            continue;
        };
        if scales.len() == COLUMNS {
            left_out += 1;
            continue;
        }
        matrix.push(name.as_str(), &values);
        scales.push((mean, spread));
    }
    let ground = Ground {
        table,
        matrix,
        scales,
    };
    Ok((ground, left_out))
}
