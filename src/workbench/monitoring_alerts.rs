//! The alerts of step 9: raised by rules, kept, told to a web hook, and decided about by persons.

use super::{
    AlertCommand, AlertSettings, AlertWork, JobKey, JobResult, Notice, OpenProject, Page, Role,
    Workbench,
};
use crate::{
    serving::{self, Patience, WebhookError, check_address},
    steps::{
        Step,
        monitoring::{AlertRules, Concern, Report},
    },
    store::{AlertDecisionRow, AlertRow, Store},
};

/// The alerts of a project with what was decided about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inbox {
    /// How they are raised.
    pub settings: AlertSettings,
    /// The alerts, the latest first.
    pub alerts: Vec<AlertEntry>,
}

/// One alert.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertEntry {
    /// What it says.
    pub row: AlertRow,
    /// How it stands.
    pub state: AlertState,
    /// What was done about it, the latest first: who, what, why.
    pub history: Vec<AlertDecisionRow>,
}

/// How an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertState {
    /// Nobody has seen to it.
    Open,
    /// Somebody has.
    Acknowledged,
    /// Its subject is muted.
    Muted,
}

impl AlertState {
    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Muted => "muted",
        }
    }
}

const ACKNOWLEDGED: &str = "acknowledged";
const MUTED: &str = "muted";
const UNMUTED: &str = "unmuted";
const POSTED: &str = "posted";
const NOT_POSTED: &str = "not posted";
/// Who does what no person does.
const PROGRAM: &str = "the program";

fn key(project: i64) -> String {
    format!("alerts:{project}")
}

/// The word that a concern is kept under.
fn word(concern: Concern) -> String {
    concern.name().to_lowercase()
}

impl Inbox {
    /// Reads the alerts of a project, as they stand at `now`.
    pub(super) fn load(store: &Store, project: i64, now: i64) -> anyhow::Result<Self> {
        let settings = super::project::setting(store, &key(project))?.unwrap_or_default();
        let decisions = store.alert_decisions(project)?;
        let entry = |row: AlertRow| {
            let is_about = |decision: &&AlertDecisionRow| match decision.alert_id {
                Some(id) => id == row.id,
                None => decision.concern == row.concern && decision.subject == row.subject,
            };
            let history: Vec<AlertDecisionRow> =
                decisions.iter().filter(is_about).cloned().collect();
            AlertEntry {
                state: state(&history, now),
                row,
                history,
            }
        };
        let alerts = store.alerts(project)?.into_iter().map(entry).collect();
        Ok(Self { settings, alerts })
    }

    /// Those that nobody has seen to.
    pub fn open(&self) -> impl Iterator<Item = &AlertEntry> {
        let alerts = self.alerts.iter();
        alerts.filter(|entry| entry.state == AlertState::Open)
    }
}

impl AlertEntry {
    /// Whether it is usually the business of `role`: drift of the data of those who bring them,
    /// performance and answers of those who made or run the model.
    pub fn is_for(&self, role: Role) -> bool {
        let is_data = self.row.concern == word(Concern::DataDrift);
        match role {
            Role::DataAnalyst | Role::DataEngineer => is_data,
            Role::DataScientist | Role::MlDeveloper => !is_data,
            Role::MlEngineer => true,
        }
    }
}

/// `history` has the latest first.
fn state(history: &[AlertDecisionRow], now: i64) -> AlertState {
    let muting = history
        .iter()
        .find(|decision| decision.kind == MUTED || decision.kind == UNMUTED);
    let is_muted = muting.is_some_and(|decision| {
        decision.kind == MUTED && decision.until.is_none_or(|until| now < until)
    });
    if history.iter().any(|decision| decision.kind == ACKNOWLEDGED) {
        AlertState::Acknowledged
    } else if is_muted {
        AlertState::Muted
    } else {
        AlertState::Open
    }
}

impl OpenProject {
    /// What is kept of the alerts of this project.
    pub fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    /// The alert whose windows were asked for last, and how often any were, so that a page sees
    /// that it was asked again.
    pub fn looked_at(&self) -> Option<(i64, u64)> {
        self.looked_at
    }
}

impl Workbench {
    pub(super) fn run_alert(&mut self, command: AlertCommand) -> anyhow::Result<()> {
        const DAY: i64 = 86_400_000_000;
        let now = (self.clock)();
        let open = self.require_project()?;
        let project = open.id;
        let about = |alert: i64, is_one: bool| -> anyhow::Result<AlertDecisionRow> {
            let mut alerts = open.inbox.alerts.iter();
            let found = alerts.find(|entry| entry.row.id == alert);
            let found = found.ok_or_else(|| {
                anyhow::anyhow!("There is no alert {alert} any more. Choose another one in step 9.")
            })?;
            Ok(AlertDecisionRow {
                project_id: project,
                alert_id: is_one.then_some(alert),
                concern: found.row.concern.clone(),
                subject: found.row.subject.clone(),
                kind: String::new(),
                by: String::new(),
                why: String::new(),
                until: None,
                at: now,
            })
        };
        match command {
            AlertCommand::Settings(settings) => self.set_alerts(project, &settings),
            AlertCommand::Acknowledge { alert, by, why } => {
                let row = AlertDecisionRow {
                    kind: ACKNOWLEDGED.to_owned(),
                    by,
                    why,
                    ..about(alert, true)?
                };
                self.decide_alert(row)
            }
            AlertCommand::Mute {
                alert,
                days,
                by,
                why,
            } => {
                let row = AlertDecisionRow {
                    kind: MUTED.to_owned(),
                    by,
                    why,
                    until: days.map(|days| now.saturating_add(DAY * i64::from(days))),
                    ..about(alert, false)?
                };
                self.decide_alert(row)
            }
            AlertCommand::Unmute { alert, by } => {
                let row = AlertDecisionRow {
                    kind: UNMUTED.to_owned(),
                    by,
                    ..about(alert, false)?
                };
                self.decide_alert(row)
            }
            AlertCommand::TryHook => self.try_hook(),
            AlertCommand::Look(alert) => {
                if let Some(open) = &mut self.project {
                    let times = open.looked_at.map_or(0, |(_, times)| times);
                    open.looked_at = Some((alert, times + 1));
                }
                self.page = Page::Step(Step::Monitoring);
                Ok(())
            }
        }
    }

    fn set_alerts(&mut self, project: i64, settings: &AlertSettings) -> anyhow::Result<()> {
        settings.rules.check()?;
        if !settings.hook.trim().is_empty() {
            check_address(&settings.hook)?;
        }
        let text = serde_json::to_string(settings)?;
        // The rules may let more of what is known already through.
        self.raise(Some((key(project), text)))
    }

    fn decide_alert(&mut self, row: AlertDecisionRow) -> anyhow::Result<()> {
        anyhow::ensure!(
            !row.by.trim().is_empty() && (row.kind == UNMUTED || !row.why.trim().is_empty()),
            "Say who decides, and why: both are kept with the alert."
        );
        let (store, now) = (self.workspace.store().clone(), (self.clock)());
        self.keep_alerts("Keeping a decision about an alert", move || {
            store.log_alert_decision(&row)?;
            Inbox::load(&store, row.project_id, now)
        })
    }

    /// Writes something about alerts, and shows them all anew.
    fn keep_alerts(
        &mut self,
        label: &str,
        work: impl FnOnce() -> anyhow::Result<Inbox> + Send + 'static,
    ) -> anyhow::Result<()> {
        let project = self.require_project()?.id;
        self.jobs.start(JobKey::Alerts(AlertWork::Keep), label, {
            move |_| Ok(JobResult::Alerts(project, Vec::new(), Box::new(work()?)))
        })?;
        Ok(())
    }

    /// Keeps the alerts of the report that stands, and posts those that are new.
    pub(super) fn raise_alerts(&mut self) -> anyhow::Result<()> {
        self.raise(None)
    }

    /// The same after writing a setting.
    fn raise(&mut self, setting: Option<(String, String)>) -> anyhow::Result<()> {
        let (store, now) = (self.workspace.store().clone(), (self.clock)());
        let open = self.require_project()?;
        let done = open.results.monitoring.as_ref();
        let report = done.map(|done| std::sync::Arc::clone(&done.report));
        let project = open.id;
        let key = JobKey::Alerts(AlertWork::Raise);
        self.jobs.start(key, "Keeping alerts", move |_| {
            if let Some((key, text)) = setting {
                store.set_setting(&key, &text)?;
            }
            let settings: AlertSettings =
                super::project::setting(&store, &self::key(project))?.unwrap_or_default();
            let rows = report.map_or_else(Vec::new, |report| {
                rows(&report, &settings.rules, (project, now))
            });
            let new = store.log_alerts(&rows)?;
            let inbox = Inbox::load(&store, project, now)?;
            Ok(JobResult::Alerts(project, new, Box::new(inbox)))
        })?;
        Ok(())
    }

    pub(super) fn take_alerts(
        &mut self,
        (project, new): (i64, Vec<AlertRow>),
        inbox: Inbox,
    ) -> anyhow::Result<()> {
        let open = self.project.as_mut();
        let Some(open) = open.filter(|open| open.id == project) else {
            return Ok(());
        };
        open.inbox = inbox;
        let is_loud = |row: &AlertRow| {
            let mut entries = open.inbox.open();
            entries.any(|entry| entry.row.id == row.id)
        };
        let loud: Vec<AlertRow> = new.into_iter().filter(is_loud).collect();
        let hook = open.inbox.settings.hook.trim().to_owned();
        if hook.is_empty() || loud.is_empty() {
            return Ok(());
        }
        let name = open.project.name.clone();
        self.post(hook, body(&name, &loud), (project, loud))
    }

    fn try_hook(&mut self) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let hook = open.inbox.settings.hook.trim().to_owned();
        check_address(&hook)?;
        let (project, name) = (open.id, open.project.name.clone());
        self.post(hook, body(&name, &[]), (project, Vec::new()))
    }

    /// Posts in a job; what became of it stands with the alerts.
    fn post(
        &mut self,
        hook: String,
        body: String,
        (project, rows): (i64, Vec<AlertRow>),
    ) -> anyhow::Result<()> {
        let store = self.workspace.store().clone();
        let clock = std::sync::Arc::clone(&self.clock);
        let key = JobKey::Alerts(AlertWork::Post);
        self.jobs.start(key, "Telling the web hook", move |job| {
            let sent = serving::post(&hook, &body, Patience::default(), &|| job.cancelled());
            if matches!(sent, Err(WebhookError::Stopped)) {
                job.check()?;
            }
            let (kind, why) = match &sent {
                Ok(1) => (POSTED, "to the web hook".to_owned()),
                Ok(n) => (POSTED, format!("to the web hook, at the attempt {n}")),
                Err(err) => (NOT_POSTED, err.to_string()),
            };
            for row in &rows {
                store.log_alert_decision(&AlertDecisionRow {
                    project_id: project,
                    alert_id: Some(row.id),
                    concern: row.concern.clone(),
                    subject: row.subject.clone(),
                    kind: kind.to_owned(),
                    by: PROGRAM.to_owned(),
                    why: why.clone(),
                    until: None,
                    at: clock(),
                })?;
            }
            let inbox = Inbox::load(&store, project, clock())?;
            let told = match sent {
                Ok(_) => Notice::info("The web hook took what it was sent."),
                Err(err) => Notice::error(err.to_string()),
            };
            Ok(JobResult::Told(project, told, Box::new(inbox)))
        })?;
        Ok(())
    }

    pub(super) fn take_told(&mut self, (project, told): (i64, Notice), inbox: Inbox) {
        self.notices.push(told);
        let open = self.project.as_mut();
        if let Some(open) = open.filter(|open| open.id == project) {
            open.inbox = inbox;
        }
    }
}

/// What the rules let through, the oldest first, so that the newest get the highest numbers.
fn rows(report: &Report, rules: &AlertRules, (project_id, at): (i64, i64)) -> Vec<AlertRow> {
    let raised = rules.raise(report);
    let alerts = raised.alerts.iter().rev();
    alerts
        .filter_map(|place| {
            let alert = report.alerts.get(*place)?;
            let chunk = report.chunks.get(alert.chunk)?;
            Some(AlertRow {
                id: 0,
                project_id,
                model: report.model.clone(),
                chunk: chunk.label.clone(),
                concern: word(alert.concern),
                subject: alert.subject.clone(),
                value: alert.value,
                threshold: alert.limit,
                rows: chunk.rows.cast_signed(),
                rule: rules.describe(alert.concern),
                text: alert.text.clone(),
                at,
            })
        })
        .collect()
}

/// What is posted. Without alerts it is a try.
fn body(project: &str, rows: &[AlertRow]) -> String {
    let alert = |row: &AlertRow| {
        serde_json::json!({
            "id": row.id,
            "model": row.model,
            "chunk": row.chunk,
            "concern": row.concern,
            "subject": row.subject,
            "value": row.value,
            "limit": row.threshold,
            "rows": row.rows,
            "rule": row.rule,
            "text": row.text,
        })
    };
    let text = match rows {
        [] => format!("{project}: a try of the web hook, nothing happened"),
        [row] => format!("{project}: {}", row.text),
        [row, ..] => format!("{project}: {} and {} more alerts", row.text, rows.len() - 1),
    };
    serde_json::json!({
        "project": project,
        "text": text,
        "alerts": rows.iter().map(alert).collect::<Vec<_>>(),
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(kind: &str, until: Option<i64>) -> AlertDecisionRow {
        AlertDecisionRow {
            project_id: 1,
            alert_id: None,
            concern: String::new(),
            subject: String::new(),
            kind: kind.to_owned(),
            by: "Ada".to_owned(),
            why: "why".to_owned(),
            until,
            at: 0,
        }
    }

    #[test]
    fn a_mute_ends_by_itself_or_by_hand() {
        assert_eq!(state(&[], 5), AlertState::Open);
        assert_eq!(state(&[decision(MUTED, Some(6))], 5), AlertState::Muted);
        assert_eq!(state(&[decision(MUTED, Some(6))], 6), AlertState::Open);
        assert_eq!(state(&[decision(MUTED, None)], 99), AlertState::Muted);
        let lifted = [decision(UNMUTED, None), decision(MUTED, None)];
        assert_eq!(state(&lifted, 5), AlertState::Open);
        let seen = [decision(POSTED, None), decision(ACKNOWLEDGED, None)];
        assert_eq!(state(&seen, 5), AlertState::Acknowledged);
    }
}
