//! Text as how often the value occurs.

use super::{
    levels::{Levels, UNSEEN},
    state::{Flow, State},
};
use crate::{stats::MISSING, terms::Info};

pub(super) const INFO: Info = Info {
    id: "frequency",
    name: "Frequency encoding",
    summary: "The share of training rows with this value, 0 to 1; gaps have a share too, and a value that training never saw has 0. Values that are equally frequent become one.",
    reference: "F. Pargent et al., Regularized target encoding outperforms traditional methods, Computational Statistics 37 (2022)",
};

/// The share of each value.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedFrequency {
    pub(super) levels: Levels,
    shares: Vec<f64>,
    missing: f64,
}

impl FittedFrequency {
    pub(super) fn fit(state: &State) -> Option<Self> {
        let Flow::Categories(categories) = &state.flow else {
            return None;
        };
        let levels = Levels::new(categories.levels.clone());
        let codes = levels.codes(categories);
        let mut counts = vec![0_u32; levels.len()];
        let mut missing = 0_u32;
        for code in codes {
            match counts.get_mut(code as usize) {
                Some(count) => *count += 1,
                None => missing += 1,
            }
        }
        let share = |count: u32| f64::from(count) / state.n_rows.max(1) as f64;
        Some(Self {
            levels,
            shares: counts.into_iter().map(share).collect(),
            missing: share(missing),
        })
    }

    pub(super) fn apply(&self, state: &mut State) {
        if let Flow::Categories(categories) = &state.flow {
            let share = |code: u32| match code {
                MISSING => self.missing,
                UNSEEN => 0.0,
                code => self.shares[code as usize],
            };
            let codes = self.levels.codes(categories);
            state.flow = Flow::Numbers(codes.into_iter().map(share).collect());
        }
    }
}
