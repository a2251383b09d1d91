use super::{Judged, resample::resample};
use crate::{
    metrics::Metric,
    stats::{
        self,
        special::{normal_cdf, normal_quantile},
    },
};

/// Where a metric lies with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    /// The lower end, in the metric's unit.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The 95 % interval of every metric, in the order of [`Metric::for_task`]; nothing where the
/// metric has no value, or none in more than half of the resamples.
///
/// Efron's bias-corrected percentiles: where resamples lie on one side of the value, as they do for
/// the ECE, the interval is shifted back, by at most what one standard error stands for: beyond that
/// the percentiles are those of a few resamples. It always holds the value. Same seed, same intervals, whatever the number of threads.
///
/// Reference: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 14.
pub fn intervals(
    model: &Judged<'_>,
    resamples: usize,
    seed: u64,
) -> Vec<(Metric, Option<Interval>)> {
    let Some(found) = resample(std::slice::from_ref(model), resamples, seed) else {
        let metrics = Metric::for_task(model.task());
        return metrics.map(|metric| (metric, None)).collect();
    };
    let metrics = found.into_iter().flat_map(|model| model.metrics);
    metrics
        .map(|(metric, value, values)| {
            let interval = value.and_then(|value| corrected(value, &values));
            (metric, interval)
        })
        .collect()
}

fn corrected(value: f64, values: &[Option<f64>]) -> Option<Interval> {
    let mut known: Vec<f64> = values.iter().copied().flatten().collect();
    if known.is_empty() || 2 * known.len() < values.len() {
        return None;
    }
    stats::sort_floats(&mut known);
    let n = known.len() as f64;
    let below = known.partition_point(|other| *other < value) as f64;
    let up_to = known.partition_point(|other| *other <= value) as f64;
    let share = f64::midpoint(below, up_to) / n;
    let shift = 2.0 * normal_quantile(share).clamp(-1.0, 1.0);
    let at = |z: f64| stats::quantile_sorted(&known, normal_cdf(shift + z)).value();
    let z = normal_quantile(0.975);
    Some(Interval {
        low: at(-z)?.min(value),
        high: at(z)?.max(value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_bias_they_are_the_percentiles() {
        let values: Vec<Option<f64>> = (0..=1000).map(|i| Some(f64::from(i))).collect();
        let interval = corrected(500.0, &values).unwrap();
        assert!((interval.low - 25.0).abs() < 1e-6 && (interval.high - 975.0).abs() < 1e-6);
        let shifted = corrected(300.0, &values).unwrap();
        assert!(shifted.low < 25.0 && shifted.high < 975.0);
        let biased = corrected(-1.0, &values).unwrap();
        assert!(biased.low == -1.0 && biased.high > 400.0 && biased.high < 500.0);
    }

    #[test]
    fn too_few_values_have_no_interval() {
        assert_eq!(corrected(1.0, &[Some(1.0), None, None]), None);
        assert_eq!(corrected(1.0, &[]), None);
        assert_eq!(
            corrected(1.0, &[Some(1.0); 9]),
            Some(Interval {
                low: 1.0,
                high: 1.0
            })
        );
    }
}
