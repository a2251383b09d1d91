use egui::{CornerRadius, Frame, Label, Margin, RichText, Ui};

use super::{View, bullet::bullet, decision};
use crate::{
    gates::{Gate, GateResult, Verdict},
    steps::validation::Report,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, chip, icon, text_button},
        words,
    },
    workbench::Commands,
};

/// Every gate; those that need somebody come first.
pub(super) fn list(ui: &mut Ui, report: &Report, view: &mut View, commands: &mut Commands) {
    if report.gates.is_empty() {
        ui.weak("No gate is set, so any model passes. Set a success criterion in step 1.");
    }
    let passed = report.gates.iter().filter(|gate| gate.is_open());
    for (index, gate) in report.failed().chain(passed).enumerate() {
        ui.push_id(("gate", index), |ui| row(ui, gate, view, commands));
    }
}

/// The tone of a verdict; its mark and its word say the same.
pub(super) fn tone(verdict: &Verdict) -> (Tone, Icon) {
    match verdict {
        Verdict::Pass => (Tone::Good, Icon::Check),
        Verdict::Fail => (Tone::Bad, Icon::Cross),
        Verdict::Unknown => (Tone::Warn, Icon::Warning),
        Verdict::Waived { .. } => (Tone::Accent, Icon::Info),
    }
}

fn row(ui: &mut Ui, gate: &GateResult, view: &mut View, commands: &mut Commands) {
    let (tone, mark) = tone(&gate.verdict);
    let tokens = ui.tokens();
    let (ink, ground) = tone.colors(tokens);
    let (fill, border) = if gate.is_open() {
        (tokens.surface, tokens.border)
    } else {
        (ground, ink)
    };
    Frame::new()
        .fill(fill)
        .stroke((1.0, border))
        .corner_radius(CornerRadius::same(space::ROUND_SMALL))
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                icon(ui, mark, 18.0, ink);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    head(ui, gate, tone, view);
                    let words = RichText::new(&gate.explanation).color(tokens.text_weak);
                    ui.add(Label::new(words).wrap());
                    if let Verdict::Waived { reason, by, at } = &gate.verdict {
                        let told = format!("Waived by {by} on {}: {reason}", words::time(*at));
                        ui.add(Label::new(RichText::new(told).color(ink)).wrap());
                    }
                    measures(ui, gate, ink);
                    evidence(ui, gate);
                    if view.deciding.as_deref() == Some(gate.title.as_str()) {
                        decision::form(ui, gate, view, commands);
                    }
                });
            });
        });
}

fn head(ui: &mut Ui, gate: &GateResult, tone: Tone, view: &mut View) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&gate.title).font(text::strong()))
            .on_hover_text(gate.gate.info().summary);
        chip(ui, tone, gate.verdict.word());
        let word = match gate.gate {
            Gate::SignOff if gate.is_open() => "Withdraw…",
            Gate::SignOff => "Sign off…",
            _ if gate.is_open() => return,
            _ => "Waive…",
        };
        let button = text_button(ui, word);
        let name = format!("{word} {}", gate.title);
        let enabled = ui.is_enabled();
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &name));
        if button.clicked() {
            view.deciding = match view.deciding.take() {
                Some(open) if open == gate.title => None,
                _ => Some(gate.title.clone()),
            };
        }
    });
}

/// What was asked, what was reached, and by how much a shut gate was missed.
fn measures(ui: &mut Ui, gate: &GateResult, ink: egui::Color32) {
    let weak = ui.tokens().text_weak;
    if gate.value.value().is_none() && gate.limit.value().is_none() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        bullet(ui, gate, ink);
        let mut pair = |what: &str, value: &str| {
            ui.label(RichText::new(what).font(text::label()).color(weak));
            ui.label(RichText::new(value).font(text::strong()));
            ui.add_space(space::S);
        };
        pair("reached", &words::figure(&gate.value));
        pair("asked", &words::figure(&gate.limit));
        if let Some((low, high)) = gate.interval {
            let between = format!("{} to {}", words::number(low), words::number(high));
            pair("95 % interval", &between);
        }
        if let (Verdict::Fail, Some(value), Some(limit)) =
            (&gate.verdict, gate.value.value(), gate.limit.value())
        {
            pair("missed by", &words::number((value - limit).abs()));
        }
    });
}

fn evidence(ui: &mut Ui, gate: &GateResult) {
    if gate.evidence.is_empty() {
        return;
    }
    let weak = ui.tokens().text_weak;
    ui.collapsing(format!("Evidence for {}", gate.title), |ui| {
        for (what, found) in &gate.evidence {
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(what).font(text::label()).color(weak));
                ui.label(found);
            });
        }
        ui.label(
            RichText::new(format!("decided by {}", gate.decided_by))
                .font(text::label())
                .color(weak),
        );
    });
}
