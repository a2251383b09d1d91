//! Expressions over the columns of one row.
//!
//! The tree of the SQL is made into nodes with kinds once ([`compile`]); these are computed for
//! thousands of rows at a time, or for one ([`node`]). Bulk and row are the same code, so that a
//! recipe gives the same online as in training.

mod calls;
mod compile;
mod convert;
mod function;
mod kinds;
mod node;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod vector;

use std::{fmt, sync::Arc};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::{
    compile::Compiler,
    node::Node,
    vector::{Rows, Vector},
};
use super::{SqlError, parse};
use crate::data::{ColumnData, ColumnInfo, DataError, Kind, RowSet, Table, cells::Cells};

/// Longest text of a formula, in bytes.
const LONGEST: usize = 10_000;

/// Rows that are computed in one go: their values stay in the cache of a core.
const CHUNK: usize = 4096;

/// An expression of SQL over the columns of one row: `arr_delay - dep_delay`,
/// `carrier IN ('UA', 'AA') AND distance / air_time > 7`.
///
/// It never looks at another row, so that it gives the same for one row as for all of them: no
/// aggregates, no windows, no SELECT. [`functions`](super::functions) lists what it may call.
///
/// A gap (NULL) on one side of an operator gives a gap, except that `FALSE AND` and `TRUE OR`
/// decide whatever stands on the other side. Gaps are also what cannot be computed: a division by
/// zero, the root of a negative number, an overflow, a text that is not what it is cast to. `/`
/// always gives a decimal, `//` a whole number. Text is compared byte by byte.
///
/// In a file it is its text with the names and kinds of the columns that it reads.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Formula {
    text: String,
    names: Vec<String>,
    inputs: Vec<ColumnInfo>,
    kind: Kind,
    node: Arc<Node>,
}

/// A formula as it stands in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    text: String,
    inputs: Vec<ColumnInfo>,
    kind: Kind,
}

impl Formula {
    /// Understands `text` over `columns`, of which it may use some.
    ///
    /// # Errors
    /// If it is no expression, names a column or function that there is not, gives an operator a
    /// value of the wrong kind, or would have to look at other rows. The error says where.
    pub fn parse(text: &str, columns: &[ColumnInfo]) -> Result<Self, DataError> {
        if text.len() > LONGEST {
            let message = format!("The formula has more than {LONGEST} characters. Shorten it.");
            return Err(SqlError::new(message, None).into());
        }
        let expr = parse::expression(text)?;
        let mut compiler = Compiler::new(columns);
        let (node, kind) = compiler.expr(&expr)?;
        let Some(kind) = kind else {
            let message = "The formula is a gap in every row. Write something with a value.";
            return Err(SqlError::new(message, None).into());
        };
        Ok(Self {
            text: text.to_owned(),
            names: compiler.inputs.iter().map(|c| c.name.clone()).collect(),
            inputs: compiler.inputs,
            kind,
            node: Arc::new(node),
        })
    }

    /// The text that it was made from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it gives.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The names of the columns that it reads, in the order of their first use.
    pub fn inputs(&self) -> &[String] {
        &self.names
    }

    /// Its value in every row of `table`; infinite numbers are gaps.
    ///
    /// # Errors
    /// If a column is missing in `table`, or is of another kind than when the formula was made.
    /// Integers are taken for decimals, and columns without any value for anything.
    pub fn column(&self, table: &Table) -> Result<ColumnData, DataError> {
        let chunks = self.chunks(table, Vector::into_data)?;
        Ok(joined(self.kind, chunks))
    }

    /// The rows of `table` in which it is true; a gap is not.
    ///
    /// # Errors
    /// As [`Self::column`]; or if it does not give true or false.
    pub fn matches(&self, table: &Table) -> Result<RowSet, DataError> {
        if self.kind != Kind::Boolean {
            let message = format!(
                "A condition must be true or false, but this formula gives values of kind {}. Compare it with something.",
                self.kind
            );
            return Err(SqlError::new(message, Some((1, 1))).into());
        }
        let chunks = self.chunks(table, Vector::booleans)?;
        Ok(RowSet::of(table.n_rows(), |row| {
            chunks[row / CHUNK][row % CHUNK] == Some(true)
        }))
    }

    /// The values of chunk after chunk, each after `finish`.
    fn chunks<'a, T: Send>(
        &'a self,
        table: &'a Table,
        finish: impl Fn(Vector<'a>) -> T + Sync,
    ) -> Result<Vec<T>, DataError> {
        let columns = self
            .inputs
            .iter()
            .map(|input| bound(table, input))
            .collect::<Result<Vec<_>, _>>()?;
        let n_rows = table.n_rows();
        let chunk = |index: usize| {
            let first = index * CHUNK;
            finish(self.node.values(&Rows {
                columns: columns.clone(),
                first,
                n: CHUNK.min(n_rows - first),
            }))
        };
        // One row is faster without threads.
        Ok(match n_rows.div_ceil(CHUNK) {
            n @ 0..=1 => (0..n).map(chunk).collect(),
            n => (0..n).into_par_iter().map(chunk).collect(),
        })
    }
}

impl PartialEq for Formula {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.inputs == other.inputs
    }
}

impl fmt::Debug for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Formula")
            .field("text", &self.text)
            .field("inputs", &self.inputs)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl TryFrom<Written> for Formula {
    type Error = DataError;

    fn try_from(written: Written) -> Result<Self, DataError> {
        Self::parse(&written.text, &written.inputs)
    }
}

impl From<Formula> for Written {
    fn from(formula: Formula) -> Self {
        Self {
            text: formula.text,
            inputs: formula.inputs,
            kind: formula.kind,
        }
    }
}

/// The column of `table` that stands for `input`; nothing if it has no value at all.
fn bound<'a>(table: &'a Table, input: &ColumnInfo) -> Result<Option<Cells<'a>>, DataError> {
    let cells = table.cells(&input.name)?;
    let found = cells.kind();
    if found == input.kind || (found, input.kind) == (Kind::Integer, Kind::Decimal) {
        return Ok(Some(cells));
    }
    if cells.missing() == table.n_rows() {
        return Ok(None);
    }
    Err(DataError::WrongKind {
        name: input.name.clone(),
        found,
        wanted: match input.kind {
            Kind::Integer => "a whole number",
            Kind::Decimal => "a number",
            Kind::Boolean => "true or false",
            Kind::Text => "text",
            Kind::Time => "a time",
        },
    })
}

/// One column of the chunks, all of which are of `kind`.
fn joined(kind: Kind, chunks: Vec<ColumnData>) -> ColumnData {
    let mut chunks = chunks.into_iter();
    let mut all = chunks
        .next()
        .unwrap_or_else(|| Vector::gaps(kind, 0).into_data());
    for chunk in chunks {
        match (&mut all, chunk) {
            (ColumnData::Numbers(all), ColumnData::Numbers(chunk)) => all.extend(chunk),
            (ColumnData::Integers(all), ColumnData::Integers(chunk))
            | (ColumnData::Times(all), ColumnData::Times(chunk)) => all.extend(chunk),
            (ColumnData::Booleans(all), ColumnData::Booleans(chunk)) => all.extend(chunk),
            (ColumnData::Texts(all), ColumnData::Texts(chunk)) => all.extend(chunk),
            _ => {}
        }
    }
    all
}
