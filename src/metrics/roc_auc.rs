use super::ranking::{NotRanked, Ranking};
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "roc_auc",
    name: "ROC-AUC",
    summary: "Chance that a positive row is scored above a negative one; needs no threshold. Flatters where positives are rare: look at average precision too.",
    reference: "Fawcett 2006; scikit-learn: roc_auc_score (multi-class: macro, one against the rest)",
};

/// Chance that a positive row has a higher score than a negative one, ties counting half: the area
/// under the ROC curve, 0 to 1, 0.5 for guessing.
///
/// With several classes the mean over each class against the rest. No figure where a class has
/// no row or every row. Blind to calibration; with rare positives prefer average precision.
pub(super) fn roc_auc(rankings: &[Ranking]) -> Figure {
    let mut sum = 0.0;
    for ranking in rankings {
        match area(ranking) {
            Ok(area) => sum += area,
            Err(_) if rankings.len() > 1 => {
                return Figure::not_computable("not every class occurs in the labels");
            }
            Err(reason) => return Figure::not_computable(reason.to_string()),
        }
    }
    Figure::finite(sum / rankings.len() as f64, "no classes")
}

fn area(ranking: &Ranking) -> Result<f64, NotRanked> {
    let (positives, negatives) = ranking.both_classes()?;
    let mut doubled = 0_u128;
    let (mut last_found, mut last_alarms) = (0, 0);
    for step in ranking.steps() {
        // Whole numbers: the area is exact up to the last division.
        let width = u128::from(step.false_positive - last_alarms);
        doubled += width * u128::from(step.true_positive + last_found);
        (last_found, last_alarms) = (step.true_positive, step.false_positive);
    }
    Ok(doubled as f64 / 2.0 / positives as f64 / negatives as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_area_is_the_chance_to_rank_a_pair_rightly(rows in proptest::collection::vec((proptest::bool::ANY, 0..9_u8), 2..60)) {
            let scores: Vec<f64> = rows.iter().map(|(_, score)| f64::from(*score)).collect();
            let figure = roc_auc(&[Ranking::of(rows.iter().map(|(label, _)| *label), &scores).unwrap()]);
            let (mut pairs, mut right) = (0.0, 0.0);
            for (_, positive) in rows.iter().filter(|(label, _)| *label) {
                for (_, negative) in rows.iter().filter(|(label, _)| !*label) {
                    pairs += 1.0;
                    right += match positive.cmp(negative) {
                        std::cmp::Ordering::Less => 0.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Greater => 1.0,
                    };
                }
            }
            if let Some(area) = figure.value() {
                proptest::prop_assert!((area - right / pairs).abs() < 1e-12);
            } else {
                proptest::prop_assert_eq!(pairs, 0.0);
            }
        }
    }
}
