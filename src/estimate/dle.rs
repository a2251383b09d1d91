use super::estimated::{Estimated, EstimatedMetric, NO_ROWS};
use crate::{
    stats::Moments,
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "dle",
    name: "DLE",
    summary: "What a regression's error should be on rows without labels: a second model, made from the reference, says how far off the first one is on rows like these. Blind to concept drift, as CBPE is.",
    reference: "NannyML, \"Direct loss estimation\"",
};

/// Direct loss estimation of a regression, from the losses that a second model expects.
///
/// Measures: MAE and RMSE on rows whose truth is not known yet. Formula: mean of the expected
/// absolute errors; root of the mean of the expected squared ones. The band is three standard errors
/// of the realised metric around it: what is left of the reference's losses after the second model,
/// on rows that it had not seen, grown with the loss itself.
/// Empty: a reason. Rows without an expected loss are left out.
/// Misleads: under concept drift, on rows unlike any of the reference, and where the features do not
/// tell hard rows from easy ones: then it says what the reference's error was.
/// Reference: `NannyML`, "Direct loss estimation".
#[derive(Clone, Debug, PartialEq)]
pub struct Dle {
    absolute: Noise,
    squared: Noise,
}

/// How a loss is spread around what was expected.
#[derive(Clone, Debug, PartialEq)]
struct Noise {
    /// Mean of the expected losses.
    mean: f64,
    /// Standard deviation of what they were off.
    std: f64,
}

/// Absolute and squared losses of the same rows.
#[derive(Clone, Copy, Debug)]
pub struct Losses<'a> {
    /// Distance of answer and truth.
    pub absolute: &'a [f64],
    /// The square of it.
    pub squared: &'a [f64],
}

impl Dle {
    /// Learns from the reference: what was lost, and what was expected to be lost on the same rows
    /// by a model that had not seen them.
    ///
    /// `None` with fewer than two rows.
    pub fn fit(realised: Losses<'_>, expected: Losses<'_>) -> Option<Self> {
        Some(Self {
            absolute: noise(realised.absolute, expected.absolute)?,
            squared: noise(realised.squared, expected.squared)?,
        })
    }

    /// MAE and RMSE on rows with these expected losses.
    pub fn estimate(&self, expected: Losses<'_>) -> Vec<Estimated> {
        let (absolute, absolute_error) = self.absolute.mean_of(expected.absolute);
        let (squared, squared_error) = self.squared.mean_of(expected.squared);
        let root = squared.sqrt();
        let of = |metric, value, error| {
            let error = Figure::finite(error, NO_ROWS);
            Estimated::of(metric, Figure::finite(value, NO_ROWS), &error)
        };
        vec![
            of(EstimatedMetric::Rmse, root, squared_error / (2.0 * root)),
            of(EstimatedMetric::Mae, absolute, absolute_error),
        ]
    }

    /// What help says of it.
    pub fn info() -> &'static Info {
        &INFO
    }
}

impl Noise {
    /// The mean of the losses that are known, and its standard error; NaN without any.
    fn mean_of(&self, expected: &[f64]) -> (f64, f64) {
        // A model of a loss may fall below 0 between its rows; a loss cannot.
        let known = expected.iter().filter(|loss| loss.is_finite());
        let known: Vec<f64> = known.map(|loss| loss.max(0.0)).collect();
        let n = known.len() as f64;
        let mean = known.iter().sum::<f64>() / n;
        let growth = if self.mean > 0.0 {
            mean / self.mean
        } else {
            1.0
        };
        (mean, self.std * growth / n.sqrt())
    }
}

fn noise(realised: &[f64], expected: &[f64]) -> Option<Noise> {
    let rows = realised.iter().zip(expected);
    let known = rows.filter(|(loss, expected)| loss.is_finite() && expected.is_finite());
    let (off, expected): (Vec<f64>, Vec<f64>) = known
        .map(|(loss, expected)| (loss - expected, expected.max(0.0)))
        .unzip();
    let std = Moments::of(&off).std(1).value()?;
    let mean = Moments::of(&expected).mean;
    Some(Noise { mean, std })
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    /// Errors whose size is known to be `size`, and what was lost.
    fn rows(n: usize, size: f64, seed: u64) -> [Vec<f64>; 4] {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut found = [const { Vec::new() }; 4];
        for _ in 0..n {
            let width = size * (0.5 + rng.r#gen::<f64>());
            let error = width * (2.0 * rng.r#gen::<f64>() - 1.0);
            found[0].push(error.abs());
            found[1].push(error * error);
            found[2].push(width / 2.0);
            found[3].push(width * width / 3.0);
        }
        found
    }

    fn sides(rows: &[Vec<f64>; 4]) -> (Losses<'_>, Losses<'_>) {
        let of = |i: usize| Losses {
            absolute: &rows[i],
            squared: &rows[i + 1],
        };
        (of(0), of(2))
    }

    #[test]
    fn a_larger_loss_is_seen_and_the_truth_is_in_the_band() {
        let reference = rows(5000, 1.0, 1);
        let (realised, expected) = sides(&reference);
        let dle = Dle::fit(realised, expected).unwrap();
        let mut inside = 0;
        for seed in 0..100 {
            let current = rows(300, 3.0, 100 + seed);
            let (realised, expected) = sides(&current);
            let found = dle.estimate(expected);
            let truth = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
            for (estimate, truth) in found
                .iter()
                .zip([truth(realised.squared).sqrt(), truth(realised.absolute)])
            {
                let (low, high) = (
                    estimate.low.value().unwrap(),
                    estimate.high.value().unwrap(),
                );
                assert!(high - low < truth, "{low} to {high}");
                inside += usize::from((low..=high).contains(&truth));
            }
        }
        assert!(inside >= 196, "{inside} of 200");
    }

    #[test]
    fn nothing_has_a_reason() {
        let none = Losses {
            absolute: &[],
            squared: &[],
        };
        assert!(Dle::fit(none, none).is_none());
        let reference = rows(50, 1.0, 1);
        let (realised, expected) = sides(&reference);
        let dle = Dle::fit(realised, expected).unwrap();
        assert!(
            dle.estimate(none)
                .iter()
                .all(|e| e.value.reason().is_some() && e.low.reason().is_some())
        );
    }
}
