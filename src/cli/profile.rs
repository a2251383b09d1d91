//! `nonagon profile`: every column of a table, and what they have to do with each other.

use anyhow::Context as _;
use serde_json::json;

use super::{
    Exit, args,
    output::{self, Output},
    source,
};
use crate::{
    data::{ColumnProfile, Kind, Table},
    report,
    steps::{
        analysis::{self, Report},
        problem,
    },
    terms::Task,
};

/// A target of numbers with more different values than this is a quantity, not a class.
const MOST_CLASSES: usize = 20;

pub(super) fn run(args: &args::Profile, output: &Output) -> Result<(), Exit> {
    let table = source::load(&args.data, output)?;
    let problem = contract(&table, args)?;
    let params = analysis::Params::default();
    let found = analysis::run(&table, &problem, &params, output)?;
    output.done();
    if let Some(path) = &args.html {
        let name = args.data.file_name().unwrap_or(args.data.as_os_str());
        let name = name.to_string_lossy();
        let page = report::analysis_page(&name, &found, &problem, &params);
        report::write_page(&page, path)?;
        output.remark(&format!("The profile was written to {}", path.display()));
    }
    if args.json {
        output.json(&shape(&found)?);
    } else if args.html.is_none() {
        tell(&found, output);
    }
    Ok(())
}

/// What can be said of the target without asking anybody.
fn contract(table: &Table, args: &args::Profile) -> anyhow::Result<problem::Params> {
    let time = table
        .columns()
        .iter()
        .find(|column| column.kind == Kind::Time);
    let mut problem = problem::Params {
        time_column: time.map(|column| column.name.clone()),
        ..problem::Params::default()
    };
    let Some(target) = &args.target else {
        return Ok(problem);
    };
    let levels = table.categories(target)?.levels;
    let index = table
        .column_index(target)
        .context("there is no such column")?;
    let is_number = table.columns()[index].kind.is_number();
    problem.target.clone_from(target);
    problem.task = match levels.len() {
        0..=2 => Task::Binary,
        n if is_number && n > MOST_CLASSES => Task::Regression,
        _ => Task::Multiclass,
    };
    if problem.task == Task::Binary {
        problem.positive = levels.last().cloned().unwrap_or_default();
    }
    Ok(problem)
}

/// The report with the profile's own keys on top.
fn shape(found: &Report) -> anyhow::Result<serde_json::Value> {
    let mut shape = json!(found);
    let whole = shape.as_object_mut().context("a report is an object")?;
    if let Some(serde_json::Value::Object(profile)) = whole.remove("profile") {
        whole.extend(profile);
    }
    Ok(shape)
}

fn tell(found: &Report, output: &Output) {
    let profile = &found.profile;
    output.line(&format!(
        "{} rows, {} columns, {} duplicate rows",
        profile.rows,
        profile.columns.len(),
        profile.duplicates
    ));
    let titles = [
        "column", "kind", "missing", "distinct", "mean", "std", "min", "median", "max",
    ];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    rows.extend(profile.columns.iter().map(row));
    for line in output::table(&rows) {
        output.line(&line);
    }
    if !found.alerts.is_empty() {
        output.line("");
        let mut rows = vec![
            ["to be careful about", "column", "value", "limit"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(found.alerts.iter().map(|alert| {
            vec![
                alert.rule.name().to_owned(),
                alert.column.clone(),
                format!("{:.3}", alert.value),
                format!("{}", alert.limit),
            ]
        }));
        for line in output::table(&rows) {
            output.line(&line);
        }
    }
}

fn row(column: &ColumnProfile) -> Vec<String> {
    let mut row = vec![
        column.name.clone(),
        column.kind.name().to_owned(),
        column.missing.to_string(),
        column.distinct.to_string(),
    ];
    if let Some(numbers) = &column.numbers {
        let figures = [
            &numbers.mean,
            &numbers.std,
            &numbers.min,
            &numbers.median,
            &numbers.max,
        ];
        row.extend(figures.map(|figure| format!("{figure:.4}")));
    }
    row
}
