use egui::{Label, RichText, Ui};

use crate::{
    steps::extraction::{Params, Source, SourceReport},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, chip, empty, form, icon_button, text_button},
        words,
    },
    workbench::{OpenProject, Workbench},
};

/// The sources and how each stands; true when something changed.
pub(super) fn list(
    ui: &mut Ui,
    params: &mut Params,
    selected: &mut usize,
    (workbench, open): (&Workbench, &OpenProject),
) -> bool {
    if params.sources.is_empty() {
        empty(
            ui,
            "No source yet",
            "A source is a file (CSV, TSV, Parquet, JSON, NDJSON, Arrow or a workbook), or a table or query of an SQLite or PostgreSQL database. Drop files here, or add them above.",
            |_| {},
        );
        return false;
    }
    let mut changed = false;
    let mut removed = None;
    let n = params.sources.len();
    for (i, source) in params.sources.iter_mut().enumerate() {
        if i > 0 {
            ui.separator();
        }
        ui.push_id(("source", i), |ui| {
            ui.horizontal(|ui| {
                chip(ui, Tone::Accent, kind(source, workbench));
                ui.label(RichText::new(&source.name).font(text::strong()));
                state(ui, source, (workbench, open));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if icon_button(ui, Icon::Cross, &format!("Remove {}", source.name)).clicked() {
                        removed = Some(i);
                    }
                    if n > 1 && *selected == i {
                        chip(ui, Tone::Accent, "shown below");
                    } else if n > 1 && text_button(ui, &format!("Show {}", source.name)).clicked() {
                        *selected = i;
                    }
                });
            });
            changed |= details(ui, source, workbench);
        });
    }
    if let Some(i) = removed {
        params.sources.remove(i);
        changed = true;
    }
    changed
}

/// Where a source is, what must be known about it, and what a person says of it.
fn details(ui: &mut Ui, source: &mut Source, workbench: &Workbench) -> bool {
    let weak = ui.tokens().text_weak;
    ui.add(Label::new(RichText::new(&source.location).small().color(weak)).truncate())
        .on_hover_text(&source.location);
    if let Some(Err(why)) = workbench.sources.preview(source) {
        let (ink, _) = Tone::Bad.colors(ui.tokens());
        ui.add(Label::new(RichText::new(why).color(ink)).wrap());
    }
    let mut changed = form::text_line(
        ui,
        "Name",
        "The name by which the project knows this source; SQL calls it so, too",
        &mut source.name,
    );
    changed |= form::text_line(
        ui,
        "Origin and licence",
        "Who made the data and under which licence it may be used",
        &mut source.licence,
    );
    ui.add_space(space::XS);
    changed
}

/// What reading `source` gave, if it was read.
pub(super) fn report<'a>(open: &'a OpenProject, source: &Source) -> Option<&'a SourceReport> {
    let done = open.results.extraction.as_ref()?;
    let mut reports = done.report.sources.iter();
    reports.find(|report| report.path == source.location && report.name == source.name)
}

/// "CSV", "SQLite": what kind of source it is.
fn kind<'a>(source: &'a Source, workbench: &'a Workbench) -> &'a str {
    match workbench.sources.preview(source) {
        Some(Ok(preview)) => &preview.detected.format,
        _ if source.location.starts_with("postgres") => "PostgreSQL",
        _ if source.location.contains("::") => "SQLite",
        _ => "File",
    }
}

/// How a source stands.
fn state(ui: &mut Ui, source: &Source, (workbench, open): (&Workbench, &OpenProject)) {
    if matches!(workbench.sources.preview(source), Some(Err(_))) {
        chip(ui, Tone::Bad, "cannot be read");
    }
    let Some(report) = report(open, source) else {
        chip(ui, Tone::Neutral, "not read yet");
        return;
    };
    let mut size = format!(
        "{} rows, {} columns",
        words::count(report.rows),
        report.columns
    );
    if report.bytes > 0 {
        size = format!("{size}, {}", words::bytes(report.bytes));
    }
    chip(ui, Tone::Neutral, &size).on_hover_text(format!("Read from {}", report.path));
    if workbench.sources.changed.contains(&source.name) {
        chip(ui, Tone::Warn, "changed on disk");
    }
}
