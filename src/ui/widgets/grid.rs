use egui::{Align, Layout, Ui};

use crate::ui::theme::space;

/// Lays `n` cells side by side, as many in a row as fit with `min_width` each.
pub(in crate::ui) fn grid(
    ui: &mut Ui,
    min_width: f32,
    n: usize,
    mut add: impl FnMut(&mut Ui, usize),
) {
    let width = ui.available_width();
    let fit = ((width + space::M) / (min_width + space::M)).floor() as usize;
    // Rows of even length: five cells of which four fit stand as three and two.
    let rows = n.div_ceil(fit.clamp(1, n.max(1))).max(1);
    let per_row = n.div_ceil(rows).max(1);
    let spacing = ui.spacing().item_spacing;
    let mut next = 0;
    while next < n {
        ui.spacing_mut().item_spacing.x = space::M;
        ui.columns(per_row, |columns| {
            for ui in columns.iter_mut().take(n - next) {
                ui.spacing_mut().item_spacing = spacing;
                // Columns justify their text, which pulls the words of a short line apart.
                ui.with_layout(Layout::top_down(Align::Min), |ui| add(ui, next));
                next += 1;
            }
        });
        ui.spacing_mut().item_spacing = spacing;
    }
}
