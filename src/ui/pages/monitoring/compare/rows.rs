use egui::{RichText, Ui};

use super::bins::bin_words;
use crate::{
    steps::monitoring::windows::BinSegment,
    ui::{
        grid::{GridInput, GridView},
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, table},
        words,
    },
    workbench::{BinRows, Commands, GridId, OpenProject, Workbench},
};

/// The rows of a bin, and the segments that explain most of its change.
pub(super) fn card(
    ui: &mut Ui,
    bin: &BinRows,
    (workbench, open): (&Workbench, &OpenProject),
    grid: &mut GridView,
    commands: &mut Commands,
) {
    let name = format!("{} {}", bin.column, bin_words(&bin.bin));
    widgets::card(ui, &format!("What explains {name}"), |ui| {
        let weak = ui.tokens().text_weak;
        if bin.segments.is_empty() {
            let words = "No segment holds more of the change than its size lets expect: the change is everywhere, or there is none.";
            ui.label(RichText::new(words).color(weak));
            return;
        }
        let mut cells = Segments {
            columns: vec![
                Column::words("Segment", 300.0),
                Column::figures("Explains of the change", 170.0),
                Column::figures("Of all rows", 110.0),
                Column::figures("Rows in current", 130.0),
            ],
            segments: &bin.segments,
        };
        table(ui, "bin segments", 200.0, &mut cells);
        let words = "Explains: the share of the bin's gain or loss that happened in the segment; more than 100 % where other rows went the other way. A segment says something as far as it explains more than its size.";
        ui.add(egui::Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
    });
    let Some(rows) = open.table() else { return };
    let title = format!(
        "{} current rows of {name}",
        words::count(bin.rows.len() as u64)
    );
    widgets::card(ui, &title, |ui| {
        if bin.rows.is_empty() {
            ui.weak("The current window has no row in this bin.");
            return;
        }
        let extraction = open.results.extraction.as_ref();
        let key = extraction.map_or("", |done| done.report.snapshot.id.as_str());
        let input = GridInput {
            id: GridId("bin rows"),
            table: &rows,
            key,
            rows: Some(&bin.rows),
            height: 360.0,
            grids: &workbench.grids,
        };
        grid.ui(ui, &input, commands);
    });
}

struct Segments<'a> {
    columns: Vec<Column>,
    segments: &'a [BinSegment],
}

impl Cells for Segments<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.segments.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(segment) = self.segments.get(row) else {
            return;
        };
        let words = match column {
            0 => format!("{}: {}", segment.column, bin_words(&segment.part)),
            1 => words::percent(segment.explains),
            2 => words::percent(segment.size),
            _ => words::count(segment.rows),
        };
        ui.label(words);
    }
}
