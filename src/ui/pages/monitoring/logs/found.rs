use std::sync::Arc;

use egui::{Id, Label, RichText, Ui};

use crate::{
    data::Fingerprint,
    drift::{ColumnDrift, Verdict},
    metrics::Metric,
    steps::monitoring::{Report, log::Followed},
    terms::Figure,
    ui::{
        pages::monitoring::{
            confidence, costs, multiples,
            subject::{self, Subject},
            timelines::{self, Timelines},
        },
        plot::{Chosen, HeatMap},
        theme::{UiExt as _, space},
        widgets::{Icon, Tile, Tone, card, card_with, icon, tabs, text_button, tiles},
        words,
    },
};

/// Alerts that are listed.
const ALERTS: usize = 30;

/// The parts of what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    /// Answers and performance, and all columns at once.
    #[default]
    Timeline,
    /// How sure the model is.
    Confidence,
    /// A column in every chunk at once.
    Multiples,
    /// What is worth a look.
    Alerts,
}

/// What was found in a log, over time.
#[derive(Default)]
pub(super) struct View {
    part: Part,
    multiples: multiples::View,
    seen: Option<(Fingerprint, Option<Metric>)>,
    metric: Option<Metric>,
    timelines: Timelines,
    subject: subject::View,
    chunk: Option<usize>,
}

fn group() -> Id {
    Id::unique("prediction log timelines")
}

impl View {
    /// Shows it; true if a report is to be written.
    pub(super) fn ui(&mut self, ui: &mut Ui, of: &Fingerprint, found: &Arc<Followed>) -> bool {
        let report = &found.report;
        let primary = found.primary();
        self.look(of, report, primary);
        figures(ui, found);
        remarks(ui, found);
        let parts = [
            (Part::Timeline, "Timeline"),
            (Part::Confidence, "Confidence"),
            (Part::Multiples, "Side by side"),
            (Part::Alerts, "Worth a look"),
        ];
        tabs(ui, &mut self.part, &parts);
        match self.part {
            Part::Timeline => return self.timeline(ui, found, primary),
            Part::Confidence => {
                let clicked = confidence::show(ui, report, (group(), self.chunk));
                self.chunk = clicked.or(self.chunk);
            }
            Part::Multiples => {
                let about = (&mut self.subject.subject, &mut self.chunk);
                self.multiples.ui(ui, (report, of), about);
            }
            Part::Alerts => self.alerts(ui, report),
        }
        false
    }

    fn timeline(&mut self, ui: &mut Ui, found: &Followed, primary: Metric) -> bool {
        let report = &found.report;
        let mut saves = false;
        let actions = |ui: &mut Ui| {
            saves = text_button(ui, "Save a report…")
                .on_hover_text("One page that any browser shows, to send on or to print")
                .clicked();
        };
        card_with(ui, "Over time", actions, |ui| {
            if found.task.is_some() && !report.metrics.is_empty() {
                let mut followed = self.metric.unwrap_or(primary);
                if timelines::choose_metric(ui, report, &mut followed) {
                    self.metric = Some(followed);
                }
            }
            if let Some(chunk) = self.timelines.ui(ui, report, (group(), self.chunk)) {
                self.chunk = Some(chunk);
            }
        });
        if !report.columns.is_empty() {
            card(ui, "Drift of every column", |ui| self.map(ui, report));
            let seen = self.seen.as_ref().map(|(seen, _)| seen);
            let about = (seen, &mut self.chunk);
            self.subject.ui(ui, (report, group(), false), about);
        }
        costs::card(ui, report);
        saves
    }

    fn look(&mut self, of: &Fingerprint, report: &Report, primary: Metric) {
        let key = (of.clone(), self.metric);
        if self.seen.as_ref() == Some(&key) {
            return;
        }
        let is_new = self.seen.as_ref().is_none_or(|(seen, _)| seen != of);
        if is_new {
            self.subject = subject::View::default();
            if report.columns.is_empty() {
                self.subject.subject = Subject::Prediction;
            }
            self.chunk = report.chunks.len().checked_sub(1);
            let is_known = |metric: &Metric| {
                let mut metrics = report.metrics.iter();
                metrics.any(|timeline| timeline.metric == *metric)
            };
            self.metric = self.metric.filter(is_known);
        }
        self.seen = Some((of.clone(), self.metric));
        self.timelines = Timelines::of(report, self.metric.unwrap_or(primary), primary);
    }

    fn map(&mut self, ui: &mut Ui, report: &Report) {
        let row = match self.subject.subject {
            Subject::Column(row) => Some(row),
            Subject::Prediction => None,
        };
        let chunk = self.chunk;
        let map = HeatMap {
            chunks: &report.chunks,
            rows: &report.columns,
            selected: row.map(|row| Chosen { row, chunk }),
            group: group(),
        };
        if let Some(chosen) = map.ui(ui) {
            self.subject.subject = Subject::Column(chosen.row);
            self.chunk = chosen.chunk.or(self.chunk);
        }
    }

    /// What is worth a look; a click shows the chunk and the column.
    fn alerts(&mut self, ui: &mut Ui, report: &Report) {
        card(ui, "Worth a look", |ui| {
            if report.alerts.is_empty() {
                ui.weak(
                    "Nothing: as far as these chunks can tell, all is as it was on the reference.",
                );
            }
            for alert in report.alerts.iter().take(ALERTS) {
                if text_button(ui, &alert.text)
                    .on_hover_text("Show its column in every chunk, or the metric over time")
                    .clicked()
                {
                    self.chunk = Some(alert.chunk);
                    self.part = Part::Timeline;
                    if let Some(subject) = Subject::of(report, alert) {
                        self.subject.subject = subject;
                        self.part = Part::Multiples;
                    }
                }
            }
            if report.alerts.len() > ALERTS {
                let more = words::count((report.alerts.len() - ALERTS) as u64);
                ui.weak(format!("and {more} more, which the report lists"));
            }
        });
    }
}

fn figures(ui: &mut Ui, found: &Followed) {
    let report = &found.report;
    let production = report.production().count();
    let reference = report.chunks.len() - production;
    let drifts = |drift: &ColumnDrift| drift.verdict == Verdict::Drift;
    let newest = report.chunks.len().saturating_sub(1);
    let columns = report.columns.iter();
    let drifted = columns
        .filter(|column| column.chunks.get(newest).is_some_and(drifts))
        .count();
    let mut shown = vec![
        Tile::new("Log", &report.model).note(&report.chunking),
        Tile::new("Chunks", words::count(production as u64))
            .note(format!("{reference} in the reference")),
        Tile::new("Columns that drift", words::count(drifted as u64))
            .note(format!("of {}, in the newest chunk", report.columns.len()))
            .tone(if drifted > 0 { Tone::Bad } else { Tone::Good }),
    ];
    let primary = found.primary();
    let mut metrics = report.metrics.iter();
    let timeline = metrics.find(|timeline| timeline.metric == primary);
    let newest = timeline.and_then(|timeline| {
        let mut known = timeline.values.iter().filter_map(Figure::value);
        Some((timeline, known.next_back()?))
    });
    let name = primary.info().name;
    shown.push(match newest {
        Some((timeline, value)) => Tile::new(name, words::number(value))
            .note(format!("reference {}", words::figure(&timeline.expected))),
        None => Tile::new("Performance", "–").note("it takes labels and answers"),
    });
    shown.push(match found.task {
        Some(task) => Tile::new("Answers", task.name()),
        None => Tile::new("Answers", "–").note("no column of answers or labels is named"),
    });
    tiles(ui, &shown);
}

fn remarks(ui: &mut Ui, found: &Followed) {
    for remark in &found.remarks {
        let (ink, weak) = (ui.tokens().warn, ui.tokens().text_weak);
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Info, 14.0, ink);
            ui.add(Label::new(RichText::new(remark).color(weak)).wrap());
        });
    }
    if !found.remarks.is_empty() {
        ui.add_space(space::S);
    }
}
