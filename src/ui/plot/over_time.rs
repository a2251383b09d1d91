use egui::{RichText, Sense, Ui, WidgetInfo, vec2};
use egui_plot::{GridInput, GridMark, HoverPosition, Line, PlotPoint, PlotPoints, Points};

use super::still::still;
use crate::ui::{
    picture::{self, Head},
    theme::{UiExt as _, text},
    words,
};

/// Some figures period by period.
pub(in crate::ui) struct OverTime<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// What stands under each period.
    pub labels: &'a [String],
    /// Each line: what it is, and a value for every period; nothing where there is none.
    pub series: &'a [(String, Vec<Option<f64>>)],
    /// Whether the values are shares of a whole.
    pub shares: bool,
    /// Whether 0 is shown whatever the values are, as it should where their size matters.
    pub from_zero: bool,
    /// Height in points, axes included.
    pub height: f32,
}

impl OverTime<'_> {
    /// Draws it as wide as there is room.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) {
        picture::saved(ui, (self.name, Head::Own), |ui| self.draw(ui));
    }

    fn draw(&self, ui: &mut Ui) {
        let tokens = ui.tokens();
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(self.name).font(text::strong()));
            if self.series.len() > 1 {
                for (i, (name, _)) in self.series.iter().enumerate() {
                    let color = tokens.series[i % tokens.series.len()];
                    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 3.0), Sense::hover());
                    ui.painter().rect_filled(rect, 1, color);
                    let weak = tokens.text_weak;
                    ui.label(RichText::new(name).font(text::label()).color(weak));
                }
            }
        });
        let n = self.labels.len();
        let width = self
            .labels
            .first()
            .map_or(60.0, |label| label.len() as f64 * 6.3 + 18.0);
        let plot = still(ui, self.name, self.height, ("", ""))
            .include_x(-0.5)
            .include_x(n as f64 - 0.5)
            .set_margin_fraction(vec2(0.0, 0.08))
            .show_y(false)
            .x_grid_spacer(move |input| marks(&input, n, width))
            .x_axis_formatter(|mark, _| self.label(mark.value))
            .label_formatter(|position| {
                let (HoverPosition::NearDataPoint { position, .. }
                | HoverPosition::Elsewhere { position }) = position;
                self.hint(position.x)
            })
            .sense(Sense::hover());
        let plot = if self.shares || self.from_zero {
            plot.include_y(0.0)
        } else {
            plot
        };
        let shown = plot.show(ui, |plot| {
            for (i, (_, values)) in self.series.iter().enumerate() {
                let color = tokens.series[i % tokens.series.len()];
                let places = values.iter().enumerate();
                let points: Vec<(usize, Option<f64>)> =
                    places.map(|(i, value)| (i, *value)).collect();
                for run in points.chunk_by(|a, b| a.1.is_some() == b.1.is_some()) {
                    let run = run
                        .iter()
                        .filter_map(|(i, value)| Some(PlotPoint::new(*i as f64, (*value)?)));
                    let run: Vec<PlotPoint> = run.collect();
                    let is_alone = run.len() == 1;
                    if is_alone {
                        let point = Points::new("", PlotPoints::Owned(run))
                            .radius(2.4)
                            .color(color);
                        plot.points(point.allow_hover(false));
                    } else if !run.is_empty() {
                        let line = Line::new("", PlotPoints::Owned(run))
                            .color(color)
                            .width(1.8);
                        plot.line(line.allow_hover(false));
                    }
                }
            }
        });
        let response = shown.response;
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
    }

    fn index(&self, x: f64) -> Option<usize> {
        let x = x.round();
        (x >= 0.0 && x < self.labels.len() as f64).then_some(x as usize)
    }

    fn label(&self, x: f64) -> String {
        let label = self.index(x).and_then(|i| self.labels.get(i));
        label.cloned().unwrap_or_default()
    }

    fn hint(&self, x: f64) -> Option<String> {
        let i = self.index(x)?;
        let mut lines = vec![self.labels.get(i)?.clone()];
        lines.extend(self.series.iter().map(|(name, values)| {
            let value = values.get(i).copied().flatten();
            let value = value.map_or_else(
                || "–".to_owned(),
                |value| {
                    if self.shares {
                        words::percent(value)
                    } else {
                        words::number(value)
                    }
                },
            );
            format!("{name}: {value}")
        }));
        Some(lines.join("\n"))
    }
}

/// Periods that are labelled: as many as fit with `width` points each.
fn marks(input: &GridInput, n: usize, width: f64) -> Vec<GridMark> {
    // The base step spans eight points, the least distance of grid lines.
    let step = (input.base_step_size / 8.0 * width).ceil().max(1.0);
    let places = (0..n).step_by(step as usize);
    places
        .map(|place| GridMark {
            value: place as f64,
            step_size: step,
        })
        .collect()
}
