//! `nonagon run`: all nine steps of a project, without a window.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::{
    Exit, args,
    output::{self, Output},
    taken_in,
};
use crate::{
    automation::{Level, Project},
    gates::{GateResult, Verdict},
    report,
    steps::Step,
    store::{Opened, Workspace},
    workbench::{
        Command, Edit, OpenProject, ProjectCommand, Severity, StepState, Workbench, Workshop,
        WorkshopCommand,
    },
};

/// How often the jobs are looked at.
const TICK: Duration = Duration::from_millis(20);

pub(super) fn run(args: &args::Run, output: &Output) -> Result<(), Exit> {
    let watch = Instant::now();
    let mut workbench = opened(args.workspace.as_deref(), &args.project, output)?;
    if let Some(level) = args.level.and_then(|number| Level::try_from(number).ok()) {
        workbench.run(Command::Edit(Box::new(Edit::Level(level))));
    }
    workbench.run(Command::RunThrough(Step::Monitoring));
    let failure = wait(&mut workbench, output, Some(watch)).err();
    output.done();
    let Some(open) = &workbench.project else {
        return Err(failure.unwrap_or(Exit::Failed));
    };
    let blocked = open.failures.values().any(|failure| failure.blocked);
    if let (Some(Exit::Usage(err)), false) = (failure, blocked) {
        return Err(Exit::Usage(err));
    }
    if let Some(path) = &args.report {
        report::write(open, path)?;
    }
    if args.json {
        output.json(&summary(open, watch.elapsed().as_secs_f64()));
    } else {
        print(open, args, watch, output);
    }
    if blocked { Err(Exit::Failed) } else { Ok(()) }
}

/// A workbench in which `project` is open, and says what its file says now.
pub(super) fn opened(
    workspace: Option<&Path>,
    project: &Path,
    output: &Output,
) -> Result<Workbench, Exit> {
    let mut workbench = workbench(workspace)?;
    // A workspace opens the project that was open last: let it, before another one is opened.
    wait(&mut workbench, output, None)?;
    let (open, edits) = taken_in::commands(&workbench, project)?;
    workbench.run(open);
    wait(&mut workbench, output, None)?;
    for edit in edits {
        workbench.run(edit);
    }
    Ok(workbench)
}

/// A workbench in which `project` is open as the workspace knows it, and what its log says.
pub(super) fn known(
    workspace: &Path,
    project: &Path,
    output: &Output,
) -> Result<(Workbench, Arc<Workshop>), Exit> {
    let mut workbench = workbench(Some(workspace))?;
    wait(&mut workbench, output, None)?;
    let (project, folder) = Project::load(project).map_err(anyhow::Error::from)?;
    let id = workbench.taken_in(&project.name, &folder)?;
    let id = id.with_context(|| {
        format!(
            "This workspace does not know “{}”. Run it first: nonagon run PROJECT --workspace DIR",
            project.name
        )
    })?;
    workbench.run(ProjectCommand::Switch(id).into());
    wait(&mut workbench, output, None)?;
    workbench.run(Command::Workshop(WorkshopCommand::Load));
    wait(&mut workbench, output, None)?;
    let found = workbench.workshop().cloned();
    let found = found.context("The log could not be read.")?;
    Ok((workbench, found))
}

/// A workbench on the workspace in this folder, or on one that is gone afterwards.
fn workbench(workspace: Option<&Path>) -> anyhow::Result<Workbench> {
    let opened = match workspace {
        Some(dir) => Workspace::open(dir)?,
        None => Opened {
            workspace: Workspace::in_memory()?,
            notices: Vec::new(),
        },
    };
    let clock = Arc::new(|| chrono::Utc::now().timestamp_micros());
    Workbench::new(opened, crate::samples_dir(), clock, || {})
}

/// Waits until nothing runs; an error notice of the workbench is the error.
pub(super) fn wait(
    workbench: &mut Workbench,
    output: &Output,
    watch: Option<Instant>,
) -> Result<(), Exit> {
    let mut seen = Vec::new();
    loop {
        workbench.poll();
        if let Some(run) = workbench.running().first() {
            output.progress(
                run.fraction(),
                &format!("{} · {}", run.label, run.message()),
            );
        }
        if let (Some(open), Some(watch)) = (&workbench.project, watch) {
            for (step, seconds) in &open.seconds {
                if !seen.contains(step) && workbench.step_state(*step) == StepState::Fresh {
                    seen.push(*step);
                    output.remark(&format!(
                        "{:>6.1} s  ✔ {} {} ({})",
                        watch.elapsed().as_secs_f64(),
                        step.index() + 1,
                        step.name(),
                        output::duration(*seconds)
                    ));
                }
            }
        }
        let error = workbench
            .notices
            .iter()
            .find(|notice| notice.severity == Severity::Error);
        if let Some(error) = error {
            return Err(Exit::Usage(anyhow::Error::msg(error.text.clone())));
        }
        if workbench.is_idle() {
            return Ok(());
        }
        std::thread::sleep(TICK);
    }
}

/// Everything a script wants to know of a run.
fn summary(open: &OpenProject, seconds: f64) -> Value {
    let results = &open.results;
    let metrics = |metrics: &[(crate::metrics::Metric, crate::terms::Figure)]| {
        let pairs = metrics
            .iter()
            .map(|(metric, figure)| (metric.id().to_owned(), json!(figure)));
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    let steps: Map<String, Value> = Step::ALL
        .into_iter()
        .map(|step| {
            let state = match (results.fingerprint(step), open.failures.get(&step)) {
                (_, Some(failure)) if failure.blocked => {
                    json!({ "state": "blocked", "reason": failure.text })
                }
                (_, Some(failure)) => json!({ "state": "failed", "reason": failure.text }),
                (Some(found), None) => json!({
                    "state": "done",
                    "fingerprint": found.to_string(),
                    "seconds": open.seconds.get(&step),
                }),
                (None, None) => json!({ "state": "not run" }),
            };
            (step.id().to_owned(), state)
        })
        .collect();
    json!({
        "project": open.project.name,
        "level": open.project.automation.level(),
        "seconds": seconds,
        "passed": results.validation.as_ref().is_some_and(|done| done.report.passed),
        "steps": steps,
        "snapshot": results.extraction.as_ref().map(|done| &done.report.snapshot.id),
        "rows": results.extraction.as_ref().map(|done| done.report.rows),
        "model": results.evaluation.as_ref().map(|done| &done.report.model),
        "test": results.evaluation.as_ref().map(|done| metrics(&done.report.metrics)),
        "baseline": results.evaluation.as_ref().map(|done| metrics(&done.report.baseline)),
        "gates": results.validation.as_ref().map(|done| gates(&done.report.gates)),
        "version": results.deployment.as_ref().map(|done| done.report.version),
        "alerts": results.monitoring.as_ref().map(|done| &done.report.alerts),
    })
}

/// Each gate with whether it is open, so that nobody has to know every verdict.
fn gates(gates: &[GateResult]) -> Vec<Value> {
    gates
        .iter()
        .map(|gate| {
            let mut value = json!(gate);
            value["passed"] = json!(gate.is_open());
            value["verdict"] = json!(gate.verdict.word());
            value["reason"] = match &gate.verdict {
                Verdict::Waived { reason, .. } => json!(reason),
                _ => Value::Null,
            };
            value
        })
        .collect()
}

fn print(open: &OpenProject, args: &args::Run, watch: Instant, output: &Output) {
    let results = &open.results;
    output.line("");
    output.line(&format!(
        "{} · {}",
        open.project.name, open.project.problem.question
    ));
    if let Some(done) = &results.evaluation {
        let report = &done.report;
        output.line(&format!(
            "\n{} on {} test rows, beside “{}”",
            report.name, report.rows, report.baseline_name
        ));
        let rows: Vec<Vec<String>> = report
            .metrics
            .iter()
            .zip(&report.baseline)
            .map(|((metric, model), (_, baseline))| {
                vec![
                    format!("  {}", metric.info().name),
                    model.to_string(),
                    baseline.to_string(),
                ]
            })
            .collect();
        for line in output::table(&rows) {
            output.line(&line);
        }
    }
    if let Some(done) = &results.validation {
        output.line("\nGates");
        for gate in &done.report.gates {
            let mark = if gate.is_open() { "✔" } else { "✘" };
            output.line(&format!("  {mark} {}: {}", gate.title, gate.explanation));
        }
    }
    if let Some(done) = &results.deployment {
        let report = &done.report;
        output.line(&format!(
            "\nRegistered {} v{} as {}@{}",
            report.model, report.version, report.model, report.alias
        ));
    }
    if let Some(done) = &results.monitoring {
        let report = &done.report;
        let chunks = report.production().count();
        output.line(&format!(
            "Monitored {chunks} chunks of production: {} alerts",
            report.alerts.len()
        ));
    }
    for failure in open.failures.values() {
        output.line(&format!("\n✘ {}", failure.text));
    }
    if let Some(path) = &args.report {
        output.line(&format!("Report: {}", path.display()));
    }
    output.line(&format!(
        "Done in {}",
        output::duration(watch.elapsed().as_secs_f64())
    ));
}
