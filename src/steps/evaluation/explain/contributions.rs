use rand::seq::SliceRandom as _;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng as _};

use super::Desk;
use crate::{
    data::Table,
    learners::{Scale, shapley},
    steps::StepError,
    terms::Progress,
};

/// What each raw column does to the answer for one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Contributions {
    /// The mean for the training rows that the row is held against.
    pub base: f64,
    /// What is said of the row: `base` plus every contribution.
    pub answer: f64,
    /// What the values are values of, before calibration; [`Scale::Answer`] of the calibrated
    /// answer where they are estimated.
    pub scale: Scale,
    /// How many training rows they are estimated from; none where they are exact.
    pub estimated_from: Option<usize>,
    /// Every raw column that the model reads, the largest size first. What a prepared column made
    /// of several does is theirs together.
    pub columns: Vec<Contribution>,
}

/// What one column adds to the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// The raw column, or several, joined by commas.
    pub column: String,
    /// What it adds, in the unit of the scale: a probability, the target's, or log odds.
    pub value: f64,
}

/// Orders in which columns are exchanged, for each training row; each is walked both ways.
const ORDERS: u64 = 1;

impl Desk {
    /// Shapley values of the raw columns for the one row of `row`: exact where the learner has exact
    /// ones, else estimated.
    ///
    /// # Errors
    /// If the row does not have the columns that the model reads, or somebody stops it.
    pub fn contributions(
        &self,
        row: &Table,
        progress: &dyn Progress,
    ) -> Result<Contributions, StepError> {
        match self.exact(row, progress)? {
            Some(exact) => Ok(exact),
            None => self.estimated(row, progress),
        }
    }

    /// What [`shapley`] says of the prepared columns, summed over those made of the same raw ones:
    /// values add up, so the group's is the sum of its columns'. None where it says nothing.
    fn exact(
        &self,
        row: &Table,
        progress: &dyn Progress,
    ) -> Result<Option<Contributions>, StepError> {
        let (recipe, model) = (&self.package.recipe, &self.package.model);
        let matrix = recipe.transform(row, progress)?;
        let Some(found) = shapley(model, &matrix, &self.means) else {
            return Ok(None);
        };
        let Some(place) = found.output_of(model, self.package.positive) else {
            return Ok(None);
        };
        let values = found.of_row(0, matrix.n_columns(), place.output);
        let mut columns: Vec<Contribution> = Vec::new();
        for (sources, value) in recipe.sources().iter().zip(values) {
            let column = sources.join(", ");
            let value = place.sign * value;
            match columns.iter_mut().find(|known| known.column == column) {
                Some(known) => known.value += value,
                None => columns.push(Contribution { column, value }),
            }
        }
        let base = place.sign * found.base.get(place.output).copied().unwrap_or(0.0);
        let sum: f64 = columns.iter().map(|column| column.value).sum();
        columns.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        Ok(Some(Contributions {
            base,
            answer: base + sum,
            scale: place.scale,
            estimated_from: None,
            columns,
        }))
    }

    /// The row is held against a sample of training rows: their columns are exchanged for its own,
    /// one after the other, in random orders and the same orders backwards, and what each exchange
    /// changes is averaged. Contributions sum to the answer minus `base`, exactly; each of them is
    /// an estimate. It works on raw columns through the recipe, whatever the learner. Columns that
    /// go together share what they say, and exchanged rows may be such as never occur. Same row,
    /// same figures.
    ///
    /// Reference: E. Štrumbelj and I. Kononenko, "Explaining prediction models and individual
    /// predictions with feature contributions", Knowledge and Information Systems 41 (2014); S.
    /// Lundberg and S.-I. Lee, "A unified approach to interpreting model predictions" (2017).
    fn estimated(&self, row: &Table, progress: &dyn Progress) -> Result<Contributions, StepError> {
        let inputs = self.inputs();
        // Row 0 is the one that is explained.
        let rows = row.select(&inputs)?.append(&self.background)?;
        let orders = self.orders();
        let steps = inputs.len() + 1;
        let mut taken = vec![Vec::with_capacity(orders.len() * steps); inputs.len()];
        for (background, order) in &orders {
            for step in 0..steps {
                for (place, column) in order.iter().enumerate() {
                    taken[*column].push(if place < step { 0 } else { *background });
                }
            }
        }
        let place = |name: &str| inputs.iter().position(|input| *input == name).unwrap_or(0);
        let table = rows.take_each(|name| taken[place(name)].as_slice())?;
        let answers = self.outputs(&table, progress)?;
        let n = orders.len() as f64;
        let mut values = vec![0.0; inputs.len()];
        let mut base = 0.0;
        for ((_, order), walk) in orders.iter().zip(answers.chunks_exact(steps)) {
            base += walk[0] / n;
            for (column, step) in order.iter().zip(walk.windows(2)) {
                values[*column] += (step[1] - step[0]) / n;
            }
        }
        let answer = answers.get(inputs.len()).copied().unwrap_or(base);
        let mut columns: Vec<Contribution> = inputs
            .iter()
            .zip(values)
            .map(|(column, value)| Contribution {
                column: (*column).to_owned(),
                value,
            })
            .collect();
        columns.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        Ok(Contributions {
            base,
            answer,
            scale: Scale::Answer,
            estimated_from: Some(self.background.n_rows()),
            columns,
        })
    }

    /// A training row, from 1, and an order of the columns, forwards and backwards.
    fn orders(&self) -> Vec<(u32, Vec<usize>)> {
        let mut orders = Vec::new();
        for row in 1..=self.background.n_rows() as u32 {
            for repeat in 0..ORDERS {
                let mut lot = Xoshiro256PlusPlus::seed_from_u64(u64::from(row) + (repeat << 32));
                let mut order: Vec<usize> = (0..self.package.inputs().len()).collect();
                order.shuffle(&mut lot);
                let back = order.iter().rev().copied().collect();
                orders.extend([(row, order), (row, back)]);
            }
        }
        orders
    }
}
