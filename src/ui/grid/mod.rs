//! A grid of rows: ten million of them scroll as smoothly as ten.
//!
//! A page keeps a [`GridView`] (what is only seen: scrolling, widths, the cell that is selected)
//! and shows it with a [`GridInput`]:
//!
//! ```ignore
//! self.grid.ui(ui, &GridInput {
//!     id: GridId("outliers"),          // one per place in the window
//!     table: &table,
//!     key: &snapshot_id,               // changes when the table changes
//!     rows: Some(&rows),               // only these rows, in this order; `None` for all
//!     height: 420.0,                   // bars and titles included
//!     grids: &workbench.grids,
//! }, commands);
//! ```
//!
//! Sorting, filtering, finding, long copies and saving are jobs of the workbench
//! ([`crate::workbench::GridCommand`]), whose results stand in `workbench.grids`. The grid reads
//! and draws only the cells that are seen. Keep `rows` in an `Arc` that lives as long as the
//! selection: a new one for every frame would be compared value by value.

mod access;
mod badges;
mod bars;
mod cells;
mod columns;
mod condition;
mod copy;
mod details;
mod filter;
mod find;
mod geometry;
mod keys;
mod menu;
mod mouse;
mod scroll;
mod titles;
mod toolbar;

use std::sync::Arc;

use egui::{Id, Rect, Ui, vec2};

use self::{
    columns::Columns, condition::ConditionDraft, filter::FilterDraft, find::FindBar,
    geometry::Geometry, scroll::Scroll,
};
use crate::{
    data::Table,
    workbench::{Commands, GridId, GridState, GridSubject, Grids},
};

/// What a grid remembers between frames.
#[derive(Default)]
pub(in crate::ui) struct GridView {
    key: String,
    columns: Columns,
    scroll: Scroll,
    /// The selected cell: the place of its row, and its column in the table.
    cursor: Option<(usize, usize)>,
    /// Where the selection began; the selected cell is its other end.
    anchor: Option<(usize, usize)>,
    details: bool,
    find: FindBar,
    filter: FilterDraft,
    condition: ConditionDraft,
    row_draft: String,
    copied: u64,
    moved: Option<usize>,
}

/// What a grid shows in this frame.
pub(in crate::ui) struct GridInput<'a> {
    /// Which grid of the window it is.
    pub id: GridId,
    /// The table.
    pub table: &'a Table,
    /// Changes when the table changes.
    pub key: &'a str,
    /// Only these of its rows, in this order.
    pub rows: Option<&'a Arc<[u32]>>,
    /// Height in points, bars and titles included.
    pub height: f32,
    /// The orders, filters and searches that jobs made.
    pub grids: &'a Grids,
}

/// The rows as they are shown.
#[derive(Clone, Copy)]
struct Rows<'a> {
    input: &'a GridInput<'a>,
    table: &'a Table,
    state: Option<&'a GridState>,
    order: Option<&'a [u32]>,
    /// How many rows are shown.
    n: usize,
    /// How many there are without filters.
    all: usize,
}

impl<'a> Rows<'a> {
    fn new(input: &'a GridInput<'a>) -> Self {
        let state = input.grids.state(input.id, input.key, input.rows);
        let order = state.and_then(GridState::rows).or(input.rows);
        let order = order.map(|rows| &**rows);
        let all = input
            .rows
            .map_or_else(|| input.table.n_rows(), |rows| rows.len());
        Self {
            input,
            table: input.table,
            state,
            order,
            n: order.map_or(all, <[u32]>::len),
            all,
        }
    }

    /// The row of the table that stands at `place`.
    fn row(&self, place: usize) -> usize {
        let row = self.order.and_then(|order| order.get(place));
        row.map_or(place, |row| *row as usize)
    }

    /// The place at which the row of the table stands, or the one behind which it would.
    fn place(&self, row: usize) -> Option<usize> {
        match self.order {
            Some(order) => order.iter().position(|found| *found as usize == row),
            None => (row < self.n).then_some(row),
        }
    }
}

impl GridInput<'_> {
    fn subject(&self) -> GridSubject {
        GridSubject {
            id: self.id,
            key: self.key.to_owned(),
            table: self.table.clone(),
            rows: self.rows.cloned(),
        }
    }
}

/// Width of the details of a row.
const DETAILS: f32 = 320.0;

impl GridView {
    /// Shows the grid.
    pub(in crate::ui) fn ui(
        &mut self,
        ui: &mut Ui,
        input: &GridInput<'_>,
        commands: &mut Commands,
    ) {
        ui.push_id(("grid", input.id), |ui| {
            self.fit(input);
            let top = ui.cursor().top();
            let rows = Rows::new(input);
            self.toolbar(ui, &rows, commands);
            self.condition_line(ui, &rows, commands);
            badges::badges(self, ui, &rows, commands);
            let used = ui.cursor().top() - top;
            let size = vec2(ui.available_width(), (input.height - used).max(120.0));
            let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
            let mut grid = rect;
            if self.details {
                grid.max.x -= DETAILS.min(rect.width() / 2.0);
                let side = Rect::from_min_max(egui::pos2(grid.right(), rect.top()), rect.max);
                self.details(ui, side, &rows);
            }
            self.grid(ui, grid, &rows, commands);
            self.take_copied(ui, &rows);
        });
    }

    /// Forgets what belongs to another table.
    fn fit(&mut self, input: &GridInput<'_>) {
        self.columns.fit(input.key, input.table);
        if self.key != input.key {
            input.key.clone_into(&mut self.key);
            (self.cursor, self.anchor) = (None, None);
            self.scroll = Scroll::default();
            self.find = FindBar::default();
            self.condition = ConditionDraft::default();
        }
    }

    fn grid(&mut self, ui: &mut Ui, rect: Rect, rows: &Rows<'_>, commands: &mut Commands) {
        let last = rows.n.saturating_sub(1);
        for (place, _) in [&mut self.cursor, &mut self.anchor].into_iter().flatten() {
            *place = (*place).min(last);
        }
        let geometry = Geometry::new(rect, &self.columns, rows.n, &mut self.scroll);
        let body = self.mouse(ui, &geometry, rows, commands);
        self.follow_find(rows, &geometry);
        self.keys(ui, &body, rows, &geometry, commands);
        self.bars(ui, &geometry);
        // Keys, mouse and bars scrolled: what is drawn is where it stands now.
        let geometry = Geometry::new(rect, &self.columns, rows.n, &mut self.scroll);
        self.cells(ui, &geometry, rows, body.has_focus());
        self.titles(ui, &geometry, rows, commands);
        access::access(ui, &geometry, self.scroll, rows, (body.id, self.cursor));
    }

    /// The places of the selected rows and the columns of the selection, from left to right.
    fn selected(&self) -> Option<(std::ops::Range<usize>, Vec<usize>)> {
        let (place, column) = self.cursor?;
        let (other, other_column) = self.anchor.unwrap_or((place, column));
        let places = place.min(other)..place.max(other) + 1;
        let shown = self.columns.indices();
        let at = |column| shown.iter().position(|index| *index == column);
        let (a, b) = (at(column)?, at(other_column)?);
        Some((places, shown[a.min(b)..=a.max(b)].to_vec()))
    }

    fn select(&mut self, cell: (usize, usize), extend: bool) {
        self.cursor = Some(cell);
        if !extend || self.anchor.is_none() {
            self.anchor = Some(cell);
        }
    }
}

/// The name of the cells, by which they are focused and found.
fn cells_id(ui: &Ui) -> Id {
    ui.scope_id().with("cells")
}
