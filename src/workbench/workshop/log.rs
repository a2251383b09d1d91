//! Everything that was done to a project, gathered from the append-only tables of the store.

use crate::{
    automation::Project,
    steps::Step,
    store::{
        AlertDecisionRow, AlertRow, AliasChange, AuditRow, DEFINITION, GateVerdictRow, RunRow,
        Store,
    },
};

/// The kinds of entries that the workbench writes into the audit log.
pub(in crate::workbench) mod kind {
    /// A replay of the levels lab.
    pub(in crate::workbench) const LAB: &str = "lab";
    /// A game in the levels lab that was played to its end.
    pub(in crate::workbench) const GAME: &str = "game";
    /// The endpoint was started.
    pub(in crate::workbench) const SERVED: &str = "served";
    /// A hand-over between two roles.
    pub(in crate::workbench) const HAND_OVER: &str = "hand-over";
    /// The workshop began anew.
    pub(in crate::workbench) const RESET: &str = "reset";
}

/// What a project said from some moment on.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// When.
    pub at: i64,
    /// Who changed it.
    pub by: String,
    /// What it says since.
    pub project: Project,
}

/// The log of a project; every list has its oldest entry first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    /// When the workshop was last begun anew; the begin of time where it never was.
    pub since: i64,
    /// What the project said.
    pub definitions: Vec<Definition>,
    /// Runs of its steps.
    pub runs: Vec<RunRow>,
    /// Where its alias pointed.
    pub aliases: Vec<AliasChange>,
    /// What its gates said, and what persons decided about them.
    pub verdicts: Vec<GateVerdictRow>,
    /// What step 9 raised.
    pub alerts: Vec<AlertRow>,
    /// What was decided about it.
    pub decisions: Vec<AlertDecisionRow>,
    /// Everything else.
    pub audit: Vec<AuditRow>,
}

impl Log {
    /// Reads the log of the project of this number, whose model has this name and alias.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn read(store: &Store, id: i64, (model, alias): (&str, &str)) -> anyhow::Result<Self> {
        let audit = store.audit(id)?;
        // What an older version of the program wrote and this one cannot read is no moment to
        // go back to; it stays in the log.
        let definitions = audit
            .iter()
            .filter(|row| row.kind == DEFINITION)
            .filter_map(|row| {
                Some(Definition {
                    at: row.at,
                    by: row.by.clone(),
                    project: Project::parse(&row.detail).ok()?,
                })
            })
            .collect();
        let since = audit.iter().rev().find(|row| row.kind == kind::RESET);
        let mut aliases = store.alias_history(model)?;
        aliases.retain(|change| change.alias == alias);
        Ok(Self {
            since: since.map_or(i64::MIN, |row| row.at),
            definitions,
            runs: reversed(store.runs(id)?),
            aliases: reversed(aliases),
            verdicts: reversed(store.gate_verdicts(id)?),
            alerts: sorted(store.alerts(id)?, |row| row.at),
            decisions: sorted(store.alert_decisions(id)?, |row| row.at),
            audit: audit
                .into_iter()
                .filter(|row| row.kind != DEFINITION)
                .collect(),
        })
    }

    /// Runs that ended well since the workshop began.
    pub(super) fn done(&self, step: Step) -> impl Iterator<Item = &RunRow> {
        let runs = self.runs.iter();
        runs.filter(move |run| {
            run.step == step.id() && run.outcome == "done" && run.started_at >= self.since
        })
    }

    /// Entries of this kind since the workshop began.
    pub(super) fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = &AuditRow> {
        let rows = self.audit.iter();
        rows.filter(move |row| row.kind == kind && row.at >= self.since)
    }

    /// What the project says, as it was defined since the workshop began, the first state included.
    pub(super) fn defined(&self) -> &[Definition] {
        let first = self
            .definitions
            .partition_point(|definition| definition.at < self.since);
        &self.definitions[first..]
    }

    /// When the first and the last thing happened.
    pub fn span(&self) -> Option<(i64, i64)> {
        let times = self
            .definitions
            .iter()
            .map(|row| row.at)
            .chain(self.runs.iter().map(|row| row.started_at))
            .chain(self.aliases.iter().map(|row| row.at))
            .chain(self.verdicts.iter().map(|row| row.at))
            .chain(self.alerts.iter().map(|row| row.at))
            .chain(self.decisions.iter().map(|row| row.at))
            .chain(self.audit.iter().map(|row| row.at));
        let (first, last) = times.fold((i64::MAX, i64::MIN), |(first, last), at| {
            (first.min(at), last.max(at))
        });
        (first <= last).then_some((first, last))
    }
}

/// Whether nobody but a person started it.
pub(super) fn by_person(run: &RunRow) -> bool {
    run.cause == "person"
}

fn reversed<T>(mut rows: Vec<T>) -> Vec<T> {
    rows.reverse();
    rows
}

fn sorted<T>(mut rows: Vec<T>, at: impl Fn(&T) -> i64) -> Vec<T> {
    rows.sort_by_key(at);
    rows
}
