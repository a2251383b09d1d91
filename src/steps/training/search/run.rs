use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{
    Budget, Search, Strategy,
    candidates::{drawn, grid},
    halving::rungs,
};
use crate::{
    learners::{self, Dimension},
    metrics::Metric,
    steps::{
        StepError,
        training::{Spread, Trial, Unit, judge::Judge, report::better},
    },
    terms::{Figure, Part, Progress},
};

/// Candidates of one bracket where only the time is limited.
const BRACKET: usize = 27;

/// What a search works with.
pub(in crate::steps::training) struct Bench<'a> {
    /// Fits and judges.
    pub(in crate::steps::training) judge: &'a Judge<'a>,
    /// What decides.
    pub(in crate::steps::training) metric: Metric,
    /// Seeds what is drawn.
    pub(in crate::steps::training) seed: u64,
    /// Every trial of the run so far.
    pub(in crate::steps::training) trials: &'a mut Vec<Trial>,
}

/// Looks for good parameters around `start`, which is always tried first, and gives the best.
///
/// The same seed gives the same candidates in the same order, whatever the budget.
///
/// # Errors
/// If no candidate could be fitted and judged, a fold cannot be used, or somebody stops it.
pub(in crate::steps::training) fn search(
    search: &Search,
    start: &learners::Params,
    bench: &mut Bench<'_>,
    progress: &dyn Progress,
) -> Result<learners::Params, StepError> {
    let space = search.space(start.learner());
    let generator = Xoshiro256PlusPlus::seed_from_u64(bench.seed);
    let mut hunt = Hunt {
        first: bench.trials.len(),
        start,
        space: &space,
        budget: search.budget,
        generator,
        spent: 0.0,
        bench,
    };
    if space.is_empty() {
        hunt.budget = Budget::Trials(1);
    }
    match search.strategy {
        Strategy::Grid => hunt.grid(progress)?,
        Strategy::Random => hunt.random(progress)?,
        Strategy::Halving => hunt.halving(progress)?,
    }
    hunt.best()
}

struct Hunt<'a, 'b> {
    /// The place of its first trial.
    first: usize,
    start: &'a learners::Params,
    space: &'a [Dimension],
    budget: Budget,
    generator: Xoshiro256PlusPlus,
    /// Seconds of all its trials.
    spent: f64,
    bench: &'a mut Bench<'b>,
}

impl Hunt<'_, '_> {
    fn grid(&mut self, progress: &dyn Progress) -> Result<(), StepError> {
        let mut all = grid(self.start, self.space, &mut self.generator)?;
        all.retain(|params| params != self.start);
        all.insert(0, self.start.clone());
        let most = self.most().min(all.len());
        for (n, params) in all.into_iter().take(most).enumerate() {
            if self.is_over() {
                break;
            }
            self.try_out(params, 1.0, &self.part(progress, n, most))?;
        }
        Ok(())
    }

    fn random(&mut self, progress: &dyn Progress) -> Result<(), StepError> {
        let mut seen = vec![self.start.clone()];
        let most = self.most();
        for n in 0..most {
            if self.is_over() {
                break;
            }
            let params = match n {
                0 => self.start.clone(),
                _ => match drawn(self.start, self.space, &seen, &mut self.generator)? {
                    Some(params) => params,
                    None => break,
                },
            };
            seen.push(params.clone());
            self.try_out(params, 1.0, &self.part(progress, n, most))?;
        }
        Ok(())
    }

    fn halving(&mut self, progress: &dyn Progress) -> Result<(), StepError> {
        let mut seen = Vec::new();
        loop {
            let wanted = match self.budget {
                Budget::Trials(n) => n as usize,
                Budget::Seconds(_) => BRACKET,
            };
            let mut candidates = Vec::new();
            if seen.is_empty() {
                candidates.push(self.start.clone());
                seen.push(self.start.clone());
            }
            while candidates.len() < wanted
                && let Some(params) = drawn(self.start, self.space, &seen, &mut self.generator)?
            {
                seen.push(params.clone());
                candidates.push(params);
            }
            if candidates.is_empty() {
                return Ok(());
            }
            self.bracket(candidates, progress)?;
            if matches!(self.budget, Budget::Trials(_)) || self.is_over() {
                return Ok(());
            }
        }
    }

    /// All candidates on few rows, the best of them on more.
    fn bracket(
        &mut self,
        mut candidates: Vec<learners::Params>,
        progress: &dyn Progress,
    ) -> Result<(), StepError> {
        let rungs = rungs(candidates.len(), self.bench.judge.n_rows());
        let all = rungs.iter().map(|rung| rung.candidates).sum();
        let mut done = 0;
        for rung in rungs {
            candidates.truncate(rung.candidates);
            let from = self.bench.trials.len();
            for params in candidates {
                if self.is_over() {
                    return Ok(());
                }
                let part = self.part(progress, done, all);
                self.try_out(params, rung.share, &part)?;
                done += 1;
            }
            let mut judged: Vec<&Trial> = self.bench.trials[from..].iter().collect();
            judged.sort_by(|a, b| better(self.bench.metric, &a.score, &b.score));
            candidates = judged.iter().map(|trial| trial.params.clone()).collect();
        }
        Ok(())
    }

    fn try_out(
        &mut self,
        params: learners::Params,
        share: f64,
        progress: &dyn Progress,
    ) -> Result<(), StepError> {
        let number = self.bench.trials.len() as u32 + 1;
        let name = params.learner().info().name;
        let so_far = self.best_score().map_or_else(String::new, |best| {
            format!(", best {} {best:.4}", self.bench.metric.info().name)
        });
        progress.report(0.0, &format!("{name}: trial {number}{so_far}"));
        let units = self.bench.judge.judge(&params, share, progress)?;
        let trial = trial(number, (params, share), units, self.bench.metric);
        self.spent += trial.seconds;
        self.bench.judge.units.tried(&trial);
        self.bench.trials.push(trial);
        Ok(())
    }

    fn part<'p>(&self, progress: &'p dyn Progress, n: usize, of: usize) -> Part<'p> {
        let at = |n: usize| match self.budget {
            Budget::Trials(_) => n as f32 / of.max(1) as f32,
            Budget::Seconds(budget) => (self.spent / f64::from(budget)).min(1.0) as f32,
        };
        Part::new(progress, at(n), at(n + 1))
    }

    fn most(&self) -> usize {
        match self.budget {
            Budget::Trials(n) => n as usize,
            Budget::Seconds(_) => usize::MAX,
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.budget, Budget::Seconds(budget) if self.spent >= f64::from(budget))
    }

    /// The trials of this search.
    fn trials(&self) -> &[Trial] {
        &self.bench.trials[self.first..]
    }

    fn best_score(&self) -> Option<f64> {
        let scores = self.trials().iter().map(|trial| &trial.score);
        scores
            .min_by(|a, b| better(self.bench.metric, a, b))?
            .value()
    }

    /// The best of those that were judged on the largest share.
    fn best(&self) -> Result<learners::Params, StepError> {
        let scored = || {
            self.trials()
                .iter()
                .filter(|trial| trial.score.value().is_some())
        };
        let most = scored().map(|trial| trial.share).fold(0.0, f64::max);
        let best = scored()
            .filter(|trial| trial.share >= most)
            .min_by(|a, b| better(self.bench.metric, &a.score, &b.score));
        best.map(|trial| trial.params.clone()).ok_or_else(|| {
            let reason = self.trials().iter().find_map(|trial| trial.score.reason());
            StepError::Invalid(format!(
                "No trial of {} could be judged: {}. Change its ranges in step 5.",
                self.start.learner().info().name,
                reason
                    .unwrap_or("there was no time for one")
                    .trim_end_matches('.')
            ))
        })
    }
}

fn trial(
    number: u32,
    (params, share): (learners::Params, f64),
    units: Vec<Unit>,
    metric: Metric,
) -> Trial {
    let failed = units.iter().find_map(|unit| unit.as_ref().err().cloned());
    let folds: Vec<_> = units.into_iter().filter_map(Result::ok).collect();
    let score = match failed {
        Some(reason) => Figure::not_computable(reason),
        None => Spread::of(&folds, metric).mean,
    };
    Trial {
        number,
        params,
        share,
        score,
        seconds: folds.iter().map(|fold| fold.seconds).sum(),
        folds,
    }
}
