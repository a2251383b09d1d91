use super::{FoldScore, report::figure};
use crate::{
    metrics::Metric,
    stats::{Moments, special::student_t_quantile},
    terms::Figure,
};

/// Share of the intervals in which the truth is to lie.
const CONFIDENCE: f64 = 0.95;

/// A metric over the folds.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Mean of the folds in which it can be computed.
    pub mean: Figure,
    /// Standard deviation of these, n - 1 below; from two folds on.
    pub std: Figure,
    /// The 95 % interval of the mean, by Student's t with the variance raised for training rows
    /// that folds share: 1/k + test rows / training rows in place of 1/k. The plain interval is
    /// far too narrow. Reference: Nadeau, Bengio, "Inference for the generalization error" (2003).
    pub interval: Option<(f64, f64)>,
    /// Folds in which it can be computed.
    pub folds: usize,
}

impl Spread {
    /// `metric` over `folds`.
    pub fn of(folds: &[FoldScore], metric: Metric) -> Self {
        let figures: Vec<Figure> = folds
            .iter()
            .map(|fold| figure(&fold.metrics, metric))
            .collect();
        let values: Vec<f64> = figures.iter().filter_map(Figure::value).collect();
        if values.is_empty() {
            let reason = figures.iter().find_map(Figure::reason);
            return Self {
                mean: Figure::not_computable(reason.unwrap_or("there are no folds")),
                std: Figure::not_computable("there are no folds"),
                interval: None,
                folds: 0,
            };
        }
        let moments = Moments::of(&values);
        let std = moments.std(1);
        let rows = |of: &dyn Fn(&FoldScore) -> u64| folds.iter().map(of).sum::<u64>() as f64;
        let ratio = rows(&|fold| fold.rows) / rows(&|fold| fold.train_rows).max(1.0);
        let k = values.len() as f64;
        let interval = std.value().filter(|_| values.len() > 1).map(|std| {
            let half = student_t_quantile(0.5 + CONFIDENCE / 2.0, k - 1.0)
                * std
                * (1.0 / k + ratio).sqrt();
            (moments.mean - half, moments.mean + half)
        });
        Self {
            mean: Figure::finite(moments.mean, "a fold's figure is not finite"),
            std,
            interval,
            folds: values.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(value: Figure) -> FoldScore {
        FoldScore {
            fold: 0,
            train_rows: 80,
            rows: 20,
            metrics: vec![(Metric::Accuracy, value)],
            seconds: 0.0,
        }
    }

    #[test]
    fn the_interval_is_that_of_nadeau_and_bengio() {
        let folds = [0.7, 0.8, 0.75, 0.85, 0.8].map(|value| fold(Figure::Value(value)));
        let spread = Spread::of(&folds, Metric::Accuracy);
        assert!((spread.mean.value().unwrap() - 0.78).abs() < 1e-12);
        // scipy: t.ppf(0.975, 4) * numpy.std(ddof=1) * sqrt(1/5 + 20/80)
        let half = 2.776_445_105_197_793_4 * 0.057_008_771_254_956_9 * 0.45_f64.sqrt();
        let (low, high) = spread.interval.unwrap();
        assert!((low - (0.78 - half)).abs() < 1e-9 && (high - (0.78 + half)).abs() < 1e-9);
    }

    #[test]
    fn folds_without_a_figure_are_left_out_and_counted() {
        let none = || fold(Figure::not_computable("one class only"));
        let spread = Spread::of(&[fold(Figure::Value(0.5)), none()], Metric::Accuracy);
        assert_eq!((spread.mean.value(), spread.folds), (Some(0.5), 1));
        assert_eq!(spread.interval, None);
        let spread = Spread::of(&[none()], Metric::Accuracy);
        assert_eq!(spread.mean.reason(), Some("one class only"));
        assert_eq!(
            Spread::of(&[], Metric::Accuracy).mean.reason(),
            Some("there are no folds")
        );
    }
}
