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
    /// One count per class.
    Classes {
        /// How many classes.
        n_classes: usize,
        /// What to make purer.
        criterion: Criterion,
    },
    /// The count, and the sum of the answers less their mean; purity is squared error taken away.
    Values,
}

impl Measure {
    /// Numbers that describe a set of rows.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Classes { n_classes, .. } => n_classes,
            Self::Values => 2,
        }
    }

    /// How many rows `sums` describes.
    pub(super) fn count(self, sums: &[f64]) -> f64 {
        match self {
            Self::Classes { .. } => sums.iter().sum(),
            Self::Values => sums[0],
        }
    }

    /// Adds a row with this answer (a class as its number).
    pub(super) fn add(self, sums: &mut [f64], answer: f64) {
        match self {
            Self::Classes { .. } => sums[answer as usize] += 1.0,
            Self::Values => {
                sums[0] += 1.0;
                sums[1] += answer;
            }
        }
    }

    /// How pure the rows are, times their number: a split gains what its sides have more together.
    ///
    /// Gini: sum of count² / n. Entropy: sum of count · ln(count / n). Values: sum² / n.
    pub(super) fn purity(self, sums: &[f64]) -> f64 {
        let n = self.count(sums);
        match self {
            Self::Classes {
                criterion: Criterion::Gini,
                ..
            } => sums.iter().map(|count| count * count).sum::<f64>() / n,
            Self::Classes {
                criterion: Criterion::Entropy,
                ..
            } => {
                let part = |&count: &f64| {
                    if count > 0.0 {
                        count * (count / n).ln()
                    } else {
                        0.0
                    }
                };
                sums.iter().map(part).sum()
            }
            Self::Values => sums[1] * sums[1] / n,
        }
    }
}
