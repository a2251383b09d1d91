use super::{ProfileParams, ordered::Ordered};
use crate::{
    stats::{Histogram, Moments, Tally, median_absolute_deviation},
    terms::Figure,
};

/// Figures of a column of numbers. Missing values are left out of all of them, infinite values of
/// all but `infinite`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct NumberProfile {
    /// Arithmetic mean.
    pub mean: Figure,
    /// Standard deviation with n − 1.
    pub std: Figure,
    /// Smallest value.
    pub min: Figure,
    /// Middle value.
    pub median: Figure,
    /// Largest value.
    pub max: Figure,
    /// Share and quantile, for each of [`Self::SHARES`]; linear interpolation as in numpy.
    pub quantiles: Vec<(f64, Figure)>,
    /// Median absolute deviation from the median, not scaled.
    pub mad: Figure,
    /// Adjusted skewness G1, as in pandas: positive with a long tail to the right.
    pub skewness: Figure,
    /// Adjusted excess kurtosis G2, as in pandas: positive with heavier tails than a normal curve.
    pub kurtosis: Figure,
    /// How many values are 0.
    pub zeros: u64,
    /// How many values are below 0.
    pub negatives: u64,
    /// How many values are infinite.
    pub infinite: u64,
    /// How many values lie more than 1.5 times the distance between the quartiles outside them
    /// (Tukey's fences); 0 where the quartiles are the same.
    pub outliers: u64,
    /// Bins of equal width from the smallest to the largest value.
    pub histogram: Histogram,
    /// The smallest distinct values, smallest first.
    pub lowest: Vec<f64>,
    /// The largest distinct values, largest first.
    pub highest: Vec<f64>,
}

impl NumberProfile {
    /// The shares whose quantiles are listed.
    pub const SHARES: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

    /// The quantile of `share`, if it is one of [`Self::SHARES`].
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let found = self.quantiles.iter().find(|(listed, _)| *listed == share)?;
        found.1.value()
    }

    /// Tukey's fences: 1.5 times the distance between the quartiles below and above them.
    pub fn fences(&self) -> Option<(f64, f64)> {
        let (low, high) = (self.quantile(0.25)?, self.quantile(0.75)?);
        let reach = 1.5 * (high - low);
        Some((low - reach, high + reach))
    }
}

pub(super) fn profile(values: &Ordered, params: &ProfileParams) -> NumberProfile {
    let quantile = |share: f64| values.quantile(share);
    let moments = moments(values);
    let (min, max) = (quantile(0.0), quantile(1.0));
    let mut numbers = NumberProfile {
        mean: moments.mean(),
        std: moments.std(1),
        median: quantile(0.5),
        quantiles: NumberProfile::SHARES
            .map(|share| (share, quantile(share)))
            .to_vec(),
        mad: median_absolute_deviation(values.tally(), |key| values.value(key)),
        skewness: moments.skewness(),
        kurtosis: moments.kurtosis(),
        zeros: 0,
        negatives: 0,
        infinite: values.infinite(),
        outliers: 0,
        histogram: values.histogram(params.n_bins, (&min, &max)),
        lowest: distinct(values, values.tally().lowest(params.n_top), params.n_top),
        highest: distinct(values, values.tally().highest(params.n_top), params.n_top),
        min,
        max,
    };
    let fences = numbers.fences().unwrap_or((f64::MIN, f64::MAX));
    let is_wide = fences.0 < fences.1;
    values.tally().each(|key, count| {
        let value = values.value(key);
        numbers.zeros += if value == 0.0 { count } else { 0 };
        numbers.negatives += if value < 0.0 { count } else { 0 };
        let is_outside = is_wide && !(fences.0..=fences.1).contains(&value);
        numbers.outliers += if is_outside { count } else { 0 };
    });
    numbers
}

fn moments(values: &Ordered) -> Moments {
    match values.tally() {
        Tally::Counted(counted) => {
            let values = counted
                .iter()
                .map(|(key, count)| (values.value(*key), *count));
            Moments::of_counted(values)
        }
        Tally::Sorted(keys) => Moments::of_counted(keys.iter().map(|key| (values.value(*key), 1))),
    }
}

/// At most `n` numbers that differ; large whole numbers may share one.
fn distinct(values: &Ordered, keys: Vec<u64>, n: usize) -> Vec<f64> {
    let mut numbers: Vec<f64> = keys.into_iter().map(|key| values.value(key)).collect();
    numbers.dedup();
    numbers.truncate(n);
    numbers
}
