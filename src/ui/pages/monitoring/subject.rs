use egui::{Id, RichText, Ui};

use super::timelines;
use crate::{
    data::Fingerprint,
    drift::{ColumnDrift, Verdict},
    steps::monitoring::{Alert, ColumnTimeline, Concern, Report, windows::PREDICTION},
    ui::{
        plot::{Series, Timeline, Values, comparison_key, outline},
        theme::{UiExt as _, space, text},
        widgets::{Tone, card_with, chip, figure, form, text_button},
        words,
    },
};

/// What is looked at closely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A column, by its index in the report.
    Column(usize),
    /// The model's own answers.
    Prediction,
}

impl Subject {
    /// What `alert` is about; nothing where it is about a metric.
    pub(super) fn of(report: &Report, alert: &Alert) -> Option<Self> {
        match alert.concern {
            Concern::Performance => None,
            Concern::PredictionDrift => Some(Self::Prediction),
            Concern::DataDrift => {
                let index = report
                    .columns
                    .iter()
                    .position(|column| column.name == alert.subject);
                index.map(Self::Column)
            }
        }
    }

    /// The column's name, or that of the predictions among the columns.
    pub(super) fn name(self, report: &Report) -> &str {
        match self {
            Self::Column(_) => &self.timeline(report).name,
            Self::Prediction => PREDICTION,
        }
    }

    /// Its chunks.
    pub(super) fn timeline(self, report: &Report) -> &ColumnTimeline {
        match self {
            Self::Column(i) => report.columns.get(i).unwrap_or(&report.prediction),
            Self::Prediction => &report.prediction,
        }
    }
}

/// What the plots were made from: report, subject and chunk.
type Key = (Fingerprint, Subject, usize);

/// One column or the predictions: over time, and in one chunk against the reference.
pub(super) struct View {
    /// What is looked at.
    pub(super) subject: Subject,
    seen: Option<Key>,
    series: Series,
    bars: Vec<outline::Group>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            subject: Subject::Column(0),
            seen: None,
            series: Series::default(),
            bars: Vec::new(),
        }
    }
}

impl View {
    /// Shows the subject; a click on its timeline changes `chunk`. True if its windows are to be
    /// compared.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (report, group, can_compare): (&Report, Id, bool),
        (seen, chunk): (Option<&Fingerprint>, &mut Option<usize>),
    ) -> bool {
        let column = self.subject.timeline(report);
        let last = report.chunks.len().saturating_sub(1);
        let index = chunk.unwrap_or(last).min(last);
        let drift = column.chunks.get(index);
        if let Some(seen) = seen {
            let key = (seen.clone(), self.subject, index);
            if self.seen.as_ref() != Some(&key) {
                self.series = timelines::of_column(report, column);
                let outline = drift.and_then(|drift| drift.outline.as_ref());
                self.bars = outline
                    .map(|outline| outline::groups(outline, Values::Numbers))
                    .unwrap_or_default();
                self.seen = Some(key);
            }
        }
        let name = match self.subject {
            Subject::Column(_) => column.name.as_str(),
            Subject::Prediction => "the predictions",
        };
        let mut compares = false;
        let actions = |ui: &mut Ui| {
            compares = can_compare
                && text_button(ui, "Compare windows")
                    .on_hover_text("Any two windows of this column side by side")
                    .clicked();
        };
        card_with(ui, &format!("A close look at {name}"), actions, |ui| {
            self.choose(ui, report);
            let timeline = Timeline {
                name: &self.series.name,
                chunks: &report.chunks,
                series: std::slice::from_ref(&self.series),
                group,
                selected: Some(index),
                includes: &[],
                height: 150.0,
            };
            if let Some(clicked) = timeline.ui(ui) {
                *chunk = Some(clicked);
            }
            ui.add_space(space::S);
            if let (Some(drift), Some(chunk)) = (drift, report.chunks.get(index)) {
                verdict(ui, drift, &chunk.label);
                comparison_key(ui);
                let what = format!(
                    "Distribution of {name} in {} against the reference",
                    chunk.label
                );
                outline::show(ui, &what, ["reference", "current"], &self.bars);
            }
        });
        compares
    }

    /// The same as a click on the heat map, for those who cannot.
    fn choose(&mut self, ui: &mut Ui, report: &Report) {
        self.subject.choose(ui, report);
    }
}

impl Subject {
    /// Lets the user choose another one.
    pub(super) fn choose(&mut self, ui: &mut Ui, report: &Report) {
        let columns = report.columns.iter().enumerate();
        let mut options: Vec<(Self, String)> = columns
            .map(|(i, column)| (Self::Column(i), column.name.clone()))
            .collect();
        if !report.prediction.chunks.is_empty() {
            options.push((Self::Prediction, "the predictions".to_owned()));
        }
        let help =
            "A column that the model reads, the most drifted first, or what the model answers";
        form::choice(ui, "Column to look at", help, self, &options);
    }
}

fn verdict(ui: &mut Ui, drift: &ColumnDrift, chunk: &str) {
    let tone = match drift.verdict {
        Verdict::Stable => Tone::Good,
        Verdict::Drift => Tone::Bad,
        Verdict::Unknown => Tone::Neutral,
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(chunk).font(text::strong()));
        let shown = chip(ui, tone, drift.verdict.name());
        if let Some(shift) = drift.smallest_shift.value() {
            shown.on_hover_text(format!(
                "The smallest shift that these rows would have shown: a PSI of {}",
                words::number(shift)
            ));
        }
        let psi = words::figure(&drift.psi);
        let words = format!(
            "PSI {psi}, limit {}, {} rows against {}",
            words::number(drift.limit),
            words::count(drift.current_rows),
            words::count(drift.reference_rows)
        );
        ui.label(RichText::new(words).color(ui.tokens().text_weak));
    });
    ui.collapsing("Every distance", |ui| {
        for score in &drift.scores {
            ui.horizontal(|ui| {
                let info = score.method.info();
                ui.label(info.name).on_hover_text(info.summary);
                figure(ui, &score.statistic);
            });
        }
    });
}
