use super::Shapley;
use crate::{stats::Moments, terms::Matrix};

/// For models that are intercept + sum of weight times column, for each output.
pub(super) fn of_sums(
    sums: &[(f64, &[f64])],
    rows: &Matrix,
    background: &Matrix,
) -> Option<Shapley> {
    if background.n_rows() == 0 {
        return None;
    }
    let n_columns = rows.n_columns();
    let means: Vec<f64> = (0..n_columns)
        .map(|j| Moments::of(background.column(j)).mean)
        .collect();
    let base = |(intercept, weights): &(f64, &[f64])| {
        let products = weights.iter().zip(&means).map(|(w, mean)| w * mean);
        intercept + products.sum::<f64>()
    };
    let mut values = Vec::with_capacity(rows.n_rows() * n_columns * sums.len());
    for i in 0..rows.n_rows() {
        for (j, mean) in means.iter().enumerate() {
            let above = rows.column(j)[i] - mean;
            values.extend(sums.iter().map(|(_, weights)| weights[j] * above));
        }
    }
    Some(Shapley {
        base: sums.iter().map(base).collect(),
        n_outputs: sums.len(),
        values,
    })
}
