//! Leaving out what tells nothing.

use super::state::{Flow, Names, State};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "drop_constant",
    name: "Drop constants",
    summary: "Leaves out columns that have one value only in the training rows, a gap being a value of its own. Such a column cannot help a model; one that varies later may be worth keeping.",
    reference: "M. Kuhn, K. Johnson, Applied Predictive Modeling (2013), section 3.5",
};

/// Which columns stay.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedDropConstant {
    pub(super) keep: Vec<bool>,
}

impl FittedDropConstant {
    pub(super) fn fit(state: &State, names: &mut Names) -> Self {
        let keep: Vec<bool> = match &state.flow {
            Flow::Categories(categories) => vec![varies(categories.codes.iter())],
            Flow::Times(times) => vec![varies(times.iter())],
            Flow::Numbers(_) => {
                let columns = state.number_columns();
                columns
                    .map(|column| varies(column.iter().map(|value| value.to_bits())))
                    .collect()
            }
        };
        let mut kept = keep.iter();
        names.main.retain(|_| kept.next().copied().unwrap_or(false));
        Self { keep }
    }

    pub(super) fn apply(&self, state: &mut State) {
        match &mut state.flow {
            Flow::Categories(_) | Flow::Times(_) if self.keep.contains(&true) => {}
            Flow::Categories(_) | Flow::Times(_) => state.flow = Flow::Numbers(Vec::new()),
            Flow::Numbers(_) if self.keep.iter().all(|keep| *keep) => {}
            Flow::Numbers(values) => {
                let columns = values.chunks_exact(state.n_rows.max(1)).zip(&self.keep);
                let kept = columns.filter(|(_, keep)| **keep);
                *values = kept
                    .flat_map(|(column, _)| column.iter().copied())
                    .collect();
            }
        }
    }
}

/// Whether not all values are the same.
fn varies<T: PartialEq>(mut values: impl Iterator<Item = T>) -> bool {
    let Some(first) = values.next() else {
        return false;
    };
    values.any(|value| value != first)
}
