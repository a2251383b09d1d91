//! Operations on whole tables: new columns from several, and rows left out.
//!
//! They read what the data holds before any step learns from it, and learn nothing themselves;
//! lag and rolling remember the end of the data set for rows that come later.

mod cast;
pub(super) mod deduplicate;
pub(super) mod drop;
mod filter;
mod formula;
mod lag;
mod look_back;
mod memory;
mod rename;
mod rolling;
mod stage;
mod text_length;
mod text_pattern;
mod windows;

pub(super) use self::stage::{Stage, TableStep};
use polars::prelude::StringChunked;

use self::{
    cast::FittedCast, deduplicate::FittedDeduplicate, filter::FittedFilter, formula::FittedFormula,
    lag::FittedLag, rename::FittedRename, rolling::FittedRolling, text_length::FittedTextLength,
    text_pattern::FittedTextPattern,
};
pub use self::{
    cast::{Cast, OnFailure},
    filter::Filter,
    formula::FormulaColumn,
    lag::Lag,
    rename::Rename,
    rolling::{Over, Rolling, Statistic},
    text_length::{TextLength, TextUnit},
    text_pattern::{PatternAction, TextPattern},
};
use crate::data::{ColumnData, DataError, Table, cells::Cells, recipe::Making};

/// Where a row finds the rows before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Past {
    /// In the table, which is a data set.
    Table,
    /// In what the step remembers: every row is asked about by itself.
    Memory,
}

/// What a table operation does once its columns are known.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Work {
    Cast(FittedCast),
    Deduplicate(FittedDeduplicate),
    Filter(FittedFilter),
    Formula(FittedFormula),
    Lag(FittedLag),
    Rename(FittedRename),
    Rolling(FittedRolling),
    TextLength(FittedTextLength),
    TextPattern(FittedTextPattern),
}

impl Work {
    /// The column that it makes anew; nothing for what leaves rows out.
    pub(in crate::data::recipe) fn makes(&self) -> Option<&str> {
        match self {
            Self::Cast(work) => Some(&work.column),
            Self::Formula(work) => Some(&work.name),
            Self::Lag(work) => Some(&work.name),
            Self::Rename(work) => Some(&work.to),
            Self::Rolling(work) => Some(&work.name),
            Self::TextLength(work) => Some(&work.name),
            Self::TextPattern(work) => Some(&work.name),
            Self::Deduplicate(_) | Self::Filter(_) => None,
        }
    }

    /// How it makes its column of the others of a row; else why that cannot be said, as the rest of
    /// a sentence.
    pub(in crate::data::recipe) fn making(&self) -> Result<Making, &'static str> {
        match self {
            Self::Rename(work) => Ok(Making::Renamed(work.from.clone())),
            Self::Cast(work) => Ok(Making::Cast(work.to)),
            Self::Lag(_) | Self::Rolling(_) | Self::Deduplicate(_) => Err("looks at other rows"),
            Self::Formula(_) => Err("is an SQL expression"),
            Self::TextLength(_) | Self::TextPattern(_) => Err("looks into texts"),
            Self::Filter(_) => Err("leaves rows out"),
        }
    }

    /// The columns that it reads of the row itself.
    pub(in crate::data::recipe) fn reads_now(&self) -> Vec<&str> {
        match self {
            Self::Cast(work) => vec![&work.column],
            Self::Deduplicate(work) => work.columns.iter().map(String::as_str).collect(),
            Self::Filter(work) => work.condition.inputs().iter().map(String::as_str).collect(),
            Self::Formula(work) => work.formula.inputs().iter().map(String::as_str).collect(),
            Self::Lag(work) => work.look.reads().map(String::as_str).collect(),
            Self::Rename(work) => vec![&work.from],
            Self::Rolling(work) => work.look.reads().map(String::as_str).collect(),
            Self::TextLength(work) => vec![&work.column],
            Self::TextPattern(work) => vec![&work.column],
        }
    }

    /// The column that it reads of earlier rows alone.
    pub(in crate::data::recipe) fn reads_earlier(&self) -> Option<&str> {
        match self {
            Self::Lag(work) => Some(&work.column),
            Self::Rolling(work) => Some(&work.column),
            _ => None,
        }
    }

    /// Whether it looks at other rows.
    fn looks_around(&self) -> bool {
        matches!(self, Self::Lag(_) | Self::Rolling(_) | Self::Deduplicate(_))
    }

    /// The column that it makes of `table`.
    fn column(&self, table: &Table, past: Past) -> Result<Option<ColumnData>, DataError> {
        match self {
            Self::Cast(work) => work.column(table),
            Self::Formula(work) => work.column(table),
            Self::Lag(work) => work.column(table, past),
            Self::Rolling(work) => work.column(table, past),
            Self::TextLength(work) => work.column(table),
            Self::TextPattern(work) => work.column(table),
            Self::Deduplicate(_) | Self::Filter(_) | Self::Rename(_) => return Ok(None),
        }
        .map(Some)
    }

    /// Keeps the end of `table` for rows that come later.
    fn remember(&mut self, table: &Table) -> Result<(), DataError> {
        match self {
            Self::Lag(work) => work.remember(table),
            Self::Rolling(work) => work.remember(table),
            _ => Ok(()),
        }
    }
}

/// The values of a column of text.
fn texts<'a>(
    table: &'a Table,
    name: &str,
) -> Result<impl Iterator<Item = Option<&'a str>>, DataError> {
    let cells = table.cells(name)?;
    let texts = match cells {
        Cells::Texts(values) => Some(values),
        _ => None,
    };
    let n_rows = if texts.is_none() && cells.missing() == table.n_rows() {
        table.n_rows()
    } else {
        0
    };
    if texts.is_none() && n_rows < table.n_rows() {
        return Err(DataError::WrongKind {
            name: name.to_owned(),
            found: cells.kind(),
            wanted: "text",
        });
    }
    // A column of gaps only may have come as another kind.
    let gaps = std::iter::repeat_n(None, n_rows);
    Ok(texts.into_iter().flat_map(StringChunked::iter).chain(gaps))
}
