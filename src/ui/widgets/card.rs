use egui::{CornerRadius, Frame, Margin, RichText, Stroke, Ui};

use crate::ui::theme::{UiExt as _, space, text};

/// A titled surface that fills the width it is given.
pub(in crate::ui) fn card<R>(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    card_with(ui, title, |_| {}, add)
}

/// A card with something to do at the right of its title; `actions` are laid from right to left.
pub(in crate::ui) fn card_with<R>(
    ui: &mut Ui,
    title: &str,
    actions: impl FnOnce(&mut Ui),
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let tokens = ui.tokens();
    let frame = Frame::new()
        .fill(tokens.surface)
        .stroke(Stroke::new(1.0, tokens.border))
        .corner_radius(CornerRadius::same(space::ROUND))
        .inner_margin(Margin::same(space::CARD));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        if !title.is_empty() {
            ui.horizontal(|ui| {
                ui.label(RichText::new(title).font(text::section()));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), actions);
            });
            ui.add_space(space::XS);
        }
        add(ui)
    });
    ui.add_space(space::S);
    shown.inner
}
