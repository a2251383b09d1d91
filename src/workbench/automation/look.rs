//! Looks at sources and answers, and begins a run where the triggers say so.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{AutomationAnswer, AutomationWork, TrackedRun, answers, key, row};
use crate::{
    automation::{Decision, Facts, PipelineRun, Project, Results, Seen, SourceSeen, Watch},
    jobs::JobCtx,
    sources::{self, Location, Stamp},
    store::Store,
    workbench::{JobKey, OpenProject, Workbench},
};

/// How long what is remembered may differ from what is kept, in microseconds.
const KEEP_EVERY: i64 = 60_000_000;

/// What a look gave.
pub struct Looked {
    pub(super) watch: Watch,
    pub(super) was_kept: bool,
    pub(super) decision: Decision,
    pub(super) begun: Option<TrackedRun>,
    pub(super) trouble: Option<String>,
}

/// One look, on a thread of its own.
struct Look {
    project_id: i64,
    project: Project,
    results: Results,
    watch: Watch,
    kept: (i64, Watch),
    asked: (Option<String>, bool),
    busy: bool,
    /// Snapshots that runs have read: what was seen of them is those runs' own doing.
    own: Vec<String>,
    folder: PathBuf,
    workspace: PathBuf,
    data_dir: PathBuf,
    store: Store,
    now: i64,
    contents: Arc<Mutex<BTreeMap<PathBuf, (Stamp, String)>>>,
    baselines: Arc<Mutex<answers::Known>>,
}

impl Workbench {
    pub(super) fn look_if_due(&mut self) -> anyhow::Result<()> {
        let now = (self.clock)();
        let key = JobKey::Automation(AutomationWork::Look);
        let keeps = JobKey::Automation(AutomationWork::Keep);
        let is_step = |job: &JobKey| matches!(job, JobKey::Step(_));
        let works = self.running().iter().any(|run| is_step(&run.key));
        if self.runs(&key) {
            return Ok(());
        }
        let busy = works || self.runs(&keeps);
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        let (state, automation) = (&mut open.automation, &open.project.automation);
        let is_asked = state.asked.0.is_some() || state.asked.1;
        let waits = !state.watch.waiting().is_empty() && automation.is_awake();
        let looks = automation.is_awake() && (automation.triggers.any() || waits);
        let every = automation.triggers.look_every();
        // A clock that was set back must not end the looks.
        let is_due = state
            .looked
            .is_none_or(|last| now - last >= every || now < last);
        if !(is_asked || (looks && is_due)) {
            return Ok(());
        }
        let busy = busy || state.current().is_some();
        let look = Look {
            project_id: open.id,
            project: open.project.clone(),
            results: open.results.clone(),
            watch: state.watch.clone(),
            kept: state.kept.clone(),
            asked: std::mem::take(&mut state.asked),
            busy,
            own: own(open),
            folder: open.folder.clone(),
            workspace: self.workspace.dir().to_owned(),
            data_dir: self.workspace.data_dir().to_owned(),
            store: self.workspace.store().clone(),
            now,
            contents: Arc::clone(&open.automation.contents),
            baselines: Arc::clone(&open.automation.baselines),
        };
        self.jobs
            .start(key, "Looking at the triggers", move |job| look.look(job))?;
        Ok(())
    }
}

fn own(open: &OpenProject) -> Vec<String> {
    let runs = open.automation.runs.iter();
    runs.filter_map(|tracked| tracked.run.snapshot.clone())
        .collect()
}

impl Look {
    fn look(mut self, job: &JobCtx) -> anyhow::Result<super::JobResult> {
        if std::mem::take(&mut self.asked.1) {
            self.watch.release();
        }
        if let Some(by) = self.asked.0.take() {
            self.watch.demand(self.now, &by);
        }
        let mut facts = Facts {
            sources: self.sources(),
            answers: Vec::new(),
            higher_is_better: self.project.problem.primary_metric().higher_is_better(),
        };
        let triggers = self.project.automation.triggers.clone();
        let mut trouble = None;
        if triggers.looks_at_answers() {
            match self.answers(&facts.sources, job) {
                Ok(answers) => facts.answers = answers,
                Err(err) => {
                    job.check()?;
                    trouble = Some(format!("{err:#}"));
                }
            }
        }
        let decision = self.watch.look(self.now, &triggers, &facts, self.busy);
        let (begun, was_kept) = self.keep(&decision)?;
        let looked = Looked {
            watch: self.watch,
            was_kept,
            decision,
            begun,
            trouble,
        };
        Ok((self.project_id, AutomationAnswer::Looked(Box::new(looked))).into())
    }

    /// Writes down what is remembered, with the run that begins, if one does.
    fn keep(&self, decision: &Decision) -> anyhow::Result<(Option<TrackedRun>, bool)> {
        let (kept_at, kept) = &self.kept;
        let setting = (key(self.project_id), serde_json::to_string(&self.watch)?);
        if let Decision::Run(causes) = decision {
            let automation = &self.project.automation;
            let run = PipelineRun::new(automation, causes.clone(), self.now);
            let mut tracked = TrackedRun { id: 0, run };
            let begun = row(self.project_id, &tracked, self.now)?;
            let setting = (setting.0.as_str(), setting.1.as_str());
            tracked.id = self.store.begin_pipeline_run(&begun, setting)?;
            return Ok((Some(tracked), true));
        }
        let is_old = self.now - kept_at >= KEEP_EVERY || self.now < *kept_at;
        let differs = !self.watch.is_as(kept) || (is_old && self.watch != *kept);
        if differs {
            self.store.set_setting(&setting.0, &setting.1)?;
        }
        Ok((None, differs))
    }

    /// Every file that the project reads. Servers are not watched, and neither is what this
    /// program writes itself.
    fn sources(&self) -> Vec<SourceSeen> {
        let own = self.workspace.canonicalize().ok();
        let read = self.results.extraction.as_ref().map(|done| &done.report);
        let sources = self.project.extraction.sources.iter();
        sources
            .filter_map(|source| {
                let location = Location::parse(&source.location, &self.folder);
                let location = location.ok()?;
                let path = location.path()?;
                let real = path.canonicalize().ok();
                if let (Some(own), Some(real)) = (&own, &real)
                    && real.starts_with(own)
                {
                    return None;
                }
                let stamp = sources::stamp(&location);
                let before = read.and_then(|report| {
                    let mut sources = report.sources.iter();
                    sources.find(|known| known.path == source.location)
                });
                let is_read = before.zip(stamp).map(|(before, stamp)| {
                    before.bytes == stamp.bytes && before.modified == stamp.modified
                });
                Some(SourceSeen {
                    name: source.name.clone(),
                    seen: self.seen(path, stamp),
                    is_read,
                })
            })
            .collect()
    }

    fn seen(&self, path: &Path, stamp: Option<Stamp>) -> Seen {
        let gone = |why: &str| Seen::Gone(format!("{why}: {}", path.display()));
        let Some(stamp) = stamp else {
            return gone("there is no such file");
        };
        let mut known = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, content)) = known.get(path)
            && *of == stamp
        {
            return Seen::Content(content.clone());
        }
        match sources::content(path) {
            Ok(content) => {
                known.insert(path.to_owned(), (stamp, content.clone()));
                Seen::Content(content)
            }
            Err(err) => gone(&err.to_string()),
        }
    }

    fn answers(
        &self,
        sources: &[SourceSeen],
        job: &JobCtx,
    ) -> anyhow::Result<Vec<crate::automation::Answers>> {
        let contents = sources.iter().map(|source| match &source.seen {
            Seen::Content(content) => content.as_str(),
            Seen::Gone(_) => "gone",
        });
        let state = contents.collect::<Vec<_>>().join(" ");
        let subject = answers::Subject {
            project: &self.project,
            store: &self.store,
            workspace: &self.workspace,
            data_dir: &self.data_dir,
            state: &state,
        };
        let mut found = Vec::new();
        found.extend(subject.logged(&self.baselines, job)?);
        let report = self.results.monitoring.as_ref();
        let snapshot = self.results.extraction.as_ref();
        if let (Some(report), Some(extraction)) = (report, snapshot)
            && !self.own.contains(&extraction.report.snapshot.id)
        {
            found.extend(subject.reported(&report.report, &extraction.report.snapshot.id));
        }
        Ok(found)
    }
}
