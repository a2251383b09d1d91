use egui::{Label, RichText, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{form, primary_button, text_button},
        words,
    },
    workbench::{AlertCommand, AlertEntry, AlertState, Command, Commands},
};

/// What is decided now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deciding {
    Acknowledge,
    Mute,
}

/// What the form remembers.
#[derive(Default)]
pub(super) struct View {
    deciding: Option<Deciding>,
    by: String,
    why: String,
    days: Option<u32>,
}

impl View {
    /// Another alert is looked at.
    pub(super) fn leave(&mut self) {
        self.deciding = None;
    }

    /// What can be done about the alert, and what was.
    pub(super) fn ui(&mut self, ui: &mut Ui, entry: &AlertEntry, commands: &mut Commands) {
        match self.deciding {
            Some(deciding) => self.form(ui, deciding, entry, commands),
            None => self.choices(ui, entry, commands),
        }
        if entry.history.is_empty() {
            ui.weak("Nothing yet.");
        }
        let weak = ui.tokens().text_weak;
        for decision in &entry.history {
            let until = match decision.until {
                Some(until) => format!(" until {}", words::time(until)),
                None => String::new(),
            };
            let why = if decision.why.is_empty() {
                String::new()
            } else {
                format!(": {}", decision.why)
            };
            let words = format!(
                "{}{until} by {}{why}",
                words::sentence(&decision.kind),
                decision.by
            );
            ui.add(Label::new(words).wrap());
            let at = RichText::new(words::time(decision.at)).font(text::label());
            ui.label(at.color(weak));
        }
    }

    fn choices(&mut self, ui: &mut Ui, entry: &AlertEntry, commands: &mut Commands) {
        ui.horizontal_wrapped(|ui| {
            if entry.state != AlertState::Acknowledged && text_button(ui, "Acknowledge…").clicked()
            {
                self.deciding = Some(Deciding::Acknowledge);
            }
            if entry.state == AlertState::Muted {
                let hint = "Needs a name: write who decides under “Acknowledge…” or “Mute…” first";
                let ready = !self.by.trim().is_empty();
                let button =
                    ui.add_enabled(ready, egui::Button::new("Raise alerts about it again"));
                if button.on_disabled_hover_text(hint).clicked() {
                    commands.push(Command::Alert(AlertCommand::Unmute {
                        alert: entry.row.id,
                        by: self.by.clone(),
                    }));
                }
            } else if text_button(ui, "Mute…")
                .on_hover_text("Nothing more is raised about this subject for a while")
                .clicked()
            {
                self.deciding = Some(Deciding::Mute);
                self.days = Some(7);
            }
        });
    }

    fn form(
        &mut self,
        ui: &mut Ui,
        deciding: Deciding,
        entry: &AlertEntry,
        commands: &mut Commands,
    ) {
        let help = "Stands with the alert for good";
        form::text_line(ui, "Who decides", help, &mut self.by);
        form::text_line(ui, "Reason", help, &mut self.why);
        if deciding == Deciding::Mute {
            let options = [
                (Some(1), "a day".to_owned()),
                (Some(7), "a week".to_owned()),
                (Some(30), "30 days".to_owned()),
                (None, "until somebody ends it".to_owned()),
            ];
            let help = "Alerts of every chunk about this subject are kept, and counted as muted";
            form::choice(ui, "For how long", help, &mut self.days, &options);
        }
        let ready = !self.by.trim().is_empty() && !self.why.trim().is_empty();
        let word = match deciding {
            Deciding::Acknowledge => "Acknowledge this alert",
            Deciding::Mute => "Mute this subject",
        };
        ui.horizontal(|ui| {
            if primary_button(ui, ready, word).clicked() {
                let (alert, by, why) =
                    (entry.row.id, self.by.clone(), std::mem::take(&mut self.why));
                commands.push(Command::Alert(match deciding {
                    Deciding::Acknowledge => AlertCommand::Acknowledge { alert, by, why },
                    Deciding::Mute => AlertCommand::Mute {
                        alert,
                        days: self.days,
                        by,
                        why,
                    },
                }));
                self.deciding = None;
            }
            if text_button(ui, "Leave it").clicked() {
                self.deciding = None;
            }
        });
        ui.add_space(space::S);
    }
}
