use chrono::DateTime;

use super::{Params, params::micros, stream::Stream};
use crate::{
    automation::Project,
    data::{Categories, Kind, Table, split::SplitRule},
    drift::{Baseline, Sample, Verdict},
    metrics::Metric,
    steps::{
        Package, StepError, deployment, evaluation,
        preparation::{self, Prepared},
        training, validation,
    },
    terms::{Figure, Progress},
};

/// A model that a lane may deploy, with what is needed to judge and to follow it.
pub(super) struct Candidate {
    /// Its number within the replay; 0 is the model that every lane starts with.
    pub(super) id: usize,
    /// When it was trained.
    pub(super) at: i64,
    pub(super) package: Package,
    pub(super) evaluation: evaluation::Report,
    /// The split that it was made from, and its rows.
    prepared: Prepared,
    table: Table,
    preparation: preparation::Report,
    train: Vec<(Metric, Figure)>,
    /// What its inputs looked like on the rows that judged it, and how far single periods of its
    /// own history were from that, as a PSI: what they do is no drift.
    baselines: Vec<(Baseline, f64)>,
    /// Seconds that it took to make.
    pub(super) seconds: f64,
}

/// A column of some rows.
enum Side {
    Numbers(Vec<f64>),
    Categories(Categories),
}

impl Side {
    fn of(table: &Table, name: &str, kind: Kind) -> Result<Self, StepError> {
        Ok(match kind {
            Kind::Text | Kind::Boolean => Self::Categories(table.categories(name)?),
            Kind::Integer | Kind::Decimal | Kind::Time => Self::Numbers(table.numbers(name)?),
        })
    }

    fn sample(&self) -> Sample<'_> {
        match self {
            Self::Numbers(values) => Sample::Numbers(values),
            Self::Categories(categories) => Sample::Categories {
                codes: &categories.codes,
                levels: &categories.levels,
            },
        }
    }
}

impl Candidate {
    /// The model that the project itself makes: what every lane starts with.
    pub(super) fn first(
        stream: &Stream<'_>,
        seconds: &dyn Fn() -> f64,
        progress: &dyn Progress,
    ) -> Result<Self, StepError> {
        let rows = stream.between(i64::MIN, stream.start);
        let split = match &stream.project.preparation.split {
            split @ SplitRule::Time { .. } => split.clone(),
            _ => shares(stream.time),
        };
        Self::made((0, stream.start), stream, (&rows, split), seconds, progress)
    }

    /// A model made at `at` from the answers that were known then: the last days judge it, those
    /// before choose, all others train.
    ///
    /// # Errors
    /// If the history is too short for that.
    pub(super) fn at(
        (id, at): (usize, i64),
        (stream, params): (&Stream<'_>, &Params),
        seconds: &dyn Fn() -> f64,
        progress: &dyn Progress,
    ) -> Result<Self, StepError> {
        let known = at.saturating_sub(stream.delay);
        let from = params
            .history_days
            .map_or(i64::MIN, |days| known.saturating_sub(micros(days)));
        let rows = stream.between(from, known);
        let judging = micros(params.judging_days);
        let split = SplitRule::Time {
            column: stream.time.to_owned(),
            train_until: text(known - 2 * judging),
            validation_until: text(known - judging),
            test_until: text(known),
        };
        Self::made((id, at), stream, (&rows, split), seconds, progress)
    }

    fn made(
        (id, at): (usize, i64),
        stream: &Stream<'_>,
        (rows, split): (&[u32], SplitRule),
        seconds: &dyn Fn() -> f64,
        progress: &dyn Progress,
    ) -> Result<Self, StepError> {
        let begin = seconds();
        let project = stream.project;
        // Nothing of the future is in the table, so nothing of it can be learned.
        let table = stream.table.take(rows);
        let problem = &project.problem;
        let params = preparation::Params {
            split,
            ..project.preparation.clone()
        };
        let (prepared, preparation) = preparation::run(&table, problem, &params, progress)?;
        let input = training::Input {
            table: &table,
            prepared: &prepared,
            preparation: &params,
            identity: &crate::data::fingerprint(&["lab"]),
        };
        let aids: (&dyn Fn() -> f64, &dyn training::Units) = (seconds, &training::Forgetful);
        let trained = training::run(&input, problem, &project.training, aids, progress)?;
        let input = (&table, &prepared, project.segments.as_slice());
        let evaluation = evaluation::run(input, &trained, problem, &project.evaluation, progress)?;
        let model = trained.model(&evaluation.model).ok_or_else(|| {
            StepError::invalid("The evaluated model is gone. Please report this as a defect.")
        })?;
        let package = deployment::package(&prepared, model, &evaluation, problem);
        let reference = table.take(&prepared.reference);
        let history: Vec<Table> = stream
            .before(at.saturating_sub(stream.delay))
            .map(|rows| stream.table.take(&rows))
            .collect();
        let mut baselines = Vec::with_capacity(package.inputs().len());
        for input in package.inputs() {
            let side = Side::of(&reference, &input.name, input.kind)?;
            let baseline = Baseline::new(side.sample());
            let mut floor = 0.0_f64;
            for chunk in &history {
                let chunk = Side::of(chunk, &input.name, input.kind)?;
                let psi = baseline.compare(chunk.sample(), &[]).psi();
                floor = floor.max(psi.unwrap_or(0.0));
            }
            baselines.push((baseline, floor));
        }
        Ok(Self {
            id,
            at,
            train: model.train.clone(),
            package,
            evaluation,
            prepared,
            table,
            preparation,
            baselines,
            seconds: seconds() - begin,
        })
    }

    /// What the gates of the project say of it, beside the model in service. What only a real
    /// endpoint can show (a fresh process, latency, size) is not asked.
    pub(super) fn gates(
        &self,
        champion: &Self,
        project: &Project,
        progress: &dyn Progress,
    ) -> Result<validation::Report, StepError> {
        let name = format!("model {}", champion.id);
        let input = validation::Input {
            table: &self.table,
            prepared: &self.prepared,
            package: &self.package,
            evaluation: &self.evaluation,
            champion: Some(&validation::Champion {
                name,
                package: &champion.package,
            }),
            latency: None,
            around: validation::Surroundings {
                train: &self.train,
                checks: Some(&self.preparation.checks),
                ..validation::Surroundings::default()
            },
        };
        let mut params = project.validation.clone();
        params.gates.infrastructure = false;
        params.gates.sign_off = false;
        params.gates.max_megabytes = None;
        params.gates.max_age_days = None;
        validation::run(&input, (&project.problem, &params), progress)
    }

    /// The share of its inputs that drifted on `rows` of the stream.
    pub(super) fn drift(&self, stream: &Stream<'_>, rows: &[u32]) -> Result<Figure, StepError> {
        let seen = stream.table.take(rows);
        let mut drifted = 0_u32;
        for (input, (baseline, floor)) in self.package.inputs().iter().zip(&self.baselines) {
            let side = Side::of(&seen, &input.name, input.kind)?;
            let mut drift = baseline.compare(side.sample(), &[]);
            drift.raise_limit(*floor);
            drifted += u32::from(drift.verdict == Verdict::Drift);
        }
        let share = f64::from(drifted) / self.baselines.len() as f64;
        Ok(Figure::finite(share, "the model reads no column"))
    }

    /// The worst value of `metric` on so many rows that is still as good as on its test rows: that
    /// value, worse by some standard errors. Nothing where the metric has no interval.
    pub(super) fn limit(&self, metric: Metric, rows: usize, deviations: f64) -> Option<f64> {
        let value = self.evaluation.metric(metric).value()?;
        let interval = self.evaluation.interval(metric)?;
        // A 95 % interval is twice 1.96 standard errors wide, which shrink with the root of rows.
        let error = (interval.high - interval.low) / 3.92;
        let here = error * (self.evaluation.rows as f64 / rows.max(1) as f64).sqrt();
        let sign = if metric.higher_is_better() { -1.0 } else { 1.0 };
        Some(value + sign * deviations * here)
    }
}

/// Sixty, twenty and twenty percent in the order of time.
fn shares(column: &str) -> SplitRule {
    SplitRule::TimeShares {
        column: column.to_owned(),
        train: 0.6,
        validation: 0.2,
        test: 0.2,
    }
}

/// A time as a split reads it.
fn text(micros: i64) -> String {
    let time = DateTime::from_timestamp_micros(micros).unwrap_or_default();
    time.format("%Y-%m-%d %H:%M:%S%.6f").to_string()
}
