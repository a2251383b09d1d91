//! `nonagon watch`: triggers and automation without a window, until a signal.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use anyhow::Context as _;

use super::{
    Exit,
    output::{self, Output},
    run::{opened, wait},
    signal::stop_on_signal,
};
use crate::{
    automation::{Level, PipelineRun, RunState, StepOutcome, Trigger, told},
    steps::Step,
    store::Workspace,
    workbench::{
        AutomationCommand, Command, Edit, EndpointCommand, JobKey, OpenProject, Severity, Workbench,
    },
};

/// `nonagon watch`
///
/// Minds the triggers of a project and leads its runs, and prints what it does. At level 1 a run
/// trains and then waits for a person; at level 2 the gates decide, and a new version is tried on
/// a growing share of the requests to the endpoint that is started here. Ctrl+C or SIGTERM stops
/// it; a run that is under way goes on when it is started again.
#[derive(Debug, clap::Args)]
pub struct Watch {
    /// A project file, or the folder that holds one.
    pub project: PathBuf,
    /// Work on this level of automation instead of the project's own.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub level: Option<u8>,
    /// Begin a run at once.
    #[arg(long)]
    pub now: bool,
    /// Look once, wait for the run that this begins, and end; exit code 1 if it did not end well.
    /// No endpoint is started.
    #[arg(long)]
    pub once: bool,
    /// The port of the endpoint on 127.0.0.1; the system chooses one if none is named.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Start no endpoint: new versions take over at once.
    #[arg(long)]
    pub no_endpoint: bool,
    /// The folder in which everything is kept; the user's own if none is named.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

/// How often the jobs are looked at.
const TICK: Duration = Duration::from_millis(20);

pub(super) fn run(args: &Watch, output: &Output) -> Result<(), Exit> {
    let stop = stop_on_signal()?;
    let dir = match &args.workspace {
        Some(dir) => dir.clone(),
        None => Workspace::usual_dir()
            .context("This user has no data folder. Name one with --workspace DIR.")?,
    };
    let mut workbench = opened(Some(&dir), &args.project, output)?;
    if let Some(level) = args.level.and_then(|number| Level::try_from(number).ok()) {
        workbench.run(Command::Edit(Box::new(Edit::Level(level))));
    }
    wait(&mut workbench, output, None)?;
    output.done();
    let open = workbench
        .project
        .as_ref()
        .context("The project could not be opened.")?;
    let automation = &open.project.automation;
    automation.check().map_err(anyhow::Error::from)?;
    if !automation.is_awake() {
        return Err(Exit::Usage(anyhow::anyhow!(
            "At level 0 nothing runs by itself, so there is nothing to watch. Choose another level with --level, or in the project file."
        )));
    }
    introduce(open, output);
    workbench.mind_triggers();
    if args.now {
        let by = "the command line".to_owned();
        workbench.run(Command::Automation(AutomationCommand::RunNow(by)));
    }
    let mut teller = Teller::new(&workbench);
    let ended = watch(&mut workbench, (args, &stop), (&mut teller, output));
    drop(workbench);
    if stop.load(Ordering::Acquire) {
        output.line("Stopped. What was under way goes on at the next start.");
    }
    ended
}

fn introduce(open: &OpenProject, output: &Output) {
    let automation = &open.project.automation;
    let triggers = &automation.triggers;
    let mut set = Vec::new();
    if !triggers.schedule.trim().is_empty() {
        set.push(format!("schedule {} (UTC)", triggers.schedule));
    }
    let flags = [
        (Trigger::NewData, triggers.new_data),
        (Trigger::Drift, triggers.drift.is_some()),
        (Trigger::Performance, triggers.performance.is_some()),
        (Trigger::Confidence, triggers.confidence.is_some()),
    ];
    let set_flags = flags.iter().filter(|(_, is_set)| *is_set);
    set.extend(set_flags.map(|(trigger, _)| trigger.name().to_lowercase()));
    let set = if set.is_empty() {
        "no trigger is set, so only --now starts a run".to_owned()
    } else {
        format!("triggers: {}", set.join(", "))
    };
    output.line(&format!(
        "Watching “{}” at {}; {set}. Press Ctrl+C to stop.",
        open.project.name,
        automation.name()
    ));
}

fn watch(
    workbench: &mut Workbench,
    (args, stop): (&Watch, &AtomicBool),
    (teller, output): (&mut Teller, &Output),
) -> Result<(), Exit> {
    let begun = Instant::now();
    loop {
        workbench.poll();
        if !args.once && !args.no_endpoint {
            serve(workbench, args.port);
        }
        teller.tell(workbench, output);
        if stop.load(Ordering::Acquire) {
            return Ok(());
        }
        let state = workbench.project.as_ref().map(|open| &open.automation);
        let Some(state) = state else {
            return Err(Exit::Usage(anyhow::anyhow!("The project was closed.")));
        };
        let rests = state.has_looked() && state.current().is_none() && workbench.is_idle();
        // Without a trigger nobody looks.
        let nothing = !args.now && begun.elapsed() > Duration::from_secs(1) && workbench.is_idle();
        if args.once && (rests || (nothing && state.current().is_none())) {
            return teller.verdict(workbench, output);
        }
        std::thread::sleep(TICK);
    }
}

/// Starts an endpoint as soon as there is a version to serve, at a level that deploys.
fn serve(workbench: &mut Workbench, port: u16) {
    let Some(open) = &workbench.project else {
        return;
    };
    let deploys = open.project.automation.automates(Step::Deployment);
    if !deploys || workbench.serving.is_some() || workbench.runs(&JobKey::Endpoint) {
        return;
    }
    let deployment = open.project.deployment.clone();
    let mut models = workbench.registry.models.iter();
    let entry = models.find(|entry| entry.name == deployment.model);
    let points = entry.is_some_and(|entry| {
        let mut aliases = entry.aliases.iter();
        aliases.any(|(alias, _)| *alias == deployment.alias)
    });
    if points {
        workbench.run(Command::Endpoint(EndpointCommand::Start {
            model: deployment.model,
            alias: deployment.alias,
            port,
            token: None,
        }));
    }
}

/// Prints what is new since it looked last.
#[derive(Default)]
struct Teller {
    /// Runs and steps that were told.
    told: BTreeSet<String>,
    /// The newest run that was there before.
    before: i64,
    served: bool,
}

impl Teller {
    fn new(workbench: &Workbench) -> Self {
        let runs = workbench.project.as_ref().map(|open| &open.automation.runs);
        let newest = runs.and_then(|runs| runs.first());
        let is_over = newest.filter(|tracked| !tracked.run.is_open());
        Self {
            before: is_over.map_or(0, |tracked| tracked.id),
            ..Self::default()
        }
    }

    /// Prints a line once.
    fn once(&mut self, key: String, line: impl FnOnce() -> String, output: &Output) {
        if self.told.insert(key) {
            output.line(&line());
        }
    }

    fn tell(&mut self, workbench: &mut Workbench, output: &Output) {
        for notice in std::mem::take(&mut workbench.notices) {
            match notice.severity {
                Severity::Error => output.remark(&format!("error: {}", notice.text)),
                _ => output.remark(&notice.text),
            }
        }
        if let Some(serving) = &workbench.serving
            && !std::mem::replace(&mut self.served, true)
        {
            output.line(&format!(
                "Version {} of “{}” answers at http://{}.",
                serving.endpoint.version(),
                serving.endpoint.model(),
                serving.endpoint.address()
            ));
        }
        let Some(open) = &workbench.project else {
            return;
        };
        let state = &open.automation;
        if let Some(held) = &state.watch.held {
            self.once(format!("held {}", held.at), || held.why.clone(), output);
        }
        for (name, why) in &state.watch.gone {
            let line =
                || format!("{name} is gone: {why}. New data start nothing until it is back.");
            self.once(format!("gone {name}"), line, output);
        }
        self.told.retain(|key| {
            key.strip_prefix("gone ")
                .is_none_or(|name| state.watch.gone.contains_key(name))
        });
        if let Some(trouble) = &state.trouble {
            let line = || format!("What was answered cannot be looked at: {trouble}");
            self.once(format!("trouble {trouble}"), line, output);
        }
        if let Some(tracked) = state.runs.first().filter(|one| one.id > self.before) {
            self.run(tracked.id, &tracked.run, output);
        }
    }

    fn run(&mut self, id: i64, run: &PipelineRun, output: &Output) {
        let line = || format!("Run {id} · {}", told(&run.causes));
        self.once(format!("run {id}"), line, output);
        for note in &run.steps {
            let name = format!("{} {}", note.step.index() + 1, note.step.name());
            let words = match note.outcome {
                StepOutcome::Waiting | StepOutcome::Skipped => continue,
                StepOutcome::Done => format!("✔ {name} ({})", output::duration(note.seconds)),
                StepOutcome::Cached => format!("= {name} cached"),
                StepOutcome::Failed => format!("✘ {name}"),
            };
            let key = format!("run {id} step {name} {}", note.outcome.name());
            self.once(key, || format!("  {words}"), output);
            if let (Step::Extraction, Some(data)) = (note.step, &run.data) {
                let key = format!("run {id} data");
                self.once(key, || format!("    {}", data.told()), output);
            }
        }
        if let Some(rollout) = &run.rollout {
            for (i, (_, words)) in rollout.told.iter().enumerate() {
                let line = || format!("  version {}: {words}", rollout.version);
                self.once(format!("run {id} rollout {i}"), line, output);
            }
        }
        if !run.is_open() {
            let line = || format!("Run {id} ended: {}. {}", run.state.name(), run.note);
            self.once(format!("run {id} ended"), line, output);
        }
    }

    /// How the one run ended.
    fn verdict(&self, workbench: &Workbench, output: &Output) -> Result<(), Exit> {
        let runs = workbench.project.as_ref().map(|open| &open.automation.runs);
        let newest = runs.and_then(|runs| runs.first());
        let Some(tracked) = newest.filter(|tracked| tracked.id > self.before) else {
            output.line("Nothing is due.");
            return Ok(());
        };
        match tracked.run.state {
            RunState::Running | RunState::AwaitsPerson | RunState::Done | RunState::NothingNew => {
                Ok(())
            }
            RunState::Blocked | RunState::RolledBack | RunState::Stopped | RunState::Failed => {
                Err(Exit::Failed)
            }
        }
    }
}
