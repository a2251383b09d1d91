/// How many values fall between each pair of edges; histograms with the same edges can be merged.
///
/// A bin holds its left edge and not its right one, but the last bin holds both (numpy). NaN,
/// infinities and what lies outside the edges are not counted.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Histogram {
    /// The bins' edges, rising, one more than there are bins; empty where there was no value.
    pub edges: Vec<f64>,
    /// The number of values in each bin.
    pub counts: Vec<u64>,
}

/// The error of merging two histograms with other edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the histograms have other edges; count both with the same ones")]
pub struct EdgesDiffer;

impl Histogram {
    /// `n_bins` bins of the same width from the lowest to the highest finite value; without one,
    /// no bin.
    ///
    /// A constant is given the range half below to half above it, as numpy does.
    pub fn with_bins(values: &[f64], n_bins: usize) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (Some(low), Some(high)) = (finite().reduce(f64::min), finite().reduce(f64::max)) else {
            return Self::default();
        };
        Self::with_edges(values, even_edges(low, high, n_bins))
    }

    /// The values between `edges`, which rise.
    pub fn with_edges(values: &[f64], edges: impl Into<Vec<f64>>) -> Self {
        let mut histogram = Self::empty(edges);
        for &value in values {
            histogram.add(value, 1);
        }
        histogram
    }

    /// No values between `edges`, which rise.
    pub fn empty(edges: impl Into<Vec<f64>>) -> Self {
        let edges = edges.into();
        let counts = vec![0; edges.len().saturating_sub(1)];
        Self { edges, counts }
    }

    /// Counts `value` as often as `count` says, if it lies between the edges.
    #[inline]
    pub fn add(&mut self, value: f64, count: u64) {
        let ([low, .., high], Some(last)) =
            (self.edges.as_slice(), self.counts.len().checked_sub(1))
        else {
            return;
        };
        if !(*low..=*high).contains(&value) {
            return;
        }
        // Edges of the same width are nearly always hit by the first guess.
        let per_value = self.counts.len() as f64 / (high - low);
        let guess = (((value - low) * per_value) as usize).min(last);
        let edges = &self.edges;
        let is_right = edges[guess] <= value && (value < edges[guess + 1] || guess == last);
        let bin = if is_right {
            guess
        } else {
            let above = edges.partition_point(|edge| *edge <= value);
            above.saturating_sub(1).min(last)
        };
        self.counts[bin] += count;
    }

    /// The number of values that were counted.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The share of the counted values in each bin; all 0 where nothing was counted.
    pub fn shares(&self) -> Vec<f64> {
        let total = self.total().max(1) as f64;
        self.counts
            .iter()
            .map(|&count| count as f64 / total)
            .collect()
    }

    /// Adds the counts of `other`.
    ///
    /// # Errors
    /// If the edges are not the same.
    pub fn merge(&mut self, other: &Self) -> Result<(), EdgesDiffer> {
        if self.edges != other.edges {
            return Err(EdgesDiffer);
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        Ok(())
    }
}

/// The edges of `n_bins` bins of the same width from `low` to `high`, as [`Histogram::with_bins`]
/// has them: numpy's `linspace`, half below to half above a constant.
pub fn even_edges(low: f64, high: f64, n_bins: usize) -> Vec<f64> {
    let (low, high) = if low == high {
        (low - 0.5, high + 0.5)
    } else {
        (low, high)
    };
    // Halves first: the difference of two finite numbers may not be finite.
    let step = (high / 2.0 - low / 2.0) / n_bins as f64 * 2.0;
    let mut edges: Vec<f64> = (0..n_bins).map(|i| low + i as f64 * step).collect();
    edges.push(high);
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bin_is_closed() {
        let histogram = Histogram::with_bins(&[0.0, 1.0, 1.5, 2.0, f64::NAN, f64::INFINITY], 2);
        assert_eq!(histogram.edges, [0.0, 1.0, 2.0]);
        assert_eq!(histogram.counts, [1, 3]);
    }

    #[test]
    fn a_constant_and_nothing_have_histograms() {
        let histogram = Histogram::with_bins(&[3.0; 4], 4);
        assert_eq!(histogram.edges, [2.5, 2.75, 3.0, 3.25, 3.5]);
        assert_eq!(histogram.counts, [0, 0, 4, 0]);
        assert_eq!(Histogram::with_bins(&[f64::NAN], 4), Histogram::default());
        assert_eq!(Histogram::with_edges(&[1.0], [0.0]).total(), 0);
    }

    #[test]
    fn what_lies_outside_is_not_counted() {
        let histogram = Histogram::with_edges(&[-1.0, 0.0, 5.0, 9.0, 10.0, 10.1], [0.0, 1.0, 10.0]);
        assert_eq!(histogram.counts, [1, 3]);
        assert_eq!(histogram.shares(), [0.25, 0.75]);
    }

    #[test]
    fn other_edges_do_not_merge() {
        let mut histogram = Histogram::with_edges(&[1.0], [0.0, 2.0]);
        assert_eq!(
            histogram.merge(&Histogram::with_edges(&[1.0], [0.0, 3.0])),
            Err(EdgesDiffer)
        );
    }

    proptest::proptest! {
        #[test]
        fn parts_merge_to_the_whole(values in proptest::collection::vec(-9.0..9.0_f64, 1..80), cut in 0..80_usize, bins in 1..20_usize) {
            let whole = Histogram::with_bins(&values, bins);
            let cut = cut.min(values.len());
            let mut merged = Histogram::with_edges(&values[..cut], whole.edges.clone());
            merged.merge(&Histogram::with_edges(&values[cut..], whole.edges.clone())).unwrap();
            proptest::prop_assert_eq!(whole.total(), values.len() as u64);
            proptest::prop_assert_eq!(merged, whole);
        }

        #[test]
        fn uneven_bins_hold_what_lies_between_their_edges(
            values in proptest::collection::vec(-9..9_i8, 1..80),
            edges in proptest::collection::btree_set(-9..9_i8, 2..8),
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let edges: Vec<f64> = edges.into_iter().map(f64::from).collect();
            let histogram = Histogram::with_edges(&values, edges.clone());
            for (i, count) in histogram.counts.iter().enumerate() {
                let is_last = i + 2 == edges.len();
                let inside = |v: f64| v >= edges[i] && (v < edges[i + 1] || is_last && v == edges[i + 1]);
                proptest::prop_assert_eq!(*count, values.iter().filter(|v| inside(**v)).count() as u64);
            }
        }
    }
}
