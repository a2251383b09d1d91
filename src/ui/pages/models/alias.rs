use egui::Ui;

use crate::{
    ui::widgets::{card, form, primary_button},
    workbench::{Command, Commands, ModelCommand, ModelEntry},
};

/// Aliases that most registries have.
const USUAL: [&str; 3] = ["champion", "challenger", "shadow"];

/// The move of an alias that is being written.
#[derive(Default)]
pub(super) struct Move {
    alias: String,
    free: String,
    version: i64,
    by: String,
    why: String,
}

impl Move {
    /// Points an alias to a version, by whom and why; one without a reason cannot be moved.
    pub(super) fn card(&mut self, ui: &mut Ui, model: &ModelEntry, commands: &mut Commands) {
        if self.version == 0 {
            self.version = model.versions.first().map_or(0, |newest| newest.number);
        }
        card(ui, &format!("Move an alias of {}", model.name), |ui| {
            let known = model.aliases.iter().map(|(alias, _)| alias.as_str());
            let mut names: Vec<&str> = USUAL.to_vec();
            for alias in known {
                if !names.contains(&alias) {
                    names.push(alias);
                }
            }
            let mut options: Vec<(String, String)> = names
                .into_iter()
                .map(|name| (name.to_owned(), name.to_owned()))
                .collect();
            options.push((String::new(), "another one…".to_owned()));
            let help = "Clients that ask for the alias get the version that it points to";
            form::choice(ui, "Alias", help, &mut self.alias, &options);
            if self.alias.is_empty() {
                let help = "Letters, digits, “-”, “_” and “.”";
                form::text_line(ui, "Name of the alias", help, &mut self.free);
            }
            let versions: Vec<(i64, String)> = model
                .versions
                .iter()
                .map(|version| (version.number, format!("version {}", version.number)))
                .collect();
            form::choice(ui, "Points to", "", &mut self.version, &versions);
            form::text_line(ui, "Who moves it", "Stands in the history", &mut self.by);
            form::text_line(ui, "Why it moves", "Stands in the history", &mut self.why);
            let alias = if self.alias.is_empty() {
                self.free.trim()
            } else {
                &self.alias
            };
            let is_known = model
                .versions
                .iter()
                .any(|version| version.number == self.version);
            let ready = is_known
                && ![alias, self.by.trim(), self.why.trim()]
                    .iter()
                    .any(|text| text.is_empty());
            if primary_button(ui, ready, "Move the alias").clicked() {
                commands.push(Command::Model(ModelCommand::SetAlias {
                    model: model.name.clone(),
                    alias: alias.to_owned(),
                    version: self.version,
                    by: self.by.trim().to_owned(),
                    why: std::mem::take(&mut self.why),
                }));
            }
        });
    }
}
