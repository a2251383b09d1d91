use egui::{Grid, RichText, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, card, chip, form},
        words,
    },
    workbench::ModelEntry,
};

/// The two versions that are compared; 0 for none chosen.
#[derive(Default)]
pub(super) struct Compared {
    first: i64,
    second: i64,
}

impl Compared {
    /// Two versions' metrics side by side, each on the test rows that it was made with.
    pub(super) fn card(&mut self, ui: &mut Ui, model: &ModelEntry) {
        let [newest, before, ..] = model.versions.as_slice() else {
            return;
        };
        let has = |number: i64| model.versions.iter().any(|one| one.number == number);
        if !has(self.first) {
            self.first = before.number;
        }
        if !has(self.second) {
            self.second = newest.number;
        }
        card(ui, &format!("Compare versions of {}", model.name), |ui| {
            let options: Vec<(i64, String)> = model
                .versions
                .iter()
                .map(|version| (version.number, format!("version {}", version.number)))
                .collect();
            form::choice(ui, "First version", "", &mut self.first, &options);
            form::choice(ui, "Second version", "", &mut self.second, &options);
            self.table(ui, model);
        });
    }

    fn table(&self, ui: &mut Ui, model: &ModelEntry) {
        let find = |number: i64| model.versions.iter().find(|one| one.number == number);
        let (Some(first), Some(second)) = (find(self.first), find(self.second)) else {
            return;
        };
        let weak = ui.tokens().text_weak;
        if snapshot(&first.lineage) != snapshot(&second.lineage) {
            let words = "They were tested on different data, so a difference may be the data's.";
            ui.label(RichText::new(words).color(weak));
        }
        Grid::new("compared versions")
            .num_columns(5)
            .striped(true)
            .spacing([space::L, space::XS])
            .show(ui, |ui| {
                for title in ["Metric", "First", "Second", "Difference", ""] {
                    ui.label(RichText::new(title).font(text::label()).color(weak));
                }
                ui.end_row();
                for (metric, old) in &first.metrics {
                    let Some((_, new)) = second.metrics.iter().find(|(of, _)| of == metric) else {
                        continue;
                    };
                    ui.label(metric.info().name)
                        .on_hover_text(metric.info().summary);
                    ui.label(words::figure(old));
                    ui.label(words::figure(new));
                    if let (Some(old), Some(new)) = (old.value(), new.value()) {
                        let apart = new - old;
                        ui.label(words::number(apart));
                        if apart == 0.0 {
                            chip(ui, Tone::Neutral, "same");
                        } else if (apart > 0.0) == metric.higher_is_better() {
                            chip(ui, Tone::Good, "better");
                        } else {
                            chip(ui, Tone::Warn, "worse");
                        }
                    }
                    ui.end_row();
                }
            });
    }
}

fn snapshot(lineage: &[(String, String)]) -> Option<&str> {
    let found = lineage.iter().find(|(what, _)| what == "snapshot");
    found.map(|(_, value)| value.as_str())
}
