//! Why methods disagree, which drift matters to the model, and what other rules would say.

mod presets;
mod quadrant;
mod reasons;

use egui::Ui;

use crate::{
    data::Fingerprint,
    drift::{
        Distance,
        disagreement::{Disagreement, calls, disagreements},
    },
    steps::monitoring::Report,
    ui::{
        plot::{MethodMap, MethodRow},
        widgets::{card, form},
    },
    workbench::{Commands, OpenProject, Workbench},
};

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    seen: Option<(Fingerprint, usize)>,
    rows: Vec<MethodRow>,
    reasons: Vec<Vec<Disagreement>>,
    selected: usize,
}

impl View {
    /// Shows the tab for one chunk, which may be changed; gives a column that is to be looked at
    /// in the windows.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (report, fingerprint): (&Report, &Fingerprint),
        chunk: &mut Option<usize>,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) -> Option<String> {
        let last = report.chunks.len().saturating_sub(1);
        let mut index = chunk.unwrap_or(last).min(last);
        let mut looks = None;
        card(ui, "What each method says", |ui| {
            let chunks = report.chunks.iter().enumerate();
            let options: Vec<(usize, String)> =
                chunks.map(|(i, chunk)| (i, chunk.label.clone())).collect();
            let help = "Against the whole reference; the same chunk as on the timeline";
            if form::choice(ui, "Chunk to look at", help, &mut index, &options) {
                *chunk = Some(index);
            }
            self.look(report, (fingerprint, index));
            let methods: Vec<Distance> = Distance::ALL
                .into_iter()
                .filter(|method| *method != Distance::Wasserstein)
                .collect();
            let map = MethodMap {
                methods: &methods,
                rows: &self.rows,
                selected: self.selected,
            };
            if let Some(row) = map.ui(ui) {
                self.selected = row;
            }
            reasons::key(ui);
        });
        card(ui, "Why they disagree", |ui| {
            let rows = self.rows.iter().enumerate();
            let options: Vec<(usize, String)> = rows
                .map(|(i, row)| {
                    let reasons = match row.reasons {
                        0 => String::new(),
                        1 => " (1 reason)".to_owned(),
                        n => format!(" ({n} reasons)"),
                    };
                    (i, format!("{}{reasons}", row.name))
                })
                .collect();
            let help = "The same as a click on the map";
            form::choice(ui, "Column to explain", help, &mut self.selected, &options);
            if let (Some(row), Some(reasons)) = (
                self.rows.get(self.selected),
                self.reasons.get(self.selected),
            ) && reasons::show(ui, row, reasons)
            {
                looks = Some(row.name.clone());
            }
        });
        card(ui, "Does the drift matter?", |ui| {
            let clicked = quadrant::show(ui, (report, index), (workbench, open), commands);
            if let Some(column) = clicked {
                let place = self.rows.iter().position(|row| row.name == column);
                self.selected = place.unwrap_or(self.selected);
            }
        });
        presets::card(ui, (report, index), (workbench, open), commands);
        looks
    }

    /// Works the map out anew for another report or chunk.
    fn look(&mut self, report: &Report, (fingerprint, chunk): (&Fingerprint, usize)) {
        let key = (fingerprint.clone(), chunk);
        if self.seen.as_ref() == Some(&key) {
            return;
        }
        let drifts = report.columns.iter().filter_map(|column| {
            let drift = column.chunks.get(chunk)?;
            Some((&column.name, drift))
        });
        (self.rows, self.reasons) = drifts
            .map(|(name, drift)| {
                let reasons = disagreements(drift);
                let row = MethodRow {
                    name: name.clone(),
                    calls: calls(drift),
                    reasons: reasons.len(),
                };
                (row, reasons)
            })
            .unzip();
        if self.seen.as_ref().is_none_or(|(seen, _)| *seen != key.0) {
            // The first column about which there is something to say.
            let first = self.rows.iter().position(|row| row.reasons > 0);
            self.selected = first.unwrap_or_default();
        }
        self.seen = Some(key);
    }
}
