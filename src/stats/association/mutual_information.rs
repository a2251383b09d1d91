use super::Contingency;
use crate::{
    stats::{MISSING, quantile_sorted, sorted_finite},
    terms::Figure,
};

/// What one column tells about the other, in nats: 0 where they are independent.
///
/// Sum of p(a, b) ln(p(a, b) / (p(a) p(b))) over the rows in which both are known. It sees every
/// shape, but is a little above 0 by chance, more so with many categories. Not computable without
/// rows.
///
/// Reference: C. Shannon, "A Mathematical Theory of Communication" (1948); scikit-learn's
/// `mutual_info_score`.
pub fn mutual_information(table: &Contingency) -> Figure {
    if table.n == 0 {
        return Figure::not_computable("no rows with both values");
    }
    let n = table.n as f64;
    let sum: f64 = table
        .cells
        .iter()
        .map(|&(a, b, count)| {
            let (row, column) = (table.rows[a as usize], table.columns[b as usize]);
            let count = count as f64;
            count / n * (count * n / (row as f64 * column as f64)).ln()
        })
        .sum();
    Figure::Value(sum.max(0.0))
}

/// [`mutual_information`] over the mean of both entropies, 0 to 1.
///
/// Not computable where both columns are constant, for then nothing is there to be told.
///
/// Reference: T. Kvalseth, "Entropy and correlation: some comments" (1987); scikit-learn's
/// `normalized_mutual_info_score` with the arithmetic mean.
pub fn normalised_mutual_information(table: &Contingency) -> Figure {
    let entropy = |counts: &[u64]| -> f64 {
        let shares = counts.iter().filter(|count| **count > 0);
        -shares
            .map(|count| {
                let share = *count as f64 / table.n as f64;
                share * share.ln()
            })
            .sum::<f64>()
    };
    let mean = f64::midpoint(entropy(&table.rows), entropy(&table.columns));
    match mutual_information(table) {
        Figure::Value(_) if mean <= 0.0 => Figure::not_computable("both columns are constant"),
        figure => figure.map(|nats| (nats / mean).min(1.0)),
    }
}

/// A code from 0 to 9 for every number, by the deciles of them all; [`MISSING`] for NaN. The
/// number of codes comes second.
///
/// A number's code is how many of the distinct deciles lie below it (numpy's `searchsorted`, left).
pub fn decile_codes(values: &[f64]) -> (Vec<u32>, usize) {
    let sorted = sorted_finite(values);
    let mut edges: Vec<f64> = (1..10)
        .filter_map(|tenth| quantile_sorted(&sorted, f64::from(tenth) / 10.0).value())
        .collect();
    edges.dedup();
    let code = |value: &f64| {
        if value.is_nan() {
            return MISSING;
        }
        // At most nine edges: counting them all is quicker than searching.
        edges.iter().map(|edge| u32::from(edge < value)).sum()
    };
    (values.iter().map(code).collect(), edges.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_column_tells_its_entropy() {
        let codes = [0, 1, 0, 1];
        let table = Contingency::of(&codes, 2, &codes, 2);
        let ln2 = std::f64::consts::LN_2;
        assert!((mutual_information(&table).value().unwrap() - ln2).abs() < 1e-15);
        assert_eq!(normalised_mutual_information(&table), Figure::Value(1.0));
        let constant = Contingency::of(&[0; 4], 1, &[0; 4], 1);
        assert!(normalised_mutual_information(&constant).value().is_none());
        assert!(
            mutual_information(&Contingency::default())
                .value()
                .is_none()
        );
    }

    #[test]
    fn deciles_are_codes() {
        let values: Vec<f64> = (0..=100).map(f64::from).chain([f64::NAN]).collect();
        let (codes, n) = decile_codes(&values);
        assert_eq!(
            (n, codes[0], codes[10], codes[11], codes[100]),
            (10, 0, 0, 1, 9)
        );
        assert_eq!(codes[101], MISSING);
    }
}
