use egui::{Label, RichText, ScrollArea, Ui};

use crate::{
    store::QueryRow,
    ui::{
        theme::UiExt as _,
        widgets::{card_with, text_button},
        words,
    },
    workbench::{Commands, SqlCommand, SqlConsole},
};

/// The queries that ran, newest first; gives the one that was clicked.
pub(super) fn card(ui: &mut Ui, console: &SqlConsole, commands: &mut Commands) -> Option<String> {
    let any = !console.history.is_empty();
    let actions = |ui: &mut Ui| {
        if any
            && text_button(ui, "Clear")
                .on_hover_text("Forgets all queries")
                .clicked()
        {
            commands.push(SqlCommand::ClearHistory.into());
        }
    };
    card_with(ui, "History", actions, |ui| {
        if !any {
            let weak = ui.tokens().text_weak;
            ui.label(RichText::new("Queries that ran stand here.").color(weak));
            return None;
        }
        ScrollArea::vertical()
            .id_salt("history")
            .max_height(280.0)
            .show(ui, |ui| {
                let mut chosen = None;
                for row in &console.history {
                    if entry(ui, row) {
                        chosen = Some(row.text.clone());
                    }
                }
                chosen
            })
            .inner
    })
}

fn entry(ui: &mut Ui, row: &QueryRow) -> bool {
    let (weak, bad) = (ui.tokens().text_weak, ui.tokens().bad);
    let line = row.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let button = egui::Button::new(RichText::new(&line).monospace().size(11.5))
        .frame_when_inactive(false)
        .truncate();
    let response = ui.add(button).on_hover_text(&row.text);
    let what = row.rows.map_or_else(
        || RichText::new("failed").color(bad),
        |rows| {
            let words = format!("{} rows · {:.2} s", words::count(rows), row.seconds);
            RichText::new(words).color(weak)
        },
    );
    ui.add(Label::new(what.small()).truncate());
    response.clicked()
}
