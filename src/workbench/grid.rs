//! Grids of rows: in which order they stand, which of them are shown, and where a text stands.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use super::{JobKey, JobResult, Workbench, jobs_of::JobProgress};
use crate::{
    data::{
        ColumnFilter, CommonValues, Found, RowSet, SortKey, Table, common_values, find, matching,
        order, save, sql::Formula,
    },
    terms::Progress,
};

/// Names a grid; one per place in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridId(pub &'static str);

/// The table that a grid shows.
#[derive(Clone, Debug, PartialEq)]
pub struct GridSubject {
    /// Which grid.
    pub id: GridId,
    /// Changes when the table changes.
    pub key: String,
    /// The table.
    pub table: Table,
    /// Only these of its rows, in this order.
    pub rows: Option<Arc<[u32]>>,
}

/// What can be done with the rows of a grid.
#[derive(Clone, Debug, PartialEq)]
pub enum GridCommand {
    /// Put the rows in order; without keys as they come.
    Sort(GridSubject, Vec<SortKey>),
    /// Show the rows that keep every filter.
    Filter(GridSubject, Vec<ColumnFilter>),
    /// Show only the rows for which an SQL condition is true; an empty one keeps all.
    Where(GridSubject, String),
    /// Look for a text in columns by their places; an empty text ends it.
    Find(GridSubject, String, Vec<usize>),
    /// Find out which values a column has.
    Values(GridSubject, String),
    /// Make the text of cells for the clipboard.
    Copy(GridSubject, GridCells),
    /// Ask for a file, and write what is shown to it: these columns, by name.
    Save(GridSubject, Vec<String>),
    /// The file that was asked for; none, if the user changed their mind.
    SaveTo(Option<PathBuf>),
    /// Forget order, filters and search.
    Clear(GridId),
}

/// Some of the cells that a grid shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridCells {
    /// Places of rows, as they are shown.
    pub places: std::ops::Range<usize>,
    /// Places of columns in the table.
    pub columns: Vec<usize>,
}

/// What the user asked of a grid.
#[derive(Clone, Debug, Default, PartialEq)]
struct Wish {
    sort: Vec<SortKey>,
    filters: Vec<ColumnFilter>,
    condition: String,
    text: String,
    columns: Vec<usize>,
}

/// What a grid shows, as a job made it.
#[derive(Clone, Debug, Default)]
pub struct GridState {
    key: String,
    only: Option<Arc<[u32]>>,
    wish: Wish,
    shown: Shown,
    works: bool,
    values: BTreeMap<String, Arc<CommonValues>>,
    copied: Option<(u64, Arc<str>)>,
}

#[derive(Clone, Debug, Default)]
struct Shown {
    wish: Wish,
    /// Every row, in order; none where they stand as they come.
    sorted: Option<Arc<[u32]>>,
    /// The rows that keep the filters.
    kept: Option<Arc<RowSet>>,
    /// Both together.
    rows: Option<Arc<[u32]>>,
    found: Option<Arc<Found>>,
}

/// What a job of a grid gives back.
pub struct GridAnswer {
    id: GridId,
    key: String,
    part: Part,
}

enum Part {
    Shown(Shown),
    Values(String, CommonValues),
    Copied(String),
}

/// The grids of the window.
#[derive(Clone, Debug, Default)]
pub struct Grids {
    states: BTreeMap<GridId, GridState>,
    saving: Option<Saving>,
    copies: u64,
}

/// What waits for the name of a file.
#[derive(Clone, Debug)]
struct Saving {
    subject: GridSubject,
    columns: Vec<String>,
    asked: bool,
}

impl GridState {
    /// The rows in the order in which they are shown; none where all are shown as they come.
    pub fn rows(&self) -> Option<&Arc<[u32]>> {
        self.shown.rows.as_ref()
    }

    /// By what the shown rows are ordered.
    pub fn sort(&self) -> &[SortKey] {
        &self.shown.wish.sort
    }

    /// What the user asked to order by last.
    pub fn wanted_sort(&self) -> &[SortKey] {
        &self.wish.sort
    }

    /// What the shown rows keep.
    pub fn filters(&self) -> &[ColumnFilter] {
        &self.shown.wish.filters
    }

    /// What the user asked to keep last.
    pub fn wanted_filters(&self) -> &[ColumnFilter] {
        &self.wish.filters
    }

    /// The SQL condition that the shown rows keep; empty if there is none.
    pub fn condition(&self) -> &str {
        &self.shown.wish.condition
    }

    /// Where the text that is looked for stands.
    pub fn found(&self) -> Option<&Arc<Found>> {
        self.shown.found.as_ref()
    }

    /// Whether something that was asked for is still on its way.
    pub fn works(&self) -> bool {
        self.works
    }

    /// The values of a column that were asked for.
    pub fn values(&self, column: &str) -> Option<&Arc<CommonValues>> {
        self.values.get(column)
    }

    /// The latest text for the clipboard, with a number that tells it from the one before.
    pub fn copied(&self) -> Option<&(u64, Arc<str>)> {
        self.copied.as_ref()
    }

    fn is_of(&self, key: &str, only: Option<&Arc<[u32]>>) -> bool {
        let same = match (&self.only, only) {
            (None, None) => true,
            (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
            _ => false,
        };
        self.key == key && same
    }
}

impl Grids {
    /// What was made for grid `id` while it showed the table `key` and only these rows.
    pub fn state(&self, id: GridId, key: &str, only: Option<&Arc<[u32]>>) -> Option<&GridState> {
        self.states.get(&id).filter(|state| state.is_of(key, only))
    }

    /// Whether a file is to be asked for; true once for every time.
    pub(super) fn wants_file(&mut self) -> bool {
        let saving = self.saving.as_mut().filter(|saving| !saving.asked);
        saving.is_some_and(|saving| {
            saving.asked = true;
            true
        })
    }

    /// The state of what `subject` says, a new one if another table was shown before.
    fn of(&mut self, subject: &GridSubject) -> &mut GridState {
        let state = self.states.entry(subject.id).or_default();
        if !state.is_of(&subject.key, subject.rows.as_ref()) {
            *state = GridState {
                key: subject.key.clone(),
                only: subject.rows.clone(),
                ..GridState::default()
            };
        }
        if state.shown.rows.is_none() {
            state.shown.rows.clone_from(&subject.rows);
        }
        state
    }

    /// Takes in what a job gave, unless the grid shows another table by now.
    pub(super) fn take(&mut self, answer: GridAnswer) {
        let Some(state) = self.states.get_mut(&answer.id) else {
            return;
        };
        if state.key != answer.key {
            return;
        }
        match answer.part {
            Part::Shown(shown) => {
                state.shown = shown;
                state.works = false;
            }
            Part::Values(column, values) => {
                state.values.insert(column, Arc::new(values));
            }
            Part::Copied(text) => {
                self.copies += 1;
                state.copied = Some((self.copies, text.into()));
            }
        }
    }

    /// What was asked for will not come: what is shown is what was asked for last.
    pub(super) fn stopped(&mut self, id: GridId) {
        if let Some(state) = self.states.get_mut(&id) {
            state.wish = state.shown.wish.clone();
            state.works = false;
        }
    }
}

impl Workbench {
    /// Whether a grid waits for the name of a file to write to; true once for every time.
    pub fn grid_wants_file(&mut self) -> bool {
        self.grids.wants_file()
    }

    pub(super) fn run_grid(&mut self, command: GridCommand) -> anyhow::Result<()> {
        match command {
            GridCommand::Sort(subject, keys) => {
                self.show(&subject, "Sorting", |wish| wish.sort = keys)
            }
            GridCommand::Filter(subject, filters) => {
                self.show(&subject, "Filtering", |wish| wish.filters = filters)
            }
            GridCommand::Where(subject, condition) => {
                self.show(&subject, "Filtering", |wish| wish.condition = condition)
            }
            GridCommand::Find(subject, text, columns) => self.show(&subject, "Finding", |wish| {
                (wish.text, wish.columns) = (text, columns);
            }),
            GridCommand::Values(subject, column) => self.values(subject, column),
            GridCommand::Copy(subject, cells) => self.copy(subject, cells),
            GridCommand::Save(subject, columns) => {
                self.grids.saving = Some(Saving {
                    subject,
                    columns,
                    asked: false,
                });
                Ok(())
            }
            GridCommand::SaveTo(path) => self.save_grid(path),
            GridCommand::Clear(id) => {
                self.grids.states.remove(&id);
                Ok(())
            }
        }
    }

    fn show(
        &mut self,
        subject: &GridSubject,
        label: &str,
        change: impl FnOnce(&mut Wish),
    ) -> anyhow::Result<()> {
        let state = self.grids.of(subject);
        change(&mut state.wish);
        state.works = true;
        let (wish, before) = (state.wish.clone(), state.shown.clone());
        let (id, subject) = (subject.id, subject.clone());
        self.jobs.start(JobKey::Grid(id), label, move |job| {
            let shown = shown(&subject, wish, before, &JobProgress(job))?;
            Ok(answer(&subject, Part::Shown(shown)))
        })?;
        Ok(())
    }

    fn values(&mut self, subject: GridSubject, column: String) -> anyhow::Result<()> {
        /// More values than anybody picks from.
        const MOST: usize = 1000;
        self.grids.of(&subject);
        let key = JobKey::GridValues(subject.id);
        self.jobs.start(key, "Looking at the values", move |job| {
            let values = common_values(&subject.table, &column, MOST, &JobProgress(job))?;
            Ok(answer(&subject, Part::Values(column, values)))
        })?;
        Ok(())
    }

    fn copy(&mut self, subject: GridSubject, cells: GridCells) -> anyhow::Result<()> {
        let rows = self.grids.of(&subject).shown.rows.clone();
        let key = JobKey::GridCopy(subject.id);
        self.jobs.start(key, "Copying cells", move |job| {
            let text = tsv(&subject.table, rows.as_deref(), &cells, &JobProgress(job))?;
            Ok(answer(&subject, Part::Copied(text)))
        })?;
        Ok(())
    }

    fn save_grid(&mut self, path: Option<PathBuf>) -> anyhow::Result<()> {
        let (Some(saving), Some(path)) = (self.grids.saving.take(), path) else {
            return Ok(());
        };
        let Saving {
            subject, columns, ..
        } = saving;
        let rows = self.grids.of(&subject).shown.rows.clone();
        let key = JobKey::GridSave(subject.id);
        self.jobs.start(key, "Saving the rows", move |job| {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            let table = subject.table.select(&columns)?;
            save(&table, rows.as_deref(), &path, &JobProgress(job))?;
            let done = format!("The rows were written to {}", path.display());
            Ok(JobResult::Written(Some(done)))
        })?;
        Ok(())
    }
}

fn answer(subject: &GridSubject, part: Part) -> JobResult {
    JobResult::Grid(Box::new(GridAnswer {
        id: subject.id,
        key: subject.key.clone(),
        part,
    }))
}

/// Makes what `wish` says; what `before` has already is not made again.
fn shown(
    subject: &GridSubject,
    wish: Wish,
    before: Shown,
    progress: &dyn Progress,
) -> anyhow::Result<Shown> {
    let table = &subject.table;
    let same_filters =
        wish.filters == before.wish.filters && wish.condition == before.wish.condition;
    let same_order = wish.sort == before.wish.sort;
    let sorted = if wish.sort.is_empty() {
        None
    } else if same_order {
        before.sorted
    } else {
        let rows = subject.rows.as_deref();
        Some(order(table, &wish.sort, rows, progress)?.into())
    };
    let kept = if wish.filters.is_empty() && wish.condition.is_empty() {
        None
    } else if same_filters {
        before.kept
    } else {
        let mut kept = matching(table, &wish.filters, progress)?;
        if !wish.condition.is_empty() {
            progress.check()?;
            let formula = Formula::parse(&wish.condition, table.columns())?;
            kept = kept.and(&formula.matches(table)?);
        }
        Some(Arc::new(kept))
    };
    let rows = if same_filters && same_order {
        before.rows
    } else {
        let base = sorted.clone().or_else(|| subject.rows.clone());
        match (&kept, base) {
            (None, base) => base,
            (Some(kept), None) => Some(kept.indices().into()),
            (Some(kept), Some(base)) => {
                let rows = base.iter().copied();
                Some(rows.filter(|row| kept.contains(*row as usize)).collect())
            }
        }
    };
    let found = if wish.text.is_empty() {
        None
    } else {
        let found = find(table, &wish.text, &wish.columns, rows.as_deref(), progress)?;
        Some(Arc::new(found))
    };
    Ok(Shown {
        wish,
        sorted,
        kept,
        rows,
        found,
    })
}

/// Cells as tab-separated text under the names of their columns, as spreadsheets take them; a
/// cell that holds a tab, a quote or a line break stands in quotes.
///
/// # Errors
/// If somebody asked it to stop.
pub fn tsv(
    table: &Table,
    rows: Option<&[u32]>,
    cells: &GridCells,
    progress: &dyn Progress,
) -> anyhow::Result<String> {
    let mut text = String::new();
    let names = cells
        .columns
        .iter()
        .filter_map(|column| table.columns().get(*column));
    line(&mut text, names.map(|column| column.name.clone()));
    for place in cells.places.clone() {
        if place.is_multiple_of(1024) {
            progress.check()?;
        }
        let row = match rows {
            Some(rows) => rows.get(place).map(|row| *row as usize),
            None => Some(place),
        };
        if let Some(row) = row.filter(|row| *row < table.n_rows()) {
            line(
                &mut text,
                cells.columns.iter().map(|column| table.cell(row, *column)),
            );
        }
    }
    Ok(text)
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            text.push('\t');
        }
        if cell.contains(['\t', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push('\n');
}
