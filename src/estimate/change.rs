use crate::{stats::Moments, terms::Info};

pub(super) const INFO: Info = Info {
    id: "change",
    name: "Split of a change",
    summary: "How much of a change in performance comes from other rows (covariate part) and how much from other answers to the same rows (concept part). The first is what the reference's own losses are when its rows are weighted to look like the current ones.",
    reference: "Shimodaira 2000, \"Improving predictive inference under covariate shift\"; Cai, Namkoong and Yadlowsky 2023, \"Diagnosing model performance under distribution shift\"",
};

/// Fewer rows on a side say nothing.
const LEAST_ROWS: usize = 100;
/// Fewer rows of the reference than this, in effect, cannot stand for the current ones.
const LEAST_EFFECTIVE: f64 = 50.0;
/// Standard errors on either side of 95 %.
pub(super) const ERRORS: f64 = 1.959_963_984_540_054;

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Ranged {
    /// The figure.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A change of the mean loss from the reference to the current rows, split.
///
/// Measures: in the unit of the loss; above 0 is worse. Formula: with the reference's losses `l`,
/// weights `w` (how much more often such a row is current) and the current losses `c`: covariate
/// part `mean_w(l) - mean(l)`, concept part `mean(c) - mean_w(l)`, and the sum of both is the change.
/// Intervals are those of the delta method and take the weights for known.
/// Misleads: the concept part holds whatever the features do not tell, such as a column that nobody
/// recorded, and whatever the weights missed; both shrink the covariate part. Rows that depend on
/// each other have wider intervals than these.
/// Reference: Shimodaira 2000; Cai and others 2023.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// Mean loss of the reference.
    pub reference: f64,
    /// Mean loss of the current rows.
    pub current: f64,
    /// The change.
    pub total: Ranged,
    /// What other rows make of it.
    pub covariate: Ranged,
    /// What other answers to the same rows make of it.
    pub concept: Ranged,
    /// A change of this size in either direction comes by chance alone in one case of twenty.
    pub noise: f64,
    /// As many rows the weighted reference is worth.
    pub effective_rows: f64,
}

impl Change {
    /// Splits the change from the reference's losses, each with its weight from 0 on, to the current
    /// ones.
    ///
    /// # Errors
    /// The reason, where a side has too few rows, or too few rows of the reference look like the
    /// current ones.
    pub fn of(reference: &[f64], weights: &[f64], current: &[f64]) -> Result<Self, String> {
        let (n, m) = (reference.len(), current.len());
        if n.min(m) < LEAST_ROWS || weights.len() != n {
            return Err(format!(
                "needs {LEAST_ROWS} rows with label and answer on each side"
            ));
        }
        let sum: f64 = weights.iter().sum();
        let squares: f64 = weights.iter().map(|w| w * w).sum();
        let effective_rows = sum * sum / squares;
        // Weights that are all 0 make it NaN, which must not pass for enough.
        if effective_rows.is_nan() || effective_rows < LEAST_EFFECTIVE {
            return Err(format!(
                "only {:.0} rows of the reference look like the current ones; take a reference that holds such rows",
                if effective_rows.is_finite() {
                    effective_rows
                } else {
                    0.0
                }
            ));
        }
        let before = Moments::of(reference).mean;
        let after = Moments::of(current).mean;
        let pairs = || reference.iter().zip(weights);
        let weighted = pairs().map(|(loss, w)| loss * w).sum::<f64>() / sum;
        // What each row of the reference moves the figures by, times n.
        let pull = |(loss, w): (&f64, &f64)| w * n as f64 / sum * (loss - weighted);
        let of_weighted: f64 = pairs().map(|pair| pull(pair).powi(2)).sum();
        let of_difference: f64 = pairs()
            .map(|pair| (pull(pair) - (pair.0 - before)).powi(2))
            .sum();
        let spread = |values: &[f64], mean: f64| -> f64 {
            let n = values.len() as f64;
            values
                .iter()
                .map(|value| (value - mean).powi(2))
                .sum::<f64>()
                / n
                / n
        };
        let rows = (n * n) as f64;
        let (of_current, of_reference) = (spread(current, after), spread(reference, before));
        let ranged = |value: f64, variance: f64| Ranged {
            value,
            low: value - ERRORS * variance.sqrt(),
            high: value + ERRORS * variance.sqrt(),
        };
        Ok(Self {
            reference: before,
            current: after,
            total: ranged(after - before, of_current + of_reference),
            covariate: ranged(weighted - before, of_difference / rows),
            concept: ranged(after - weighted, of_current + of_weighted / rows),
            noise: ERRORS * (of_current + of_reference).sqrt(),
            effective_rows,
        })
    }

    /// What help says of it.
    pub fn info() -> &'static Info {
        &INFO
    }
}

impl Ranged {
    /// Whether chance alone would hardly make it.
    pub fn is_beyond_chance(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    /// Rows of two kinds, of which the second errs more: `share` of the second kind, which errs
    /// with `hard`, and the first with 0.1. Gives kind and loss.
    fn rows(n: usize, (share, hard): (f64, f64), seed: u64) -> Vec<(bool, f64)> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        (0..n)
            .map(|_| {
                let kind = rng.r#gen::<f64>() < share;
                let errs = rng.r#gen::<f64>() < if kind { hard } else { 0.1 };
                (kind, f64::from(u8::from(errs)))
            })
            .collect()
    }

    fn split(current: (f64, f64), seed: u64) -> Change {
        let reference = rows(2000, (0.2, 0.5), seed);
        let now = rows(1000, current, seed + 1000);
        let weight = |(kind, _): &(bool, f64)| {
            if *kind {
                current.0 / 0.2
            } else {
                (1.0 - current.0) / 0.8
            }
        };
        let weights: Vec<f64> = reference.iter().map(weight).collect();
        let losses = |rows: &[(bool, f64)]| rows.iter().map(|row| row.1).collect::<Vec<f64>>();
        Change::of(&losses(&reference), &weights, &losses(&now)).unwrap()
    }

    #[test]
    fn the_truth_is_in_95_of_100_intervals() {
        // More hard rows: covariate 0.6 * 0.4. Harder: concept 0.6 * 0.3.
        for (current, covariate, concept) in [
            ((0.2, 0.5), 0.0, 0.0),
            ((0.6, 0.5), 0.16, 0.0),
            ((0.6, 0.8), 0.16, 0.18),
        ] {
            let (mut hits, mut calm) = ([0; 3], 0);
            for seed in 0..200 {
                let found = split(current, seed);
                let truths = [covariate, concept, covariate + concept];
                let parts = [found.covariate, found.concept, found.total];
                for ((hit, part), truth) in hits.iter_mut().zip(parts).zip(truths) {
                    let slack = 1e-9;
                    *hit += usize::from(part.low - slack <= truth && truth <= part.high + slack);
                }
                calm += usize::from(found.total.value.abs() < found.noise);
                let sum = found.covariate.value + found.concept.value;
                assert!((sum - found.total.value).abs() < 1e-12);
            }
            assert!(
                hits.iter().all(|hits| (178..=200).contains(hits)),
                "{hits:?}"
            );
            if covariate + concept == 0.0 {
                assert!(calm >= 180, "{calm}");
            }
        }
    }

    #[test]
    fn too_few_rows_and_rows_that_look_like_none_have_reasons() {
        let some = vec![0.5; 100];
        assert!(Change::of(&some[..99], &some[..99], &some).is_err());
        let mut lone = vec![0.0; 100];
        lone[0] = 1.0;
        let reason = Change::of(&some, &lone, &some).unwrap_err();
        assert!(reason.contains("only 1 rows"), "{reason}");
        assert!(Change::of(&some, &[0.0; 100], &some).is_err());
        let same = Change::of(&some, &some, &some).unwrap();
        assert!(!same.total.is_beyond_chance() && (same.effective_rows - 100.0).abs() < 1e-9);
    }
}
