use crate::stats::{order_key, value_of_key};

/// Rows ordered by score, from the surest "yes" down: what every threshold would answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranking {
    steps: Vec<Step>,
}

/// What is answered with "yes" from one score on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// The score; each occurs once.
    pub(super) threshold: f64,
    /// Positives with this score or a higher one.
    pub(super) true_positive: u64,
    /// Negatives with this score or a higher one.
    pub(super) false_positive: u64,
}

/// Why rows cannot be ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRanked {
    /// Labels and scores are not of the same rows.
    #[error("there are not as many scores as labels")]
    Lengths,
    /// A score is NaN or infinite.
    #[error("a score is missing or not finite")]
    NotFinite,
    /// There is no row.
    #[error("no labelled rows")]
    Empty,
    /// No row is of the class.
    #[error("no row is of the positive class")]
    NoPositive,
    /// A class has no row, or has them all.
    #[error("only one class in the labels")]
    OneClass,
}

impl Ranking {
    /// Ranks the rows by `scores`.
    pub(super) fn of(
        labels: impl ExactSizeIterator<Item = bool>,
        scores: &[f64],
    ) -> Result<Self, NotRanked> {
        if labels.len() != scores.len() {
            return Err(NotRanked::Lengths);
        }
        if scores.is_empty() {
            return Err(NotRanked::Empty);
        }
        if scores.iter().any(|score| !score.is_finite()) {
            return Err(NotRanked::NotFinite);
        }
        // Two sorts of bare keys take half the time of one sort of keys with their labels.
        let (mut positives, mut negatives) = (Vec::new(), Vec::new());
        for (label, score) in labels.zip(scores) {
            // Adding 0 turns -0 into 0, which it equals.
            let keys = if label {
                &mut positives
            } else {
                &mut negatives
            };
            keys.push(order_key(score + 0.0));
        }
        rayon::join(|| positives.sort_unstable(), || negatives.sort_unstable());
        Ok(Self {
            steps: merge(&positives, &negatives),
        })
    }

    /// The steps, from the highest score down.
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Number of positives, of which there must be one.
    pub(super) fn positives(&self) -> Result<u64, NotRanked> {
        match self.steps.last() {
            Some(last) if last.true_positive > 0 => Ok(last.true_positive),
            _ => Err(NotRanked::NoPositive),
        }
    }

    /// Numbers of positives and negatives, of which there must be some each.
    pub(super) fn both_classes(&self) -> Result<(u64, u64), NotRanked> {
        match self.steps.last() {
            Some(last) if last.true_positive > 0 && last.false_positive > 0 => {
                Ok((last.true_positive, last.false_positive))
            }
            _ => Err(NotRanked::OneClass),
        }
    }
}

/// One step per distinct key of two rising lists, from the highest down.
fn merge(positives: &[u64], negatives: &[u64]) -> Vec<Step> {
    let (mut left_positives, mut left_negatives) = (positives, negatives);
    let mut steps = Vec::new();
    while let Some(&key) = left_positives.last().max(left_negatives.last()) {
        left_positives = without_last(left_positives, key);
        left_negatives = without_last(left_negatives, key);
        steps.push(Step {
            threshold: value_of_key(key),
            true_positive: (positives.len() - left_positives.len()) as u64,
            false_positive: (negatives.len() - left_negatives.len()) as u64,
        });
    }
    steps
}

/// `keys` without those at its end that equal `key`.
fn without_last(mut keys: &[u64], key: u64) -> &[u64] {
    while let [rest @ .., last] = keys
        && *last == key
    {
        keys = rest;
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(labels: &[bool], scores: &[f64]) -> Result<Ranking, NotRanked> {
        Ranking::of(labels.iter().copied(), scores)
    }

    #[test]
    fn equal_scores_are_one_step() {
        let ranking = of(&[true, false, true, false], &[0.5, 0.5, 0.9, -0.0]).unwrap();
        let steps: Vec<_> = ranking
            .steps()
            .iter()
            .map(|step| (step.threshold, step.true_positive, step.false_positive))
            .collect();
        assert_eq!(steps, [(0.9, 1, 0), (0.5, 2, 1), (0.0, 2, 2)]);
    }

    #[test]
    fn what_cannot_be_ranked_says_why() {
        assert_eq!(of(&[true], &[]), Err(NotRanked::Lengths));
        assert_eq!(of(&[], &[]), Err(NotRanked::Empty));
        assert_eq!(of(&[true], &[f64::NAN]), Err(NotRanked::NotFinite));
        assert_eq!(
            of(&[true], &[0.3]).unwrap().both_classes(),
            Err(NotRanked::OneClass)
        );
        assert_eq!(
            of(&[false], &[0.3]).unwrap().positives(),
            Err(NotRanked::NoPositive)
        );
    }
}
