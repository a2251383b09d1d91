//! The level that a project really works at: what its log can prove, not what it is set to.

use super::{
    exercises::Proof,
    log::{Definition, Log, by_person},
};
use crate::{automation::Level, steps::Step, workbench::Page};

/// Something that a level stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Practice {
    /// Rows are kept as a snapshot.
    Snapshot,
    /// A model was judged on rows that it never saw.
    Judged,
    /// Gates have judged it.
    Gated,
    /// A version is in service under a name.
    InService,
    /// It is followed.
    Followed,
    /// Rows are checked when they come.
    RowsChecked,
    /// Training ran by itself, from extraction to evaluation.
    TrainingRuns,
    /// A model that came so was deployed.
    FreshModel,
    /// Gates decided and the deployment ran by itself.
    DeploymentRuns,
    /// A gate has stopped a model.
    GateBites,
    /// A version was taken back.
    WayBack,
    /// Production asked for a model.
    LoopClosed,
}

/// What the log says of a practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The practice.
    pub practice: Practice,
    /// The entry that shows it; nothing where none does.
    pub proof: Option<Proof>,
}

/// How a project really works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maturity {
    /// The level that it is set to.
    pub set: Level,
    /// The highest level of which everything is proven, and everything of those below; nothing
    /// while not even level 0 is.
    pub reached: Option<Level>,
    /// Every practice, lowest level first.
    pub evidence: Vec<Evidence>,
}

impl Practice {
    /// Every practice, lowest level first.
    pub const ALL: [Self; 12] = [
        Self::Snapshot,
        Self::Judged,
        Self::Gated,
        Self::InService,
        Self::Followed,
        Self::RowsChecked,
        Self::TrainingRuns,
        Self::FreshModel,
        Self::DeploymentRuns,
        Self::GateBites,
        Self::WayBack,
        Self::LoopClosed,
    ];

    /// The level that it belongs to.
    pub fn level(self) -> Level {
        match self {
            Self::Snapshot | Self::Judged | Self::Gated | Self::InService | Self::Followed => {
                Level::Zero
            }
            Self::RowsChecked | Self::TrainingRuns | Self::FreshModel => Level::One,
            Self::DeploymentRuns | Self::GateBites | Self::WayBack | Self::LoopClosed => Level::Two,
        }
    }

    /// Name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Judged => "judged",
            Self::Gated => "gated",
            Self::InService => "in_service",
            Self::Followed => "followed",
            Self::RowsChecked => "rows_checked",
            Self::TrainingRuns => "training_runs",
            Self::FreshModel => "fresh_model",
            Self::DeploymentRuns => "deployment_runs",
            Self::GateBites => "gate_bites",
            Self::WayBack => "way_back",
            Self::LoopClosed => "loop_closed",
        }
    }

    /// What must be so.
    pub fn title(self) -> &'static str {
        match self {
            Self::Snapshot => "Rows are kept as a snapshot that never changes",
            Self::Judged => "A model was judged on rows that it never saw",
            Self::Gated => "Gates have judged it",
            Self::InService => "A version is in service under a name",
            Self::Followed => "It is followed in production",
            Self::RowsChecked => "Rows are checked when they come",
            Self::TrainingRuns => "Extraction to evaluation ran by themselves",
            Self::FreshModel => "A model that was trained so came into service",
            Self::DeploymentRuns => "Gates decided, and the deployment ran by itself",
            Self::GateBites => "A gate has stopped a model",
            Self::WayBack => "A version was taken back",
            Self::LoopClosed => "Production started a training: drift, performance or new rows",
        }
    }

    /// How to get the proof.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Snapshot => "Run step 2.",
            Self::Judged => "Run step 6.",
            Self::Gated => "Run step 7.",
            Self::InService => "Run step 8: it registers a version and points the alias to it.",
            Self::Followed => "Run step 9 on the rows that stand for production.",
            Self::RowsChecked => "Write expectations in step 2 and extract again.",
            Self::TrainingRuns => "Set level 1 or 2 and let a trigger or a change start the steps.",
            Self::FreshModel => "Deploy what an automatic training gave.",
            Self::DeploymentRuns => "Set level 2 and let the gates decide.",
            Self::GateBites => {
                "Nothing to force: until a gate has said no, nobody knows that it can."
            }
            Self::WayBack => "Practise it on the page Models: roll the alias back.",
            Self::LoopClosed => "Let drift, performance or new rows start the pipeline.",
        }
    }

    /// What the log says of it.
    fn proof(self, log: &Log) -> Option<Proof> {
        match self {
            Self::Snapshot => ran(log, Step::Extraction),
            Self::Judged => ran(log, Step::Evaluation),
            Self::Gated => {
                let verdict = log.verdicts.iter().rfind(|row| row.ruling.is_none())?;
                let same = |row: &&crate::store::GateVerdictRow| {
                    row.at == verdict.at && row.ruling.is_none()
                };
                let n = log.verdicts.iter().filter(same).count();
                let words = format!("{n} gates judged the newest model.");
                Some(Proof::step(verdict.at, words, Step::Validation))
            }
            Self::InService => {
                let change = log.aliases.last()?;
                let words = format!("{} points to version {}.", change.alias, change.to);
                Some(Proof::new(change.at, words, Page::Models))
            }
            Self::Followed => ran(log, Step::Monitoring),
            Self::RowsChecked => rows_checked(log),
            Self::TrainingRuns => training_runs(log),
            Self::FreshModel => {
                let trained = training_runs(log)?;
                let change = log.aliases.iter().rfind(|change| change.at >= trained.at)?;
                let words = format!("Version {} came after it, by {}.", change.to, change.by);
                Some(Proof::new(change.at, words, Page::Models))
            }
            Self::DeploymentRuns => {
                let judged = by_itself(log, Step::Validation)?;
                let deployed = by_itself(log, Step::Deployment)?;
                let words = format!(
                    "Run {} judged and run {} deployed: {}.",
                    judged.id, deployed.id, deployed.cause
                );
                Some(Proof::step(deployed.started_at, words, Step::Deployment))
            }
            Self::GateBites => {
                let mut verdicts = log.verdicts.iter();
                let no = verdicts.rfind(|row| row.ruling.is_none() && row.verdict == "fail")?;
                let words = format!("“{}”: {}", no.gate, no.explanation);
                Some(Proof::step(no.at, words, Step::Validation))
            }
            Self::WayBack => {
                let back = log.aliases.iter().rfind(|change| change.rolled_back)?;
                let words = format!("Back to version {}, by {}: {}", back.to, back.by, back.why);
                Some(Proof::new(back.at, words, Page::Models))
            }
            Self::LoopClosed => {
                let mut runs = log.runs.iter();
                let asked = runs.rfind(|run| run.outcome == "done" && of_production(&run.cause))?;
                let words = format!("Run {} was started by: {}.", asked.id, asked.cause);
                Some(Proof::step(asked.started_at, words, Step::Monitoring))
            }
        }
    }
}

impl Maturity {
    /// What the log of a project that is set to this level proves.
    pub fn of(log: &Log, set: Level) -> Self {
        let evidence: Vec<Evidence> = Practice::ALL
            .into_iter()
            .map(|practice| Evidence {
                practice,
                proof: practice.proof(log),
            })
            .collect();
        let holds = |level: Level| {
            let own = evidence.iter().filter(|one| one.practice.level() == level);
            own.clone().all(|one| one.proof.is_some())
        };
        let reached = Level::ALL
            .into_iter()
            .take_while(|level| holds(*level))
            .last();
        Self {
            set,
            reached,
            evidence,
        }
    }

    /// The same in a sentence.
    pub fn words(&self) -> String {
        let set = self.set.number();
        match self.reached {
            None => format!(
                "The project is set to level {set}, and its log does not yet prove all of level 0."
            ),
            Some(level) if level == self.set => {
                format!("The project is set to level {set}, and its log proves it.")
            }
            Some(level) => format!(
                "The project is set to level {set}; its log proves level {}.",
                level.number()
            ),
        }
    }
}

fn ran(log: &Log, step: Step) -> Option<Proof> {
    let is_done = |run: &&crate::store::RunRow| run.step == step.id() && run.outcome == "done";
    let run = log.runs.iter().rfind(is_done)?;
    let words = format!(
        "Run {} of {}, started by: {}.",
        run.id,
        step.name(),
        run.cause
    );
    Some(Proof::step(run.started_at, words, step))
}

fn by_itself(log: &Log, step: Step) -> Option<&crate::store::RunRow> {
    log.runs
        .iter()
        .rfind(|run| run.step == step.id() && run.outcome == "done" && !by_person(run))
}

/// The newest time at which the last of the steps 2 to 6 had run by itself.
fn training_runs(log: &Log) -> Option<Proof> {
    // What has not changed is not extracted or prepared again, so these two may be older.
    let trained = by_itself(log, Step::Training)?;
    let judged = by_itself(log, Step::Evaluation)?;
    ran(log, Step::Extraction)?;
    ran(log, Step::Preparation)?;
    let words = format!(
        "Run {} trained and run {} evaluated, started by: {}.",
        trained.id, judged.id, trained.cause
    );
    let at = trained.started_at.max(judged.started_at);
    Some(Proof::step(at, words, Step::Training))
}

/// An extraction that ran while expectations were written down.
fn rows_checked(log: &Log) -> Option<Proof> {
    let said = |at: i64| {
        let before = |one: &&Definition| one.at <= at;
        log.definitions.iter().rfind(before)
    };
    let run = log.runs.iter().rfind(|run| {
        run.step == Step::Extraction.id()
            && run.outcome == "done"
            && said(run.started_at)
                .is_some_and(|one| !one.project.extraction.expectations.is_empty())
    })?;
    let n = said(run.started_at).map_or(0, |one| one.project.extraction.expectations.len());
    let words = format!("Run {} checked {n} expectations.", run.id);
    Some(Proof::step(run.started_at, words, Step::Extraction))
}

/// Whether a cause comes from what production looks like.
fn of_production(cause: &str) -> bool {
    let cause = cause.to_lowercase();
    [
        "drift",
        "performance",
        "confidence",
        "new rows",
        "new data",
        "new_data",
    ]
    .iter()
    .any(|word| cause.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{AliasChange, GateVerdictRow, RunRow};

    fn run(id: i64, step: Step, cause: &str) -> RunRow {
        RunRow {
            id,
            project_id: 1,
            step: step.id().to_owned(),
            fingerprint: id.to_string(),
            started_at: id,
            seconds: 1.0,
            outcome: "done".to_owned(),
            message: String::new(),
            cause: cause.to_owned(),
        }
    }

    fn alias(at: i64, to: i64, rolled_back: bool) -> AliasChange {
        AliasChange {
            model: "m".to_owned(),
            alias: "champion".to_owned(),
            from: Some(1),
            to,
            rolled_back,
            at,
            by: "step 8".to_owned(),
            why: "deployed".to_owned(),
        }
    }

    fn by_hand() -> Log {
        let mut log = Log::default();
        for (id, step) in (0..).zip(Step::ALL) {
            log.runs.push(run(id, step, "person"));
        }
        log.aliases.push(alias(8, 1, false));
        log.verdicts.push(GateVerdictRow {
            project_id: 1,
            subject: "s".to_owned(),
            kind: "rows".to_owned(),
            gate: "enough rows".to_owned(),
            verdict: "pass".to_owned(),
            value: None,
            threshold: None,
            explanation: "many".to_owned(),
            ruling: None,
            by: "rule".to_owned(),
            at: 7,
        });
        log
    }

    #[test]
    fn a_switch_proves_nothing() {
        assert_eq!(Maturity::of(&Log::default(), Level::Two).reached, None);
        let found = Maturity::of(&by_hand(), Level::Two);
        assert_eq!(found.reached, Some(Level::Zero));
        assert!(
            found
                .words()
                .contains("set to level 2; its log proves level 0")
        );
    }

    #[test]
    fn each_level_needs_those_below() {
        let mut log = by_hand();
        for (id, step) in [(11, Step::Training), (12, Step::Evaluation)] {
            log.runs.push(run(id, step, "drift of nswprice"));
        }
        log.aliases.push(alias(13, 2, true));
        let found = Maturity::of(&log, Level::One);
        let has = |practice: Practice| {
            let one = found.evidence.iter().find(|one| one.practice == practice);
            one.is_some_and(|one| one.proof.is_some())
        };
        assert!(has(Practice::TrainingRuns) && has(Practice::FreshModel));
        assert!(has(Practice::WayBack) && has(Practice::LoopClosed));
        // Nobody checks the rows, so level 1 is not proven.
        assert!(!has(Practice::RowsChecked));
        assert_eq!(found.reached, Some(Level::Zero));
    }
}
