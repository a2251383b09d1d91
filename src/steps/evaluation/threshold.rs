use crate::metrics::{self, CostMatrix};

/// Why a threshold was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThresholdChoice {
    /// A person set it.
    Chosen,
    /// It earns most on the validation part, by the cost matrix.
    BestValue,
    /// One half, for want of costs.
    Half,
}

impl ThresholdChoice {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Chosen => "set by hand",
            Self::BestValue => "earns most on the validation part",
            Self::Half => "one half, because no costs are set in step 1",
        }
    }
}

/// What happens on the test part from one threshold on.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// Positive is answered from this probability on.
    pub threshold: f64,
    /// Positives that were found.
    pub true_positive: u64,
    /// Negatives that were taken for positives.
    pub false_positive: u64,
    /// Positives that were missed.
    pub false_negative: u64,
    /// Negatives that were left alone.
    pub true_negative: u64,
}

impl Outcome {
    /// What these decisions are worth.
    pub fn value(&self, costs: &CostMatrix) -> f64 {
        self.true_positive as f64 * costs.true_positive
            + self.false_positive as f64 * costs.false_positive
            + self.false_negative as f64 * costs.false_negative
            + self.true_negative as f64 * costs.true_negative
    }

    /// Share of the answered positives that are positive; nothing if none was answered.
    pub fn precision(&self) -> Option<f64> {
        share(self.true_positive, self.false_positive)
    }

    /// Share of the positives that were found; nothing if there is none.
    pub fn recall(&self) -> Option<f64> {
        share(self.true_positive, self.false_negative)
    }

    /// Share of the negatives that were taken for positives; nothing if there is none.
    pub fn false_positive_rate(&self) -> Option<f64> {
        share(self.false_positive, self.true_negative)
    }

    /// Harmonic mean of precision and recall; nothing where no row is positive or answered so.
    pub fn f1(&self) -> Option<f64> {
        share(
            2 * self.true_positive,
            self.false_positive + self.false_negative,
        )
    }

    /// Share of right answers; nothing without rows.
    pub fn accuracy(&self) -> Option<f64> {
        share(
            self.true_positive + self.true_negative,
            self.false_positive + self.false_negative,
        )
    }
}

fn share(part: u64, rest: u64) -> Option<f64> {
    (part + rest > 0).then(|| part as f64 / (part + rest) as f64)
}

/// The threshold to use, and why.
pub(super) fn choose(
    chosen: Option<f64>,
    (labels, scores): (&[bool], &[f64]),
    costs: &CostMatrix,
) -> (f64, ThresholdChoice) {
    if let Some(threshold) = chosen {
        return (threshold, ThresholdChoice::Chosen);
    }
    let best = (!costs.is_empty())
        .then(|| metrics::best_threshold(labels, scores, costs))
        .and_then(|figure| figure.value());
    match best {
        // Above 1 means "never yes", which no probability slider can show.
        Some(threshold) => (threshold.clamp(0.0, 1.0), ThresholdChoice::BestValue),
        None => (0.5, ThresholdChoice::Half),
    }
}

/// The outcomes at 201 thresholds from 0 to 1.
pub(super) fn outcomes(labels: &[bool], scores: &[f64]) -> Vec<Outcome> {
    const STEPS: usize = 200;
    // Positives and negatives by the highest threshold at which they are still answered "yes".
    let mut counts = [[0_u64; 2]; STEPS + 1];
    for (&label, &score) in labels.iter().zip(scores) {
        let mut step = ((score.clamp(0.0, 1.0) * STEPS as f64) as usize).min(STEPS);
        while step < STEPS && (step + 1) as f64 / STEPS as f64 <= score {
            step += 1;
        }
        while step > 0 && step as f64 / STEPS as f64 > score {
            step -= 1;
        }
        counts[step][usize::from(label)] += 1;
    }
    let total = |class: usize| counts.iter().map(|count| count[class]).sum::<u64>();
    let (positives, negatives) = (total(1), total(0));
    let (mut missed, mut spared) = (0, 0);
    let mut outcomes = Vec::with_capacity(STEPS + 1);
    for (step, count) in counts.iter().enumerate() {
        outcomes.push(Outcome {
            threshold: step as f64 / STEPS as f64,
            true_positive: positives - missed,
            false_positive: negatives - spared,
            false_negative: missed,
            true_negative: spared,
        });
        spared += count[0];
        missed += count[1];
    }
    outcomes
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn outcomes_count_what_a_threshold_decides(
            rows in proptest::collection::vec((proptest::bool::ANY, 0.0..=1.0_f64), 1..200),
        ) {
            let (labels, scores): (Vec<bool>, Vec<f64>) = rows.iter().copied().unzip();
            for outcome in outcomes(&labels, &scores) {
                let count = |label: bool, yes: bool| {
                    rows.iter().filter(|(l, s)| *l == label && (*s >= outcome.threshold) == yes).count() as u64
                };
                proptest::prop_assert_eq!(outcome.true_positive, count(true, true));
                proptest::prop_assert_eq!(outcome.false_positive, count(false, true));
                proptest::prop_assert_eq!(outcome.false_negative, count(true, false));
                proptest::prop_assert_eq!(outcome.true_negative, count(false, false));
            }
        }
    }
}
