use super::{ClassWeights, Resampling, Search};
use crate::{
    learners::{self, Learner},
    steps::{StepError, problem},
    terms::Task,
};

/// Which models to fit.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The learners, each with its parameters; the task's usual ones where none is named.
    /// The task's baseline is always added.
    pub learners: Vec<learners::Params>,
    /// Seeds whatever a learner draws by chance.
    pub seed: u64,
    /// How much the rows of each class count; of no effect for numbers, for baselines, and for
    /// learners that cannot weigh rows.
    pub class_weights: ClassWeights,
    /// On which rows models are compared.
    pub resampling: Resampling,
    /// How better parameters are looked for; not at all where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
}

impl Params {
    /// The learners to fit: the baselines of the task first, each learner once. The last known
    /// answer is one of them where rows have a time: elsewhere their order may mean nothing.
    pub fn learners_for(&self, problem: &problem::Params) -> Vec<learners::Params> {
        let task = problem.task;
        let counts = |learner: &Learner| {
            let is_last = *learner == Learner::Last;
            learner.is_baseline() && (!is_last || problem.time_column.is_some())
        };
        let mut all: Vec<learners::Params> = Learner::for_task(task)
            .filter(counts)
            .map(Learner::default_params)
            .collect();
        if self.learners.is_empty() {
            let usual = Learner::for_task(task).filter(|learner| learner.is_usual());
            all.extend(usual.map(Learner::default_params));
        } else {
            let chosen = self
                .learners
                .iter()
                .filter(|params| !params.learner().is_baseline());
            all.extend(chosen.cloned());
        }
        all
    }

    /// Whether every learner has sensible parameters and suits `task`, and folds and search make
    /// sense.
    pub fn check(&self, task: Task) -> Result<(), StepError> {
        self.resampling.check()?;
        if let Some(search) = &self.search {
            search.check()?;
        }
        for params in &self.learners {
            params.check()?;
            let learner = params.learner();
            if !learner.tasks().contains(&task) {
                return Err(StepError::Invalid(format!(
                    "{} cannot do {}. Remove it in step 5.",
                    learner.info().name,
                    task.name().to_lowercase()
                )));
            }
        }
        Ok(())
    }
}
