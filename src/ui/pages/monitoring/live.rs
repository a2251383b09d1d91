use std::time::Duration;

use egui::{RichText, Ui};

use crate::{
    drift::Verdict,
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, Tile, Tone, chip, table, tiles},
        words,
    },
    workbench::{
        Command, Commands, LiveRows, MonitoringCommand, MonitoringWork, OpenProject, Workbench,
    },
};

/// How often a page that is seen looks whether the endpoint has answered more.
const EVERY: Duration = Duration::from_secs(1);

/// So often the log is looked at for the same rows: it is written a moment after the answer.
const MOST_LOOKS: u32 = 5;

/// What the card remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The rows that were asked about last, how often, and when, in seconds.
    asked: (u64, u32, f64),
}

impl View {
    /// Whether to look at the log now.
    fn looks(&mut self, rows: u64, now: f64) -> bool {
        let (asked, looks, at) = self.asked;
        let looks = if asked == rows { looks } else { 0 };
        if looks >= MOST_LOOKS || (looks > 0 && now - at < EVERY.as_secs_f64()) {
            return false;
        }
        self.asked = (rows, looks + 1, now);
        true
    }
}

/// What the endpoint was asked lately; nothing where none runs for this project's model.
pub(super) fn card(
    ui: &mut Ui,
    view: &mut View,
    (workbench, open): (&Workbench, &OpenProject),
    commands: &mut Commands,
) {
    let Some(serving) = &workbench.serving else {
        return;
    };
    if serving.endpoint.model() != open.project.deployment.model {
        return;
    }
    let rows = serving.endpoint.traffic().rows;
    let live = open.watched().and_then(|state| state.live.as_deref());
    let is_new = live.is_none_or(|live| live.answered != rows || !live.is_settled);
    let now = ui.input(|input| input.time);
    if is_new && !workbench.watches(MonitoringWork::Live) && view.looks(rows, now) {
        commands.push(Command::Monitoring(MonitoringCommand::Live(rows)));
    }
    // Only while the page is seen: no other place asks for frames.
    ui.ctx().request_repaint_after(EVERY);
    widgets::card(ui, "The endpoint now", |ui| {
        let Some(live) = live.filter(|live| live.rows > 0) else {
            ui.weak(
                "It runs and has no answers in its log yet. They appear here within two seconds.",
            );
            return;
        };
        figures(ui, live);
        let mut cells = Columns {
            columns: vec![
                Column::words("Column", 170.0),
                Column::words("Verdict", 150.0),
                Column::figures("PSI", 90.0),
                Column::figures("Limit", 90.0),
                Column::figures("Would be seen", 120.0),
            ],
            live,
        };
        table(ui, "live columns", 240.0, &mut cells);
        let weak = ui.tokens().text_weak;
        let words = "The latest rows of the log, at most 5,000, against the reference. “Would be seen”: the smallest PSI that so many rows show.";
        ui.label(RichText::new(words).font(text::label()).color(weak));
    });
}

fn figures(ui: &mut Ui, live: &LiveRows) {
    let between = live.between.map_or_else(String::new, |(first, last)| {
        format!("{} to {}", words::time(first), words::time(last))
    });
    let drifted = live.columns.iter();
    let drifted = drifted
        .filter(|(_, drift)| drift.verdict == Verdict::Drift)
        .count();
    let tone = if drifted > 0 {
        Tone::Bad
    } else {
        Tone::Neutral
    };
    let [median, most, longest] = &live.latency;
    let (labelled, right) = live.labelled;
    let accuracy = if labelled == 0 {
        Tile::new("Answered right", "–").note("no label came yet")
    } else {
        let share = right as f64 / labelled as f64;
        Tile::new("Answered right", words::percent(share))
            .note(format!("of {} with a label", words::count(labelled)))
    };
    tiles(
        ui,
        &[
            Tile::new("Latest rows", words::count(live.rows)).note(between),
            Tile::new("Columns that drift", words::count(drifted as u64))
                .note(format!("of {}", live.columns.len()))
                .tone(tone),
            Tile::new("Inference, median", format!("{} µs", words::figure(median))).note(format!(
                "95 %: {} µs, 99 %: {} µs",
                words::figure(most),
                words::figure(longest)
            )),
            Tile::new("Mean confidence", words::figure(&live.confidence)),
            accuracy,
        ],
    );
}

struct Columns<'a> {
    columns: Vec<Column>,
    live: &'a LiveRows,
}

impl Cells for Columns<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.live.columns.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some((name, drift)) = self.live.columns.get(row) else {
            return;
        };
        match column {
            0 => {
                ui.label(name);
            }
            1 => {
                let tone = super::compare::tone(drift.verdict);
                chip(ui, tone, drift.verdict.name());
            }
            2 => {
                widgets::figure(ui, &drift.psi);
            }
            3 => {
                ui.label(words::number(drift.limit));
            }
            _ => {
                widgets::figure(ui, &drift.smallest_shift);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rows_are_looked_at_a_few_times_and_not_in_every_frame() {
        let mut view = View::default();
        let looks = |view: &mut View, rows, frames: std::ops::Range<u32>| {
            let times = frames.map(|frame| f64::from(frame) / 60.0);
            times.filter(|now| view.looks(rows, *now)).count()
        };
        assert_eq!(looks(&mut view, 7, 0..60), 1);
        assert_eq!(looks(&mut view, 7, 60..6000), MOST_LOOKS as usize - 1);
        assert_eq!(looks(&mut view, 8, 6000..6001), 1);
    }
}
