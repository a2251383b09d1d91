use egui::{CollapsingHeader, RichText, Ui};

use crate::{
    automation::{PipelineRun, RunState, StepNote, StepOutcome, told},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, chip, primary_button, text_button},
        words,
    },
    workbench::{AutomationCommand, Command, Commands, OpenProject, TrackedRun, Workbench},
};

/// Runs that are shown.
const SHOWN: usize = 12;

/// What waits, what goes on, and what can be done about it.
pub(super) fn now(
    ui: &mut Ui,
    (workbench, open): (&Workbench, &OpenProject),
    commands: &mut Commands,
) {
    let (automation, state) = (&open.project.automation, &open.automation);
    let weak = ui.tokens().text_weak;
    let ask = |commands: &mut Commands, command| commands.push(Command::Automation(command));
    ui.horizontal(|ui| {
        let can = automation.is_awake() && state.current().is_none();
        if primary_button(ui, can, "Run now").clicked() {
            let by = workbench.role.name().to_owned();
            ask(commands, AutomationCommand::RunNow(by));
        }
        if state.current().is_some() && text_button(ui, "Stop the run").clicked() {
            ask(commands, AutomationCommand::StopRun);
        }
        if state.watch.held.is_some() && text_button(ui, "Release the triggers").clicked() {
            ask(commands, AutomationCommand::Release);
        }
    });
    if let Some(held) = &state.watch.held {
        ui.horizontal_wrapped(|ui| {
            chip(ui, Tone::Bad, "triggers held");
            ui.label(&held.why);
        });
    }
    for cause in state.watch.waiting() {
        ui.horizontal_wrapped(|ui| {
            chip(ui, Tone::Warn, cause.trigger.name());
            ui.label(&cause.text);
            if let Some(why) = &state.waits {
                ui.label(RichText::new(format!("Waits {why}.")).color(weak));
            }
        });
    }
    for (name, why) in &state.watch.gone {
        ui.horizontal_wrapped(|ui| {
            chip(ui, Tone::Warn, "source gone");
            ui.label(format!(
                "{name}: {why}. New data start nothing until it is back."
            ));
        });
    }
    if let Some(trouble) = &state.trouble {
        ui.label(
            RichText::new(format!("What was answered cannot be looked at: {trouble}"))
                .color(ui.tokens().warn),
        );
    }
    let due = state.watch.next_due(&automation.triggers, workbench.now());
    if let Some(due) = due.filter(|_| automation.is_awake()) {
        let due = format!(
            "By the schedule the next run is due at {} UTC.",
            words::time(due)
        );
        ui.label(RichText::new(due).color(weak));
    }
}

/// The latest runs, the newest first.
pub(super) fn runs(ui: &mut Ui, runs: &[TrackedRun]) {
    if runs.is_empty() {
        ui.label("There was none yet.");
    }
    for (i, tracked) in runs.iter().take(SHOWN).enumerate() {
        let run = &tracked.run;
        ui.horizontal_wrapped(|ui| {
            chip(ui, tone(run.state), run.state.name());
            ui.label(RichText::new(format!("Run {}", tracked.id)).font(text::strong()));
            ui.label(words::time(run.started_at));
            ui.label(told(&run.causes));
        });
        steps(ui, run);
        if !run.note.is_empty() {
            ui.label(RichText::new(&run.note).color(ui.tokens().text_weak));
        }
        if let Some(data) = &run.data {
            ui.label(RichText::new(data.told()).color(ui.tokens().text_weak));
        }
        rollout(ui, tracked, i == 0);
        ui.add_space(space::S);
    }
}

fn steps(ui: &mut Ui, run: &PipelineRun) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        for StepNote {
            step,
            outcome,
            seconds,
        } in &run.steps
        {
            let tone = match outcome {
                StepOutcome::Done => Tone::Good,
                StepOutcome::Failed => Tone::Bad,
                StepOutcome::Cached | StepOutcome::Waiting | StepOutcome::Skipped => Tone::Neutral,
            };
            let number = step.index() + 1;
            let word = format!("{number} {}", outcome.name());
            let about = format!(
                "{} {}: {}, {seconds:.2} s",
                number,
                step.name(),
                outcome.name()
            );
            chip(ui, tone, &word).on_hover_text(about);
        }
    });
}

fn rollout(ui: &mut Ui, tracked: &TrackedRun, is_newest: bool) {
    let Some(rollout) = &tracked.run.rollout else {
        return;
    };
    let title = format!(
        "Version {} beside version {}",
        rollout.version, rollout.before
    );
    CollapsingHeader::new(title)
        .id_salt(("rollout", tracked.id))
        .default_open(is_newest)
        .show(ui, |ui| {
            for (at, words) in &rollout.told {
                ui.label(format!("{}  {words}.", words::clock(*at)));
            }
            if rollout.told.is_empty() {
                ui.label("It waits for an endpoint. Start one in step 8.");
            }
        });
}

fn tone(state: RunState) -> Tone {
    match state {
        RunState::Running => Tone::Accent,
        RunState::Done => Tone::Good,
        RunState::NothingNew => Tone::Neutral,
        RunState::AwaitsPerson | RunState::RolledBack | RunState::Stopped => Tone::Warn,
        RunState::Blocked | RunState::Failed => Tone::Bad,
    }
}
