//! `nonagon lab`: what every level of automation would have made of a project's stream.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::{
    Exit, args,
    help::FIGURE,
    output::{self, Output},
    run::{opened, wait},
};
use crate::{
    automation::lab::{self, Lane, Report},
    report,
    steps::Step,
    terms::Figure,
    workbench::Command,
};

pub(super) fn run(args: &args::Lab, output: &Output) -> Result<(), Exit> {
    let lanes = lanes(&args.levels)?;
    let params = params(args);
    params.check()?;
    let mut workbench = opened(args.workspace.as_deref(), &args.project, output)?;
    workbench.run(Command::RunThrough(Step::Extraction));
    wait(&mut workbench, output, None)?;
    let Some((project, table)) = workbench.stream()? else {
        return Err(Exit::Usage(anyhow::anyhow!(
            "The project has no rows. Check its sources in step 2."
        )));
    };
    let watch = Instant::now();
    let seconds = || watch.elapsed().as_secs_f64();
    let found = lab::replay((&project, &table), (&lanes, &params), &seconds, output);
    output.done();
    let found = found.map_err(anyhow::Error::from)?;
    if let Some(path) = &args.html {
        report::write_page(&report::lab_page(&found), path)?;
    }
    if args.json {
        output.json(&summary(&found));
    } else {
        print(&found, seconds(), output);
    }
    Ok(())
}

fn lanes(names: &[String]) -> anyhow::Result<Vec<Lane>> {
    let known = Lane::ALL.map(Lane::id).join(", ");
    names
        .iter()
        .map(|name| {
            Lane::from_id(name).ok_or_else(|| {
                anyhow::anyhow!("There is no lane “{name}”. Choose 0, 1, 2, or some of: {known}")
            })
        })
        .collect()
}

fn params(args: &args::Lab) -> lab::Params {
    let usual = lab::Params::default();
    lab::Params {
        period_days: args.period_days.unwrap_or(usual.period_days),
        handover_days: args.handover_days.unwrap_or(usual.handover_days),
        cooldown_days: args.cooldown_days.unwrap_or(usual.cooldown_days),
        judging_days: args.judging_days.unwrap_or(usual.judging_days),
        history_days: args.history_days.or(usual.history_days),
        gates: !args.no_gates,
        roll_back: !args.no_roll_back,
        ..usual
    }
}

/// The lanes by id.
fn summary(report: &Report) -> Value {
    let mut value = json!(report);
    let lanes = report.lanes.iter().map(|lane| {
        let mut value = json!(lane);
        value["lane"] = json!(lane.lane.name());
        (lane.lane.id().to_owned(), value)
    });
    value["lanes"] = Value::Object(lanes.collect::<Map<_, _>>());
    value
}

fn print(report: &Report, seconds: f64, output: &Output) {
    let days = |hours: &Figure| match hours.value() {
        Some(hours) => format!("{:.1} d", hours / 24.0),
        None => "–".to_owned(),
    };
    let titles = [
        "lane",
        &report.metric,
        "value",
        "degraded",
        "detect",
        "retrain",
        "recover",
        "trained",
        "deployed",
        "bad shipped",
        "bad stopped",
        "work",
        "processor",
    ];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    rows.extend(report.lanes.iter().map(|lane| {
        let score = &lane.score;
        vec![
            lane.lane.name().to_owned(),
            score.metric.to_string(),
            score
                .value
                .value()
                .map_or_else(|| "–".to_owned(), |value| format!("{value:.0}")),
            format!("{:.1} d", score.hours_degraded / 24.0),
            days(&score.hours_to_detect),
            days(&score.hours_to_retrain),
            days(&score.hours_to_recover),
            score.retrainings.to_string(),
            score.deployed.to_string(),
            score.bad_shipped.to_string(),
            score.bad_blocked.to_string(),
            format!("{:.1} h", score.human_minutes / 60.0),
            format!("{:.1} s", score.cpu_seconds),
        ]
    }));
    for line in output::table(&rows) {
        output.line(&line);
    }
    output.line(&format!(
        "\n{} periods, {} models, {}",
        report.lanes.first().map_or(0, |lane| lane.periods.len()),
        report.models,
        output::duration(seconds)
    ));
}

/// What `--json` prints, as `nonagon help json` says it.
pub(super) fn shape() -> Value {
    let micros = "whole number: microseconds since 1970";
    json!({
        "project": "text",
        "params": {
            "period_days": "number",
            "handover_days": "number",
            "handover_minutes": "number",
            "look_days": "number",
            "look_minutes": "number",
            "cooldown_days": "number",
            "drift_share": "number",
            "deviations": "number",
            "history_days": "optional number",
            "judging_days": "number",
            "gates": "boolean",
            "roll_back": "boolean",
        },
        "metric": "text: id of the metric that is followed",
        "limit": FIGURE,
        "start": micros,
        "end": micros,
        "models": "whole number: models that were made",
        "lanes": { "<never, level_0, level_1, level_2, always or oracle>": {
            "lane": "text: its name",
            "score": {
                "metric": FIGURE,
                "value": FIGURE,
                "hours_degraded": "number",
                "hours_to_detect": FIGURE,
                "hours_to_retrain": FIGURE,
                "hours_to_recover": FIGURE,
                "retrainings": "whole number",
                "deployed": "whole number",
                "bad_shipped": "whole number",
                "bad_blocked": "whole number",
                "good_blocked": "whole number",
                "human_minutes": "number",
                "cpu_seconds": "number; differs from run to run",
            },
            "periods": [{
                "start": micros,
                "end": micros,
                "rows": "whole number",
                "model": "whole number: the model that served at its end",
                "metric": FIGURE,
                "value": FIGURE,
                "drift": "number: share of drifted columns, or {\"not_computable\": reason}",
                "confidence": FIGURE,
                "is_degraded": "boolean",
                "alarm": "text: why monitoring asked for a new model; empty where it did not",
            }],
            "events": [{
                "at": micros,
                "kind": "text: triggered, trained, deployed, blocked, rolled_back or failed",
                "model": "whole number",
                "reason": "text",
            }],
        } },
    })
}
