use super::weights::{LANES, Lanes, RowWeights, add};
use crate::{metrics::Metric, stats::order_key, terms::Task};

/// Answers of a regression, ready to be weighed.
pub(super) struct Numbers {
    /// What is summed of each row: error, its square, its size, its size over the truth, and the
    /// truth's distance from its mean, and the square of that.
    parts: Vec<[f64; PARTS]>,
    /// The errors' sizes, rising, and the rows that they stand in.
    sizes: Vec<(f64, u32)>,
}

const PARTS: usize = 6;

impl Numbers {
    /// Nothing without rows, or where a number is not finite.
    pub(super) fn of(truth: &[f64], predicted: &[f64]) -> Option<Self> {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        if truth.is_empty()
            || truth.len() != predicted.len()
            || !finite(truth)
            || !finite(predicted)
        {
            return None;
        }
        let mean = truth.iter().sum::<f64>() / truth.len() as f64;
        let part = |(t, p): (&f64, &f64)| {
            let (error, distance) = (t - p, t - mean);
            [
                error,
                error * error,
                error.abs(),
                error.abs() / t.abs().max(f64::EPSILON),
                distance,
                distance * distance,
            ]
        };
        let parts: Vec<[f64; PARTS]> = truth.iter().zip(predicted).map(part).collect();
        let mut sizes: Vec<(f64, u32)> = parts.iter().map(|part| part[2]).zip(0..).collect();
        sizes.sort_unstable_by_key(|(size, row)| (order_key(*size), *row));
        Some(Self { parts, sizes })
    }

    pub(super) fn n_rows(&self) -> usize {
        self.parts.len()
    }

    /// Every metric of a regression in eight resamples, in the order of [`Metric::for_task`].
    pub(super) fn figures(&self, weights: &[RowWeights]) -> Vec<[Option<f64>; LANES]> {
        let mut rows = [0.0; LANES];
        let mut sums = [[0.0; LANES]; PARTS];
        for (part, weights) in self.parts.iter().zip(weights) {
            add(&mut rows, *weights, 1.0);
            for (sum, value) in sums.iter_mut().zip(part) {
                add(sum, *weights, *value);
            }
        }
        let medians = self.medians(weights, &rows);
        let largest = self.largest(weights);
        let figure = |metric: Metric, lane: usize| {
            let [error, square, size, share, distance, spread] =
                sums.map(|sum| sum[lane] / rows[lane]);
            // What rounding leaves of a truth that is the same in every drawn row counts as 0.
            let of_truth = spread - distance * distance;
            let varies = of_truth > 1e-12 * spread;
            match metric {
                Metric::Rmse => Some(square.sqrt()),
                Metric::Mae => Some(size),
                Metric::Mape => Some(share),
                Metric::MedianAe => Some(medians[lane]),
                Metric::MaxError => Some(largest[lane]),
                Metric::R2 if rows[lane] >= 2.0 && varies => Some(1.0 - square / of_truth),
                Metric::ExplainedVariance if varies => {
                    Some(1.0 - (square - error * error) / of_truth)
                }
                _ => None,
            }
            .filter(|value| value.is_finite())
        };
        Metric::for_task(Task::Regression)
            .map(|metric| std::array::from_fn(|lane| figure(metric, lane)))
            .collect()
    }

    /// The middle size of the error, the mean of both middle ones where there are two.
    fn medians(&self, weights: &[RowWeights], rows: &Lanes) -> Lanes {
        let ranks = rows.map(|rows| [((rows - 1.0) / 2.0).floor(), (rows / 2.0).floor()]);
        let mut walked = [0.0; LANES];
        let mut middles = [[f64::NAN; 2]; LANES];
        let mut open = 2 * LANES;
        for (size, row) in &self.sizes {
            add(&mut walked, weights[*row as usize], 1.0);
            for lane in 0..LANES {
                for (middle, rank) in middles[lane].iter_mut().zip(ranks[lane]) {
                    if middle.is_nan() && walked[lane] > rank {
                        *middle = *size;
                        open -= 1;
                    }
                }
            }
            if open == 0 {
                break;
            }
        }
        middles.map(|[low, high]| f64::midpoint(low, high))
    }

    fn largest(&self, weights: &[RowWeights]) -> Lanes {
        std::array::from_fn(|lane| {
            let mut falling = self.sizes.iter().rev();
            falling
                .find(|(_, row)| weights[*row as usize][lane] > 0)
                .map_or(f64::NAN, |(size, _)| *size)
        })
    }
}
