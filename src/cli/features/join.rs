//! `nonagon features join`: what was known of whom, and when.

use anyhow::Context as _;
use serde_json::json;

use super::{args, open};
use crate::{
    cli::{Exit, output, output::Output, source},
    data::{self, Table, time_text},
    features::{self, Entities, Historical, Joined, Rule, Source},
    workbench::feature_store::JoinSides,
};

pub(super) fn join(args: &args::Join, output: &Output) -> Result<(), Exit> {
    let asking = source::load(&args.entities, output)?;
    let rule = if args.naive {
        Rule::Newest
    } else {
        Rule::PointInTime
    };
    if let Some(service) = &args.service {
        return of_service(service, &asking, rule, args, output);
    }
    let place = args.source.as_ref();
    let place = place.context("Name a --service, or a --source with its --keys.")?;
    let known = source::load(place, output)?;
    let name = place.file_stem();
    let name = name.map_or_else(|| "source".to_owned(), |name| name.display().to_string());
    let columns = if args.columns.is_empty() {
        rest(&known, args)
    } else {
        args.columns.clone()
    };
    let source = Source {
        name: &name,
        table: &known,
        keys: &args.keys,
        time: args.time.as_deref().unwrap_or(&args.entity_time),
        created: args.created.as_deref(),
        columns: &columns,
        ttl: args.ttl.map(data::recipe::Span::micros),
    };
    let entities = Entities {
        table: &asking,
        time: &args.entity_time,
    };
    if let Some(row) = args.explain {
        return explain((entities, &source), row, args.place.json, output);
    }
    let joined = features::join(entities, &source, rule, output);
    output.done();
    let joined = joined?;
    if let Some(path) = &args.out {
        data::save(&joined.table, None, path, output)?;
        output.done();
    }
    tell(&joined, args, output);
    Ok(())
}

/// The rows with every feature of a service.
fn of_service(
    service: &str,
    asking: &Table,
    rule: Rule,
    args: &args::Join,
    output: &Output,
) -> Result<(), Exit> {
    let store = open(&args.place, output)?;
    let plan = store.service(service)?;
    let sides = JoinSides {
        table: asking,
        time: &args.entity_time,
    };
    let joined = store.historical(&plan, sides, rule, output);
    output.done();
    let mut joined = joined?;
    if let Some(label) = &args.label {
        let sides = JoinSides {
            table: &joined.table,
            ..sides
        };
        let labelled = store.labels(label, sides, output);
        output.done();
        joined.table = labelled?.table;
    }
    if let Some(path) = &args.out {
        data::save(&joined.table, None, path, output)?;
        output.done();
    }
    tell_service(&joined, args, output);
    Ok(())
}

fn tell_service(joined: &Historical, args: &args::Join, output: &Output) {
    let n = joined.table.n_rows();
    let views = joined.given.iter().map(|part| {
        let given = part.rows.iter().flatten().count();
        let future = part.ages.iter().flatten().filter(|age| **age < 0).count();
        (&part.view, given, future, median(&part.ages))
    });
    let views: Vec<_> = views.collect();
    if args.place.json {
        let views = views.iter().map(|(view, given, future, median)| {
            json!({
                "view": view,
                "given": given,
                "from_the_future": future,
                "median_age_seconds": median,
            })
        });
        output.json(&json!({
            "rows": n,
            "views": views.collect::<Vec<_>>(),
            "columns": joined.table.columns(),
        }));
        return;
    }
    for (view, given, future, median) in views {
        let age = median.map(|age| format!(", half of them at most {age:.0} s old"));
        output.line(&format!(
            "{view}: {given} of {n} rows were given values{}",
            age.unwrap_or_default()
        ));
        if future > 0 {
            output.remark(&format!(
                "{future} rows were given what came later: a model that is trained on it looks better than it will be."
            ));
        }
    }
    written(args, output);
}

fn written(args: &args::Join, output: &Output) {
    match &args.out {
        Some(path) => output.line(&format!("Written to {}", path.display())),
        None => output.remark("Nothing was written: name a file with --out."),
    }
}

/// The middle age, in seconds.
fn median(ages: &[Option<i64>]) -> Option<f64> {
    let mut ages: Vec<i64> = ages.iter().flatten().copied().collect();
    ages.sort_unstable();
    ages.get(ages.len() / 2).map(|age| *age as f64 / 1e6)
}

/// Every column of the source that is neither a key nor a time of it.
fn rest(known: &Table, args: &args::Join) -> Vec<String> {
    let time = args.time.as_deref().unwrap_or(&args.entity_time);
    let names = known.columns().iter().map(|column| &column.name);
    let names = names.filter(|name| {
        !args.keys.contains(name) && *name != time && Some(*name) != args.created.as_ref()
    });
    names.cloned().collect()
}

fn tell(joined: &Joined, args: &args::Join, output: &Output) {
    let n = joined.rows.len();
    let given = joined.rows.iter().flatten().count();
    let future = joined.ages.iter().flatten().filter(|age| **age < 0).count();
    let median = median(&joined.ages);
    if args.place.json {
        output.json(&json!({
            "rows": n,
            "given": given,
            "from_the_future": future,
            "median_age_seconds": median,
            "columns": joined.table.columns(),
        }));
        return;
    }
    output.line(&format!("{given} of {n} rows were given a value"));
    if let Some(median) = median {
        output.line(&format!("Half of them are at most {median:.0} s old"));
    }
    if future > 0 {
        output.remark(&format!(
            "{future} rows were given what came later: a model that is trained on it looks better than it will be."
        ));
    }
    written(args, output);
}

/// Which rows of the source entity row `row`, from 1, might have been given.
fn explain(
    (entities, source): (Entities<'_>, &Source<'_>),
    row: usize,
    as_json: bool,
    output: &Output,
) -> Result<(), Exit> {
    let place = row.checked_sub(1);
    let place = place.ok_or_else(|| anyhow::anyhow!("Rows count from 1. Name another one."))?;
    let explained = features::explain(entities, source, place, output);
    output.done();
    let (whom, candidates) = explained?;
    if as_json {
        let candidates = candidates.iter().map(|candidate| {
            json!({
                "row": u64::from(candidate.row) + 1,
                "known": candidate.known,
                "fate": candidate.fate.name(),
            })
        });
        output.json(&json!({ "whom": whom, "candidates": candidates.collect::<Vec<_>>() }));
        return Ok(());
    }
    output.line(&format!("Row {row} asks of {whom}"));
    let mut lines = vec![vec![
        "known".to_owned(),
        "row".to_owned(),
        "fate".to_owned(),
    ]];
    lines.extend(candidates.iter().map(|candidate| {
        vec![
            time_text(candidate.known),
            (u64::from(candidate.row) + 1).to_string(),
            candidate.fate.name().to_owned(),
        ]
    }));
    for line in output::table(&lines) {
        output.line(&line);
    }
    Ok(())
}
