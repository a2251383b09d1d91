use super::{Judged, resample::resample};
use crate::{
    metrics::{Metric, Rope},
    stats,
};

/// How far model A is from model B in one metric, on the same rows.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// A minus B, in the metric's unit.
    pub value: f64,
    /// The lower end of the 95 % interval of the difference.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The largest difference that does not matter: the region of practical equivalence.
    #[serde(default)]
    pub rope: f64,
    /// The share of resamples in which A is better by more than that, whichever direction is
    /// better.
    pub better: f64,
    /// The share in which the difference does not matter.
    pub equal: f64,
    /// The share in which A is worse by more than the region.
    pub worse: f64,
}

/// The difference in every metric between two models that answered the same rows.
///
/// In the order of [`Metric::for_task`]; nothing where a metric has no value for one of them, or
/// none in more than half of the resamples.
///
/// Both models are judged in the same resamples, so what both find hard cancels out. `rope` says
/// which differences do not matter. The intervals are percentiles.
/// The three shares say how the models do on other rows like these; how they would do after training
/// anew, only folds can tell.
pub fn differences(
    [a, b]: [&Judged<'_>; 2],
    rope: Rope,
    resamples: usize,
    seed: u64,
) -> Vec<(Metric, Option<Difference>)> {
    let found = resample(&[*a, *b], resamples, seed);
    let Some([a, b]) = found.as_deref() else {
        let metrics = Metric::for_task(a.task());
        return metrics.map(|metric| (metric, None)).collect();
    };
    let pairs = a.metrics.iter().zip(&b.metrics);
    pairs
        .map(|((metric, a, of_a), (_, b, of_b))| {
            let minus = |(a, b): (&Option<f64>, &Option<f64>)| Some((*a)? - (*b)?);
            let values: Vec<Option<f64>> = of_a.iter().zip(of_b).map(minus).collect();
            let both = (*a).zip(*b);
            let found =
                both.and_then(|(a, b)| of(*metric, a - b, &values, rope.width(*metric, [a, b])));
            (*metric, found)
        })
        .collect()
}

fn of(metric: Metric, difference: f64, values: &[Option<f64>], rope: f64) -> Option<Difference> {
    let mut known: Vec<f64> = values.iter().copied().flatten().collect();
    if known.is_empty() || 2 * known.len() < values.len() {
        return None;
    }
    stats::sort_floats(&mut known);
    let n = known.len() as f64;
    let above = known.iter().filter(|value| **value > rope).count() as f64 / n;
    let below = known.iter().filter(|value| **value < -rope).count() as f64 / n;
    let (better, worse) = if metric.higher_is_better() {
        (above, below)
    } else {
        (below, above)
    };
    Some(Difference {
        value: difference,
        low: stats::quantile_sorted(&known, 0.025).value()?,
        high: stats::quantile_sorted(&known, 0.975).value()?,
        rope,
        better,
        equal: (1.0 - better - worse).max(0.0),
        worse,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_model_equals_itself(rows in proptest::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 3..40), seed in 0..50_u64) {
            let (truth, predicted): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
            let model = Judged::Values(&truth, &predicted);
            for (_, found) in differences([&model, &model], Rope::Nothing, 40, seed) {
                // Where every truth is the same, R² has no figure.
                let Some(found) = found else { continue };
                proptest::prop_assert_eq!((found.low, found.high, found.equal), (0.0, 0.0, 1.0));
            }
        }

        #[test]
        fn exchanging_the_models_turns_everything_round(rows in proptest::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64, -9.0..9.0_f64), 3..40)) {
            let truth: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let (a, b): (Vec<f64>, Vec<f64>) = rows.iter().map(|row| (row.1, row.2)).unzip();
            let (a, b) = (Judged::Values(&truth, &a), Judged::Values(&truth, &b));
            let pairs = differences([&a, &b], Rope::Usual, 40, 7).into_iter().zip(differences([&b, &a], Rope::Usual, 40, 7));
            for ((_, ours), (_, theirs)) in pairs {
                let (Some(ours), Some(theirs)) = (ours, theirs) else { continue };
                proptest::prop_assert_eq!((ours.better, ours.worse), (theirs.worse, theirs.better));
                proptest::prop_assert!((ours.low + theirs.high).abs() <= 1e-9 * ours.low.abs().max(1.0));
            }
        }
    }
}
