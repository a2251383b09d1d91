//! What the engine says about a query, in plain words and with a place.

use polars::error::PolarsError;
use sqlparser::{
    dialect::GenericDialect,
    tokenizer::{Token, Tokenizer},
};

use super::{SqlError, error::suggestion, function::functions, parse::position};
use crate::data::Table;

/// The error of the query `text` over `tables`.
pub(super) fn plain(error: &PolarsError, text: &str, tables: &[(String, Table)]) -> SqlError {
    let said = error.to_string();
    let first = said.lines().next().unwrap_or_default();
    if let PolarsError::ColumnNotFound(_) | PolarsError::SchemaFieldNotFound(_) = root(error)
        && let Some(name) = quoted(first)
    {
        // The engine names a column of a join “name:table” at times.
        let name = name.split(':').next().unwrap_or(name);
        let known = columns(text, tables);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let message = format!("There is no column “{name}”. {}", suggestion(name, &known));
        return SqlError::new(message, place(text, name));
    }
    if let Some(name) = first
        .split_once("unsupported function '")
        .and_then(|(_, rest)| rest.split('\'').next())
    {
        let known: Vec<&str> = functions().iter().map(|function| function.name).collect();
        let upper = name.to_uppercase();
        let message = format!("There is no function {upper}. {}", suggestion(name, &known));
        return SqlError::new(message, place(text, name));
    }
    if first.contains("2^32") {
        let message = "The query would give more than four billion rows. Join the tables by a condition, as in ON a.key = b.key.";
        return SqlError::new(message, None);
    }
    let said = first.trim_end_matches('.');
    let what = said
        .split_once(": ")
        .filter(|(kind, _)| kind.starts_with("SQL"))
        .map_or(said, |(_, what)| what);
    let message = format!("The query cannot be answered: {what}. Change it.");
    SqlError::new(message, quoted(said).and_then(|name| place(text, name)))
}

fn root(error: &PolarsError) -> &PolarsError {
    match error {
        PolarsError::Context { error, .. } | PolarsError::ExprContext { error, .. } => root(error),
        other => other,
    }
}

/// The first name between quotes of some kind.
fn quoted(said: &str) -> Option<&str> {
    let start = said.find(['"', '\'', '`'])?;
    let quote = said[start..].chars().next()?;
    let rest = &said[start + 1..];
    rest.find(quote)
        .map(|end| &rest[..end])
        .filter(|name| !name.is_empty())
}

/// Where `name` first stands as a word in `text`.
fn place(text: &str, name: &str) -> Option<(usize, usize)> {
    let tokens = Tokenizer::new(&GenericDialect, text)
        .tokenize_with_location()
        .ok()?;
    let found = tokens.iter().find(|token| match &token.token {
        Token::Word(word) => word.value.eq_ignore_ascii_case(name),
        _ => false,
    })?;
    position(found.span.start)
}

/// The columns of the tables that `text` names, or of all if it names none.
fn columns(text: &str, tables: &[(String, Table)]) -> Vec<String> {
    let of = |table: &Table| {
        let columns = table.columns().iter();
        columns
            .map(|column| column.name.clone())
            .collect::<Vec<_>>()
    };
    let named = tables
        .iter()
        .filter(|(name, _)| place(text, name).is_some());
    let mut known: Vec<String> = named.flat_map(|(_, table)| of(table)).collect();
    if known.is_empty() {
        known = tables.iter().flat_map(|(_, table)| of(table)).collect();
    }
    known.dedup();
    known
}
