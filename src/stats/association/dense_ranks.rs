use crate::{
    stats::{MISSING, order},
    terms::Figure,
};

/// The place of every number among the distinct ones, made once for many rank correlations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DenseRanks {
    /// 0 for the lowest number, one more for each higher one; [`MISSING`] for NaN.
    pub codes: Vec<u32>,
    /// How many distinct numbers there are.
    pub distinct: usize,
}

impl DenseRanks {
    /// The places of `values`; both zeros are one number.
    pub fn of(values: &[f64]) -> Self {
        let mut codes = vec![MISSING; values.len()];
        let mut distinct = 0;
        let known: Vec<u32> = order(values)
            .into_iter()
            .filter(|&row| !values[row as usize].is_nan())
            .collect();
        for ties in known.chunk_by(|&a, &b| values[a as usize] == values[b as usize]) {
            for &row in ties {
                codes[row as usize] = distinct;
            }
            distinct += 1;
        }
        Self {
            codes,
            distinct: distinct as usize,
        }
    }
}

/// [`spearman`](crate::stats::spearman) of two columns whose places are known: counting takes the
/// place of sorting. How many rows have both values comes second.
pub fn spearman_of_ranks(x: &DenseRanks, y: &DenseRanks) -> (Figure, u64) {
    let (mut of_x, mut of_y) = (vec![0_u32; x.distinct], vec![0_u32; y.distinct]);
    let known = || {
        let rows = x.codes.iter().zip(&y.codes);
        rows.filter(|(x, y)| **x != MISSING && **y != MISSING)
    };
    for (&x, &y) in known() {
        of_x[x as usize] += 1;
        of_y[y as usize] += 1;
    }
    let n: u64 = of_x.iter().map(|count| u64::from(*count)).sum();
    if n < 2 {
        let reason = "needs at least two rows with both values";
        return (Figure::not_computable(reason), n);
    }
    let ((of_x, squares_x), (of_y, squares_y)) = (centred(&of_x, n), centred(&of_y, n));
    if squares_x == 0.0 || squares_y == 0.0 {
        return (Figure::not_computable("a column is constant"), n);
    }
    let mut blocks = 0.0;
    for (x, y) in x.codes.chunks(2048).zip(y.codes.chunks(2048)) {
        let mut products = 0.0;
        for (&x, &y) in x.iter().zip(y) {
            if x != MISSING && y != MISSING {
                products += of_x[x as usize] * of_y[y as usize];
            }
        }
        blocks += products;
    }
    let correlation = blocks / (squares_x.sqrt() * squares_y.sqrt());
    let figure = Figure::finite(correlation, "a rank is too large");
    (figure.map(|r| r.clamp(-1.0, 1.0)), n)
}

/// The mean rank of each place less the mean of all, and the sum of their squares.
fn centred(counts: &[u32], n: u64) -> (Vec<f64>, f64) {
    let middle = f64::midpoint(n as f64, 1.0);
    let (mut before, mut squares) = (0.0, 0.0);
    let ranks = counts
        .iter()
        .map(|&count| {
            let count = f64::from(count);
            let rank = before + f64::midpoint(count, 1.0) - middle;
            before += count;
            squares += count * rank * rank;
            rank
        })
        .collect();
    (ranks, squares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::spearman;

    proptest::proptest! {
        #[test]
        fn it_is_spearmans(rows in proptest::collection::vec((proptest::option::of(-4..4_i8), proptest::option::of(-9..9_i8)), 0..60)) {
            let number = |value: Option<i8>| value.map_or(f64::NAN, f64::from);
            let (x, y): (Vec<f64>, Vec<f64>) = rows.iter().map(|(x, y)| (number(*x), number(*y))).unzip();
            let (ours, n) = spearman_of_ranks(&DenseRanks::of(&x), &DenseRanks::of(&y));
            let known = rows.iter().filter(|(x, y)| x.is_some() && y.is_some()).count() as u64;
            proptest::prop_assert_eq!(n, known);
            match (ours.value(), spearman(&x, &y).value()) {
                (Some(ours), Some(theirs)) => proptest::prop_assert!((ours - theirs).abs() < 1e-12),
                (ours, theirs) => proptest::prop_assert_eq!(ours, theirs),
            }
        }
    }
}
