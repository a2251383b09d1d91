use std::fmt;

use super::{
    Seen, column_kind, completeness, pattern, range, row_count, rule, time, uniqueness, values,
};
use crate::{
    data::{DataError, Kind, Table},
    terms::Info,
};

/// What can be expected of a table.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Expect {
    /// Enough of a column's values are there.
    Completeness {
        /// The column.
        column: String,
        /// The least share of rows with a value, 0 to 1.
        at_least: f64,
    },
    /// No two rows agree in all of these columns.
    Uniqueness {
        /// The columns.
        columns: Vec<String>,
    },
    /// Numbers lie within limits.
    Range {
        /// The column.
        column: String,
        /// The lowest number that may be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<f64>,
        /// The highest one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<f64>,
    },
    /// Values are among these.
    Values {
        /// The column.
        column: String,
        /// What may be.
        values: Vec<String>,
    },
    /// Text matches a regular expression, whole.
    Pattern {
        /// The column.
        column: String,
        /// The regular expression, as the crate `regex` reads it.
        pattern: String,
    },
    /// The table has so many rows.
    RowCount {
        /// The fewest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<u64>,
        /// The most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<u64>,
    },
    /// A column is there and holds values of a kind.
    Type {
        /// The column.
        column: String,
        /// What it holds.
        #[serde(rename = "type")]
        holds: Kind,
    },
    /// Times do not run backwards from row to row.
    Monotone {
        /// The column.
        column: String,
    },
    /// No row is older than so many days before the last time of the column.
    Fresh {
        /// The column.
        column: String,
        /// Days.
        days: f64,
    },
    /// A formula over the columns of one row is not false.
    Rule {
        /// The formula.
        condition: String,
    },
}

/// The kinds of [`Expect`], without their parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExpectKind {
    /// [`Expect::Completeness`].
    Completeness,
    /// [`Expect::Uniqueness`].
    Uniqueness,
    /// [`Expect::Range`].
    Range,
    /// [`Expect::Values`].
    Values,
    /// [`Expect::Pattern`].
    Pattern,
    /// [`Expect::RowCount`].
    RowCount,
    /// [`Expect::Type`].
    Type,
    /// [`Expect::Monotone`].
    Monotone,
    /// [`Expect::Fresh`].
    Fresh,
    /// [`Expect::Rule`].
    Rule,
}

impl ExpectKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Completeness,
        Self::Uniqueness,
        Self::Range,
        Self::Values,
        Self::Pattern,
        Self::RowCount,
        Self::Type,
        Self::Monotone,
        Self::Fresh,
        Self::Rule,
    ];

    /// What pickers and help say.
    pub fn info(self) -> &'static Info {
        match self {
            Self::Completeness => &completeness::INFO,
            Self::Uniqueness => &uniqueness::INFO,
            Self::Range => &range::INFO,
            Self::Values => &values::INFO,
            Self::Pattern => &pattern::INFO,
            Self::RowCount => &row_count::INFO,
            Self::Type => &column_kind::INFO,
            Self::Monotone => &time::MONOTONE,
            Self::Fresh => &time::FRESH,
            Self::Rule => &rule::INFO,
        }
    }

    /// Name in files.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The kind with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// One of this kind about `column`, to be changed.
    pub fn about(self, column: &str) -> Expect {
        let column = column.to_owned();
        match self {
            Self::Completeness => Expect::Completeness {
                column,
                at_least: 1.0,
            },
            Self::Uniqueness => Expect::Uniqueness {
                columns: vec![column],
            },
            Self::Range => Expect::Range {
                column,
                least: Some(0.0),
                most: None,
            },
            Self::Values => Expect::Values {
                column,
                values: Vec::new(),
            },
            Self::Pattern => Expect::Pattern {
                column,
                pattern: ".+".to_owned(),
            },
            Self::RowCount => Expect::RowCount {
                least: Some(1),
                most: None,
            },
            Self::Type => Expect::Type {
                column,
                holds: Kind::Text,
            },
            Self::Monotone => Expect::Monotone { column },
            Self::Fresh => Expect::Fresh { column, days: 30.0 },
            Self::Rule => Expect::Rule {
                condition: format!("\"{}\" IS NOT NULL", column.replace('"', "\"\"")),
            },
        }
    }
}

impl Expect {
    /// Which kind it is.
    pub fn kind(&self) -> ExpectKind {
        match self {
            Self::Completeness { .. } => ExpectKind::Completeness,
            Self::Uniqueness { .. } => ExpectKind::Uniqueness,
            Self::Range { .. } => ExpectKind::Range,
            Self::Values { .. } => ExpectKind::Values,
            Self::Pattern { .. } => ExpectKind::Pattern,
            Self::RowCount { .. } => ExpectKind::RowCount,
            Self::Type { .. } => ExpectKind::Type,
            Self::Monotone { .. } => ExpectKind::Monotone,
            Self::Fresh { .. } => ExpectKind::Fresh,
            Self::Rule { .. } => ExpectKind::Rule,
        }
    }

    /// The column that it is about, where there is exactly one.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Completeness { column, .. }
            | Self::Range { column, .. }
            | Self::Values { column, .. }
            | Self::Pattern { column, .. }
            | Self::Type { column, .. }
            | Self::Monotone { column }
            | Self::Fresh { column, .. } => Some(column),
            Self::Uniqueness { columns } => match columns.as_slice() {
                [column] => Some(column),
                _ => None,
            },
            Self::RowCount { .. } | Self::Rule { .. } => None,
        }
    }

    /// Whether it makes sense by itself.
    ///
    /// # Errors
    /// What is wrong with its parameters, as a sentence that says what to do.
    pub fn check(&self) -> Result<(), String> {
        if self.column().is_some_and(|column| column.trim().is_empty()) {
            return Err("An expectation names no column. Choose one in step 2.".to_owned());
        }
        match self {
            Self::Completeness { at_least, .. } => completeness::check(*at_least),
            Self::Uniqueness { columns } => uniqueness::check(columns),
            Self::Range { least, most, .. } => range::check(*least, *most),
            Self::Values { column, values } => values::check(column, values),
            Self::Pattern { pattern, .. } => pattern::regex(pattern).map(|_| ()),
            Self::RowCount { least, most } => row_count::check(*least, *most),
            Self::Fresh { days, .. } => time::check(*days),
            Self::Rule { condition } => rule::check(condition),
            Self::Type { .. } | Self::Monotone { .. } => Ok(()),
        }
    }

    /// Holds `table` against it.
    pub(super) fn look(&self, table: &Table) -> Result<Seen, DataError> {
        match self {
            Self::Completeness { column, at_least } => completeness::look(table, column, *at_least),
            Self::Uniqueness { columns } => uniqueness::look(table, columns),
            Self::Range {
                column,
                least,
                most,
            } => range::look(table, column, (*least, *most)),
            Self::Values { column, values } => values::look(table, column, values),
            Self::Pattern { column, pattern } => pattern::look(table, column, pattern),
            Self::RowCount { least, most } => Ok(row_count::look(table, *least, *most)),
            Self::Type { column, holds } => column_kind::look(table, column, *holds),
            Self::Monotone { column } => time::monotone(table, column),
            Self::Fresh { column, days } => time::fresh(table, column, *days),
            Self::Rule { condition } => rule::look(table, condition),
        }
    }
}

/// The expectation as a sentence: "“age” lies between 0 and 120."
impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completeness { column, at_least } if *at_least >= 1.0 => {
                write!(f, "“{column}” has a value in every row.")
            }
            Self::Completeness { column, at_least } => write!(
                f,
                "“{column}” has a value in at least {:.1} % of the rows.",
                100.0 * at_least
            ),
            Self::Uniqueness { columns } => {
                write!(f, "No two rows have the same “{}”.", columns.join("”, “"))
            }
            Self::Range {
                column,
                least,
                most,
            } => match (least, most) {
                (Some(least), Some(most)) => {
                    write!(f, "“{column}” lies between {least} and {most}.")
                }
                (Some(least), None) => write!(f, "“{column}” is at least {least}."),
                (None, Some(most)) => write!(f, "“{column}” is at most {most}."),
                (None, None) => write!(f, "“{column}” is any number."),
            },
            Self::Values { column, values } => {
                write!(f, "“{column}” is one of {}.", values.join(", "))
            }
            Self::Pattern { column, pattern } => write!(f, "“{column}” matches {pattern}."),
            Self::RowCount { least, most } => match (least, most) {
                (Some(least), Some(most)) => write!(f, "There are {least} to {most} rows."),
                (Some(least), None) => write!(f, "There are at least {least} rows."),
                (None, Some(most)) => write!(f, "There are at most {most} rows."),
                (None, None) => write!(f, "There are any number of rows."),
            },
            Self::Type { column, holds } => write!(f, "“{column}” holds values of kind {holds}."),
            Self::Monotone { column } => write!(f, "“{column}” never runs backwards."),
            Self::Fresh { column, days } => write!(
                f,
                "No “{column}” is more than {days} days before the last one."
            ),
            Self::Rule { condition } => write!(f, "{condition} is not false."),
        }
    }
}
