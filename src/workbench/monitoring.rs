//! What step 9 is asked for besides its result: any two windows side by side, the rows of a bin
//! and what explains them, and what other programs' rules would say.

use std::sync::Arc;

use anyhow::Context as _;

use super::{JobKey, JobResult, LiveRows, OpenProject, Workbench, jobs_of::JobProgress};
use crate::{
    automation::{Materials, Project, Results},
    data::Fingerprint,
    drift::windows::{Bin, WindowComparison},
    steps::{
        deployment,
        monitoring::{
            self, Chunk,
            windows::{Baselines, BinSegment, ColumnWindows, Pair, PresetVerdicts, Windows},
        },
    },
    terms::Progress,
};

/// Segments that are told of a bin.
const SEGMENTS: usize = 5;

/// What can be asked of step 9.
#[derive(Clone, Debug, PartialEq)]
pub enum MonitoringCommand {
    /// Put two windows of a column side by side.
    Compare(String, Pair),
    /// Look at the rows of a bin of what is shown side by side; at none, to go back.
    Bin(Option<Bin>),
    /// Judge every column of two windows by the rules of every preset.
    Presets(Pair),
    /// Look at what the endpoint, which has answered so many rows by now, was asked lately, in
    /// periods of so many seconds.
    Live(u64, u32),
}

/// The kinds of work; at most one job of each runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonitoringWork {
    /// Putting windows side by side.
    Compare,
    /// Looking at the rows of a bin.
    Bin,
    /// Judging by presets.
    Presets,
    /// Looking at the endpoint.
    Live,
}

/// What was looked at last, of one report; forgotten when that is made anew.
#[derive(Debug, Default)]
pub struct MonitoringState {
    of: Option<Fingerprint>,
    windows: Option<Arc<Windows>>,
    column: Option<ColumnWindows>,
    baselines: Option<Arc<Baselines>>,
    wanted: Option<(String, Pair)>,
    /// Two windows side by side.
    pub shown: Option<Arc<SideBySide>>,
    /// The rows of a bin.
    pub bin: Option<Arc<BinRows>>,
    /// What the presets say.
    pub presets: Option<Arc<PresetVerdicts>>,
    /// What the endpoint was asked lately.
    pub live: Option<Arc<LiveRows>>,
    /// Why nothing can be shown.
    pub refused: Option<String>,
}

/// Two windows of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct SideBySide {
    /// The column.
    pub column: String,
    /// The windows.
    pub pair: Pair,
    /// What they are like.
    pub found: WindowComparison,
}

/// The current rows of a bin, and what explains that they are more or fewer than before.
#[derive(Clone, Debug)]
pub struct BinRows {
    /// The column.
    pub column: String,
    /// The windows.
    pub pair: Pair,
    /// The bin.
    pub bin: Bin,
    /// Their numbers in the data set.
    pub rows: Arc<[u32]>,
    /// The segments that explain most, the best first.
    pub segments: Vec<BinSegment>,
}

/// What a job found, of one report of one project.
pub struct Watched {
    project: i64,
    of: Fingerprint,
    windows: Option<Arc<Windows>>,
    found: Found,
}

enum Found {
    Compared(Box<ColumnWindows>, Box<SideBySide>),
    Bin(BinRows),
    Presets(PresetVerdicts),
    Live(Arc<Baselines>, Box<LiveRows>),
    Refused(String),
}

impl OpenProject {
    /// What was looked at of the report that stands; nothing where it was made anew since.
    pub fn watched(&self) -> Option<&MonitoringState> {
        let done = self.results.monitoring.as_ref()?;
        Some(&self.watching).filter(|state| state.of.as_ref() == Some(&done.fingerprint))
    }
}

impl Workbench {
    /// Whether a job of this kind runs.
    pub fn watches(&self, work: MonitoringWork) -> bool {
        let key = JobKey::Monitoring(work);
        self.running().iter().any(|run| run.key == key)
    }

    pub(super) fn run_monitoring(&mut self, command: MonitoringCommand) -> anyhow::Result<()> {
        self.require_project()?;
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        let Some(done) = &open.results.monitoring else {
            return Ok(());
        };
        if open.watching.of.as_ref() != Some(&done.fingerprint) {
            open.watching = MonitoringState {
                of: Some(done.fingerprint.clone()),
                ..MonitoringState::default()
            };
        }
        let state = &mut open.watching;
        match command {
            MonitoringCommand::Compare(column, pair) => {
                state.wanted = Some((column, pair));
                state.bin = None;
                // A drag asks in every frame. What runs is let run, or nothing would ever be shown
                // before the mouse rests; the latest wish comes next.
                if self.watches(MonitoringWork::Compare) {
                    return Ok(());
                }
                self.start_comparison_of_windows()
            }
            MonitoringCommand::Bin(None) => {
                state.bin = None;
                Ok(())
            }
            MonitoringCommand::Bin(Some(bin)) => {
                let Some(shown) = state.shown.clone() else {
                    return Ok(());
                };
                self.watch(MonitoringWork::Bin, "Looking at the rows of a bin", {
                    move |windows, progress| {
                        let (column, pair) = (shown.column.clone(), shown.pair.clone());
                        let rows = windows.rows_of(&column, (&pair.current, &bin), progress)?;
                        let sides = (&pair, &bin);
                        let segments = windows.bin_segments(&column, sides, SEGMENTS, progress)?;
                        Ok(Found::Bin(BinRows {
                            column,
                            pair,
                            bin,
                            rows: rows.into(),
                            segments,
                        }))
                    }
                })
            }
            MonitoringCommand::Live(answered, every) => self.look_at_endpoint(answered, every),
            MonitoringCommand::Presets(pair) => self.watch(
                MonitoringWork::Presets,
                "Judging by presets",
                move |windows, progress| Ok(Found::Presets(windows.presets(&pair, progress)?)),
            ),
        }
    }

    fn look_at_endpoint(&mut self, answered: u64, every: u32) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let (baselines, before) = (open.watching.baselines.clone(), open.watching.live.clone());
        let model = open.project.deployment.model.clone();
        let (store, dir) = (
            self.workspace.store().clone(),
            self.workspace.dir().to_owned(),
        );
        let label = "Looking at what the endpoint was asked";
        self.watch(MonitoringWork::Live, label, move |windows, progress| {
            let baselines = match baselines {
                Some(baselines) => baselines,
                None => Arc::new(windows.baselines(progress)?),
            };
            let about = (model, answered, every);
            let live = LiveRows::look((&store, &dir), about, &baselines, before.as_ref())?;
            Ok(Found::Live(baselines, Box::new(live)))
        })
    }

    fn start_comparison_of_windows(&mut self) -> anyhow::Result<()> {
        let Some(open) = &self.project else {
            return Ok(());
        };
        let Some((name, pair)) = open.watching.wanted.clone() else {
            return Ok(());
        };
        let kept = open.watching.column.clone();
        let label = format!("Comparing windows of {name}");
        self.watch(MonitoringWork::Compare, &label, move |windows, progress| {
            let kept = kept.filter(|column| column.name() == name);
            let mut column = match kept {
                Some(column) => column,
                None => ColumnWindows::new(windows, &name, progress)?,
            };
            let found = column.compare(&pair);
            let shown = SideBySide {
                column: name,
                pair,
                found,
            };
            Ok(Found::Compared(Box::new(column), Box::new(shown)))
        })
    }

    /// Does `work` on the windows of the report that stands, in a job; makes them first where they
    /// are not there yet.
    fn watch(
        &mut self,
        work: MonitoringWork,
        label: &str,
        find: impl FnOnce(&Windows, &dyn Progress) -> anyhow::Result<Found> + Send + 'static,
    ) -> anyhow::Result<()> {
        let data_dir = self.workspace.data_dir().to_owned();
        let open = self.require_project()?;
        let Some(done) = &open.results.monitoring else {
            return Ok(());
        };
        let (project, of) = (open.id, done.fingerprint.clone());
        let sources = Sources {
            windows: open.watching.windows.clone(),
            chunks: done.report.chunks.clone(),
            materials: Arc::clone(&open.materials),
            data_dir,
            project: open.project.clone(),
            results: open.results.clone(),
        };
        self.jobs.start(JobKey::Monitoring(work), label, move |job| {
            let progress = JobProgress(job);
            let watched = |windows, found| {
                JobResult::Watched(Box::new(Watched {
                    project,
                    of,
                    windows,
                    found,
                }))
            };
            let Some(windows) = sources.windows(&progress)? else {
                let words = "What is shown here is older than what you decided in steps 1 to 9 since. Bring this step up to date to compare its windows.";
                return Ok(watched(None, Found::Refused(words.to_owned())));
            };
            let found = find(&windows, &progress)?;
            Ok(watched(Some(windows), found))
        })?;
        Ok(())
    }

    /// Keeps what a job found, unless the report was made anew since.
    pub(super) fn take_watched(&mut self, watched: Watched) -> anyhow::Result<()> {
        let open = self.project.as_mut();
        let Some(open) = open.filter(|open| open.id == watched.project) else {
            return Ok(());
        };
        let state = &mut open.watching;
        if state.of.as_ref() != Some(&watched.of) {
            return Ok(());
        }
        state.windows = watched.windows.or_else(|| state.windows.take());
        match watched.found {
            Found::Compared(column, shown) => {
                let is_latest =
                    state.wanted.as_ref() == Some(&(shown.column.clone(), shown.pair.clone()));
                state.column = Some(*column);
                state.shown = Some(Arc::new(*shown));
                state.refused = None;
                if !is_latest {
                    return self.start_comparison_of_windows();
                }
            }
            Found::Bin(rows) => state.bin = Some(Arc::new(rows)),
            Found::Presets(verdicts) => state.presets = Some(Arc::new(verdicts)),
            Found::Live(baselines, live) => {
                state.baselines = Some(baselines);
                state.live = Some(Arc::new(*live));
            }
            Found::Refused(why) => state.refused = Some(why),
        }
        Ok(())
    }
}

/// What a job works with.
struct Sources {
    windows: Option<Arc<Windows>>,
    chunks: Vec<Chunk>,
    materials: Arc<Materials>,
    data_dir: std::path::PathBuf,
    project: Project,
    results: Results,
}

impl Sources {
    /// The rows in the chunks of the report; nothing where the project says otherwise by now.
    fn windows(&self, progress: &dyn Progress) -> anyhow::Result<Option<Arc<Windows>>> {
        if let Some(windows) = &self.windows {
            return Ok(Some(Arc::clone(windows)));
        }
        const GONE: &str = "A step before this one has no result any more. Run it again.";
        let results = &self.results;
        let prepared =
            self.materials
                .prepared_for(&self.data_dir, (&self.project, results), progress)?;
        let evaluation = results.evaluation.as_ref().context(GONE)?;
        let training = results.training.as_ref().context(GONE)?;
        let extraction = results.extraction.as_ref().context(GONE)?;
        let model = training
            .report
            .model(&evaluation.report.model)
            .context(GONE)?;
        let package =
            deployment::package(&prepared, model, &evaluation.report, &self.project.problem);
        let snapshot = &extraction.report.snapshot.id;
        let table = self.materials.table(&self.data_dir, snapshot, progress)?;
        let input = monitoring::Input {
            model: String::new(),
            package: &package,
            table: &table,
            reference: &prepared.reference,
            production: &prepared.production,
            labels: &prepared.labels,
            segments: &self.project.segments,
            points: &monitoring::ForgetfulPoints,
        };
        let windows = Windows::new(&input, &self.project.problem, &self.project.monitoring)?;
        let key = |chunk: &Chunk| (chunk.label.clone(), chunk.rows, chunk.is_reference);
        let same = windows
            .chunks()
            .iter()
            .map(key)
            .eq(self.chunks.iter().map(key));
        Ok(same.then(|| Arc::new(windows)))
    }
}
