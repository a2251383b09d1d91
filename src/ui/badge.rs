//! The house mark: a nonagon with one side per step.

use egui::{Align2, Color32, Pos2, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::{
    step_mark,
    theme::{UiExt as _, text},
    widgets::nonagon,
};
use crate::{
    steps::Step,
    workbench::{StepState, Workbench},
};

/// Draws the badge `side` points wide: a side is coloured once its step has a result, and the
/// number of steps that are up to date stands inside.
pub(super) fn badge(ui: &mut Ui, side: f32, workbench: &Workbench) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    let states = Step::ALL.map(|step| workbench.step_state(step));
    let fresh = states
        .iter()
        .filter(|state| **state == StepState::Fresh)
        .count();
    paint(ui, rect, &states, fresh);
    let said = format!("{fresh} of 9 steps are up to date");
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &said));
    response.on_hover_text(said);
}

fn paint(ui: &Ui, rect: Rect, states: &[StepState; 9], fresh: usize) {
    let tokens = ui.tokens();
    let width = (rect.width() / 12.0).clamp(2.0, 7.0);
    let radius = rect.width() / 2.0 - width / 2.0;
    let corners = nonagon(rect.center(), radius);
    for (i, state) in states.iter().enumerate() {
        let color = match state {
            StepState::Empty => tokens.border,
            state => step_mark::words(state).0.colors(tokens).0,
        };
        paint_side(ui, (corners[i], corners[(i + 1) % 9]), width, color);
    }
    let font = if rect.width() > 60.0 {
        text::figure()
    } else {
        text::label()
    };
    let inside = if fresh == 0 {
        String::new()
    } else {
        fresh.to_string()
    };
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        inside,
        font,
        tokens.text,
    );
}

/// One side, a little short of its corners so that nine of them can be told apart.
fn paint_side(ui: &Ui, (from, to): (Pos2, Pos2), width: f32, color: Color32) {
    let gap = (to - from) * 0.07;
    ui.painter()
        .line_segment([from + gap, to - gap], Stroke::new(width, color));
}
