use std::collections::BTreeSet;

use egui::{RichText, Ui, WidgetInfo};

use super::column::{ColumnKey, train, words};
use crate::{
    metrics::Metric,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, Tone, chip, figure},
        words as written,
    },
    workbench::Experiment,
};

/// The table of experiments.
pub(super) struct Board<'a> {
    pub(super) rows: Vec<&'a Experiment>,
    pub(super) keys: &'a [ColumnKey],
    pub(super) columns: Vec<Column>,
    pub(super) metric: &'a str,
    pub(super) sorted: (ColumnKey, bool),
    pub(super) selected: Option<i64>,
    pub(super) compared: &'a mut BTreeSet<i64>,
}

impl Cells for Board<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn sorted(&self) -> Option<(usize, bool)> {
        let place = self.keys.iter().position(|key| *key == self.sorted.0);
        Some((place.map_or(usize::MAX, |place| place + 1), self.sorted.1))
    }

    fn sort(&mut self, column: usize) {
        let Some(key) = column.checked_sub(1).and_then(|place| self.keys.get(place)) else {
            return;
        };
        let down = if self.sorted.0 == *key {
            !self.sorted.1
        } else {
            self.best_first(key)
        };
        self.sorted = (key.clone(), down);
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(&one) = self.rows.get(row) else {
            return;
        };
        let Some(place) = column.checked_sub(1) else {
            self.tick(ui, one);
            return;
        };
        let Some(key) = self.keys.get(place) else {
            return;
        };
        match key {
            ColumnKey::Name => self.name(ui, one),
            ColumnKey::Score => self.score(ui, one),
            ColumnKey::Metric(id) => {
                figure(ui, &one.record.figure(id));
            }
            ColumnKey::Train => {
                let value = train(one, self.metric);
                ui.label(value.map_or_else(|| "–".to_owned(), written::number));
            }
            ColumnKey::Started => {
                ui.label(written::time(one.record.started_at));
            }
            ColumnKey::Run => {
                ui.label(one.run.to_string());
            }
            ColumnKey::Seed => {
                let setup = one.record.setup.as_ref();
                let seed = setup.map(|setup| setup.training.seed.to_string());
                ui.label(seed.unwrap_or_else(|| "–".to_owned()));
            }
            ColumnKey::Seconds => {
                ui.label(format!("{:.2}", one.record.seconds));
            }
            ColumnKey::Cpu => {
                let seconds = one.record.cpu_seconds;
                ui.label(seconds.map_or_else(|| "–".to_owned(), |n| format!("{n:.1}")))
                    .on_hover_text("Processor seconds of the whole program during the run");
            }
            ColumnKey::Memory => {
                let peak = one.record.peak_bytes;
                ui.label(peak.map_or_else(|| "–".to_owned(), written::bytes))
                    .on_hover_text("The most memory of the whole program seen during the run");
            }
            key => {
                let words = words(key, one);
                let weak = ui.tokens().text_weak;
                ui.label(RichText::new(&words).font(text::label()).color(weak))
                    .on_hover_text(words);
            }
        }
    }
}

impl Board<'_> {
    /// Whether the largest should come first when a column is chosen.
    fn best_first(&self, key: &ColumnKey) -> bool {
        match key {
            ColumnKey::Score | ColumnKey::Train => {
                Metric::from_id(self.metric).is_none_or(Metric::higher_is_better)
            }
            ColumnKey::Metric(id) => Metric::from_id(id).is_none_or(Metric::higher_is_better),
            ColumnKey::Started | ColumnKey::Run => true,
            _ => false,
        }
    }

    fn tick(&mut self, ui: &mut Ui, one: &Experiment) {
        let mut on = self.compared.contains(&one.id);
        let response = ui.checkbox(&mut on, "");
        let name = format!("Compare experiment {}", one.id);
        let state = on;
        response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, state, &name));
        if response.on_hover_text("Compare with another").changed() {
            if on {
                self.compared.insert(one.id);
            } else {
                self.compared.remove(&one.id);
            }
        }
    }

    fn name(&mut self, ui: &mut Ui, one: &Experiment) {
        let is_selected = self.selected == Some(one.id);
        let title = format!("{} · {}", one.record.title(), one.id);
        if ui.selectable_label(is_selected, title).clicked() {
            self.selected = (!is_selected).then_some(one.id);
        }
        if one.record.share < 1.0 {
            let word = format!("{} of the rows", written::percent(one.record.share));
            chip(ui, Tone::Neutral, &word);
        }
    }

    /// The figure with what the folds say of it.
    fn score(&self, ui: &mut Ui, one: &Experiment) {
        let record = &one.record;
        match record.interval(self.metric) {
            Some((low, high)) => {
                let weak = ui.tokens().text_weak;
                let words = format!("{} to {}", written::number(low), written::number(high));
                let hint = "95 % interval of the mean of the folds, wider for training rows that they share (Nadeau and Bengio)";
                // Laid from right to left.
                ui.label(RichText::new(words).font(text::label()).color(weak))
                    .on_hover_text(hint);
                figure(ui, &record.figure(self.metric));
            }
            None => {
                figure(ui, &record.figure(self.metric));
            }
        }
    }
}
