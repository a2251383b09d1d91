//! Whether the deployed model stays healthy: data, answers, performance and confidence over time.

mod alerts;
mod chunking;
mod compare;
mod confidence;
mod costs;
mod figures;
mod live;
mod logs;
mod methods;
mod multiples;
mod slices;
mod subject;
mod tabs;
mod timelines;

pub(super) use self::logs::View as Logs;

use std::sync::Arc;

use egui::{Id, RichText, Ui};

use self::{subject::Subject, tabs::Tab, timelines::Timelines};
use crate::{
    data::Fingerprint,
    metrics::Metric,
    steps::monitoring::{Alert, Concern, Report},
    ui::{
        plot::{Chosen, HeatMap},
        theme::UiExt as _,
        widgets::{Icon, Tone, card, empty, icon, text_button},
        words,
    },
    workbench::{Command, Commands, OpenProject, Page, Workbench},
};

/// With fewer reference chunks a band is hardly more than a guess.
const FEW_CHUNKS: usize = 6;

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// What the plots below were made from.
    seen: Option<(Fingerprint, Metric)>,
    /// The metric that is followed; the project's own where none was chosen.
    metric: Option<Metric>,
    tab: Tab,
    timelines: Timelines,
    compare: compare::View,
    multiples: multiples::View,
    methods: methods::View,
    alerts: alerts::View,
    live: live::View,
    subject: subject::View,
    /// The chunk that is looked at.
    chunk: Option<usize>,
    /// How often windows of an alert were asked for from elsewhere.
    asked: u64,
}

/// Which timelines share an axis and a cursor.
fn group() -> Id {
    Id::unique("monitoring timelines")
}

impl View {
    /// Shows the page.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        let Some(done) = &open.results.monitoring else {
            empty(
                ui,
                "Nothing has been followed yet",
                "Production is cut into chunks, and each is compared with the test rows that the model was judged on. You will see which column moved first, whether the answers moved with it, and whether the model got worse or only the world got different. A model that runs elsewhere is followed by its prediction log: two tables are enough.",
                |ui| {
                    if text_button(ui, "Follow a prediction log").clicked() {
                        commands.push(Command::Open(Page::Logs));
                    }
                },
            );
            card(ui, "What you decide", |ui| {
                chunking::form(ui, open, commands);
            });
            return;
        };
        let report = Arc::clone(&done.report);
        let primary = open.project.problem.primary_metric();
        let metric = self.metric.unwrap_or(primary);
        let key = (done.fingerprint.clone(), metric);
        if self.seen.as_ref() != Some(&key) {
            let is_new = self.seen.as_ref().is_none_or(|(seen, _)| *seen != key.0);
            self.seen = Some(key);
            self.look(&report, (metric, primary), is_new);
        }
        self.look_at_alert(&report, open);
        self.tab.choose(ui);
        match self.tab {
            Tab::Timeline => {
                self.timeline(ui, (&report, open), (metric, primary));
                card(ui, "What you decide", |ui| {
                    chunking::form(ui, open, commands);
                });
            }
            Tab::Confidence => {
                if let Some(chunk) = confidence::show(ui, &report, (group(), self.chunk)) {
                    self.chunk = Some(chunk);
                }
            }
            Tab::Endpoint => {
                let about = (workbench, open, &*report);
                live::show(ui, &mut self.live, about, commands);
            }
            Tab::Multiples => {
                let about = (&*report, &done.fingerprint);
                self.multiples
                    .ui(ui, about, (&mut self.subject.subject, &mut self.chunk));
            }
            Tab::Compare => {
                let about = (workbench, open, &done.fingerprint);
                self.compare.ui(ui, &report, about, commands);
            }
            Tab::Methods => {
                let about = (&*report, &done.fingerprint);
                let all = (workbench, open);
                let looks = self.methods.ui(ui, about, &mut self.chunk, all, commands);
                if let Some(column) = looks {
                    self.compare.look_at(&report, &column, self.chunk);
                    self.tab = Tab::Compare;
                }
            }
            Tab::Alerts => {
                let opens = self.alerts.ui(ui, (&report, open), commands);
                if let Some(opens) = opens {
                    self.open_windows(&report, &opens);
                }
            }
        }
    }

    /// Whether a file for the windows side by side was asked for since the last time.
    pub(super) fn takes_request(&mut self) -> bool {
        self.compare.takes_request()
    }

    /// Makes the plots' points anew; of a new report, the loudest of the newest alerts is looked at
    /// first.
    fn look(&mut self, report: &Report, (metric, primary): (Metric, Metric), is_new: bool) {
        self.timelines = Timelines::of(report, metric, primary);
        if is_new {
            let last = report.chunks.len().checked_sub(1);
            self.subject = subject::View::default();
            self.chunk = last;
            if let Some(alert) = loudest(report) {
                self.select_alert(report, alert);
            }
            let name = self.subject.subject.name(report).to_owned();
            self.compare.look_at(report, &name, self.chunk);
        }
    }

    fn select_alert(&mut self, report: &Report, alert: &Alert) {
        self.chunk = Some(alert.chunk);
        if let Some(subject) = Subject::of(report, alert) {
            self.subject.subject = subject;
        }
    }

    fn timeline(
        &mut self,
        ui: &mut Ui,
        (report, open): (&Report, &OpenProject),
        (metric, primary): (Metric, Metric),
    ) {
        figures::show(ui, (report, open.inbox()), primary);
        few_chunks(ui, report);
        if report.too_young > 0 {
            let weak = ui.tokens().text_weak;
            let words = format!(
                "{} answers are younger than the label delay of step 1 and count as not yet known.",
                words::count(report.too_young)
            );
            ui.label(RichText::new(words).color(weak));
        }
        card(ui, "Over time", |ui| {
            let mut followed = metric;
            if timelines::choose_metric(ui, report, &mut followed) {
                self.metric = Some(followed);
            }
            if let Some(chunk) = self.timelines.ui(ui, report, (group(), self.chunk)) {
                self.chunk = Some(chunk);
            }
        });
        card(ui, "Drift of every column", |ui| {
            let row = match self.subject.subject {
                Subject::Column(row) => Some(row),
                Subject::Prediction => None,
            };
            let map = HeatMap {
                chunks: &report.chunks,
                rows: &report.columns,
                selected: row.map(|row| Chosen {
                    row,
                    chunk: self.chunk,
                }),
                group: group(),
            };
            if let Some(chosen) = map.ui(ui) {
                self.subject.subject = Subject::Column(chosen.row);
                self.chunk = chosen.chunk.or(self.chunk);
            }
        });
        let seen = self.seen.as_ref().map(|(fingerprint, _)| fingerprint);
        if self
            .subject
            .ui(ui, (report, group(), true), (seen, &mut self.chunk))
        {
            let name = self.subject.subject.name(report).to_owned();
            self.compare.look_at(report, &name, self.chunk);
            self.tab = Tab::Compare;
        }
        costs::card(ui, report);
        slices::card(ui, report);
    }

    /// Opens the windows of an alert that was clicked on another page.
    fn look_at_alert(&mut self, report: &Report, open: &OpenProject) {
        let Some((alert, times)) = open.looked_at() else {
            return;
        };
        if times == self.asked {
            return;
        }
        self.asked = times;
        match self.alerts.choose_alert(report, open.inbox(), alert) {
            Some(opens) => self.open_windows(report, &opens),
            // It is of another report; its reasons can still be read.
            None => self.tab = Tab::Alerts,
        }
    }

    fn open_windows(&mut self, report: &Report, opens: &alerts::Opens) {
        self.chunk = Some(opens.chunk);
        let columns = report.columns.iter();
        let place = columns
            .enumerate()
            .find(|(_, column)| column.name == opens.subject);
        if let Some((place, _)) = place {
            self.subject.subject = Subject::Column(place);
        } else if opens.subject == report.prediction.name {
            self.subject.subject = Subject::Prediction;
        } else {
            // A metric is no column: the timeline shows it.
            self.tab = Tab::Timeline;
            return;
        }
        self.compare
            .look_at(report, &opens.subject, Some(opens.chunk));
        self.tab = Tab::Compare;
    }
}

/// Of the newest chunk with alerts, the one that is furthest beyond its limit.
fn loudest(report: &Report) -> Option<&Alert> {
    let newest = report.alerts.first()?.chunk;
    let excess = |alert: &&Alert| match alert.concern {
        Concern::Performance => f64::INFINITY,
        Concern::DataDrift | Concern::PredictionDrift => alert.value / alert.limit,
    };
    let alerts = report.alerts.iter().filter(|alert| alert.chunk == newest);
    alerts.max_by(|a, b| excess(a).total_cmp(&excess(b)))
}

fn few_chunks(ui: &mut Ui, report: &Report) {
    let reference = report
        .chunks
        .iter()
        .filter(|chunk| chunk.is_reference)
        .count();
    if reference < FEW_CHUNKS {
        let (ink, _) = Tone::Warn.colors(ui.tokens());
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Warning, 14.0, ink);
            let words = format!("The reference has {reference} chunks only: what is usual is hardly known, and the band of a metric is a guess. Cut finer below, or hold a larger test part back in step 4.");
            ui.label(RichText::new(words).color(ink));
        });
    }
}
