use egui::{RichText, Ui};

use crate::{
    steps::monitoring::{Report, SliceTimeline},
    terms::Figure,
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, Tone, chip, figure},
        words,
    },
};

/// The primary metric on every part of the rows that step 1 watches.
pub(super) fn card(ui: &mut Ui, report: &Report) {
    let Some(first) = report.slices.first() else {
        return;
    };
    widgets::card(ui, "Slices and protected attributes over time", |ui| {
        let name = first.timeline.metric.info().name;
        let mut cells = Slices {
            columns: vec![
                Column::words("Slice", 240.0),
                Column::figures("Rows with an answer", 150.0),
                Column::figures(format!("{name} expected"), 150.0),
                Column::figures("Newest chunk", 120.0),
                Column::words("Chunks worse than expected", 200.0),
            ],
            report,
        };
        widgets::table(ui, "slices", 340.0, &mut cells);
        let weak = ui.tokens().text_weak;
        let words = "Expected is the mean of the reference chunks; a chunk is worse where it leaves their band. Slices with few rows leave it by chance.";
        ui.label(RichText::new(words).font(text::label()).color(weak));
    });
}

struct Slices<'a> {
    columns: Vec<Column>,
    report: &'a Report,
}

/// Chunks of production with a figure, and those in which it is worse than the band.
fn worse(report: &Report, slice: &SliceTimeline) -> (usize, usize) {
    let timeline = &slice.timeline;
    let higher = timeline.metric.higher_is_better();
    let known = || {
        let values = report.production().map(|(i, _)| timeline.values.get(i));
        values.filter_map(|value| value.and_then(Figure::value))
    };
    let bad = known().filter(|value| {
        let limit = if higher {
            &timeline.lower
        } else {
            &timeline.upper
        };
        limit.value().is_some_and(|limit| {
            if higher {
                *value < limit
            } else {
                *value > limit
            }
        })
    });
    (known().count(), bad.count())
}

impl Cells for Slices<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.report.slices.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(slice) = self.report.slices.get(row) else {
            return;
        };
        match column {
            0 => {
                ui.label(&slice.name);
            }
            1 => {
                ui.label(words::count(slice.labelled.iter().sum()));
            }
            2 => {
                figure(ui, &slice.timeline.expected);
            }
            3 => {
                if let Some(newest) = slice.timeline.values.last() {
                    figure(ui, newest);
                }
            }
            _ => {
                let (known, bad) = worse(self.report, slice);
                let tone = if bad > 0 { Tone::Warn } else { Tone::Neutral };
                chip(ui, tone, &format!("{bad} of {known}"));
            }
        }
    }
}
