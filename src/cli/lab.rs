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
    automation::lab::{self, Comparison, Injected, Lane, Report},
    gates::Gate,
    metrics::Metric,
    report,
    steps::Step,
    terms::{Figure, IncidentKind},
    workbench::{Command, read_lab_result},
};

pub(super) fn run(args: &args::Lab, output: &Output) -> Result<(), Exit> {
    let Some(project) = &args.project else {
        return merge(args, output);
    };
    let lanes = lanes(&args.levels)?;
    let params = params(args)?;
    params.check().map_err(anyhow::Error::from)?;
    let mut workbench = opened(args.workspace.as_deref(), project, output)?;
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
    let mut found = found.map_err(anyhow::Error::from)?;
    found.by = args.by.clone().unwrap_or_default();
    if let Some(path) = &args.html {
        report::write_page(&report::lab_page(&found), path)?;
    }
    if let Some(path) = &args.csv {
        report::write_page(&lab::scores_csv(&found), path)?;
    }
    if let Some(path) = &args.periods {
        report::write_page(&lab::periods_csv(&found), path)?;
    }
    if args.json {
        output.json(&lab::to_json(&found));
    } else {
        print(&found, seconds(), output);
    }
    Ok(())
}

/// Results of a class beside one another.
fn merge(args: &args::Lab, output: &Output) -> Result<(), Exit> {
    let reports = args.merge.iter().map(|path| read_lab_result(path));
    let reports = reports.collect::<anyhow::Result<Vec<_>>>()?;
    let found = Comparison::of(reports).map_err(anyhow::Error::msg)?;
    if let Some(path) = &args.html {
        report::write_page(&report::lab_comparison_page(&found), path)?;
    }
    if let Some(path) = &args.csv {
        report::write_page(&lab::comparison_csv(&found), path)?;
    }
    if args.json {
        output.json(&compared(&found));
    } else {
        print_comparison(&found, output);
    }
    Ok(())
}

/// The results by name, their lanes by id.
fn compared(comparison: &Comparison) -> Value {
    let results = comparison.entries.iter().map(|entry| {
        let mut value = lab::to_json(&entry.report);
        value["choices"] = json!(entry.choices);
        (entry.by.clone(), value)
    });
    let lanes = comparison.lanes.iter().map(|spread| {
        let mut value = json!(spread);
        value["lane"] = json!(spread.lane.name());
        (spread.lane.id().to_owned(), value)
    });
    json!({
        "project": comparison.project,
        "metric": comparison.metric,
        "start": comparison.start,
        "end": comparison.end,
        "lanes": lanes.collect::<Map<_, _>>(),
        "results": results.collect::<Map<_, _>>(),
    })
}

fn print_comparison(comparison: &Comparison, output: &Output) {
    let higher = Metric::from_id(&comparison.metric).is_none_or(Metric::higher_is_better);
    let titles = [
        "who",
        "lane",
        &comparison.metric,
        "value",
        "degraded",
        "trained",
        "work",
        "otherwise",
    ];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    rows.extend(comparison.ranking(higher).into_iter().map(|(entry, lane)| {
        let score = &lane.score;
        vec![
            entry.by.clone(),
            lane.lane.name().to_owned(),
            score.metric.to_string(),
            worth(&score.value),
            format!("{:.1} d", score.hours_degraded / 24.0),
            score.retrainings.to_string(),
            format!("{:.1} h", score.human_minutes / 60.0),
            entry.choices.join(", "),
        ]
    }));
    for line in output::table(&rows) {
        output.line(&line);
    }
}

fn worth(value: &Figure) -> String {
    let value = value.value();
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.0}"))
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

fn params(args: &args::Lab) -> anyhow::Result<lab::Params> {
    let usual = lab::Params::default();
    let gates_off = args.without_gate.iter().map(|id| gate(id));
    let incidents = args.incident.iter().map(|text| incident(text));
    Ok(lab::Params {
        gates_off: gates_off.collect::<anyhow::Result<_>>()?,
        incidents: incidents.collect::<anyhow::Result<_>>()?,
        period_days: args.period_days.unwrap_or(usual.period_days),
        handover_days: args.handover_days.unwrap_or(usual.handover_days),
        cooldown_days: args.cooldown_days.unwrap_or(usual.cooldown_days),
        judging_days: args.judging_days.unwrap_or(usual.judging_days),
        history_days: args.history_days.or(usual.history_days),
        gates: !args.no_gates,
        roll_back: !args.no_roll_back,
        ..usual
    })
}

fn gate(id: &str) -> anyhow::Result<Gate> {
    let known = lab::Params::GATES.map(Gate::id).join(", ");
    Gate::from_id(id)
        .filter(|gate| lab::Params::GATES.contains(gate))
        .ok_or_else(|| anyhow::anyhow!("The lab asks no gate “{id}”. Choose some of: {known}"))
}

/// `nulls:price@30+14` as an incident.
fn incident(text: &str) -> anyhow::Result<Injected> {
    let wrong = || {
        let known: Vec<&str> = Injected::kinds().map(IncidentKind::id).collect();
        anyhow::anyhow!(
            "“{text}” is no incident. Write KIND:COLUMN@DAY+DAYS, as in nulls:price@30+14; kinds are {}",
            known.join(", ")
        )
    };
    let (what, when) = text.rsplit_once('@').ok_or_else(wrong)?;
    let (from, days) = when.split_once('+').ok_or_else(wrong)?;
    let (kind, columns) = what.split_once(':').unwrap_or((what, ""));
    let number = |text: &str| text.trim().parse::<f64>().ok();
    Ok(Injected {
        kind: IncidentKind::from_id(kind).ok_or_else(wrong)?,
        columns: columns
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        from_days: number(from).ok_or_else(wrong)?,
        days: number(days).ok_or_else(wrong)?,
    })
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
            worth(&score.value),
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
        "by": "text: whose result it is; empty where nobody was named",
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
            "gates_off": ["optional text: id of a kind of gate that was not asked"],
            "roll_back": "boolean",
            "incidents": [{
                "kind": "optional text: unit, nulls, renamed, swapped, stuck, label_flip or concept_flip",
                "columns": ["optional text"],
                "from_days": "optional number: days after the begin",
                "days": "optional number",
            }],
        },
        "metric": "text: id of the metric that is followed",
        "limit": FIGURE,
        "start": micros,
        "end": micros,
        "models": "whole number: models that were made",
        "lanes": { "<never, level_0, level_1, level_2, always, you or oracle>": {
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
                "minutes": "number: of people's work",
            }],
            "events": [{
                "at": micros,
                "kind": "text: triggered, trained, deployed, blocked, rolled_back or failed",
                "model": "whole number",
                "reason": "text",
                "better": "optional boolean: whether a deployed or stopped model did better than the one before, with hindsight",
            }],
        } },
    })
}

/// What `--merge --json` prints.
pub(super) fn merge_shape() -> Value {
    let mut result = shape();
    result["choices"] = json!(["optional text: what was chosen otherwise than usual"]);
    let spread = "[lowest, mean, highest] of numbers, or {\"not_computable\": reason}";
    json!({
        "project": "text",
        "metric": "text: id of the metric that is followed",
        "start": "whole number: microseconds since 1970",
        "end": "whole number: microseconds since 1970",
        "lanes": { "<id of a lane>": {
            "lane": "text: its name",
            "results": "whole number: results that have it",
            "metric": spread,
            "hours_degraded": spread,
            "human_minutes": spread,
        } },
        "results": { "<name>": result },
    })
}
