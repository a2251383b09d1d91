use rand::{SeedableRng as _, seq::index};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{Labels, roles};
use crate::{
    data::{
        Table,
        recipe::{Roles, Rows},
        split::{self, Part, SplitRule},
    },
    steps::{StepError, problem},
};

/// Some training rows on which a recipe is tried out before it is run.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The data set.
    pub table: Table,
    /// What its columns are for.
    pub roles: Roles,
    /// The target of each row of the data set as a number; nothing where the contract names none
    /// that fits.
    pub target: Option<Vec<f64>>,
    /// The rows of the sample, in the order of the data set.
    pub rows: Vec<u32>,
    /// The rows of the training part: what lag and rolling look back at.
    pub training: Vec<u32>,
    /// How many of them have an answer; as many as the sample where it was taken whole.
    pub training_rows: u64,
}

impl Sample {
    /// At most this many rows are taken: figures of them are exact to about one percent, and they
    /// pass through a recipe while a person waits.
    pub const ROWS: usize = 10_000;
    /// The seed of the lot that takes them: always the same rows of the same training part.
    pub const SEED: u64 = 1;

    /// Takes training rows by lot, those with an answer where answers are known.
    ///
    /// # Errors
    /// If the rows cannot be split, or no row trains, or no column is a feature.
    pub fn take(
        table: &Table,
        problem: &problem::Params,
        rule: &SplitRule,
    ) -> Result<Self, StepError> {
        let roles = roles(table.columns(), problem)?;
        let parts = split::split(table, rule)?;
        let training = split::indices(&parts, Part::Train);
        let mut rows = training.clone();
        // Without a target that fits, everything but target encoding can be tried out all the same.
        let labels = Labels::of(table, problem).ok();
        if let Some(labels) = &labels {
            rows.retain(|&row| labels.is_known(row as usize));
        }
        if rows.is_empty() {
            return Err(StepError::invalid(
                "The training part has no rows to try the recipe on. Change the split in step 4.",
            ));
        }
        let training_rows = rows.len() as u64;
        if rows.len() > Self::ROWS {
            let mut generator = Xoshiro256PlusPlus::seed_from_u64(Self::SEED);
            let mut places = index::sample(&mut generator, rows.len(), Self::ROWS).into_vec();
            places.sort_unstable();
            rows = places.into_iter().map(|place| rows[place]).collect();
        }
        Ok(Self {
            table: table.clone(),
            roles,
            target: labels.map(|labels| labels.numbers(&problem.positive)),
            rows,
            training,
            training_rows,
        })
    }

    /// The sample as the rows of a training part.
    pub fn rows(&self) -> Rows<'_> {
        Rows {
            wanted: &self.rows,
            seen: &self.training,
        }
    }
}
