use super::{
    Sample,
    outline::{self, Side},
};
use crate::{
    data::{
        ColumnData,
        recipe::{Recipe, TracedColumn},
    },
    steps::StepError,
    terms::Progress,
};

/// What one step of a recipe does to a sample of the training rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Which step, from 0.
    pub step: usize,
    /// Rows of the sample that the step found.
    pub rows_before: u64,
    /// Rows that it left.
    pub rows_after: u64,
    /// Rows of the sample, before any step.
    pub sample: u64,
    /// Rows of the training part.
    pub training_rows: u64,
    /// What it did to each column that it works on, in the order of the columns.
    pub changes: Vec<Change>,
}

/// What a step did to one raw column.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The raw column.
    pub source: String,
    /// What the steps before made of it.
    pub before: Vec<Side>,
    /// What it is after the step; nothing where the step leaves the column out.
    pub after: Vec<Side>,
    /// How many rows have another value after the step.
    pub changed: u64,
    /// Some rows before and after: first those that the step changes.
    pub rows: Vec<RowPair>,
}

/// A row before and after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPair {
    /// Its cells before, in the order of [`Change::before`]; empty where a value is missing.
    pub before: Vec<String>,
    /// Its cells after, in the order of [`Change::after`]; nothing where the row is left out.
    pub after: Option<Vec<String>>,
    /// Whether the step changes it.
    pub changed: bool,
}

/// A step that does not work, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedStep {
    /// Which step, from 0; the number of steps where what they give in the end is not usable.
    pub step: usize,
    /// What failed and what to do.
    pub text: String,
}

/// How many rows are shown side by side.
const SHOWN: usize = 8;
/// How many of them are there because the step changes them.
const SHOWN_CHANGED: usize = 6;

/// Tries `recipe` on `sample`: what step number `step`, from 0, does, and the first step that
/// fails. There is no preview where that step or one before it fails.
///
/// # Errors
/// If a feature does not exist, or somebody asked it to stop.
pub fn preview(
    sample: &Sample,
    recipe: &Recipe,
    step: usize,
    progress: &dyn Progress,
) -> Result<(Option<Preview>, Option<FailedStep>), StepError> {
    let about = (&sample.roles, sample.target.as_deref());
    let trace = recipe.trace(&sample.table, about, sample.rows(), step, progress)?;
    let failure = trace.failure.map(|(step, error)| FailedStep {
        step,
        text: error.to_string(),
    });
    if failure
        .as_ref()
        .is_some_and(|failed| failed.step <= step && step < recipe.steps.len())
    {
        return Ok((None, failure));
    }
    let places = places(&trace.rows_before, &trace.rows_after);
    let changes = trace
        .columns
        .into_iter()
        .map(|column| change(column, &places));
    let preview = Preview {
        step,
        rows_before: trace.rows_before.len() as u64,
        rows_after: trace.rows_after.len() as u64,
        sample: sample.rows.len() as u64,
        training_rows: sample.training_rows,
        changes: changes.collect(),
    };
    Ok((Some(preview), failure))
}

/// Where each row before stands after; nothing where it is left out. Both are in one order.
fn places(before: &[u32], after: &[u32]) -> Vec<Option<usize>> {
    let mut left = after.iter().enumerate().peekable();
    before
        .iter()
        .map(|row| {
            left.next_if(|(_, other)| *other == row)
                .map(|(place, _)| place)
        })
        .collect()
}

fn change(column: TracedColumn, places: &[Option<usize>]) -> Change {
    let (before, after) = outline::sides(&column.before, &column.after);
    // A column that marks gaps stands behind those that it belongs to: it is no change by itself.
    let comparable = !column.before.is_empty() && column.after.len() >= column.before.len();
    let same = |row: usize, place: usize| {
        let mut pairs = column.before.iter().zip(&column.after);
        comparable && pairs.all(|((_, a), (_, b))| outline::is_same(a, row, b, place))
    };
    let is_changed: Vec<bool> = places
        .iter()
        .enumerate()
        .map(|(row, place)| place.is_none_or(|place| !same(row, place)))
        .collect();
    let changed = is_changed.iter().filter(|changed| **changed).count();
    let mut shown: Vec<usize> = (0..places.len())
        .filter(|&row| is_changed[row])
        .take(SHOWN_CHANGED)
        .collect();
    let others = (0..places.len()).filter(|row| !shown.contains(row));
    let others: Vec<usize> = others.take(SHOWN - shown.len()).collect();
    shown.extend(others);
    let cells = |columns: &[(String, ColumnData)], row: usize| {
        let cells = columns.iter().map(|(_, data)| outline::cell(data, row));
        cells.collect::<Vec<String>>()
    };
    let rows = shown.into_iter().map(|row| RowPair {
        before: cells(&column.before, row),
        after: places[row]
            .filter(|_| !column.after.is_empty())
            .map(|place| cells(&column.after, place)),
        changed: is_changed[row],
    });
    Change {
        rows: rows.collect(),
        source: column.source,
        before,
        after,
        changed: changed as u64,
    }
}
