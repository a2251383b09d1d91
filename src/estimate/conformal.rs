use crate::{stats::beta_binomial_range, terms::Info};

pub(super) const INFO: Info = Info {
    id: "conformal",
    name: "Conformal interval",
    summary: "An interval around each number that the model answers, made from its errors on the reference so that it holds the truth in nine of ten rows. Holds as long as rows come from where the reference came from: coverage that falls is concept drift, or rows unlike any before.",
    reference: "Vovk, Gammerman and Shafer 2005; Lei et al. 2018, \"Distribution-free predictive inference for regression\"",
};

/// Intervals around the answers of a regression that hold the truth with a promised probability.
///
/// Measures: how far from its answer the truth may be, in the unit of the answer. Formula: the
/// `ceil((n + 1) level)`-th smallest of the scores `|truth - answer| / difficulty` of n rows that
/// calibrate; an interval is the answer plus or minus that times the row's own difficulty.
/// Whatever the model, the distribution and the difficulty, a new row that could be exchanged with
/// those that calibrate is covered with a probability from `level` to `level + 1 / (n + 1)`.
/// Empty: with fewer than `level / (1 - level)` rows only an infinite interval keeps the promise:
/// a reason. NaN: rows with one are left out.
/// Misleads: the promise is an average over rows; some kinds of rows are covered less often. Rows
/// of a stream that changed cannot be exchanged with the reference, and then nothing is promised.
/// Prefer then: to calibrate anew. Reference: Lei et al. 2018, "Distribution-free predictive
/// inference for regression" (split conformal, locally weighted).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Conformal {
    /// The probability that is promised.
    pub level: f64,
    /// Half the width of an interval of difficulty 1.
    pub half_width: f64,
    /// How many rows calibrated it.
    pub rows: u64,
}

impl Conformal {
    /// Calibrates on the `scores` of rows on which neither the model nor the difficulty was fitted.
    ///
    /// # Errors
    /// With too few rows for the `level`, in words.
    pub fn fit(scores: &[f64], level: f64) -> Result<Self, String> {
        let mut scores: Vec<f64> = scores.iter().copied().filter(|s| s.is_finite()).collect();
        scores.sort_by(f64::total_cmp);
        let n = scores.len();
        // Rounding must not ask for one row more than the promise needs.
        let place = ((n as f64 + 1.0) * level - 1e-9).ceil() as usize;
        let half_width = place.checked_sub(1).and_then(|place| scores.get(place));
        let Some(&half_width) = half_width else {
            let least = (level / (1.0 - level) - 1e-9).ceil();
            return Err(format!(
                "needs at least {least} rows of the reference with a label"
            ));
        };
        Ok(Self {
            level,
            half_width,
            rows: n as u64,
        })
    }

    /// The interval around an `answer` of so much `difficulty`.
    pub fn interval(&self, answer: f64, difficulty: f64) -> [f64; 2] {
        let half = self.half_width * difficulty;
        [answer - half, answer + half]
    }

    /// Between which shares the coverage of `rows` rows lies, but for chance in `alpha` of cases, as
    /// long as nothing has changed; `None` without rows.
    ///
    /// The number of covered rows is beta-binomial: also the rows that calibrated were drawn once.
    pub fn usual(&self, rows: u64, alpha: f64) -> Option<[f64; 2]> {
        if rows == 0 {
            return None;
        }
        let place = ((self.rows as f64 + 1.0) * self.level - 1e-9).ceil();
        let outside = self.rows as f64 + 1.0 - place;
        let [low, high] = beta_binomial_range(rows, place, outside, alpha / 2.0);
        Some([low, high].map(|covered| covered as f64 / rows as f64))
    }

    /// What help says of it.
    pub fn info() -> &'static Info {
        &INFO
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    #[test]
    fn the_smallest_sample_that_keeps_the_promise() {
        let nine: Vec<f64> = (1..10).map(f64::from).collect();
        let found = Conformal::fit(&nine, 0.9).unwrap();
        assert_eq!((found.half_width, found.rows), (9.0, 9));
        assert_eq!(found.interval(10.0, 0.5), [5.5, 14.5]);
        let few = Conformal::fit(&nine[1..], 0.9).unwrap_err();
        assert!(few.contains("at least 9 rows"), "{few}");
        assert!(Conformal::fit(&[f64::NAN; 20], 0.9).is_err());
    }

    proptest! {
        /// Of n + 1 rows that can be exchanged each is as likely the new one: counted over all of
        /// them, the promise is kept, and not by more than a row.
        #[test]
        fn a_new_row_is_covered_as_promised(
            scores in prop::collection::btree_set(0_u32..100_000, 12..80),
            level in 0.5..0.9_f64,
        ) {
            let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
            let covered = (0..scores.len()).filter(|&new| {
                let mut others = scores.clone();
                let score = others.remove(new);
                score <= Conformal::fit(&others, level).unwrap().half_width
            });
            let coverage = covered.count() as f64 / scores.len() as f64;
            prop_assert!(coverage >= level - 1e-9, "{coverage} {level}");
            prop_assert!(coverage <= level + 1.0 / scores.len() as f64 + 1e-9, "{coverage} {level}");
        }
    }

    #[test]
    fn usual_coverage_is_passed_by_chance_as_seldom_as_asked() {
        let mut passed = 0;
        for seed in 0..2000 {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            // Errors of any shape: only their order matters.
            let mut errors = |n: usize| -> Vec<f64> { (0..n).map(|_| rng.r#gen()).collect() };
            let found = Conformal::fit(&errors(100), 0.9).unwrap();
            let new = errors(80);
            let covered = new.iter().filter(|score| **score <= found.half_width);
            let coverage = covered.count() as f64 / 80.0;
            let [low, high] = found.usual(80, 0.05).unwrap();
            passed += usize::from(!(low..=high).contains(&coverage));
        }
        // At most 5 %, and not far below: whole rows make it coarse.
        assert!((30..=120).contains(&passed), "{passed} of 2000");
        assert_eq!(
            Conformal::fit(&[1.0; 20], 0.9).unwrap().usual(0, 0.05),
            None
        );
    }
}
