//! The local endpoint.

use std::{sync::Arc, time::Instant};

use anyhow::Context as _;

use super::{Clock, EndpointCommand, JobKey, JobResult, Workbench};
use crate::{
    serving::{Endpoint, Listen, Logged, Served, Sink},
    store::{PredictionRow, Store},
};

/// The endpoint that runs, and what it serves.
pub struct Serving {
    /// The alias that was asked for.
    pub alias: String,
    /// The server.
    pub endpoint: Endpoint,
}

impl Workbench {
    pub(super) fn run_endpoint(&mut self, command: EndpointCommand) -> anyhow::Result<()> {
        match command {
            EndpointCommand::Start { model, alias, port } => {
                self.start_endpoint(model, alias, port)
            }
            EndpointCommand::Stop => self.stop_endpoint(),
        }
    }

    fn start_endpoint(&mut self, model: String, alias: String, port: u16) -> anyhow::Result<()> {
        self.stop_endpoint()?;
        let store = self.workspace.store().clone();
        let clock = Arc::clone(&self.clock);
        let label = format!("Starting the endpoint for {model}@{alias}");
        self.jobs.start(JobKey::Endpoint, label, move |_| {
            let version = store.alias(&model, &alias)?.with_context(|| {
                format!("“{model}” has no alias “{alias}”. Deploy a version in step 8 first.")
            })?;
            let endpoint = serve(&store, model, version, port.into(), clock)?;
            Ok(JobResult::Serving(Box::new(Serving { alias, endpoint })))
        })?;
        Ok(())
    }

    /// Stops the server on a thread of its own: open requests may take a moment.
    fn stop_endpoint(&mut self) -> anyhow::Result<()> {
        if let Some(serving) = self.serving.take() {
            self.jobs
                .start(JobKey::Endpoint, "Stopping the endpoint", move |_| {
                    drop(serving);
                    Ok(JobResult::Written(None))
                })?;
        }
        Ok(())
    }
}

/// Starts an endpoint for a registered version; `store` keeps what it answers. `clock` gives
/// microseconds since the epoch.
///
/// # Errors
/// If the version cannot be read, or the server not be started.
fn serve(
    store: &Store,
    model: String,
    version: i64,
    listen: Listen,
    clock: Clock,
) -> anyhow::Result<Endpoint> {
    let watch = Instant::now();
    let bytes = store.model_package(&model, version)?;
    let package = serde_json::from_slice(&bytes)
        .context("This version was packed by another version of the program. Deploy it again.")?;
    let served = Served {
        name: model,
        version,
        package: Arc::new(package),
        load: Some(watch.elapsed()),
    };
    Ok(Endpoint::start(served, listen, sink(store.clone()), clock)?)
}

/// Keeps predictions in the workspace.
fn sink(store: Store) -> Sink {
    Arc::new(move |rows: &[Logged]| {
        let rows: Vec<PredictionRow> = rows.iter().map(row).collect();
        store.log_predictions(&rows).map_err(|err| err.to_string())
    })
}

fn row(logged: &Logged) -> PredictionRow {
    PredictionRow {
        id: logged.id.clone(),
        model: logged.model.clone(),
        version: logged.version,
        at: logged.at,
        inputs: logged.inputs().to_string(),
        outputs: serde_json::json!(logged.prediction).to_string(),
        latency_us: i64::try_from(logged.latency_us).unwrap_or(i64::MAX),
    }
}
