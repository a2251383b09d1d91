//! What needs me now: work that was handed to me, steps of my role that wait, and what went wrong.
//! Each line can be acted on with one click.

use egui::{Align, Label, Layout, RichText, Ui};

use crate::{
    steps::Step,
    ui::{
        step_mark,
        theme::UiExt as _,
        widgets::{Tone, card, chip, text_button},
    },
    workbench::{
        Command, Commands, HandOver, HandOverState, OpenProject, Page, StepState, Workbench,
        WorkshopCommand,
    },
};

/// How many of them are shown.
const SHOWN: usize = 6;

/// Something that waits for the user.
struct Need {
    tone: Tone,
    state: &'static str,
    /// What it is about, and where that is at home.
    name: String,
    page: Page,
    words: String,
    /// What can be done about it without going anywhere.
    act: Option<(&'static str, Command)>,
    is_own: bool,
}

/// Lists what needs the user, the role's own work first.
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
            line(ui, need, commands);
        }
        if needs.len() > SHOWN {
            let words = format!(
                "and {} more, seen in the steps at the left",
                needs.len() - SHOWN
            );
            ui.label(RichText::new(words).small().color(weak));
        }
    });
}

fn line(ui: &mut Ui, need: &Need, commands: &mut Commands) {
    let weak = ui.tokens().text_weak;
    ui.horizontal(|ui| {
        chip(ui, need.tone, need.state);
        if text_button(ui, &need.name).clicked() {
            commands.push(Command::Open(need.page));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some((word, command)) = &need.act
                && ui.button(*word).clicked()
            {
                commands.push(command.clone());
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = RichText::new(&need.words).color(weak);
                ui.add(Label::new(words).truncate())
                    .on_hover_text(&need.words);
            });
        });
    });
}

fn find(workbench: &Workbench, open: &OpenProject) -> Vec<Need> {
    let own = workbench.role.steps();
    let mut needs = handed(workbench);
    needs.extend(Step::ALL.into_iter().filter_map(|step| {
        let state = workbench.step_state(step);
        let (tone, word) = step_mark::words(&state);
        let run = Some(("Run", Command::Run(step)));
        let (words, act) = match state {
            StepState::Failed(why) => (why, run),
            StepState::Blocked(why) => (why, None),
            StepState::Stale => {
                let act = ("Bring it up to date", Command::RunThrough(step));
                ("Something it depends on has changed.".to_owned(), Some(act))
            }
            StepState::Empty if workbench.is_ready(step) => ("Ready to run.".to_owned(), run),
            StepState::Empty | StepState::Running(_) | StepState::Fresh => return None,
        };
        Some(Need {
            tone,
            state: word,
            name: step.name().to_owned(),
            page: Page::Step(step),
            words,
            act,
            is_own: own.contains(&step),
        })
    }));
    let changed = &workbench.sources.changed;
    if !changed.is_empty() {
        let names: Vec<&str> = changed.iter().map(String::as_str).collect();
        needs.push(Need {
            tone: Tone::Warn,
            state: "new rows",
            name: Step::Extraction.name().to_owned(),
            page: Page::Step(Step::Extraction),
            words: format!("Changed since it was read: {}.", names.join(", ")),
            act: Some(("Extract again", Command::Run(Step::Extraction))),
            is_own: own.contains(&Step::Extraction),
        });
    }
    let inbox = open.inbox();
    let mut mine = inbox.open().filter(|entry| entry.is_for(workbench.role));
    if let Some(newest) = mine.next() {
        let rest = match mine.count() {
            0 => String::new(),
            n => format!("; and {n} more"),
        };
        needs.push(Need {
            tone: Tone::Warn,
            state: "alarms",
            name: Step::Monitoring.name().to_owned(),
            page: Page::Step(Step::Monitoring),
            words: format!("{}{rest}", newest.row.text),
            act: None,
            is_own: own.contains(&Step::Monitoring),
        });
    }
    needs.sort_by_key(|need| !need.is_own);
    needs
}

/// What other roles handed over, or sent back.
fn handed(workbench: &Workbench) -> Vec<Need> {
    let Some(found) = workbench.workshop() else {
        return Vec::new();
    };
    let waits = |one: &&HandOver| one.waits_for(workbench.role);
    let waiting = found.hand_overs.iter().filter(waits);
    waiting
        .map(|one| {
            let is_back = one.state == HandOverState::Returned;
            let accepted = HandOver {
                state: HandOverState::Accepted,
                ..one.clone()
            };
            let accept = WorkshopCommand::HandOver(Box::new(accepted));
            let other = if is_back { one.to } else { one.from };
            Need {
                tone: if is_back { Tone::Warn } else { Tone::Accent },
                state: if is_back { "sent back" } else { "handed over" },
                name: one.about.name().to_owned(),
                page: Page::Workshop,
                words: format!("{}: {}", other.name(), one.note),
                act: (!is_back).then_some(("Accept", Command::Workshop(accept))),
                is_own: true,
            }
        })
        .collect()
}
