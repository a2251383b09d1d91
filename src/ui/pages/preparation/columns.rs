use egui::{Label, RichText, TextEdit, Ui};

use crate::{
    steps::preparation::Report,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, table},
        words,
    },
};

/// What the table of prepared columns remembers between frames.
#[derive(Default)]
pub(super) struct View {
    wanted: String,
}

impl View {
    /// Every raw column with the prepared ones that came of it.
    pub(super) fn list(&mut self, ui: &mut Ui, report: &Report) {
        let weak = ui.tokens().text_weak;
        let sizes = format!(
            "{} raw columns became {} prepared ones",
            report.features.len(),
            words::count(report.outputs.len() as u64)
        );
        ui.label(RichText::new(sizes).font(text::label()).color(weak));
        let search = TextEdit::singleline(&mut self.wanted)
            .hint_text("Search raw columns")
            .desired_width(180.0);
        ui.add(search).accessible_name("Search raw columns");
        let wanted = self.wanted.to_lowercase();
        let rows: Vec<usize> = (0..report.features.len())
            .filter(|&i| report.features[i].name.to_lowercase().contains(&wanted))
            .collect();
        let titles = [
            Column::words("Raw column", 200.0),
            Column::words("Kind", 90.0),
            Column::figures("Becomes", 80.0),
            Column::words("Prepared columns", 560.0),
        ];
        table(
            ui,
            "prepared",
            440.0,
            &mut Mapping {
                titles,
                rows,
                report,
            },
        );
    }
}

struct Mapping<'a> {
    titles: [Column; 4],
    rows: Vec<usize>,
    report: &'a Report,
}

impl Mapping<'_> {
    /// The prepared columns of one raw column.
    fn outputs(&self, raw: &str) -> impl Iterator<Item = &str> {
        let pairs = self.report.sources.iter().zip(&self.report.outputs);
        pairs
            .filter(move |(sources, _)| sources.iter().any(|source| source == raw))
            .map(|(_, output)| output.as_str())
    }
}

impl Cells for Mapping<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(info) = self
            .rows
            .get(row)
            .and_then(|&i| self.report.features.get(i))
        else {
            return;
        };
        let weak = ui.tokens().text_weak;
        match column {
            0 => {
                ui.add(Label::new(RichText::new(&info.name).font(text::strong())));
            }
            1 => {
                ui.label(RichText::new(info.kind.name()).color(weak));
            }
            2 => {
                ui.label(self.outputs(&info.name).count().to_string());
            }
            _ => {
                let names: Vec<&str> = self.outputs(&info.name).collect();
                if names.is_empty() {
                    ui.label(RichText::new("left out").color(weak));
                } else {
                    let names = names.join(", ");
                    ui.add(Label::new(&names).truncate()).on_hover_text(names);
                }
            }
        }
    }
}
