use super::{
    LearnError, Model, Predictions,
    answers::compact,
    blocks::{add_scaled, by_blocks, write_softmax},
    form::{Form, Link, Scores, Sum},
    params::at_least,
};
use crate::terms::{Info, Matrix, Progress};

pub(super) const INFO: Info = Info {
    id: "multinomial_bayes",
    name: "Multinomial naive Bayes",
    summary: "How often each column counts in a class, as shares. For columns that are counts or amounts (words, visits), never for scaled ones.",
    reference: "Manning, Raghavan and Schütze 2008, chapter 13; scikit-learn, MultinomialNB",
};

/// How a multinomial naive Bayes model is fitted.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MultinomialBayesParams {
    /// Added to every count, above 0: a column that a class never showed does not rule it out.
    pub alpha: f64,
}

impl Default for MultinomialBayesParams {
    fn default() -> Self {
        Self { alpha: 1.0 }
    }
}

impl MultinomialBayesParams {
    pub(super) fn check(self) -> Result<(), String> {
        at_least("alpha", self.alpha, 1e-10)
    }

    pub(super) fn summary(self) -> String {
        format!("shares of counts, each raised by {}", self.alpha)
    }
}

/// A fitted multinomial naive Bayes model.
///
/// The score of a class is its log share + the sum over columns of the count times the logarithm of
/// the column's share of the class's counts; probabilities are the scores' softmax. A closed form
/// of our own: linfa-bayes 0.8 prints its tables to the terminal while it fits, and weighs no rows.
/// Its probabilities are too sure where columns repeat one another: calibrate where they matter.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct MultinomialBayes {
    /// How many classes the answers could have.
    n_classes: usize,
    /// The classes that occurred in training; the others get probability 0.
    present: Vec<u32>,
    /// The log share of each class that occurred.
    offsets: Vec<f64>,
    /// The log share of each column, class after class.
    log_shares: Vec<f64>,
}

impl MultinomialBayes {
    /// Fits `codes`, one per row of `matrix`; all finite, at least one row and column.
    pub(super) fn fit(
        params: MultinomialBayesParams,
        matrix: &Matrix,
        (codes, n_classes, weights): (&[u32], usize, Option<&[f64]>),
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let (present, targets) = compact(codes, n_classes);
        let mut counts = Vec::with_capacity(matrix.n_columns());
        for (j, name) in matrix.names().iter().enumerate() {
            progress.check()?;
            progress.report(j as f32 / matrix.n_columns() as f32, "Counting");
            let column = matrix.column(j);
            if column.iter().any(|value| *value < 0.0) {
                let reason = format!(
                    "the prepared column “{name}” holds negative values, and this learner counts: take its scaling out in step 4"
                );
                return Err(LearnError::failed(INFO.name, reason));
            }
            counts.push(sums_by_class(&targets, present.len(), weights, |i| {
                column[i]
            }));
        }
        let of_classes = sums_by_class(&targets, present.len(), weights, |_| 1.0);
        let all: f64 = of_classes.iter().sum();
        let mut log_shares = Vec::with_capacity(present.len() * counts.len());
        for class in 0..present.len() {
            let total: f64 = counts
                .iter()
                .map(|column| column[class] + params.alpha)
                .sum();
            let share = |column: &Vec<f64>| ((column[class] + params.alpha) / total).ln();
            log_shares.extend(counts.iter().map(share));
        }
        Ok(Self {
            n_classes,
            present,
            offsets: of_classes.iter().map(|count| (count / all).ln()).collect(),
            log_shares,
        })
    }

    pub(super) fn form(&self) -> Form {
        let n_columns = self.log_shares.len() / self.offsets.len().max(1);
        let sums = Sum::all(&self.offsets, &self.log_shares, n_columns);
        Form {
            scores: Scores::Sums(sums),
            link: Link::Softmax {
                present: self.present.clone(),
                n_classes: self.n_classes,
            },
        }
    }

    pub(super) fn is_finite(&self) -> bool {
        let mut numbers = self.offsets.iter().chain(&self.log_shares);
        numbers.all(|value| value.is_finite())
    }
}

/// The sum over the rows of each class of `value` times the row's weight.
pub(super) fn sums_by_class(
    targets: &[usize],
    n_present: usize,
    weights: Option<&[f64]>,
    value: impl Fn(usize) -> f64,
) -> Vec<f64> {
    let mut sums = vec![0.0; n_present];
    for (i, &target) in targets.iter().enumerate() {
        sums[target] += value(i) * weights.map_or(1.0, |weights| weights[i]);
    }
    sums
}

impl Model for MultinomialBayes {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let d = matrix.n_columns();
        let values = by_blocks(matrix.n_rows(), self.n_classes, |rows, out| {
            let mut scores = Vec::with_capacity(self.present.len());
            for (class, &offset) in self.offsets.iter().enumerate() {
                let mut sums = vec![offset; rows.len()];
                for j in 0..d {
                    let column = &matrix.column(j)[rows.clone()];
                    add_scaled(&mut sums, self.log_shares[class * d + j], column);
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

    fn counts() -> Matrix {
        let mut matrix = Matrix::with_rows(4);
        matrix.push("a", &[3.0, 2.0, 0.0, 1.0]);
        matrix.push("b", &[0.0, 1.0, 4.0, 2.0]);
        matrix
    }

    /// By hand: class 0 counted 5 + 1 of 6 + 2, and so on; the row (1, 1).
    #[test]
    fn the_closed_form_is_right() {
        let codes = (&[0, 0, 1, 1][..], 2, None);
        let params = MultinomialBayesParams::default();
        let model = MultinomialBayes::fit(params, &counts(), codes, &Silent).unwrap();
        let mut row = Matrix::with_rows(1);
        row.push("a", &[1.0]);
        row.push("b", &[1.0]);
        let first = (6.0 / 8.0) * (2.0 / 8.0);
        let second = (2.0 / 9.0) * (7.0 / 9.0);
        let found = model.predict(&row).class_scores(0)[0];
        assert!((found - first / (first + second)).abs() < 1e-12, "{found}");
    }

    #[test]
    fn a_negative_count_is_refused_in_words() {
        let mut matrix = Matrix::with_rows(2);
        matrix.push("scaled", &[-1.0, 1.0]);
        let params = MultinomialBayesParams::default();
        let err = MultinomialBayes::fit(params, &matrix, (&[0, 1], 2, None), &Silent);
        let text = err.unwrap_err().to_string();
        assert!(
            text.contains("“scaled”") && text.contains("step 4"),
            "{text}"
        );
    }
}
