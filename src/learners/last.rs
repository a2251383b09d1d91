use super::{Answers, Model, Predictions};
use crate::{
    stats,
    terms::{Info, Matrix},
};

pub(super) const INFO: Info = Info {
    id: "last",
    name: "Same as the last answer (baseline)",
    summary: "Answers with the newest label or value that was known when the row was asked about: hard to beat where the world changes slowly, and of no meaning where the order of rows has none.",
    reference: "The persistence forecast of meteorology; the no-change classifier of Žliobaitė et al. 2015",
};

/// The baseline has no parameters: the label delay stands in step 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastParams {}

/// The newest known answer.
///
/// Within a data set each row is answered with the answer that was known last at its own time (see
/// [`super::Fitted::predict_after`]); a single row that nobody can place in time gets the newest
/// answer of the training rows. It is sure of itself: its probabilities are 0 and 1, so judge it by
/// accuracy, MCC or error, not by log loss.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Last {
    /// A class.
    Class {
        /// How many classes the answers could have.
        n_classes: usize,
        /// The newest one.
        code: u32,
    },
    /// A number, in the unit of the answers.
    Value(f64),
}

impl Last {
    /// Takes the last of `answers`, of which there is at least one, in the order of time.
    pub(super) fn fit(answers: Answers<'_>) -> Self {
        match answers {
            Answers::Classes { codes, n_classes } => Self::Class {
                n_classes,
                code: codes.last().copied().unwrap_or(0),
            },
            Answers::Values(values) => Self::Value(values.last().copied().unwrap_or(0.0)),
        }
    }

    /// Each row's answer is the one in `known`; where that is missing, the newest of training.
    pub(super) fn answer_with(self, known: Answers<'_>) -> Predictions {
        match (self, known) {
            (Self::Class { n_classes, code }, Answers::Classes { codes, .. }) => {
                let mut values = vec![0.0; codes.len() * n_classes];
                for (row, &known) in values.chunks_exact_mut(n_classes.max(1)).zip(codes) {
                    let code = if known == stats::MISSING { code } else { known };
                    if let Some(probability) = row.get_mut(code as usize) {
                        *probability = 1.0;
                    }
                }
                Predictions::Probabilities { n_classes, values }
            }
            (Self::Value(newest), Answers::Values(known)) => {
                let answer = |&known: &f64| if known.is_nan() { newest } else { known };
                Predictions::Values(known.iter().map(answer).collect())
            }
            (Self::Class { n_classes, .. }, Answers::Values(known)) => {
                let known = vec![stats::MISSING; known.len()];
                self.answer_with(Answers::Classes {
                    codes: &known,
                    n_classes,
                })
            }
            (Self::Value(_), Answers::Classes { codes, .. }) => {
                self.answer_with(Answers::Values(&vec![f64::NAN; codes.len()]))
            }
        }
    }
}

impl Model for Last {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        self.answer_with(Answers::Values(&vec![f64::NAN; matrix.n_rows()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_gets_what_was_known_at_its_time() {
        let last = Last::fit(Answers::Classes {
            codes: &[0, 2, 1],
            n_classes: 3,
        });
        let known = Answers::Classes {
            codes: &[stats::MISSING, 2, 0],
            n_classes: 3,
        };
        assert_eq!(last.answer_with(known).classes(None), [1, 2, 0]);
        let last = Last::fit(Answers::Values(&[3.0, 4.0]));
        assert_eq!(
            last.answer_with(Answers::Values(&[f64::NAN, 7.0])),
            Predictions::Values(vec![4.0, 7.0])
        );
    }

    #[test]
    fn a_row_without_a_time_gets_the_newest() {
        let last = Last::fit(Answers::Values(&[3.0, 4.0]));
        let two = Matrix::with_rows(2);
        assert_eq!(last.predict(&two), Predictions::Values(vec![4.0, 4.0]));
    }
}
