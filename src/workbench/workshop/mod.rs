//! The workshop: lessons, exercises whose completion is read from the log, hand-overs between
//! roles, the level that a project really works at, and how it stood at any moment.

mod as_of;
mod exercises;
mod hand_over;
mod lessons;
mod log;
mod maturity;

use std::sync::Arc;

use anyhow::Context as _;

pub(super) use self::log::kind;
pub use self::{
    as_of::{AsOf, Happening},
    exercises::{Exercise, Proof},
    hand_over::{HandOver, HandOverState},
    lessons::{Block, Lesson, Topic},
    log::{Definition, Log},
    maturity::{Evidence, Maturity, Practice},
};
use super::{JobKey, JobResult, OpenProject, Page, Workbench};
use crate::{
    automation::Project,
    steps::Step,
    store::{AuditRow, Store},
};

/// What can be done in the workshop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkshopCommand {
    /// Read the log of the open project.
    Load,
    /// Keep a hand-over as it stands from now on; one without a number is a new one.
    HandOver(Box<HandOver>),
    /// Begin anew: the project as it was taken in, without results; the log and the registered
    /// models stay.
    Reset,
    /// Show a lesson to a room, or stop showing one.
    Present(Option<Topic>),
}

/// What the log of a project says.
#[derive(Debug)]
pub struct Workshop {
    /// The project.
    pub project: i64,
    /// The log itself.
    pub log: Log,
    /// Everything that happened, oldest first.
    pub happenings: Vec<Happening>,
    /// Every exercise, with what shows that it was done.
    pub exercises: Vec<(Exercise, Option<Proof>)>,
    /// Every hand-over as it stands, oldest first.
    pub hand_overs: Vec<HandOver>,
    /// The level that the project really works at.
    pub maturity: Maturity,
}

/// What the window knows of the workshop.
#[derive(Debug, Default)]
pub struct WorkshopState {
    found: Option<Arc<Workshop>>,
    /// Whether something has happened since the log was read.
    is_stale: bool,
    /// The lesson that is shown to a room.
    pub presents: Option<Topic>,
}

impl Workshop {
    /// Reads the log of a project that says `project` now.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn read(store: &Store, id: i64, project: &Project) -> anyhow::Result<Self> {
        let deployment = &project.deployment;
        let log = Log::read(store, id, (&deployment.model, &deployment.alias))?;
        let exercises = Exercise::ALL.map(|exercise| (exercise, exercise.proof(&log)));
        Ok(Self {
            project: id,
            happenings: log.happenings(),
            exercises: exercises.into(),
            hand_overs: HandOver::all(&log),
            maturity: Maturity::of(&log, project.automation.level()),
            log,
        })
    }
}

/// Where the kind of an entry in the audit log is at home.
fn page_of(kind: &str) -> Page {
    match kind {
        kind::LAB | kind::GAME => Page::Lab,
        kind::SERVED => Page::Step(Step::Deployment),
        _ => Page::Workshop,
    }
}

impl WorkshopState {
    /// Something has happened: what the log says is older than that.
    pub(super) fn grow_stale(&mut self) {
        self.is_stale = true;
    }
}

impl Workbench {
    /// What the log of the open project says; nothing before it was read.
    pub fn workshop(&self) -> Option<&Arc<Workshop>> {
        let open = self.project.as_ref()?;
        let found = self.workshop.found.as_ref();
        found.filter(|found| found.project == open.id)
    }

    /// Whether the log should be read, as whoever shows it asks for it.
    pub fn wants_log(&self) -> bool {
        let reads = self.runs(&JobKey::Workshop);
        self.project.is_some() && !reads && (self.workshop.is_stale || self.workshop().is_none())
    }

    pub(super) fn run_workshop(&mut self, command: WorkshopCommand) -> anyhow::Result<()> {
        match command {
            WorkshopCommand::Load => self.read_log(|_| Ok(())),
            WorkshopCommand::HandOver(one) => self.hand_over(*one),
            WorkshopCommand::Reset => self.reset(),
            WorkshopCommand::Present(topic) => {
                self.workshop.presents = topic;
                Ok(())
            }
        }
    }

    /// Does something to the log, and reads it.
    fn read_log(
        &mut self,
        work: impl FnOnce(&Store) -> anyhow::Result<()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let (id, project) = (open.id, open.project.clone());
        let store = self.workspace.store().clone();
        self.workshop.is_stale = false;
        self.jobs
            .start(JobKey::Workshop, "Reading the log", move |_| {
                work(&store)?;
                let found = Workshop::read(&store, id, &project)?;
                Ok(JobResult::Workshop(Box::new(found)))
            })?;
        Ok(())
    }

    pub(super) fn take_workshop(&mut self, found: Workshop) {
        self.workshop.found = Some(Arc::new(found));
    }

    fn hand_over(&mut self, mut one: HandOver) -> anyhow::Result<()> {
        anyhow::ensure!(
            one.from != one.to,
            "A hand-over goes from one role to another. Choose another role."
        );
        anyhow::ensure!(
            !one.note.trim().is_empty(),
            "A hand-over says what the next one must know. Write a sentence."
        );
        let open = self.require_project()?;
        let (id, at, by) = (open.id, (self.clock)(), self.role);
        let deployment = open.project.deployment.clone();
        self.read_log(move |store| {
            let names = (deployment.model.as_str(), deployment.alias.as_str());
            let all = HandOver::all(&Log::read(store, id, names)?);
            if one.number == 0 {
                one.number = all.iter().map(|known| known.number).max().unwrap_or(0) + 1;
            } else {
                let before = all.iter().find(|known| known.number == one.number);
                let before = before.context("There is no such hand-over. Write a new one.")?;
                anyhow::ensure!(
                    before.may_become(one.state),
                    "This hand-over is {}, and cannot become {}.",
                    before.state.name(),
                    one.state.name()
                );
            }
            let subject = format!(
                "{} to {}, {}: {}",
                one.from.name(),
                one.to.name(),
                one.about.name(),
                one.state.name()
            );
            store.log_audit(&AuditRow {
                id: 0,
                project_id: id,
                at,
                by: by.name().to_owned(),
                kind: kind::HAND_OVER.to_owned(),
                subject,
                detail: serde_json::to_string(&one)?,
            })?;
            Ok(())
        })
    }

    fn reset(&mut self) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let (id, at) = (open.id, (self.clock)());
        let by = self.role.name().to_owned();
        let store = self.workspace.store().clone();
        self.leave();
        self.jobs.start(JobKey::Open, "Beginning anew", move |_| {
            let audit = store.audit(id)?;
            let mut definitions = audit.iter();
            let first = definitions
                .find(|row| row.kind == crate::store::DEFINITION)
                .context("The log does not know how this project began.")?;
            store.forget_results(id)?;
            store.log_audit(&AuditRow {
                id: 0,
                project_id: id,
                at,
                by,
                kind: kind::RESET.to_owned(),
                subject: "the project as it was taken in".to_owned(),
                detail: String::new(),
            })?;
            store.save_definition(id, &first.subject, &first.detail, at)?;
            Ok(JobResult::Opened(Box::new(OpenProject::read(
                &store, id, at,
            )?)))
        })?;
        Ok(())
    }

    /// Notes something in the log of the open project.
    pub(super) fn note(
        &self,
        kind: &str,
        subject: impl Into<String>,
        detail: String,
    ) -> Option<AuditRow> {
        let open = self.project.as_ref()?;
        Some(AuditRow {
            id: 0,
            project_id: open.id,
            at: (self.clock)(),
            by: self.role.name().to_owned(),
            kind: kind.to_owned(),
            subject: subject.into(),
            detail,
        })
    }
}
