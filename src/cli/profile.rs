//! `nonagon profile`: every column of a table.

use serde_json::json;

use super::{
    Exit, args,
    output::{self, Output},
    source,
};
use crate::data::{self, ColumnProfile, ProfileParams};

pub(super) fn run(args: &args::Profile, output: &Output) -> Result<(), Exit> {
    let table = source::load(&args.data, output)?;
    let profile = data::profile(&table, &ProfileParams::default(), output)?;
    output.done();
    if args.json {
        output.json(&json!(profile));
        return Ok(());
    }
    output.line(&format!(
        "{} rows, {} columns",
        profile.rows,
        profile.columns.len()
    ));
    let titles = [
        "column", "kind", "missing", "distinct", "mean", "std", "min", "median", "max",
    ];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    rows.extend(profile.columns.iter().map(row));
    for line in output::table(&rows) {
        output.line(&line);
    }
    Ok(())
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
