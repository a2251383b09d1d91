use egui::{ComboBox, RichText, Ui};

use crate::{
    steps::preparation::Report,
    ui::{
        theme::{UiExt as _, text},
        widgets::{card, form, primary_button, text_button},
    },
    workbench::{Command, Commands, FeatureColumn, FeatureCommand, OpenProject, Page, Publish},
};

/// The feature that is being described.
#[derive(Default)]
pub(super) struct View {
    column: Option<FeatureColumn>,
    name: String,
    description: String,
    tags: String,
}

impl View {
    /// Publishes a raw or prepared column, so that other projects find it again.
    pub(super) fn card(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let Some(done) = &open.results.extraction else {
            return;
        };
        let prepared = open.results.preparation.as_ref().map(|done| &*done.report);
        card(ui, "Publish a feature", |ui| {
            let weak = ui.tokens().text_weak;
            let words = "A published column is found again in the feature store, with the rows and the recipe it came from. A name that is taken gets another version; nothing is overwritten.";
            ui.label(RichText::new(words).font(text::label()).color(weak));
            let raw: Vec<&str> = done
                .report
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .collect();
            self.choose(ui, &raw, prepared);
            form::text_line(
                ui,
                "Feature name",
                "The name by which it is found",
                &mut self.name,
            );
            let help = "What it means, in which unit, and when it is known";
            form::text_line(ui, "Meaning", help, &mut self.description);
            form::text_line(ui, "Tags", "Separated by commas", &mut self.tags);
            let ready = self.column.is_some() && !self.name.trim().is_empty();
            ui.horizontal(|ui| {
                if primary_button(ui, ready, "Publish this column").clicked()
                    && let Some(column) = self.column.take()
                {
                    commands.push(Command::Feature(FeatureCommand::Publish(Publish {
                        name: std::mem::take(&mut self.name),
                        description: std::mem::take(&mut self.description),
                        tags: tags(&std::mem::take(&mut self.tags)),
                        column,
                    })));
                }
                if text_button(ui, "Open the feature store").clicked() {
                    commands.push(Command::Open(Page::Features));
                }
            });
        });
    }

    fn choose(&mut self, ui: &mut Ui, raw: &[&str], prepared: Option<&Report>) {
        let shown = match &self.column {
            None => "Choose…".to_owned(),
            Some(FeatureColumn::Raw(name)) => format!("{name} (raw)"),
            Some(FeatureColumn::Prepared(name)) => format!("{name} (prepared)"),
        };
        let help = "A raw column as it was read, or a prepared one with the recipe that makes it";
        let mut chosen_now = None;
        form::row(ui, "Published column", help, |ui, label| {
            let combo = ComboBox::from_id_salt("published column")
                .selected_text(shown)
                .width(220.0)
                .show_ui(ui, |ui| {
                    let outputs = prepared.map_or(&[][..], |report| &report.outputs);
                    let options = raw
                        .iter()
                        .map(|name| FeatureColumn::Raw((*name).to_owned()))
                        .chain(outputs.iter().cloned().map(FeatureColumn::Prepared));
                    for option in options {
                        let (name, kind) = match &option {
                            FeatureColumn::Raw(name) => (name.clone(), "raw"),
                            FeatureColumn::Prepared(name) => (name.clone(), "prepared"),
                        };
                        let chosen = self.column.as_ref() == Some(&option);
                        if ui
                            .selectable_label(chosen, format!("{name} ({kind})"))
                            .clicked()
                        {
                            chosen_now = Some((option, name));
                        }
                    }
                });
            combo.response.labelled_by(label.id);
        });
        if let Some((option, name)) = chosen_now {
            if self.name.is_empty() {
                self.name = name;
            }
            self.column = Some(option);
        }
    }
}

fn tags(line: &str) -> Vec<String> {
    let words = line.split(',').map(|word| word.trim().to_owned());
    words.filter(|word| !word.is_empty()).collect()
}
