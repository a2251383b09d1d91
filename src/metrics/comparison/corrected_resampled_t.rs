use super::{FoldDifferences, NotComparable};
use crate::stats::special::student_t_sf;

/// What the corrected resampled t-test says.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TTest {
    /// The mean difference, in the metric's unit; above 0 where A is better.
    pub difference: f64,
    /// Mean difference over its corrected standard error; nothing where every fold differs by the
    /// same amount.
    pub t: Option<f64>,
    /// The chance of a difference this large, either way, were the models equally good.
    pub p: f64,
}

/// Whether two models differ on the folds of a (repeated) cross-validation: Student's t-test with
/// the variance enlarged by what training sets share.
///
/// `t = mean / sqrt((1/n + test/train) variance)` with `n - 1` degrees of freedom. The usual paired
/// t-test leaves the second term out and finds differences that are not there in up to a third of
/// the cases. Folds that all differ by the same amount give a p of 0, or of 1 where that is 0. A
/// small p does not say that a difference matters: look at [`correlated_bayesian_t()`] beside it.
///
/// # Errors
/// With fewer than two folds, a difference that is not finite, or a ratio that is not above 0.
///
/// Reference: C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning
/// 52 (2003); R. Bouckaert and E. Frank, "Evaluating the replicability of significance tests for
/// comparing learning algorithms" (2004).
///
/// [`correlated_bayesian_t()`]: super::correlated_bayesian_t()
pub fn corrected_resampled_t(folds: &FoldDifferences<'_>) -> Result<TTest, NotComparable> {
    let (difference, variance) = folds.moments()?;
    let error = ((1.0 / folds.folds() + folds.test_over_train) * variance).sqrt();
    if error == 0.0 {
        let p = if difference == 0.0 { 1.0 } else { 0.0 };
        return Ok(TTest {
            difference,
            t: None,
            p,
        });
    }
    let t = difference / error;
    let p = (2.0 * student_t_sf(t.abs(), folds.folds() - 1.0)).min(1.0);
    Ok(TTest {
        difference,
        t: Some(t),
        p,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_that_cannot_be_compared_say_why() {
        let of = |differences: &[f64], test_over_train| {
            corrected_resampled_t(&FoldDifferences {
                differences,
                test_over_train,
            })
        };
        assert_eq!(of(&[0.1], 0.1), Err(NotComparable::TooFewFolds));
        assert_eq!(of(&[0.1, f64::NAN], 0.1), Err(NotComparable::NotFinite));
        assert_eq!(of(&[0.1, 0.2], 0.0), Err(NotComparable::Ratio));
        assert_eq!(of(&[0.0, 0.0], 0.1).unwrap().p, 1.0);
        assert_eq!(of(&[0.5, 0.5], 0.1).unwrap().p, 0.0);
    }
}
