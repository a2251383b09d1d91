use std::f32::consts::TAU;

use egui::{Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, pos2};

/// A mark, drawn with lines so that it is sharp at every size and in every theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Icon {
    /// Done, open, good.
    Check,
    /// Failed, shut, bad; also: close, remove.
    Cross,
    /// Worth a look.
    Warning,
    /// Good to know.
    Info,
    /// Home.
    Home,
    /// Registered models.
    Cube,
    /// Settings.
    Sliders,
    /// The guide.
    Book,
    /// Back one step.
    Undo,
    /// Forward again.
    Redo,
    /// The house mark.
    Nonagon,
}

/// Draws `mark` in a square of `side` points.
pub(in crate::ui) fn icon(ui: &mut Ui, mark: Icon, side: f32, ink: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    paint_icon(ui.painter(), rect, mark, ink);
    response
}

/// Draws `mark` into `rect`.
pub(in crate::ui) fn paint_icon(painter: &Painter, rect: Rect, mark: Icon, ink: Color32) {
    let stroke = Stroke::new((rect.width() / 9.0).clamp(1.3, 2.5), ink);
    let at = |x: f32, y: f32| {
        pos2(
            rect.left() + x * rect.width(),
            rect.top() + y * rect.height(),
        )
    };
    let line = |points: &[(f32, f32)]| {
        let points: Vec<Pos2> = points.iter().map(|&(x, y)| at(x, y)).collect();
        painter.add(Shape::line(points, stroke));
    };
    let closed = |points: Vec<Pos2>| {
        painter.add(Shape::closed_line(points, stroke));
    };
    match mark {
        Icon::Check => line(&[(0.12, 0.55), (0.4, 0.82), (0.9, 0.2)]),
        Icon::Cross => {
            line(&[(0.18, 0.18), (0.82, 0.82)]);
            line(&[(0.82, 0.18), (0.18, 0.82)]);
        }
        Icon::Warning => {
            closed(vec![at(0.5, 0.08), at(0.96, 0.9), at(0.04, 0.9)]);
            line(&[(0.5, 0.38), (0.5, 0.62)]);
            painter.circle_filled(at(0.5, 0.76), stroke.width * 0.7, ink);
        }
        Icon::Info => {
            painter.circle_stroke(rect.center(), rect.width() * 0.46, stroke);
            line(&[(0.5, 0.46), (0.5, 0.76)]);
            painter.circle_filled(at(0.5, 0.28), stroke.width * 0.8, ink);
        }
        Icon::Home => {
            line(&[(0.04, 0.5), (0.5, 0.1), (0.96, 0.5)]);
            line(&[(0.16, 0.44), (0.16, 0.92), (0.84, 0.92), (0.84, 0.44)]);
        }
        Icon::Cube => {
            closed(vec![
                at(0.5, 0.04),
                at(0.92, 0.26),
                at(0.92, 0.74),
                at(0.5, 0.96),
                at(0.08, 0.74),
                at(0.08, 0.26),
            ]);
            line(&[(0.08, 0.26), (0.5, 0.5), (0.92, 0.26)]);
            line(&[(0.5, 0.5), (0.5, 0.96)]);
        }
        Icon::Sliders => {
            for (y, x) in [(0.2, 0.68), (0.5, 0.3), (0.8, 0.6)] {
                line(&[(0.04, y), (0.96, y)]);
                painter.circle_filled(at(x, y), rect.width() * 0.13, ink);
            }
        }
        Icon::Book => {
            closed(vec![
                at(0.08, 0.16),
                at(0.5, 0.26),
                at(0.5, 0.92),
                at(0.08, 0.8),
            ]);
            closed(vec![
                at(0.92, 0.16),
                at(0.5, 0.26),
                at(0.5, 0.92),
                at(0.92, 0.8),
            ]);
        }
        Icon::Undo => {
            line(&[(0.36, 0.14), (0.1, 0.38), (0.36, 0.62)]);
            line(&[
                (0.1, 0.38),
                (0.64, 0.38),
                (0.88, 0.58),
                (0.84, 0.8),
                (0.6, 0.9),
                (0.4, 0.9),
            ]);
        }
        Icon::Redo => {
            line(&[(0.64, 0.14), (0.9, 0.38), (0.64, 0.62)]);
            line(&[
                (0.9, 0.38),
                (0.36, 0.38),
                (0.12, 0.58),
                (0.16, 0.8),
                (0.4, 0.9),
                (0.6, 0.9),
            ]);
        }
        Icon::Nonagon => closed(nonagon(rect.center(), rect.width() * 0.46)),
    }
}

/// The corners of the house mark, from the top clockwise.
pub(in crate::ui) fn nonagon(center: Pos2, radius: f32) -> Vec<Pos2> {
    (0..9)
        .map(|i| {
            let angle = TAU * i as f32 / 9.0 - TAU / 4.0;
            center + radius * Vec2::angled(angle)
        })
        .collect()
}
