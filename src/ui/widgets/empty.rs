use egui::{RichText, Ui};

use super::{Icon, icon};
use crate::ui::theme::{UiExt as _, space, text};

/// What stands where nothing is yet: what will be here, and how to get it.
pub(in crate::ui) fn empty<R>(
    ui: &mut Ui,
    title: &str,
    explanation: &str,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let ink = ui.tokens().text_weak;
    ui.vertical_centered(|ui| {
        ui.add_space(space::L);
        icon(ui, Icon::Nonagon, 40.0, ui.tokens().border);
        ui.add_space(space::S);
        ui.label(RichText::new(title).font(text::section()));
        ui.set_max_width(ui.available_width().min(460.0));
        ui.label(RichText::new(explanation).color(ink));
        ui.add_space(space::S);
        let shown = add(ui);
        ui.add_space(space::L);
        shown
    })
    .inner
}
