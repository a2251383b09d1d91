use egui::{RichText, Ui};

use crate::ui::theme::{UiExt as _, space, text};

/// The parts of a page, one of which is shown; true when another one was chosen.
pub(in crate::ui) fn tabs<T: Copy + PartialEq>(
    ui: &mut Ui,
    chosen: &mut T,
    options: &[(T, &str)],
) -> bool {
    let before = *chosen;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        for (option, words) in options {
            let selected = option == chosen;
            let tokens = ui.tokens();
            let ink = if selected {
                tokens.accent
            } else {
                tokens.text_weak
            };
            let words = RichText::new(*words).font(text::strong()).color(ink);
            if ui.selectable_label(selected, words).clicked() {
                *chosen = *option;
            }
        }
    });
    ui.add_space(space::S);
    before != *chosen
}
