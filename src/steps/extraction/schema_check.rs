use rayon::prelude::*;

use super::{Domain, Report, domain::Outside};
use crate::data::{ColumnInfo, DataError, Kind, Table};

/// What is otherwise with a column than in the extraction before.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// The column.
    pub column: String,
    /// What happened.
    pub what: What,
}

/// What happened to a column.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is gone.
    Missing,
    /// It was not there.
    Added(Kind),
    /// It holds values of another kind.
    Retyped(Kind, Kind),
    /// It stands elsewhere, by places from 1.
    Moved(u64, u64),
    /// So many rows hold values that were not seen before, and which.
    Outside(u64, String),
}

/// How much a change matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Later steps go on as before.
    Note,
    /// Models meet values that they were not trained on.
    Warning,
    /// Later steps that need the column fail, or compute something else.
    Error,
}

impl What {
    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Missing | Self::Retyped(..) => Severity::Error,
            Self::Outside(..) => Severity::Warning,
            Self::Added(_) | Self::Moved(..) => Severity::Note,
        }
    }

    /// What happened, in a few words.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Added(_) => "added",
            Self::Retyped(..) => "another kind",
            Self::Moved(..) => "moved",
            Self::Outside(..) => "new values",
        }
    }

    /// What happened, in a sentence.
    pub fn text(&self) -> String {
        match self {
            Self::Missing => "The column is gone. Steps that need it will fail.".to_owned(),
            Self::Added(kind) => format!("A new column of kind {kind}."),
            Self::Retyped(from, to) => format!("It was {from} and is {to} now."),
            Self::Moved(from, to) => format!("It stood at place {from} and stands at {to} now."),
            Self::Outside(rows, what) => format!("{rows} rows: {what}."),
        }
    }
}

/// The domains of `table`, and what is otherwise than in `before`, worst first.
pub(super) fn examine(
    table: &Table,
    before: Option<&Report>,
) -> Result<(Vec<Domain>, Option<Vec<Change>>), DataError> {
    let known = |column: &str| {
        let domains = before.map_or(&[][..], |report| &report.domains);
        domains
            .iter()
            .find(|domain| domain.column == column)
            .map(|domain| &domain.values)
    };
    let found: Result<Vec<(Domain, Option<Outside>)>, DataError> = table
        .columns()
        .par_iter()
        .map(|info| Domain::of(table, &info.name, known(&info.name)))
        .collect();
    let (domains, outside): (Vec<Domain>, Vec<Option<Outside>>) = found?.into_iter().unzip();
    let changes = before.map(|before| {
        let mut changes = shape(&before.columns, table.columns());
        for (info, outside) in table.columns().iter().zip(outside) {
            if let Some(Outside { rows, what }) = outside {
                changes.push(change(&info.name, What::Outside(rows, what)));
            }
        }
        changes.sort_by_key(|change| std::cmp::Reverse(change.what.severity()));
        changes
    });
    Ok((domains, changes))
}

fn change(column: &str, what: What) -> Change {
    Change {
        column: column.to_owned(),
        what,
    }
}

/// Columns that came, went, changed their kind or their order.
pub(super) fn shape(before: &[ColumnInfo], now: &[ColumnInfo]) -> Vec<Change> {
    let place = |columns: &[ColumnInfo], name: &str| columns.iter().position(|c| c.name == name);
    let mut changes = Vec::new();
    for old in before {
        match place(now, &old.name).map(|at| &now[at]) {
            None => changes.push(change(&old.name, What::Missing)),
            Some(new) if new.kind != old.kind => {
                changes.push(change(&old.name, What::Retyped(old.kind, new.kind)));
            }
            Some(_) => {}
        }
    }
    for new in now.iter().filter(|new| place(before, &new.name).is_none()) {
        changes.push(change(&new.name, What::Added(new.kind)));
    }
    // Only columns that are on both sides can be said to have moved, and among these only.
    let both = |columns: &[ColumnInfo], others: &[ColumnInfo]| -> Vec<String> {
        let names = columns.iter().map(|column| column.name.clone());
        names.filter(|name| place(others, name).is_some()).collect()
    };
    let (old, new) = (both(before, now), both(now, before));
    for (to, name) in new.iter().enumerate() {
        if let Some(from) = old.iter().position(|other| other == name)
            && from != to
        {
            changes.push(change(name, What::Moved(from as u64 + 1, to as u64 + 1)));
        }
    }
    changes
}
