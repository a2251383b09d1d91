use egui::{Label, RichText, Ui};

use crate::{
    data::ColumnInfo,
    steps::extraction::{Params, Report},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, table, text_button},
    },
};

/// The columns that were read, and which of them to keep; true when the choice changed.
pub(super) fn list(ui: &mut Ui, params: &mut Params, report: &Report) -> bool {
    let weak = ui.tokens().text_weak;
    let mut changed = false;
    ui.horizontal(|ui| {
        let words = if params.columns.is_empty() {
            "Every column of the files is kept. Untick what no step will need.".to_owned()
        } else {
            format!(
                "{} columns are kept; the others are not read.",
                params.columns.len()
            )
        };
        ui.label(RichText::new(words).font(text::label()).color(weak));
        if !params.columns.is_empty() && text_button(ui, "Keep every column").clicked() {
            params.columns.clear();
            changed = true;
        }
    });
    let mut cells = Columns {
        titles: [
            Column::words("Keep", 56.0),
            Column::words("Column", 240.0),
            Column::words("Kind", 120.0),
        ],
        infos: &report.columns,
        params,
        changed,
    };
    table(ui, "columns", 420.0, &mut cells);
    cells.changed
}

struct Columns<'a> {
    titles: [Column; 3],
    infos: &'a [ColumnInfo],
    params: &'a mut Params,
    changed: bool,
}

impl Cells for Columns<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.infos.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(info) = self.infos.get(row) else {
            return;
        };
        match column {
            0 => {
                let mut kept = is_kept(self.params, &info.name);
                let tick = ui
                    .checkbox(&mut kept, "")
                    .accessible_name(format!("Keep {}", info.name));
                if tick.changed() {
                    keep(self.params, self.infos, (&info.name, kept));
                    self.changed = true;
                }
            }
            1 => {
                ui.add(Label::new(RichText::new(&info.name).font(text::strong())));
            }
            _ => {
                let weak = ui.tokens().text_weak;
                ui.label(RichText::new(info.kind.name()).color(weak));
            }
        }
    }
}

fn is_kept(params: &Params, name: &str) -> bool {
    params.columns.is_empty() || params.columns.iter().any(|kept| kept == name)
}

/// Keeps a column or lets it go. The order of the data is kept; one column always stays.
fn keep(params: &mut Params, columns: &[ColumnInfo], (name, kept): (&str, bool)) {
    let all = columns.iter().map(|column| &column.name);
    let chosen: Vec<String> = all
        .filter(|other| {
            if *other == name {
                kept
            } else {
                is_kept(params, other)
            }
        })
        .cloned()
        .collect();
    if !chosen.is_empty() {
        params.columns = chosen;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Kind;

    #[test]
    fn columns_are_kept_in_the_order_of_the_data() {
        let columns = ["a", "b", "c"].map(|name| ColumnInfo {
            name: name.to_owned(),
            kind: Kind::Text,
        });
        let mut params = Params::default();
        keep(&mut params, &columns, ("a", false));
        assert_eq!(params.columns, ["b", "c"]);
        keep(&mut params, &columns, ("a", true));
        assert_eq!(params.columns, ["a", "b", "c"]);
        for name in ["a", "b", "c"] {
            keep(&mut params, &columns, (name, false));
        }
        assert_eq!(params.columns, ["c"]);
    }
}
