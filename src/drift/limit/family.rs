/// Which of many p-values to believe so that at most the share `rate` of them is a false discovery.
///
/// One answer per p-value, in their order. A NaN is never believed and counts as a test.
///
/// Reference: Benjamini and Hochberg 1995, "Controlling the false discovery rate".
pub fn benjamini_hochberg(p_values: &[f64], rate: f64) -> Vec<bool> {
    let mut sorted: Vec<f64> = p_values.iter().copied().filter(|p| !p.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let tests = p_values.len() as f64;
    let holds = |(i, p): &(usize, &f64)| **p <= rate * (*i + 1) as f64 / tests;
    let last = sorted.iter().enumerate().rfind(holds);
    p_values
        .iter()
        .map(|p| last.is_some_and(|(_, limit)| p <= limit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_example() {
        // The fifteen p-values of Benjamini and Hochberg 1995, of which four are believed at 5 %.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let believed = benjamini_hochberg(&p, 0.05);
        assert_eq!(believed.iter().filter(|believed| **believed).count(), 4);
        assert!(believed[..4].iter().all(|believed| *believed));
    }

    #[test]
    fn nothing_and_nan_are_not_believed() {
        assert!(benjamini_hochberg(&[], 0.05).is_empty());
        assert_eq!(benjamini_hochberg(&[f64::NAN, 1e-9], 0.05), [false, true]);
    }
}
