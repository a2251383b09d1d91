use super::{
    answers::Answers,
    column::Column,
    ground::{Encoding, evenly, ground},
    run::Spans,
};
use crate::{
    estimate::{Dle, Estimated, Losses},
    learners::{
        self, BoostingParams, Fitted, LearnError, Model as _, Params as Learner, Predictions,
    },
    steps::{StepError, preparation::Labels},
    terms::{Matrix, Progress, Silent},
};

/// Labelled rows of the reference that the second model is made from at most, evenly taken.
const MOST_ROWS: usize = 20_000;
/// With fewer labelled rows there is nothing to learn.
const LEAST_ROWS: usize = 100;
const FOLDS: usize = 5;
const SEED: u64 = 1;

/// What a regression answered, and its errors on labelled rows of the reference.
pub(super) struct Errors {
    /// Features and answer of all rows, for trees.
    pub(super) matrix: Matrix,
    /// Labelled rows of the reference, not too many.
    pub(super) known: Vec<u32>,
    /// How far the answer was off on each of them.
    pub(super) absolute: Vec<f64>,
}

impl Errors {
    /// Those of `answers`; nothing where they are no numbers, or there are no labels.
    pub(super) fn of(
        columns: &[(String, Column)],
        (answers, labels): (&Answers, &Labels),
        spans: &Spans,
    ) -> Option<Self> {
        let (Some(Predictions::Values(answered)), Labels::Values(truth)) =
            (&answers.scores, labels)
        else {
            return None;
        };
        if truth.is_empty() {
            return None;
        }
        let known = spans
            .reference_rows()
            .filter(|&row| labels.is_known(row) && answers.is_known(row));
        let known = evenly(known.map(|row| row as u32), MOST_ROWS);
        let mut matrix = ground(columns, spans, Encoding::Ranks);
        let finite = |value: &f64| if value.is_finite() { *value } else { 0.0 };
        matrix.push("answer", &answered.iter().map(finite).collect::<Vec<f64>>());
        let off = known
            .iter()
            .map(|&row| (answered[row as usize] - truth[row as usize]).abs());
        Some(Self {
            absolute: off.collect(),
            matrix,
            known,
        })
    }
}

/// MAE and RMSE that are to be expected of a regression, chunk by chunk: what it was off on rows of
/// the reference like these. Nothing where the reference has too few labelled rows.
pub(super) fn estimated(
    errors: &Errors,
    answers: &Answers,
    spans: &Spans,
    progress: &dyn Progress,
) -> Result<Vec<Vec<Estimated>>, StepError> {
    let Errors { matrix, known, .. } = errors;
    if known.len() < LEAST_ROWS {
        return Ok(Vec::new());
    }
    let reference = matrix.take(known);
    let absolute = errors.absolute.clone();
    let squared: Vec<f64> = absolute.iter().map(|loss| loss * loss).collect();
    let [absolute, squared] =
        [absolute, squared].map(|losses| Expecting::of(&reference, losses, progress));
    let (Ok(absolute), Ok(squared)) = (absolute, squared) else {
        progress.check()?;
        return Ok(Vec::new());
    };
    let realised = Losses {
        absolute: &absolute.realised,
        squared: &squared.realised,
    };
    let unseen = Losses {
        absolute: &absolute.unseen,
        squared: &squared.unseen,
    };
    let Some(dle) = Dle::fit(realised, unseen) else {
        return Ok(Vec::new());
    };
    let [absolute, squared] = [absolute, squared].map(|expecting| {
        let mut expected = expecting.everywhere(matrix);
        // Its own rows it knows by heart: of these counts what it said before it had seen them.
        for (&row, loss) in known.iter().zip(&expecting.unseen) {
            expected[row as usize] = *loss;
        }
        for (row, loss) in expected.iter_mut().enumerate() {
            if !answers.is_known(row) {
                *loss = f64::NAN;
            }
        }
        expected
    });
    let chunks = spans.all.iter();
    Ok(chunks
        .map(|span| {
            dle.estimate(Losses {
                absolute: &absolute[span.clone()],
                squared: &squared[span.clone()],
            })
        })
        .collect())
}

/// A model of one loss.
struct Expecting {
    model: Fitted,
    /// What was lost on its rows.
    realised: Vec<f64>,
    /// What models that had not seen each of them expected.
    unseen: Vec<f64>,
}

impl Expecting {
    fn of(rows: &Matrix, losses: Vec<f64>, progress: &dyn Progress) -> Result<Self, LearnError> {
        let mut unseen = vec![0.0; losses.len()];
        for held in 0..FOLDS {
            progress.check()?;
            // Whole stretches: rows that lie side by side know too much of each other.
            let n = losses.len();
            let judged = n * held / FOLDS..n * (held + 1) / FOLDS;
            let others: Vec<u32> = (0..n)
                .filter(|i| !judged.contains(i))
                .map(|i| i as u32)
                .collect();
            let of_others: Vec<f64> = others.iter().map(|&i| losses[i as usize]).collect();
            let model = fit(&rows.take(&others), &of_others)?;
            let judged: Vec<u32> = judged.map(|i| i as u32).collect();
            for (&i, loss) in judged.iter().zip(values(&model, &rows.take(&judged))) {
                unseen[i as usize] = loss;
            }
        }
        Ok(Self {
            model: fit(rows, &losses)?,
            realised: losses,
            unseen,
        })
    }

    fn everywhere(&self, matrix: &Matrix) -> Vec<f64> {
        values(&self.model, matrix)
    }
}

/// Trees that expect such losses of rows like `rows`.
pub(super) fn fit(rows: &Matrix, losses: &[f64]) -> Result<Fitted, LearnError> {
    let learner = Learner::Boosting(BoostingParams {
        rounds: 50,
        max_leaves: 15,
        min_leaf: 30,
        ..BoostingParams::default()
    });
    learners::fit(
        &learner,
        rows,
        learners::Answers::Values(losses),
        None,
        SEED,
        &Silent,
    )
}

/// What they expect of each row.
pub(super) fn values(model: &Fitted, rows: &Matrix) -> Vec<f64> {
    match model.predict(rows) {
        Predictions::Values(values) => values,
        Predictions::Probabilities { .. } => Vec::new(),
    }
}
