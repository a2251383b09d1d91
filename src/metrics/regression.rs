use super::{Metric, explained_variance, mae, mape, max_error, median_ae, r2, rmse};
use crate::terms::{Figure, Task};

/// Every metric of a regression, in the order of [`Metric::for_task`].
///
/// No figure but the reason without rows, for another number of predictions than of truths, or if
/// one of them is not finite.
pub fn regression(truth: &[f64], predicted: &[f64]) -> Vec<(Metric, Figure)> {
    let problem = problem(truth, predicted);
    let errors: Vec<f64> = truth.iter().zip(predicted).map(|(t, p)| t - p).collect();
    let figure = |metric| match (problem, metric) {
        (Some(reason), _) => Figure::not_computable(reason),
        (None, Metric::Rmse) => rmse::rmse(&errors),
        (None, Metric::Mae) => mae::mae(&errors),
        (None, Metric::MedianAe) => median_ae::median_ae(&errors),
        (None, Metric::Mape) => mape::mape(truth, &errors),
        (None, Metric::R2) => r2::r2(truth, &errors),
        (None, Metric::ExplainedVariance) => explained_variance::explained_variance(truth, &errors),
        (None, Metric::MaxError) => max_error::max_error(&errors),
        (None, _) => Figure::not_computable("not a metric of this task"),
    };
    Metric::for_task(Task::Regression)
        .map(|metric| (metric, figure(metric)))
        .collect()
}

fn problem(truth: &[f64], predicted: &[f64]) -> Option<&'static str> {
    if truth.len() != predicted.len() {
        Some("there are not as many predictions as truths")
    } else if truth.is_empty() {
        Some("no labelled rows")
    } else if truth
        .iter()
        .chain(predicted)
        .any(|value| !value.is_finite())
    {
        Some("a truth or a prediction is missing or not finite")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(metric: Metric, truth: &[f64], predicted: &[f64]) -> Figure {
        let all = regression(truth, predicted);
        all.into_iter()
            .find(|(candidate, _)| *candidate == metric)
            .unwrap()
            .1
    }

    #[test]
    fn a_constant_truth_has_nothing_to_explain() {
        for metric in [Metric::R2, Metric::ExplainedVariance] {
            let figure = figure(metric, &[2.0, 2.0], &[1.0, 3.0]);
            assert_eq!(figure.reason(), Some("every truth is the same"));
        }
        assert!(figure(Metric::R2, &[2.0], &[1.0]).value().is_none());
    }

    #[test]
    fn what_is_missing_has_no_figure() {
        for (truth, predicted) in [(&[][..], &[][..]), (&[1.0], &[]), (&[f64::NAN], &[1.0])] {
            assert!(
                regression(truth, predicted)
                    .iter()
                    .all(|(_, figure)| figure.reason().is_some())
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn the_mean_squared_error_splits_into_variance_and_bias(
            rows in proptest::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 3..60),
        ) {
            let (truth, predicted): (Vec<f64>, Vec<f64>) = rows.iter().copied().unzip();
            let value = |metric| figure(metric, &truth, &predicted).value().unwrap();
            proptest::prop_assert!(value(Metric::R2) <= value(Metric::ExplainedVariance) + 1e-9);
            proptest::prop_assert!(value(Metric::Mae) <= value(Metric::Rmse) + 1e-9);
            proptest::prop_assert!(value(Metric::Rmse) <= value(Metric::MaxError) + 1e-9);
            proptest::prop_assert!(value(Metric::MedianAe) <= value(Metric::MaxError));
            proptest::prop_assert_eq!(figure(Metric::Rmse, &truth, &truth), Figure::Value(0.0));
        }
    }
}
