use crate::{
    metrics::Metric,
    terms::{Figure, Task},
};

/// The normal quantile of a 95 % interval.
const Z: f64 = 1.959_963_984_540_054;
/// More rows than this are said not to be enough for anybody.
const MOST_ROWS: f64 = 1e12;

/// What the rows would look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The value of the metric around which the interval lies: the threshold that is asked for.
    pub value: f64,
    /// Share of the rows that are positive, 0 to 1; used by what only looks at some of the rows.
    pub positives: f64,
}

/// How many rows with an answer the test part needs, so that the 95 % interval of `metric` around
/// `expected` is no wider than plus or minus `half_width`, which is in the metric's unit.
///
/// | metric | interval | reference |
/// |---|---|---|
/// | accuracy, recall, micro averages | Wilson's for a proportion; recall counts positives only | E. B. Wilson, JASA 22 (1927) 209–212 |
/// | precision | the same, counting the rows answered positive, taken to be as many as positives | |
/// | ROC-AUC | the standard error of Hanley and `McNeil` | J. A. Hanley and B. J. `McNeil`, Radiology 143 (1982) 29–36 |
/// | RMSE, MAE | large sample, errors taken as normal | M. Kendall and A. Stuart, "The Advanced Theory of Statistics", vol. 1, ch. 10 |
/// | R², explained variance | Olkin's and Finn's standard error | I. Olkin and J. D. Finn, Psychological Bulletin 118 (1995) 155–164 |
///
/// Not computable for the other metrics: their spread depends on the model's answers, which are not
/// known before there is a model. It misleads where rows depend on each other (the same person
/// twice, neighbours in time): then more rows are needed than it says.
pub fn rows_needed(metric: Metric, expected: Expected, half_width: f64) -> Figure {
    if !(half_width.is_finite() && half_width > 0.0) {
        return Figure::not_computable("the wanted precision is not a number above 0");
    }
    let Some(width) = half_width_of(metric, expected) else {
        return Figure::not_computable(
            "no formula tells before there is a model; judge it by the spread over chunks",
        );
    };
    if !(expected.positives > 0.0 && expected.positives < 1.0) && is_of_classes(metric) {
        return Figure::not_computable("only one class in the labels");
    }
    // The width falls as rows are added: find the fewest rows by halving the range.
    let (mut low, mut high) = (1.0_f64, 2.0);
    let wide = |n: f64| width(n).is_none_or(|width| width > half_width);
    while wide(high) {
        low = high;
        high *= 2.0;
        if high > MOST_ROWS {
            return Figure::not_computable("more rows than any machine holds");
        }
    }
    while high - low > 1.0 {
        let middle = f64::midpoint(low, high).floor();
        if wide(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Figure::Value(high)
}

fn is_of_classes(metric: Metric) -> bool {
    metric.tasks().contains(&Task::Binary)
}

/// The half width of the 95 % interval as a function of the number of rows; nothing where there is
/// no formula, and where a number of rows is too small for one.
fn half_width_of(metric: Metric, expected: Expected) -> Option<Box<dyn Fn(f64) -> Option<f64>>> {
    let Expected { value, positives } = expected;
    Some(match metric {
        Metric::Accuracy | Metric::F1Micro | Metric::PrecisionMicro | Metric::RecallMicro => {
            Box::new(move |n| Some(wilson(value, n)))
        }
        Metric::Recall | Metric::Precision => Box::new(move |n| Some(wilson(value, n * positives))),
        Metric::RocAuc => Box::new(move |n| {
            hanley_mcneil(value, n * positives, n * (1.0 - positives)).map(|error| Z * error)
        }),
        Metric::Rmse => Box::new(move |n| Some(Z * value / (2.0 * n).sqrt())),
        Metric::Mae => {
            let spread = (std::f64::consts::FRAC_PI_2 - 1.0).sqrt();
            Box::new(move |n| Some(Z * value * spread / n.sqrt()))
        }
        Metric::R2 | Metric::ExplainedVariance if value > 0.0 => Box::new(move |n| {
            let value = value.min(1.0);
            Some(Z * 2.0 * (1.0 - value) * (value / n).sqrt())
        }),
        _ => return None,
    })
}

/// Half the width of Wilson's 95 % interval for a proportion of about `p` among `n` rows.
fn wilson(p: f64, n: f64) -> f64 {
    let p = p.clamp(0.0, 1.0);
    let square = Z * Z;
    Z / (1.0 + square / n) * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt()
}

/// The standard error of an area of `area` under the ROC curve over so many positives and
/// negatives; nothing without at least one of each.
fn hanley_mcneil(area: f64, positives: f64, negatives: f64) -> Option<f64> {
    if positives < 1.0 || negatives < 1.0 {
        return None;
    }
    // Below a half the labels could be swapped; at 1 the error would vanish, whatever the rows.
    let area = area.clamp(0.5, 0.999);
    let (q1, q2) = (area / (2.0 - area), 2.0 * area * area / (1.0 + area));
    let square = area * area;
    let spread =
        area * (1.0 - area) + (positives - 1.0) * (q1 - square) + (negatives - 1.0) * (q2 - square);
    Some((spread / (positives * negatives)).sqrt())
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::stats::Moments;

    fn rows(metric: Metric, value: f64, positives: f64, half_width: f64) -> f64 {
        let expected = Expected { value, positives };
        rows_needed(metric, expected, half_width).value().unwrap()
    }

    /// The half width that repeated samples of `n` rows really show.
    fn simulated(n: usize, figure: impl Fn(&mut Xoshiro256PlusPlus, usize) -> f64) -> f64 {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(7);
        let figures: Vec<f64> = (0..400).map(|_| figure(&mut generator, n)).collect();
        Z * Moments::of(&figures).std(1).value().unwrap()
    }

    fn normal(generator: &mut Xoshiro256PlusPlus) -> f64 {
        crate::stats::special::normal_quantile(generator.gen_range(1e-12..1.0))
    }

    #[test]
    fn a_proportion_is_as_precise_as_repeated_samples_show() {
        // The textbook's 2401 rows for three points at a half, one fewer by Wilson's centre.
        assert!((rows(Metric::Accuracy, 0.5, 0.5, 0.02) - 2397.0).abs() <= 1.0);
        let n = rows(Metric::Accuracy, 0.8, 0.5, 0.02);
        let seen = simulated(n as usize, |generator, n| {
            (0..n).filter(|_| generator.gen_bool(0.8)).count() as f64 / n as f64
        });
        assert!((seen / 0.02 - 1.0).abs() < 0.1, "{n} {seen}");
        let recall = rows(Metric::Recall, 0.8, 0.25, 0.02);
        assert!(
            (recall / (4.0 * n) - 1.0).abs() < 0.01,
            "only positives count"
        );
    }

    #[test]
    fn an_area_is_as_precise_as_repeated_samples_show() {
        let n = rows(Metric::RocAuc, 0.75, 0.3, 0.03);
        // Normal scores whose areas are 0.75: shifted by the quantile of 0.75 times root two.
        let shift = crate::stats::special::normal_quantile(0.75) * 2.0_f64.sqrt();
        let seen = simulated(n as usize, |generator, n| {
            let labels: Vec<bool> = (0..n).map(|i| (i as f64) < 0.3 * n as f64).collect();
            let scores: Vec<f64> = labels
                .iter()
                .map(|&label| normal(generator) + if label { shift } else { 0.0 })
                .collect();
            let ranks = crate::stats::average_ranks(&scores);
            let of_positives: f64 = ranks
                .iter()
                .zip(&labels)
                .filter(|(_, label)| **label)
                .map(|(rank, _)| rank)
                .sum();
            let positives = labels.iter().filter(|label| **label).count() as f64;
            (of_positives - positives * (positives + 1.0) / 2.0)
                / (positives * (n as f64 - positives))
        });
        assert!((seen / 0.03 - 1.0).abs() < 0.15, "{n} {seen}");
    }

    #[test]
    fn errors_are_as_precise_as_repeated_samples_show() {
        let n = rows(Metric::Rmse, 10.0, 0.5, 0.5);
        let rmse = simulated(n as usize, |generator, n| {
            let sum: f64 = (0..n).map(|_| (10.0 * normal(generator)).powi(2)).sum();
            (sum / n as f64).sqrt()
        });
        assert!((rmse / 0.5 - 1.0).abs() < 0.1, "{n} {rmse}");
        let n = rows(Metric::Mae, 8.0, 0.5, 0.5);
        let sigma = 8.0 / (2.0 / std::f64::consts::PI).sqrt();
        let mae = simulated(n as usize, |generator, n| {
            (0..n)
                .map(|_| (sigma * normal(generator)).abs())
                .sum::<f64>()
                / n as f64
        });
        assert!((mae / 0.5 - 1.0).abs() < 0.1, "{n} {mae}");
    }

    #[test]
    fn explained_variance_is_as_precise_as_repeated_samples_show() {
        let n = rows(Metric::R2, 0.6, 0.5, 0.04);
        let seen = simulated(n as usize, |generator, n| {
            let pairs: Vec<(f64, f64)> = (0..n)
                .map(|_| {
                    let x = normal(generator);
                    (
                        0.6_f64.sqrt() * x,
                        0.6_f64.sqrt() * x + 0.4_f64.sqrt() * normal(generator),
                    )
                })
                .collect();
            let (predicted, truth): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            crate::stats::pearson(&truth, &predicted)
                .value()
                .unwrap()
                .powi(2)
        });
        assert!((seen / 0.04 - 1.0).abs() < 0.1, "{n} {seen}");
    }

    #[test]
    fn what_cannot_be_told_says_why() {
        let of = |metric, value, positives, width| {
            rows_needed(metric, Expected { value, positives }, width)
                .reason()
                .map(str::to_owned)
        };
        assert!(
            of(Metric::LogLoss, 0.5, 0.5, 0.02)
                .unwrap()
                .contains("no formula")
        );
        assert!(
            of(Metric::RocAuc, 0.7, 0.0, 0.02)
                .unwrap()
                .contains("one class")
        );
        assert!(
            of(Metric::RocAuc, 0.7, 0.3, 0.0)
                .unwrap()
                .contains("above 0")
        );
        assert!(
            of(Metric::Accuracy, 0.5, 0.5, 1e-9)
                .unwrap()
                .contains("any machine")
        );
        assert!(of(Metric::R2, -1.0, 0.5, 0.02).is_some());
    }

    proptest::proptest! {
        #[test]
        fn more_precision_never_needs_fewer_rows(value in 0.01..0.99_f64, positives in 0.01..0.99_f64, width in 0.001..0.2_f64) {
            for metric in [Metric::Accuracy, Metric::Recall, Metric::RocAuc, Metric::Rmse, Metric::Mae, Metric::R2] {
                let finer = rows(metric, value, positives, width / 2.0);
                proptest::prop_assert!(finer >= rows(metric, value, positives, width), "{metric:?}");
            }
        }
    }
}
