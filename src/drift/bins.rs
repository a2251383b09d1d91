use super::{NumberSummary, Table};

/// Up to this many distinct values each has its own bin.
const MOST_VALUES: usize = 20;
/// Number of quantile bins otherwise.
const QUANTILE_BINS: usize = 10;

/// Bins of a column of numbers, drawn by the reference and used for both sides.
///
/// What lies outside the reference, and what is missing, has bins of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    cuts: Cuts,
}

#[derive(Clone, Debug, PartialEq)]
enum Cuts {
    /// One bin per value, and one for all other values.
    Values(Vec<f64>),
    /// Bins between the edges, each with its upper edge, and two outside `lowest..=highest`.
    Quantiles {
        edges: Vec<f64>,
        lowest: f64,
        highest: f64,
    },
}

/// The rows of one side in each bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinCounts {
    /// Rows in the bins of the reference.
    pub inside: Vec<u64>,
    /// Rows outside them: below and above; or, with one bin per value, of any other value.
    pub outside: Vec<u64>,
    /// Rows without a number.
    pub missing: u64,
    /// As `inside`, with the rows outside counted in the nearest bin below (or the first).
    pub folded: Vec<u64>,
}

/// How much of the distribution lies in each quantile bin, in gaps between rows of the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Below its lowest value.
    pub below: f64,
    /// In each bin.
    pub inside: Vec<f64>,
    /// Above its highest value.
    pub above: f64,
}

impl Bins {
    /// The program's own bins: one per value up to 20 distinct values, 10 quantile bins above.
    pub fn of(reference: &NumberSummary) -> Self {
        if reference.values().len() <= MOST_VALUES {
            Self {
                cuts: Cuts::Values(reference.values().to_vec()),
            }
        } else {
            Self::quantiles(reference, QUANTILE_BINS)
        }
    }

    /// At most `n` bins with about the same number of reference rows each; fewer where a value is
    /// so frequent that it is several quantiles at once.
    pub fn quantiles(reference: &NumberSummary, n: usize) -> Self {
        let (Some(&lowest), Some(&highest)) =
            (reference.values().first(), reference.values().last())
        else {
            return Self {
                cuts: Cuts::Values(Vec::new()),
            };
        };
        let shares: Vec<f64> = (1..n).map(|i| i as f64 / n as f64).collect();
        let mut edges = reference.quantiles(&shares);
        edges.dedup();
        // Nothing of the reference is above its highest value: that is outside, not a bin.
        edges.retain(|edge| *edge < highest);
        Self {
            cuts: Cuts::Quantiles {
                edges,
                lowest,
                highest,
            },
        }
    }

    /// Edges between the bins, rising; the values themselves with one bin per value.
    pub fn edges(&self) -> &[f64] {
        match &self.cuts {
            Cuts::Values(edges) | Cuts::Quantiles { edges, .. } => edges,
        }
    }

    /// Whether each value has its own bin.
    pub fn is_by_value(&self) -> bool {
        matches!(self.cuts, Cuts::Values(_))
    }

    /// How many units of 1/n of the rows to come the reference lets expect outside its own values.
    ///
    /// A value that was seen once stands for a like number of rows that were not seen (Good and
    /// Turing): any single value with one bin per value, only the extremes with quantile bins.
    pub fn unseen(&self, reference: &NumberSummary) -> f64 {
        if self.is_by_value() {
            let counts = reference.counts().iter();
            return counts.filter(|count| **count == 1).count() as f64;
        }
        let weights = self.weights(reference);
        weights.below + weights.above
    }

    /// The weight of each quantile bin: how many gaps between rows of `reference`, which drew them,
    /// it holds. A gap beside a value that occurs several times belongs to it by half.
    pub fn weights(&self, reference: &NumberSummary) -> Weights {
        let (values, counts) = (reference.values(), reference.counts());
        let is_single = |count: Option<&u64>| count == Some(&1);
        let [first, last] = [counts.first(), counts.last()].map(is_single);
        // Places count rows from 0: an edge between two rows lies between their places.
        let mut before = if first { 0.0 } else { -0.5 };
        let (mut rows, mut j) = (0, 0);
        let mut inside = Vec::with_capacity(self.edges().len() + 1);
        for &edge in self.edges() {
            while values.get(j).is_some_and(|value| *value <= edge) {
                rows += counts[j];
                j += 1;
            }
            let below = j.checked_sub(1).map(|j| (values[j], counts[j]));
            let beyond = match (below, values.get(j)) {
                // In 64ths: columns whose edges differ by rounding alone have the same weights.
                (Some((value, _)), Some(next)) if edge > value => {
                    (64.0 * (edge - value) / (next - value)).round() / 64.0
                }
                (Some((_, count)), _) if count > 1 => 0.5,
                _ => 0.0,
            };
            let place = rows as f64 - 1.0 + beyond;
            inside.push(place - before);
            before = place;
        }
        let end = reference.present() as f64 - if last { 1.0 } else { 0.5 };
        inside.push(end - before);
        let one = |is_single: bool| if is_single { 1.0 } else { 0.0 };
        Weights {
            below: one(first),
            inside,
            above: one(last),
        }
    }

    /// Counts the rows of `side` in each bin.
    pub fn count(&self, side: &NumberSummary) -> BinCounts {
        let rows = side
            .values()
            .iter()
            .copied()
            .zip(side.counts().iter().copied());
        match &self.cuts {
            Cuts::Values(values) => count_values(values, rows, side.missing()),
            Cuts::Quantiles {
                edges,
                lowest,
                highest,
            } => {
                let mut inside = vec![0; edges.len() + 1];
                let mut outside = vec![0; 2];
                let mut bin = 0;
                for (value, count) in rows {
                    if value < *lowest {
                        outside[0] += count;
                    } else if value > *highest {
                        outside[1] += count;
                    } else {
                        while bin < edges.len() && edges[bin] < value {
                            bin += 1;
                        }
                        inside[bin] += count;
                    }
                }
                let mut folded = inside.clone();
                folded[0] += outside[0];
                folded[edges.len()] += outside[1];
                BinCounts {
                    inside,
                    outside,
                    missing: side.missing(),
                    folded,
                }
            }
        }
    }
}

fn count_values(values: &[f64], rows: impl Iterator<Item = (f64, u64)>, missing: u64) -> BinCounts {
    let mut inside = vec![0; values.len()];
    let mut folded = vec![0; values.len()];
    let mut other = 0;
    let mut bin = 0;
    for (value, count) in rows {
        while bin < values.len() && values[bin] < value {
            bin += 1;
        }
        if values.get(bin) == Some(&value) {
            inside[bin] += count;
            folded[bin] += count;
        } else {
            other += count;
            if let Some(nearest) = folded.get_mut(bin.saturating_sub(1)) {
                *nearest += count;
            }
        }
    }
    BinCounts {
        inside,
        outside: vec![other],
        missing,
        folded,
    }
}

impl BinCounts {
    /// The counts of both sides in every bin: inside, outside, missing.
    pub fn table(reference: &Self, current: &Self) -> Table {
        let all = |side: &Self| [&side.inside[..], &side.outside, &[side.missing]].concat();
        Table {
            reference: all(reference),
            current: all(current),
            reference_missing: reference.missing,
            current_missing: current.missing,
        }
    }
}
