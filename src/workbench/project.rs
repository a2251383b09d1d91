//! Opening, editing, importing and exporting projects.

use std::{
    collections::{BTreeMap, VecDeque},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;

use super::{
    AutomationState, Command, Edit, EvaluationState, Experiments, ExploreState, GateHistory, Inbox,
    JobKey, JobResult, LabState, MonitoringState, Notice, Page, PreviewState, ProjectCommand,
    Workbench, export, jobs_of::JobProgress,
};
use crate::{
    automation::{Materials, PROJECT_FILE, Project, Results, StepReport},
    data::{Fingerprint, Table},
    steps::{Step, analysis::PairPicture, problem::Proposal},
    store::Store,
};

/// How many edits can be taken back.
const UNDO_DEPTH: usize = 200;

/// A project of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectEntry {
    /// Its number in the workspace.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// When it was last opened, in microseconds since the epoch.
    pub opened_at: i64,
}

/// A project that comes with the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The name of its folder.
    pub folder: String,
    /// Its name.
    pub name: String,
    /// What it is about, and what it teaches.
    pub description: String,
}

/// The samples in `folder`, in the order of their names.
pub(super) fn samples(folder: &Path) -> Vec<Sample> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut samples: Vec<Sample> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let (project, _) = Project::load(&path).ok()?;
            Some(Sample {
                folder: path.file_name()?.to_str()?.to_owned(),
                name: project.name,
                description: project.description,
            })
        })
        .collect();
    samples.sort_by(|a, b| a.folder.cmp(&b.folder));
    samples
}

/// The project that is open, with everything that its steps gave so far.
pub struct OpenProject {
    /// Its number in the workspace.
    pub id: i64,
    /// What a person decided.
    pub project: Project,
    /// What the steps gave.
    pub results: Results,
    /// Why the last run of a step failed.
    pub failures: BTreeMap<Step, Failure>,
    /// How long the last run of a step took, in seconds.
    pub seconds: BTreeMap<Step, f64>,
    /// The contract that the data suggest, if it was asked for.
    pub proposal: Option<Proposal>,
    /// Two columns side by side, if a pair was chosen in step 3.
    pub pair: Option<Arc<PairPicture>>,
    /// What is looked at in the rows.
    pub explore: ExploreState,
    /// Every model that step 5 ever gave.
    pub experiments: Experiments,
    /// What was looked at of the judged model.
    pub(super) judging: EvaluationState,
    /// What was raised, and what was decided about it.
    pub(super) inbox: Inbox,
    /// What was looked at of what step 9 follows.
    pub(super) watching: MonitoringState,
    pub(super) looked_at: Option<(i64, u64)>,
    /// What runs by itself, and what ran.
    pub automation: AutomationState,
    /// The last replay of the levels lab.
    pub(super) lab: LabState,
    /// What step 4 would do.
    pub preview: PreviewState,
    pub(super) folder: PathBuf,
    pub(super) materials: Arc<Materials>,
    pub(super) queue: VecDeque<Step>,
    text: String,
    undo: Vec<Project>,
    redo: Vec<Project>,
}

/// Why a step gave no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened and what to do.
    pub text: String,
    /// Whether a gate is shut, rather than something broken.
    pub blocked: bool,
}

impl OpenProject {
    /// The rows of the data set, if they have been read.
    pub fn table(&self) -> Option<Table> {
        let extraction = self.results.extraction.as_ref()?;
        self.materials
            .table_if_there(&extraction.report.snapshot.id)
    }

    /// Whether an edit can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether an edit that was taken back can be done again.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Whether steps wait to run.
    pub(super) fn waits(&self) -> bool {
        !self.queue.is_empty()
    }

    pub(super) fn forget_queue(&mut self) {
        self.queue.clear();
    }

    /// Reads project `id` and what its steps gave so far.
    pub(super) fn read(store: &Store, id: i64, at: i64) -> anyhow::Result<Self> {
        let row = store.project(id)?;
        let project = Project::parse(&row.definition).map_err(anyhow::Error::msg)?;
        let mut results = Results::default();
        let mut seconds = BTreeMap::new();
        for row in store.step_results(id)? {
            let Some(step) = Step::from_id(&row.step) else {
                continue;
            };
            // A report of another version cannot be read; the step counts as not yet run.
            if let Ok(report) = StepReport::from_json(step, &row.report) {
                results.put(Fingerprint::from(row.fingerprint), report);
                seconds.insert(step, row.seconds);
            }
        }
        Ok(Self {
            id,
            project,
            results,
            failures: BTreeMap::new(),
            seconds,
            proposal: None,
            pair: None,
            judging: EvaluationState::default(),
            automation: AutomationState::load(store, id)?,
            lab: LabState::default(),
            watching: MonitoringState::default(),
            looked_at: None,
            inbox: Inbox::load(store, id, at)?,
            explore: ExploreState::default(),
            experiments: Experiments::load(store, id)?,
            preview: PreviewState::default(),
            folder: setting(store, &folder_key(id))?.unwrap_or_default(),
            materials: Arc::default(),
            queue: VecDeque::new(),
            text: row.definition,
            undo: Vec::new(),
            redo: Vec::new(),
        })
    }
}

pub(super) fn folder_key(id: i64) -> String {
    format!("folder:{id}")
}

/// Every project, last opened first.
pub(super) fn entries(store: &Store) -> anyhow::Result<Vec<ProjectEntry>> {
    let rows = store.projects()?;
    Ok(rows
        .into_iter()
        .map(|row| ProjectEntry {
            id: row.id,
            name: row.name,
            opened_at: row.opened_at,
        })
        .collect())
}

/// A setting, if it was ever written and can still be read.
pub(super) fn setting<T: serde::de::DeserializeOwned>(
    store: &Store,
    key: &str,
) -> anyhow::Result<Option<T>> {
    let text = store.setting(key)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Adds a project under a name that is still free.
fn add(
    store: &Store,
    project: &Project,
    text: &str,
    folder: &Path,
    at: i64,
) -> anyhow::Result<i64> {
    let taken: Vec<String> = store.projects()?.into_iter().map(|row| row.name).collect();
    let mut project = project.clone();
    let mut text = text.to_owned();
    let name = project.name.clone();
    let mut number = 2;
    while taken.contains(&project.name) {
        project.name = format!("{name} {number}");
        text = project.to_toml().map_err(anyhow::Error::msg)?;
        number += 1;
    }
    let id = store.add_project(&project.name, &text, at)?;
    let folder = std::path::absolute(folder)?;
    store.set_setting(&folder_key(id), &serde_json::to_string(&folder)?)?;
    Ok(id)
}

impl Workbench {
    pub(super) fn run_project(&mut self, command: ProjectCommand) -> anyhow::Result<()> {
        match command {
            ProjectCommand::OpenSample(folder) => self.open_sample(&folder),
            ProjectCommand::Import(path) => self.import(&path),
            ProjectCommand::New(data) => self.new_project(&data),
            ProjectCommand::Export(folder) => self.export(folder),
            ProjectCommand::Switch(id) => self.switch(id),
            ProjectCommand::Close => self.close(),
            ProjectCommand::Delete(id) => self.delete(id),
        }
    }

    fn open_sample(&mut self, folder: &str) -> anyhow::Result<()> {
        let path = self.samples_dir.join(folder);
        let (project, _) = Project::load(&path)?;
        let known = self
            .projects
            .iter()
            .find(|entry| entry.name == project.name);
        match known {
            Some(entry) => self.switch(entry.id),
            None => self.import(&path),
        }
    }

    fn import(&mut self, path: &Path) -> anyhow::Result<()> {
        let (project, folder) = Project::load(path)?;
        let text = if path.is_dir() {
            std::fs::read_to_string(path.join(PROJECT_FILE))?
        } else {
            std::fs::read_to_string(path)?
        };
        self.add(project, text, folder)
    }

    fn new_project(&mut self, data: &Path) -> anyhow::Result<()> {
        let mut extraction = Default::default();
        let project = Project {
            name: self.begin_with(&mut extraction, data)?,
            extraction,
            ..Project::default()
        };
        let text = project.to_toml().map_err(anyhow::Error::msg)?;
        // Beside a file stands what belongs to it; a server has no folder.
        let beside = data.parent().filter(|folder| folder.is_dir());
        let folder = beside.map_or_else(|| PathBuf::from("."), Path::to_owned);
        self.add(project, text, folder)?;
        self.page = Page::Step(Step::Extraction);
        Ok(())
    }

    fn add(
        &mut self,
        mut project: Project,
        mut text: String,
        folder: PathBuf,
    ) -> anyhow::Result<()> {
        // A password in the file is for this session; the workspace must not keep it.
        if self.sources.take_passwords(&mut project.extraction) {
            text = project.to_toml().map_err(anyhow::Error::msg)?;
        }
        let (store, at) = (self.workspace.store().clone(), (self.clock)());
        self.leave();
        self.jobs.start(
            JobKey::Open,
            format!("Opening {}", project.name),
            move |_| {
                let id = add(&store, &project, &text, &folder, at)?;
                Ok(JobResult::Opened(Box::new(OpenProject::read(
                    &store, id, at,
                )?)))
            },
        )?;
        Ok(())
    }

    fn switch(&mut self, id: i64) -> anyhow::Result<()> {
        let (store, at) = (self.workspace.store().clone(), (self.clock)());
        self.leave();
        self.jobs
            .start(JobKey::Open, "Opening a project", move |_| {
                store.touch_project(id, at)?;
                Ok(JobResult::Opened(Box::new(OpenProject::read(
                    &store, id, at,
                )?)))
            })?;
        Ok(())
    }

    /// Stops what still runs for the project that is open.
    pub(super) fn leave(&mut self) {
        if let Some(project) = &mut self.project {
            project.forget_queue();
            project.automation.leave();
        }
        for run in self.jobs.running() {
            if run.key.is_of_project() {
                run.cancel();
            }
        }
    }

    pub(super) fn opened(&mut self, project: OpenProject) -> anyhow::Result<()> {
        self.projects = entries(self.workspace.store())?;
        self.keep_setting("project", &project.id)?;
        self.gate_history = GateHistory::load(self.workspace.store(), project.id)?;
        if let Some(done) = &project.results.extraction {
            let snapshot = done.report.snapshot.id.clone();
            let materials = Arc::clone(&project.materials);
            let data_dir = self.workspace.data_dir().to_owned();
            self.jobs
                .start(JobKey::Rows, "Reading the rows", move |job| {
                    materials.table(&data_dir, &snapshot, &JobProgress(job))?;
                    Ok(JobResult::Written(None))
                })?;
        }
        self.project = Some(project);
        self.look_at_sources(false)
    }

    fn export(&mut self, folder: PathBuf) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let (text, project, from) = (open.text.clone(), open.project.clone(), open.folder.clone());
        self.jobs
            .start(JobKey::Export, "Exporting the project", move |_| {
                export::export(&text, &project, &from, &folder)?;
                let done = format!("“{}” was written to {}", project.name, folder.display());
                Ok(JobResult::Written(Some(done)))
            })?;
        Ok(())
    }

    fn close(&mut self) -> anyhow::Result<()> {
        self.leave();
        self.project = None;
        self.page = Page::Home;
        self.keep_setting("project", &None::<i64>)
    }

    fn delete(&mut self, id: i64) -> anyhow::Result<()> {
        if self.project.as_ref().is_some_and(|open| open.id == id) {
            self.close()?;
        }
        self.workspace.store().delete_project(id)?;
        self.projects = entries(self.workspace.store())?;
        self.notices.push(Notice::info(
            "The project was deleted. Its registered models are still there.",
        ));
        Ok(())
    }

    pub(super) fn require_project(&self) -> anyhow::Result<&OpenProject> {
        self.project
            .as_ref()
            .context("No project is open. Open a sample or a table first.")
    }

    pub(super) fn edit(&mut self, mut edit: Edit) -> anyhow::Result<()> {
        if let Edit::Extraction(params) = &mut edit {
            self.sources.take_passwords(params);
        }
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        let mut project = open.project.clone();
        edit.apply(&mut project);
        let reads_otherwise = project.extraction.sources != open.project.extraction.sources;
        if project != open.project {
            open.redo.clear();
            open.undo
                .push(std::mem::replace(&mut open.project, project));
            if open.undo.len() > UNDO_DEPTH {
                open.undo.remove(0);
            }
            self.save()?;
        }
        if reads_otherwise {
            self.look_at_sources(true)?;
        }
        Ok(())
    }

    pub(super) fn undo(&mut self) -> anyhow::Result<()> {
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        if let Some(before) = open.undo.pop() {
            open.redo.push(std::mem::replace(&mut open.project, before));
            self.save()?;
        }
        Ok(())
    }

    pub(super) fn redo(&mut self) -> anyhow::Result<()> {
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        if let Some(after) = open.redo.pop() {
            open.undo.push(std::mem::replace(&mut open.project, after));
            self.save()?;
        }
        Ok(())
    }

    /// Keeps the definition of the open project.
    fn save(&mut self) -> anyhow::Result<()> {
        let (store, at) = (self.workspace.store().clone(), (self.clock)());
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        open.text = open.project.to_toml().map_err(anyhow::Error::msg)?;
        let (id, name, text) = (open.id, open.project.name.clone(), open.text.clone());
        self.jobs
            .start(JobKey::Save, "Saving the project", move |_| {
                store.save_definition(id, &name, &text, at)?;
                Ok(JobResult::Written(None))
            })?;
        Ok(())
    }

    pub(super) fn keep_setting(
        &mut self,
        key: &'static str,
        value: &impl serde::Serialize,
    ) -> anyhow::Result<()> {
        let store = self.workspace.store().clone();
        let text = serde_json::to_string(value)?;
        self.jobs
            .start(JobKey::Setting(key), "Saving a setting", move |_| {
                store.set_setting(key, &text)?;
                Ok(JobResult::Written(None))
            })?;
        Ok(())
    }
}

impl Edit {
    fn apply(self, project: &mut Project) {
        match self {
            Self::Name(name) => project.name = name,
            Self::Description(description) => project.description = description,
            Self::Level(level) => project.automation.set_level(level),
            Self::Automation(automation) => project.automation = automation,
            Self::Problem(params) => project.problem = params,
            Self::Extraction(params) => project.extraction = params,
            Self::Analysis(params) => project.analysis = params,
            Self::Preparation(params) => project.preparation = params,
            Self::Training(params) => project.training = params,
            Self::Evaluation(params) => project.evaluation = params,
            Self::Validation(params) => project.validation = params,
            Self::Deployment(params) => project.deployment = params,
            Self::Monitoring(params) => project.monitoring = params,
            Self::Segments(segments) => project.segments = segments,
        }
    }
}

impl From<ProjectCommand> for Command {
    fn from(command: ProjectCommand) -> Self {
        Self::Project(command)
    }
}
