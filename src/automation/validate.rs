use super::{Pipeline, pipeline::report};
use crate::{
    gates::{Decision, Golden},
    steps::{
        Package, StepError, deployment,
        validation::{self, Fresh, GoldenRequests},
    },
    terms::{Figure, Progress},
};

/// What step 7 knows of the world beside data and models.
#[derive(Clone, Copy, Default)]
pub struct Promotion<'a> {
    /// Asks a fresh process; where there is none to ask, its gate is not known.
    pub fresh: Option<&'a Fresh<'a>>,
    /// What persons decided about the very model that is judged.
    pub decisions: &'a [Decision],
    /// The time, in microseconds since the epoch; without it the age of the data is not known.
    pub now: Option<i64>,
}

/// Microseconds of a day.
const DAY: f64 = 86_400e6;

impl Pipeline<'_> {
    pub(super) fn validate(
        &self,
        progress: &dyn Progress,
    ) -> Result<validation::Report, StepError> {
        let (table, prepared) = (self.table(progress)?, self.prepared(progress)?);
        let evaluation = report(self.results.evaluation.as_ref())?;
        let preparation = report(self.results.preparation.as_ref())?;
        let model = self.model()?;
        let champion = self
            .champion
            .as_ref()
            .map(|(name, package)| validation::Champion {
                name: name.clone(),
                package,
            });
        let problem = &self.project.problem;
        let package = deployment::package(&prepared, model, evaluation, problem);
        let mut latency = None;
        if problem.latency_budget_ms.is_some() {
            let rows = table.take(&prepared.test.rows);
            latency = Some(validation::latency(&package, &rows, self.seconds));
        }
        let params = &self.project.validation;
        let mut golden = None;
        if params.gates.infrastructure {
            progress.report(0.05, "Asking a fresh process");
            let requests = GoldenRequests::of(&package, &table, &prepared.test.rows)?;
            golden = Some(self.ask(&package, &requests));
        }
        let bytes = params.gates.max_megabytes.map(|_| size(&package));
        let input = validation::Input {
            table: &table,
            prepared: &prepared,
            package: &package,
            evaluation,
            champion: champion.as_ref(),
            latency: latency.as_ref(),
            around: validation::Surroundings {
                train: &model.train,
                checks: Some(&preparation.checks),
                bytes: bytes.transpose()?,
                golden,
                age_days: Some(self.age()),
                decisions: self.promotion.decisions,
            },
        };
        validation::run(&input, (problem, params), progress)
    }

    fn ask(&self, package: &Package, requests: &GoldenRequests) -> Result<Golden, String> {
        let fresh = self
            .promotion
            .fresh
            .ok_or("the program that could be started was not found.")?;
        let differing = requests.differing_in(package, fresh)?;
        Ok(Golden {
            requests: requests.answers.len() as u64,
            differing,
        })
    }

    /// Days since the newest source was written.
    fn age(&self) -> Figure {
        let extraction = self.results.extraction.as_ref();
        let written = extraction.and_then(|done| done.report.modified());
        match (written, self.promotion.now) {
            (Some(written), Some(now)) => {
                Figure::finite((now - written) as f64 / DAY, "the clock is wrong")
            }
            _ => Figure::not_computable("the sources do not say when they were written"),
        }
    }
}

fn size(package: &Package) -> Result<u64, StepError> {
    let bytes = serde_json::to_vec(package)
        .map_err(|err| StepError::Invalid(format!("The package cannot be written: {err}")))?;
    Ok(bytes.len() as u64)
}
