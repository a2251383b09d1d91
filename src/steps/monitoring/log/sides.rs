use super::{Log, Roles};
use crate::{
    data::{Kind, Table, time_of},
    steps::{
        StepError,
        monitoring::{
            Chunk, Chunking,
            column::Column,
            run::{Spans, side, spans, suggest},
        },
    },
};

/// As many chunks the reference should have at least.
const REFERENCE_CHUNKS: usize = 20;
/// A chunk of fewer rows says nothing.
const LEAST_ROWS: usize = 20;

/// So many columns are named in a remark.
const MOST_NAMED: usize = 20;

/// Both tables, their rows in the order in which they happened, and the chunks of both.
pub(super) struct Sides {
    pub(super) reference: Table,
    pub(super) current: Table,
    pub(super) chunks: Vec<Chunk>,
    pub(super) spans: Spans,
    pub(super) chunking: Chunking,
}

/// One side as it was given.
struct Side {
    rows: Vec<u32>,
    times: Option<Vec<Option<i64>>>,
}

impl Sides {
    /// Orders the rows by time, where there is one, and cuts both sides by the same rule.
    pub(super) fn cut(
        log: &Log<'_>,
        chunking: Option<Chunking>,
        remarks: &mut Vec<String>,
    ) -> Result<Self, StepError> {
        let time = log.roles.timestamp.as_deref();
        let reference = Side::read(log.reference, ("reference", time), remarks)?;
        let current = Side::read(log.current, ("current", time), remarks)?;
        let chunking = chunking.unwrap_or_else(|| {
            if let Some(times) = &current.times {
                suggest(&current.rows, Some(times))
            } else {
                let rows = reference.rows.len() / REFERENCE_CHUNKS;
                Chunking::Size(rows.max(LEAST_ROWS))
            }
        });
        if matches!(chunking, Chunking::Period(_)) && time.is_none() {
            return Err(StepError::invalid(
                "Chunks by period need a time. Name its column with --timestamp, or cut with --chunk-size or --chunk-number.",
            ));
        }
        let mut cut = reference.chunks(chunking, true);
        let n_reference = cut.len();
        cut.extend(current.chunks(chunking, false));
        let rows = |cut: &[(Chunk, Vec<u32>)]| -> Vec<u32> {
            cut.iter()
                .flat_map(|(_, rows)| rows.iter().copied())
                .collect()
        };
        let (before, after) = cut.split_at(n_reference);
        Ok(Self {
            reference: log.reference.take(&rows(before)),
            current: log.current.take(&rows(after)),
            spans: spans(&cut),
            chunks: cut.into_iter().map(|(chunk, _)| chunk).collect(),
            chunking,
        })
    }

    /// The columns to follow: those that are named, or all that both tables have and that are
    /// neither a time nor the model's answer.
    pub(super) fn names(
        &self,
        roles: &Roles,
        remarks: &mut Vec<String>,
    ) -> Result<Vec<String>, StepError> {
        if !roles.columns.is_empty() {
            for name in &roles.columns {
                self.both(name)?;
            }
            return Ok(roles.columns.clone());
        }
        let (mut names, mut times, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for column in self.reference.columns() {
            let name = &column.name;
            let beside = [&roles.timestamp, &roles.id];
            if roles.is_answer(name) || beside.contains(&&Some(name.clone())) {
                continue;
            }
            match self.current.column_index(name) {
                None => gone.push(name.as_str()),
                Some(_) if column.kind == Kind::Time => times.push(name.as_str()),
                Some(_) => names.push(name.clone()),
            }
        }
        let is_new = |name: &&str| self.reference.column_index(name).is_none();
        let all = self.current.columns().iter();
        let new: Vec<&str> = all
            .map(|column| column.name.as_str())
            .filter(is_new)
            .collect();
        for (columns, what) in [
            (gone, "Only the reference has these columns"),
            (new, "Only the current table has these columns"),
            (
                times,
                "These columns hold times, which always move on, and are left out",
            ),
        ] {
            if !columns.is_empty() {
                let shown = columns.iter().take(MOST_NAMED).copied();
                let mut names = shown.collect::<Vec<&str>>().join(", ");
                if columns.len() > MOST_NAMED {
                    names = format!("{names} and {} more", columns.len() - MOST_NAMED);
                }
                remarks.push(format!("{what}: {names}."));
            }
        }
        Ok(names)
    }

    /// An error where the column is not on both sides.
    pub(super) fn both(&self, name: &str) -> Result<(), StepError> {
        for (table, side) in [
            (&self.reference, "reference"),
            (&self.current, "current table"),
        ] {
            if table.column_index(name).is_none() {
                return Err(StepError::Invalid(format!(
                    "The {side} has no column “{name}”. Choose one that both tables have."
                )));
            }
        }
        Ok(())
    }

    /// The column `name` of both sides, each in its own kind; a side without any value takes the
    /// kind of the other.
    pub(super) fn column(&self, name: &str) -> Result<Column, StepError> {
        let kind = |table: &Table| {
            let place = table.column_index(name)?;
            (table.missing(place) < table.n_rows()).then(|| table.columns()[place].kind)
        };
        let kinds = [kind(&self.reference), kind(&self.current)];
        let [ours, theirs] = kinds;
        let read = |table: &Table, own: Option<Kind>, other: Option<Kind>| match own {
            Some(kind) => Column::read(table, name, kind),
            None => Ok(Column::missing(
                table.n_rows(),
                other.unwrap_or(Kind::Decimal),
            )),
        };
        Ok(Column::Halves(Box::new([
            read(&self.reference, ours, theirs)?,
            read(&self.current, theirs, ours)?,
        ])))
    }
}

impl Side {
    fn read(
        table: &Table,
        (side, time): (&str, Option<&str>),
        remarks: &mut Vec<String>,
    ) -> Result<Self, StepError> {
        let times = time.map(|name| times(table, name)).transpose()?;
        let mut rows: Vec<u32> = (0..table.n_rows() as u32).collect();
        if let Some(times) = &times {
            rows.retain(|&row| times[row as usize].is_some());
            rows.sort_by_key(|&row| times[row as usize]);
            let undated = table.n_rows() - rows.len();
            if undated > 0 {
                remarks.push(format!(
                    "{undated} of {} rows of the {side} table have no time that can be read (such as 2013-01-31 05:15) and are left out.",
                    table.n_rows()
                ));
            }
        }
        if rows.is_empty() {
            return Err(StepError::Invalid(format!(
                "The {side} table has no rows{}. Check the file{}.",
                if time.is_some() { " with a time" } else { "" },
                if time.is_some() {
                    " and --timestamp"
                } else {
                    ""
                },
            )));
        }
        Ok(Self { rows, times })
    }

    fn chunks(&self, chunking: Chunking, is_reference: bool) -> Vec<(Chunk, Vec<u32>)> {
        side(chunking, (&self.rows, self.times.as_deref()), is_reference)
    }
}

/// The times of a column, each text by itself where it holds text: what is no time is nothing.
fn times(table: &Table, name: &str) -> Result<Vec<Option<i64>>, StepError> {
    let kind = table
        .column_index(name)
        .map(|place| table.columns()[place].kind);
    if kind != Some(Kind::Text) {
        return Ok(table.times(name)?);
    }
    let texts = table.categories(name)?;
    let times: Vec<Option<i64>> = texts.levels.iter().map(|text| time_of(text)).collect();
    let codes = texts.codes.iter();
    Ok(codes
        .map(|code| times.get(*code as usize).copied().flatten())
        .collect())
}
