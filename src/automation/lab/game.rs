//! Level 0 by hand: a person looks, retrains, validates and deploys, while level 2 lives through
//! the same stream beside them.

use super::{
    EventKind, Lane, LaneReport, Params, Report, injected,
    params::micros,
    replay::{Aids, Memory, Replay},
    scoreboard,
    state::State,
    stream::Stream,
};
use crate::{automation::Project, data::Table, steps::StepError, terms::Figure};

/// What a person can do. Everything but waiting takes the days of a hand-over, for somebody else
/// has to begin with it; from a look to a model in service that makes four, as in the lane of
/// level 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Let the rest of the period pass.
    Wait,
    /// Have the monitoring looked at.
    Look,
    /// Have a new model trained on what is known by then.
    Retrain,
    /// Have the gates judge the new model.
    Validate,
    /// Put the new model into service.
    Deploy,
    /// Put the model before back into service.
    RollBack,
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 6] = [
        Self::Wait,
        Self::Look,
        Self::Retrain,
        Self::Validate,
        Self::Deploy,
        Self::RollBack,
    ];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wait => "Let the period pass",
            Self::Look => "Look at the monitoring",
            Self::Retrain => "Train a new model",
            Self::Validate => "Let the gates judge it",
            Self::Deploy => "Deploy it",
            Self::RollBack => "Take the last model back",
        }
    }
}

/// A model that was trained and is not in service.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// Its number.
    pub model: usize,
    /// The metric on its test rows.
    pub score: Figure,
    /// The gates that are shut, once they were asked.
    pub shut: Option<Vec<String>>,
}

/// A line of the diary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// What happened.
    pub words: String,
}

/// Where a game stands, for whoever shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The time, in microseconds since the epoch.
    pub now: i64,
    /// Both lanes, as far as time has passed: the person's, then level 2.
    pub report: Report,
    /// Periods that have passed.
    pub passed: usize,
    /// Periods that there are.
    pub periods: usize,
    /// Periods that the person has seen with the answers that came true; all once the game is over.
    pub seen: usize,
    /// The model that could be deployed.
    pub trained: Option<Trained>,
    /// The model in service.
    pub serves: usize,
    /// Whether there is a model to go back to.
    pub can_roll_back: bool,
    /// What was done, newest last.
    pub diary: Vec<Note>,
}

impl Standing {
    /// Whether the stream has ended.
    pub fn is_over(&self) -> bool {
        self.passed >= self.periods
    }

    /// Why `what` cannot be done now; nothing where it can.
    pub fn forbids(&self, what: Move) -> Option<&'static str> {
        match what {
            _ if self.is_over() => Some("The stream has ended."),
            Move::Validate | Move::Deploy if self.trained.is_none() => {
                Some("There is no new model. Train one first.")
            }
            Move::Validate if self.trained.as_ref().is_some_and(|of| of.shut.is_some()) => {
                Some("The gates have judged it.")
            }
            Move::RollBack if !self.can_roll_back => {
                Some("No model was in service before this one.")
            }
            _ => None,
        }
    }
}

/// A game.
pub struct Game {
    project: Project,
    table: Table,
    params: Params,
    memory: Memory,
    /// The person's lane, then level 2.
    states: [State; 2],
    now: i64,
    passed: usize,
    seen: usize,
    trained: Option<Trained>,
    diary: Vec<Note>,
}

impl Game {
    /// A new game on the stream of `project`.
    ///
    /// # Errors
    /// As [`super::replay()`].
    pub fn new(
        (project, table): (&Project, &Table),
        params: &Params,
        aids: Aids<'_>,
    ) -> Result<Self, StepError> {
        params.check()?;
        let table = injected::into(table, project, params)?;
        let stream = Stream::new(&table, project, params)?;
        let memory = Replay::begin(&stream, params, aids)?.memory;
        let states = [Lane::You, Lane::Two].map(|lane| State::new(lane, &stream));
        let (now, project, params) = (stream.start, project.clone(), params.clone());
        Ok(Self {
            project,
            params,
            memory,
            states,
            now,
            table,
            passed: 0,
            seen: 0,
            trained: None,
            diary: vec![Note {
                at: now,
                words: "Model 0 is in service, made by this project. The stream begins.".to_owned(),
            }],
        })
    }

    /// Does `what`, and lets the days pass that it takes.
    ///
    /// # Errors
    /// If it cannot be done now, or somebody stops it; the game then stands where it stood.
    pub fn play(&mut self, what: Move, aids: Aids<'_>) -> Result<Standing, StepError> {
        if let Some(why) = self.standing(aids)?.forbids(what) {
            return Err(StepError::invalid(why));
        }
        let before = (
            self.states.clone(),
            (self.now, self.passed, self.seen),
            (self.trained.clone(), self.diary.clone()),
        );
        let done = self.with_replay(aids, |game, replay| game.turn(what, replay));
        if let Err(err) = done {
            (
                self.states,
                (self.now, self.passed, self.seen),
                (self.trained, self.diary),
            ) = before;
            return Err(err);
        }
        self.standing(aids)
    }

    /// Where the game stands.
    ///
    /// # Errors
    /// If an answer cannot be computed again.
    pub fn standing(&mut self, aids: Aids<'_>) -> Result<Standing, StepError> {
        self.with_replay(aids, |game, replay| {
            let periods = replay.stream.periods.len();
            let is_over = game.passed >= periods;
            let mut lanes = Vec::with_capacity(2);
            for state in &game.states {
                lanes.push(if is_over {
                    replay.finish(state.clone())?
                } else {
                    so_far(state)
                });
            }
            let (_, serves) = game.states[0].serves();
            Ok(Standing {
                now: game.now,
                report: replay.report(lanes),
                passed: game.passed,
                periods,
                seen: if is_over { periods } else { game.seen },
                trained: game.trained.clone(),
                serves,
                can_roll_back: game.states[0].serving.len() > 1,
                diary: game.diary.clone(),
            })
        })
    }

    /// Lends the game's memory to a replay while `work` goes on.
    fn with_replay<T>(
        &mut self,
        aids: Aids<'_>,
        work: impl FnOnce(&mut Self, &mut Replay<'_>) -> Result<T, StepError>,
    ) -> Result<T, StepError> {
        let (project, table, params) = (
            self.project.clone(),
            self.table.clone(),
            self.params.clone(),
        );
        let stream = Stream::new(&table, &project, &params)?;
        let memory = std::mem::take(&mut self.memory);
        let mut replay = Replay::resume(memory, &stream, &params, aids);
        let result = work(self, &mut replay);
        self.memory = replay.memory;
        result
    }

    fn turn(&mut self, what: Move, replay: &mut Replay<'_>) -> Result<(), StepError> {
        let end = replay
            .stream
            .periods
            .last()
            .map_or(self.now, |last| last.end);
        let to = match what {
            Move::Wait => replay
                .stream
                .periods
                .get(self.passed)
                .map_or(end, |period| period.end),
            _ => self.now.saturating_add(micros(self.params.handover_days)),
        };
        self.states[0].minutes += match what {
            Move::Wait => 0.0,
            Move::Look => self.params.look_minutes + self.params.handover_minutes,
            _ => self.params.handover_minutes,
        };
        self.pass(to, replay)?;
        if to > end {
            self.note("The stream ended before it was done.");
            self.now = end;
            return Ok(());
        }
        match what {
            Move::Wait => {}
            Move::Look => self.look(replay),
            Move::Retrain => self.retrain(replay)?,
            Move::Validate => self.validate(replay)?,
            Move::Deploy => self.deploy(),
            Move::RollBack => self.roll_back(),
        }
        if self.passed >= replay.stream.periods.len() {
            let minutes = std::mem::take(&mut self.states[0].minutes);
            if let Some(last) = self.states[0].periods.last_mut() {
                last.minutes += minutes;
            }
            self.note("The stream has ended.");
        }
        Ok(())
    }

    /// Both lanes live until `to`.
    fn pass(&mut self, to: i64, replay: &mut Replay<'_>) -> Result<(), StepError> {
        let periods = &replay.stream.periods;
        let until = periods.partition_point(|period| period.end <= to);
        for p in self.passed..until {
            replay.progress.check()?;
            for state in &mut self.states {
                replay.live(state, p)?;
            }
        }
        self.passed = until.max(self.passed);
        self.now = to;
        Ok(())
    }

    fn note(&mut self, words: impl Into<String>) {
        let words = words.into();
        self.diary.push(Note {
            at: self.now,
            words,
        });
    }

    fn look(&mut self, replay: &Replay<'_>) {
        let delay = replay.stream.delay;
        let known = |end: i64| end.saturating_add(delay) <= self.now;
        let periods = &self.states[0].periods;
        self.seen = periods.iter().filter(|period| known(period.end)).count();
        let name = replay.metric.info().name;
        let Some(newest) = periods.last() else {
            self.note("Nobody has been answered yet: there is nothing to see.");
            return;
        };
        let judged = periods.iter().rev().find(|period| known(period.end));
        let performance = judged.map_or_else(
            || "No answer is known yet".to_owned(),
            |period| format!("{name} was {} where answers are known", period.metric),
        );
        let drift = newest.drift.clone().map(|share| 100.0 * share);
        let drift = match drift.value() {
            Some(share) => format!("{share:.0} % of the columns drifted"),
            None => "drift is not known".to_owned(),
        };
        let alarm = match newest.alarm.as_str() {
            "" => "monitoring does not ask for a new model".to_owned(),
            why => format!("monitoring asks for a new model: {why}"),
        };
        self.note(format!("{performance}, {drift}; {alarm}."));
    }

    fn retrain(&mut self, replay: &mut Replay<'_>) -> Result<(), StepError> {
        let now = self.now;
        match replay.make(now)? {
            Ok(model) => {
                let made = &replay.memory.models[model];
                let score = made.evaluation.metric(replay.metric);
                let told = format!("{} {score} on its test rows", replay.metric.info().name);
                self.states[0].seconds += made.seconds;
                self.states[0].event(now, EventKind::Trained, model, told.clone());
                self.note(format!("Model {model} was trained: {told}."));
                self.trained = Some(Trained {
                    model,
                    score,
                    shut: None,
                });
            }
            Err(why) => {
                let (_, serves) = self.states[0].serves();
                self.states[0].event(now, EventKind::Failed, serves, why.clone());
                self.note(why);
            }
        }
        Ok(())
    }

    fn validate(&mut self, replay: &Replay<'_>) -> Result<(), StepError> {
        let Some(mut trained) = self.trained.take() else {
            return Ok(());
        };
        let (_, serves) = self.states[0].serves();
        let (shut, n) = replay.gates(trained.model, serves)?;
        if shut.is_empty() {
            self.note(format!(
                "All of {n} gates are open for model {}.",
                trained.model
            ));
        } else {
            let told = shut.join(", ");
            self.states[0].block(self.now, trained.model, told.clone());
            self.note(format!(
                "Gates are shut for model {}: {told}.",
                trained.model
            ));
        }
        trained.shut = Some(shut);
        self.trained = Some(trained);
        Ok(())
    }

    fn deploy(&mut self) {
        let Some(trained) = self.trained.take() else {
            return;
        };
        let told = match &trained.shut {
            None => "by hand; no gate was asked",
            Some(shut) if shut.is_empty() => "by hand; every gate is open",
            Some(_) => "by hand, against the gates",
        };
        self.states[0].deploy(self.now, trained.model, told);
        self.note(format!("Model {} is in service, {told}.", trained.model));
    }

    fn roll_back(&mut self) {
        let (now, state) = (self.now, &mut self.states[0]);
        let before = state.serving.iter().rev().nth(1).map(|(_, model)| *model);
        let Some(before) = before else { return };
        let (_, model) = state.serves();
        state.serving.push((now, before));
        state.event(now, EventKind::RolledBack, model, "by hand");
        self.note(format!("Model {before} is in service again."));
    }
}

/// A lane that goes on: nothing can be told with hindsight yet.
fn so_far(state: &State) -> LaneReport {
    LaneReport {
        lane: state.lane,
        score: scoreboard::of(&state.periods, &state.events, state.seconds),
        periods: state.periods.clone(),
        events: state.events.clone(),
    }
}
