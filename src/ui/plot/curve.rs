use egui::{Align2, RichText, Sense, Ui, WidgetInfo, vec2};
use egui_plot::{
    HoverPosition, Line, LineStyle, PlotPoint, PlotPoints, PlotUi, Points, Text, VLine,
};

use super::still::still;
use crate::ui::{
    picture::{self, Head},
    theme::{Tokens, UiExt as _, text},
    words,
};

/// One line of a curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::ui) struct Trace {
    /// What it is: "precision".
    pub name: String,
    /// Its points, in the order in which they are joined.
    pub points: Vec<PlotPoint>,
    /// The rows behind each point; where they are known, points are marked, and larger for more.
    pub rows: Vec<u64>,
}

impl Trace {
    /// A line through `points`.
    pub(in crate::ui) fn new(
        name: impl Into<String>,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        Self {
            name: name.into(),
            points: points
                .into_iter()
                .map(|(x, y)| PlotPoint::new(x, y))
                .collect(),
            rows: Vec::new(),
        }
    }

    /// The same with the rows behind each point.
    pub(in crate::ui) fn rows(self, rows: impl IntoIterator<Item = u64>) -> Self {
        Self {
            rows: rows.into_iter().collect(),
            ..self
        }
    }
}

/// What makes a good curve recognisable.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::ui) enum Guide {
    /// Nothing.
    #[default]
    None,
    /// The diagonal, and what it means.
    Diagonal(&'static str),
    /// A level, and what it means.
    Level(f64, &'static str),
}

/// Curves of a classifier: ROC, precision over recall, calibration, or anything over a threshold.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ui) struct Curve<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// What lies along.
    pub x: &'a str,
    /// What stands upright.
    pub y: &'a str,
    /// The lines.
    pub traces: &'a [Trace],
    /// Lines of single rows, faint behind the others.
    pub faint: &'a [Vec<PlotPoint>],
    /// What to compare them with.
    pub guide: Guide,
    /// Where the threshold is, if it lies along.
    pub threshold: Option<f64>,
    /// Where the chosen threshold lies on the curve.
    pub chosen: Option<(f64, f64)>,
    /// Whether both axes show shares from 0 to 1.
    pub shares: bool,
    /// Height in points, axes included.
    pub height: f32,
}

impl Curve<'_> {
    /// Draws it as wide as there is room.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui));
    }

    fn draw(&self, ui: &mut Ui) {
        let tokens = ui.tokens();
        self.key(ui);
        let mut plot = still(ui, self.name, self.height, (self.x, self.y))
            .set_margin_fraction(vec2(0.02, 0.05))
            .label_formatter(|position| match position {
                HoverPosition::NearDataPoint {
                    plot_name,
                    position,
                    ..
                } if !plot_name.is_empty() => Some(self.hint(plot_name, *position)),
                _ => None,
            })
            .sense(Sense::hover());
        if self.shares {
            plot = plot
                .include_x(0.0)
                .include_x(1.0)
                .include_y(0.0)
                .include_y(1.0);
        }
        let shown = plot.show(ui, |plot| {
            self.paint_guide(plot, tokens);
            self.paint_traces(plot, tokens);
        });
        shown
            .response
            .widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
    }

    fn paint_guide(&self, plot: &mut PlotUi<'_>, tokens: &Tokens) {
        let dashed = |line: Line<'static>| {
            line.color(tokens.reference)
                .width(1.2)
                .style(LineStyle::dashed_dense())
                .allow_hover(false)
        };
        match self.guide {
            Guide::None => {}
            Guide::Diagonal(words) => {
                plot.line(dashed(Line::new("", vec![[0.0, 0.0], [1.0, 1.0]])));
                let words = RichText::new(words).font(text::label());
                let place = PlotPoint::new(0.98, 0.9);
                let label = Text::new("", place, words).color(tokens.text_weak);
                plot.text(label.anchor(Align2::RIGHT_TOP).allow_hover(false));
            }
            Guide::Level(y, words) => {
                // From end to end, whatever lies along; shares end at 1.
                let ends = self.traces.iter().flat_map(|trace| &trace.points);
                let last = ends.map(|point| point.x).fold(1.0, f64::max);
                plot.line(dashed(Line::new("", vec![[0.0, y], [last, y]])));
                let words = RichText::new(words).font(text::label());
                let label =
                    Text::new("", PlotPoint::new(0.02 * last, y), words).color(tokens.text_weak);
                plot.text(label.anchor(Align2::LEFT_BOTTOM).allow_hover(false));
            }
        }
    }

    fn paint_traces<'p>(&'p self, plot: &mut PlotUi<'p>, tokens: &Tokens) {
        for points in self.faint {
            let line = Line::new("", PlotPoints::Borrowed(points)).allow_hover(false);
            let color = tokens.text_weak.gamma_multiply(0.35);
            plot.line(line.color(color).width(1.0).allow_band(false));
        }
        for (i, trace) in self.traces.iter().enumerate() {
            let color = tokens.series[i % tokens.series.len()];
            let line = Line::new(&trace.name, PlotPoints::Borrowed(&trace.points));
            // A band would fill the space between points that crowd in one pixel column.
            plot.line(line.color(color).width(2.0).allow_band(false));
            let most = trace.rows.iter().copied().max().unwrap_or(1).max(1) as f32;
            for (point, &rows) in trace.points.iter().zip(&trace.rows) {
                let name = format!("{}, {} rows", trace.name, words::count(rows));
                let radius = 2.0 + 5.0 * (rows as f32 / most).sqrt();
                let mark = Points::new(name, vec![[point.x, point.y]]);
                plot.points(mark.color(color).radius(radius));
            }
        }
        if let Some(threshold) = self.threshold {
            plot.vline(
                VLine::new("", threshold)
                    .color(tokens.accent)
                    .width(1.5)
                    .allow_hover(false),
            );
        }
        if let Some((x, y)) = self.chosen {
            let point = Points::new("at the threshold", vec![[x, y]]).radius(5.5);
            plot.points(point.color(tokens.current));
        }
    }

    /// The names of the lines, where there are several.
    fn key(&self, ui: &mut Ui) {
        if self.traces.len() < 2 {
            return;
        }
        let tokens = ui.tokens();
        ui.horizontal(|ui| {
            for (i, trace) in self.traces.iter().enumerate() {
                let (rect, _) = ui.allocate_exact_size(vec2(14.0, 3.0), Sense::hover());
                ui.painter()
                    .rect_filled(rect, 1, tokens.series[i % tokens.series.len()]);
                ui.label(
                    RichText::new(&trace.name)
                        .font(text::label())
                        .color(tokens.text_weak),
                );
            }
        });
    }

    fn hint(&self, name: &str, at: PlotPoint) -> String {
        let (x, y) = (words::number(at.x), words::number(at.y));
        if self.y.is_empty() {
            format!("{name}: {y}\n{}: {x}", self.x)
        } else {
            format!("{name}\n{}: {x}\n{}: {y}", self.x, self.y)
        }
    }
}
