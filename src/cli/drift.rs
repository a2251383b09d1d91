//! `nonagon drift`: the columns of two tables against each other.

use anyhow::Context as _;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::{
    Exit, args,
    output::{self, Output},
    source,
};
use crate::{
    data::{Kind, Table},
    drift::{Baseline, ColumnDrift, Distance, Sample, Verdict},
    terms::Figure,
};

pub(super) fn run(args: &args::Drift, output: &Output) -> Result<(), Exit> {
    let methods = methods(&args.methods)?;
    let reference = source::load(&args.reference, output)?;
    let current = source::load(&args.current, output)?;
    let columns = columns(&args.columns, &reference, &current)?;
    let drifts = columns
        .par_iter()
        .map(|name| Ok((name.clone(), compare(name, &reference, &current, &methods)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    if args.json {
        output.json(&report(&drifts, &reference, &current));
        return Ok(());
    }
    let mut titles = vec![
        "column".to_owned(),
        "verdict".to_owned(),
        "limit".to_owned(),
    ];
    titles.extend(methods.iter().map(|method| method.id().to_owned()));
    let mut rows = vec![titles];
    rows.extend(drifts.iter().map(|(name, drift)| row(name, drift)));
    for line in output::table(&rows) {
        output.line(&line);
    }
    Ok(())
}

fn methods(names: &[String]) -> anyhow::Result<Vec<Distance>> {
    if names.iter().any(|name| name == "all") {
        return Ok(Distance::ALL.to_vec());
    }
    let known = Distance::ALL.map(Distance::id).join(", ");
    names
        .iter()
        .map(|name| {
            Distance::from_id(name).with_context(|| {
                format!("There is no method “{name}”. Choose all, or some of: {known}")
            })
        })
        .collect()
}

fn columns(named: &[String], reference: &Table, current: &Table) -> anyhow::Result<Vec<String>> {
    let both = |name: &String| {
        reference.column_index(name).is_some() && current.column_index(name).is_some()
    };
    if let Some(name) = named.iter().find(|name| !both(name)) {
        anyhow::bail!("The column “{name}” is not in both tables. Check --columns.");
    }
    let all = || {
        reference
            .columns()
            .iter()
            .map(|column| column.name.clone())
            .filter(both)
            .collect()
    };
    let columns: Vec<String> = if named.is_empty() {
        all()
    } else {
        named.to_vec()
    };
    anyhow::ensure!(
        !columns.is_empty(),
        "The two tables have no column in common. Check the files."
    );
    Ok(columns)
}

fn compare(
    name: &str,
    reference: &Table,
    current: &Table,
    methods: &[Distance],
) -> anyhow::Result<ColumnDrift> {
    let kind = |table: &Table| {
        table
            .column_index(name)
            .map(|index| table.columns()[index].kind)
    };
    let is_category = |kind| matches!(kind, Some(Kind::Text | Kind::Boolean));
    if is_category(kind(reference)) || is_category(kind(current)) {
        let (r, c) = (reference.categories(name)?, current.categories(name)?);
        let reference = Sample::Categories {
            codes: &r.codes,
            levels: &r.levels,
        };
        let current = Sample::Categories {
            codes: &c.codes,
            levels: &c.levels,
        };
        Ok(Baseline::new(reference).compare(current, methods))
    } else {
        let (r, c) = (reference.numbers(name)?, current.numbers(name)?);
        Ok(Baseline::new(Sample::Numbers(&r)).compare(Sample::Numbers(&c), methods))
    }
}

fn report(drifts: &[(String, ColumnDrift)], reference: &Table, current: &Table) -> Value {
    let columns: Map<String, Value> = drifts
        .iter()
        .map(|(name, drift)| {
            let mut column = Map::new();
            for score in &drift.scores {
                let value = match &score.p_value {
                    Some(p_value) => json!({ "statistic": score.statistic, "p_value": p_value }),
                    None => json!({ "statistic": score.statistic }),
                };
                column.insert(score.method.id().to_owned(), value);
            }
            column.insert("verdict".to_owned(), json!(drift.verdict));
            column.insert("limit".to_owned(), json!(drift.limit));
            (name.clone(), Value::Object(column))
        })
        .collect();
    let drifted = drifts
        .iter()
        .filter(|(_, drift)| drift.verdict == Verdict::Drift)
        .count();
    json!({
        "reference_rows": reference.n_rows(),
        "current_rows": current.n_rows(),
        "drifted_columns": drifted,
        "columns": columns,
    })
}

fn row(name: &str, drift: &ColumnDrift) -> Vec<String> {
    let mut row = vec![
        name.to_owned(),
        drift.verdict.name().to_owned(),
        format!("{:.3}", drift.limit),
    ];
    row.extend(drift.scores.iter().map(|score| figure(&score.statistic)));
    row
}

fn figure(figure: &Figure) -> String {
    format!("{figure:.4}")
}
