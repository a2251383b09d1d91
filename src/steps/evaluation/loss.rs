use crate::{learners::Predictions, steps::preparation::Labels};

/// How wrong the model is about each row: what segments and errors are found by.
pub(super) struct Losses {
    /// One per row, from 0; finite.
    pub(super) values: Vec<f64>,
}

impl Losses {
    /// Classes: the surprise about the true class, in nats, at most 36. Numbers: the absolute error.
    pub(super) fn of(labels: &Labels, predictions: &Predictions) -> Self {
        let values = match (labels, predictions) {
            (Labels::Values(truth), Predictions::Values(predicted)) => {
                let errors = truth.iter().zip(predicted).map(|(t, p)| (t - p).abs());
                errors
                    .map(|error| {
                        if error.is_finite() {
                            error
                        } else {
                            f64::MAX.sqrt()
                        }
                    })
                    .collect()
            }
            (Labels::Classes { codes, .. }, Predictions::Probabilities { n_classes, values }) => {
                let rows = values.chunks_exact((*n_classes).max(1)).zip(codes);
                let surprise = |(row, code): (&[f64], &u32)| {
                    // A probability that is none knew nothing.
                    let p = row.get(*code as usize).copied().filter(|p| p.is_finite());
                    let p = p.unwrap_or(0.0);
                    -p.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
                };
                rows.map(surprise).collect()
            }
            _ => vec![0.0; predictions.n_rows()],
        };
        Self { values }
    }
}
