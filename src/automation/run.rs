//! One run of the pipeline by itself: what started it, how far it is, and how it ended.

use super::{Automation, Cause, DataCheck, Project, Results, Rollout, State, state};
use crate::steps::Step;

/// A run of the pipeline that a trigger started, or a person by asking for one.
///
/// It is kept after every step, in one piece with what the step gave, so that a run that was
/// interrupted goes on where it was, and does nothing twice.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PipelineRun {
    /// Why it began.
    pub causes: Vec<Cause>,
    /// When it began, in microseconds since the epoch.
    pub started_at: i64,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// The steps that it runs, in their order.
    pub steps: Vec<StepNote>,
    /// The step that waits for a person after the last one; nothing where the run goes to the end.
    pub waits_for: Option<Step>,
    /// How it stands.
    pub state: RunState,
    /// How it stands, in a sentence.
    pub note: String,
    /// The snapshot that it read.
    pub snapshot: Option<String>,
    /// What was seen of the new rows.
    pub data: Option<DataCheck>,
    /// How the new version is tried, once there is one.
    pub rollout: Option<Rollout>,
}

/// How a step of a run stands.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct StepNote {
    /// The step.
    pub step: Step,
    /// How it stands.
    pub outcome: StepOutcome,
    /// Seconds that it took; 0 where it did not run.
    pub seconds: f64,
}

/// How a step of a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepOutcome {
    /// It has not had its turn.
    Waiting,
    /// It ran in this run.
    Done,
    /// Nothing that it depends on has changed, so what it gave before stands.
    Cached,
    /// It failed, or a gate was shut.
    Failed,
    /// The run ended before it.
    Skipped,
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// It goes on.
    Running,
    /// Its steps are through, and a person has to go on.
    AwaitsPerson,
    /// It is through.
    Done,
    /// It ended early, as there was nothing to learn.
    NothingNew,
    /// A gate did not let the model through.
    Blocked,
    /// The new version was tried and taken back.
    RolledBack,
    /// The data have another shape, or somebody stopped it.
    Stopped,
    /// A step failed.
    Failed,
}

impl RunState {
    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::AwaitsPerson => "awaits_person",
            Self::Done => "done",
            Self::NothingNew => "nothing_new",
            Self::Blocked => "blocked",
            Self::RolledBack => "rolled_back",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }

    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::AwaitsPerson => "waits for a person",
            Self::Done => "done",
            Self::NothingNew => "nothing new",
            Self::Blocked => "blocked",
            Self::RolledBack => "rolled back",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

impl StepOutcome {
    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Cached => "cached",
            Self::Failed => "failed",
            Self::Skipped => "not run",
        }
    }
}

impl PipelineRun {
    /// A run that begins at `now`, of the steps that run by themselves.
    pub fn new(automation: &Automation, causes: Vec<Cause>, now: i64) -> Self {
        // What is to be predicted was said by a person; step 1 only holds it against its rules.
        let first = [Step::Problem, Step::Extraction];
        let after = automation.after(Step::Extraction);
        let last = after.last().copied().unwrap_or(Step::Extraction);
        let later = Step::ALL.into_iter().filter(|step| *step > last);
        let steps = first.into_iter().chain(after);
        Self {
            causes,
            started_at: now,
            ended_at: None,
            steps: steps
                .map(|step| StepNote {
                    step,
                    outcome: StepOutcome::Waiting,
                    seconds: 0.0,
                })
                .collect(),
            waits_for: later.into_iter().find(|step| *step != Step::Analysis),
            state: RunState::Running,
            note: String::new(),
            snapshot: None,
            data: None,
            rollout: None,
        }
    }

    /// The next step that has to run, after noting those before it that need not. Extraction runs
    /// once in every run: only reading tells whether there is something new.
    pub fn next(&mut self, project: &Project, results: &Results) -> Option<Step> {
        for note in &mut self.steps {
            if note.outcome != StepOutcome::Waiting {
                continue;
            }
            let reads = note.step == Step::Extraction;
            if reads || state(project, results, note.step) != State::Fresh {
                return Some(note.step);
            }
            note.outcome = StepOutcome::Cached;
        }
        None
    }

    /// A step ended well.
    pub fn step_done(&mut self, step: Step, seconds: f64) {
        self.set(step, StepOutcome::Done, seconds);
    }

    /// A step failed: so has the run, or a gate holds it back.
    pub fn step_failed(&mut self, step: Step, blocked: bool, why: &str, now: i64) {
        self.set(step, StepOutcome::Failed, 0.0);
        let state = if blocked {
            RunState::Blocked
        } else {
            RunState::Failed
        };
        self.end(state, why, now);
    }

    /// All steps are through, and nothing is tried any more.
    pub fn through(&mut self, now: i64) {
        let ran = |note: &StepNote| note.outcome == StepOutcome::Done;
        let trained = self
            .steps
            .iter()
            .any(|note| ran(note) && note.step > Step::Extraction);
        match (self.waits_for, trained) {
            (_, false) => self.end(
                RunState::NothingNew,
                "Nothing has changed since the last run: every step is cached.",
                now,
            ),
            (Some(step), true) => self.end(
                RunState::AwaitsPerson,
                &format!(
                    "Step {} {} is next, and is for a person.",
                    step.index() + 1,
                    step.name()
                ),
                now,
            ),
            (None, true) => self.end(RunState::Done, "Every step is through.", now),
        }
    }

    /// Ends it.
    pub fn end(&mut self, state: RunState, note: &str, now: i64) {
        self.state = state;
        note.clone_into(&mut self.note);
        self.ended_at = Some(now);
        for note in &mut self.steps {
            if note.outcome == StepOutcome::Waiting {
                note.outcome = StepOutcome::Skipped;
            }
        }
    }

    /// Whether it goes on.
    pub fn is_open(&self) -> bool {
        self.state == RunState::Running
    }

    /// How `step` stands in it.
    pub fn outcome(&self, step: Step) -> Option<StepOutcome> {
        let note = self.steps.iter().find(|note| note.step == step)?;
        Some(note.outcome)
    }

    fn set(&mut self, step: Step, outcome: StepOutcome, seconds: f64) {
        for note in self.steps.iter_mut().filter(|note| note.step == step) {
            note.outcome = outcome;
            note.seconds = seconds;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automation::{Level, Preset};

    fn run(level: Level) -> PipelineRun {
        PipelineRun::new(&Automation::of(Preset::Course, level), Vec::new(), 5)
    }

    #[test]
    fn a_run_goes_as_far_as_its_level() {
        let one = run(Level::One);
        let steps: Vec<usize> = one.steps.iter().map(|note| note.step.index() + 1).collect();
        assert_eq!(steps, [1, 2, 3, 4, 5, 6]);
        assert_eq!(one.waits_for, Some(Step::Validation));
        assert_eq!(run(Level::Two).waits_for, None);
        let google = PipelineRun::new(&Automation::of(Preset::Google, Level::One), Vec::new(), 5);
        assert_eq!(google.outcome(Step::Analysis), None);
        assert_eq!(google.waits_for, None);
    }

    #[test]
    fn the_data_are_read_once_and_a_failure_ends_it() {
        let mut run = run(Level::One);
        let (project, results) = (Project::default(), Results::default());
        assert_eq!(run.next(&project, &results), Some(Step::Problem));
        run.step_done(Step::Problem, 0.1);
        assert_eq!(run.next(&project, &results), Some(Step::Extraction));
        run.step_done(Step::Extraction, 1.0);
        assert_eq!(run.next(&project, &results), Some(Step::Analysis));
        run.step_failed(Step::Analysis, false, "no rows", 9);
        assert_eq!((run.state, run.ended_at), (RunState::Failed, Some(9)));
        assert_eq!(run.outcome(Step::Training), Some(StepOutcome::Skipped));
        assert_eq!(run.next(&project, &results), None);
    }

    #[test]
    fn it_waits_for_a_person_only_where_something_was_trained() {
        let mut nothing = run(Level::One);
        nothing.step_done(Step::Extraction, 1.0);
        nothing.through(9);
        assert_eq!(nothing.state, RunState::NothingNew);
        let mut trained = run(Level::One);
        trained.step_done(Step::Training, 1.0);
        trained.through(9);
        assert_eq!(trained.state, RunState::AwaitsPerson);
        assert!(trained.note.contains("Step 7 Validation"));
        let mut deployed = run(Level::Two);
        deployed.step_done(Step::Training, 1.0);
        deployed.through(9);
        assert_eq!(deployed.state, RunState::Done);
    }
}
