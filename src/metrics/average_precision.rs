use super::ranking::{NotRanked, Ranking};
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "average_precision",
    name: "Average precision",
    summary: "Mean precision over all thresholds, by the recall that each adds; guessing gives the share of positives, so it is not comparable between populations.",
    reference: "scikit-learn: average_precision_score (step sum; multi-class: macro)",
};

/// Precision at each threshold, weighted by the recall that it adds, 0 to 1: the area under the
/// precision-recall steps.
///
/// Guessing gives the share of positives. With several classes the mean over each class against
/// the rest. No figure where a class has no row (scikit-learn says 0 for a binary task).
pub(super) fn average_precision(rankings: &[Ranking]) -> Figure {
    let mut sum = 0.0;
    for ranking in rankings {
        match steps_area(ranking) {
            Ok(area) => sum += area,
            Err(_) if rankings.len() > 1 => {
                return Figure::not_computable("not every class occurs in the labels");
            }
            Err(reason) => return Figure::not_computable(reason.to_string()),
        }
    }
    Figure::finite(sum / rankings.len() as f64, "no classes")
}

fn steps_area(ranking: &Ranking) -> Result<f64, NotRanked> {
    let positives = ranking.positives()? as f64;
    let mut area = 0.0;
    let mut last_found = 0;
    for step in ranking.steps() {
        let precision =
            step.true_positive as f64 / (step.true_positive + step.false_positive) as f64;
        area += (step.true_positive - last_found) as f64 / positives * precision;
        last_found = step.true_positive;
    }
    Ok(area.clamp(0.0, 1.0))
}
