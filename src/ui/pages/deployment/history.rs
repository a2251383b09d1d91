use egui::{Grid, RichText, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, card_with, chip, text_button},
        words,
    },
    workbench::{Command, Commands, ModelCommand, ModelEntry},
};

/// Changes shown; the Models page has them all.
const CHANGES: usize = 12;

/// Where the alias pointed to over time, and the way back.
pub(super) fn card(ui: &mut Ui, entry: &ModelEntry, alias: &str, commands: &mut Commands) {
    let now = entry
        .aliases
        .iter()
        .find(|(name, _)| name == alias)
        .map(|(_, version)| *version);
    let mut changes = entry
        .history
        .iter()
        .filter(|change| change.alias == alias)
        .peekable();
    let can_go_back = changes.peek().is_some_and(|change| change.from.is_some());
    let actions = |ui: &mut Ui| {
        if can_go_back {
            let hint = "Points the alias to the version that it had before; an endpoint that serves the alias follows without dropping a request";
            if text_button(ui, &format!("Roll {alias} back"))
                .on_hover_text(hint)
                .clicked()
            {
                commands.push(Command::Model(ModelCommand::RollBack {
                    model: entry.name.clone(),
                    alias: alias.to_owned(),
                }));
            }
        }
    };
    card_with(
        ui,
        &format!("History of {}@{alias}", entry.name),
        actions,
        |ui| {
            let weak = ui.tokens().text_weak;
            if let Some(now) = now {
                ui.horizontal(|ui| {
                    ui.label(format!("Now version {now}"));
                    chip(ui, Tone::Accent, alias);
                });
            }
            Grid::new("alias history")
                .num_columns(4)
                .spacing([space::M, space::XS])
                .show(ui, |ui| {
                    for change in changes.take(CHANGES) {
                        ui.label(
                            RichText::new(words::time(change.at))
                                .font(text::label())
                                .color(weak),
                        );
                        let from = change
                            .from
                            .map_or_else(|| "new".to_owned(), |from| format!("v{from}"));
                        ui.label(format!("{from} → v{}", change.to));
                        ui.label(if change.rolled_back {
                            "rolled back"
                        } else {
                            ""
                        });
                        let words = format!("by {}: {}", change.by, change.why);
                        ui.label(RichText::new(words).color(weak));
                        ui.end_row();
                    }
                });
        },
    );
}
