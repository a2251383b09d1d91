//! What persons decide about the gates of step 7, and what the gates were worth so far.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context as _;

use super::{JobKey, JobResult, Workbench};
use crate::{
    automation::{Done, Project, Results, StepReport, fingerprint},
    gates::{Decision, GateResult, Ruling},
    steps::{Step, validation::Report},
    store::{GateVerdictRow, StepResultRow, Store},
};

/// What can be decided about a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GateCommand {
    /// Waive it, sign off, or refuse to.
    Decide {
        /// Its title.
        gate: String,
        /// What is decided.
        ruling: Ruling,
        /// Why.
        reason: String,
        /// Who decides.
        by: String,
    },
    /// Say, looking back, whether it was right to hold a model back.
    Review {
        /// The model.
        subject: String,
        /// The title of the gate.
        gate: String,
        /// Whether it was right.
        was_right: bool,
        /// Who says so.
        by: String,
    },
}

/// What the gates of the open project said so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GateHistory {
    /// Everything, newest first.
    pub rows: Vec<GateVerdictRow>,
    /// What each gate was worth, by its title.
    pub worth: Vec<(String, GateWorth)>,
}

/// What a gate was worth, in models.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GateWorth {
    /// Models that it judged.
    pub judged: u64,
    /// Models that it holds back: nobody has waived it.
    pub held_back: u64,
    /// Models that a person let through all the same.
    pub waived: u64,
    /// Models of which a person said that it was right to hold them back.
    pub right: u64,
    /// Models of which a person said that it was wrong to.
    pub wrong: u64,
}

impl GateHistory {
    pub(super) fn load(store: &Store, project_id: i64) -> anyhow::Result<Self> {
        let rows = store.gate_verdicts(project_id)?;
        let mut worth: BTreeMap<&str, BTreeMap<&str, GateWorth>> = BTreeMap::new();
        for row in rows.iter().rev() {
            let subject = worth.entry(&row.gate).or_default();
            let one = subject.entry(&row.subject).or_default();
            one.judged = 1;
            match row.ruling.as_deref() {
                Some("right") => (one.right, one.wrong) = (1, 0),
                Some("wrong") => (one.right, one.wrong) = (0, 1),
                _ => {
                    one.held_back = u64::from(matches!(row.verdict.as_str(), "fail" | "unknown"));
                    one.waived = u64::from(row.verdict == "waived");
                }
            }
        }
        let worth = worth
            .into_iter()
            .map(|(gate, models)| {
                let mut sum = GateWorth::default();
                for one in models.values() {
                    sum.judged += one.judged;
                    sum.held_back += one.held_back;
                    sum.waived += one.waived;
                    sum.right += one.right;
                    sum.wrong += one.wrong;
                }
                (gate.to_owned(), sum)
            })
            .collect();
        Ok(Self { rows, worth })
    }
}

/// What a decision changed.
pub struct Decided {
    project_id: i64,
    validation: Option<Done<Report>>,
    history: GateHistory,
}

/// The model that step 7 judges now, as one word.
pub(super) fn subject(project: &Project, results: &Results) -> String {
    fingerprint(project, results, Step::Evaluation).to_string()
}

/// What persons decided about the model `subject`, oldest first.
pub(super) fn decisions(
    store: &Store,
    project_id: i64,
    subject: &str,
) -> anyhow::Result<Vec<Decision>> {
    let rows = store.gate_verdicts(project_id)?;
    let own = rows.into_iter().rev().filter(|row| row.subject == subject);
    Ok(own
        .filter_map(|row| {
            let ruling = serde_json::Value::String(row.ruling?);
            Some(Decision {
                gate: row.gate,
                ruling: serde_json::from_value(ruling).ok()?,
                reason: row.explanation,
                by: row.by,
                at: row.at,
            })
        })
        .collect())
}

/// Keeps what the gates said.
pub(super) fn log(
    store: &Store,
    (project_id, subject): (i64, &str),
    report: &Report,
    at: i64,
) -> anyhow::Result<()> {
    let rows: Vec<GateVerdictRow> = report
        .gates
        .iter()
        .map(|gate| row(project_id, subject, gate, at))
        .collect();
    store.log_gate_verdicts(&rows)?;
    Ok(())
}

fn row(project_id: i64, subject: &str, gate: &GateResult, at: i64) -> GateVerdictRow {
    GateVerdictRow {
        project_id,
        subject: subject.to_owned(),
        kind: gate.gate.id().to_owned(),
        gate: gate.title.clone(),
        verdict: gate.verdict.word().to_owned(),
        value: gate.value.value(),
        threshold: gate.limit.value(),
        explanation: gate.explanation.clone(),
        ruling: None,
        by: gate.decided_by.clone(),
        at,
    }
}

impl Workbench {
    pub(super) fn run_gate(&mut self, command: GateCommand) -> anyhow::Result<()> {
        match command {
            GateCommand::Decide {
                gate,
                ruling,
                reason,
                by,
            } => {
                let decision = Decision {
                    gate,
                    ruling,
                    reason: reason.trim().to_owned(),
                    by: by.trim().to_owned(),
                    at: (self.clock)(),
                };
                self.decide(&decision)
            }
            GateCommand::Review {
                subject,
                gate,
                was_right,
                by,
            } => self.review((&subject, &gate), was_right, by.trim()),
        }
    }

    fn decide(&mut self, decision: &Decision) -> anyhow::Result<()> {
        decision.check()?;
        let open = self.require_project()?;
        let done = open
            .results
            .validation
            .as_ref()
            .context("No gate has judged yet. Run step 7 first.")?;
        if done.fingerprint != fingerprint(&open.project, &open.results, Step::Validation) {
            anyhow::bail!(
                "The gates judged another model than the one that is evaluated now. Run step 7 again, then decide."
            );
        }
        let mut report = Report::clone(&done.report);
        report.decide(decision);
        if report == *done.report {
            anyhow::bail!(
                "There is nothing to decide about “{}”. Look at the list of gates in step 7.",
                decision.gate
            );
        }
        let gate = report
            .gates
            .iter()
            .find(|gate| gate.title == decision.gate)
            .context("The gate is gone. Run step 7 again.")?;
        let subject = subject(&open.project, &open.results);
        let ruling = GateVerdictRow {
            ruling: serde_json::to_value(decision.ruling)?
                .as_str()
                .map(str::to_owned),
            explanation: decision.reason.clone(),
            by: decision.by.clone(),
            ..row(open.id, &subject, gate, decision.at)
        };
        let report = Arc::new(report);
        let result = StepResultRow {
            project_id: open.id,
            step: Step::Validation.id().to_owned(),
            fingerprint: done.fingerprint.to_string(),
            report: StepReport::Validation(Arc::clone(&report)).to_json()?,
            seconds: open.seconds.get(&Step::Validation).copied().unwrap_or(0.0),
            finished_at: decision.at,
        };
        let validation = Done {
            fingerprint: done.fingerprint.clone(),
            report,
        };
        self.keep_ruling(ruling, Some((result, validation)))
    }

    fn review(
        &mut self,
        (subject, gate): (&str, &str),
        was_right: bool,
        by: &str,
    ) -> anyhow::Result<()> {
        if by.is_empty() {
            anyhow::bail!("A review needs a name. Write who you are in step 7.");
        }
        let at = (self.clock)();
        let judged = self
            .gate_history
            .rows
            .iter()
            .find(|row| row.subject == subject && row.gate == gate)
            .context("The gate has not judged this model. Look at the history in step 7.")?;
        let ruling = GateVerdictRow {
            ruling: Some(if was_right { "right" } else { "wrong" }.to_owned()),
            explanation: "looking back".to_owned(),
            by: by.to_owned(),
            at,
            ..judged.clone()
        };
        self.keep_ruling(ruling, None)
    }

    fn keep_ruling(
        &mut self,
        ruling: GateVerdictRow,
        since: Option<(StepResultRow, Done<Report>)>,
    ) -> anyhow::Result<()> {
        let store = self.workspace.store().clone();
        self.jobs
            .start(JobKey::Gates, "Keeping a decision", move |_| {
                let project_id = ruling.project_id;
                let (result, validation) = since.unzip();
                store.log_gate_ruling(&ruling, result.as_ref())?;
                Ok(JobResult::Decided(Box::new(Decided {
                    project_id,
                    validation,
                    history: GateHistory::load(&store, project_id)?,
                })))
            })?;
        Ok(())
    }

    /// Takes in a decision, unless another project is open or step 7 has run since.
    pub(super) fn decided(&mut self, decided: Decided) {
        let Some(open) = &mut self.project else {
            return;
        };
        if open.id != decided.project_id {
            return;
        }
        self.gate_history = decided.history;
        let now = open.results.validation.as_ref();
        if let Some(validation) = decided.validation
            && now.is_some_and(|now| now.fingerprint == validation.fingerprint)
        {
            open.failures.remove(&Step::Deployment);
            open.results.validation = Some(validation);
        }
    }
}
