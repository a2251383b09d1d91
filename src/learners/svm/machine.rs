use std::sync::Arc;

use linfa::{ParamGuard as _, Platt, composing::platt_scaling::platt_newton_method};
use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::{
    INFO, Kernel,
    train::{Found, Goal, train},
};
use crate::{learners::LearnError, terms::Progress};

/// Parts that are held out in turn, for honest probabilities.
const FOLDS: usize = 3;

/// A fitted street between two sides, or a tube.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Machine {
    /// The class of its true side; 0 for numbers.
    pub(super) code: u32,
    /// What each support vector counts; for a linear kernel what each column counts.
    pub(super) coefficients: Vec<f64>,
    /// What is taken off at last.
    pub(super) rho: f64,
    /// Slope and offset of the true side's log odds.
    pub(super) platt: (f64, f64),
}

/// What machines are fitted on.
pub(super) struct Ground {
    pub(super) rows: Arc<Array2<f64>>,
    pub(super) kernel: Kernel,
    pub(super) gamma: f64,
}

impl Ground {
    /// A machine for the side of class `code`; its coefficients are those of the rows.
    pub(super) fn tell_apart(
        &self,
        (code, sides): (u32, &[bool]),
        costs: (f64, f64),
        progress: &dyn Progress,
    ) -> Result<Machine, LearnError> {
        let goal = Goal::Sides(sides.to_vec(), costs);
        let found = train(&self.rows, (self.kernel, self.gamma), goal, progress)?;
        let held_out = self.held_out((sides, &found), costs, progress)?;
        let settings = Platt::<f64, ()>::params()
            .check()
            .map_err(|err| LearnError::failed(INFO.name, err.to_string()))?;
        let (slope, offset) =
            platt_newton_method(held_out.view(), ArrayView1::from(sides), &settings)
                .map_err(|err| LearnError::failed(INFO.name, err.to_string()))?;
        Ok(Machine {
            code,
            coefficients: found.coefficients,
            rho: found.rho,
            // linfa's are the log odds of the false side.
            platt: (-slope, -offset),
        })
    }

    /// A tube around `numbers`, which vary by about 1.
    pub(super) fn meet(
        &self,
        numbers: Vec<f64>,
        (cost, free): (f64, f64),
        progress: &dyn Progress,
    ) -> Result<Machine, LearnError> {
        let goal = Goal::Numbers(numbers, (cost, free));
        let found = train(&self.rows, (self.kernel, self.gamma), goal, progress)?;
        Ok(Machine {
            code: 0,
            coefficients: found.coefficients,
            rho: found.rho,
            platt: (1.0, 0.0),
        })
    }

    /// What machines that did not see a row say of it: what a machine says of its own rows is too
    /// sure. Its own word where a part would hold one side only.
    fn held_out(
        &self,
        (sides, whole): (&[bool], &Found),
        costs: (f64, f64),
        progress: &dyn Progress,
    ) -> Result<Array1<f64>, LearnError> {
        let all: Vec<usize> = (0..sides.len()).collect();
        let mut said = self.say(whole, &self.rows, &all);
        for fold in 0..FOLDS {
            progress.report(fold as f32 / FOLDS as f32, "Finding honest probabilities");
            let (out, kept): (Vec<usize>, Vec<usize>) =
                all.iter().partition(|&&row| row % FOLDS == fold);
            let kept_sides: Vec<bool> = kept.iter().map(|&row| sides[row]).collect();
            if out.is_empty() || kept_sides.iter().all(|&side| side == kept_sides[0]) {
                continue;
            }
            let rows = Arc::new(self.rows.select(Axis(0), &kept));
            let goal = Goal::Sides(kept_sides, costs);
            let found = train(&rows, (self.kernel, self.gamma), goal, progress)?;
            for (&row, value) in out.iter().zip(self.say(&found, &rows, &out)) {
                said[row] = value;
            }
        }
        Ok(said)
    }

    /// What a machine fitted on `rows` says of those of our own rows.
    fn say(&self, found: &Found, rows: &Array2<f64>, of: &[usize]) -> Array1<f64> {
        let support: Vec<(ArrayView1<'_, f64>, f64)> = rows
            .outer_iter()
            .zip(found.coefficients.iter().copied())
            .filter(|(_, coefficient)| *coefficient != 0.0)
            .collect();
        let value = |&row: &usize| {
            let row = self.rows.row(row);
            let sum: f64 = support
                .iter()
                .map(|(other, coefficient)| coefficient * self.likeness(row, *other))
                .sum();
            sum - found.rho
        };
        of.iter().map(value).collect()
    }

    fn likeness(&self, a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
        match self.kernel {
            Kernel::Linear => a.dot(&b),
            Kernel::Rbf => {
                let distance: f64 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
                (-self.gamma * distance).exp()
            }
        }
    }
}
