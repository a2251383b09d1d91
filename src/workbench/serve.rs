//! The local endpoint.

use std::{net::IpAddr, path::Path, sync::Arc, time::Instant};

use anyhow::Context as _;
use serde_json::Value;

use super::{
    Clock, EndpointCommand, JobKey, JobResult, Outcomes, Replay, TrafficRun, Workbench,
    feature_store::FeatureStore, inference, workshop::kind,
};
use crate::{
    serving::{self, Endpoint, Limits, Listen, Reply, Routing, Served},
    steps::Package,
    store::{LogLimits, ModelReference, Which, Workspace},
};

/// The endpoint that runs, and what it serves.
pub struct Serving {
    /// The alias that was asked for.
    pub alias: String,
    /// The server.
    pub endpoint: Endpoint,
    /// What clients must send, if anything.
    pub token: Option<String>,
    /// How much of the past its log keeps.
    pub limits: LogLimits,
    /// When the challenger came, in microseconds since the epoch; 0 before the first one.
    pub challenged_at: i64,
    /// What came true of the answers of champion and challenger, when it was looked at last.
    pub outcomes: Option<Outcomes>,
    /// The traffic that is played against it.
    pub traffic: Option<TrafficRun>,
    /// What it was asked by hand last, and what came back.
    pub asked: Option<Asked>,
    /// The candidate that the log was replayed against last.
    pub replay: Option<Replay>,
}

/// A request by hand with its answer, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The body.
    pub body: Value,
    /// What came back.
    pub reply: Result<Reply, String>,
    /// The answer before this one, to compare with.
    pub before: Option<Value>,
}

/// What a job found for the endpoint.
pub enum EndpointAnswer {
    /// It answers.
    Serving(Box<Serving>),
    /// A version is loaded that is to be tried.
    Challenger(Served, Routing),
    /// A version is loaded that is to be the champion, and why.
    Champion(Served, String),
    /// What came true of the answers of two versions.
    Outcomes(Outcomes),
    /// The traffic plays.
    Traffic(TrafficRun),
    /// What was asked by hand, and what came back.
    Asked(Value, Result<Reply, String>),
    /// A candidate was asked what was logged.
    Replayed(Replay),
}

impl From<EndpointAnswer> for JobResult {
    fn from(answer: EndpointAnswer) -> Self {
        Self::Endpoint(Box::new(answer))
    }
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
            EndpointCommand::Start {
                model,
                alias,
                port,
                token,
            } => self.start_endpoint((model, alias), port, token),
            EndpointCommand::Stop => self.stop_endpoint(),
            EndpointCommand::Route(command) => self.run_route(command),
            EndpointCommand::Traffic(command) => self.run_traffic(command),
            EndpointCommand::Ask(body) => self.ask_endpoint(body),
            EndpointCommand::Replay(version, speed) => self.replay(version, speed),
            EndpointCommand::Keep(model, limits) => self.keep_limits(model, limits),
        }
    }

    pub(super) fn take_endpoint(&mut self, answer: EndpointAnswer) -> anyhow::Result<()> {
        match answer {
            EndpointAnswer::Serving(serving) => self.serving = Some(*serving),
            EndpointAnswer::Challenger(served, routing) => self.take_challenger(served, routing)?,
            EndpointAnswer::Champion(served, why) => {
                if let Some(serving) = &self.serving {
                    serving.endpoint.replace(served, &why)?;
                }
            }
            EndpointAnswer::Outcomes(found) => self.take_outcomes(found)?,
            EndpointAnswer::Traffic(run) => {
                if let Some(serving) = &mut self.serving {
                    serving.traffic = Some(run);
                }
            }
            EndpointAnswer::Asked(body, reply) => self.take_asked(body, reply),
            EndpointAnswer::Replayed(found) => {
                if let Some(serving) = &mut self.serving {
                    serving.replay = Some(found);
                }
            }
        }
        Ok(())
    }

    fn start_endpoint(
        &mut self,
        (model, alias): (String, String),
        port: u16,
        token: Option<String>,
    ) -> anyhow::Result<()> {
        self.stop_endpoint()?;
        let features = self.feature_store.clone();
        let dir = self.workspace.dir().to_owned();
        let clock = Arc::clone(&self.clock);
        let label = format!("Starting the endpoint for {model}@{alias}");
        let note = self.note(kind::SERVED, format!("{model}@{alias}"), String::new());
        self.jobs.start(JobKey::Endpoint, label, move |_| {
            let version = features.store().alias(&model, &alias)?.with_context(|| {
                format!("“{model}” has no alias “{alias}”. Deploy a version in step 8 first.")
            })?;
            let listen = Listen {
                token,
                ..Listen::from(port)
            };
            let serving = serve((&features, &dir), (model, alias), version, listen, clock)?;
            if let Some(note) = note {
                features.store().log_audit(&note)?;
            }
            Ok(EndpointAnswer::Serving(Box::new(serving)).into())
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

    /// Posts `body` as an application would, in a job; the latest one wins.
    fn ask_endpoint(&mut self, body: Value) -> anyhow::Result<()> {
        let serving = self.serving_now()?;
        let endpoint = &serving.endpoint;
        let path = format!("/v2/models/{}/infer", endpoint.model());
        let url = format!("http://{}{path}", endpoint.address());
        let token = serving.token.clone();
        self.jobs
            .start(JobKey::Ask, "Asking the endpoint", move |_| {
                let reply = serving::ask(&url, token.as_deref(), &body);
                let reply = reply.map_err(|err| format!("{err:#}"));
                Ok(EndpointAnswer::Asked(body, reply).into())
            })?;
        Ok(())
    }

    fn take_asked(&mut self, body: Value, reply: Result<Reply, String>) {
        if let Some(serving) = &mut self.serving {
            let before = serving.asked.take().and_then(|before| {
                let reply = before.reply.ok()?;
                (reply.status == 200)
                    .then_some(reply.body)
                    .or(before.before)
            });
            serving.asked = Some(Asked {
                body,
                reply,
                before,
            });
        }
    }

    /// Writes down how much of the past is kept; a running endpoint goes by it from its next start.
    fn keep_limits(&mut self, model: String, limits: LogLimits) -> anyhow::Result<()> {
        let store = self.workspace.store().clone();
        self.jobs
            .start(JobKey::Setting("log"), "Writing a setting", move |_| {
                inference::set_log_limits(&store, &model, &limits)?;
                Ok(JobResult::Written(Some(
                    "The log goes by this from the next start of the endpoint on.".to_owned(),
                )))
            })?;
        Ok(())
    }

    /// Whether a job of this key runs.
    pub fn runs(&self, key: &JobKey) -> bool {
        self.jobs.running().iter().any(|job| job.key == *key)
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
    let features = FeatureStore::open(workspace)?;
    let place = (&features, workspace.dir());
    let alias = match &reference.which {
        Which::Version(version) => version.to_string(),
        Which::Alias(alias) => alias.clone(),
    };
    serve(
        place,
        (reference.model.clone(), alias),
        version,
        listen,
        clock,
    )
}

/// Starts an endpoint for a registered version; the workspace keeps what it answers.
fn serve(
    (features, workspace): (&FeatureStore, &Path),
    (model, alias): (String, String),
    version: i64,
    listen: Listen,
    clock: Clock,
) -> anyhow::Result<Serving> {
    let store = features.store();
    let served = load_served(features, model, version, &clock)?;
    let keeping = inference::keeping(features, workspace, &served.name, &clock)?;
    let limits = inference::log_limits(store, &served.name)?;
    let token = listen.token.clone();
    Ok(Serving {
        alias,
        endpoint: Endpoint::start_keeping(served, listen, keeping, clock)?,
        token,
        limits,
        challenged_at: 0,
        outcomes: None,
        traffic: None,
        asked: None,
        replay: None,
    })
}

/// Reads a registered version.
///
/// # Errors
/// If there is no such version, or it was packed by another version of the program.
pub fn load_served(
    features: &FeatureStore,
    model: impl Into<String>,
    version: i64,
    clock: &Clock,
) -> anyhow::Result<Served> {
    let watch = Instant::now();
    let name = model.into();
    let bytes = features.store().model_package(&name, version)?;
    let package: Package = serde_json::from_slice(&bytes)
        .context("This version was packed by another version of the program. Deploy it again.")?;
    let look_up = package.features.as_ref();
    let look_up = look_up
        .map(|stored| features.look_up(stored, clock))
        .transpose()?;
    Ok(Served {
        name,
        version,
        package: Arc::new(package),
        load: Some(watch.elapsed()),
        features: look_up,
    })
}
