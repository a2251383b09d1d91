//! Text as the place of the value.

use super::{
    levels::{Levels, UNSEEN},
    state::{Flow, State},
};
use crate::{stats::MISSING, terms::Info};

pub(super) const INFO: Info = Info {
    id: "ordinal",
    name: "Ordinal encoding",
    summary: "The place of the value in the sorted list of values, from 0; −1 for a value that training never saw. Trees can use it; for other models it makes up an order and distances that are not there.",
    reference: "scikit-learn OrdinalEncoder",
};

/// The values in their order.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedOrdinal {
    pub(super) levels: Levels,
}

impl FittedOrdinal {
    pub(super) fn fit(state: &State) -> Option<Self> {
        let Flow::Categories(categories) = &state.flow else {
            return None;
        };
        Some(Self {
            levels: Levels::new(categories.levels.clone()),
        })
    }

    pub(super) fn apply(&self, state: &mut State) {
        if let Flow::Categories(categories) = &state.flow {
            let place = |code: u32| match code {
                MISSING => f64::NAN,
                UNSEEN => -1.0,
                place => f64::from(place),
            };
            let codes = self.levels.codes(categories);
            state.flow = Flow::Numbers(codes.into_iter().map(place).collect());
        }
    }
}
