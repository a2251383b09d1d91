//! Plays the rows of the open project against the endpoint, with incidents where they are wanted.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;

use super::{JobKey, JobResult, Workbench, jobs_of::JobProgress, serve::EndpointAnswer};
use crate::{
    automation::{Materials, Project, Results},
    serving::{Player, Recording, Tempo},
    terms::{IncidentKind, Progress},
};

/// The most rows that are played.
const MOST_ROWS: usize = 100_000;
/// How long a slow server holds up every inference.
const SLOW: Duration = Duration::from_millis(100);

/// What can be done with the traffic.
#[derive(Clone, Debug, PartialEq)]
pub enum TrafficCommand {
    /// Play from the first row.
    Start(Tempo),
    /// Change how it is played.
    Set(Tempo),
    /// Go on at another row.
    Seek(u64),
    /// Play no more.
    Stop,
}

/// The traffic that is played.
pub struct TrafficRun {
    /// Who plays.
    pub player: Player,
    /// When each row happened, in microseconds since the epoch; empty without a time column.
    pub times: Vec<Option<i64>>,
    /// What is played, in words.
    pub about: String,
}

/// What a player is made from.
struct Sources {
    materials: Arc<Materials>,
    data_dir: std::path::PathBuf,
    project: Project,
    results: Results,
}

impl Sources {
    /// The rows that stand for production, or the test part where there are none, in their order
    /// of time.
    fn recording(
        &self,
        (url, token, model): (String, Option<String>, String),
        columns: &[String],
        progress: &dyn Progress,
    ) -> anyhow::Result<(Recording, Vec<Option<i64>>, String)> {
        let about = (&self.project, &self.results);
        let prepared = self
            .materials
            .prepared_for(&self.data_dir, about, progress)?;
        let extraction = self.results.extraction.as_ref();
        let extraction = extraction.context("Step 2 has no result any more. Run it again.")?;
        let snapshot = &extraction.report.snapshot.id;
        let table = self.materials.table(&self.data_dir, snapshot, progress)?;
        let (mut rows, what) = if prepared.production.is_empty() {
            (prepared.reference.clone(), "test rows")
        } else {
            (prepared.production.clone(), "production rows")
        };
        let time = self.project.problem.time_column.as_deref();
        let times = match time {
            Some(column) => table.times(column)?,
            None => Vec::new(),
        };
        if !times.is_empty() {
            // Rows without a time come last.
            rows.sort_by_key(|row| times[*row as usize].map_or((1, 0), |time| (0, time)));
        }
        rows.truncate(MOST_ROWS);
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let recording = Recording {
            url,
            token,
            model,
            table: table.take(&rows).select(&names)?,
            labels: rows
                .iter()
                .map(|row| prepared.labels.text(*row as usize))
                .collect(),
            classes: prepared.labels.classes().to_vec(),
        };
        let about = format!("{} {what}", rows.len());
        let times = rows.iter().filter_map(|row| times.get(*row as usize));
        Ok((recording, times.copied().collect(), about))
    }
}

impl Workbench {
    pub(super) fn run_traffic(&mut self, command: TrafficCommand) -> anyhow::Result<()> {
        match command {
            TrafficCommand::Start(tempo) => self.start_traffic(tempo),
            TrafficCommand::Set(tempo) => {
                self.slow_down(&tempo);
                if let Some(run) = self.traffic() {
                    run.player.set(tempo);
                }
                Ok(())
            }
            TrafficCommand::Seek(row) => {
                if let Some(run) = self.traffic() {
                    run.player.seek(row);
                }
                Ok(())
            }
            TrafficCommand::Stop => {
                self.slow_down(&Tempo::default());
                let run = self.serving.as_mut().and_then(|one| one.traffic.take());
                if let Some(run) = run {
                    // Its last request may take a moment.
                    self.jobs
                        .start(JobKey::Traffic, "Stopping the traffic", move |_| {
                            drop(run);
                            Ok(JobResult::Written(None))
                        })?;
                }
                Ok(())
            }
        }
    }

    fn traffic(&self) -> Option<&TrafficRun> {
        self.serving.as_ref()?.traffic.as_ref()
    }

    /// The one incident that happens in the server and not in what is sent.
    fn slow_down(&self, tempo: &Tempo) {
        if let Some(serving) = &self.serving {
            let incidents = &tempo.incidents;
            let is_slow = incidents.iter().any(|one| one.kind == IncidentKind::Slow);
            let delay = if is_slow { SLOW } else { Duration::ZERO };
            serving.endpoint.set_delay(delay);
        }
    }

    fn start_traffic(&mut self, tempo: Tempo) -> anyhow::Result<()> {
        let serving = self.serving_now()?;
        let endpoint = &serving.endpoint;
        let place = (
            format!("http://{}", endpoint.address()),
            serving.token.clone(),
            endpoint.model().to_owned(),
        );
        let columns: Vec<String> = endpoint.inputs().into_iter().map(|one| one.name).collect();
        let open = self.require_project()?;
        anyhow::ensure!(
            open.project.deployment.model == place.2,
            "The endpoint serves “{}”, which is not the model of this project. Start the endpoint of this project first.",
            place.2
        );
        let sources = Sources {
            materials: Arc::clone(&open.materials),
            data_dir: self.workspace.data_dir().to_owned(),
            project: open.project.clone(),
            results: open.results.clone(),
        };
        self.slow_down(&tempo);
        self.jobs
            .start(JobKey::Traffic, "Preparing the traffic", move |job| {
                let progress = JobProgress(job);
                let (recording, times, about) = sources.recording(place, &columns, &progress)?;
                let player = Player::start(recording, tempo)
                    .context("The traffic cannot be played. Close other programs and try again.")?;
                let run = TrafficRun {
                    player,
                    times,
                    about,
                };
                Ok(EndpointAnswer::Traffic(run).into())
            })?;
        Ok(())
    }
}
