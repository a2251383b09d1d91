use egui::{RichText, Ui};

use crate::{
    automation::lab::{Event, EventKind, Lane, Report},
    ui::{
        theme::UiExt as _,
        widgets::{Cells, Column, Tone, chip, form, table},
        words,
    },
};

/// What happened in one lane so far.
pub(super) fn ui(ui: &mut Ui, report: &Report, passed: usize, told: &mut Lane) {
    let options: Vec<(Lane, String)> = report
        .lanes
        .iter()
        .map(|lane| (lane.lane, lane.lane.name().to_owned()))
        .collect();
    form::choice(ui, "Lane", "Whose events are shown", told, &options);
    let lane = report.lanes.iter().find(|lane| lane.lane == *told);
    let Some(lane) = lane else {
        ui.weak("This lane was not replayed. Choose another one.");
        return;
    };
    let events = lane.events_at(passed);
    if events.is_empty() {
        let weak = ui.tokens().text_weak;
        ui.label(RichText::new("Nothing has happened in this lane.").color(weak));
        return;
    }
    let mut rows = Rows {
        columns: vec![
            Column::words("When", 130.0),
            Column::words("What", 170.0),
            Column::figures("Model", 56.0),
            Column::words("Why", 420.0),
        ],
        events,
    };
    table(ui, "events", 320.0, &mut rows);
}

struct Rows<'a> {
    columns: Vec<Column>,
    events: &'a [Event],
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.events.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(event) = self.events.get(row) else {
            return;
        };
        match column {
            0 => {
                ui.label(words::time(event.at));
            }
            1 => {
                let (word, tone) = kind(event.kind);
                let told = match event.better {
                    None => "",
                    Some(true) => "With hindsight it would have done better than the model before",
                    Some(false) => "With hindsight it would have done worse than the model before",
                };
                let mark = chip(ui, tone, word);
                if !told.is_empty() {
                    mark.on_hover_text(told);
                }
            }
            2 => {
                ui.label(event.model.to_string());
            }
            _ => {
                ui.label(&event.reason).on_hover_text(&event.reason);
            }
        }
    }
}

fn kind(kind: EventKind) -> (&'static str, Tone) {
    match kind {
        EventKind::Triggered => ("asked for a model", Tone::Neutral),
        EventKind::Trained => ("trained", Tone::Neutral),
        EventKind::Deployed => ("deployed", Tone::Good),
        EventKind::Blocked => ("stopped by gates", Tone::Warn),
        EventKind::RolledBack => ("taken back", Tone::Bad),
        EventKind::Failed => ("could not be made", Tone::Bad),
    }
}
