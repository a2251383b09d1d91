use egui::{Sense, Ui, WidgetInfo, vec2};
use egui_plot::{HoverPosition, Line, LineStyle, PlotPoint, PlotPoints, Points};

use super::still::still;
use crate::ui::{
    picture::{self, Head},
    theme::UiExt as _,
    widgets::{Tone, chip},
    words,
};

/// One number over another, row by row; where both are the same quantity, with the diagonal on which
/// they are equal.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ui) struct Scatter<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// What lies along.
    pub x: &'a str,
    /// What stands upright.
    pub y: &'a str,
    /// The points.
    pub points: &'a [PlotPoint],
    /// The lowest and the highest value of the diagonal; nothing where the axes differ.
    pub diagonal: Option<(f64, f64)>,
    /// How many rows the points stand for.
    pub rows: u64,
    /// Height in points, axes included.
    pub height: f32,
}

impl Scatter<'_> {
    /// Draws it as wide as there is room.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui));
    }

    fn draw(&self, ui: &mut Ui) {
        let tokens = ui.tokens();
        let shown = self.points.len() as u64;
        if shown < self.rows {
            let badge = format!(
                "sample: {} of {} rows",
                words::count(shown),
                words::count(self.rows)
            );
            chip(ui, Tone::Neutral, &badge)
                .on_hover_text("Every so manieth row, evenly spread over the test part");
        }
        let plot = still(ui, self.name, self.height, (self.x, self.y))
            .set_margin_fraction(vec2(0.03, 0.03))
            .label_formatter(|position| match position {
                HoverPosition::NearDataPoint {
                    plot_name,
                    position,
                    ..
                } if !plot_name.is_empty() => {
                    let (x, y) = (words::number(position.x), words::number(position.y));
                    Some(format!("{}: {x}\n{}: {y}", self.x, self.y))
                }
                _ => None,
            })
            .sense(Sense::hover());
        let response = plot.show(ui, |plot| {
            let points = Points::new("row", PlotPoints::Borrowed(self.points));
            plot.points(
                points
                    .radius(1.8)
                    .color(tokens.series[0].gamma_multiply(0.45)),
            );
            let Some((low, high)) = self.diagonal else {
                return;
            };
            let diagonal = Line::new("", vec![[low, low], [high, high]]);
            let style = LineStyle::dashed_dense();
            plot.line(
                diagonal
                    .color(tokens.text_weak)
                    .width(1.2)
                    .style(style)
                    .allow_hover(false),
            );
        });
        response
            .response
            .widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
    }
}
