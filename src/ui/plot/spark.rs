use egui::{Color32, CornerRadius, Rect, Response, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::ui::theme::UiExt as _;

/// A histogram as small as a word, for a cell of a table. `name` says what it shows.
pub(in crate::ui) fn spark(ui: &mut Ui, name: &str, counts: &[u64], size: Vec2) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
    if ui.is_rect_visible(rect) {
        paint(ui, rect, counts, ui.tokens().series[0]);
    }
    response
}

fn paint(ui: &Ui, rect: Rect, counts: &[u64], ink: Color32) {
    let base = ui.tokens().border;
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, (1.0, base));
    let Some(highest) = counts.iter().copied().max().filter(|highest| *highest > 0) else {
        return;
    };
    let width = rect.width() / counts.len() as f32;
    let gap = if width > 3.0 { 1.0 } else { 0.0 };
    for (i, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        // What is there is seen, however rare it is.
        let height = (count as f32 / highest as f32 * (rect.height() - 1.0)).max(1.5);
        let left = rect.left() + i as f32 * width;
        let bar = Rect::from_min_size(
            pos2(left, rect.bottom() - 1.0 - height),
            vec2((width - gap).max(1.0), height),
        );
        ui.painter().rect_filled(bar, CornerRadius::ZERO, ink);
    }
}
