use egui::{ComboBox, Label, RichText, Ui};

use crate::{
    data::{Detected, Kind, Preview},
    steps::extraction::{Source, SourceReport},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Cells, Column, empty, table},
    },
    workbench::SourcePreview,
};

/// What was found out about a source, as far as it was looked at or read.
pub(super) fn detected<'a>(
    preview: Option<&'a SourcePreview>,
    report: Option<&'a SourceReport>,
) -> Option<&'a Detected> {
    match (preview, report) {
        (Some(Ok(preview)), _) => Some(&preview.detected),
        (_, report) => report.map(|report| &report.detected),
    }
}

/// The first rows, with the kind of each column to choose; true when something changed.
pub(super) fn card(ui: &mut Ui, source: &mut Source, preview: Option<&SourcePreview>) -> bool {
    let preview = match preview {
        None => {
            empty(
                ui,
                "The first rows are on their way",
                "A database server is asked only once you run this step or change something here.",
                |_| {},
            );
            return false;
        }
        Some(Err(why)) => {
            empty(ui, "There are no rows to show", why, |_| {});
            return false;
        }
        Some(Ok(preview)) => preview,
    };
    let weak = ui.tokens().text_weak;
    let n = preview.table.n_rows();
    let words = if preview.is_whole {
        format!("All {n} rows, as they are read")
    } else {
        format!("The first {n} rows, as they are read. Choose another kind below a name.")
    };
    ui.label(RichText::new(words).font(text::label()).color(weak));
    ui.add_space(space::XS);
    let mut cells = Rows::of(source, preview);
    table(ui, "preview", 300.0, &mut cells);
    cells.changed
}

struct Rows<'a> {
    preview: &'a Preview,
    source: &'a mut Source,
    titles: Vec<Column>,
    changed: bool,
}

impl<'a> Rows<'a> {
    fn of(source: &'a mut Source, preview: &'a Preview) -> Self {
        let columns = preview.table.columns().iter();
        let titles = columns.map(|column| {
            if column.kind.is_number() {
                Column::figures(&column.name, 128.0)
            } else {
                Column::words(&column.name, 150.0)
            }
        });
        Self {
            titles: titles.collect(),
            preview,
            source,
            changed: false,
        }
    }

    /// The kind of a column, to be chosen.
    fn kind(&mut self, ui: &mut Ui, column: usize) {
        let Some(info) = self.preview.table.columns().get(column) else {
            return;
        };
        let chosen = self.source.options.kinds.get(&info.name).copied();
        let mut choice = chosen;
        let shown = chosen.map_or_else(|| info.kind.name().to_owned(), |kind| format!("{kind} ✎"));
        let combo = ComboBox::from_id_salt(("kind", column))
            .selected_text(shown)
            .width(96.0)
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut choice, None, "as found");
                for kind in Kind::ALL {
                    ui.selectable_value(&mut choice, Some(kind), kind.name());
                }
            });
        let name = format!("Kind of {}", info.name);
        combo
            .response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
        if choice != chosen {
            self.changed = true;
            let kinds = &mut self.source.options.kinds;
            match choice {
                Some(kind) => kinds.insert(info.name.clone(), kind),
                None => kinds.remove(&info.name),
            };
        }
    }
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        // The first row chooses the kinds.
        self.preview.table.n_rows() + 1
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(row) = row.checked_sub(1) else {
            self.kind(ui, column);
            return;
        };
        let table = &self.preview.table;
        if table.is_null(row, column) {
            let weak = ui.tokens().text_weak;
            ui.label(RichText::new("–").color(weak))
                .on_hover_text("missing");
        } else {
            ui.add(Label::new(table.cell(row, column)));
        }
    }
}
