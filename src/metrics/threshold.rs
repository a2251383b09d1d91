use super::{CostMatrix, ranking::Ranking};
use crate::terms::Figure;

/// The threshold from which on "yes" earns most on these rows, by `costs`.
///
/// It lies half way between two scores; among thresholds that earn the same, it is the one nearest
/// to one half. Above the highest score it means "never yes": then it is above 1. Chosen on the rows
/// that it is judged on it looks too good: use the validation part. No figure without rows, with a
/// score that is not finite, or where the worth is not finite.
pub fn best_threshold(labels: &[bool], scores: &[f64], costs: &CostMatrix) -> Figure {
    let ranking = match Ranking::of(labels.iter().copied(), scores) {
        Ok(ranking) => ranking,
        Err(reason) => return Figure::not_computable(reason.to_string()),
    };
    let steps = ranking.steps();
    let (positives, negatives) = steps
        .last()
        .map_or((0, 0), |last| (last.true_positive, last.false_positive));
    let worth = |found: u64, alarms: u64| {
        costs.of_counts([found, alarms, positives - found, negatives - alarms])
    };
    let never = steps
        .first()
        .map_or(1.0, |step| step.threshold.max(1.0))
        .next_up();
    let mut best = (worth(0, 0), never);
    for (i, step) in steps.iter().enumerate() {
        let below = steps.get(i + 1).map(|next| next.threshold);
        let candidate = (
            worth(step.true_positive, step.false_positive),
            between(step.threshold, below),
        );
        let is_nearer = (candidate.1 - 0.5).abs() < (best.1 - 0.5).abs();
        if candidate.0 > best.0 || candidate.0 == best.0 && is_nearer {
            best = candidate;
        }
    }
    if !best.0.is_finite() {
        return Figure::not_computable("the costs are not finite");
    }
    Figure::finite(best.1, "a score is not finite")
}

/// A threshold that says yes to `score` and no to the next lower one.
fn between(score: f64, below: Option<f64>) -> f64 {
    let Some(below) = below else {
        return score.min(0.0);
    };
    let middle = f64::midpoint(score, below);
    if middle > below { middle } else { score }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn costs(false_positive: f64, false_negative: f64) -> CostMatrix {
        CostMatrix {
            false_positive,
            false_negative,
            ..CostMatrix::default()
        }
    }

    #[test]
    fn dear_misses_lower_it_and_dear_alarms_raise_it() {
        let (labels, scores) = ([false, true, false, true], [0.1, 0.3, 0.5, 0.9]);
        let at = |costs| best_threshold(&labels, &scores, &costs).value().unwrap();
        assert_eq!(at(costs(-1.0, -10.0)), 0.2);
        assert_eq!(at(costs(-10.0, -1.0)), 0.7);
        assert!(at(costs(-10.0, 0.0)) > 0.5);
    }

    #[test]
    fn never_is_above_one_and_always_is_zero() {
        let at = |labels: &[bool], costs: &CostMatrix| {
            best_threshold(labels, &[1.0, 0.2], costs).value().unwrap()
        };
        assert!(at(&[false, false], &costs(-1.0, -1.0)) > 1.0);
        assert_eq!(at(&[true, true], &costs(-1.0, -1.0)), 0.0);
        assert!(
            best_threshold(&[], &[], &costs(-1.0, -1.0))
                .value()
                .is_none()
        );
    }

    proptest::proptest! {
        #[test]
        fn no_threshold_earns_more(
            rows in proptest::collection::vec((proptest::bool::ANY, 0..20_u8), 1..60),
            worth in proptest::array::uniform4(-9..9_i8),
        ) {
            let (labels, scores): (Vec<bool>, Vec<f64>) =
                rows.iter().map(|(label, score)| (*label, f64::from(*score) / 20.0)).unzip();
            let [tp, fp, fneg, tn] = worth.map(f64::from);
            let costs = CostMatrix { true_positive: tp, false_positive: fp, false_negative: fneg, true_negative: tn };
            let earned = |threshold: f64| -> f64 {
                labels.iter().zip(&scores).map(|(label, score)| match (label, *score >= threshold) {
                    (true, true) => tp,
                    (false, true) => fp,
                    (true, false) => fneg,
                    (false, false) => tn,
                }).sum()
            };
            let best = best_threshold(&labels, &scores, &costs).value().unwrap();
            for i in 0..=42_u8 {
                proptest::prop_assert!(earned(best) >= earned(f64::from(i) / 40.0) - 1e-9);
            }
        }
    }
}
