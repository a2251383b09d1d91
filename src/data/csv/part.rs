//! One part of a text, taken apart into columns.

use super::{
    column::{Piece, Sink},
    record::{After, Fault, Rules, field, skip_blank},
    value::Values,
};
use crate::data::Kind;

/// How a text is taken apart.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The characters that have a meaning.
    pub rules: Rules,
    /// How fields become values.
    pub values: Values,
    /// One per column.
    pub columns: Vec<Wanted>,
    /// Whether rows of another length are made to fit.
    pub fill: bool,
}

/// What is wanted of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Nothing.
    Nothing,
    /// Its values, whatever they are; most likely of this kind.
    Guess(Option<Kind>),
    /// Values of this kind; any other one is a fault.
    Exactly(Kind),
}

/// What a part held.
#[derive(Debug)]
pub(super) struct Part {
    /// Rows.
    pub rows: usize,
    /// Line breaks.
    pub lines: usize,
    /// Rows that were made to fit.
    pub filled: usize,
    /// One per column.
    pub pieces: Vec<Piece>,
}

/// Why a part cannot be taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// How many line breaks stand before.
    pub lines: usize,
    /// What is wrong.
    pub what: What,
}

/// What is wrong with a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// It is not in UTF-8.
    NotUtf8,
    /// A row breaks the rules: "has 3 fields where there are 2 columns".
    Row(String),
    /// A value does not fit the kind that was chosen for its column, by index.
    Value(usize, Kind, String),
}

/// Takes `bytes`, whole rows, apart.
pub(super) fn parse(bytes: &[u8], plan: &Plan) -> Result<Part, Problem> {
    let problem = |at: usize, what| Problem {
        lines: count(&bytes[..at.min(bytes.len())], plan.rules.end),
        what,
    };
    let text =
        std::str::from_utf8(bytes).map_err(|err| problem(err.valid_up_to(), What::NotUtf8))?;
    let capacity = count(bytes, plan.rules.end) + 1;
    let mut sinks: Vec<Sink> = plan
        .columns
        .iter()
        .map(|wanted| match *wanted {
            Wanted::Nothing => Sink::unwanted(),
            Wanted::Guess(kind) => Sink::new(kind, capacity, false),
            Wanted::Exactly(kind) => Sink::new(Some(kind), capacity, true),
        })
        .collect();
    let (rows, filled) = fill(text, plan, &mut sinks).map_err(|(at, what)| problem(at, what))?;
    let mut pieces: Vec<Piece> = sinks.into_iter().map(Sink::finish).collect();
    // Where a guess was wrong, the column is taken again: a kind can only become wider.
    while pieces.iter().any(|piece| matches!(piece, Piece::Wider(_))) {
        let mut again: Vec<Sink> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Wider(kind) => Sink::new(Some(*kind), capacity, false),
                _ => Sink::unwanted(),
            })
            .collect();
        fill(text, plan, &mut again).map_err(|(at, what)| problem(at, what))?;
        for (piece, sink) in pieces.iter_mut().zip(again) {
            if matches!(piece, Piece::Wider(_)) {
                *piece = sink.finish();
            }
        }
    }
    Ok(Part {
        rows,
        lines: capacity - 1,
        filled,
        pieces,
    })
}

/// How many lines end in `bytes`.
pub(super) fn count(bytes: &[u8], end: u8) -> usize {
    bytes.iter().map(|&byte| usize::from(byte == end)).sum()
}

/// Puts every field into its sink; gives how many rows there are and how many were made to fit.
fn fill(text: &str, plan: &Plan, sinks: &mut [Sink]) -> Result<(usize, usize), (usize, What)> {
    let bytes = text.as_bytes();
    let wrong = |fault: Fault| (fault.at, What::Row(fault.what));
    let (mut rows, mut filled) = (0, 0);
    let mut at = 0;
    loop {
        // In a table of one column a blank line is a gap.
        if sinks.len() > 1 {
            at = skip_blank(bytes, at);
        }
        if at >= bytes.len() {
            return Ok((rows, filled));
        }
        let (start, mut n) = (at, 0);
        loop {
            let (field, after, next) = field(text, at, plan.rules).map_err(wrong)?;
            if let Some(sink) = sinks.get_mut(n) {
                sink.push(field, &plan.values)
                    .map_err(|kind| (at, What::Value(n, kind, field.value().into_owned())))?;
            }
            n += 1;
            at = next;
            if after == After::Row {
                break;
            }
        }
        if n != sinks.len() {
            if !plan.fill {
                let expected = sinks.len();
                let what = format!(
                    "has {n} {} where there are {expected} columns. Correct it, or have such rows filled with gaps or cut off",
                    if n == 1 { "field" } else { "fields" }
                );
                return Err((start, What::Row(what)));
            }
            filled += 1;
            for sink in sinks.iter_mut().skip(n) {
                sink.push_gap();
            }
        }
        rows += 1;
    }
}
