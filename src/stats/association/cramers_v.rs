use super::Contingency;
use crate::terms::Figure;

/// Cramér's V, 0 to 1, corrected for what chance alone gives: how much two categories have to do
/// with each other.
///
/// With phi² = chi-square / n: the square root of max(0, phi² − (r−1)(c−1)/(n−1)) over
/// min(r', c') − 1, where r' = r − (r−1)²/(n−1) and c' likewise. It says nothing of which category
/// goes with which: look at the table. Not computable below two rows or with one category only.
///
/// Reference: W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", Journal of the
/// Korean Statistical Society 42 (2013).
pub fn cramers_v(table: &Contingency) -> Figure {
    let (n, (r, c)) = (table.n as f64, table.used());
    if let Some(reason) = hindrance(table) {
        return Figure::not_computable(reason);
    }
    let phi = (table.phi_squared() - (r - 1.0) * (c - 1.0) / (n - 1.0)).max(0.0);
    let fewer = |k: f64| k - (k - 1.0).powi(2) / (n - 1.0);
    let most = fewer(r).min(fewer(c)) - 1.0;
    if most <= 0.0 {
        return Figure::not_computable("too few rows for so many categories");
    }
    Figure::finite((phi / most).sqrt().min(1.0), "too few rows")
}

/// Cramér's V as it was first defined, 0 to 1: the square root of phi² over min(r, c) − 1.
///
/// Too high with many categories or few rows; prefer [`cramers_v`]. Not computable below two rows
/// or with one category only.
///
/// Reference: H. Cramér, "Mathematical Methods of Statistics" (1946), section 21.9.
pub fn cramers_v_raw(table: &Contingency) -> Figure {
    if let Some(reason) = hindrance(table) {
        return Figure::not_computable(reason);
    }
    let (r, c) = table.used();
    let v = (table.phi_squared() / (r.min(c) - 1.0)).sqrt();
    Figure::finite(v.min(1.0), "too few rows")
}

fn hindrance(table: &Contingency) -> Option<&'static str> {
    let (r, c) = table.used();
    if table.n < 2 {
        Some("needs at least two rows with both values")
    } else if r < 2.0 || c < 2.0 {
        Some("a column is constant")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_column_is_one_and_a_constant_nothing() {
        let codes = [0, 1, 2, 0, 1, 2];
        let table = Contingency::of(&codes, 3, &codes, 3);
        assert_eq!(cramers_v_raw(&table), Figure::Value(1.0));
        assert!((cramers_v(&table).value().unwrap() - 1.0).abs() < 1e-12);
        let table = Contingency::of(&codes, 3, &[0; 6], 1);
        assert_eq!(cramers_v(&table).reason(), Some("a column is constant"));
        assert!(cramers_v_raw(&Contingency::default()).value().is_none());
    }

    #[test]
    fn independent_columns_have_none() {
        let table = Contingency::of(&[0, 0, 1, 1], 2, &[0, 1, 0, 1], 2);
        assert_eq!(cramers_v(&table), Figure::Value(0.0));
    }
}
