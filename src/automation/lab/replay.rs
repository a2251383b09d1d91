use std::collections::BTreeMap;

use super::{
    EventKind, Lane, LaneReport, Params, PeriodReport, Report,
    answers::Answers,
    candidate::Candidate,
    injected,
    params::micros,
    scoreboard,
    state::{Pending, State},
    stream::Stream,
};
use crate::{
    automation::Project,
    data::Table,
    gates::GateResult,
    metrics::Metric,
    steps::StepError,
    terms::{Figure, Part, Progress},
};

/// Lets every lane live through what comes after the first model of `project` was judged.
///
/// `seconds` reads a stopwatch. Lanes that train at the same moment share the model.
///
/// # Errors
/// If the project has no stream, the first model cannot be made, a figure of the calendar makes
/// no sense, or somebody stops it.
pub fn replay(
    (project, table): (&Project, &Table),
    (lanes, params): (&[Lane], &Params),
    seconds: &dyn Fn() -> f64,
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    params.check()?;
    if lanes.contains(&Lane::You) {
        return Err(StepError::invalid(
            "Nobody acts by hand in a replay. Play level 0 yourself on the page of the levels lab.",
        ));
    }
    let table = &injected::into(table, project, params)?;
    let stream = Stream::new(table, project, params)?;
    let mut replay = Replay::begin(&stream, params, (seconds, progress))?;
    let mut states: Vec<State> = lanes
        .iter()
        .map(|lane| State::new(*lane, &stream))
        .collect();
    let n = stream.periods.len();
    for p in 0..n {
        progress.check()?;
        replay.share = p as f32 / n as f32;
        progress.report(replay.share, &format!("Period {} of {n}", p + 1));
        for state in states.iter_mut().filter(|state| state.lane != Lane::Oracle) {
            replay.live(state, p)?;
        }
    }
    let mut reports = Vec::with_capacity(states.len());
    for state in states {
        reports.push(if state.lane == Lane::Oracle {
            replay.oracle()?
        } else {
            replay.finish(state)?
        });
    }
    Ok(replay.report(reports))
}

/// From where on a period counts as degraded: a success criterion on the metric, else what the
/// first model's test score says of a usual period.
fn limit(
    project: &Project,
    first: &Candidate,
    stream: &Stream<'_>,
    (metric, params): (Metric, &Params),
) -> Option<f64> {
    let criteria = project.problem.criteria.iter();
    let criterion = criteria
        .filter(|criterion| criterion.metric == metric && criterion.slice.is_none())
        .find_map(|criterion| criterion.at_least.or(criterion.at_most));
    let rows = stream.rows.len() - stream.periods.first().map_or(0, |period| period.first);
    let usual = rows / stream.periods.len().max(1);
    criterion.or_else(|| first.limit(metric, usual, params.deviations))
}

/// The world of all lanes.
pub(super) struct Replay<'a> {
    pub(super) stream: &'a Stream<'a>,
    pub(super) params: &'a Params,
    pub(super) metric: Metric,
    pub(super) seconds: &'a dyn Fn() -> f64,
    pub(super) progress: &'a dyn Progress,
    /// Share of the periods that are done.
    pub(super) share: f32,
    pub(super) memory: Memory,
}

/// What is made once, whoever asks for it.
#[derive(Default)]
pub(super) struct Memory {
    /// From which value of the metric on a period counts as degraded.
    pub(super) limit: Option<f64>,
    pub(super) models: Vec<Candidate>,
    /// What came of training at a moment.
    pub(super) made: BTreeMap<i64, Result<usize, String>>,
    /// What a model answers to the rows of a period.
    pub(super) answers: BTreeMap<(usize, usize), Answers>,
}

/// A stopwatch, and who is told how far it is.
pub(super) type Aids<'a> = (&'a dyn Fn() -> f64, &'a dyn Progress);

impl<'a> Replay<'a> {
    /// Trains the model that every lane starts with.
    pub(super) fn begin(
        stream: &'a Stream<'a>,
        params: &'a Params,
        (seconds, progress): Aids<'a>,
    ) -> Result<Self, StepError> {
        progress.report(0.0, "Training the first model");
        let first = Candidate::first(stream, seconds, &Part::new(progress, 0.0, 0.0))?;
        let metric = stream.project.problem.primary_metric();
        let memory = Memory {
            limit: limit(stream.project, &first, stream, (metric, params)),
            models: vec![first],
            ..Memory::default()
        };
        Ok(Self::resume(memory, stream, params, (seconds, progress)))
    }

    /// Goes on with what was made before from the same stream.
    pub(super) fn resume(
        memory: Memory,
        stream: &'a Stream<'a>,
        params: &'a Params,
        (seconds, progress): Aids<'a>,
    ) -> Self {
        Self {
            stream,
            params,
            metric: stream.project.problem.primary_metric(),
            seconds,
            progress,
            share: 0.0,
            memory,
        }
    }

    pub(super) fn report(&self, lanes: Vec<LaneReport>) -> Report {
        let periods = &self.stream.periods;
        Report {
            project: self.stream.project.name.clone(),
            by: String::new(),
            params: self.params.clone(),
            metric: self.metric.id().to_owned(),
            limit: self.memory.limit.map_or_else(
                || Figure::not_computable("the metric has no interval on the test part"),
                Figure::Value,
            ),
            start: self.stream.start,
            end: periods
                .last()
                .map_or(self.stream.start, |period| period.end),
            models: self.memory.models.len(),
            lanes,
        }
    }
}

impl Replay<'_> {
    /// One period of a lane: what was on its way arrives, rows are answered, monitoring looks, and
    /// whoever acts acts.
    pub(super) fn live(&mut self, state: &mut State, p: usize) -> Result<(), StepError> {
        let period = self.stream.periods[p];
        self.arrive(state, period.end - 1)?;
        let answers = self.given(&state.serving, p)?;
        let (_, model) = state.serves();
        let metric = answers.metric(self.stream, self.metric);
        let rows = self.stream.of(period);
        let drift = if rows.is_empty() {
            Figure::not_computable("the period has no rows")
        } else {
            self.memory.models[model].drift(self.stream, &rows)?
        };
        let alarm = self.alarm(state, period.end, &drift)?;
        state.periods.push(PeriodReport {
            start: period.start,
            end: period.end,
            rows: answers.len(),
            model,
            is_degraded: self.is_worse(&metric, self.memory.limit),
            metric,
            value: answers.value(self.stream),
            drift,
            confidence: answers.confidence(),
            alarm: alarm.clone().unwrap_or_default(),
            minutes: 0.0,
        });
        if state.lane == Lane::Two && self.params.roll_back {
            self.watch(state, period.end)?;
        }
        self.act(state, period.end, alarm);
        self.arrive(state, period.end)?;
        if let Some(last) = state.periods.last_mut() {
            last.minutes = std::mem::take(&mut state.minutes);
        }
        Ok(())
    }

    /// Why monitoring asks for a new model at `now`, if it does: columns drifted, or the newest
    /// period whose answers are known was worse than the model in service may be.
    fn alarm(
        &mut self,
        state: &State,
        now: i64,
        drift: &Figure,
    ) -> Result<Option<String>, StepError> {
        let (since, model) = state.serves();
        let known = self.known(since, now);
        if let Some(p) = known.last().copied() {
            let answers = self.given(&state.serving, p)?;
            let figure = answers.metric(self.stream, self.metric);
            let limit =
                self.memory.models[model].limit(self.metric, answers.len(), self.params.deviations);
            if let (true, Some(value), Some(limit)) =
                (self.is_worse(&figure, limit), figure.value(), limit)
            {
                return Ok(Some(format!(
                    "{} was {value:.3} in the newest period with known answers, beyond {limit:.3}",
                    self.metric.info().name
                )));
            }
        }
        let share = drift
            .value()
            .filter(|share| *share >= self.params.drift_share);
        Ok(share.map(|share| format!("{:.0} % of the columns drifted", 100.0 * share)))
    }

    /// The periods that began after `since` and whose answers are all known at `now`.
    fn known(&self, since: i64, now: i64) -> Vec<usize> {
        let periods = self.stream.periods.iter().enumerate();
        let known = periods.filter(|(_, period)| {
            period.start >= since
                && period.end.saturating_add(self.stream.delay) <= now
                && period.last > period.first
        });
        known.map(|(p, _)| p).collect()
    }

    pub(super) fn is_worse(&self, figure: &Figure, limit: Option<f64>) -> bool {
        match (figure.value(), limit) {
            (Some(value), Some(limit)) if self.metric.higher_is_better() => value < limit,
            (Some(value), Some(limit)) => value > limit,
            _ => false,
        }
    }

    /// Who reacts to an alarm, and when the new model will be there.
    fn act(&self, state: &mut State, now: i64, alarm: Option<String>) {
        let why = match state.lane {
            Lane::Never | Lane::You | Lane::Oracle => None,
            Lane::Always => Some("the calendar".to_owned()),
            Lane::One | Lane::Two => alarm,
            Lane::Zero => {
                state.unseen = alarm.or_else(|| state.unseen.take());
                if now < state.next_look {
                    None
                } else {
                    state.next_look = now + micros(self.params.look_days);
                    state.minutes += self.params.look_minutes;
                    state.unseen.take()
                }
            }
        };
        let rests = state.lane != Lane::Always
            && state
                .triggered
                .is_some_and(|last| now < last + micros(self.params.cooldown_days));
        let Some(why) = why.filter(|_| state.pending.is_none() && !rests) else {
            return;
        };
        let (train, ship) = state.lane.handovers();
        let days = |handovers: u32| micros(self.params.handover_days * f64::from(handovers));
        let train_at = now + days(train);
        state.minutes += self.params.handover_minutes * f64::from(train);
        state.triggered = Some(now);
        state.pending = Some(Pending {
            train_at,
            ship_at: train_at + days(ship),
            model: None,
        });
        let (_, model) = state.serves();
        state.event(now, EventKind::Triggered, model, why);
    }

    /// What was due until `now`: training, then the decision about what was trained.
    fn arrive(&mut self, state: &mut State, now: i64) -> Result<(), StepError> {
        let Some(mut pending) = state.pending.take() else {
            return Ok(());
        };
        if pending.model.is_none() && pending.train_at <= now {
            match self.make(pending.train_at)? {
                Ok(model) => {
                    pending.model = Some(model);
                    state.seconds += self.memory.models[model].seconds;
                    let score = self.memory.models[model].evaluation.metric(self.metric);
                    let told = format!("{} {score} on its test rows", self.metric.info().name);
                    state.event(pending.train_at, EventKind::Trained, model, told);
                }
                Err(why) => {
                    state.event(pending.train_at, EventKind::Failed, state.serves().1, why);
                    return Ok(());
                }
            }
        }
        match pending.model {
            Some(model) if pending.ship_at <= now => {
                state.minutes += self.params.handover_minutes * f64::from(state.lane.handovers().1);
                self.decide(state, pending.ship_at, model)
            }
            _ => {
                state.pending = Some(pending);
                Ok(())
            }
        }
    }

    /// Deploys a trained model, unless gates are shut.
    fn decide(&self, state: &mut State, at: i64, model: usize) -> Result<(), StepError> {
        let (_, champion) = state.serves();
        if state.lane == Lane::Always || !self.params.gates {
            state.deploy(at, model, "no gate was asked");
            return Ok(());
        }
        let (shut, n) = self.gates(model, champion)?;
        if shut.is_empty() {
            state.deploy(at, model, &format!("all of {n} gates are open"));
        } else {
            state.block(at, model, shut.join(", "));
        }
        Ok(())
    }

    /// The gates that stop `model`, and how many were asked.
    pub(super) fn gates(
        &self,
        model: usize,
        champion: usize,
    ) -> Result<(Vec<String>, usize), StepError> {
        let [ours, theirs] = [model, champion].map(|id| &self.memory.models[id]);
        let report = ours.gates(theirs, self.stream.project, &self.part())?;
        let asked = |gate: &&GateResult| !self.params.gates_off.contains(&gate.gate);
        let shut = report.failed().filter(asked);
        let shut = shut.map(|gate| gate.title.clone()).collect();
        Ok((shut, report.gates.iter().filter(asked).count()))
    }

    /// Takes a fresh model back if the first period after it began, once its answers are known,
    /// shows that the model before would have been better.
    fn watch(&mut self, state: &mut State, now: i64) -> Result<(), StepError> {
        let Some((since, before)) = state.watched else {
            return Ok(());
        };
        let Some(p) = self.known(since, now).first().copied() else {
            return Ok(());
        };
        state.watched = None;
        let (_, model) = state.serves();
        if self.apart((model, before), &[p])? == Some(false) {
            state.serving.push((now, before));
            let told = format!("model {before} would have been better in its first period");
            state.event(now, EventKind::RolledBack, model, told);
        }
        Ok(())
    }

    /// The steps report where the lab stands, not where they stand.
    fn part(&self) -> Part<'_> {
        Part::new(self.progress, self.share, self.share)
    }

    /// The model that is trained at `at`, or why there is none.
    pub(super) fn make(&mut self, at: i64) -> Result<Result<usize, String>, StepError> {
        if let Some(made) = self.memory.made.get(&at) {
            return Ok(made.clone());
        }
        let id = self.memory.models.len();
        let of = (self.stream, self.params);
        let made = match Candidate::at((id, at), of, self.seconds, &self.part()) {
            Ok(candidate) => {
                self.memory.models.push(candidate);
                Ok(id)
            }
            Err(StepError::Cancelled) => return Err(StepError::Cancelled),
            Err(err) => Err(err.to_string()),
        };
        self.memory.made.insert(at, made.clone());
        Ok(made)
    }

    /// What `model` answers to the rows of period `p`.
    pub(super) fn answers_of(&mut self, model: usize, p: usize) -> Result<&Answers, StepError> {
        if !self.memory.answers.contains_key(&(model, p)) {
            let rows = self.stream.of(self.stream.periods[p]);
            let package = &self.memory.models[model].package;
            let found = Answers::of(package, self.stream, &rows, &self.part())?;
            self.memory.answers.insert((model, p), found);
        }
        self.memory
            .answers
            .get(&(model, p))
            .ok_or_else(|| StepError::invalid("Answers are gone. Please report this as a defect."))
    }

    /// What a lane answered in period `p`: each row by the model that served at its time.
    pub(super) fn given(
        &mut self,
        serving: &[(i64, usize)],
        p: usize,
    ) -> Result<Answers, StepError> {
        let period = self.stream.periods[p];
        let mut given = Answers::default();
        for (i, &(from, model)) in serving.iter().enumerate() {
            let until = serving.get(i + 1).map_or(i64::MAX, |(next, _)| *next);
            if from >= period.end || until <= period.start {
                continue;
            }
            let times = &self.stream.rows[period.first..period.last];
            let first = times.partition_point(|(time, _)| *time < from);
            let last = times.partition_point(|(time, _)| *time < until);
            given.extend(&self.answers_of(model, p)?.take(first..last));
        }
        Ok(given)
    }

    pub(super) fn finish(&mut self, mut state: State) -> Result<LaneReport, StepError> {
        self.hindsight(&mut state)?;
        Ok(LaneReport {
            lane: state.lane,
            score: scoreboard::of(&state.periods, &state.events, state.seconds),
            periods: state.periods,
            events: state.events,
        })
    }
}
