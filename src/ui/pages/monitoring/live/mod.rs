//! What the endpoint answers now, and what it uses for it, on one axis of time.

mod axis;

use std::{sync::Arc, time::Duration};

use egui::{RichText, Ui};

use crate::{
    drift::Verdict,
    steps::{Step, monitoring::Report},
    ui::{
        theme::{UiExt as _, text},
        widgets::{
            self, Cells, Column, Tile, Tone, chip, empty, form, primary_button, table, tiles,
        },
        words,
    },
    workbench::{
        Command, Commands, LiveRows, MonitoringCommand, MonitoringWork, OpenProject, Page,
        Workbench,
    },
};

/// How often a page that is seen looks whether the endpoint has answered more.
const EVERY: Duration = Duration::from_secs(1);

/// So often the log is looked at for the same rows: it is written a moment after the answer.
const MOST_LOOKS: u32 = 5;

/// Lengths of a period, in seconds.
const LENGTHS: [(u32, &str); 4] = [
    (5, "5 seconds"),
    (10, "10 seconds"),
    (60, "a minute"),
    (300, "5 minutes"),
];

/// What the tab remembers between frames.
pub(super) struct View {
    /// The rows that were asked about last, how often, and when, in seconds.
    asked: (u64, u32, f64),
    /// How long a period is, in seconds.
    every: u32,
    axis: axis::View,
}

impl Default for View {
    fn default() -> Self {
        Self {
            asked: (0, 0, 0.0),
            every: 10,
            axis: axis::View::default(),
        }
    }
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

/// What the endpoint was asked lately, or how to have one.
pub(super) fn show(
    ui: &mut Ui,
    view: &mut View,
    (workbench, open, report): (&Workbench, &OpenProject, &Report),
    commands: &mut Commands,
) {
    let model = &open.project.deployment.model;
    let serving = workbench.serving.as_ref();
    let Some(serving) = serving.filter(|serving| serving.endpoint.model() == model) else {
        none(ui, model, commands);
        return;
    };
    let rows = serving.endpoint.traffic().rows;
    let live = open.watched().and_then(|state| state.live.as_ref());
    let live = live.filter(|live| live.every == view.every);
    let is_new = live.is_none_or(|live| live.answered != rows || !live.is_settled);
    let now = ui.input(|input| input.time);
    if is_new && !workbench.watches(MonitoringWork::Live) && view.looks(rows, now) {
        let look = MonitoringCommand::Live(rows, view.every);
        commands.push(Command::Monitoring(look));
    }
    // Only while the page is seen: no other place asks for frames.
    ui.ctx().request_repaint_after(EVERY);
    widgets::card(ui, "The endpoint now", |ui| match live {
        Some(live) if live.rows > 0 => {
            figures(ui, live);
        }
        _ => {
            let words = "It runs and has no answers in its log yet. They appear here within two seconds. “Traffic” of step 8 plays recorded rows against it.";
            ui.weak(words);
        }
    });
    widgets::card(ui, "Drift, performance, confidence and resources", |ui| {
        let options = LENGTHS.map(|(seconds, words)| (seconds, words.to_owned()));
        let help = "Each point of the plots below is made of so long a time. Short ones tell early and know little";
        if form::choice(ui, "A point for every", help, &mut view.every, &options) {
            view.asked = (0, 0, 0.0);
        }
        view.axis
            .ui(ui, (&serving.endpoint, report), (live, view.every));
    });
    if let Some(live) = live.filter(|live| live.rows > 0) {
        columns(ui, live);
    }
}

/// What would be here, and how to get it.
fn none(ui: &mut Ui, model: &str, commands: &mut Commands) {
    let words = format!(
        "No endpoint answers for {model} now. Once one does, you see here within two seconds what it is asked and what it uses: drift of every column, what came true, confidence, requests, errors, latency, processors and memory, all on one axis of time. Start it in step 8, and let “Traffic” play recorded rows, with an incident if you like."
    );
    empty(ui, "No endpoint to look at", &words, |ui| {
        if primary_button(ui, true, "Go to step 8").clicked() {
            commands.push(Command::Open(Page::Step(Step::Deployment)));
        }
    });
}

fn columns(ui: &mut Ui, live: &Arc<LiveRows>) {
    widgets::card(ui, "Every column in the latest rows", |ui| {
        let mut cells = Columns {
            columns: vec![
                Column::words("Column", 170.0),
                Column::words("Verdict", 190.0),
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
