use rand::Rng as _;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng as _};
use rayon::prelude::*;

use crate::stats;

/// How far two models are apart on the same rows.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PairedInterval {
    /// Score of A minus score of B on all rows, in the score's unit.
    pub difference: f64,
    /// The lower end of the 95 % interval of the difference.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The share of the resamples in which A scores higher, ties counting half.
    pub better: f64,
}

/// The scores of A and of B on the rows at some indices, or nothing where these have none.
pub type PairScore<'a> = dyn Fn(&[u32]) -> Option<(f64, f64)> + Sync + 'a;

/// The difference of two scores on the same rows, with the interval that holds it in 95 % of the
/// resamples of these rows (percentiles).
///
/// `score` gives the scores of A and of B on the rows at the indices that it is handed, ascending
/// and with repeats, or nothing where these rows have none; a metric of which less is better is
/// handed over negated. What both models find hard cancels out, which is why this interval is
/// narrower than the difference of two intervals. Nothing without rows or resamples, without a score
/// on all rows, or where more than half of the resamples have none. It knows the spread of the test
/// rows only, not that of training anew, and takes rows for independent.
///
/// Same seed, same interval, whatever the number of threads.
///
/// Reference: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
pub fn paired_bootstrap(
    n_rows: usize,
    score: &PairScore<'_>,
    resamples: usize,
    seed: u64,
) -> Option<PairedInterval> {
    let finite = |(a, b): (f64, f64)| Some(a - b).filter(|difference| difference.is_finite());
    if n_rows == 0 {
        return None;
    }
    let all: Vec<u32> = (0..n_rows as u32).collect();
    let difference = score(&all).and_then(finite)?;
    let mut differences: Vec<f64> = (0..resamples)
        .into_par_iter()
        .filter_map(|resample| score(&drawn(n_rows, seed, resample as u64)).and_then(finite))
        .collect();
    if differences.is_empty() || 2 * differences.len() < resamples {
        return None;
    }
    stats::sort_floats(&mut differences);
    let at = |share| stats::quantile_sorted(&differences, share).value();
    let higher = differences.iter().filter(|value| **value > 0.0).count() as f64;
    let equal = differences.iter().filter(|value| **value == 0.0).count() as f64;
    Some(PairedInterval {
        difference,
        low: at(0.025)?,
        high: at(0.975)?,
        better: (higher + equal / 2.0) / differences.len() as f64,
    })
}

/// As many rows as there are, drawn with replacement, ascending.
fn drawn(n_rows: usize, seed: u64, resample: u64) -> Vec<u32> {
    let mut lot =
        Xoshiro256PlusPlus::seed_from_u64(seed ^ resample.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut counts = vec![0_u32; n_rows];
    for _ in 0..n_rows {
        counts[lot.gen_range(0..n_rows)] += 1;
    }
    let rows = (0_u32..).zip(counts);
    rows.flat_map(|(row, count)| std::iter::repeat_n(row, count as usize))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[f64], rows: &[u32]) -> f64 {
        rows.iter().map(|row| values[*row as usize]).sum::<f64>() / rows.len() as f64
    }

    #[test]
    fn the_interval_of_a_mean_is_the_textbooks() {
        let a: Vec<f64> = (0..2000).map(|i| f64::from(i % 2)).collect();
        let b = vec![0.4; 2000];
        let score = |rows: &[u32]| Some((mean(&a, rows), mean(&b, rows)));
        let found = paired_bootstrap(2000, &score, 4000, 1).unwrap();
        // 1.96 * 0.5 / sqrt(2000)
        let half = 0.021_913;
        assert!((found.difference - 0.1).abs() < 1e-12);
        assert!(
            (found.low - (0.1 - half)).abs() < 0.002 && (found.high - (0.1 + half)).abs() < 0.002
        );
        assert_eq!(found.better, 1.0);
        assert_eq!(found, paired_bootstrap(2000, &score, 4000, 1).unwrap());
        assert_ne!(found, paired_bootstrap(2000, &score, 4000, 2).unwrap());
    }

    #[test]
    fn what_has_no_score_has_no_interval() {
        let score = |_: &[u32]| Some((1.0, 0.0));
        assert_eq!(paired_bootstrap(0, &score, 10, 1), None);
        assert_eq!(paired_bootstrap(5, &score, 0, 1), None);
        assert_eq!(paired_bootstrap(5, &|_| None, 10, 1), None);
        assert_eq!(paired_bootstrap(5, &|_| Some((f64::NAN, 0.0)), 10, 1), None);
    }

    proptest::proptest! {
        #[test]
        fn a_model_is_not_better_than_itself(values in proptest::collection::vec(-5.0..5.0_f64, 1..50), seed in 0..99_u64) {
            let score = |rows: &[u32]| Some((mean(&values, rows), mean(&values, rows)));
            let found = paired_bootstrap(values.len(), &score, 50, seed).unwrap();
            proptest::prop_assert_eq!((found.difference, found.low, found.high, found.better), (0.0, 0.0, 0.0, 0.5));
        }
    }
}
