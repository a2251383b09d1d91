//! A table over any number of rows; only the visible cells are asked for.

use egui::{Layout, Margin, RichText, Ui, vec2};
use egui_table::{CellInfo, HeaderCellInfo, HeaderRow, Table, TableDelegate};

use super::{Icon, icon};
use crate::ui::theme::{UiExt as _, text};

/// Where a column's text stands: words to the left, figures to the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Align {
    /// For words.
    Left,
    /// For figures.
    Right,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Column {
    /// Its title.
    pub title: String,
    /// Its width to start with, in points; the user may drag it.
    pub width: f32,
    /// Where its text stands.
    pub align: Align,
}

impl Column {
    /// A column of words.
    pub(in crate::ui) fn words(title: impl Into<String>, width: f32) -> Self {
        Self {
            title: title.into(),
            width,
            align: Align::Left,
        }
    }

    /// A column of figures.
    pub(in crate::ui) fn figures(title: impl Into<String>, width: f32) -> Self {
        Self {
            title: title.into(),
            width,
            align: Align::Right,
        }
    }
}

/// What a table shows. Implemented by a page for the data it has at hand.
pub(in crate::ui) trait Cells {
    /// The columns, left to right.
    fn columns(&self) -> &[Column];
    /// How many rows there are.
    fn n_rows(&self) -> usize;
    /// The column that the rows are sorted by and whether its largest come first; nothing where
    /// the user cannot sort them.
    fn sorted(&self) -> Option<(usize, bool)> {
        None
    }
    /// The title of `column` was clicked in a table that can be sorted.
    fn sort(&mut self, _column: usize) {}
    /// Draws one cell.
    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize);
}

const ROW: f32 = 26.0;

/// Shows `cells` at most `max_height` points high, scrolling inside.
pub(in crate::ui) fn table(ui: &mut Ui, id: &str, max_height: f32, cells: &mut dyn Cells) {
    let columns: Vec<egui_table::Column> = cells
        .columns()
        .iter()
        .map(|column| {
            egui_table::Column::new(column.width)
                .range(40.0..=600.0)
                .resizable(true)
        })
        .collect();
    let rows = cells.n_rows();
    let height = (ROW * (rows as f32 + 1.0) + 12.0).min(max_height);
    let size = vec2(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, Layout::top_down(egui::Align::Min), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().interact_size.y = ROW;
        // The scroll area inside has no name of its own: two tables of a page would share it.
        ui.push_id(id, |ui| {
            Table::new()
                .id_salt(id)
                .num_rows(rows as u64)
                .columns(columns)
                .headers([HeaderRow::new(ROW)])
                .show(ui, &mut Delegate(cells));
        });
    });
}

struct Delegate<'a>(&'a mut dyn Cells);

impl TableDelegate for Delegate<'_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let Some(column) = self.0.columns().get(cell.group_index) else {
            return;
        };
        if ui.is_sizing_pass() {
            ui.allocate_space(vec2(column.width, ROW));
            return;
        }
        let weak = ui.tokens().text_weak;
        let title = RichText::new(&column.title).font(text::label()).color(weak);
        let sorted = self.0.sorted();
        let mut clicked = false;
        aligned(ui, column.align, |ui| {
            let Some((by, down)) = sorted else {
                ui.add(egui::Label::new(title).truncate())
                    .on_hover_text(&column.title);
                return;
            };
            if by == cell.group_index {
                let mark = if down { Icon::Down } else { Icon::Up };
                icon(ui, mark, 10.0, ui.tokens().accent);
            }
            let button = egui::Button::new(title).frame(false).truncate();
            let button = ui.add(button).on_hover_text(&column.title);
            let name = format!("Sort by {}", column.title);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            clicked = button.clicked();
        });
        if clicked {
            self.0.sort(cell.group_index);
        }
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        if cell.row_nr % 2 == 1 {
            ui.painter()
                .rect_filled(ui.max_rect(), 0.0, ui.tokens().sunken);
        }
        let Some(column) = self.0.columns().get(cell.col_nr) else {
            return;
        };
        let (align, width) = (column.align, column.width);
        // Cells cut their text off, so left to themselves they would ask for no width at all.
        if ui.is_sizing_pass() {
            ui.allocate_space(vec2(width, ROW));
            return;
        }
        aligned(ui, align, |ui| {
            self.0.cell_ui(ui, cell.row_nr as usize, cell.col_nr);
        });
    }

    fn default_row_height(&self) -> f32 {
        ROW
    }
}

fn aligned(ui: &mut Ui, align: Align, add: impl FnOnce(&mut Ui)) {
    egui::Frame::new()
        .inner_margin(Margin::symmetric(8, 0))
        .show(ui, |ui| {
            let layout = match align {
                Align::Left => Layout::left_to_right(egui::Align::Center),
                Align::Right => Layout::right_to_left(egui::Align::Center),
            };
            ui.set_min_height(ROW);
            ui.with_layout(layout, |ui| {
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                add(ui);
            });
        });
}
