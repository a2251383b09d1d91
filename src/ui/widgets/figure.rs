use egui::{Response, Ui};

use crate::{terms::Figure, ui::words};

/// A figure in three significant digits; a dash that says why on hovering where there is none.
pub(in crate::ui) fn figure(ui: &mut Ui, figure: &Figure) -> Response {
    let response = ui.label(words::figure(figure));
    match figure.reason() {
        Some(reason) => response.on_hover_text(format!("Not computable: {reason}")),
        None => response,
    }
}
