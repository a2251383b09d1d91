use egui::{Id, Response, RichText, Sense, Ui, WidgetInfo, vec2};
use egui_plot::{
    FilledArea, GridInput, GridMark, HLine, HoverPosition, Line, LineStyle, MarkerShape, Plot,
    PlotPoint, PlotPoints, PlotUi, Points, Span, VLine,
};

use super::{axis, shared_axis};
use crate::{
    steps::monitoring::Chunk,
    ui::{
        picture::{self, Head},
        theme::{Tokens, UiExt as _, text},
        words,
    },
};

/// Some figure chunk by chunk, and what is to be expected of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::ui) struct Series {
    /// What it is: "ROC-AUC".
    pub name: String,
    /// One value per chunk; nothing where it cannot be computed.
    pub values: Vec<Option<f64>>,
    /// Its value on the reference.
    pub expected: Option<f64>,
    /// The band in which it may lie, the same for all chunks.
    pub band: Option<(f64, f64)>,
    /// The limit of each chunk, where every chunk has its own; empty otherwise.
    pub limits: Vec<Option<f64>>,
    /// Between what it lies in each chunk with its uncertainty; empty where that is not known.
    pub around: Vec<Option<(f64, f64)>>,
    /// The chunks that are worth an alert.
    pub alerts: Vec<usize>,
}

/// One or more series over the chunks of a monitor, with the reference shaded.
///
/// All timelines of one `group` show the same chunks and share a cursor. The first series is
/// drawn in the colours of reference and current; others have colours of their own.
pub(in crate::ui) struct Timeline<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// The chunks, reference first.
    pub chunks: &'a [Chunk],
    /// What is drawn.
    pub series: &'a [Series],
    /// Which timelines move together.
    pub group: Id,
    /// The chunk that is looked at.
    pub selected: Option<usize>,
    /// Values that are shown whatever those of the series are: 0 where their size matters, or the
    /// ends of a neighbour's axis.
    pub includes: &'a [f64],
    /// Height in points, axes included.
    pub height: f32,
}

impl Timeline<'_> {
    /// Draws it as wide as there is room; gives the chunk that was clicked.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<usize> {
        picture::saved(ui, (self.name, Head::Own), |ui| self.draw(ui))
    }

    fn draw(&self, ui: &mut Ui) -> Option<usize> {
        let tokens = ui.tokens();
        self.head(ui);
        let n = self.chunks.len();
        let first = self.chunks.first().map_or(0, |chunk| chunk.label.len());
        // A digit is about 6.3 points wide at the size of an axis.
        let label_width = (first as f64 * 6.3 + 18.0).max(84.0);
        let plot = Plot::new(self.name)
            .height(self.height)
            .link_axis(self.group, [true, false])
            .link_cursor(self.group, [true, false])
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .allow_drag([true, false])
            .allow_zoom([true, false])
            .set_margin_fraction(vec2(0.0, 0.12))
            .include_x(-0.5)
            .include_x(n as f64 - 0.5)
            .show_y(false)
            .y_axis_min_width(shared_axis::beside(ui.available_width()))
            .grid_color(tokens.border)
            .x_grid_spacer(move |input| marks(&input, n, label_width))
            .y_grid_spacer(|input| axis::marks(&input, 34.0))
            .y_axis_formatter(axis::above_corner)
            .x_axis_formatter(|mark, _| self.label(mark.value))
            .label_formatter(|position| {
                let (HoverPosition::NearDataPoint { position, .. }
                | HoverPosition::Elsewhere { position }) = position;
                self.index(position.x).map(|i| self.hint(i))
            })
            .sense(Sense::click_and_drag());
        let includes = self.includes.iter();
        let plot = includes.fold(plot, |plot, value| plot.include_y(*value));
        let shown = plot.show(ui, |plot| self.paint(plot, tokens));
        let response: &Response = &shown.response;
        let at = |place| self.index(shown.transform.value_from_position(place).x);
        let hovered = response.hover_pos().and_then(at);
        shared_axis::hover(ui, self.group, response.id, hovered);
        let range = shown.transform.bounds().range_x();
        shared_axis::show(ui, self.group, (*range.start(), *range.end()));
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
        let place = response
            .interact_pointer_pos()
            .filter(|_| response.clicked())?;
        at(place)
    }

    /// The name, and what is to be expected, in words.
    fn head(&self, ui: &mut Ui) {
        let tokens = ui.tokens();
        ui.horizontal(|ui| {
            ui.label(RichText::new(self.name).font(text::strong()));
            let notes = match shared_axis::hovered(ui, self.group) {
                Some(chunk) => self.values_of(chunk),
                None => self.expectations(),
            };
            let notes = RichText::new(notes).font(text::label());
            ui.label(notes.color(tokens.text_weak));
            if self.series.len() > 1 {
                for (i, series) in self.series.iter().enumerate() {
                    let color = color_of(tokens, i);
                    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 3.0), Sense::hover());
                    ui.painter().rect_filled(rect, 1, color);
                    ui.label(
                        RichText::new(&series.name)
                            .font(text::label())
                            .color(tokens.text_weak),
                    );
                }
            }
        });
    }

    /// What is to be expected of the first series, in words.
    fn expectations(&self) -> String {
        let Some(series) = self.series.first() else {
            return String::new();
        };
        let mut notes = Vec::new();
        notes.extend(
            series
                .expected
                .map(|value| format!("expected {}", words::number(value))),
        );
        notes.extend(series.band.map(|(lower, upper)| {
            format!("band {} to {}", words::number(lower), words::number(upper))
        }));
        if !series.limits.is_empty() {
            notes.push("solid line: the limit of each chunk".to_owned());
        }
        if !series.alerts.is_empty() {
            notes.push("◆ alert".to_owned());
        }
        notes.join(" · ")
    }

    /// What every series is in the chunk under the mouse, wherever in the group that is.
    fn values_of(&self, chunk: usize) -> String {
        let mut words = vec![self.label(chunk as f64)];
        words.extend(self.series.iter().map(|series| {
            let value = series.values.get(chunk).copied().flatten();
            value.map_or_else(|| "–".to_owned(), words::number)
        }));
        words.join(" · ")
    }

    fn paint(&self, plot: &mut PlotUi<'_>, tokens: &Tokens) {
        let reference = self
            .chunks
            .iter()
            .filter(|chunk| chunk.is_reference)
            .count();
        if reference > 0 {
            let span = Span::new("reference", -0.5..=reference as f64 - 0.5)
                .fill(tokens.reference.gamma_multiply(0.13))
                .border_color(tokens.reference.gamma_multiply(0.6));
            plot.span(span);
        }
        for (i, series) in self.series.iter().enumerate() {
            let own = color_of(tokens, i);
            let colors = if i == 0 {
                [tokens.reference, tokens.current]
            } else {
                [own, own]
            };
            paint_expected(plot, series, self.chunks.len(), tokens);
            paint_around(plot, series, own);
            self.paint_line(plot, series, reference, colors);
            let alerts: Vec<[f64; 2]> = series
                .alerts
                .iter()
                .filter_map(|&i| Some([i as f64, (*series.values.get(i)?)?]))
                .collect();
            if !alerts.is_empty() {
                let marks = Points::new("", alerts)
                    .shape(MarkerShape::Diamond)
                    .radius(6.0)
                    .color(tokens.bad)
                    .allow_hover(false);
                plot.points(marks);
            }
        }
        if let Some(selected) = self.selected {
            let line = VLine::new("", selected as f64)
                .color(tokens.accent)
                .width(1.5)
                .allow_hover(false);
            plot.vline(line);
        }
    }

    /// The values, broken where there is none; partial chunks are hollow.
    fn paint_line(
        &self,
        plot: &mut PlotUi<'_>,
        series: &Series,
        reference: usize,
        [before, after]: [egui::Color32; 2],
    ) {
        let sides = [
            (0..reference, before),
            (reference..series.values.len(), after),
        ];
        for (range, color) in sides {
            let Some(values) = series.values.get(range.clone()) else {
                continue;
            };
            let mut run: Vec<PlotPoint> = Vec::new();
            let mut runs = Vec::new();
            let [mut full, mut partial] = [Vec::new(), Vec::new()];
            for (i, value) in range.zip(values) {
                let Some(value) = *value else {
                    runs.push(std::mem::take(&mut run));
                    continue;
                };
                run.push(PlotPoint::new(i as f64, value));
                let is_partial = self.chunks.get(i).is_some_and(|chunk| chunk.is_partial);
                let points = if is_partial { &mut partial } else { &mut full };
                points.push([i as f64, value]);
            }
            runs.push(run);
            for run in runs.into_iter().filter(|run| run.len() > 1) {
                let line = Line::new("", PlotPoints::Owned(run))
                    .color(color)
                    .width(1.8);
                plot.line(line.allow_hover(false));
            }
            plot.points(
                Points::new("", full)
                    .radius(2.6)
                    .color(color)
                    .allow_hover(false),
            );
            let hollow = Points::new("", partial)
                .radius(3.2)
                .color(color)
                .filled(false);
            plot.points(hollow.allow_hover(false));
        }
    }

    fn index(&self, x: f64) -> Option<usize> {
        let x = x.round();
        (x >= 0.0 && x < self.chunks.len() as f64).then_some(x as usize)
    }

    fn label(&self, x: f64) -> String {
        let chunk = self.index(x).and_then(|i| self.chunks.get(i));
        chunk.map(|chunk| chunk.label.clone()).unwrap_or_default()
    }

    /// Everything that is known of a chunk.
    fn hint(&self, i: usize) -> String {
        let Some(chunk) = self.chunks.get(i) else {
            return String::new();
        };
        let side = if chunk.is_reference {
            "reference"
        } else {
            "production"
        };
        let cut = if chunk.is_partial { ", partial" } else { "" };
        let mut lines = vec![format!("{} ({side}{cut})", chunk.label)];
        for series in self.series {
            let value = series.values.get(i).copied().flatten();
            let value = value.map_or_else(|| "–".to_owned(), words::number);
            let name = if series.name.is_empty() {
                self.name
            } else {
                &series.name
            };
            let mut parts = vec![format!("{name}: {value}")];
            let around = series.around.get(i).copied().flatten();
            parts.extend(around.or(series.band).map(|(lower, upper)| {
                format!(
                    "(band {} to {})",
                    words::number(lower),
                    words::number(upper)
                )
            }));
            let limit = series.limits.get(i).copied().flatten();
            parts.extend(limit.map(|limit| format!("(limit {})", words::number(limit))));
            parts.extend(series.alerts.contains(&i).then(|| "◆ alert".to_owned()));
            lines.push(parts.join("  "));
        }
        let labelled = if chunk.labelled == chunk.rows {
            String::new()
        } else {
            format!(", {} with an answer", words::count(chunk.labelled))
        };
        lines.push(format!("{} rows{labelled}", words::count(chunk.rows)));
        lines.join("\n")
    }
}

/// The colour of a series where it is named.
fn color_of(tokens: &Tokens, series: usize) -> egui::Color32 {
    match series.checked_sub(1) {
        None => tokens.current,
        // The second colour of a series is that of what is current.
        Some(0) => tokens.series[0],
        Some(more) => tokens.series[(more + 1) % tokens.series.len()],
    }
}

/// What each chunk's value lies between, run by run.
fn paint_around(plot: &mut PlotUi<'_>, series: &Series, color: egui::Color32) {
    let mut i = 0;
    for run in series.around.chunk_by(|a, b| a.is_some() == b.is_some()) {
        let first = i;
        i += run.len();
        let ends: Vec<(f64, f64)> = run.iter().copied().flatten().collect();
        if ends.len() < 2 {
            continue;
        }
        let x: Vec<f64> = (first..i).map(|i| i as f64).collect();
        let (low, high): (Vec<f64>, Vec<f64>) = ends.into_iter().unzip();
        let area = FilledArea::new("", &x, &low, &high)
            .fill_color(color.gamma_multiply(0.18))
            .allow_hover(false);
        plot.add(area);
    }
}

/// The band, the expected value, and the limits of the chunks.
fn paint_expected(plot: &mut PlotUi<'_>, series: &Series, n: usize, tokens: &Tokens) {
    let ends = [-0.5, n as f64 - 0.5];
    if let Some((lower, upper)) = series.band {
        let area = FilledArea::new("", &ends, &[lower; 2], &[upper; 2])
            .fill_color(tokens.good.gamma_multiply(0.14))
            .allow_hover(false);
        plot.add(area);
    }
    if let Some(expected) = series.expected {
        let line = HLine::new("", expected)
            .color(tokens.reference)
            .width(1.0)
            .style(LineStyle::dashed_dense())
            .allow_hover(false);
        plot.hline(line);
    }
    // A stroke per run of chunks with the same limit: corners of a joined line would stick out.
    let mut i = 0;
    for run in series.limits.chunk_by(|a, b| a == b) {
        let ends = [i as f64 - 0.5, (i + run.len()) as f64 - 0.5];
        i += run.len();
        if let Some(Some(limit)) = run.first() {
            let line = Line::new("", vec![[ends[0], *limit], [ends[1], *limit]]);
            plot.line(line.color(tokens.text_weak).width(1.2).allow_hover(false));
        }
    }
}

/// Chunks that are labelled: as many as fit with `width` points each.
fn marks(input: &GridInput, n: usize, width: f64) -> Vec<GridMark> {
    // The base step spans eight points, the least distance of grid lines.
    let step = (input.base_step_size / 8.0 * width).ceil().max(1.0);
    let first = (input.bounds.0.max(0.0) / step).ceil();
    let last = input.bounds.1.min(n as f64 - 1.0);
    (0..n)
        .map(|i| (first + i as f64) * step)
        .take_while(|value| *value <= last)
        .map(|value| GridMark {
            value,
            step_size: step,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_do_not_overlap() {
        let input = || GridInput {
            bounds: (-0.5, 99.5),
            base_step_size: 1.0,
        };
        let marks = marks(&input(), 100, 84.0);
        let values: Vec<f64> = marks.iter().map(|mark| mark.value).collect();
        assert_eq!(
            values,
            [0.0, 11.0, 22.0, 33.0, 44.0, 55.0, 66.0, 77.0, 88.0, 99.0]
        );
    }
}
