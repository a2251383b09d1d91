//! `nonagon history`: a project as it stood at any moment.

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::{
    Exit, args,
    output::{self, Output},
    run::known,
};
use crate::{
    data::{time_of, time_text},
    workbench::{AsOf, Happening, Workshop},
};

/// Happenings that the terminal shows.
const SHOWN: usize = 20;

pub(super) fn run(args: &args::History, output: &Output) -> Result<(), Exit> {
    let at = match &args.at {
        None => i64::MAX,
        Some(text) => time_of(text).with_context(|| {
            format!("“{text}” is no time. Write 2026-03-01 or 2026-03-01T12:30:00.")
        })?,
    };
    let (_, found) = known(&args.workspace, &args.project, output)?;
    output.done();
    let as_of = found.log.as_of(at);
    let happened = found.happenings.partition_point(|one| one.at <= at);
    let happened = &found.happenings[..happened];
    if args.json {
        output.json(&summary(&as_of, happened));
    } else {
        print(&found, &as_of, happened, output);
    }
    Ok(())
}

fn summary(as_of: &AsOf, happened: &[Happening]) -> Value {
    let steps = as_of.runs.iter().map(|(step, run)| {
        let told = json!({
            "run": run.id,
            "at": run.started_at,
            "outcome": run.outcome,
            "cause": run.cause,
        });
        (step.id().to_owned(), told)
    });
    let gates = as_of.gates.iter().map(|row| {
        json!({
            "title": row.gate,
            "verdict": row.verdict,
            "value": row.value,
            "threshold": row.threshold,
        })
    });
    let happened = happened
        .iter()
        .map(|one| json!({ "at": one.at, "by": one.by, "what": one.words }));
    json!({
        "level": as_of.project.as_ref().map(|project| project.automation.level()),
        "champion": as_of.champion,
        "criteria": as_of.project.as_ref().map(|project| json!(project.problem.criteria)),
        "steps": steps.collect::<Map<_, _>>(),
        "gates": gates.collect::<Vec<_>>(),
        "alarms": as_of.alarms.iter().map(|row| row.text.clone()).collect::<Vec<_>>(),
        "happened": happened.collect::<Vec<_>>(),
    })
}

fn print(found: &Workshop, as_of: &AsOf, happened: &[Happening], output: &Output) {
    match &as_of.project {
        Some(project) => output.line(&format!("{}, {}", project.name, project.automation.name())),
        None => output.line("The log does not reach back that far."),
    }
    let champion = as_of.champion.map_or_else(
        || "no version".to_owned(),
        |version| format!("version {version}"),
    );
    output.line(&format!(
        "{champion} in service, {} open alarms",
        as_of.alarms.len()
    ));
    let mut rows = vec![
        ["step", "outcome", "when", "started by"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(as_of.runs.iter().map(|(step, run)| {
        vec![
            step.name().to_owned(),
            run.outcome.clone(),
            time_text(run.started_at),
            run.cause.clone(),
        ]
    }));
    for line in output::table(&rows) {
        output.line(&line);
    }
    for row in &as_of.gates {
        output.line(&format!("gate {}: {}", row.verdict, row.gate));
    }
    let skipped = happened.len().saturating_sub(SHOWN);
    output.line(&format!(
        "\n{} of {} entries of the log until then:",
        happened.len() - skipped,
        found.happenings.len()
    ));
    for one in &happened[skipped..] {
        output.line(&format!(
            "{}  {} ({})",
            time_text(one.at),
            one.words,
            one.by
        ));
    }
}

/// What `--json` prints, as `nonagon help json` says it.
pub(super) fn shape() -> Value {
    json!({
        "level": "whole number, or null where the log does not reach back that far",
        "champion": "whole number: the version in service, or null",
        "criteria": [{
            "metric": "optional text",
            "at_least": "optional number",
            "at_most": "optional number",
            "min_gain": "optional number",
            "slice": "optional text",
        }],
        "steps": { "<id of a step>": {
            "run": "whole number",
            "at": "whole number: microseconds since 1970",
            "outcome": "text: done, failed or cancelled",
            "cause": "text: who or what started it",
        } },
        "gates": [{
            "title": "text",
            "verdict": "text: pass, fail, unknown or waived",
            "value": "number, or null",
            "threshold": "number, or null",
        }],
        "alarms": ["text: alarms that nobody had seen to"],
        "happened": [{
            "at": "whole number: microseconds since 1970",
            "by": "text: who or what did it",
            "what": "text",
        }],
    })
}
