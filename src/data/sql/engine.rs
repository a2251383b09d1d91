//! Queries over several tables, answered by polars.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use polars::{
    prelude::{DataFrame, DataType, IntoColumn as _, IntoLazy as _, PolarsResult},
    sql::SQLContext,
};

use super::{SqlError, check, message};
use crate::{data::Table, terms::Progress};

/// How often a running query asks whether it shall stop.
const PATIENCE: Duration = Duration::from_millis(20);

/// The stack of a query: room for the deepest text that is taken.
const STACK: usize = 256 << 20;

/// What a query gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The rows; none of them if nothing fits the query.
    pub table: Table,
    /// Whether there were more rows than were asked for.
    pub is_cut: bool,
}

/// Answers `query` over `tables` by name, with at most `limit` rows.
///
/// One SELECT, also with WITH before it and with joins, subqueries, windows and UNION. Names of
/// tables and columns are taken as they are written; those with blanks or capital keywords stand
/// between double quotes. A column without a name of its own is named after its text:
/// `COUNT(*)`. Lengths of time are given in seconds, lists and times of day as text.
///
/// The engine runs on a thread of its own, and cannot be stopped within an operation: a query
/// that is stopped returns at once, while its thread works on for nobody until it is through. Its
/// panics are errors here.
///
/// # Errors
/// If the text is no query, would write something or read files, names a table, column or
/// function that there is not, or cannot be computed. The error says where, if the engine does.
pub fn ask(
    query: &str,
    tables: &[(String, Table)],
    limit: Option<usize>,
    progress: &dyn Progress,
) -> Result<Answer, SqlError> {
    progress.check()?;
    progress.report(0.0, "Running the query");
    let (text, shared) = (query.to_owned(), tables.to_vec());
    let (send, receive) = channel();
    thread::Builder::new()
        .name("sql".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let answer = catch_unwind(AssertUnwindSafe(|| answer(&text, &shared, limit)));
            // Nobody listens any more to a query that was stopped.
            send.send(answer).ok();
        })
        .map_err(|err| {
            let message = format!("No thread can be started: {err}. Close other programs.");
            SqlError::new(message, None)
        })?;
    loop {
        match receive.recv_timeout(PATIENCE) {
            Ok(Ok(answer)) => return answer,
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                return Err(SqlError::new(
                    "The engine broke down over this query. Write it in another way.",
                    None,
                ));
            }
            Err(RecvTimeoutError::Timeout) => progress.check()?,
        }
    }
}

/// The rows of [`ask`], for a caller that needs all of them or knows that it cuts.
///
/// # Errors
/// As [`ask`].
pub fn run(
    query: &str,
    tables: &[(String, Table)],
    limit: Option<usize>,
    progress: &dyn Progress,
) -> Result<Table, SqlError> {
    ask(query, tables, limit, progress).map(|answer| answer.table)
}

fn answer(
    text: &str,
    tables: &[(String, Table)],
    limit: Option<usize>,
) -> Result<Answer, SqlError> {
    let named = check::query(text, tables)?;
    let frame = collect(&named, tables, limit).map_err(|err| message::plain(&err, text, tables))?;
    let is_cut = limit.is_some_and(|limit| frame.height() > limit);
    let frame = limit.map_or_else(|| frame.clone(), |limit| frame.head(Some(limit)));
    let table = shown(frame)
        .map_err(|err| message::plain(&err, text, tables))
        .and_then(|frame| {
            Table::from_frame(&frame).map_err(|err| SqlError::new(err.to_string(), None))
        })?;
    Ok(Answer { table, is_cut })
}

fn collect(
    query: &str,
    tables: &[(String, Table)],
    limit: Option<usize>,
) -> PolarsResult<DataFrame> {
    let mut context = SQLContext::new();
    for (name, table) in tables {
        context.register(name, table.frame().clone().lazy());
    }
    let frame = context.execute(query)?;
    match limit {
        // One more tells that there are more.
        Some(limit) => frame.limit(u32::try_from(limit + 1).unwrap_or(u32::MAX)),
        None => frame,
    }
    .collect()
}

/// Types that no table holds, as something that it does.
fn shown(frame: DataFrame) -> PolarsResult<DataFrame> {
    let height = frame.height();
    let columns = frame
        .into_columns()
        .into_iter()
        .map(|column| match column.dtype() {
            DataType::Duration(unit) => {
                let each = match unit {
                    polars::prelude::TimeUnit::Nanoseconds => 1e9,
                    polars::prelude::TimeUnit::Microseconds => 1e6,
                    polars::prelude::TimeUnit::Milliseconds => 1e3,
                };
                let counts = column.cast(&DataType::Int64)?.cast(&DataType::Float64)?;
                Ok((counts.as_materialized_series() / each).into_column())
            }
            DataType::List(_) => {
                let values = column.as_materialized_series();
                let texts: Vec<Option<String>> = (0..values.len())
                    .map(|row| match values.get(row) {
                        Ok(value) if !value.is_null() => Some(list_text(&value)),
                        _ => None,
                    })
                    .collect();
                let data = crate::data::ColumnData::Texts(texts);
                Ok(data.into_column(column.name()))
            }
            DataType::Time | DataType::Categorical(..) | DataType::Enum(..) => {
                column.cast(&DataType::String)
            }
            _ => Ok(column),
        })
        .collect::<PolarsResult<Vec<_>>>()?;
    DataFrame::new(height, columns)
}

/// "[1, 2, NULL]".
fn list_text(value: &polars::prelude::AnyValue<'_>) -> String {
    let polars::prelude::AnyValue::List(values) = value else {
        return value.to_string();
    };
    let items: Vec<String> = values
        .iter()
        .map(|item| match item.get_str() {
            Some(text) => text.to_owned(),
            None if item.is_null() => "NULL".to_owned(),
            None => item.to_string(),
        })
        .collect();
    format!("[{}]", items.join(", "))
}
