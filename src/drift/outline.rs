use super::{Bins, CategorySummary, NumberSummary, align};

/// Bins of a plot of numbers; with both tails and the missing rows still below thirty.
const PLOT_BINS: usize = 24;
/// The share of the reference beyond which, on either side, lies the tail.
const TAIL: f64 = 0.005;
/// Most categories by name.
const PLOT_CATEGORIES: usize = 24;

/// What a plot draws of a column: the same bins or names on both sides, as shares of all rows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outline {
    /// Many numbers: bins of equal width, drawn by the reference.
    Bins {
        /// Edges, rising, one more than there are bins; the last bin holds its upper edge.
        edges: Vec<f64>,
        /// Shares in each bin.
        shares: Sides<Vec<f64>>,
        /// Shares below the first edge.
        below: Sides<f64>,
        /// Shares above the last edge.
        above: Sides<f64>,
        /// Shares that are missing.
        missing: Sides<f64>,
    },
    /// A few numbers, each by itself.
    Values {
        /// The distinct values of the reference, rising.
        values: Vec<f64>,
        /// Shares of each value.
        shares: Sides<Vec<f64>>,
        /// Shares of all other values.
        other: Sides<f64>,
        /// Shares that are missing.
        missing: Sides<f64>,
    },
    /// Categories, the most frequent first.
    Categories {
        /// Their names.
        names: Vec<String>,
        /// Shares of each of them.
        shares: Sides<Vec<f64>>,
        /// Shares of all other categories.
        other: Sides<f64>,
        /// Shares that are missing.
        missing: Sides<f64>,
    },
}

/// The same of the reference and of the current rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sides<T> {
    /// Of the reference.
    pub reference: T,
    /// Of the current rows.
    pub current: T,
}

impl<T> Sides<T> {
    fn map<U>(self, change: impl Fn(T) -> U) -> Sides<U> {
        Sides {
            reference: change(self.reference),
            current: change(self.current),
        }
    }
}

impl Sides<&NumberSummary> {
    fn share(self, rows: Sides<u64>) -> Sides<f64> {
        share(rows, self.map(NumberSummary::rows))
    }
}

fn share(rows: Sides<u64>, of: Sides<u64>) -> Sides<f64> {
    Sides {
        reference: rows.reference as f64 / of.reference as f64,
        current: rows.current as f64 / of.current as f64,
    }
}

/// The edges of a plot of the reference, computed once; empty if each value stands for itself.
pub(super) fn plot_edges(reference: &NumberSummary, bins: &Bins) -> Vec<f64> {
    if bins.is_by_value() {
        return Vec::new();
    }
    let all = [
        reference.values().first().copied(),
        reference.values().last().copied(),
    ];
    let (Some(lowest), Some(highest)) = (all[0], all[1]) else {
        return Vec::new();
    };
    let middle = reference.quantiles(&[TAIL, 1.0 - TAIL]);
    let (low, high) = match middle[..] {
        [low, high] if low < high => (low, high),
        _ => (lowest, highest),
    };
    let step = high / PLOT_BINS as f64 - low / PLOT_BINS as f64;
    let mut edges: Vec<f64> = (0..PLOT_BINS).map(|i| low + step * i as f64).collect();
    edges.push(high);
    edges
}

impl Outline {
    /// Of numbers: by value where `bins` are, else between `edges`. Both sides must have rows.
    pub(super) fn of_numbers(sides: Sides<&NumberSummary>, bins: &Bins, edges: &[f64]) -> Self {
        let missing = sides.share(sides.map(NumberSummary::missing));
        if edges.is_empty() {
            let counts = sides.map(|side| bins.count(side));
            let others = Sides {
                reference: counts.reference.outside.iter().sum(),
                current: counts.current.outside.iter().sum(),
            };
            return Self::Values {
                values: bins.edges().to_vec(),
                shares: Sides {
                    reference: shares(&counts.reference.inside, sides.reference.rows()),
                    current: shares(&counts.current.inside, sides.current.rows()),
                },
                other: sides.share(others),
                missing,
            };
        }
        let counts = sides.map(|side| count(edges, side));
        let rows = sides.map(NumberSummary::rows);
        Self::Bins {
            edges: edges.to_vec(),
            shares: Sides {
                reference: shares(&counts.reference.0, rows.reference),
                current: shares(&counts.current.0, rows.current),
            },
            below: sides.share(Sides {
                reference: counts.reference.1,
                current: counts.current.1,
            }),
            above: sides.share(Sides {
                reference: counts.reference.2,
                current: counts.current.2,
            }),
            missing,
        }
    }

    /// Of categories: those with the greatest shares of both sides. Both sides must have rows.
    pub(super) fn of_categories(sides: Sides<&CategorySummary>) -> Self {
        let rows = sides.map(CategorySummary::rows);
        let mut all = Vec::new();
        align(
            sides.reference,
            sides.current,
            |name, reference, current| {
                all.push((name.to_owned(), share(Sides { reference, current }, rows)));
            },
        );
        // A stable sort: names break ties.
        let weight = |share: &Sides<f64>| share.reference + share.current;
        all.sort_by(|a, b| weight(&b.1).total_cmp(&weight(&a.1)));
        let rest = all.split_off(all.len().min(PLOT_CATEGORIES));
        let side =
            |side: fn(&Sides<f64>) -> f64| all.iter().map(|(_, share)| side(share)).collect();
        let shares = Sides {
            reference: side(|share| share.reference),
            current: side(|share| share.current),
        };
        Self::Categories {
            shares,
            other: Sides {
                reference: rest.iter().map(|(_, share)| share.reference).sum(),
                current: rest.iter().map(|(_, share)| share.current).sum(),
            },
            missing: share(sides.map(CategorySummary::missing), rows),
            names: all.into_iter().map(|(name, _)| name).collect(),
        }
    }
}

fn shares(counts: &[u64], rows: u64) -> Vec<f64> {
    counts
        .iter()
        .map(|&count| count as f64 / rows as f64)
        .collect()
}

/// Rows in each bin, below and above.
fn count(edges: &[f64], side: &NumberSummary) -> (Vec<u64>, u64, u64) {
    let last = edges.len() - 1;
    let mut inside = vec![0; last];
    let (mut below, mut above) = (0, 0);
    let mut bin = 0;
    for (&value, &count) in side.values().iter().zip(side.counts()) {
        if value < edges[0] {
            below += count;
        } else if value > edges[last] {
            above += count;
        } else {
            while bin + 1 < last && edges[bin + 1] <= value {
                bin += 1;
            }
            inside[bin] += count;
        }
    }
    (inside, below, above)
}
