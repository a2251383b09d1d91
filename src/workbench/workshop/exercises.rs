//! What a participant does to learn. Whether it was done is read from the log, never ticked.

use serde_json::Value;

use super::{
    hand_over::{HandOver, HandOverState},
    log::{Log, by_person, kind},
};
use crate::{
    steps::Step,
    workbench::{Page, Role},
};

/// An entry of the log that shows that something was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// What the log says.
    pub words: String,
    /// Where it can be seen.
    pub page: Page,
}

impl Proof {
    pub(super) fn new(at: i64, words: impl Into<String>, page: Page) -> Self {
        Self {
            at,
            words: words.into(),
            page,
        }
    }

    pub(super) fn step(at: i64, words: impl Into<String>, step: Step) -> Self {
        Self::new(at, words, Page::Step(step))
    }
}

/// An exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    /// Run all nine steps by hand.
    ByHand,
    /// Change what counts as good enough.
    Criterion,
    /// Plant a leak, train, and pull it out.
    Leak,
    /// Train twice, differently.
    Experiment,
    /// Give errors a cost and judge again.
    Costs,
    /// See a gate shut.
    ShutGate,
    /// Waive a gate with a reason.
    Waive,
    /// Serve the model.
    Serve,
    /// Take a version back.
    RollBack,
    /// See to an alarm.
    Alarm,
    /// Let something run by itself.
    LevelOne,
    /// Replay the lab without a gate.
    GateOff,
    /// Replay the lab with an incident.
    Incident,
    /// Play level 0.
    Game,
    /// Hand work over, and have it accepted.
    HandOver,
}

impl Exercise {
    /// Every exercise, in the order in which they are done.
    pub const ALL: [Self; 15] = [
        Self::ByHand,
        Self::Criterion,
        Self::Leak,
        Self::Experiment,
        Self::Costs,
        Self::ShutGate,
        Self::Waive,
        Self::Serve,
        Self::RollBack,
        Self::Alarm,
        Self::HandOver,
        Self::LevelOne,
        Self::GateOff,
        Self::Incident,
        Self::Game,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::ByHand => "Once round by hand",
            Self::Criterion => "Good enough is a number",
            Self::Leak => "Plant a leak, pull it out",
            Self::Experiment => "Two experiments",
            Self::Costs => "Errors have a price",
            Self::ShutGate => "A gate that shuts",
            Self::Waive => "Against the rule, by name",
            Self::Serve => "Open for requests",
            Self::RollBack => "The way back",
            Self::Alarm => "An alarm with an owner",
            Self::LevelOne => "Hands off",
            Self::GateOff => "What a gate is worth",
            Self::Incident => "Something breaks",
            Self::Game => "Be level 0",
            Self::HandOver => "Over to you",
        }
    }

    /// What is to be done, and what to watch.
    pub fn task(self) -> &'static str {
        match self {
            Self::ByHand => {
                "Run each of the nine steps yourself, one after the other. Watch which ones turn stale when you go back and change something."
            }
            Self::Criterion => {
                "Change a success criterion in step 1. Nothing is trained anew, but step 7 turns stale: a criterion judges, it does not teach."
            }
            Self::Leak => {
                "In step 1 declare a column available that is only known too late, and train. Look at the score that is too good. Then mark the column again."
            }
            Self::Experiment => {
                "Train, change the recipe or the learners, train again. Compare both runs in step 5: is the difference larger than its spread?"
            }
            Self::Costs => {
                "Give right and wrong answers their costs in step 1 and evaluate again. Watch where the threshold goes."
            }
            Self::ShutGate => {
                "Set a criterion that the model cannot reach and let the gates judge. Read what the gate says: a value, a limit, a reason."
            }
            Self::Waive => {
                "Waive the shut gate with a reason and your name. Would you still sign the sentence in a year?"
            }
            Self::Serve => "Serve the model in step 8 and send it a request by hand.",
            Self::RollBack => {
                "Register a second version, then point the alias back to the first. Time yourself: this is the minute that counts at night."
            }
            Self::Alarm => {
                "Find an alarm of step 9, see to it and write down what you found. If there is none, follow a model into a season it never saw."
            }
            Self::HandOver => {
                "Write a hand-over as one role and mark it ready. Change the role, read it in the inbox, accept it."
            }
            Self::LevelOne => {
                "Set the project to level 1 or 2 and change something early. Watch the steps run without you."
            }
            Self::GateOff => {
                "In the levels lab switch one gate off and replay. Compare the bad models that are shipped with those of before."
            }
            Self::Incident => {
                "In the levels lab let something go wrong and replay. Which lane notices first, and by which figure?"
            }
            Self::Game => {
                "Play level 0 yourself to the end of the stream. How often did you look, and how long did nobody know?"
            }
        }
    }

    /// Where it is done.
    pub fn page(self) -> Page {
        match self {
            Self::ByHand | Self::Criterion | Self::Leak | Self::Costs => Page::Step(Step::Problem),
            Self::Experiment => Page::Step(Step::Training),
            Self::ShutGate | Self::Waive => Page::Step(Step::Validation),
            Self::Serve => Page::Step(Step::Deployment),
            Self::RollBack => Page::Models,
            Self::Alarm => Page::Step(Step::Monitoring),
            Self::LevelOne => Page::Automation,
            Self::GateOff | Self::Incident | Self::Game => Page::Lab,
            Self::HandOver => Page::Workshop,
        }
    }

    /// Whose work it is.
    pub fn role(self) -> Role {
        match self {
            Self::Criterion | Self::Leak | Self::Costs => Role::DataAnalyst,
            Self::ByHand => Role::DataEngineer,
            Self::Experiment => Role::DataScientist,
            Self::Serve | Self::HandOver => Role::MlDeveloper,
            Self::ShutGate
            | Self::Waive
            | Self::RollBack
            | Self::Alarm
            | Self::LevelOne
            | Self::GateOff
            | Self::Incident
            | Self::Game => Role::MlEngineer,
        }
    }

    /// What the log says of it since the workshop began; nothing while it was not done.
    pub fn proof(self, log: &Log) -> Option<Proof> {
        match self {
            Self::ByHand => by_hand(log),
            Self::Criterion => {
                let changed = first_change(log, |project| &project.problem.criteria)?;
                let words = "A success criterion was changed.";
                Some(Proof::step(changed, words, Step::Problem))
            }
            Self::Leak => leak(log),
            Self::Experiment => two_experiments(log),
            Self::Costs => costs(log),
            Self::ShutGate => {
                let mut verdicts = log.verdicts.iter().filter(|row| row.at >= log.since);
                let found = verdicts.find(|row| row.ruling.is_none() && row.verdict == "fail")?;
                let words = format!("“{}” was shut: {}", found.gate, found.explanation);
                Some(Proof::step(found.at, words, Step::Validation))
            }
            Self::Waive => {
                let mut verdicts = log.verdicts.iter().filter(|row| row.at >= log.since);
                let found = verdicts.find(|row| row.ruling.as_deref() == Some("waive"))?;
                let words = format!(
                    "{} waived “{}”: {}",
                    found.by, found.gate, found.explanation
                );
                Some(Proof::step(found.at, words, Step::Validation))
            }
            Self::Serve => {
                let found = log.of_kind(kind::SERVED).next()?;
                let words = format!("{} was served.", found.subject);
                Some(Proof::step(found.at, words, Step::Deployment))
            }
            Self::RollBack => {
                let mut changes = log.aliases.iter().filter(|change| change.at >= log.since);
                let back = |from: Option<i64>, to: i64| from.is_some_and(|from| to < from);
                let found =
                    changes.find(|change| change.rolled_back || back(change.from, change.to))?;
                let words = format!("{} points to version {} again.", found.alias, found.to);
                Some(Proof::new(found.at, words, Page::Models))
            }
            Self::Alarm => {
                let mut decisions = log.decisions.iter().filter(|row| row.at >= log.since);
                let found = decisions.find(|row| row.kind == "acknowledged")?;
                let words = format!("{} saw to {}: {}", found.by, found.subject, found.why);
                Some(Proof::step(found.at, words, Step::Monitoring))
            }
            Self::LevelOne => {
                let mut runs = log.runs.iter().filter(|run| run.started_at >= log.since);
                let found = runs.find(|run| run.outcome == "done" && !by_person(run))?;
                let step = Step::from_id(&found.step)?;
                let words = format!("{} ran by itself: {}.", step.name(), found.cause);
                Some(Proof::step(found.started_at, words, step))
            }
            Self::GateOff => lab(log, "A gate was switched off", |params| {
                let off = params["gates_off"].as_array();
                params["gates"] == Value::Bool(false) || off.is_some_and(|off| !off.is_empty())
            }),
            Self::Incident => lab(log, "Something went wrong on purpose", |params| {
                let incidents = params["incidents"].as_array();
                incidents.is_some_and(|incidents| !incidents.is_empty())
            }),
            Self::Game => {
                let found = log.of_kind(kind::GAME).next()?;
                Some(Proof::new(found.at, found.subject.clone(), Page::Lab))
            }
            Self::HandOver => {
                let all = HandOver::all(log);
                let accepted = |one: &&HandOver| one.state == HandOverState::Accepted;
                let found = all.iter().find(accepted)?;
                let words = format!(
                    "{} accepted “{}” of {}.",
                    found.to.name(),
                    found.about.name(),
                    found.from.name()
                );
                Some(Proof::new(found.at, words, Page::Workshop))
            }
        }
    }
}

fn by_hand(log: &Log) -> Option<Proof> {
    let mut last = i64::MIN;
    for step in Step::ALL {
        let first = log.done(step).find(|run| by_person(run))?;
        last = last.max(first.started_at);
    }
    let words = "Every one of the nine steps was run by a person.";
    Some(Proof::step(last, words, Step::Monitoring))
}

/// When a part of the definition first became another one.
fn first_change<T: PartialEq>(
    log: &Log,
    part: impl Fn(&crate::automation::Project) -> &T,
) -> Option<i64> {
    let pairs = log.defined().windows(2);
    let mut changed = pairs.filter(|pair| part(&pair[0].project) != part(&pair[1].project));
    changed.next().map(|pair| pair[1].at)
}

/// A column was declared available, a model was trained, and the column was marked again.
fn leak(log: &Log) -> Option<Proof> {
    let defined = log.defined();
    for (i, pair) in defined.windows(2).enumerate() {
        let [before, after] = pair else { continue };
        let now = &after.project.problem.unavailable;
        let marked = before.project.problem.unavailable.iter();
        for column in marked.filter(|column| !now.contains(*column)) {
            let Some(again) = defined[i + 1..]
                .iter()
                .find(|later| later.project.problem.unavailable.contains(column))
            else {
                continue;
            };
            let trained = log
                .done(Step::Training)
                .any(|run| after.at <= run.started_at && run.started_at <= again.at);
            if trained {
                let words =
                    format!("A model was trained with {column}, and the column was marked again.");
                return Some(Proof::step(again.at, words, Step::Problem));
            }
        }
    }
    None
}

fn two_experiments(log: &Log) -> Option<Proof> {
    let first = log.done(Step::Training).next()?;
    let mut runs = log.done(Step::Training);
    let second = runs.find(|run| run.fingerprint != first.fingerprint)?;
    let words = format!(
        "Runs {} and {} trained on different terms.",
        first.id, second.id
    );
    Some(Proof::step(second.started_at, words, Step::Training))
}

fn costs(log: &Log) -> Option<Proof> {
    let changed = first_change(log, |project| &project.problem.costs)?;
    let mut runs = log.done(Step::Evaluation);
    let judged = runs.find(|run| run.started_at >= changed)?;
    let words = "The costs were changed and the model judged by them.";
    Some(Proof::step(judged.started_at, words, Step::Evaluation))
}

fn lab(log: &Log, words: &str, fits: impl Fn(&Value) -> bool) -> Option<Proof> {
    let found = log.of_kind(kind::LAB).find(|row| {
        let params: Value = serde_json::from_str(&row.detail).unwrap_or_default();
        fits(&params)
    })?;
    Some(Proof::new(
        found.at,
        format!("{words}, and the stream was replayed."),
        Page::Lab,
    ))
}
