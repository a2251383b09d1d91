use egui::{Label, RichText, Ui};

use crate::{
    steps::monitoring::{Quiet, Report},
    ui::{
        theme::{UiExt as _, text},
        widgets::{form, text_button},
    },
    workbench::{AlertCommand, AlertSettings, Command, Commands},
};

/// The rules, what they keep back, and where new alerts are posted.
pub(super) fn form(
    ui: &mut Ui,
    report: &Report,
    settings: &AlertSettings,
    commands: &mut Commands,
) {
    let mut wanted = settings.clone();
    let rules = &mut wanted.rules;
    let help = "An alert of drift is raised only where chance makes its like at most this often in 100 chunks of a column that did not change";
    let mut changed = form::number(
        ui,
        "False alarms in 100",
        help,
        &mut rules.per_100_chunks,
        0.01..=100.0,
    );
    let mut whole = |label: &str, help: &str, value: &mut usize, least: u64| {
        let mut wide = *value as u64;
        if form::whole(ui, label, help, &mut wide, least..=100) {
            *value = usize::try_from(wide).unwrap_or(usize::MAX);
            changed = true;
        }
    };
    let help = "So many chunks in a row must tell the same; more is calmer and later";
    whole("Chunks in a row", help, &mut rules.in_a_row, 1);
    let help = "For so many chunks after an alert nothing more is raised about the same subject";
    whole("Cool-down, in chunks", help, &mut rules.cool_down, 0);
    let help = "New alerts are posted there as JSON. Nothing is ever sent while it is empty";
    changed |= form::text_line(ui, "Web hook", help, &mut wanted.hook);
    if changed {
        commands.push(Command::Alert(AlertCommand::Settings(wanted)));
    }
    if !settings.hook.trim().is_empty() {
        ui.horizontal(|ui| {
            let hint = "Posts a text without an alert, so that you see whether it arrives";
            if text_button(ui, "Try the web hook")
                .on_hover_text(hint)
                .clicked()
            {
                commands.push(Command::Alert(AlertCommand::TryHook));
            }
        });
    }
    let weak = ui.tokens().text_weak;
    let raised = settings.rules.raise(report);
    let of = |why: Quiet| {
        raised
            .quiet
            .iter()
            .filter(|(_, quiet)| *quiet == why)
            .count()
    };
    let words = format!(
        "Of {} alerts in this report {} are raised; {} are more often chance than the budget allows, {} stand alone, {} came while their subject cooled down.",
        report.alerts.len(),
        raised.alerts.len(),
        of(Quiet::Budget),
        of(Quiet::Alone),
        of(Quiet::CoolDown)
    );
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
}
