//! What needs me now: the steps of my role that wait for me, and what went wrong.

use egui::{RichText, Ui};

use crate::{
    steps::Step,
    ui::{
        step_mark,
        theme::UiExt as _,
        widgets::{Tone, card, chip, text_button},
    },
    workbench::{Command, Commands, OpenProject, Page, StepState, Workbench},
};

/// How many of them are shown.
const SHOWN: usize = 5;

/// Something that waits for the user.
struct Need {
    tone: Tone,
    state: &'static str,
    words: String,
    step: Step,
}

/// Lists what needs the user, the role's own steps first.
pub(super) fn needs(
    ui: &mut Ui,
    workbench: &Workbench,
    open: &OpenProject,
    commands: &mut Commands,
) {
    let needs = find(workbench, open);
    let weak = ui.tokens().text_weak;
    card(ui, "What needs you now", |ui| {
        if needs.is_empty() {
            ui.horizontal(|ui| {
                let running = workbench.running().first();
                let (tone, words) = match running {
                    Some(run) => (Tone::Accent, format!("{} is running.", run.label)),
                    None => (Tone::Good, "Every step is up to date.".to_owned()),
                };
                chip(ui, tone, "nothing");
                ui.label(RichText::new(words).color(weak));
            });
        }
        for need in needs.iter().take(SHOWN) {
            ui.horizontal(|ui| {
                chip(ui, need.tone, need.state);
                if text_button(ui, need.step.name()).clicked() {
                    commands.push(Command::Open(Page::Step(need.step)));
                }
                ui.add(egui::Label::new(RichText::new(&need.words).color(weak)).truncate());
            });
        }
    });
}

fn find(workbench: &Workbench, open: &OpenProject) -> Vec<Need> {
    let mut needs: Vec<Need> = Step::ALL
        .into_iter()
        .filter_map(|step| {
            let state = workbench.step_state(step);
            let (tone, word) = step_mark::words(&state);
            let words = match state {
                StepState::Failed(why) | StepState::Blocked(why) => why,
                StepState::Stale => "Something it depends on has changed.".to_owned(),
                StepState::Empty if workbench.is_ready(step) => "Ready to run.".to_owned(),
                StepState::Empty | StepState::Running(_) | StepState::Fresh => return None,
            };
            Some(Need {
                tone,
                state: word,
                words,
                step,
            })
        })
        .collect();
    let inbox = open.inbox();
    let mine = || inbox.open().filter(|entry| entry.is_for(workbench.role));
    if let Some(newest) = mine().next() {
        let n = mine().count();
        needs.push(Need {
            tone: Tone::Warn,
            state: "alerts",
            words: format!(
                "{n} that nobody has seen to; the newest: {}",
                newest.row.text
            ),
            step: Step::Monitoring,
        });
    }
    let own = workbench.role.steps();
    needs.sort_by_key(|need| !own.contains(&need.step));
    needs
}
