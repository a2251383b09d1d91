use egui::{Button, Response, RichText, Stroke, Ui, Vec2, WidgetInfo};

use super::{Icon, paint_icon};
use crate::ui::theme::{UiExt as _, text};

/// The one thing that a page wants the user to do next.
pub(in crate::ui) fn primary_button(ui: &mut Ui, enabled: bool, word: &str) -> Response {
    let tokens = ui.tokens();
    let text = RichText::new(word)
        .font(text::strong())
        .color(tokens.on_accent);
    let button = Button::new(text).fill(tokens.accent).stroke(Stroke::NONE);
    ui.add_enabled(enabled, button)
}

/// A button that does not ask for attention.
pub(in crate::ui) fn text_button(ui: &mut Ui, word: &str) -> Response {
    let text = RichText::new(word)
        .font(text::strong())
        .color(ui.tokens().accent);
    ui.add(Button::new(text).frame_when_inactive(false))
}

/// A square button; screen readers and tests find it by `name`.
pub(in crate::ui) fn icon_button(ui: &mut Ui, mark: Icon, name: &str) -> Response {
    let side = ui.spacing().interact_size.y;
    let button = Button::new("")
        .frame_when_inactive(false)
        .min_size(Vec2::splat(side));
    let response = ui.add(button);
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, enabled, name));
    let tokens = ui.tokens();
    let ink = if response.hovered() {
        tokens.accent
    } else {
        tokens.text_weak
    };
    paint_icon(ui.painter(), response.rect.shrink(6.0), mark, ink);
    response.on_hover_text(name)
}
