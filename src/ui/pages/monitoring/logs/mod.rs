//! Prediction logs that were made elsewhere: two tables, what their columns are, and what is found.

mod beside;
mod columns;
mod found;
mod tables;

use egui::{Label, RichText, ScrollArea, Ui};

use crate::{
    ui::{
        Wanted,
        pages::monitoring::chunking,
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, card, card_with, empty, icon, primary_button, text_button},
    },
    workbench::{Commands, JobKey, LogCommand, LogEntry, Workbench},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(in crate::ui::pages) struct View {
    /// The file that it wants from the user.
    pub(in crate::ui::pages) wanted: Option<Wanted>,
    found: found::View,
    beside: beside::View,
}

impl View {
    /// Shows the log that is looked at, with the others to choose from.
    pub(in crate::ui::pages) fn ui(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        commands: &mut Commands,
    ) {
        ui.label(RichText::new("Prediction logs").font(text::title()));
        let weak = ui.tokens().text_weak;
        let words = "Drift, performance and confidence of a model that runs elsewhere, from what it wrote down; or of any two tables.";
        ui.label(RichText::new(words).color(weak));
        ui.add_space(space::S);
        ScrollArea::vertical()
            .id_salt("prediction logs")
            .auto_shrink(false)
            .content_margin(space::SCROLLED)
            .show(ui, |ui| {
                choose(ui, workbench, commands);
                let Some(entry) = workbench.logs.shown() else {
                    none(ui, commands);
                    return;
                };
                self.entry(ui, entry, workbench, commands);
                self.beside.ui(ui, &workbench.logs.entries);
                ui.add_space(space::L);
            });
    }

    fn entry(
        &mut self,
        ui: &mut Ui,
        entry: &LogEntry,
        workbench: &Workbench,
        commands: &mut Commands,
    ) {
        let runs = workbench.running().iter();
        let follows = runs.into_iter().any(|run| run.key == JobKey::Log);
        if let Some(wanted) = tables::card(ui, entry, workbench, commands) {
            self.wanted = Some(wanted);
        }
        if entry.is_ready() {
            let mut log = entry.log.clone();
            let mut changed = false;
            card(ui, "What the columns are", |ui| {
                changed |= columns::form(ui, entry, &mut log.roles);
                let chosen = entry.found.as_ref();
                let chosen = chosen.map(|(_, found)| found.report.chunking.as_str());
                let has_time = log.roles.timestamp.is_some();
                changed |= chunking::rule(ui, &mut log.params, (chosen, has_time));
                ui.add_space(space::S);
                let word = if entry.found.is_some() {
                    "Follow it again"
                } else {
                    "Follow it"
                };
                ui.horizontal(|ui| {
                    if primary_button(ui, !follows, word).clicked() {
                        commands.push(LogCommand::Follow.into());
                    }
                    if follows {
                        ui.weak("Following…");
                    }
                });
            });
            if changed {
                commands.push(LogCommand::Set(Box::new(log)).into());
            }
        }
        if let Some(why) = &entry.failed {
            warning(ui, Tone::Bad, why);
        }
        let Some((of, found)) = &entry.found else {
            return;
        };
        if entry.is_stale() && !follows {
            let words = "What is said above has changed since. What you see below is of before: follow the log again.";
            warning(ui, Tone::Warn, words);
        }
        if self.found.ui(ui, of, found) {
            self.wanted = Some(Wanted::LogReport);
        }
    }
}

/// The logs of the workspace, where there is more than one thing to choose.
fn choose(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    let Some(shown) = workbench.logs.shown() else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        for entry in &workbench.logs.entries {
            let id = entry.log.id;
            let is_shown = id == shown.log.id;
            let name = RichText::new(&entry.log.name).font(text::strong());
            if ui.selectable_label(is_shown, name).clicked() && !is_shown {
                commands.push(LogCommand::Show(id).into());
            }
        }
        if text_button(ui, "Another log").clicked() {
            commands.push(LogCommand::New.into());
        }
    });
    ui.add_space(space::XS);
}

fn none(ui: &mut Ui, commands: &mut Commands) {
    card_with(
        ui,
        "",
        |_| {},
        |ui| {
            let words = "Two tables are enough: a reference, which is a time when all was well, and the rows to look at. Every column that both have is followed. Name the column with the time, and you see when; name answers and probabilities, and you see whether they moved, and how sure the model is; name the labels, and you see whether it got worse. CSV, Parquet, a table or query of a database: drop two files on this window, or choose them.";
            empty(ui, "Bring a log of your own", words, |ui| {
                if primary_button(ui, true, "Start with two tables").clicked() {
                    commands.push(LogCommand::New.into());
                }
            });
        },
    );
}

fn warning(ui: &mut Ui, tone: Tone, words: &str) {
    let (ink, _) = tone.colors(ui.tokens());
    ui.horizontal_wrapped(|ui| {
        icon(ui, tone.icon().unwrap_or(Icon::Info), 14.0, ink);
        ui.add(Label::new(RichText::new(words).color(ink)).wrap());
    });
    ui.add_space(space::S);
}
