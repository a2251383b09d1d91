use egui::{RichText, Ui};

use crate::{
    metrics::Metric,
    steps::evaluation::{Report, SliceReport},
    terms::Figure,
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, Tone, chip, figure},
        words,
    },
};

/// A slice with fewer rows than this says little.
const FEW: u64 = 100;

/// The primary metric on every part of the test rows that step 1 watches.
pub(super) fn card(ui: &mut Ui, report: &Report, primary: Metric) {
    if report.slices.is_empty() {
        return;
    }
    widgets::card(ui, "Slices, segments and protected attributes", |ui| {
        let name = primary.info().name;
        let mut cells = Slices {
            columns: vec![
                Column::words("Slice", 170.0),
                Column::figures("Test rows", 84.0),
                Column::figures(name, 100.0),
                Column::figures("Baseline", 90.0),
                Column::figures("Than all test rows", 132.0),
                Column::words("", 120.0),
            ],
            whole: report.metric(primary),
            parts: &report.slices,
            primary,
        };
        widgets::table(ui, "slices", 340.0, &mut cells);
        let weak = ui.tokens().text_weak;
        ui.label(
            RichText::new("Named in step 1, and the segments of step 3; a criterion on a slice becomes a gate in step 7.")
                .font(text::label())
                .color(weak),
        );
    });
}

struct Slices<'a> {
    columns: Vec<Column>,
    parts: &'a [SliceReport],
    whole: Figure,
    primary: Metric,
}

fn of(metrics: &[(Metric, Figure)], metric: Metric) -> Figure {
    let found = metrics.iter().find(|(candidate, _)| *candidate == metric);
    found.map_or_else(
        || Figure::not_computable("it was not measured"),
        |(_, figure)| figure.clone(),
    )
}

impl Cells for Slices<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.parts.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(slice) = self.parts.get(row) else {
            return;
        };
        let value = of(&slice.metrics, self.primary);
        match column {
            0 => {
                ui.label(&slice.name);
            }
            1 => {
                ui.label(words::count(slice.rows));
            }
            2 => {
                figure(ui, &value);
            }
            3 => {
                figure(ui, &of(&slice.baseline, self.primary));
            }
            4 => {
                if let (Some(value), Some(whole)) = (value.value(), self.whole.value()) {
                    let sign = if value < whole { "−" } else { "+" };
                    ui.label(format!("{sign}{}", words::number((value - whole).abs())));
                }
            }
            _ if slice.rows < FEW => {
                chip(ui, Tone::Warn, "few rows");
            }
            _ => {}
        }
    }
}
