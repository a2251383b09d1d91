use super::{FoldDifferences, NotComparable};
use crate::stats::special::student_t_sf;

/// What is believed of the difference between two models after seeing their folds; the three
/// chances sum to 1.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Posterior {
    /// The mean difference, in the metric's unit; above 0 where A is better.
    pub difference: f64,
    /// The chance that A is better than B by more than the region of practical equivalence.
    pub better: f64,
    /// The chance that the difference does not matter.
    pub equal: f64,
    /// The chance that A is worse than B by more than the region.
    pub worse: f64,
}

/// The chances that model A is better than B, practically the same, or worse, from their scores on
/// the same folds of a cross-validation.
///
/// The difference has Student's distribution with `n - 1` degrees of freedom around its mean, with
/// the variance `(1/n + r/(1-r)) s²`, where `r = test / (test + train)` is the correlation of folds
/// that share training rows. `rope`, in the metric's unit, is the largest difference that does not
/// matter. Folds that all differ by the same amount leave no doubt. It takes the folds' scores for
/// normal and of one variance; with time-ordered folds, which drift, it is too sure.
///
/// # Errors
/// With fewer than two folds, a difference that is not finite, a ratio that is not above 0 or a
/// `rope` below 0.
///
/// Reference: G. Corani and A. Benavoli, "A Bayesian approach for comparing cross-validated
/// algorithms on multiple data sets", Machine Learning 100 (2015); A. Benavoli et al., "Time for a
/// change", Journal of Machine Learning Research 18 (2017).
pub fn correlated_bayesian_t(
    folds: &FoldDifferences<'_>,
    rope: f64,
) -> Result<Posterior, NotComparable> {
    let (difference, variance) = folds.moments()?;
    if !(rope >= 0.0 && rope.is_finite()) {
        return Err(NotComparable::Rope);
    }
    let correlation = folds.test_over_train / (1.0 + folds.test_over_train);
    let scale = ((1.0 / folds.folds() + correlation / (1.0 - correlation)) * variance).sqrt();
    let above = |limit: f64| {
        if scale > 0.0 {
            student_t_sf((limit - difference) / scale, folds.folds() - 1.0)
        } else {
            f64::from(u8::from(difference > limit))
        }
    };
    let better = above(rope);
    let worse = if scale > 0.0 {
        // The other tail by symmetry: 1 - above(-rope) would lose a small one.
        student_t_sf((rope + difference) / scale, folds.folds() - 1.0)
    } else {
        f64::from(u8::from(difference < -rope))
    };
    Ok(Posterior {
        difference,
        better,
        equal: (1.0 - better - worse).clamp(0.0, 1.0),
        worse,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_that_agree_leave_no_doubt() {
        let of = |differences: &[f64], rope| {
            let folds = FoldDifferences {
                differences,
                test_over_train: 0.25,
            };
            correlated_bayesian_t(&folds, rope).unwrap()
        };
        assert_eq!(of(&[0.2, 0.2], 0.1).better, 1.0);
        assert_eq!(of(&[0.2, 0.2], 0.2).equal, 1.0);
        assert_eq!(of(&[-0.2, -0.2], 0.1).worse, 1.0);
    }

    proptest::proptest! {
        #[test]
        fn exchanging_the_models_exchanges_the_chances(
            differences in proptest::collection::vec(-1.0..1.0_f64, 2..20),
            rope in 0.0..0.5_f64,
        ) {
            let of = |differences: &[f64], rope| {
                let folds = FoldDifferences { differences, test_over_train: 1.0 / 9.0 };
                correlated_bayesian_t(&folds, rope).unwrap()
            };
            let (ours, wider) = (of(&differences, rope), of(&differences, rope + 0.1));
            let turned: Vec<f64> = differences.iter().map(|value| -value).collect();
            let theirs = of(&turned, rope);
            proptest::prop_assert!((ours.better - theirs.worse).abs() < 1e-9);
            proptest::prop_assert!((ours.better + ours.equal + ours.worse - 1.0).abs() < 1e-9);
            proptest::prop_assert!(wider.equal >= ours.equal - 1e-12);
        }
    }
}
