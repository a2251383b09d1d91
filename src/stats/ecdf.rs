use crate::stats::sorted_finite;

/// The share of values up to any point: the empirical distribution function.
#[derive(Clone, Debug, PartialEq)]
pub struct Ecdf {
    sorted: Vec<f64>,
}

impl Ecdf {
    /// The distribution of the finite values in `values`.
    pub fn of(values: &[f64]) -> Self {
        Self {
            sorted: sorted_finite(values),
        }
    }

    /// The finite values, rising.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// The share of values that are at most `x`, 0 to 1; 0 where there is no value.
    pub fn at(&self, x: f64) -> f64 {
        let below = self.sorted.partition_point(|value| *value <= x);
        below as f64 / self.sorted.len().max(1) as f64
    }

    /// At most `points` pairs of a value and the share of values up to it, evenly spread over the
    /// values from the lowest to the highest: what a plot draws.
    pub fn points(&self, points: usize) -> Vec<(f64, f64)> {
        let n = self.sorted.len();
        let steps = points.min(n);
        let mut indices: Vec<usize> = match steps {
            0 | 1 => (n.saturating_sub(1)..n).take(steps).collect(),
            _ => (0..steps).map(|i| i * (n - 1) / (steps - 1)).collect(),
        };
        indices.dedup();
        indices
            .into_iter()
            .map(|i| (self.sorted[i], (i + 1) as f64 / n as f64))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_count_ties_and_leave_out_nan() {
        let ecdf = Ecdf::of(&[2.0, f64::NAN, 1.0, 2.0, 5.0]);
        let shares = [0.0, 1.0, 2.0, 4.9, 5.0].map(|x| ecdf.at(x));
        assert_eq!(shares, [0.0, 0.25, 0.75, 0.75, 1.0]);
        assert_eq!(Ecdf::of(&[]).at(1.0), 0.0);
    }

    #[test]
    fn points_reach_both_ends() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        let points = Ecdf::of(&values).points(5);
        assert_eq!(points.len(), 5);
        assert_eq!((points[0], points[4]), ((1.0, 0.01), (100.0, 1.0)));
        assert!(Ecdf::of(&[]).points(5).is_empty());
        assert_eq!(Ecdf::of(&[3.0]).points(5), [(3.0, 1.0)]);
    }
}
