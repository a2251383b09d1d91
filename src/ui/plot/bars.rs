use egui::{Align2, Color32, FontId, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::{
    terms::Figure,
    ui::{
        picture::{self, Head},
        theme::{UiExt as _, space, text},
        widgets::{Tone, paint_icon},
        words,
    },
};

const ROW: f32 = 24.0;
const THICKNESS: f32 = 12.0;
/// A label takes at most this share of the width.
const LABEL: f32 = 0.42;

/// One bar that lies on its side, with its name to the left and its value to the right.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its length; may be below zero.
    pub value: f64,
    /// Its value, formatted; a dash where it cannot be computed.
    pub text: String,
    /// What its colour says; neutral bars have the first colour of the series.
    pub tone: Tone,
    /// What is shown on hovering, below the label and the value.
    pub hint: String,
}

impl Bar {
    /// A bar that says nothing by colour, with its value in three significant digits.
    pub(in crate::ui) fn new(label: impl Into<String>, value: f64) -> Self {
        Self {
            label: label.into(),
            value,
            text: words::number(value),
            ..Self::default()
        }
    }

    /// A figure as a bar; where it cannot be computed, a dash that says why on hovering.
    pub(in crate::ui) fn figure(label: impl Into<String>, figure: &Figure) -> Self {
        Self {
            label: label.into(),
            value: figure.value().unwrap_or(0.0),
            text: words::figure(figure),
            hint: figure.reason().unwrap_or_default().to_owned(),
            ..Self::default()
        }
    }

    /// The same with its value written in another way.
    pub(in crate::ui) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The same in another tone.
    pub(in crate::ui) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The same with more to say on hovering.
    pub(in crate::ui) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// Draws `bars` from top to bottom, the longest as long as there is room. `name` says what they
/// show. Bars below zero go to the left.
pub(in crate::ui) fn bars(ui: &mut Ui, name: &str, bars: &[Bar]) -> Response {
    bars_up_to(
        ui,
        name,
        bars,
        bars.iter().map(|bar| bar.value).fold(0.0, f64::max),
    )
}

/// The same where a bar of length `full` takes all the room: for shares of a whole.
pub(in crate::ui) fn bars_up_to(ui: &mut Ui, name: &str, bars: &[Bar], full: f64) -> Response {
    picture::saved(ui, (name, Head::Above), |ui| draw(ui, name, bars, full))
}

fn draw(ui: &mut Ui, name: &str, bars: &[Bar], full: f64) -> Response {
    let size = vec2(ui.available_width(), ROW * bars.len() as f32);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
    if ui.is_rect_visible(rect) {
        let scale = Scale::of(ui, rect, bars, full);
        for (i, bar) in bars.iter().enumerate() {
            let top = rect.top() + ROW * i as f32;
            let row = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), ROW));
            if ui.is_rect_visible(row) {
                show(ui, response.id.with(i), (row, &scale), bar);
            }
        }
    }
    response
}

/// Where labels end, where bars lie and where values stand.
struct Scale {
    left: f32,
    right: f32,
    low: f64,
    high: f64,
}

impl Scale {
    fn of(ui: &Ui, rect: Rect, bars: &[Bar], high: f64) -> Self {
        let width = |text: &str, font: FontId| {
            ui.painter()
                .layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER)
                .size()
                .x
        };
        let label = bars
            .iter()
            .map(|bar| width(&bar.label, body()))
            .fold(0.0, f32::max);
        let value = bars
            .iter()
            .map(|bar| width(&bar.text, text::strong()))
            .fold(0.0, f32::max);
        let low = bars.iter().map(|bar| bar.value).fold(0.0, f64::min);
        let left = rect.left() + label.min(rect.width() * LABEL) + space::S;
        Self {
            left,
            right: (rect.right() - value - space::S).max(left + 1.0),
            low,
            high: if high > low { high } else { low + 1.0 },
        }
    }

    fn x(&self, value: f64) -> f32 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) as f32;
        self.left + share * (self.right - self.left)
    }
}

fn body() -> FontId {
    FontId::proportional(13.0)
}

fn show(ui: &Ui, id: egui::Id, (row, scale): (Rect, &Scale), bar: &Bar) {
    let tokens = ui.tokens();
    let response = ui.interact(row, id, Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(
            egui::Role::Label,
            true,
            format!("{}: {}", bar.label, bar.text),
        )
    });
    let painter = ui.painter();
    if response.hovered() {
        painter.rect_filled(row, space::ROUND_SMALL, tokens.sunken);
    }
    let y = row.center().y;
    let labels = Rect::from_min_max(row.min, pos2(scale.left - space::S, row.max.y));
    let wide = painter.layout_no_wrap(bar.label.clone(), body(), tokens.text);
    let cut = wide.size().x > labels.width() + 0.5;
    let place = pos2(labels.left(), y - wide.size().y / 2.0);
    painter
        .with_clip_rect(labels)
        .galley(place, wide, tokens.text);
    let ink = match bar.tone {
        Tone::Neutral => tokens.series[0],
        tone => tone.colors(tokens).0,
    };
    let track = Rect::from_x_y_ranges(
        scale.left..=scale.right,
        y - THICKNESS / 2.0..=y + THICKNESS / 2.0,
    );
    painter.rect_filled(track, 3, tokens.sunken);
    if bar.value != 0.0 {
        let (zero, end) = (scale.x(0.0), scale.x(bar.value));
        // A sliver for what is nearly nothing, so that it is told from nothing.
        let end = if bar.value > 0.0 {
            end.max(zero + 1.5)
        } else {
            end
        };
        let shape = Rect::from_x_y_ranges(zero.min(end)..=zero.max(end), track.y_range());
        painter.rect_filled(shape, 3, ink);
        if let Some(mark) = bar.tone.icon() {
            let right = scale.right - 9.0;
            let mark_ink = if end > right - 8.0 {
                tokens.surface
            } else {
                ink
            };
            let square = Rect::from_center_size(pos2(right, y), vec2(9.0, 9.0));
            paint_icon(painter, square, mark, mark_ink);
        }
    }
    let right = pos2(row.right(), y);
    painter.text(
        right,
        Align2::RIGHT_CENTER,
        &bar.text,
        text::strong(),
        tokens.text,
    );
    if cut || !bar.hint.is_empty() {
        let hint = if bar.hint.is_empty() { "" } else { "\n" };
        response.on_hover_text(format!("{}: {}{hint}{}", bar.label, bar.text, bar.hint));
    }
}
