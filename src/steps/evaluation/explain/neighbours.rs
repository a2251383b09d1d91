use rayon::prelude::*;

use super::Desk;
use crate::{
    stats::Moments,
    steps::{StepError, preparation::Labels},
    terms::Progress,
};

/// A training row that is like another row.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// Its number in the data set.
    pub row: u32,
    /// How far it is away, in standard deviations of the prepared columns; 0 for the same.
    pub distance: f64,
    /// Its answer.
    pub label: String,
}

/// Neighbours that are told.
const NEIGHBOURS: usize = 8;

impl Desk {
    /// The training rows that are most like row number `row` of the data set, the nearest first.
    ///
    /// Distance is Euclid's over the prepared columns, each in its standard deviation of the
    /// training rows. If the nearest row is far, the model had to guess; if near rows have the
    /// other answer, no model of these columns could know.
    ///
    /// # Errors
    /// If the row cannot be prepared, or somebody stops it.
    pub fn neighbours(
        &self,
        row: u32,
        progress: &dyn Progress,
    ) -> Result<Vec<Neighbour>, StepError> {
        let train = &self.prepared.train;
        let recipe = &self.package.recipe;
        let own = recipe.transform_within(&self.table, &[row], progress)?;
        let matrix = &train.matrix;
        let parts: Vec<Vec<f64>> = (0..matrix.n_columns())
            .into_par_iter()
            .map(|j| {
                let column = matrix.column(j);
                let spread = Moments::of(column).std(0).value().unwrap_or(0.0);
                let scale = if spread > 0.0 { 1.0 / spread } else { 0.0 };
                let at = own.column(j).first().copied().unwrap_or(0.0);
                let step = |value: &f64| {
                    let distance = (value - at) * scale;
                    distance * distance
                };
                column.iter().map(step).collect()
            })
            .collect();
        progress.check()?;
        let mut squares = vec![0.0; matrix.n_rows()];
        for part in parts {
            for (sum, square) in squares.iter_mut().zip(part) {
                *sum += square;
            }
        }
        let mut order: Vec<usize> = (0..squares.len())
            .filter(|&i| train.rows[i] != row)
            .collect();
        let by = |a: &usize, b: &usize| squares[*a].total_cmp(&squares[*b]).then(a.cmp(b));
        if order.len() > NEIGHBOURS {
            order.select_nth_unstable_by(NEIGHBOURS - 1, by);
            order.truncate(NEIGHBOURS);
        }
        order.sort_by(by);
        let neighbour = |i: usize| Neighbour {
            row: train.rows[i],
            distance: squares[i].sqrt(),
            label: match &train.labels {
                Labels::Values(values) => values[i].to_string(),
                Labels::Classes { codes, classes } => {
                    classes.get(codes[i] as usize).cloned().unwrap_or_default()
                }
            },
        };
        Ok(order.into_iter().map(neighbour).collect())
    }
}
