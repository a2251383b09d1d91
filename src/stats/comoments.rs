use crate::{stats::average_ranks, terms::Figure};

/// How two columns vary together, over the rows in which neither is NaN; can be merged.
///
/// Reference: Pébay 2008, "Formulas for robust, one-pass parallel computation of covariances and
/// arbitrary-order statistical moments".
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Comoments {
    /// Rows in which both columns have a value.
    pub n: u64,
    mean_x: f64,
    mean_y: f64,
    m2_x: f64,
    m2_y: f64,
    m_xy: f64,
}

impl Comoments {
    /// The comoments of two columns of the same length; of the common rows if one is longer.
    pub fn of(x: &[f64], y: &[f64]) -> Self {
        let mut all = Self::default();
        for (x, y) in x.chunks(2048).zip(y.chunks(2048)) {
            all.merge(&Self::of_block(x, y));
        }
        all
    }

    fn of_block(x: &[f64], y: &[f64]) -> Self {
        let known = || x.iter().zip(y).filter(|(x, y)| !x.is_nan() && !y.is_nan());
        let Some((&first_x, &first_y)) = known().next() else {
            return Self::default();
        };
        let (mut n, mut sum_x, mut sum_y) = (0_u64, 0.0, 0.0);
        for (x, y) in known() {
            n += 1;
            sum_x += x - first_x;
            sum_y += y - first_y;
        }
        let (mean_x, mean_y) = (first_x + sum_x / n as f64, first_y + sum_y / n as f64);
        let (mut m2_x, mut m2_y, mut m_xy) = (0.0, 0.0, 0.0);
        for (x, y) in known() {
            let (dx, dy) = (x - mean_x, y - mean_y);
            m2_x += dx * dx;
            m2_y += dy * dy;
            m_xy += dx * dy;
        }
        Self {
            n,
            mean_x,
            mean_y,
            m2_x,
            m2_y,
            m_xy,
        }
    }

    /// Adds the rows of `other`: the result is that of both together, up to rounding.
    pub fn merge(&mut self, other: &Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = *other;
            return;
        }
        let (a, b) = (self.n as f64, other.n as f64);
        let (dx, dy) = (other.mean_x - self.mean_x, other.mean_y - self.mean_y);
        let weight = a * b / (a + b);
        self.m2_x += other.m2_x + dx * dx * weight;
        self.m2_y += other.m2_y + dy * dy * weight;
        self.m_xy += other.m_xy + dx * dy * weight;
        self.mean_x += dx * b / (a + b);
        self.mean_y += dy * b / (a + b);
        self.n += other.n;
    }

    /// Pearson's correlation, -1 to 1: how well a straight line tells one column from the other.
    ///
    /// Blind to bends and led astray by outliers; prefer [`spearman`] there. Not computable below
    /// two rows or with a constant column.
    pub fn correlation(&self) -> Figure {
        if self.n < 2 {
            return Figure::not_computable("needs at least two rows with both values");
        }
        if self.m2_x == 0.0 || self.m2_y == 0.0 {
            return Figure::not_computable("a column is constant");
        }
        let correlation = self.m_xy / (self.m2_x.sqrt() * self.m2_y.sqrt());
        Figure::finite(correlation, "a value is infinite or too large").map(|r| r.clamp(-1.0, 1.0))
    }
}

/// [`Comoments::correlation`] of two columns, over the rows in which neither is NaN.
pub fn pearson(x: &[f64], y: &[f64]) -> Figure {
    Comoments::of(x, y).correlation()
}

/// Spearman's rank correlation, -1 to 1: whether one column always rises with the other.
///
/// Pearson's correlation of the average ranks, over the rows in which neither is NaN (scipy,
/// pandas). Not computable where [`pearson`] is not.
pub fn spearman(x: &[f64], y: &[f64]) -> Figure {
    let known = x.iter().zip(y).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let (x, y): (Vec<f64>, Vec<f64>) = known.map(|(x, y)| (*x, *y)).unzip();
    pearson(&average_ranks(&x), &average_ranks(&y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlations_are_scipys() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, f64::NAN];
        let y = [2.0, 1.0, 4.0, 4.0, 30.0, 1.0];
        let close =
            |figure: Figure, expected: f64| (figure.value().unwrap() - expected).abs() < 1e-12;
        assert!(close(pearson(&x, &y), 0.761_179_440_831_884_2));
        assert!(close(spearman(&x, &y), 0.872_081_599_272_380_9));
    }

    #[test]
    fn a_constant_column_correlates_with_nothing() {
        assert_eq!(
            pearson(&vec![0.1; 3000], &vec![2.0; 3000]).reason(),
            Some("a column is constant")
        );
        assert!(pearson(&[1.0], &[2.0]).value().is_none());
    }

    proptest::proptest! {
        #[test]
        fn parts_merge_to_the_whole(rows in proptest::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 3..60), cut in 0..60_usize) {
            let (x, y): (Vec<f64>, Vec<f64>) = rows.iter().copied().unzip();
            let cut = cut.min(x.len());
            let mut merged = Comoments::of(&x[..cut], &y[..cut]);
            merged.merge(&Comoments::of(&x[cut..], &y[cut..]));
            let (merged, whole) = (merged.correlation().value(), pearson(&x, &y).value());
            proptest::prop_assert!((merged.unwrap() - whole.unwrap()).abs() < 1e-9);
        }

        #[test]
        fn ranks_do_not_care_for_scale(rows in proptest::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 3..60)) {
            let (x, y): (Vec<f64>, Vec<f64>) = rows.iter().copied().unzip();
            let cubes: Vec<f64> = x.iter().map(|x| x * x * x).collect();
            let (a, b) = (spearman(&x, &y), spearman(&cubes, &y));
            proptest::prop_assert!((a.value().unwrap() - b.value().unwrap()).abs() < 1e-9);
        }
    }
}
