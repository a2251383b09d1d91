use std::ops::Range;

use rayon::prelude::*;

use super::{
    answers::Answers,
    losses::{self, Errors},
    run::Spans,
};
use crate::{
    drift::AlarmBudget,
    estimate::Conformal,
    learners::Predictions,
    steps::preparation::Labels,
    terms::{Figure, Progress},
};

/// The probability with which an interval is made to hold the truth.
const LEVEL: f64 = 0.9;
/// With fewer labelled rows every interval is as wide as the others.
const LEAST_ROWS: usize = 200;
/// No row counts as easier than this share of the mean loss.
const EASIEST: f64 = 0.1;

/// Intervals around the answers of a regression, chunk by chunk.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Intervals {
    /// The share of rows whose truth they are made to hold.
    pub level: f64,
    /// Labelled rows of the reference that they were made from; 0 where those were too few.
    pub calibrated_on: u64,
    /// Whether an interval is wider where rows like it were further off.
    pub is_local: bool,
    /// One entry per chunk.
    pub chunks: Vec<IntervalChunk>,
}

/// The intervals of a chunk.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct IntervalChunk {
    /// Mean width, in the unit of the answer; of all rows with an answer, labelled or not.
    pub width: Figure,
    /// Share of the labelled rows whose truth was inside. While labels are late it is that of the
    /// rows whose label came first.
    pub coverage: Figure,
    /// Rows that were counted for it.
    pub labelled: u64,
    /// Less coverage than this is no chance any more, for so many rows.
    pub low: Figure,
    /// More coverage than this is no chance any more: the intervals are wider than they need be.
    pub high: Figure,
}

impl IntervalChunk {
    /// Whether the intervals hold the truth less often than they promise.
    pub fn is_too_narrow(&self) -> bool {
        let ends = self.coverage.value().zip(self.low.value());
        ends.is_some_and(|(coverage, low)| coverage < low)
    }
}

/// Calibrates intervals on labelled rows of the reference and follows their width and coverage.
///
/// Every second labelled row tells how difficult rows are, and the others calibrate, so that no row
/// does both.
pub(super) fn intervals(
    errors: &Errors,
    (answers, labels): (&Answers, &Labels),
    spans: &Spans,
    progress: &dyn Progress,
) -> Option<Intervals> {
    let (Some(Predictions::Values(answered)), Labels::Values(truth)) = (&answers.scores, labels)
    else {
        return None;
    };
    let difficulty = difficulty(errors, progress);
    let (is_local, step) = (difficulty.is_some(), usize::from(difficulty.is_some()) + 1);
    let difficulty = difficulty.unwrap_or_else(|| vec![1.0; answered.len()]);
    // Rows that told the difficulty are known by heart, and would look covered too often.
    let mut is_counted: Vec<bool> = (0..answered.len())
        .map(|row| labels.is_known(row))
        .collect();
    if is_local {
        for &row in errors.known.iter().step_by(step) {
            is_counted[row as usize] = false;
        }
    }
    let calibrating = errors.known.iter().zip(&errors.absolute);
    let scores: Vec<f64> = calibrating
        .skip(step - 1)
        .step_by(step)
        .map(|(&row, off)| off / difficulty[row as usize])
        .collect();
    let found = Conformal::fit(&scores, LEVEL);
    let chunk = |span: &Range<usize>| match &found {
        Ok(conformal) => {
            let rows = span.clone().filter(|&row| answers.is_known(row));
            let rows = rows.map(|row| {
                let interval = conformal.interval(answered[row], difficulty[row]);
                (interval, is_counted[row].then(|| truth[row]))
            });
            follow(conformal, rows)
        }
        Err(reason) => IntervalChunk {
            width: Figure::not_computable(reason.as_str()),
            coverage: Figure::not_computable(reason.as_str()),
            labelled: 0,
            low: Figure::not_computable(reason.as_str()),
            high: Figure::not_computable(reason.as_str()),
        },
    };
    Some(Intervals {
        level: LEVEL,
        calibrated_on: found.as_ref().map_or(0, |conformal| conformal.rows),
        is_local,
        chunks: spans.all.par_iter().map(chunk).collect(),
    })
}

/// How far off an answer is to be expected to be, for every row; nothing where too few rows tell.
fn difficulty(errors: &Errors, progress: &dyn Progress) -> Option<Vec<f64>> {
    if errors.known.len() < LEAST_ROWS || progress.check().is_err() {
        return None;
    }
    let half: Vec<u32> = errors.known.iter().copied().step_by(2).collect();
    let losses: Vec<f64> = errors.absolute.iter().copied().step_by(2).collect();
    let mean = losses.iter().sum::<f64>() / losses.len() as f64;
    if !(mean > 0.0 && mean.is_finite()) {
        return None;
    }
    let model = losses::fit(&errors.matrix.take(&half), &losses).ok()?;
    let expected = losses::values(&model, &errors.matrix).into_iter();
    Some(expected.map(|loss| loss.max(EASIEST * mean)).collect())
}

fn follow(
    conformal: &Conformal,
    rows: impl Iterator<Item = ([f64; 2], Option<f64>)>,
) -> IntervalChunk {
    let (mut answered, mut width) = (0_u64, 0.0);
    let (mut labelled, mut covered) = (0_u64, 0_u64);
    for ([low, high], truth) in rows {
        answered += 1;
        width += high - low;
        if let Some(truth) = truth {
            labelled += 1;
            covered += u64::from((low..=high).contains(&truth));
        }
    }
    let no_labels = "no row with a label";
    let usual = conformal.usual(labelled, AlarmBudget::default().probability());
    let end = |place: usize| {
        let ends = usual.map(|ends| ends[place]);
        ends.map_or_else(|| Figure::not_computable(no_labels), Figure::Value)
    };
    IntervalChunk {
        width: Figure::finite(width / answered as f64, "no row with an answer"),
        coverage: Figure::finite(covered as f64 / labelled as f64, no_labels),
        labelled,
        low: end(0),
        high: end(1),
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::{
        steps::monitoring::{column::Column, run::spans_of},
        terms::{Silent, Task},
    };

    const ROWS: usize = 300;

    /// A regression whose errors grow with the column; in production they are `times` as large.
    /// Of each chunk the labels after the first `labelled` have not come.
    fn followed(times: f64, labelled: usize, seed: u64) -> Intervals {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let spans = spans_of(10, 10, ROWS);
        let mut sides = [Vec::new(), Vec::new(), Vec::new()];
        for row in 0..20 * ROWS {
            let x = rng.r#gen::<f64>();
            let size = (0.2 + x) * if row < 10 * ROWS { 1.0 } else { times };
            let is_known = row < 10 * ROWS || row % ROWS < labelled;
            let truth = 3.0 * x + size * (2.0 * rng.r#gen::<f64>() - 1.0);
            sides[0].push(x);
            sides[1].push(3.0 * x);
            sides[2].push(if is_known { truth } else { f64::NAN });
        }
        let [x, answered, truth] = sides;
        let answers = Answers {
            task: Task::Regression,
            positive: 0,
            classes: Vec::new(),
            scores: Some(Predictions::Values(answered)),
        };
        let labels = Labels::Values(truth);
        let columns = [("x".to_owned(), Column::Numbers(x))];
        let errors = Errors::of(&columns, (&answers, &labels), &spans).unwrap();
        intervals(&errors, (&answers, &labels), &spans, &Silent).unwrap()
    }

    #[test]
    fn what_did_not_change_is_covered_as_promised_whatever_labels_came() {
        for (labelled, seed) in [(ROWS, 1), (ROWS / 3, 2)] {
            let found = followed(1.0, labelled, seed);
            assert!(found.is_local && found.calibrated_on == 1500);
            let production = &found.chunks[10..];
            let covered: f64 = production
                .iter()
                .map(|chunk| chunk.coverage.value().unwrap() / 10.0)
                .sum();
            assert!((covered - 0.9).abs() < 0.04, "{covered}");
            for chunk in production {
                assert_eq!(chunk.labelled, labelled as u64);
                assert!(!chunk.is_too_narrow(), "{chunk:?}");
            }
        }
    }

    #[test]
    fn errors_that_grew_lose_coverage_and_late_labels_leave_the_width() {
        let grown = followed(2.0, ROWS, 3);
        assert!(grown.chunks[10..].iter().all(IntervalChunk::is_too_narrow));
        let late = followed(2.0, 0, 3);
        for (late, grown) in late.chunks[10..].iter().zip(&grown.chunks[10..]) {
            assert_eq!(late.width, grown.width);
            assert_eq!(late.coverage.reason(), Some("no row with a label"));
            assert_eq!((late.labelled, late.is_too_narrow()), (0, false));
        }
    }
}
