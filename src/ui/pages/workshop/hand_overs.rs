use egui::{RichText, Ui};

use crate::{
    steps::Step,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, card, chip, form, primary_button, text_button},
        words,
    },
    workbench::{
        Command, Commands, HandOver, HandOverState, Page, Role, Workshop, WorkshopCommand,
    },
};

/// What the tab remembers between frames.
pub(super) struct View {
    about: Step,
    to: Option<Role>,
    note: String,
    /// Why a hand-over is sent back, and which.
    answer: (u64, String),
}

impl Default for View {
    fn default() -> Self {
        Self {
            about: Step::Preparation,
            to: None,
            note: String::new(),
            answer: (0, String::new()),
        }
    }
}

fn keep(commands: &mut Commands, one: HandOver) {
    let command = WorkshopCommand::HandOver(Box::new(one));
    commands.push(Command::Workshop(command));
}

impl View {
    /// The inbox of the role, a form for a new one, and everything that was handed over.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (role, found): (Role, &Workshop),
        commands: &mut Commands,
    ) {
        let waiting: Vec<&HandOver> = found
            .hand_overs
            .iter()
            .filter(|one| one.waits_for(role))
            .collect();
        card(ui, &format!("Inbox of the {}", role.name()), |ui| {
            if waiting.is_empty() {
                ui.label(RichText::new("Nothing waits for you.").color(ui.tokens().text_weak));
            }
            for one in waiting {
                ui.push_id(("inbox", one.number), |ui| self.inbox(ui, one, commands));
            }
        });
        card(ui, "Hand something over", |ui| {
            self.write(ui, role, commands);
        });
        card(ui, "Everything that was handed over", |ui| {
            if found.hand_overs.is_empty() {
                ui.label(RichText::new("Nothing yet.").color(ui.tokens().text_weak));
            }
            for one in found.hand_overs.iter().rev() {
                ui.push_id(("all", one.number), |ui| listed(ui, role, one, commands));
            }
        });
    }

    fn inbox(&mut self, ui: &mut Ui, one: &HandOver, commands: &mut Commands) {
        head(ui, one, commands);
        if one.state == HandOverState::Returned {
            if primary_button(ui, true, "Hand it over again").clicked() {
                keep(
                    commands,
                    HandOver {
                        state: HandOverState::Ready,
                        ..one.clone()
                    },
                );
            }
            return;
        }
        if self.answer.0 != one.number {
            self.answer = (one.number, String::new());
        }
        let help = "What is missing, where you send it back";
        form::text_line(ui, "What is missing", help, &mut self.answer.1);
        ui.horizontal(|ui| {
            if primary_button(ui, true, "Accept").clicked() {
                keep(
                    commands,
                    HandOver {
                        state: HandOverState::Accepted,
                        ..one.clone()
                    },
                );
            }
            let can = !self.answer.1.trim().is_empty();
            let back = ui.add_enabled_ui(can, |ui| text_button(ui, "Send it back"));
            if back.inner.clicked() {
                let note = format!("{} · Sent back: {}", one.note, self.answer.1.trim());
                self.answer.1.clear();
                keep(
                    commands,
                    HandOver {
                        state: HandOverState::Returned,
                        note,
                        ..one.clone()
                    },
                );
            }
        });
        ui.separator();
    }

    fn write(&mut self, ui: &mut Ui, role: Role, commands: &mut Commands) {
        let steps: Vec<(Step, String)> = Step::ALL
            .into_iter()
            .map(|step| (step, format!("{} {}", step.index() + 1, step.name())))
            .collect();
        form::choice(
            ui,
            "What",
            "The step whose work it is",
            &mut self.about,
            &steps,
        );
        let roles: Vec<(Option<Role>, String)> = Role::ALL
            .into_iter()
            .filter(|other| *other != role)
            .map(|other| (Some(other), other.name().to_owned()))
            .collect();
        // Usually whoever stands next in the cycle goes on with it.
        if self.to.is_none_or(|to| to == role) {
            let place = Role::ALL.into_iter().position(|known| known == role);
            let mut later = Role::ALL.into_iter().cycle();
            self.to = later.nth(place.unwrap_or(0) + 1);
        }
        form::choice(ui, "To", "Who goes on with it", &mut self.to, &roles);
        let help = "What is done, what is not, what can be relied on";
        form::text_line(ui, "What they must know", help, &mut self.note);
        let can = self.to.is_some() && !self.note.trim().is_empty();
        ui.horizontal(|ui| {
            let ready = primary_button(ui, can, "It is ready").clicked();
            let draft = ui.add_enabled_ui(can, |ui| text_button(ui, "Keep as a draft"));
            let state = match (ready, draft.inner.clicked()) {
                (true, _) => HandOverState::Ready,
                (_, true) => HandOverState::Draft,
                _ => return,
            };
            let Some(to) = self.to else { return };
            let note = std::mem::take(&mut self.note).trim().to_owned();
            keep(
                commands,
                HandOver {
                    number: 0,
                    about: self.about,
                    from: role,
                    to,
                    state,
                    note,
                    at: 0,
                },
            );
        });
    }
}

fn head(ui: &mut Ui, one: &HandOver, commands: &mut Commands) {
    let weak = ui.tokens().text_weak;
    ui.horizontal_wrapped(|ui| {
        let tone = match one.state {
            HandOverState::Draft => Tone::Neutral,
            HandOverState::Ready => Tone::Accent,
            HandOverState::Accepted => Tone::Good,
            HandOverState::Returned => Tone::Warn,
        };
        chip(ui, tone, one.state.name());
        let who = format!("{} to {}", one.from.name(), one.to.name());
        ui.label(RichText::new(who).font(text::strong()));
        if text_button(ui, one.about.name()).clicked() {
            commands.push(Command::Open(Page::Step(one.about)));
        }
        ui.label(RichText::new(words::time(one.at)).small().color(weak));
    });
    ui.label(&one.note);
}

fn listed(ui: &mut Ui, role: Role, one: &HandOver, commands: &mut Commands) {
    head(ui, one, commands);
    if one.state == HandOverState::Draft
        && one.from == role
        && text_button(ui, "It is ready").clicked()
    {
        keep(
            commands,
            HandOver {
                state: HandOverState::Ready,
                ..one.clone()
            },
        );
    }
    ui.add_space(space::S);
}
