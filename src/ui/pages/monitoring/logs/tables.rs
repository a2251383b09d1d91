use egui::{RichText, Ui};

use crate::{
    ui::{
        Wanted,
        theme::{UiExt as _, text},
        widgets::{card_with, form, text_button},
        words,
    },
    workbench::{Commands, JobKey, LogCommand, LogEntry, Workbench},
};

/// Where the two tables are; gives the file that is wanted from the user.
pub(super) fn card(
    ui: &mut Ui,
    entry: &LogEntry,
    workbench: &Workbench,
    commands: &mut Commands,
) -> Option<Wanted> {
    let mut wanted = None;
    let id = entry.log.id;
    let actions = |ui: &mut Ui| {
        if text_button(ui, "Forget this log")
            .on_hover_text("Its tables stay where they are")
            .clicked()
        {
            commands.push(LogCommand::Remove(id).into());
        }
    };
    let mut taken = Vec::new();
    let mut log = entry.log.clone();
    let mut is_named = false;
    card_with(ui, "Two tables", actions, |ui| {
        let help = "What it is called here and in its report";
        is_named = form::text_line(ui, "Name", help, &mut log.name);
        let sides = [
            (
                "Reference",
                "The rows to compare with: a time when all was well, and never the rows that the model was made from",
                Wanted::LogReference,
            ),
            ("Current", "The rows to look at", Wanted::LogCurrent),
        ];
        for (i, (name, help, file)) in sides.into_iter().enumerate() {
            let mut place = entry.log.places[i].clone();
            if form::text_line(ui, name, help, &mut place) {
                taken.push(LogCommand::Take(i, place));
            }
            form::row(ui, "", "", |ui, _| {
                if text_button(ui, &format!("Choose the {} file…", name.to_lowercase())).clicked()
                {
                    wanted = Some(file);
                }
                let mut runs = workbench.running().iter();
                let reads = runs.any(|run| run.key == JobKey::LogSide(i));
                let told = match &entry.sides[i] {
                    _ if reads => "Reading…".to_owned(),
                    Some(side) => format!(
                        "{} rows, {} columns",
                        words::count(side.rows()),
                        side.columns().len()
                    ),
                    None => String::new(),
                };
                ui.label(RichText::new(told).color(ui.tokens().text_weak));
            });
        }
        let words = "A CSV, Parquet, JSON or Arrow file; file.db::table of SQLite; postgres://user@host/database::table. A SELECT may stand in place of the table. Files can also be dropped on this window.";
        let weak = ui.tokens().text_weak;
        ui.add(egui::Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
    });
    if is_named {
        commands.push(LogCommand::Set(Box::new(log)).into());
    }
    for command in taken {
        commands.push(command.into());
    }
    wanted
}
