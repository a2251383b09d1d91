use crate::{stats::MISSING, terms::Figure};

/// The correlation ratio eta, 0 to 1: how much of a number's spread lies between the categories.
///
/// The square root of the squares between the categories' means over all squares, over the rows in
/// which both are known. It rises with the number of categories even by chance. Not computable
/// below two rows or where the number is constant. `codes` are below `n_codes`.
///
/// Reference: K. Pearson, "On a new method of determining correlation", Biometrika 7 (1909).
pub fn correlation_ratio(codes: &[u32], n_codes: usize, values: &[f64]) -> Figure {
    let known = || {
        let rows = codes.iter().zip(values);
        rows.filter(|(code, value)| **code != MISSING && !value.is_nan())
    };
    let Some((_, &first)) = known().next() else {
        return Figure::not_computable("needs at least two rows with both values");
    };
    let mut groups = vec![(0_u64, 0.0_f64); n_codes];
    let (mut n, mut sum) = (0_u64, 0.0);
    for (&code, value) in known() {
        let group = &mut groups[code as usize];
        group.0 += 1;
        group.1 += value - first;
        n += 1;
        sum += value - first;
    }
    if n < 2 {
        return Figure::not_computable("needs at least two rows with both values");
    }
    let mean = sum / n as f64;
    let whole: f64 = known()
        .map(|(_, value)| (value - first - mean).powi(2))
        .sum();
    if whole == 0.0 {
        return Figure::not_computable("a column is constant");
    }
    let between: f64 = groups
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, sum)| *count as f64 * (sum / *count as f64 - mean).powi(2))
        .sum();
    let share = (between / whole).clamp(0.0, 1.0);
    Figure::finite(share.sqrt(), "a value is infinite or too large")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_that_decide_the_number_are_one() {
        let values = [1.0, 5.0, 1.0, 5.0, f64::NAN];
        let eta = |codes: &[u32]| correlation_ratio(codes, 2, &values);
        assert_eq!(eta(&[0, 1, 0, 1, 0]), Figure::Value(1.0));
        assert_eq!(eta(&[0, 0, 1, 1, 0]), Figure::Value(0.0));
        assert!(eta(&[MISSING; 5]).value().is_none());
        let constant = correlation_ratio(&[0, 1], 2, &[3.0, 3.0]);
        assert_eq!(constant.reason(), Some("a column is constant"));
    }
}
