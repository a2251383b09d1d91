use super::{
    state::{Flow, Names, State},
    summary::Effect,
};
use crate::{
    data::Categories,
    stats::{MISSING, quantile_sorted, sorted_finite},
    terms::Info,
};

/// Cuts numbers into bins; gaps stay gaps.
///
/// The edges are learned from the training rows; a value on an edge belongs to the bin above it,
/// and the outer bins are open. Equal edges are one, so that a column with few values may get
/// fewer bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bin {
    /// How many bins; 2 to 1000.
    pub bins: usize,
    /// Where the edges lie.
    pub by: BinBy,
    /// What comes out.
    pub output: BinOutput,
}

/// Where the edges of [`Bin`] lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinBy {
    /// As many training rows in each bin.
    #[default]
    Quantiles,
    /// Bins of one width between the smallest and the largest value.
    Width,
}

/// What [`Bin`] gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinOutput {
    /// The place of the bin, from 0.
    #[default]
    Place,
    /// The bin as text ("10 to 20"), for an encoding in a later step that names the column.
    Text,
}

impl BinBy {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Quantiles, Self::Width];
}

impl BinOutput {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::Place, Self::Text];
}

impl Bin {
    /// Ten bins of equal size, by their place.
    pub const DEFAULT: Self = Self {
        bins: 10,
        by: BinBy::Quantiles,
        output: BinOutput::Place,
    };

    pub(super) const INFO: Info = Info {
        id: "bin",
        name: "Cut into bins",
        summary: "The bin in which a number lies. A linear model can then follow a curve, step by step; inside a bin all numbers are the same, so it throws information away.",
        reference: "scikit-learn KBinsDiscretizer",
    };

    pub(super) fn check(&self) -> Result<(), String> {
        if (2..=1000).contains(&self.bins) {
            Ok(())
        } else {
            Err("Numbers are cut into 2 to 1000 bins.".to_owned())
        }
    }

    /// Text is one column only: several columns of numbers cannot become it.
    pub(super) fn fit(self, state: &State) -> Option<FittedBin> {
        let Flow::Numbers(_) = &state.flow else {
            return None;
        };
        if self.output == BinOutput::Text && state.number_columns().count() > 1 {
            return None;
        }
        let edges = state.number_columns().map(|column| self.edges(column));
        Some(FittedBin {
            edges: edges.collect(),
            output: self.output,
        })
    }

    /// The inner edges, ascending.
    fn edges(self, column: &[f64]) -> Vec<f64> {
        let sorted = sorted_finite(column);
        let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else {
            return Vec::new();
        };
        let edge = |i: usize| {
            let share = i as f64 / self.bins as f64;
            match self.by {
                BinBy::Quantiles => quantile_sorted(&sorted, share).value(),
                // Not last - first, which may be more than a number holds.
                BinBy::Width => Some(first * (1.0 - share) + last * share),
            }
        };
        let mut edges: Vec<f64> = (1..self.bins).filter_map(edge).collect();
        edges.retain(|edge| edge > first);
        edges.dedup();
        edges
    }
}

impl Default for Bin {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The inner edges of each column.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedBin {
    pub(super) edges: Vec<Vec<f64>>,
    pub(super) output: BinOutput,
}

impl FittedBin {
    pub(super) fn apply(&self, state: &mut State) {
        if self.output == BinOutput::Text {
            self.apply_text(state);
            return;
        }
        for (column, edges) in state.number_columns_mut().zip(&self.edges) {
            for value in column.iter_mut().filter(|value| !value.is_nan()) {
                *value = place(edges, *value) as f64;
            }
        }
    }

    fn apply_text(&self, state: &mut State) {
        let edges = self.edges.first().map_or(&[][..], Vec::as_slice);
        let column = state.number_columns().next().unwrap_or(&[]);
        let place = |value: &f64| {
            if value.is_nan() {
                MISSING
            } else {
                place(edges, *value) as u32
            }
        };
        let places: Vec<u32> = column.iter().map(place).collect();
        // Only levels that occur may stand in the list, in the order of their text.
        let mut found: Vec<u32> = places.iter().copied().filter(|p| *p != MISSING).collect();
        found.sort_unstable();
        found.dedup();
        let mut levels: Vec<(String, u32)> = found
            .into_iter()
            .map(|place| (label(edges, place as usize), place))
            .collect();
        levels.sort_unstable();
        let mut codes = vec![MISSING; edges.len() + 1];
        for (code, (_, place)) in levels.iter().enumerate() {
            codes[*place as usize] = code as u32;
        }
        let code = |place: u32| codes.get(place as usize).copied().unwrap_or(MISSING);
        state.flow = Flow::Categories(Categories {
            codes: places.into_iter().map(code).collect(),
            levels: levels.into_iter().map(|(label, _)| label).collect(),
        });
    }

    pub(super) fn effects(&self, names: &Names) -> Vec<Effect> {
        let columns = self.edges.iter().zip(&names.main);
        let effect =
            |(edges, name): (&Vec<f64>, &String)| Effect::on(name, edges.len() as u64 + 1, "bins");
        columns.map(effect).collect()
    }
}

fn place(edges: &[f64], value: f64) -> usize {
    edges.partition_point(|edge| *edge <= value)
}

fn label(edges: &[f64], place: usize) -> String {
    match (place.checked_sub(1).map(|i| edges[i]), edges.get(place)) {
        (None, None) => "any".to_owned(),
        (None, Some(above)) => format!("below {above}"),
        (Some(below), None) => format!("from {below}"),
        (Some(below), Some(above)) => format!("{below} to {above}"),
    }
}
