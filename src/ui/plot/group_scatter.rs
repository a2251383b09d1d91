use egui::{Color32, Sense, Ui, WidgetInfo, vec2};
use egui_plot::{HoverPosition, PlotPoint, PlotPoints, Points};

use super::still::still;
use crate::ui::{
    picture::{self, Head},
    theme::{UiExt as _, space},
    widgets::{Tone, chip},
    words,
};

/// Rows as points on a plane, in lots that are told apart by colour and by name.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct GroupScatter<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// What lies along and what stands upright.
    pub axes: (&'a str, &'a str),
    /// The lots: each with its name and its points. The last may be those that belong nowhere.
    pub lots: &'a [(String, Vec<PlotPoint>)],
    /// How many rows the points stand for.
    pub rows: u64,
    /// Height in points, axes included.
    pub height: f32,
}

impl GroupScatter<'_> {
    /// Draws it as wide as there is room, the names above.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui));
    }

    fn draw(&self, ui: &mut Ui) {
        let shown: u64 = self
            .lots
            .iter()
            .map(|(_, points)| points.len() as u64)
            .sum();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            for (i, (name, points)) in self.lots.iter().enumerate() {
                let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
                ui.painter().circle_filled(rect.center(), 4.0, color(ui, i));
                ui.label(name)
                    .on_hover_text(format!("{} points", words::count(points.len() as u64)));
            }
            if shown < self.rows {
                let badge = format!(
                    "{} of {} rows drawn",
                    words::count(shown),
                    words::count(self.rows)
                );
                chip(ui, Tone::Neutral, &badge).on_hover_text("Evenly spread rows");
            }
        });
        let plot = still(ui, self.name, self.height, self.axes)
            .set_margin_fraction(vec2(0.03, 0.03))
            .label_formatter(|position| match position {
                HoverPosition::NearDataPoint {
                    plot_name,
                    position,
                    ..
                } if !plot_name.is_empty() => {
                    let (x, y) = (words::number(position.x), words::number(position.y));
                    Some(format!("{plot_name}\n{x} / {y}"))
                }
                _ => None,
            })
            .sense(Sense::hover());
        let colors: Vec<Color32> = (0..self.lots.len()).map(|i| color(ui, i)).collect();
        let response = plot.show(ui, |plot| {
            for ((name, points), color) in self.lots.iter().zip(colors) {
                plot.points(
                    Points::new(name, PlotPoints::Borrowed(points))
                        .radius(2.0)
                        .color(color.gamma_multiply(0.6)),
                );
            }
        });
        response
            .response
            .widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
    }
}

/// The colour of a lot; beyond the series the weak ink of text.
fn color(ui: &Ui, lot: usize) -> Color32 {
    let tokens = ui.tokens();
    tokens.series.get(lot).copied().unwrap_or(tokens.text_weak)
}
