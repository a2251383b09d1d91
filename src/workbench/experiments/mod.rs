//! Every model that step 5 ever gave, and what can be done with it.

mod diff;
mod meter;
mod mlflow;
mod record;
mod reproduce;
mod units;

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use anyhow::Context as _;

pub use self::{
    diff::{DiffRow, diff},
    record::{ExperimentKind, Record, Setup},
    reproduce::{Reproduction, reproduce},
    units::Live,
};
pub(super) use self::{meter::Meter, record::Run, units::KeptUnits};
use super::{Edit, JobKey, JobResult, Notice, Workbench, jobs_of::JobProgress};
use crate::{
    steps::training,
    store::{ExperimentRow, NewExperiment, Store},
};

/// What can be done with experiments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExperimentCommand {
    /// Write down what a person says of one.
    Annotate {
        /// Its number.
        id: i64,
        /// Words to find it by.
        tags: Vec<String>,
        /// What is to be remembered of it.
        note: String,
    },
    /// Make it again from its record and compare, bit by bit.
    Reproduce(i64),
    /// Take its learner and parameters into step 5.
    Adopt(i64),
    /// Write all of them to an MLflow tracking folder.
    Export(PathBuf),
    /// Take in the runs of an MLflow tracking folder.
    Import(PathBuf),
}

/// What a job does with experiments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExperimentWork {
    /// Reading them anew, and writing what is said of them.
    Load,
    /// Making one again.
    Reproduce,
    /// Writing to or reading from MLflow.
    Exchange,
}

/// What such a job gives back.
pub struct ExperimentAnswer {
    project_id: i64,
    list: Option<Vec<Experiment>>,
    reproduced: Option<(i64, Reproduction)>,
    told: Option<String>,
}

/// A model that was kept, with what a person says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// Its number in the workspace.
    pub id: i64,
    /// The run of step 5 that gave it; 0 if no run of ours did.
    pub run: i64,
    /// What kind it is.
    pub kind: ExperimentKind,
    /// When it was made, in microseconds since the epoch.
    pub created_at: i64,
    /// Everything that is known of it.
    pub record: Arc<Record>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What somebody wrote about it.
    pub note: String,
}

/// The experiments of the open project.
#[derive(Clone, Debug, Default)]
pub struct Experiments {
    /// All of them, newest first.
    pub list: Arc<Vec<Experiment>>,
    /// The trials of the search that runs, or ran last.
    pub live: Live,
    /// What came of making some of them again, by number.
    pub reproduced: BTreeMap<i64, Reproduction>,
}

impl Experiments {
    pub(super) fn load(store: &Store, project_id: i64) -> anyhow::Result<Self> {
        Ok(Self {
            list: Arc::new(list(store, project_id)?),
            ..Self::default()
        })
    }

    /// The experiment with this number.
    pub fn get(&self, id: i64) -> Option<&Experiment> {
        self.list.iter().find(|experiment| experiment.id == id)
    }
}

impl Experiment {
    /// What another version wrote and we cannot read is not shown; it stays where it is.
    fn of(row: ExperimentRow) -> Option<Self> {
        Some(Self {
            id: row.id,
            run: row.experiment.run,
            kind: ExperimentKind::from_id(&row.experiment.kind)?,
            created_at: row.experiment.created_at,
            record: Arc::new(serde_json::from_str(&row.experiment.record).ok()?),
            tags: serde_json::from_str(&row.tags).unwrap_or_default(),
            note: row.note,
        })
    }
}

fn list(store: &Store, project_id: i64) -> anyhow::Result<Vec<Experiment>> {
    let rows = store.experiments(project_id)?.into_iter();
    Ok(rows.filter_map(Experiment::of).collect())
}

/// Keeps every model and trial that a run gave.
pub(super) fn keep(
    store: &Store,
    (project_id, number): (i64, i64),
    run: &Run<'_>,
    (report, at): (&training::Report, i64),
) -> anyhow::Result<()> {
    let row = |kind: ExperimentKind, record: &Record| {
        anyhow::Ok(NewExperiment {
            project_id,
            run: number,
            kind: kind.id().to_owned(),
            record: serde_json::to_string(record)?,
            created_at: at,
        })
    };
    let mut rows = Vec::new();
    for trial in &report.trials {
        let record = Record::of_trial(run, report.metric, trial);
        rows.push(row(ExperimentKind::Trial, &record)?);
    }
    // The best comes last, so that it stands first where the newest do.
    for model in report.models.iter().rev() {
        let record = Record::of_model(run, report.metric, model)?;
        rows.push(row(ExperimentKind::Model, &record)?);
    }
    store.add_experiments(&rows)?;
    store.trim_units(project_id)?;
    Ok(())
}

impl Workbench {
    pub(super) fn run_experiment(&mut self, command: ExperimentCommand) -> anyhow::Result<()> {
        match command {
            ExperimentCommand::Annotate { id, tags, note } => self.annotate(id, &tags, &note),
            ExperimentCommand::Reproduce(id) => self.reproduce(id),
            ExperimentCommand::Adopt(id) => self.adopt(id),
            ExperimentCommand::Export(folder) => self.export_experiments(folder),
            ExperimentCommand::Import(folder) => self.import_experiments(folder),
        }
    }

    /// Reads the experiments of the open project anew.
    pub(super) fn load_experiments(&mut self) -> anyhow::Result<()> {
        let project_id = self.require_project()?.id;
        let store = self.workspace.store().clone();
        let key = JobKey::Experiment(ExperimentWork::Load);
        self.jobs.start(key, "Reading experiments", move |_| {
            Ok(answer(project_id, Some(list(&store, project_id)?), None))
        })?;
        Ok(())
    }

    fn annotate(&mut self, id: i64, tags: &[String], note: &str) -> anyhow::Result<()> {
        let (store, at) = (self.workspace.store().clone(), (self.clock)());
        let project_id = self.require_project()?.id;
        let tags = serde_json::to_string(tags)?;
        let note = note.to_owned();
        let key = JobKey::Experiment(ExperimentWork::Load);
        self.jobs.start(key, "Writing a note", move |_| {
            store.annotate_experiment(id, (&tags, &note), at)?;
            Ok(answer(project_id, Some(list(&store, project_id)?), None))
        })?;
        Ok(())
    }

    fn reproduce(&mut self, id: i64) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let found = open.experiments.get(id);
        let found = found.context("There is no such experiment. Choose one from the list.")?;
        let (record, kind) = (Arc::clone(&found.record), found.kind);
        let (materials, project_id) = (Arc::clone(&open.materials), open.id);
        let data_dir = self.workspace.data_dir().to_owned();
        let label = format!("Making {} again", record.title());
        let key = JobKey::Experiment(ExperimentWork::Reproduce);
        self.jobs.start(key, label, move |job| {
            let progress = JobProgress(job);
            let table = match materials.table_if_there(&record.snapshot) {
                Some(table) => table,
                None => crate::data::snapshot::read(&data_dir, &record.snapshot, &progress)?,
            };
            let reproduction = reproduce(&record, kind, &table, &progress)?;
            Ok(JobResult::Experiment(Box::new(ExperimentAnswer {
                project_id,
                list: None,
                reproduced: Some((id, reproduction)),
                told: None,
            })))
        })?;
        Ok(())
    }

    fn adopt(&mut self, id: i64) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let setup = open
            .experiments
            .get(id)
            .and_then(|found| found.record.setup.as_deref());
        let setup =
            setup.context("This experiment was made elsewhere, so step 5 cannot use it.")?;
        let mut training = open.project.training.clone();
        let all = training.learners_for(&open.project.problem);
        let learner = setup.learner.learner();
        let others = all.into_iter().filter(|params| params.learner() != learner);
        training.learners = others.collect();
        training.learners.push(setup.learner.clone());
        self.edit(Edit::Training(training))
    }

    fn export_experiments(&mut self, folder: PathBuf) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let (name, project_id) = (open.project.name.clone(), open.id);
        let list = Arc::clone(&open.experiments.list);
        let key = JobKey::Experiment(ExperimentWork::Exchange);
        self.jobs.start(key, "Writing experiments", move |job| {
            let n = mlflow::export(&folder, &name, &list, &JobProgress(job))?;
            let told = format!("{n} experiments were written to {}", folder.display());
            Ok(answer(project_id, None, Some(told)))
        })?;
        Ok(())
    }

    fn import_experiments(&mut self, folder: PathBuf) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let project_id = open.id;
        let known = Arc::clone(&open.experiments.list);
        let (store, at) = (self.workspace.store().clone(), (self.clock)());
        let key = JobKey::Experiment(ExperimentWork::Exchange);
        self.jobs.start(key, "Reading experiments", move |job| {
            let found = mlflow::import(&folder, &JobProgress(job))?;
            let is_new = |record: &Record| {
                known.iter().all(|one| {
                    one.record.source != record.source
                        || one.record.fingerprint != record.fingerprint
                })
            };
            let mut rows = Vec::new();
            for record in found.records.iter().filter(|record| is_new(record)) {
                rows.push(NewExperiment {
                    project_id,
                    run: 0,
                    kind: ExperimentKind::Foreign.id().to_owned(),
                    record: serde_json::to_string(record)?,
                    created_at: at,
                });
            }
            store.add_experiments(&rows)?;
            let told = found.told(rows.len());
            Ok(answer(
                project_id,
                Some(list(&store, project_id)?),
                Some(told),
            ))
        })?;
        Ok(())
    }

    pub(super) fn take_experiments(&mut self, answer: ExperimentAnswer) {
        self.notices.extend(answer.told.map(Notice::info));
        let Some(open) = &mut self.project else {
            return;
        };
        // The answer may be about a project that was closed meanwhile.
        if open.id != answer.project_id {
            return;
        }
        if let Some(list) = answer.list {
            open.experiments.list = Arc::new(list);
        }
        if let Some((id, reproduction)) = answer.reproduced {
            open.experiments.reproduced.insert(id, reproduction);
        }
    }
}

fn answer(project_id: i64, list: Option<Vec<Experiment>>, told: Option<String>) -> JobResult {
    JobResult::Experiment(Box::new(ExperimentAnswer {
        project_id,
        list,
        reproduced: None,
        told,
    }))
}
