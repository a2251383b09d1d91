//! From text to the tree of its SQL.

use sqlparser::{
    ast::{Expr, Ident, Spanned as _, Statement},
    dialect::GenericDialect,
    parser::{Parser, ParserError, ParserOptions},
    tokenizer::{Location, Token},
};

use super::SqlError;

/// Longest text that is taken, in bytes: deeper trees than it can hold would not fit on a stack.
const LONGEST: usize = 100_000;

/// The one expression that `text` is.
pub(super) fn expression(text: &str) -> Result<Expr, SqlError> {
    let mut parser = parser(text)?;
    let expr = parser.parse_expr().map_err(|err| refused(&err, text))?;
    let rest = parser.peek_token();
    if rest.token != Token::EOF {
        let message = format!("Nothing may follow the formula, but “{rest}” does. Remove it.");
        return Err(SqlError::new(message, position(rest.span.start)));
    }
    Ok(expr)
}

/// The statements in `text`, usually one.
pub(super) fn statements(text: &str) -> Result<Vec<Statement>, SqlError> {
    parser(text)?
        .parse_statements()
        .map_err(|err| refused(&err, text))
}

fn parser(text: &str) -> Result<Parser<'static>, SqlError> {
    if text.trim().is_empty() {
        return Err(SqlError::new(
            "There is nothing to compute. Write something first.",
            None,
        ));
    }
    if text.len() > LONGEST {
        let message = format!(
            "The text has {} characters, more than {LONGEST}. Shorten it.",
            text.len()
        );
        return Err(SqlError::new(message, None));
    }
    let options = ParserOptions {
        trailing_commas: true,
        ..ParserOptions::default()
    };
    Parser::new(&GenericDialect)
        .with_options(options)
        .try_with_sql(text)
        .map_err(|err| refused(&err, text))
}

/// A place in the text, if it is one.
pub(super) fn position(at: Location) -> Option<(usize, usize)> {
    (at.line > 0).then_some((at.line as usize, at.column as usize))
}

/// Where `expr` starts.
pub(super) fn start(expr: &Expr) -> Option<(usize, usize)> {
    position(expr.span().start)
}

/// Where a name starts.
pub(super) fn name_start(name: &Ident) -> Option<(usize, usize)> {
    position(name.span.start)
}

/// What the parser says, in plain words.
fn refused(error: &ParserError, text: &str) -> SqlError {
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
        ParserError::RecursionLimitExceeded => {
            return SqlError::new(
                "Too many brackets are nested. Split it into several steps.",
                None,
            );
        }
    };
    let (what, place) = located(message);
    let place = place.unwrap_or_else(|| end(text));
    let message = match what
        .strip_prefix("Expected: ")
        .and_then(|rest| rest.rsplit_once(", found: "))
    {
        Some((wanted, "EOF")) => {
            format!("The text ends where {wanted} is expected. Complete it.")
        }
        Some((wanted, found)) => {
            format!("Here stands “{found}” where {wanted} is expected. Correct it.")
        }
        None => format!("{}. Correct it.", what.trim_end_matches('.')),
    };
    SqlError::new(message, Some(place))
}

/// Splits "… at Line: 1, Column: 5".
fn located(message: &str) -> (&str, Option<(usize, usize)>) {
    let split = message.rsplit_once(" at Line: ").and_then(|(what, at)| {
        let (line, column) = at.split_once(", Column: ")?;
        Some((what, (line.parse().ok()?, column.parse().ok()?)))
    });
    match split {
        // The end of the text has no place of its own.
        Some((what, (0, _))) => (what, None),
        Some((what, place)) => (what, Some(place)),
        None => (message, None),
    }
}

/// The place behind the last character.
fn end(text: &str) -> (usize, usize) {
    let text = text.trim_end();
    let line = text.matches('\n').count() + 1;
    let last = text.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}
