//! How a step stands, as a mark and as a word.

use std::f32::consts::TAU;

use egui::{Align2, Color32, FontId, Painter, Rect, Sense, Shape, Stroke, Ui, Vec2, vec2};

use super::{
    theme::{Tokens, UiExt as _, text},
    widgets::{Icon, Tone, paint_icon},
};
use crate::{steps::Step, workbench::StepState};

/// The state as a tone and a word.
pub(super) fn words(state: &StepState) -> (Tone, &'static str) {
    match state {
        StepState::Empty => (Tone::Neutral, "not run yet"),
        StepState::Running(_) => (Tone::Accent, "running"),
        StepState::Fresh => (Tone::Good, "up to date"),
        StepState::Stale => (Tone::Warn, "stale"),
        StepState::Failed(_) => (Tone::Bad, "failed"),
        StepState::Blocked(_) => (Tone::Bad, "blocked by a gate"),
    }
}

/// The mark beside a page's title.
pub(super) fn large(ui: &mut Ui, step: Step, state: &StepState) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(40.0), Sense::hover());
    paint(
        ui.painter(),
        rect,
        (step, state),
        (text::section(), ui.tokens()),
    );
}

/// The mark in the navigation, painted into `rect`.
pub(super) fn small(ui: &Ui, rect: Rect, step: Step, state: &StepState) {
    paint(
        ui.painter(),
        rect,
        (step, state),
        (text::label(), ui.tokens()),
    );
}

/// A ring with the step's number; what has run is filled, what went wrong wears a badge.
fn paint(
    painter: &Painter,
    rect: Rect,
    (step, state): (Step, &StepState),
    (font, tokens): (FontId, &Tokens),
) {
    let (center, radius) = (rect.center(), rect.width() / 2.0 - 1.0);
    let (ink, _) = words(state).0.colors(tokens);
    let number = (step.index() + 1).to_string();
    let write =
        |color: Color32| painter.text(center, Align2::CENTER_CENTER, &number, font.clone(), color);
    match state {
        StepState::Empty => {
            painter.circle_stroke(center, radius, Stroke::new(1.2, tokens.border));
            write(tokens.text_weak);
        }
        StepState::Running(fraction) => {
            painter.circle_stroke(center, radius, Stroke::new(2.0, tokens.border));
            let turn = fraction.clamp(0.02, 1.0) * TAU;
            let points = (0..=48)
                .map(|i| center + radius * Vec2::angled(turn * i as f32 / 48.0 - TAU / 4.0))
                .collect();
            painter.add(Shape::line(points, Stroke::new(2.0, ink)));
            write(ink);
        }
        StepState::Fresh => {
            painter.circle_filled(center, radius, tokens.good_soft);
            painter.circle_stroke(center, radius, Stroke::new(1.2, ink));
            write(ink);
            badge(painter, rect, Icon::Check, (ink, tokens));
        }
        StepState::Stale => {
            painter.add(Shape::dashed_line(
                &(0..=40)
                    .map(|i| center + radius * Vec2::angled(TAU * i as f32 / 40.0))
                    .collect::<Vec<_>>(),
                Stroke::new(1.4, ink),
                3.0,
                2.5,
            ));
            write(ink);
            badge(painter, rect, Icon::Warning, (ink, tokens));
        }
        StepState::Failed(_) | StepState::Blocked(_) => {
            painter.circle_filled(center, radius, tokens.bad_soft);
            painter.circle_stroke(center, radius, Stroke::new(1.2, ink));
            write(ink);
            badge(painter, rect, Icon::Cross, (ink, tokens));
        }
    }
}

fn badge(painter: &Painter, rect: Rect, mark: Icon, (ink, tokens): (Color32, &Tokens)) {
    let side = rect.width() * 0.44;
    let center = rect.right_bottom() - vec2(side * 0.22, side * 0.22);
    painter.circle_filled(center, side * 0.62, tokens.surface);
    let mark_rect = Rect::from_center_size(center, Vec2::splat(side * 0.72));
    paint_icon(painter, mark_rect, mark, ink);
}
