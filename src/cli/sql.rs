//! `nonagon sql`: a query over tables in files.

use serde_json::{Value, json};

use super::{
    Exit, args,
    output::{self, Output},
    source,
};
use crate::data::{self, Kind, Table, sql};

/// How many rows the terminal shows.
const SHOWN: usize = 20;

/// How many characters of a cell the terminal shows.
const WIDEST: usize = 40;

pub(super) fn run(args: &args::Sql, output: &Output) -> Result<(), Exit> {
    let mut tables = Vec::with_capacity(args.table.len());
    for named in &args.table {
        let (name, path) = named.split_once('=').ok_or_else(|| {
            anyhow::anyhow!(
                "“{named}” names no table. Write name=FILE, for example flights=flights.csv."
            )
        })?;
        tables.push((name.to_owned(), source::load(path.as_ref(), output)?));
    }
    let answer = sql::ask(&args.query, &tables, args.limit, output);
    output.done();
    let answer = answer?;
    if let Some(path) = &args.out {
        data::save(&answer.table, None, path, output)?;
        output.done();
    }
    if args.json {
        output.json(&as_json(&answer));
        return Ok(());
    }
    if let Some(path) = &args.out {
        output.line(&format!(
            "{} rows, {} columns written to {}",
            answer.table.n_rows(),
            answer.table.n_columns(),
            path.display()
        ));
    } else {
        print(&answer.table, output);
    }
    if answer.is_cut {
        output.remark(&format!(
            "There are more than {} rows; --limit cut them.",
            answer.table.n_rows()
        ));
    }
    Ok(())
}

/// The first rows, and how many there are.
pub(super) fn print(table: &Table, output: &Output) {
    let n_rows = table.n_rows();
    let titles = table.columns().iter().map(|column| column.name.clone());
    let mut rows: Vec<Vec<String>> = vec![titles.collect()];
    rows.extend((0..n_rows.min(SHOWN)).map(|row| {
        (0..table.n_columns())
            .map(|column| shown(table, row, column))
            .collect()
    }));
    for line in output::table(&rows) {
        output.line(&line);
    }
    output.line(&match n_rows {
        0 => "No rows".to_owned(),
        1 => "1 row".to_owned(),
        n if n > SHOWN => format!("{n} rows, of which the first {SHOWN} are shown"),
        n => format!("{n} rows"),
    });
}

/// A cell in one line; a gap is a dash.
fn shown(table: &Table, row: usize, column: usize) -> String {
    if table.is_null(row, column) {
        return "–".to_owned();
    }
    let text = table.cell(row, column).replace(['\n', '\r', '\t'], " ");
    if text.chars().count() > WIDEST {
        let mut cut: String = text.chars().take(WIDEST - 1).collect();
        cut.push('…');
        return cut;
    }
    text
}

fn as_json(answer: &sql::Answer) -> Value {
    let table = &answer.table;
    let rows: Vec<Value> = (0..table.n_rows())
        .map(|row| {
            (0..table.n_columns())
                .map(|column| value(table, row, column))
                .collect()
        })
        .collect();
    json!({
        "columns": table.columns(),
        "rows": rows,
        "n_rows": table.n_rows(),
        "truncated": answer.is_cut,
    })
}

/// A cell as its kind; infinite numbers, which JSON lacks, as text.
fn value(table: &Table, row: usize, column: usize) -> Value {
    if table.is_null(row, column) {
        return Value::Null;
    }
    let text = table.cell(row, column);
    match table.columns()[column].kind {
        Kind::Integer => text.parse::<i64>().map_or(Value::Null, Value::from),
        Kind::Decimal => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::from(number),
            _ => Value::String(text),
        },
        Kind::Boolean => Value::Bool(text == "true"),
        Kind::Text | Kind::Time => Value::String(text),
    }
}
