use crate::{
    stats::average_ranks,
    terms::{Figure, Info},
};

use super::Limits;

pub(super) const INFO: Info = Info {
    id: "domain_classifier",
    name: "Domain classifier",
    summary: "How well a classifier that was made for it tells a chunk's rows from the reference's, on rows that it has not seen: AUC 0.5 not at all, 1 always. Sees columns that moved against each other; fires also for a season, or for a column that counts up.",
    reference: "NannyML, \"Domain classifier\"; five folds, alert outside 0.45 to 0.65",
};

impl Limits {
    /// Those of a domain classifier.
    pub fn of_domain_classifier() -> Self {
        Self::fixed(0.45, 0.65)
    }
}

/// The area under the ROC curve of `scores`, each given to a row by a classifier that had not seen
/// it, at telling rows of the chunk (`is_current`) from rows of the reference; ties count half.
pub fn separation(scores: &[f64], is_current: &[bool]) -> Figure {
    let current = is_current.iter().filter(|is| **is).count() as f64;
    let reference = scores.len() as f64 - current;
    if current == 0.0 || reference == 0.0 {
        return Figure::not_computable("one side has no rows");
    }
    let ranks = average_ranks(scores);
    let of_current = ranks.iter().zip(is_current).filter(|(_, is)| **is);
    let sum: f64 = of_current.map(|(rank, _)| rank).sum();
    let auc = (sum - current * (current + 1.0) / 2.0) / (current * reference);
    Figure::finite(auc, "a score is not finite")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_apart_not_at_all_and_no_rows() {
        let is_current = [false, true, false, true];
        let of = |scores: [f64; 4]| separation(&scores, &is_current).value().unwrap();
        assert_eq!(of([0.0, 1.0, 0.1, 0.9]), 1.0);
        assert_eq!(of([0.5; 4]), 0.5);
        assert_eq!(of([1.0, 0.0, 1.0, 0.0]), 0.0);
        assert!(separation(&[], &[]).reason().is_some());
        assert!(separation(&[0.1], &[true]).reason().is_some());
    }
}
