/// Rows with a similar predicted probability, and how many of them came true.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CalibrationBin {
    /// The bin holds probabilities above this; the first one this too.
    pub lower: f64,
    /// The bin holds probabilities up to this.
    pub upper: f64,
    /// Rows in the bin; at least one.
    pub count: u64,
    /// The mean predicted probability of its rows.
    pub mean_predicted: f64,
    /// The share of its rows that are positive.
    pub positive_share: f64,
}

/// The predicted probabilities in `n_bins` bins of the same width, beside what came true.
///
/// Empty bins are left out, and so are rows whose score is not from 0 to 1. A score on an edge
/// falls into the lower bin. Bins with few rows are noise: read them with their count.
///
/// Reference: scikit-learn: `calibration_curve(strategy="uniform")`.
pub fn calibration(labels: &[bool], scores: &[f64], n_bins: usize) -> Vec<CalibrationBin> {
    of_rows(labels.iter().copied().zip(scores.iter().copied()), n_bins)
}

pub(super) fn of_rows(
    rows: impl Iterator<Item = (bool, f64)>,
    n_bins: usize,
) -> Vec<CalibrationBin> {
    let n_bins = n_bins.max(1);
    let edge = |i: usize| edge(i, n_bins);
    let mut sums = vec![(0_u64, 0_u64, 0.0); n_bins];
    for (label, score) in rows {
        let Some(bin) = bin_of(score, n_bins) else {
            continue;
        };
        let (count, positives, sum) = &mut sums[bin];
        *count += 1;
        *positives += u64::from(label);
        *sum += score;
    }
    let bin = |(i, &(count, positives, sum)): (usize, &(u64, u64, f64))| CalibrationBin {
        lower: edge(i),
        upper: edge(i + 1),
        count,
        mean_predicted: sum / count as f64,
        positive_share: positives as f64 / count as f64,
    };
    sums.iter()
        .enumerate()
        .filter(|(_, (count, ..))| *count > 0)
        .map(bin)
        .collect()
}

/// The lower edge of bin `i`.
fn edge(i: usize, n_bins: usize) -> f64 {
    if i == n_bins {
        1.0
    } else {
        i as f64 * (1.0 / n_bins as f64)
    }
}

/// The bin of `score`, or nothing where it is not from 0 to 1.
pub(super) fn bin_of(score: f64, n_bins: usize) -> Option<usize> {
    if !(0.0..=1.0).contains(&score) {
        return None;
    }
    let bin = ((score * n_bins as f64) as usize).min(n_bins - 1);
    if bin > 0 && score <= edge(bin, n_bins) {
        Some(bin - 1)
    } else if bin + 1 < n_bins && score > edge(bin + 1, n_bins) {
        Some(bin + 1)
    } else {
        Some(bin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_fall_into_the_lower_bin_and_empty_bins_are_left_out() {
        let labels = [false, true, true, true, false];
        let bins = calibration(&labels, &[0.0, 0.5, 0.51, 1.0, f64::NAN], 2);
        let counts: Vec<u64> = bins.iter().map(|bin| bin.count).collect();
        assert_eq!(counts, [2, 2]);
        assert_eq!(
            (bins[0].mean_predicted, bins[0].positive_share),
            (0.25, 0.5)
        );
        assert!(calibration(&[true], &[1.5], 10).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn every_score_falls_between_its_edges(score in 0..=1000_u16, n_bins in 1..40_usize) {
            let score = f64::from(score) / 1000.0;
            let bins = calibration(&[true], &[score], n_bins);
            proptest::prop_assert_eq!(bins.len(), 1);
            proptest::prop_assert!(score <= bins[0].upper);
            proptest::prop_assert!(score > bins[0].lower || score == 0.0);
        }
    }
}
