//! `nonagon predict`: a registered model's answers for the rows of a table.

use serde_json::{Map, Value, json};

use super::{
    Exit, args,
    output::Output,
    registered::{self, Registered},
    source, sql,
};
use crate::{
    data::{self, ColumnData, Kind, Table, recipe::Way},
    learners::Predictions,
    steps::Package,
};

/// The column that the answers get.
const PREDICTION: &str = "prediction";

/// A column of the answers.
type Column = (String, ColumnData);

pub(super) fn run(args: &args::Predict, output: &Output) -> Result<(), Exit> {
    let workspace = registered::workspace(args.workspace.as_ref(), output)?;
    let found = registered::find(&workspace, &args.model)?;
    let table = source::load(&args.data, output)?;
    let scores = found.package.scores(&table, output);
    output.done();
    let answers = answers(&found.package, &scores?);
    let unknown = unknown(&found.package, &table)?;
    for (column, rows) in &unknown {
        output.remark(&format!(
            "{rows} rows have a value in “{column}” that has no place of its own in the model: it was rare in training, or never seen."
        ));
    }
    if let Some(path) = &args.out {
        data::save(&beside(table.clone(), &answers)?, None, path, output)?;
        output.done();
    }
    let n_rows = table.n_rows();
    if args.json {
        let predictions = args.out.is_none().then(|| rows(&answers, n_rows));
        output.json(&json!({
            "model": found.model,
            "version": found.version,
            "task": found.package.task,
            "rows": n_rows,
            "classes": found.package.classes,
            "unknown_values": unknown.into_iter().collect::<Map<_, _>>(),
            "predictions": predictions,
        }));
        return Ok(());
    }
    match &args.out {
        Some(path) => output.line(&written(&found, n_rows, path)),
        None => sql::print(&Table::from_columns(answers)?, output),
    }
    Ok(())
}

fn written(found: &Registered, n_rows: usize, path: &std::path::Path) -> String {
    let Registered { model, version, .. } = found;
    format!(
        "{n_rows} rows answered by version {version} of “{model}”, written to {}",
        path.display()
    )
}

/// The answers as columns: `prediction`, and for classes the probability of each.
fn answers(package: &Package, scores: &Predictions) -> Vec<Column> {
    let Predictions::Probabilities { n_classes, .. } = scores else {
        let Predictions::Values(values) = scores else {
            return Vec::new();
        };
        let values = values.iter().copied().map(Some).collect();
        return vec![(PREDICTION.to_owned(), ColumnData::Numbers(values))];
    };
    let codes = package.decide(scores).into_iter();
    let labels = codes.map(|code| package.classes.get(code as usize).cloned());
    let mut columns = vec![(PREDICTION.to_owned(), ColumnData::Texts(labels.collect()))];
    for (code, class) in (0..*n_classes as u32).zip(&package.classes) {
        let shares = scores.class_scores(code).into_iter().map(Some);
        let name = format!("probability of {class}");
        columns.push((name, ColumnData::Numbers(shares.collect())));
    }
    columns
}

/// `table` with the answers behind its own columns.
fn beside(mut table: Table, answers: &[Column]) -> anyhow::Result<Table> {
    for (name, values) in answers {
        anyhow::ensure!(
            table.column_index(name).is_none(),
            "The data have a column “{name}” already. Rename it, for example with nonagon sql, or predict without --out."
        );
        table = table.with_column(name, values.clone())?;
    }
    Ok(table)
}

/// The answers row by row.
fn rows(answers: &[Column], n_rows: usize) -> Vec<Value> {
    let cell = |values: &ColumnData, row: usize| match values {
        ColumnData::Numbers(values) => json!(values[row]),
        ColumnData::Texts(values) => json!(values[row]),
        _ => Value::Null,
    };
    let row = |row: usize| {
        let mut object = Map::new();
        let mut shares = Map::new();
        for (name, values) in answers {
            match name.strip_prefix("probability of ") {
                Some(class) => shares.insert(class.to_owned(), cell(values, row)),
                None => object.insert(name.clone(), cell(values, row)),
            };
        }
        if !shares.is_empty() {
            object.insert("probabilities".to_owned(), Value::Object(shares));
        }
        Value::Object(object)
    };
    (0..n_rows).map(row).collect()
}

/// How many rows have a text that the model does not tell from other unknown ones, column by
/// column, where there are any.
fn unknown(package: &Package, table: &Table) -> anyhow::Result<Vec<(String, Value)>> {
    // Models that look back have no blueprint; theirs are not counted.
    let Ok(blueprint) = package.recipe.blueprint() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for column in &blueprint.columns {
        let name = &column.input.name;
        let Some(index) = table.column_index(name) else {
            continue;
        };
        let Way::Texts(lookup) = &column.way else {
            continue;
        };
        if table.columns()[index].kind != Kind::Text || column.outputs.is_empty() {
            continue;
        }
        let categories = table.categories(name)?;
        let counts = categories.counts();
        let unknown = categories.levels.iter().zip(counts);
        let unknown = unknown.filter(|(level, _)| lookup.texts.binary_search(level).is_err());
        let rows: u64 = unknown.map(|(_, count)| count).sum();
        if rows > 0 {
            found.push((name.clone(), json!(rows)));
        }
    }
    Ok(found)
}
