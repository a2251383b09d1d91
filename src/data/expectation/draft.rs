use super::{Expect, Expectation, Severity};
use crate::data::{ColumnProfile, DataError, Kind, ProfileParams, Table, profile};
use crate::terms::Progress;

/// Up to so many different values are a set.
const MOST_VALUES: usize = 30;
/// From so many rows on a column without a repeated value is taken for a key.
const LEAST_KEYS: u64 = 20;
/// A pattern of more pieces than this says nothing to a reader.
const MOST_PIECES: usize = 12;
/// Limits stand this share of the span away from what was seen.
const ROOM: f64 = 0.1;

/// Expectations that `reference` meets, as a start.
///
/// Kinds, completeness, keys, ranges with a tenth of room, sets of up to thirty values, the shape of
/// codes, the order of times, and half to twice its number of rows.
/// What was never seen is not the same as what may not be: read them before they stop anything.
///
/// # Errors
/// Only if somebody stops it.
pub fn draft(reference: &Table, progress: &dyn Progress) -> Result<Vec<Expectation>, DataError> {
    let params = ProfileParams {
        n_top: MOST_VALUES,
        ..ProfileParams::default()
    };
    let profile = profile(reference, &params, progress)?;
    let rows = profile.rows;
    let mut drafted = vec![Expect::RowCount {
        least: Some((rows / 2).max(1)),
        most: Some(rows.saturating_mul(2)),
    }];
    for column in &profile.columns {
        progress.check()?;
        drafted.extend(of_column(reference, column, rows));
    }
    let expectation = |expect| Expectation {
        severity: Severity::Warn,
        expect,
    };
    Ok(drafted.into_iter().map(expectation).collect())
}

fn of_column(table: &Table, column: &ColumnProfile, rows: u64) -> Vec<Expect> {
    let name = || column.name.clone();
    if column.count == 0 {
        return Vec::new();
    }
    let mut drafted = vec![
        Expect::Type {
            column: name(),
            holds: column.kind,
        },
        Expect::Completeness {
            column: name(),
            at_least: complete(column.count, rows),
        },
    ];
    let is_key = column.distinct == rows && rows >= LEAST_KEYS;
    if is_key && matches!(column.kind, Kind::Integer | Kind::Text) {
        drafted.push(Expect::Uniqueness {
            columns: vec![name()],
        });
    }
    match column.kind {
        Kind::Integer | Kind::Decimal if !is_key => drafted.extend(range(column)),
        Kind::Text | Kind::Boolean if column.distinct <= MOST_VALUES as u64 && !is_key => {
            let mut values: Vec<String> =
                column.top.iter().map(|count| count.value.clone()).collect();
            values.sort();
            drafted.push(Expect::Values {
                column: name(),
                values,
            });
        }
        Kind::Text => drafted.extend(shape(table, &column.name)),
        Kind::Time => drafted.extend(order(table, &column.name)),
        Kind::Integer | Kind::Decimal | Kind::Boolean => {}
    }
    drafted
}

/// Everything where nothing is missing, else five hundredths less than was seen.
fn complete(count: u64, rows: u64) -> f64 {
    if count == rows {
        return 1.0;
    }
    let share = count as f64 / rows.max(1) as f64;
    ((share - 0.05).max(0.0) * 100.0).floor() / 100.0
}

fn range(column: &ColumnProfile) -> Option<Expect> {
    let numbers = column
        .numbers
        .as_ref()
        .filter(|numbers| numbers.infinite == 0)?;
    let (min, max) = (numbers.min.value()?, numbers.max.value()?);
    let room = ROOM * (max - min);
    // What was never negative is a count, a price or a length: it stays so.
    let least = if min >= 0.0 {
        (min - room).max(0.0)
    } else {
        min - room
    };
    let rounded = |value: f64, up: bool| {
        let step = 10_f64.powf((max - min).max(1e-9).log10().floor() - 2.0);
        let steps = value / step;
        let whole = if up { steps.ceil() } else { steps.floor() } * step;
        // A step of a power of ten below 1 leaves the tail of its binary form.
        format!("{whole:.9}").parse().unwrap_or(whole)
    };
    Some(Expect::Range {
        column: column.name.clone(),
        // Rounding must never exclude what was seen.
        least: Some(rounded(least, false).min(min)),
        most: Some(rounded(max + room, true).max(max)),
    })
}

/// The shape that all values of the column share, if they share one: `[A-Z]+[0-9]+`.
fn shape(table: &Table, column: &str) -> Option<Expect> {
    let levels = table.categories(column).ok()?.levels;
    let mut shapes = levels.iter().map(|level| pieces(level));
    let first = shapes.next()??;
    if first.len() > MOST_PIECES || !shapes.all(|shape| shape.as_ref() == Some(&first)) {
        return None;
    }
    Some(Expect::Pattern {
        column: column.to_owned(),
        pattern: first.concat(),
    })
}

/// The runs of letters, digits and signs of a value as pieces of a pattern; nothing for a value
/// without any.
fn pieces(value: &str) -> Option<Vec<String>> {
    let mut pieces: Vec<String> = Vec::new();
    for c in value.chars() {
        let piece = match c {
            '0'..='9' => "[0-9]+".to_owned(),
            'A'..='Z' => "[A-Z]+".to_owned(),
            'a'..='z' => "[a-z]+".to_owned(),
            other => regex::escape(&other.to_string()),
        };
        let repeats = piece.ends_with("]+") && pieces.last() == Some(&piece);
        if !repeats {
            pieces.push(piece);
        }
        if pieces.len() > MOST_PIECES {
            break;
        }
    }
    Some(pieces).filter(|pieces| !pieces.is_empty())
}

fn order(table: &Table, column: &str) -> Option<Expect> {
    let expect = Expect::Monotone {
        column: column.to_owned(),
    };
    let seen = expect.look(table).ok()?;
    seen.passed.then_some(expect)
}
