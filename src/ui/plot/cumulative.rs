use egui::{Sense, Ui, WidgetInfo, vec2};
use egui_plot::{HoverPosition, Line, PlotPoint, PlotPoints};

use super::still::still;
use crate::{
    drift::windows::Curves,
    ui::{
        picture::{self, Head},
        theme::UiExt as _,
        words,
    },
};

/// The cumulative curves of two windows, with the place where they are furthest apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::ui) struct Cumulative {
    reference: Vec<PlotPoint>,
    current: Vec<PlotPoint>,
    gap: Option<[[f64; 2]; 2]>,
}

impl Cumulative {
    /// The points of `curves`.
    pub(in crate::ui) fn of(curves: &Curves) -> Self {
        let points = |shares: &[f64]| {
            let both = curves.values.iter().zip(shares);
            both.map(|(x, y)| PlotPoint::new(*x, *y)).collect()
        };
        let (x, gap) = curves.gap;
        // The place is that of a value; the curves are drawn at others, so look between them.
        let at = |shares: &[f64]| {
            let after = curves.values.partition_point(|value| *value < x);
            let after = after.min(curves.values.len().saturating_sub(1));
            shares.get(after).copied()
        };
        let ends = at(&curves.reference).zip(at(&curves.current));
        Self {
            reference: points(&curves.reference),
            current: points(&curves.current),
            gap: ends
                .filter(|_| gap > 0.0)
                .map(|(low, high)| [[x, low], [x, high]]),
        }
    }

    /// Draws them as wide as there is room.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui, name: &str, axis: &str, height: f32) {
        picture::saved(ui, (name, Head::Above), |ui| {
            self.draw(ui, name, axis, height);
        });
    }

    fn draw(&self, ui: &mut Ui, name: &str, axis: &str, height: f32) {
        let tokens = ui.tokens();
        let shown = still(ui, name, height, (axis, "share of rows at most this"))
            .set_margin_fraction(vec2(0.01, 0.02))
            .include_y(0.0)
            .include_y(1.0)
            .label_formatter(|position| match position {
                HoverPosition::NearDataPoint {
                    plot_name,
                    position,
                    ..
                } if !plot_name.is_empty() => Some(format!(
                    "{plot_name}: {} of the rows are at most {}",
                    words::percent(position.y),
                    words::number(position.x)
                )),
                _ => None,
            })
            .sense(Sense::hover())
            .show(ui, |plot| {
                let sides = [
                    ("reference", &self.reference, tokens.reference),
                    ("current", &self.current, tokens.current),
                ];
                for (name, points, color) in sides {
                    let line = Line::new(name, PlotPoints::Borrowed(points));
                    plot.line(line.color(color).width(2.0).allow_band(false));
                }
                if let Some(ends) = self.gap {
                    let line = Line::new("", vec![ends[0], ends[1]]).color(tokens.accent);
                    plot.line(line.width(2.0).allow_hover(false));
                }
            });
        shown
            .response
            .widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
    }
}
