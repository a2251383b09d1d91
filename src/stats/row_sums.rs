/// Rows, the sum of their values and of the squares: enough for mean and variance, and what is left
/// when a part is taken away.
///
/// Loses digits where the mean is far larger than the spread: for that there is
/// [`Moments`](super::Moments).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RowSums {
    /// Rows.
    pub rows: f64,
    /// The sum of their values.
    pub sum: f64,
    /// The sum of their values' squares.
    pub squares: f64,
}

impl RowSums {
    /// Adds a row.
    pub fn add(&mut self, value: f64) {
        self.rows += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    /// Adds the rows of `other`.
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// The rows without those of `part`.
    #[must_use]
    pub fn without(&self, part: Self) -> Self {
        Self {
            rows: self.rows - part.rows,
            sum: self.sum - part.sum,
            squares: self.squares - part.squares,
        }
    }

    /// The mean; NaN without rows.
    pub fn mean(&self) -> f64 {
        self.sum / self.rows
    }

    /// The variance (n - 1), at least 0; NaN below two rows.
    pub fn variance(&self) -> f64 {
        if self.rows < 2.0 {
            return f64::NAN;
        }
        ((self.squares - self.sum * self.mean()) / (self.rows - 1.0)).max(0.0)
    }

    /// Welch's t: how many standard errors this mean lies above that of `other`; nothing where one
    /// of both has fewer than two rows or neither varies.
    pub fn above(&self, other: Self) -> Option<f64> {
        let error = (self.variance() / self.rows + other.variance() / other.rows).sqrt();
        let t = (self.mean() - other.mean()) / error;
        t.is_finite().then_some(t)
    }
}

impl FromIterator<f64> for RowSums {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sums = Self::default();
        for value in values {
            sums.add(value);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welchs_t_is_scipys() {
        // scipy.stats.ttest_ind([1, 2, 4], [0, 1, 1, 3], equal_var=False)
        let a = RowSums::from_iter([1.0, 2.0, 4.0]);
        let b = RowSums::from_iter([0.0, 1.0, 1.0, 3.0]);
        assert!(
            (a.above(b).unwrap() - 1.0).abs() < 1e-12,
            "{:?}",
            a.above(b)
        );
        assert_eq!(RowSums::from_iter([1.0]).above(b), None);
    }

    proptest::proptest! {
        #[test]
        fn a_part_and_the_rest_are_the_whole(a in proptest::collection::vec(-9.0..9.0_f64, 2..30), b in proptest::collection::vec(-9.0..9.0_f64, 2..30)) {
            let (part, rest) = (RowSums::from_iter(a), RowSums::from_iter(b));
            let mut whole = part;
            whole.merge(rest);
            let left = whole.without(part);
            proptest::prop_assert!((left.mean() - rest.mean()).abs() < 1e-9);
            proptest::prop_assert!((left.variance() - rest.variance()).abs() < 1e-9);
        }
    }
}
