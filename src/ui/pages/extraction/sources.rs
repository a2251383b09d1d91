use egui::{Label, RichText, Ui};

use crate::{
    steps::extraction::{Params, SourceReport},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, chip, empty, form, icon_button},
        words,
    },
    workbench::OpenProject,
};

/// The files to read; true when something changed.
pub(super) fn list(ui: &mut Ui, params: &mut Params, open: &OpenProject) -> bool {
    if params.sources.is_empty() {
        empty(
            ui,
            "No source yet",
            "A source is a CSV, TSV or Parquet file. Several files with the same columns are read one below the other.",
            |_| {},
        );
        return false;
    }
    let reports = open
        .results
        .extraction
        .as_ref()
        .map(|done| done.report.sources.as_slice());
    let mut changed = false;
    let mut removed = None;
    for (i, source) in params.sources.iter_mut().enumerate() {
        if i > 0 {
            ui.separator();
        }
        let report = reports
            .and_then(|reports| reports.get(i))
            .filter(|report| report.name == source.name);
        ui.push_id(("source", i), |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(&source.name).font(text::strong()));
                read(ui, report);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if icon_button(ui, Icon::Cross, &format!("Remove {}", source.name)).clicked() {
                        removed = Some(i);
                    }
                });
            });
            let weak = ui.tokens().text_weak;
            let path = source.location.clone();
            ui.add(Label::new(RichText::new(&path).small().color(weak)).truncate())
                .on_hover_text(path);
            changed |= form::text_line(
                ui,
                "Name",
                "The name by which the project knows this file",
                &mut source.name,
            );
            changed |= form::text_line(
                ui,
                "Origin and licence",
                "Who made the data and under which licence it may be used",
                &mut source.licence,
            );
            ui.add_space(space::XS);
        });
    }
    if let Some(i) = removed {
        params.sources.remove(i);
        changed = true;
    }
    changed
}

/// What reading the file gave.
fn read(ui: &mut Ui, report: Option<&SourceReport>) {
    let Some(report) = report else {
        chip(ui, Tone::Neutral, "not read yet");
        return;
    };
    let size = format!(
        "{} rows, {} columns, {}",
        words::count(report.rows),
        report.columns,
        words::bytes(report.bytes)
    );
    chip(ui, Tone::Neutral, &size).on_hover_text(format!("Read from {}", report.path));
}
