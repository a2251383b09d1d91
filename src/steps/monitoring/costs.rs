use std::ops::Range;

use super::{
    answers::Answers,
    column::Column,
    ground::{Encoding, evenly, ground_of_some},
    run::Spans,
    together::out_of_fold,
};
use crate::{
    drift::Sample,
    estimate::{Cbpe, CbpeClasses, Change, Undone},
    learners::Predictions,
    stats::{MISSING, quantile_sorted, sorted_finite},
    steps::preparation::Labels,
    terms::Task,
};

/// Rows of a side that the weights are learned from at most, evenly taken.
const MOST_ROWS: usize = 4000;
/// Bins of a column of numbers, and the categories that have one of their own.
const BINS: usize = 10;
const CATEGORIES: usize = 30;

/// Why the performance of production is what it is.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Costs {
    /// What is lost by a row: a wrong answer (1) or a right one (0), or the distance from the truth.
    pub loss: Loss,
    /// The change from the reference to production, split; or why it cannot be.
    pub change: Result<Change, String>,
    /// Whether the columns are undone on what came true, or where no label is known on what the
    /// model's own probabilities let expect.
    pub is_realised: bool,
    /// What each column's move costs, the dearest first; or why it cannot be told.
    pub columns: Vec<(String, Result<Undone, String>)>,
}

/// What is lost by a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Share of wrong answers, 1 - accuracy.
    Wrong,
    /// Mean absolute error.
    AbsoluteError,
}

impl Loss {
    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wrong => "share of wrong answers",
            Self::AbsoluteError => "mean absolute error",
        }
    }
}

/// Splits the change and undoes every column; nothing without answers, or where neither labels nor
/// probabilities tell what production loses.
pub(super) fn costs(
    columns: &[(String, Column)],
    answers: &Answers,
    labels: &Labels,
    spans: &Spans,
) -> Option<Costs> {
    let realised = realised(answers, labels, spans.rows());
    let known = |span: Range<usize>| -> Vec<u32> {
        span.filter(|&row| realised[row].is_finite())
            .map(|row| row as u32)
            .collect()
    };
    let [reference, production] = [
        known(spans.reference_rows()),
        known(spans.production_rows()),
    ];
    let change = change(columns, spans, &realised, [&reference, &production]);
    let is_realised = !production.is_empty();
    let (losses, production) = if is_realised {
        (realised, production)
    } else {
        let expected = expected(answers, labels, spans)?;
        let rows = spans
            .production_rows()
            .filter(|&row| expected[row].is_finite());
        let rows: Vec<u32> = rows.map(|row| row as u32).collect();
        (expected, rows)
    };
    if production.is_empty() {
        return None;
    }
    let lost: Vec<f64> = production.iter().map(|&row| losses[row as usize]).collect();
    let undo = |(name, column): &(String, Column)| {
        let undone = match bins(column, spans) {
            None => Err("the two sides hold different kinds of values".to_owned()),
            Some((before, after)) => {
                let first = spans.production_rows().start;
                let current = production.iter().map(|&row| after[row as usize - first]);
                Undone::of(&lost, &current.collect::<Vec<u32>>(), &before)
            }
        };
        (name.clone(), undone)
    };
    let mut columns: Vec<_> = columns.iter().map(undo).collect();
    let cost = |undone: &Result<Undone, String>| match undone {
        Ok(undone) => undone.cost.value,
        Err(_) => f64::NEG_INFINITY,
    };
    columns.sort_by(|a, b| cost(&b.1).total_cmp(&cost(&a.1)));
    Some(Costs {
        loss: if answers.task == Task::Regression {
            Loss::AbsoluteError
        } else {
            Loss::Wrong
        },
        change,
        is_realised,
        columns,
    })
}

/// What each row lost; NaN where label or answer is not known.
fn realised(answers: &Answers, labels: &Labels, rows: usize) -> Vec<f64> {
    match (labels, &answers.scores) {
        (Labels::Values(truth), Some(Predictions::Values(answered))) => {
            let pairs = truth.iter().zip(answered);
            pairs
                .map(|(truth, answer)| (truth - answer).abs())
                .collect()
        }
        (Labels::Classes { codes, .. }, _) => {
            let pairs = codes.iter().zip(&answers.classes);
            pairs
                .map(|(code, answer)| match (*code, *answer) {
                    (MISSING, _) | (_, MISSING) => f64::NAN,
                    (code, answer) => f64::from(u8::from(code != answer)),
                })
                .collect()
        }
        _ => vec![f64::NAN; rows],
    }
}

/// How likely each answer is wrong by calibrated probabilities; nothing for regression, or where
/// they cannot be calibrated.
fn expected(answers: &Answers, labels: &Labels, spans: &Spans) -> Option<Vec<f64>> {
    let Some(Predictions::Probabilities { n_classes, values }) = &answers.scores else {
        return None;
    };
    let Labels::Classes { codes, .. } = labels else {
        return None;
    };
    let n = *n_classes;
    let is_sound = |row: &usize| values[row * n].is_finite() && labels.is_known(*row);
    let known: Vec<usize> = spans.reference_rows().filter(is_sound).collect();
    let row = |row: usize| &values[row * n..(row + 1) * n];
    let right: Box<dyn Fn(usize) -> Option<f64>> = if answers.task == Task::Binary {
        let positive = answers.positive as usize;
        let p: Vec<f64> = known.iter().map(|&i| row(i)[positive]).collect();
        let hits: Vec<bool> = known
            .iter()
            .map(|&i| codes[i] == answers.positive)
            .collect();
        let cbpe = Cbpe::fit(&p, &hits).ok()?;
        Box::new(move |i| {
            let p = cbpe.calibrated(row(i)[positive]);
            Some(if answers.classes[i] == answers.positive {
                p
            } else {
                1.0 - p
            })
        })
    } else {
        let p: Vec<f64> = known.iter().flat_map(|&i| row(i)).copied().collect();
        let truth: Vec<u32> = known.iter().map(|&i| codes[i]).collect();
        let cbpe = CbpeClasses::fit(&p, &truth, n).ok()?;
        Box::new(move |i| {
            cbpe.calibrated(row(i))
                .get(answers.classes[i] as usize)
                .copied()
        })
    };
    let wrong = (0..spans.rows()).map(|i| {
        let is_sound = row(i).iter().all(|p| p.is_finite()) && answers.is_known(i);
        let right = if is_sound { right(i) } else { None };
        right.map_or(f64::NAN, |right| 1.0 - right)
    });
    Some(wrong.collect())
}

fn change(
    columns: &[(String, Column)],
    spans: &Spans,
    losses: &[f64],
    [reference, production]: [&[u32]; 2],
) -> Result<Change, String> {
    let few = |rows: &[u32]| evenly(rows.iter().copied(), MOST_ROWS);
    let (reference, production) = (few(reference), few(production));
    let of = |rows: &[u32]| -> Vec<f64> { rows.iter().map(|&row| losses[row as usize]).collect() };
    let (before, after) = (of(&reference), of(&production));
    let (n, m) = (reference.len() as u32, production.len() as u32);
    if n.min(m) < 2 {
        return Change::of(&before, &vec![1.0; before.len()], &after);
    }
    let matrix = ground_of_some(
        columns,
        (spans, &[reference, production].concat()),
        Encoding::Ranks,
    );
    let rows: Vec<u32> = (0..n + m).collect();
    let (left, right) = rows.split_at(n as usize);
    let scores = out_of_fold(&matrix, left, right).map_err(|err| err.to_string())?;
    // How much more often such a row is one of production than one of the reference.
    let odds = |p: &f64| p / (1.0 - p).max(1e-9) * f64::from(n) / f64::from(m);
    let weights: Vec<f64> = scores[..n as usize].iter().map(odds).collect();
    Change::of(&before, &weights, &after)
}

/// The bin of every row of the reference and of production, the same on both sides: tenths of the
/// reference, or its commonest categories; a bin for other and one for missing values.
fn bins(column: &Column, spans: &Spans) -> Option<(Vec<u32>, Vec<u32>)> {
    let reference = column.sample(spans.reference_rows());
    let production = column.sample(spans.production_rows());
    match (reference, production) {
        (Sample::Numbers(before), Sample::Numbers(after)) => {
            let sorted = sorted_finite(before);
            let share = |i: usize| quantile_sorted(&sorted, i as f64 / BINS as f64).value();
            let mut edges: Vec<f64> = (1..BINS).filter_map(share).collect();
            edges.dedup();
            let bin = |value: &f64| {
                if value.is_finite() {
                    edges.partition_point(|edge| edge < value) as u32
                } else {
                    BINS as u32
                }
            };
            Some((
                before.iter().map(bin).collect(),
                after.iter().map(bin).collect(),
            ))
        }
        (
            Sample::Categories { codes, levels },
            Sample::Categories {
                codes: theirs,
                levels: their_levels,
            },
        ) => {
            let mut counts = vec![0_u64; levels.len()];
            for &code in codes {
                if let Some(count) = counts.get_mut(code as usize) {
                    *count += 1;
                }
            }
            let mut order: Vec<usize> = (0..levels.len()).filter(|i| counts[*i] > 0).collect();
            order.sort_by(|&a, &b| {
                counts[b]
                    .cmp(&counts[a])
                    .then_with(|| levels[a].cmp(&levels[b]))
            });
            let common = order.into_iter().take(CATEGORIES);
            let places: std::collections::BTreeMap<&str, u32> = (0..)
                .zip(common)
                .map(|(place, i)| (levels[i].as_str(), place))
                .collect();
            let rows = |codes: &[u32], levels: &[String]| -> Vec<u32> {
                let of_level = |level: &String| {
                    places
                        .get(level.as_str())
                        .copied()
                        .unwrap_or(CATEGORIES as u32)
                };
                let of_levels: Vec<u32> = levels.iter().map(of_level).collect();
                let missing = CATEGORIES as u32 + 1;
                let row = |code: &u32| of_levels.get(*code as usize).copied().unwrap_or(missing);
                codes.iter().map(row).collect()
            };
            Some((rows(codes, levels), rows(theirs, their_levels)))
        }
        _ => None,
    }
}
