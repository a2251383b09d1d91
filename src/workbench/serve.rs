//! The local endpoint.

use std::{net::IpAddr, path::Path, sync::Arc, time::Instant};

use anyhow::Context as _;

use super::{Clock, EndpointCommand, JobKey, JobResult, Workbench, inference};
use crate::{
    serving::{Endpoint, Limits, Listen, Served},
    store::{ModelReference, Store, Which, Workspace},
};

/// The endpoint that runs, and what it serves.
pub struct Serving {
    /// The alias that was asked for.
    pub alias: String,
    /// The server.
    pub endpoint: Endpoint,
}

/// Where an endpoint without a window listens.
#[derive(Clone)]
pub struct ServeAt {
    /// The address of an interface of this machine.
    pub address: IpAddr,
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// What clients must send; any other address than a loopback one needs it.
    pub token: Option<String>,
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
        let dir = self.workspace.dir().to_owned();
        let clock = Arc::clone(&self.clock);
        let label = format!("Starting the endpoint for {model}@{alias}");
        self.jobs.start(JobKey::Endpoint, label, move |_| {
            let version = store.alias(&model, &alias)?.with_context(|| {
                format!("“{model}” has no alias “{alias}”. Deploy a version in step 8 first.")
            })?;
            let endpoint = serve((&store, &dir), model, version, port.into(), clock)?;
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

/// Serves what `reference` leads to, without a window, until it is dropped. `clock` gives
/// microseconds since the epoch.
///
/// # Errors
/// If there is no such version, it cannot be read, or the server not be started there.
pub fn serve_registered(
    workspace: &Workspace,
    reference: &ModelReference,
    at: ServeAt,
    clock: Clock,
) -> anyhow::Result<Serving> {
    let version = reference.resolve(workspace.store())?;
    let listen = Listen {
        address: at.address,
        port: at.port,
        token: at.token,
        limits: Limits::default(),
    };
    let place = (workspace.store(), workspace.dir());
    let endpoint = serve(place, reference.model.clone(), version, listen, clock)?;
    let alias = match &reference.which {
        Which::Version(version) => version.to_string(),
        Which::Alias(alias) => alias.clone(),
    };
    Ok(Serving { alias, endpoint })
}

/// Starts an endpoint for a registered version; the workspace keeps what it answers.
fn serve(
    (store, workspace): (&Store, &Path),
    model: String,
    version: i64,
    listen: Listen,
    clock: Clock,
) -> anyhow::Result<Endpoint> {
    let watch = Instant::now();
    let bytes = store.model_package(&model, version)?;
    let package = serde_json::from_slice(&bytes)
        .context("This version was packed by another version of the program. Deploy it again.")?;
    let load = Some(watch.elapsed());
    let keeping = inference::keeping(store, workspace, &model, &clock)?;
    let served = Served {
        name: model,
        version,
        package: Arc::new(package),
        load,
    };
    Ok(Endpoint::start_keeping(served, listen, keeping, clock)?)
}
