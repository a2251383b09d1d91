/// What a split of classes must make purer.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// How often two rows of a leaf, drawn at random, differ.
    #[default]
    Gini,
    /// How many bits it takes to tell a row's class; keeps probabilities in leaves more apart.
    Entropy,
}

impl Criterion {
    /// Every criterion.
    pub const ALL: [Self; 2] = [Self::Gini, Self::Entropy];

    /// Name on the screen, within a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gini => "Gini impurity",
            Self::Entropy => "entropy",
        }
    }
}

/// What a tree counts in a node, and how it judges the counts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Measure {
    /// The weight of each class, then the count.
    Classes {
        /// How many classes.
        n_classes: usize,
        /// What to make purer.
        criterion: Criterion,
    },
    /// The weight, the weighed sum of the answers less their mean, and the count; purity is squared
    /// error taken away.
    Values,
}

impl Measure {
    /// Numbers that describe a set of rows.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Classes { n_classes, .. } => n_classes + 1,
            Self::Values => 3,
        }
    }

    /// How many rows `sums` describes.
    pub(super) fn count(self, sums: &[f64]) -> f64 {
        sums[self.width() - 1]
    }

    /// How much these rows weigh.
    pub(super) fn weight(self, sums: &[f64]) -> f64 {
        match self {
            Self::Classes { n_classes, .. } => sums[..n_classes].iter().sum(),
            Self::Values => sums[0],
        }
    }

    /// Adds a row with this answer (a class as its number) and weight.
    pub(super) fn add(self, sums: &mut [f64], (answer, weight): (f64, f64)) {
        match self {
            Self::Classes { n_classes, .. } => {
                sums[answer as usize] += weight;
                sums[n_classes] += 1.0;
            }
            Self::Values => {
                sums[0] += weight;
                sums[1] += weight * answer;
                sums[2] += 1.0;
            }
        }
    }

    /// How pure the rows are, times their number: a split gains what its sides have more together.
    ///
    /// Gini: sum of count² / n. Entropy: sum of count · ln(count / n). Values: sum² / n.
    pub(super) fn purity(self, sums: &[f64]) -> f64 {
        let n = self.weight(sums);
        match self {
            Self::Classes {
                criterion: Criterion::Gini,
                n_classes,
            } => {
                sums[..n_classes]
                    .iter()
                    .map(|count| count * count)
                    .sum::<f64>()
                    / n
            }
            Self::Classes {
                criterion: Criterion::Entropy,
                n_classes,
            } => {
                let part = |&count: &f64| {
                    if count > 0.0 {
                        count * (count / n).ln()
                    } else {
                        0.0
                    }
                };
                sums[..n_classes].iter().map(part).sum()
            }
            Self::Values => sums[1] * sums[1] / n,
        }
    }
}
