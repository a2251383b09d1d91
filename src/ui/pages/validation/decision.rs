use egui::Ui;

use super::View;
use crate::{
    gates::{Gate, GateResult, Ruling},
    ui::widgets::{form, primary_button, text_button},
    workbench::{Command, Commands, GateCommand},
};

/// Who decides about a gate, and why; without both nothing can be decided.
pub(super) fn form(ui: &mut Ui, gate: &GateResult, view: &mut View, commands: &mut Commands) {
    let help = "Stands in the history for good";
    form::text_line(ui, "Who decides", help, &mut view.by);
    form::text_line(ui, "Reason", help, &mut view.reason);
    let ready = !view.by.trim().is_empty() && !view.reason.trim().is_empty();
    let mut decided = None;
    ui.horizontal(|ui| {
        if gate.gate == Gate::SignOff {
            if primary_button(ui, ready, "Sign off").clicked() {
                decided = Some(Ruling::SignOff);
            }
            if ui
                .add_enabled(ready, egui::Button::new("Refuse to sign off"))
                .clicked()
            {
                decided = Some(Ruling::Refuse);
            }
        } else if primary_button(ui, ready, "Waive this gate")
            .on_hover_text("The model may pass although the gate is shut; the reason is kept")
            .clicked()
        {
            decided = Some(Ruling::Waive);
        }
        if text_button(ui, "Leave it").clicked() {
            view.deciding = None;
        }
    });
    if let Some(ruling) = decided {
        commands.push(Command::Gate(GateCommand::Decide {
            gate: gate.title.clone(),
            ruling,
            reason: std::mem::take(&mut view.reason),
            by: view.by.clone(),
        }));
        view.deciding = None;
    }
}
