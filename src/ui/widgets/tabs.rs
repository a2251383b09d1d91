use egui::{RichText, Role, Ui, WidgetInfo};

use crate::ui::theme::{UiExt as _, space, text};

/// The parts of a page, one of which is shown; true when another one was chosen.
pub(in crate::ui) fn tabs<T: Copy + PartialEq>(
    ui: &mut Ui,
    chosen: &mut T,
    options: &[(T, &str)],
) -> bool {
    let before = *chosen;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        for (option, name) in options {
            let selected = option == chosen;
            let tokens = ui.tokens();
            let ink = if selected {
                tokens.accent
            } else {
                tokens.text_weak
            };
            let words = RichText::new(*name).font(text::strong()).color(ink);
            let tab = ui.selectable_label(selected, words);
            tab.widget_info(|| WidgetInfo::selected(Role::Tab, true, selected, *name));
            if tab.clicked() {
                *chosen = *option;
            }
        }
    });
    ui.add_space(space::S);
    before != *chosen
}
