use crate::{learners::blocks::sigmoid, terms::Info};

pub(super) const INFO: Info = Info {
    id: "platt",
    name: "Platt scaling",
    summary: "A sigmoid of the log odds with two numbers to learn: safe on few rows, but it cannot mend what is not S-shaped.",
    reference: "Platt 1999; Lin, Lin and Weng 2007; scikit-learn: CalibratedClassifierCV(method=\"sigmoid\")",
};

/// `1 / (1 + exp(-(slope · log odds + offset)))`.
///
/// A slope of 1 and an offset of 0 leave probabilities alone; a slope below 1 makes a model that is
/// too sure more modest.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Sigmoid {
    /// Factor of the log odds.
    pub slope: f64,
    /// What is added to them.
    pub offset: f64,
}

const MOST_STEPS: usize = 100;

impl Sigmoid {
    /// Log odds of probabilities nearer to 0 or 1 than this are those of this.
    pub const NEAREST: f64 = 1e-12;

    /// The likeliest sigmoid, with Platt's targets that keep it off 0 and 1; Newton's method with
    /// step halving.
    pub(super) fn fit(scores: &[f64], hits: &[bool]) -> Self {
        let positives = hits.iter().filter(|hit| **hit).count() as f64;
        let negatives = hits.len() as f64 - positives;
        let targets = [
            1.0 / (negatives + 2.0),
            (positives + 1.0) / (positives + 2.0),
        ];
        let rows: Vec<(f64, f64)> = scores
            .iter()
            .zip(hits)
            .map(|(score, hit)| (log_odds(*score), targets[usize::from(*hit)]))
            .collect();
        let mut at = Self {
            slope: 0.0,
            offset: ((positives + 1.0) / (negatives + 1.0)).ln(),
        };
        let mut loss = at.loss(&rows);
        for _ in 0..MOST_STEPS {
            let Some(step) = at.newton_step(&rows) else {
                break;
            };
            let mut share = 1.0;
            let next = loop {
                let next = Self {
                    slope: at.slope - share * step[0],
                    offset: at.offset - share * step[1],
                };
                if next.loss(&rows) <= loss || share < 1e-10 {
                    break next;
                }
                share /= 2.0;
            };
            let gained = loss - next.loss(&rows);
            if gained.is_nan() || gained < 0.0 {
                break;
            }
            at = next;
            loss -= gained;
            if gained <= 1e-15 * loss.abs() {
                break;
            }
        }
        at
    }

    /// The calibrated probability.
    pub fn apply(&self, probability: f64) -> f64 {
        sigmoid(self.slope * log_odds(probability) + self.offset)
    }

    /// Negative log likelihood.
    fn loss(self, rows: &[(f64, f64)]) -> f64 {
        let of_row = |(x, target): &(f64, f64)| {
            let z = self.slope * x + self.offset;
            // ln(1 + e^z) without overflow.
            z.max(0.0) + (-z.abs()).exp().ln_1p() - target * z
        };
        rows.iter().map(of_row).sum()
    }

    /// Hessian^-1 · gradient; nothing where the Hessian cannot be inverted.
    fn newton_step(self, rows: &[(f64, f64)]) -> Option<[f64; 2]> {
        let (mut g, mut h) = ([0.0; 2], [1e-12, 0.0, 1e-12]);
        for (x, target) in rows {
            let p = sigmoid(self.slope * x + self.offset);
            let (error, weight) = (p - target, p * (1.0 - p));
            g[0] += error * x;
            g[1] += error;
            h[0] += weight * x * x;
            h[1] += weight * x;
            h[2] += weight;
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        (determinant > 0.0).then(|| {
            [
                (h[2] * g[0] - h[1] * g[1]) / determinant,
                (h[0] * g[1] - h[1] * g[0]) / determinant,
            ]
        })
    }
}

fn log_odds(probability: f64) -> f64 {
    let p = probability.clamp(Sigmoid::NEAREST, 1.0 - Sigmoid::NEAREST);
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_is_too_sure_is_made_modest() {
        // Says 0.9 and 0.1, but is right in 70 % of the rows.
        let scores: Vec<f64> = (0..1000)
            .map(|i| if i % 2 == 0 { 0.9 } else { 0.1 })
            .collect();
        let hits: Vec<bool> = (0..1000)
            .map(|i| (i % 2 == 0) == (i / 2 % 10 < 7))
            .collect();
        let fitted = Sigmoid::fit(&scores, &hits);
        assert!((fitted.apply(0.9) - 0.7).abs() < 0.01, "{fitted:?}");
        assert!((fitted.apply(0.1) - 0.3).abs() < 0.01);
        assert!(fitted.slope < 1.0);
    }

    #[test]
    fn constant_scores_give_the_share() {
        let fitted = Sigmoid::fit(
            &[0.3; 100],
            &std::array::from_fn::<bool, 100, _>(|i| i < 20),
        );
        assert!((fitted.apply(0.3) - 0.2).abs() < 0.02, "{fitted:?}");
    }
}
