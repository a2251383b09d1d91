//! The levels lab of the open project.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use anyhow::Context as _;

use super::{JobKey, JobResult, OpenProject, Workbench, jobs_of::JobProgress, workshop::kind};
use crate::{
    automation::{
        Materials, Project,
        lab::{self, Comparison, Game, Lane, Move, Params, Report, Standing},
    },
    data::Table,
    terms::{Progress, Silent},
};

/// What can be asked of the levels lab.
#[derive(Clone, Debug, PartialEq)]
pub enum LabCommand {
    /// Let these lanes live through the stream.
    Replay(Vec<Lane>, Box<Params>),
    /// Act by hand on the stream, against level 2.
    Begin(Box<Params>),
    /// Do something in the game that was begun.
    Play(Move),
    /// End the game before the stream does.
    GiveUp,
    /// Put the results in the files of this folder beside one another.
    Compare(PathBuf),
    /// Take the comparison away.
    Uncompare,
}

/// What a replay gave, and of what.
pub struct Replayed {
    project: i64,
    of: (String, Project),
    report: Report,
}

/// What a job of the lab gives.
pub enum LabAnswer {
    /// The stream was replayed.
    Replayed(Box<Replayed>),
    /// A turn of a game was made.
    Played(Box<Played>),
    /// Results were put beside one another.
    Compared(Comparison),
}

/// The last replay of a project.
#[derive(Debug, Default)]
pub struct LabState {
    /// What the report was made from.
    of: Option<(String, Project)>,
    report: Option<Arc<Report>>,
    /// Whether another replay was asked for since and has not ended well.
    is_superseded: bool,
    game: Option<Hand>,
}

/// A game that goes on: the game itself, which a job works on, and where it stood after that.
#[derive(Clone)]
struct Hand {
    game: Arc<Mutex<Game>>,
    standing: Arc<Standing>,
    of: (String, Project),
}

impl std::fmt::Debug for Hand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hand").finish_non_exhaustive()
    }
}

/// What a turn of a game gave.
pub struct Played {
    project: i64,
    hand: Hand,
}

impl LabState {
    fn keep(&mut self, of: (String, Project), report: Arc<Report>) {
        self.of = Some(of);
        self.report = Some(report);
        self.is_superseded = false;
    }
}

impl OpenProject {
    /// Where the game stands that goes on or ended last.
    pub fn game(&self) -> Option<&Arc<Standing>> {
        self.lab.game.as_ref().map(|hand| &hand.standing)
    }

    /// What the last replay gave; whether rows and project are still those that it was made from,
    /// and no later replay was stopped or failed.
    pub fn lab(&self) -> Option<(&Arc<Report>, bool)> {
        let report = self.lab.report.as_ref()?;
        let snapshot = self.results.extraction.as_ref();
        let is_fresh = !self.lab.is_superseded
            && self.lab.of.as_ref().is_some_and(|(of, project)| {
                snapshot.is_some_and(|done| done.report.snapshot.id == *of)
                    && *project == self.project
            });
        Some((report, is_fresh))
    }
}

impl Workbench {
    /// Whether a replay runs.
    pub fn replays(&self) -> bool {
        self.runs(&JobKey::Lab)
    }

    pub(super) fn run_lab(&mut self, command: LabCommand) -> anyhow::Result<()> {
        match command {
            LabCommand::Replay(lanes, params) => self.replay_lab(lanes, params),
            LabCommand::Begin(params) => self.begin_game(params),
            LabCommand::Play(what) => self.play_game(what),
            LabCommand::GiveUp => {
                if let Some(open) = &mut self.project {
                    open.lab.game = None;
                }
                Ok(())
            }
            LabCommand::Compare(folder) => self.compare(folder),
            LabCommand::Uncompare => {
                self.comparison = None;
                Ok(())
            }
        }
    }

    fn replay_lab(&mut self, lanes: Vec<Lane>, params: Box<Params>) -> anyhow::Result<()> {
        let (id, of, materials) = self.stream_of()?;
        let data_dir = self.workspace.data_dir().to_owned();
        if let Some(open) = &mut self.project {
            open.lab.is_superseded = true;
        }
        let store = self.workspace.store().clone();
        let told = format!("{} lanes were replayed", lanes.len());
        let note = self.note(kind::LAB, told, serde_json::to_string(&params)?);
        self.jobs
            .start(JobKey::Lab, "Replaying the stream", move |job| {
                let progress = JobProgress(job);
                let (snapshot, project) = &of;
                let table = materials.table(&data_dir, snapshot, &progress)?;
                let watch = Instant::now();
                let seconds = || watch.elapsed().as_secs_f64();
                let what = (lanes.as_slice(), &*params);
                let report = lab::replay((project, &table), what, &seconds, &progress)?;
                if let Some(note) = note {
                    store.log_audit(&note)?;
                }
                Ok(JobResult::Lab(LabAnswer::Replayed(Box::new(Replayed {
                    project: id,
                    of,
                    report,
                }))))
            })?;
        Ok(())
    }

    pub(super) fn take_lab(&mut self, answer: LabAnswer) {
        match answer {
            LabAnswer::Replayed(replayed) => self.take_replay(*replayed),
            LabAnswer::Played(played) => self.take_game(*played),
            LabAnswer::Compared(comparison) => self.comparison = Some(Arc::new(comparison)),
        }
    }

    /// Keeps what a replay gave, if its project is still open.
    fn take_replay(&mut self, replayed: Replayed) {
        let open = self.project.as_mut();
        let Some(open) = open.filter(|open| open.id == replayed.project) else {
            return;
        };
        open.lab.keep(replayed.of, Arc::new(replayed.report));
    }

    fn begin_game(&mut self, params: Box<Params>) -> anyhow::Result<()> {
        let (id, of, materials) = self.stream_of()?;
        let data_dir = self.workspace.data_dir().to_owned();
        self.jobs
            .start(JobKey::Game, "Beginning a game", move |job| {
                let progress = JobProgress(job);
                let (snapshot, project) = &of;
                let table = materials.table(&data_dir, snapshot, &progress)?;
                let watch = Instant::now();
                let seconds = || watch.elapsed().as_secs_f64();
                let aids: (&dyn Fn() -> f64, &dyn Progress) = (&seconds, &progress);
                let mut game = Game::new((project, &table), &params, aids)?;
                let standing = Arc::new(game.standing(aids)?);
                let game = Arc::new(Mutex::new(game));
                Ok(JobResult::Lab(LabAnswer::Played(Box::new(Played {
                    project: id,
                    hand: Hand { game, standing, of },
                }))))
            })?;
        Ok(())
    }

    fn play_game(&mut self, what: Move) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let id = open.id;
        let Some(hand) = open.lab.game.clone() else {
            anyhow::bail!("No game goes on. Begin one first.");
        };
        if self.runs(&JobKey::Game) {
            return Ok(());
        }
        let store = self.workspace.store().clone();
        let note = self.note(kind::GAME, "Level 0 was played to its end", String::new());
        self.jobs.start(JobKey::Game, what.name(), move |job| {
            let progress = JobProgress(job);
            let watch = Instant::now();
            let seconds = || watch.elapsed().as_secs_f64();
            let aids: (&dyn Fn() -> f64, &dyn Progress) = (&seconds, &progress);
            let mut game = hand.game.lock().unwrap_or_else(PoisonError::into_inner);
            let standing = Arc::new(game.play(what, aids)?);
            drop(game);
            if let Some(note) = note.filter(|_| standing.is_over()) {
                store.log_audit(&note)?;
            }
            Ok(JobResult::Lab(LabAnswer::Played(Box::new(Played {
                project: id,
                hand: Hand { standing, ..hand },
            }))))
        })?;
        Ok(())
    }

    /// Keeps what a turn of a game gave; the result of one that is over is that of the lab.
    fn take_game(&mut self, played: Played) {
        let open = self.project.as_mut();
        let Some(open) = open.filter(|open| open.id == played.project) else {
            return;
        };
        let standing = &played.hand.standing;
        if standing.is_over() {
            let report = Arc::new(standing.report.clone());
            open.lab.keep(played.hand.of.clone(), report);
        }
        open.lab.game = Some(played.hand);
    }

    /// What the lab of the open project works on: its number, its snapshot and definition, and
    /// what is read already.
    fn stream_of(&self) -> anyhow::Result<(i64, (String, Project), Arc<Materials>)> {
        let open = self.require_project()?;
        let Some(done) = &open.results.extraction else {
            anyhow::bail!("The levels lab replays the rows of the project. Run step 2 first.");
        };
        let of = (done.report.snapshot.id.clone(), open.project.clone());
        Ok((open.id, of, Arc::clone(&open.materials)))
    }

    fn compare(&mut self, folder: PathBuf) -> anyhow::Result<()> {
        self.jobs
            .start(JobKey::Compare, "Reading the results", move |_| {
                let reports = results_in(&folder)?;
                let comparison = Comparison::of(reports).map_err(anyhow::Error::msg)?;
                Ok(JobResult::Lab(LabAnswer::Compared(comparison)))
            })?;
        Ok(())
    }

    /// The open project and its rows; nothing where no project is open or step 2 has not run. Reads
    /// the snapshot if it is not there yet, so not for the window's thread.
    ///
    /// # Errors
    /// If the snapshot is gone or damaged.
    pub fn stream(&self) -> anyhow::Result<Option<(Project, Table)>> {
        let Some(open) = &self.project else {
            return Ok(None);
        };
        let Some(done) = &open.results.extraction else {
            return Ok(None);
        };
        let (data_dir, id) = (self.workspace.data_dir(), &done.report.snapshot.id);
        let table = open.materials.table(data_dir, id, &Silent)?;
        Ok(Some((open.project.clone(), table)))
    }
}

/// The results of the levels lab in the files of `folder` that end in `.json`.
fn results_in(folder: &Path) -> anyhow::Result<Vec<Report>> {
    let unreadable = || format!("The folder cannot be read: {}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        let ending = path.extension();
        if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
            files.push(path);
        }
    }
    files.sort();
    anyhow::ensure!(
        !files.is_empty(),
        "No result is there: results end in .json. Save some from the levels lab: {}",
        folder.display()
    );
    files.iter().map(|path| read_lab_result(path)).collect()
}

/// A result of the levels lab that was saved as JSON.
///
/// # Errors
/// If the file cannot be read or holds something else.
pub fn read_lab_result(path: &Path) -> anyhow::Result<Report> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("The file cannot be read: {}", path.display()))?;
    lab::from_json(&text).with_context(|| path.display().to_string())
}
