use egui::{Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::{
    gates::GateResult,
    ui::{
        theme::{UiExt as _, space},
        words,
    },
};

/// Width and height, in points.
const SIZE: egui::Vec2 = vec2(260.0, 22.0);

/// The value of a gate against its limit: where the value may lie is tinted, the limit is a line,
/// the value a dot with its interval. Nothing where the gate has no two figures.
pub(super) fn bullet(ui: &mut Ui, gate: &GateResult, ink: egui::Color32) -> Option<Response> {
    let (value, limit) = (gate.value.value()?, gate.limit.value()?);
    let (low, high) = gate.interval.unwrap_or((value, value));
    let ends = [value, limit, low, high];
    let least = ends.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let room = ((most - least) * 0.25).max(most.abs() * 0.02).max(1e-9);
    let (from, to) = (least - room, most + room);
    let (rect, response) = ui.allocate_exact_size(SIZE, Sense::hover());
    let told = told(gate, value, limit);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &told));
    let tokens = ui.tokens();
    let x = |value: f64| {
        let share = ((value - from) / (to - from)) as f32;
        rect.left() + share.clamp(0.0, 1.0) * rect.width()
    };
    let painter = ui.painter();
    let bar = Rect::from_center_size(rect.center(), vec2(rect.width(), 10.0));
    painter.rect_filled(bar, f32::from(space::ROUND_SMALL), tokens.sunken);
    let mut good = bar;
    if gate.must_fall {
        good.set_right(x(limit));
    } else {
        good.set_left(x(limit));
    }
    painter.rect_filled(good, f32::from(space::ROUND_SMALL), tokens.good_soft);
    painter.rect_stroke(
        bar,
        f32::from(space::ROUND_SMALL),
        Stroke::new(1.0, tokens.border),
        egui::StrokeKind::Inside,
    );
    let line = Stroke::new(2.0, tokens.text);
    painter.vline(x(limit), rect.y_range(), line);
    let middle = rect.center().y;
    if gate.interval.is_some() {
        painter.hline(x(low)..=x(high), middle, Stroke::new(2.0, ink));
        for end in [low, high] {
            painter.vline(x(end), middle - 4.0..=middle + 4.0, Stroke::new(1.5, ink));
        }
    }
    painter.circle_filled(pos2(x(value), middle), 4.5, ink);
    Some(response.on_hover_text(told))
}

fn told(gate: &GateResult, value: f64, limit: f64) -> String {
    let asked = if gate.must_fall {
        "at most"
    } else {
        "at least"
    };
    let within = gate.interval.map_or_else(String::new, |(low, high)| {
        format!(
            ", with 95 % confidence between {} and {}",
            words::number(low),
            words::number(high)
        )
    });
    format!(
        "{} reached, {asked} {} asked{within}",
        words::number(value),
        words::number(limit)
    )
}
