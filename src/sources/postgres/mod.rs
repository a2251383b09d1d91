//! Tables on PostgreSQL servers, read in a transaction that may not write.

mod cell;
mod connect;

use postgres::{
    Client, Statement, Transaction, fallible_iterator::FallibleIterator as _, types::ToSql,
};

use self::{cell::Cell, connect::connect};
use super::{Passwords, Server, SourceError, What, query_text};
use crate::{
    data::{ColumnBuilder, Detected, ReadOptions, Table},
    terms::Progress,
};

/// How many rows are read between two looks at whether to stop.
const ROWS: usize = 2048;

/// Reads a table or the result of a query; at most `most` rows.
///
/// Times with a zone come in UTC, `numeric` becomes decimals of 64 bits, JSON and UUIDs are text;
/// other types are refused by name.
pub(super) fn read(
    (server, what): (&Server, &What),
    most: Option<usize>,
    (options, passwords): (&ReadOptions, &Passwords),
    progress: &dyn Progress,
) -> Result<(Table, Detected), SourceError> {
    progress.check()?;
    progress.report(0.0, &format!("Connecting to {}", server.url));
    let mut client = connect(server, passwords)?;
    progress.check()?;
    let failed = |err: postgres::Error| failure(&err, server, 0);
    let mut transaction = begin(&mut client).map_err(failed)?;
    let statement = transaction
        .prepare(&query_text::select(what, most))
        .map_err(failed)?;
    let mut columns = builders(&statement, server)?;
    rows(
        &mut transaction,
        &statement,
        &mut columns,
        (server, what),
        progress,
    )?;
    let names = statement
        .columns()
        .iter()
        .map(|column| column.name().to_owned());
    let columns = columns.into_iter().map(|column| column.finish(false));
    let table = Table::from_columns(names.zip(columns).collect())?;
    let place = std::path::Path::new(&server.url);
    let mut detected = Detected::format("PostgreSQL");
    if !connect::is_local(server) {
        detected
            .remarks
            .push("The connection to the server was not encrypted.".to_owned());
    }
    Ok((crate::data::retyped(table, options, place)?, detected))
}

/// The tables and views that are not the server's own, sorted; with their schema unless it is
/// `public`.
pub(super) fn tables(server: &Server, passwords: &Passwords) -> Result<Vec<String>, SourceError> {
    let failed = |err: postgres::Error| failure(&err, server, 0);
    let mut client = connect(server, passwords)?;
    let rows = client
        .query(
            "SELECT table_schema::text, table_name::text FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2",
            &[],
        )
        .map_err(failed)?;
    let name = |row: &postgres::Row| {
        let (schema, table): (String, String) = (row.get(0), row.get(1));
        if schema == "public" {
            table
        } else {
            format!("{schema}.{table}")
        }
    };
    Ok(rows.iter().map(name).collect())
}

fn begin(client: &mut Client) -> Result<Transaction<'_>, postgres::Error> {
    client.build_transaction().read_only(true).start()
}

fn builders(statement: &Statement, server: &Server) -> Result<Vec<ColumnBuilder>, SourceError> {
    if statement.columns().is_empty() {
        return Err(SourceError::Query {
            message: "only a SELECT may stand here".to_owned(),
            place: server.url.clone(),
        });
    }
    statement
        .columns()
        .iter()
        .map(|column| {
            cell::kind(column.type_())
                .map(ColumnBuilder::of)
                .ok_or_else(|| SourceError::Unsupported {
                    column: column.name().to_owned(),
                    found: column.type_().name().to_owned(),
                    place: server.url.clone(),
                })
        })
        .collect()
}

fn rows(
    transaction: &mut Transaction<'_>,
    statement: &Statement,
    columns: &mut [ColumnBuilder],
    (server, what): (&Server, &What),
    progress: &dyn Progress,
) -> Result<(), SourceError> {
    let none: [&(dyn ToSql + Sync); 0] = [];
    let mut rows = transaction
        .query_raw(statement, none)
        .map_err(|err| failure(&err, server, 0))?;
    let mut n = 0_usize;
    while let Some(row) = rows.next().map_err(|err| failure(&err, server, n))? {
        if n.is_multiple_of(ROWS) {
            progress.check()?;
            progress.report(0.5, &format!("Reading {what}: {n} rows"));
        }
        n += 1;
        for (i, column) in columns.iter_mut().enumerate() {
            let cell: Cell<'_> = row.try_get(i).map_err(|err| failure(&err, server, n))?;
            column.push(cell.value());
        }
    }
    Ok(())
}

/// What went wrong after `rows` rows.
fn failure(err: &postgres::Error, server: &Server, rows: usize) -> SourceError {
    let place = server.url.clone();
    if let Some(said) = err.as_db_error()
        && !said.code().code().starts_with("57")
    {
        let position = match said.position() {
            Some(postgres::error::ErrorPosition::Original(at)) => format!(" (character {at})"),
            _ => String::new(),
        };
        return SourceError::Query {
            message: format!("{}{position}", said.message()),
            place,
        };
    }
    let why = std::error::Error::source(err).map_or_else(|| err.to_string(), ToString::to_string);
    SourceError::Connection {
        message: format!("The server went away after {rows} rows: {why}"),
        advice: "What was read before is still there. Check the server and run the step again",
        place,
    }
}
