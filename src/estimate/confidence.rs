use crate::{
    stats::Histogram,
    terms::{Figure, Info},
};

/// Bins of the histogram of the highest probability.
const BINS: u32 = 20;

/// What pickers and help say of it.
const INFO: Info = Info {
    id: "confidence",
    name: "Confidence",
    summary: "How sure a classifier is of its answers, without knowing the truth; a model can be sure and wrong, so look at the ECE once labels arrive.",
    reference: "Hendrycks and Gimpel 2017, \"A baseline for detecting misclassified examples\"; Settles 2009, \"Active learning literature survey\"",
};

/// How sure a classifier is of its answers; those of parts can be merged.
///
/// A fall says that rows are harder or stranger than they were. It does not say that the model errs
/// more: that takes calibrated probabilities. Rows with a probability that is not finite are left
/// out; without a row nothing is computable.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Confidence {
    /// Rows that it is made of.
    pub rows: u64,
    /// Mean probability of the likeliest class, from `1 / classes` to 1.
    pub mean: Figure,
    /// Mean distance from the likeliest class's probability to the second's, 0 to 1.
    pub margin: Figure,
    /// Mean entropy of the probabilities in nats, 0 (sure) to `ln(classes)` (no idea).
    pub entropy: Figure,
    /// Share of rows whose likeliest class is below [`Confidence::unsure_below`], 0 to 1.
    pub unsure: Figure,
    /// From this probability on the model counts as sure.
    pub unsure_below: f64,
    /// Rows by the probability of the likeliest class, in bins of 0.05 from 0 to 1.
    pub histogram: Histogram,
}

impl Confidence {
    /// The confidence of `probabilities`, row after row of `n_classes` each.
    pub fn of(probabilities: &[f64], n_classes: usize, unsure_below: f64) -> Self {
        let (mut rows, mut unsure) = (0_u64, 0_u64);
        let (mut highest_sum, mut margin_sum, mut entropy_sum) = (0.0, 0.0, 0.0);
        let mut highest_of_rows = Vec::with_capacity(probabilities.len() / n_classes.max(1));
        for row in probabilities.chunks_exact(n_classes.max(1)) {
            if row.iter().any(|p| !p.is_finite()) {
                continue;
            }
            let (mut highest, mut second, mut entropy) =
                (f64::NEG_INFINITY, f64::NEG_INFINITY, 0.0);
            for &p in row {
                second = second.max(p.min(highest));
                highest = highest.max(p);
                if p > 0.0 {
                    entropy -= p * p.ln();
                }
            }
            rows += 1;
            unsure += u64::from(highest < unsure_below);
            highest_sum += highest;
            // With one class there is no second: the distance is to 0.
            margin_sum += highest - second.max(0.0);
            entropy_sum += entropy;
            highest_of_rows.push(highest);
        }
        let mean = |sum: f64| Figure::finite(sum / rows as f64, "no row has probabilities");
        let edges: Vec<f64> = (0..=BINS).map(|i| f64::from(i) / f64::from(BINS)).collect();
        Self {
            rows,
            mean: mean(highest_sum),
            margin: mean(margin_sum),
            entropy: mean(entropy_sum),
            unsure: mean(unsure as f64),
            unsure_below,
            histogram: Histogram::with_edges(&highest_of_rows, edges),
        }
    }

    /// Adds the rows of `other`, which was made with the same limit: the result is that of both
    /// together, up to rounding.
    pub fn merge(&mut self, other: &Self) {
        let rows = self.rows + other.rows;
        let both = |a: &Figure, b: &Figure| match (a.value(), b.value()) {
            (Some(a), Some(b)) => {
                let sum = a * self.rows as f64 + b * other.rows as f64;
                Figure::finite(sum / rows as f64, "no row has probabilities")
            }
            (Some(value), None) | (None, Some(value)) => Figure::Value(value),
            (None, None) => a.clone(),
        };
        let [mean, margin, entropy, unsure] = [
            both(&self.mean, &other.mean),
            both(&self.margin, &other.margin),
            both(&self.entropy, &other.entropy),
            both(&self.unsure, &other.unsure),
        ];
        (self.mean, self.margin, self.entropy, self.unsure) = (mean, margin, entropy, unsure);
        self.rows = rows;
        for (count, more) in self
            .histogram
            .counts
            .iter_mut()
            .zip(&other.histogram.counts)
        {
            *count += more;
        }
    }

    /// What help says of it.
    pub fn info() -> &'static Info {
        &INFO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sure_and_unsure_rows_are_told_apart() {
        let confidence = Confidence::of(&[0.5, 0.5, 1.0, 0.0, f64::NAN, 0.2], 2, 0.6);
        assert_eq!(confidence.rows, 2);
        assert_eq!(confidence.mean, Figure::Value(0.75));
        assert_eq!(confidence.margin, Figure::Value(0.5));
        assert_eq!(confidence.unsure, Figure::Value(0.5));
        let entropy = confidence.entropy.value().unwrap();
        assert!((entropy - std::f64::consts::LN_2 / 2.0).abs() < 1e-12);
        assert_eq!(
            (
                confidence.histogram.counts[10],
                confidence.histogram.counts[19]
            ),
            (1, 1)
        );
    }

    #[test]
    fn three_classes_have_a_second_best() {
        let confidence = Confidence::of(&[0.2, 0.5, 0.3], 3, 0.6);
        assert!((confidence.margin.value().unwrap() - 0.2).abs() < 1e-12);
    }

    #[test]
    fn nothing_has_no_confidence() {
        for probabilities in [&[][..], &[f64::NAN, 1.0]] {
            let confidence = Confidence::of(probabilities, 2, 0.6);
            assert_eq!(confidence.mean.reason(), Some("no row has probabilities"));
            assert_eq!((confidence.rows, confidence.histogram.total()), (0, 0));
        }
        assert_eq!(Confidence::of(&[], 0, 0.6).rows, 0);
    }

    #[test]
    fn json_keeps_it() {
        let confidence = Confidence::of(&[0.9, 0.1], 2, 0.6);
        let json = serde_json::to_string(&confidence).unwrap();
        assert_eq!(
            serde_json::from_str::<Confidence>(&json).unwrap(),
            confidence
        );
    }

    proptest::proptest! {
        #[test]
        fn parts_merge_to_the_whole(scores in proptest::collection::vec(0.0..1.0_f64, 0..50), cut in 0..50_usize) {
            let rows: Vec<f64> = scores.iter().flat_map(|p| [1.0 - p, *p]).collect();
            let cut = 2 * cut.min(scores.len());
            let mut merged = Confidence::of(&rows[..cut], 2, 0.6);
            merged.merge(&Confidence::of(&rows[cut..], 2, 0.6));
            let whole = Confidence::of(&rows, 2, 0.6);
            proptest::prop_assert_eq!(&merged.histogram, &whole.histogram);
            proptest::prop_assert_eq!(merged.rows, whole.rows);
            for (merged, whole) in [
                (merged.mean, whole.mean),
                (merged.margin, whole.margin),
                (merged.entropy, whole.entropy),
                (merged.unsure, whole.unsure),
            ] {
                match (merged.value(), whole.value()) {
                    (Some(merged), Some(whole)) => proptest::prop_assert!((merged - whole).abs() < 1e-9),
                    (merged, whole) => proptest::prop_assert_eq!(merged, whole),
                }
            }
        }
    }
}
