use std::{cell::RefCell, sync::Arc};

use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::json;

use super::{Fold, FoldScore, Input, Params, Unit, Units, run::score};
use crate::{
    data::{self, Fingerprint, split, split::Part},
    learners::{self, Fitted},
    steps::{
        StepError,
        preparation::{self, Labels, Slice},
        problem,
    },
    terms::{Part as Share, Progress},
};

/// Cells of prepared folds that are kept in memory at most, 8 bytes each; what goes beyond is
/// prepared anew whenever it is needed.
const KEPT_CELLS: usize = 128 << 20;
/// Raised whenever the same unit would give something else.
const VERSION: &str = "1";

/// The prepared rows of a fold: those that are fitted on, and those that are judged.
type Slices = (Slice, Slice);

/// Fits learners on the rows of each fold and judges them there.
pub(super) struct Judge<'a> {
    input: &'a Input<'a>,
    problem: &'a problem::Params,
    params: &'a Params,
    folds: Vec<Fold>,
    kept: RefCell<Vec<Option<Arc<Slices>>>>,
    seconds: &'a dyn Fn() -> f64,
    pub(super) units: &'a dyn Units,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        input: &'a Input<'a>,
        problem: &'a problem::Params,
        params: &'a Params,
        (seconds, units): (&'a dyn Fn() -> f64, &'a dyn Units),
    ) -> Result<Self, StepError> {
        let folds = if params.resampling.n_folds() == 0 {
            Vec::new()
        } else {
            let parts = split::split(input.table, &input.preparation.split)?;
            let rows = split::indices(&parts, Part::Train);
            let labels = &input.prepared.labels;
            let rows = (input.table, rows.as_slice());
            params
                .resampling
                .folds(rows, (labels, problem), params.seed)?
        };
        Ok(Self {
            kept: RefCell::new(vec![None; folds.len()]),
            input,
            problem,
            params,
            folds,
            seconds,
            units,
        })
    }

    /// How many fits one judgement takes; with no folds it is the validation part that judges.
    pub(super) fn n_units(&self) -> usize {
        self.folds.len().max(1)
    }

    /// How many rows the first fold is fitted on.
    pub(super) fn n_rows(&self) -> usize {
        let first = self.folds.first().map(|fold| fold.train.len());
        first.unwrap_or(self.input.prepared.train.rows.len())
    }

    /// What `learner` reaches on every fold, fitted on `share` of the fold's training rows; on the
    /// validation part where there are no folds.
    pub(super) fn judge(
        &self,
        learner: &learners::Params,
        share: f64,
        progress: &dyn Progress,
    ) -> Result<Vec<Unit>, StepError> {
        let n = self.n_units();
        let mut units = Vec::with_capacity(n);
        for fold in 0..n {
            progress.check()?;
            let key = self.key(learner, fold, share);
            let unit = if let Some(unit) = self.units.get(&key)? {
                unit
            } else {
                let at = |fold: usize| fold as f32 / n as f32;
                let part = Share::new(progress, at(fold), at(fold + 1));
                let unit = self.unit(learner, fold, share, &part)?;
                self.units.put(&key, &unit)?;
                unit
            };
            units.push(unit);
        }
        Ok(units)
    }

    /// Stands for everything that the unit depends on.
    fn key(&self, learner: &learners::Params, fold: usize, share: f64) -> Fingerprint {
        let what = json!([
            learner,
            fold,
            share,
            self.params.resampling,
            self.params.seed,
            self.params.class_weights,
        ]);
        let identity = self.input.identity.to_string();
        let program = env!("CARGO_PKG_VERSION");
        data::fingerprint(&["unit", VERSION, program, &identity, &what.to_string()])
    }

    fn unit(
        &self,
        learner: &learners::Params,
        fold: usize,
        share: f64,
        progress: &dyn Progress,
    ) -> Result<Unit, StepError> {
        let start = (self.seconds)();
        let slices = self.slices(fold, progress)?;
        let (train, test) = match &slices {
            Some(slices) => (&slices.0, &slices.1),
            None => (&self.input.prepared.train, &self.input.prepared.validation),
        };
        let part;
        let train = if share < 1.0 {
            part = self.share_of(train, share);
            &part
        } else {
            train
        };
        self.check_classes(train, fold)?;
        match fit(learner, train, self.params, progress) {
            Ok(fitted) => Ok(Ok(FoldScore {
                fold: fold as u32,
                train_rows: train.rows.len() as u64,
                rows: test.rows.len() as u64,
                metrics: score(&fitted, test, self.problem),
                seconds: (self.seconds)() - start,
            })),
            Err(StepError::Learn(err)) => Ok(Err(err.to_string())),
            Err(err) => Err(err),
        }
    }

    /// The prepared rows of a fold; nothing where there are no folds.
    fn slices(
        &self,
        fold: usize,
        progress: &dyn Progress,
    ) -> Result<Option<Arc<Slices>>, StepError> {
        let Some(rows) = self.folds.get(fold) else {
            return Ok(None);
        };
        if let Some(slices) = self.kept.borrow().get(fold).and_then(Clone::clone) {
            return Ok(Some(slices));
        }
        let labels = &self.input.prepared.labels;
        let slices = preparation::fold(
            (self.input.table, labels),
            self.problem,
            self.input.preparation,
            (&rows.train, &rows.test),
            progress,
        )?;
        let slices = Arc::new(slices);
        let cells =
            |slices: &Slices| slices.0.matrix.values().len() + slices.1.matrix.values().len();
        let mut kept = self.kept.borrow_mut();
        let held: usize = kept.iter().flatten().map(|slices| cells(slices)).sum();
        if held + cells(&slices) <= KEPT_CELLS
            && let Some(place) = kept.get_mut(fold)
        {
            *place = Some(Arc::clone(&slices));
        }
        Ok(Some(slices))
    }

    /// A share of the rows: the latest where they go by time, else by lot. A smaller share is part
    /// of a larger one.
    fn share_of(&self, slice: &Slice, share: f64) -> Slice {
        let n = slice.rows.len();
        let wanted = ((n as f64 * share).round() as usize).clamp(1, n);
        let mut places: Vec<u32> = (0..n as u32).collect();
        if self.params.resampling.is_by_time() {
            places.drain(..n - wanted);
        } else {
            let mut generator = Xoshiro256PlusPlus::seed_from_u64(self.params.seed);
            places.shuffle(&mut generator);
            places.truncate(wanted);
            places.sort_unstable();
        }
        Slice {
            rows: places.iter().map(|&i| slice.rows[i as usize]).collect(),
            matrix: slice.matrix.take(&places),
            labels: slice.labels.take(&places),
            known: slice.known.take(&places),
        }
    }

    fn check_classes(&self, train: &Slice, fold: usize) -> Result<(), StepError> {
        let Labels::Classes { codes, classes } = &train.labels else {
            return Ok(());
        };
        let first = codes.first();
        let (Some(&only), true) = (first, codes.iter().all(|code| Some(code) == first)) else {
            return Ok(());
        };
        let only = classes.get(only as usize).map_or("", String::as_str);
        let advice = if self.folds.is_empty() {
            "Change the split in step 4."
        } else {
            "Choose stratified folds, or fewer of them, in step 5."
        };
        Err(StepError::Invalid(format!(
            "The training rows of fold {} of {} all have the class “{only}”, so there is nothing to tell apart. {advice}",
            fold + 1,
            self.n_units()
        )))
    }
}

/// Fits one learner on the rows of `train`.
pub(super) fn fit(
    learner: &learners::Params,
    train: &Slice,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Fitted, StepError> {
    let answers = train.labels.answers();
    let weights = params.class_weights.of_rows(learner.learner(), answers);
    let (matrix, weights) = (&train.matrix, weights.as_deref());
    Ok(learners::fit(
        learner,
        matrix,
        answers,
        weights,
        params.seed,
        progress,
    )?)
}
