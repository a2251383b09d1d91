use super::{
    LearnError, Model, Predictions,
    answers::compact,
    blocks::{by_blocks, write_softmax},
    form::{Form, Link, Scores, Sum},
    multinomial_bayes::sums_by_class,
    params::at_least,
};
use crate::terms::{Info, Matrix, Progress};

pub(super) const INFO: Info = Info {
    id: "bernoulli_bayes",
    name: "Bernoulli naive Bayes",
    summary: "How often each column lies above a threshold in a class, as if columns were independent. For yes/no columns; deaf to how far a number lies above.",
    reference: "Manning, Raghavan and Schütze 2008, chapter 13; scikit-learn, BernoulliNB",
};

/// How a Bernoulli naive Bayes model is fitted.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BernoulliBayesParams {
    /// Added to the count of yes and of no, above 0.
    pub alpha: f64,
    /// A value above it is a yes; 0 is the mean of a column that the recipe scales.
    pub threshold: f64,
}

impl Default for BernoulliBayesParams {
    fn default() -> Self {
        Self {
            alpha: 1.0,
            threshold: 0.0,
        }
    }
}

impl BernoulliBayesParams {
    pub(super) fn check(self) -> Result<(), String> {
        at_least("alpha", self.alpha, 1e-10)?;
        if self.threshold.is_finite() {
            Ok(())
        } else {
            Err(format!(
                "threshold must be a number, not {}",
                self.threshold
            ))
        }
    }

    pub(super) fn summary(self) -> String {
        format!(
            "yes above {}, counts raised by {}",
            self.threshold, self.alpha
        )
    }
}

/// A fitted Bernoulli naive Bayes model.
///
/// The score of a class is its log share + the sum over columns of the log probability of the yes
/// or no that the row shows; probabilities are the scores' softmax. A closed form of our own, so
/// that rows can be weighed. Its probabilities are too sure where columns repeat one another.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct BernoulliBayes {
    /// How many classes the answers could have.
    n_classes: usize,
    /// The classes that occurred in training; the others get probability 0.
    present: Vec<u32>,
    /// A value above it is a yes.
    threshold: f64,
    /// The score of each class for a row of noes.
    offsets: Vec<f64>,
    /// What a yes in each column adds, class after class.
    gains: Vec<f64>,
}

impl BernoulliBayes {
    /// Fits `codes`, one per row of `matrix`; all finite, at least one row and column.
    pub(super) fn fit(
        params: BernoulliBayesParams,
        matrix: &Matrix,
        (codes, n_classes, weights): (&[u32], usize, Option<&[f64]>),
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let (present, targets) = compact(codes, n_classes);
        let of_classes = sums_by_class(&targets, present.len(), weights, |_| 1.0);
        let all: f64 = of_classes.iter().sum();
        let mut offsets: Vec<f64> = of_classes.iter().map(|count| (count / all).ln()).collect();
        let d = matrix.n_columns();
        let mut gains = vec![0.0; present.len() * d];
        for j in 0..d {
            progress.check()?;
            progress.report(j as f32 / d as f32, "Counting");
            let column = matrix.column(j);
            let is_yes = |i: usize| f64::from(u8::from(column[i] > params.threshold));
            let yes = sums_by_class(&targets, present.len(), weights, is_yes);
            for (class, (&yes, &count)) in yes.iter().zip(&of_classes).enumerate() {
                let share = (yes + params.alpha) / (count + 2.0 * params.alpha);
                offsets[class] += (-share).ln_1p();
                gains[class * d + j] = share.ln() - (-share).ln_1p();
            }
        }
        Ok(Self {
            n_classes,
            present,
            threshold: params.threshold,
            offsets,
            gains,
        })
    }

    pub(super) fn form(&self) -> Form {
        let n_columns = self.gains.len() / self.offsets.len().max(1);
        let sums = Sum::all(&self.offsets, &self.gains, n_columns);
        Form {
            scores: Scores::Flags {
                above: self.threshold,
                sums,
            },
            link: Link::Softmax {
                present: self.present.clone(),
                n_classes: self.n_classes,
            },
        }
    }

    pub(super) fn is_finite(&self) -> bool {
        let mut numbers = self.offsets.iter().chain(&self.gains);
        numbers.all(|value| value.is_finite())
    }
}

impl Model for BernoulliBayes {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let d = matrix.n_columns();
        let values = by_blocks(matrix.n_rows(), self.n_classes, |rows, out| {
            let mut scores = Vec::with_capacity(self.present.len());
            for (class, &offset) in self.offsets.iter().enumerate() {
                let mut sums = vec![offset; rows.len()];
                for j in 0..d {
                    let gain = self.gains[class * d + j];
                    for (sum, value) in sums.iter_mut().zip(&matrix.column(j)[rows.clone()]) {
                        *sum += gain * f64::from(u8::from(*value > self.threshold));
                    }
                }
                scores.push(sums);
            }
            write_softmax(&scores, &self.present, self.n_classes, out);
        });
        Predictions::Probabilities {
            n_classes: self.n_classes,
            values,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    /// By hand: class 0 said yes 2 + 1 times of 3 + 2, class 1 once + 1 of 2 + 2.
    #[test]
    fn the_closed_form_is_right() {
        let mut matrix = Matrix::with_rows(5);
        matrix.push("a", &[1.0, 1.0, 0.0, 1.0, 0.0]);
        let codes = (&[0, 0, 0, 1, 1][..], 2, None);
        let params = BernoulliBayesParams::default();
        let model = BernoulliBayes::fit(params, &matrix, codes, &Silent).unwrap();
        let (first, second) = (0.6 * (3.0 / 5.0), 0.4 * (2.0 / 4.0));
        let found = model.predict(&matrix).class_scores(0)[0];
        assert!((found - first / (first + second)).abs() < 1e-12, "{found}");
        let (first, second) = (0.6 * (2.0 / 5.0), 0.4 * (2.0 / 4.0));
        let found = model.predict(&matrix).class_scores(0)[2];
        assert!((found - first / (first + second)).abs() < 1e-12, "{found}");
    }
}
