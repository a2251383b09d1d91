//! What the pages of all nine steps share: the title, how the step stands, and what can be done.

use egui::{CornerRadius, Frame, Layout, Margin, RichText, ScrollArea, Ui};

use crate::{
    steps::Step,
    ui::{
        step_mark,
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, chip, empty, icon, primary_button, text_button},
        words,
    },
    workbench::{Command, Commands, OpenProject, Page, Role, StepState, Workbench},
};

/// Shows `body` under the head of `step`, or says that no project is open.
pub(super) fn show(
    ui: &mut Ui,
    step: Step,
    workbench: &Workbench,
    commands: &mut Commands,
    body: impl FnOnce(&mut Ui, &OpenProject, &mut Commands),
) {
    let Some(open) = &workbench.project else {
        empty(
            ui,
            "No project is open",
            "A project holds what you decide in each of the nine steps. Open a sample or a table to start one.",
            |ui| {
                if primary_button(ui, true, "Go to the start page").clicked() {
                    commands.push(Command::Open(Page::Home));
                }
            },
        );
        return;
    };
    let state = workbench.step_state(step);
    head(ui, step, &state, workbench, commands);
    banner(ui, step, &state, workbench, commands);
    ScrollArea::vertical()
        .id_salt(("page", step))
        .auto_shrink(false)
        .content_margin(space::SCROLLED)
        .show(ui, |ui| {
            // The last result stays where it is while the new one is made, and says by its paleness
            // that it is about to go.
            if matches!(state, StepState::Running(_)) {
                ui.set_opacity(0.55);
            }
            body(ui, open, commands);
            ui.add_space(space::L);
        });
}

fn head(
    ui: &mut Ui,
    step: Step,
    state: &StepState,
    workbench: &Workbench,
    commands: &mut Commands,
) {
    ui.horizontal(|ui| {
        step_mark::large(ui, step, state);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.horizontal(|ui| {
                ui.label(RichText::new(step.name()).font(text::title()));
                let (tone, word) = step_mark::words(state);
                chip(ui, tone, word);
                sampled(ui, workbench);
                if let Some(seconds) = workbench
                    .project
                    .as_ref()
                    .and_then(|open| open.seconds.get(&step))
                {
                    let weak = ui.tokens().text_weak;
                    ui.label(
                        RichText::new(format!("took {seconds:.1} s"))
                            .small()
                            .color(weak),
                    );
                }
            });
            let roles: Vec<&str> = Role::of_step(step).map(Role::name).collect();
            let weak = ui.tokens().text_weak;
            ui.label(
                RichText::new(format!("Usually done by: {}", roles.join(", ")))
                    .small()
                    .color(weak),
            );
        });
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            actions(ui, step, state, workbench, commands);
        });
    });
    ui.add_space(space::S);
}

/// Says on every step that the data set is a sample, and of what.
fn sampled(ui: &mut Ui, workbench: &Workbench) {
    let extraction = workbench
        .project
        .as_ref()
        .and_then(|open| open.results.extraction.as_ref());
    let Some(report) = extraction.map(|done| &done.report) else {
        return;
    };
    if let Some(sampled) = report.sampled {
        let words = format!(
            "Sample: {} of {} rows, seed {}",
            words::count(report.rows),
            words::count(sampled.of),
            sampled.seed
        );
        chip(ui, Tone::Warn, &words)
            .on_hover_text("Drawn by lot in step 2. Every figure is of these rows only.");
    }
}

fn actions(
    ui: &mut Ui,
    step: Step,
    state: &StepState,
    workbench: &Workbench,
    commands: &mut Commands,
) {
    if matches!(state, StepState::Running(_)) {
        if primary_button(ui, true, "Stop").clicked() {
            commands.push(Command::Stop);
        }
        return;
    }
    let ready = workbench.is_ready(step);
    let fresh = *state == StepState::Fresh;
    if let Some(next) = step.next().filter(|_| fresh) {
        if primary_button(ui, true, &format!("Go on to {}", next.name())).clicked() {
            commands.push(Command::Open(Page::Step(next)));
        }
        if text_button(ui, "Run again")
            .on_hover_text("Ctrl+R")
            .clicked()
        {
            commands.push(Command::Run(step));
        }
    } else if ready {
        let word = if fresh { "Run again" } else { "Run this step" };
        if primary_button(ui, true, word)
            .on_hover_text("Ctrl+R")
            .clicked()
        {
            commands.push(Command::Run(step));
        }
    } else {
        let hint = "Runs every earlier step that is not up to date, then this one";
        if primary_button(ui, true, "Run up to here")
            .on_hover_text(hint)
            .clicked()
        {
            commands.push(Command::RunThrough(step));
        }
    }
}

/// Says why the result is old or missing, and what to do.
fn banner(
    ui: &mut Ui,
    step: Step,
    state: &StepState,
    workbench: &Workbench,
    commands: &mut Commands,
) {
    let (tone, words) = match state {
        StepState::Failed(why) => (Tone::Bad, why.clone()),
        StepState::Blocked(why) => (Tone::Warn, why.clone()),
        StepState::Stale => (
            Tone::Warn,
            "Something that this result depends on has changed since. What you see is the old result.".to_owned(),
        ),
        StepState::Empty | StepState::Running(_) | StepState::Fresh => return,
    };
    let (ink, ground) = tone.colors(ui.tokens());
    Frame::new()
        .fill(ground)
        .corner_radius(CornerRadius::same(space::ROUND_SMALL))
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                icon(ui, tone.icon().unwrap_or(Icon::Info), 16.0, ink);
                // As high as a button, so that one line stands beside it and not below its middle.
                let width = (ui.available_width() - 150.0).max(200.0);
                let size = egui::vec2(width, ui.spacing().interact_size.y);
                let middle = Layout::left_to_right(egui::Align::Center).with_main_wrap(true);
                ui.allocate_ui_with_layout(size, middle, |ui| {
                    ui.add(egui::Label::new(RichText::new(words).color(ink)).wrap());
                });
                if *state == StepState::Stale && text_button(ui, "Bring up to date").clicked() {
                    commands.push(if workbench.is_ready(step) {
                        Command::Run(step)
                    } else {
                        Command::RunThrough(step)
                    });
                }
            });
        });
    ui.add_space(space::S);
}
