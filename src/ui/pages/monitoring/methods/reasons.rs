use egui::{Label, RichText, Sense, Ui, vec2};

use crate::{
    drift::{Distance, disagreement::Disagreement},
    ui::{
        plot::MethodRow,
        theme::{UiExt as _, space, text},
        widgets::{Tone, chip, text_button},
    },
};

/// What is known of why methods disagree about a column; true if its windows are to be looked at.
pub(super) fn show(ui: &mut Ui, row: &MethodRow, reasons: &[Disagreement]) -> bool {
    let weak = ui.tokens().text_weak;
    if reasons.is_empty() {
        let fires = row.calls.iter().filter(|call| call.fires == Some(true));
        let words = match fires.count() {
            0 => "No method would call this drift.",
            n if n == row.calls.iter().filter(|call| call.fires.is_some()).count() => {
                "Every method that applies would call this drift."
            }
            _ => "Methods differ by little: the figures lie near their limits.",
        };
        ui.label(RichText::new(words).color(weak));
    }
    for reason in reasons {
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            for method in &reason.fires {
                chip(ui, Tone::Bad, &format!("{} fires", name(*method)));
            }
            for method in &reason.quiet {
                chip(ui, Tone::Good, &format!("{} is quiet", name(*method)));
            }
        });
        ui.add(Label::new(&reason.words).wrap());
    }
    ui.add_space(space::XS);
    text_button(ui, &format!("Look at {} in this chunk", row.name)).clicked()
}

fn name(method: Distance) -> &'static str {
    method.info().name
}

/// What the marks of the map mean.
pub(super) fn key(ui: &mut Ui) {
    let tokens = ui.tokens();
    ui.horizontal_wrapped(|ui| {
        crate::ui::plot::verdict_key(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(16.0, 14.0), Sense::hover());
        ui.painter().hline(
            rect.shrink2(vec2(4.0, 0.0)).x_range(),
            rect.center().y,
            (1.0, tokens.text_weak),
        );
        let words = RichText::new("does not apply").font(text::label());
        ui.label(words.color(tokens.text_weak));
    });
    let words = "Limits that are usual elsewhere: p at most 0.05 for Kolmogorov-Smirnov and chi-square, 0.1 for the others, 0.5 % for unseen categories. The own verdict uses none of them.";
    let words = RichText::new(words)
        .font(text::label())
        .color(tokens.text_weak);
    ui.add(Label::new(words).wrap());
}
