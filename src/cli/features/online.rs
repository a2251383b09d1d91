//! `nonagon features materialize`, `get`, `push` and `check`.

use std::{thread, time::Duration};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{args, now, open};
use crate::{
    cli::{Exit, output, output::Output, source},
    data::time_text,
    features::Parity,
    workbench::feature_store::{FeatureStore, Materialized},
};

pub(super) fn materialize(args: &args::Materialize, output: &Output) -> Result<(), Exit> {
    let store = open(&args.place, output)?;
    let views = if args.views.is_empty() {
        store.views_of(args.service.as_deref())?
    } else {
        args.views.clone()
    };
    loop {
        let at = now();
        let mut done = Vec::new();
        for view in &views {
            let until = args.until.unwrap_or(at);
            let one = store.materialize(view, (until, at), args.incremental, output);
            output.done();
            done.push(one?);
        }
        tell(&done, args.place.json, output);
        let Some(every) = args.every else {
            return Ok(());
        };
        thread::sleep(Duration::from_micros(every.micros().unsigned_abs()));
    }
}

fn tell(done: &[Materialized], as_json: bool, output: &Output) {
    if as_json {
        let views = done.iter().map(|one| {
            json!({
                "view": one.view,
                "version": one.version,
                "until": one.until,
                "entities": one.entities,
                "written": one.written,
                "resumed": one.resumed,
                "left_out": one.left_out,
            })
        });
        output.json(&json!({ "views": views.collect::<Vec<_>>() }));
        return;
    }
    if done.is_empty() {
        output.line("There is no feature view yet. Define one in a file: nonagon features apply features.toml");
    }
    for one in done {
        let resumed = if one.resumed > 0 {
            format!("; {} were there from a load that was cut off", one.resumed)
        } else {
            String::new()
        };
        output.line(&format!(
            "{}@{}: {} entities up to {}, {} rows written{resumed}",
            one.view,
            one.version,
            one.entities,
            time_text(one.until),
            one.written
        ));
        if one.left_out > 0 {
            output.remark(&format!(
                "{} rows of its source are about nobody or have no time, and were left out",
                one.left_out
            ));
        }
    }
}

pub(super) fn get(args: &args::Get, output: &Output) -> Result<(), Exit> {
    let store = open(&args.place, output)?;
    let plan = store.service(&args.service)?;
    let requests = args
        .entities
        .iter()
        .map(|text| FeatureStore::request(&plan, &pairs(text)?))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let answers = store.get(&plan, &requests, args.at.unwrap_or_else(now))?;
    if args.place.json {
        let rows = answers.iter().map(|row| {
            let features = plan.names.iter().zip(row).map(|(name, value)| {
                let value = json!({
                    "value": value.value.to_json(),
                    "status": value.status.name(),
                    "event_time": value.event_time,
                });
                (name.clone(), value)
            });
            Value::Object(features.collect())
        });
        output.json(&json!({ "rows": rows.collect::<Vec<_>>() }));
        return Ok(());
    }
    for (text, row) in args.entities.iter().zip(&answers) {
        output.line(text);
        let mut rows = vec![
            ["feature", "value", "status", "known from"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(plan.names.iter().zip(row).map(|(name, value)| {
            vec![
                name.clone(),
                value.value.text(),
                value.status.name().to_owned(),
                value.event_time.map(time_text).unwrap_or_default(),
            ]
        }));
        for line in output::table(&rows) {
            output.line(&format!("  {line}"));
        }
    }
    Ok(())
}

/// "origin=EWR,hour=5" as pairs. A comma in a value is written twice.
fn pairs(text: &str) -> anyhow::Result<Vec<(String, String)>> {
    let whole = text.replace(",,", "\u{0}");
    let pairs = whole.split(',').map(|pair| {
        let (key, value) = pair.split_once('=').with_context(|| {
            format!("“{pair}” says not whom you ask of. Write KEY=VALUE, as in origin=EWR.")
        })?;
        let value = value.replace('\u{0}', ",");
        Ok((key.trim().to_owned(), value))
    });
    pairs.collect()
}

pub(super) fn push(args: &args::Push, output: &Output) -> Result<(), Exit> {
    let rows = source::load(&args.data, output)?;
    let store = open(&args.place, output)?;
    let (taken, given) = store.push(&args.view, &rows, now())?;
    if args.place.json {
        output.json(&json!({ "rows": given, "taken": taken }));
    } else {
        output.line(&format!(
            "{taken} of {given} rows were newer than what was kept, and are served"
        ));
    }
    Ok(())
}

pub(super) fn check(args: &args::Check, output: &Output) -> Result<(), Exit> {
    let store = open(&args.place, output)?;
    let views: Vec<String> = if args.views.is_empty() {
        let served = store.served()?.into_values();
        let served = served.filter(|view| view.until.is_some());
        served
            .map(|view| format!("{}@{}", view.name, view.version))
            .collect()
    } else {
        args.views.clone()
    };
    let mut checked = Vec::with_capacity(views.len());
    for view in views {
        let found = store.parity(&view, output);
        output.done();
        let (at, parity) = found?;
        checked.push((view, at, parity));
    }
    let skewed = checked
        .iter()
        .flat_map(|(.., parity)| parity)
        .any(|parity| parity.same < parity.compared);
    if args.place.json {
        let views = checked.iter().map(|(view, at, parity)| {
            let features = parity.iter().map(json_of);
            json!({ "view": view, "at": at, "features": features.collect::<Vec<_>>() })
        });
        output.json(&json!({ "skewed": skewed, "views": views.collect::<Vec<_>>() }));
    } else {
        if checked.is_empty() {
            output.line("Nothing is served yet: nonagon features materialize");
        }
        for (view, at, parity) in &checked {
            output.line(&format!("{view} as of {}", time_text(*at)));
            tell_parity(parity, output);
        }
    }
    if skewed { Err(Exit::Failed) } else { Ok(()) }
}

fn tell_parity(parity: &[Parity], output: &Output) {
    let mut rows = vec![
        ["feature", "same", "compared", "first difference"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(parity.iter().map(|one| {
        let first = one.first.as_ref().map(|skew| {
            format!(
                "{}: {}; served {} of {}, source {} of {}",
                skew.entity.join(", "),
                skew.parting.name(),
                or_dash(&skew.online.0.text()),
                skew.online.1.map_or_else(|| "–".to_owned(), time_text),
                or_dash(&skew.offline.0.text()),
                skew.offline.1.map_or_else(|| "–".to_owned(), time_text),
            )
        });
        vec![
            one.feature.clone(),
            one.same.to_string(),
            one.compared.to_string(),
            first.unwrap_or_default(),
        ]
    }));
    for line in output::table(&rows) {
        output.line(&format!("  {line}"));
    }
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

fn json_of(parity: &Parity) -> Value {
    json!({
        "feature": parity.feature,
        "compared": parity.compared,
        "same": parity.same,
        "first": parity.first.as_ref().map(|skew| json!({
            "entity": skew.entity,
            "step": skew.parting.name(),
            "online": { "value": skew.online.0.to_json(), "event_time": skew.online.1 },
            "offline": { "value": skew.offline.0.to_json(), "event_time": skew.offline.1 },
        })),
    })
}
