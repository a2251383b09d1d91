use super::{
    levels::{Levels, UNSEEN},
    operation::Context,
    state::{Flow, State},
};
use crate::terms::Info;

/// The mean of the target over the training rows with the same value, drawn towards the mean of
/// all rows: (sum + smoothing · mean) / (n + smoothing).
///
/// A training row is encoded from the other folds only; else it would see its own answer, and
/// every rare value would look like a perfect feature. Gaps are a value of their own, and a value
/// that training never saw gets the mean of all rows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TargetEncoding {
    /// How many rows the mean of all rows counts for; 0 or more.
    pub smoothing: f64,
    /// Into how many parts training rows are cut; at least 2.
    pub folds: usize,
}

impl TargetEncoding {
    /// Twenty rows, five folds.
    pub const DEFAULT: Self = Self {
        smoothing: 20.0,
        folds: 5,
    };

    pub(super) const INFO: Info = Info {
        id: "target",
        name: "Target encoding",
        summary: "The smoothed mean of the target per value, cross-fitted on training rows. Strong with many values; misleads where values come and go or their meaning changes over time.",
        reference: "D. Micci-Barreca, SIGKDD Explorations 3 (2001); F. Pargent et al., Computational Statistics 37 (2022)",
    };

    pub(super) fn check(&self) -> Result<(), String> {
        if !(self.smoothing.is_finite() && self.smoothing >= 0.0) {
            return Err(
                "The smoothing of target encoding is a number of rows, 0 or more.".to_owned(),
            );
        }
        if !(2..=100).contains(&self.folds) {
            return Err("Target encoding needs 2 to 100 folds.".to_owned());
        }
        Ok(())
    }

    pub(super) fn fit(&self, context: &Context<'_>, state: &State) -> Option<FittedTarget> {
        let (Flow::Categories(categories), Some(target)) = (&state.flow, context.target) else {
            return None;
        };
        let levels = Levels::new(categories.levels.clone());
        let codes = levels.codes(categories);
        let size = (levels.len() + 1) * self.folds;
        let (mut counts, mut sums) = (vec![0_u32; size], vec![0.0; size]);
        for (row, (&code, &y)) in codes.iter().zip(target).enumerate() {
            if y.is_finite() {
                let group = (code as usize).min(levels.len());
                let cell = group * self.folds + fold(row, self.folds);
                counts[cell] += 1;
                sums[cell] += y;
            }
        }
        let mut fitted = FittedTarget {
            smoothing: self.smoothing,
            folds: self.folds,
            levels,
            counts,
            sums,
            means: Means::default(),
        };
        fitted.means = fitted.means(None);
        Some(fitted)
    }
}

impl Default for TargetEncoding {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The fold of training row `row`: `SplitMix64` of its number, so that no rhythm of the rows shows.
///
/// Reference: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014).
fn fold(row: usize, folds: usize) -> usize {
    let mut z = (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) % folds as u64) as usize
}

/// Count and sum of the target per value and fold; the last group is that of the gaps.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedTarget {
    smoothing: f64,
    folds: usize,
    pub(super) levels: Levels,
    counts: Vec<u32>,
    sums: Vec<f64>,
    /// Learned from all folds: for rows that are not those of training.
    means: Means,
}

impl FittedTarget {
    pub(super) fn apply(&self, state: &mut State, is_training: bool) {
        let Flow::Categories(categories) = &state.flow else {
            return;
        };
        let codes = self.levels.codes(categories);
        let values = if is_training {
            let tables: Vec<_> = (0..self.folds).map(|fold| self.means(Some(fold))).collect();
            let value = |(row, code)| tables[fold(row, self.folds)].of(code, self.levels.len());
            codes.into_iter().enumerate().map(value).collect()
        } else {
            codes
                .into_iter()
                .map(|code| self.means.of(code, self.levels.len()))
                .collect()
        };
        state.flow = Flow::Numbers(values);
    }

    /// The encoding of every value, learned from all folds but `without`.
    fn means(&self, without: Option<usize>) -> Means {
        let group = |group: usize| {
            let cells = group * self.folds..(group + 1) * self.folds;
            let cells = cells.filter(|cell| Some(cell % self.folds) != without);
            cells.fold((0_u64, 0.0), |(n, sum), cell| {
                (n + u64::from(self.counts[cell]), sum + self.sums[cell])
            })
        };
        let groups: Vec<(u64, f64)> = (0..=self.levels.len()).map(group).collect();
        let all = groups
            .iter()
            .fold((0, 0.0), |(n, sum), (more, part)| (n + more, sum + part));
        let prior = if all.0 == 0 {
            0.0
        } else {
            all.1 / all.0 as f64
        };
        let mean = |(n, sum): (u64, f64)| {
            let weight = n as f64 + self.smoothing;
            if weight == 0.0 {
                prior
            } else {
                (sum + self.smoothing * prior) / weight
            }
        };
        Means {
            values: groups.into_iter().map(mean).collect(),
            prior,
        }
    }
}

/// The encoding of every value, and of one that was never seen.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
struct Means {
    values: Vec<f64>,
    prior: f64,
}

impl Means {
    fn of(&self, code: u32, n_levels: usize) -> f64 {
        match code {
            UNSEEN => self.prior,
            code => self.values[(code as usize).min(n_levels)],
        }
    }
}
