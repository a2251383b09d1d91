//! A project as it was at any moment, read from its log.

use std::collections::BTreeMap;

use super::log::Log;
use crate::{
    automation::Project,
    steps::Step,
    store::{AlertRow, GateVerdictRow, RunRow},
    workbench::Page,
};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// Who or what did it.
    pub by: String,
    /// What, in a sentence.
    pub words: String,
    /// Where its kind of thing is at home.
    pub page: Page,
}

/// How a project stood at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AsOf {
    /// What it said; nothing where the log begins later.
    pub project: Option<Project>,
    /// The version that its alias pointed to.
    pub champion: Option<i64>,
    /// The last run of each step that had begun.
    pub runs: BTreeMap<Step, RunRow>,
    /// What each gate had said last, of the model that was judged last.
    pub gates: Vec<GateVerdictRow>,
    /// Alarms that were raised and that nobody had seen to, newest first.
    pub alarms: Vec<AlertRow>,
}

impl Log {
    /// How the project stood at `at`.
    pub fn as_of(&self, at: i64) -> AsOf {
        let said = self.definitions.iter().rfind(|one| one.at <= at);
        let mut runs = BTreeMap::new();
        for run in self.runs.iter().filter(|run| run.started_at <= at) {
            if let Some(step) = Step::from_id(&run.step) {
                runs.insert(step, run.clone());
            }
        }
        let judged: Vec<&GateVerdictRow> =
            self.verdicts.iter().filter(|row| row.at <= at).collect();
        let mut gates: Vec<GateVerdictRow> = Vec::new();
        if let Some(subject) = judged.last().map(|row| &row.subject) {
            for row in judged.iter().filter(|row| row.subject == *subject) {
                match gates.iter_mut().find(|known| known.gate == row.gate) {
                    Some(known) => *known = (*row).clone(),
                    None => gates.push((*row).clone()),
                }
            }
        }
        let seen_to = |alert: &AlertRow| {
            self.decisions.iter().any(|decision| {
                decision.at <= at
                    && decision.kind == "acknowledged"
                    && decision.alert_id == Some(alert.id)
            })
        };
        let raised = self.alerts.iter().rev().filter(|alert| alert.at <= at);
        let change = self.aliases.iter().rfind(|change| change.at <= at);
        AsOf {
            project: said.map(|one| one.project.clone()),
            champion: change.map(|change| change.to),
            runs,
            gates,
            alarms: raised.filter(|alert| !seen_to(alert)).cloned().collect(),
        }
    }

    /// Everything that happened, oldest first.
    pub fn happenings(&self) -> Vec<Happening> {
        let mut all = Vec::new();
        let mut tell = |at: i64, by: &str, words: String, page: Page| {
            all.push(Happening {
                at,
                by: by.to_owned(),
                words,
                page,
            });
        };
        for (i, one) in self.definitions.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|i| self.definitions.get(i));
            let (words, page) = match before {
                None => ("The project was taken in.".to_owned(), Page::Home),
                Some(before) => changed(&before.project, &one.project),
            };
            tell(one.at, &one.by, words, page);
        }
        for run in &self.runs {
            let Some(step) = Step::from_id(&run.step) else {
                continue;
            };
            let words = match run.message.as_str() {
                "" => format!("{}: {}.", step.name(), run.outcome),
                why => format!("{}: {}. {why}", step.name(), run.outcome),
            };
            tell(run.started_at, &run.cause, words, Page::Step(step));
        }
        for change in &self.aliases {
            let back = if change.rolled_back { " again" } else { "" };
            let words = format!(
                "{} points to version {}{back}: {}",
                change.alias, change.to, change.why
            );
            tell(change.at, &change.by, words, Page::Models);
        }
        let ruled = self.verdicts.iter().filter(|row| row.ruling.is_some());
        for row in ruled {
            let ruling = row.ruling.as_deref().unwrap_or_default();
            let words = format!("“{}”: {ruling}. {}", row.gate, row.explanation);
            tell(row.at, &row.by, words, Page::Step(Step::Validation));
        }
        let monitoring = Page::Step(Step::Monitoring);
        for alert in &self.alerts {
            tell(
                alert.at,
                "step 9",
                format!("Alarm: {}", alert.text),
                monitoring,
            );
        }
        for decision in &self.decisions {
            let words = format!(
                "Alarm about {}: {}. {}",
                decision.subject, decision.kind, decision.why
            );
            tell(decision.at, &decision.by, words, monitoring);
        }
        for row in &self.audit {
            let page = super::page_of(&row.kind);
            tell(
                row.at,
                &row.by,
                format!("{}: {}", row.kind, row.subject),
                page,
            );
        }
        // What happened at the same time stays in the order of its kinds.
        all.sort_by_key(|one| one.at);
        all
    }
}

/// What is otherwise, in a sentence.
fn changed(before: &Project, after: &Project) -> (String, Page) {
    if before.automation != after.automation {
        let words = format!("Set to {}.", after.automation.name());
        return (words, Page::Automation);
    }
    let step = Step::ALL.into_iter().find(|step| match step {
        Step::Problem => before.problem != after.problem,
        Step::Extraction => before.extraction != after.extraction,
        Step::Analysis => before.analysis != after.analysis,
        Step::Preparation => before.preparation != after.preparation,
        Step::Training => before.training != after.training,
        Step::Evaluation => before.evaluation != after.evaluation,
        Step::Validation => before.validation != after.validation,
        Step::Deployment => before.deployment != after.deployment,
        Step::Monitoring => before.monitoring != after.monitoring,
    });
    match step {
        Some(step) => (format!("{} was edited.", step.name()), Page::Step(step)),
        None => (
            "Name, description or segments were edited.".to_owned(),
            Page::Home,
        ),
    }
}
