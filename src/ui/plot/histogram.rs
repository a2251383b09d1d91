use egui::{Align2, Color32, FontId, Painter, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use super::axis;
use crate::ui::{
    picture::{self, Head},
    theme::{Tokens, UiExt as _, space, text},
    words,
};

/// Room for the values below the bars.
const BELOW: f32 = 34.0;
/// Room for the values beside the bars.
const BESIDE: f32 = 52.0;
/// Room above the highest bar.
const ABOVE: f32 = 6.0;
/// Bars whose widths differ by more than this share are drawn equally wide.
const UNEVEN: f64 = 0.02;

/// What the values of a histogram are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum Values {
    /// Numbers.
    #[default]
    Numbers,
    /// Microseconds since the epoch.
    Times,
}

/// How many values fall between each pair of edges; two samples if there is something to compare.
///
/// Bins of one width are drawn to scale. Others, such as quantile bins, are drawn equally wide
/// with their edges below, so that the area of a bar never lies.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ui) struct Histogram<'a> {
    /// What it shows, for those who cannot see it.
    pub name: &'a str,
    /// What stands below the values: the column and its unit.
    pub axis: &'a str,
    /// Bin edges, rising; one more than there are counts.
    pub edges: &'a [f64],
    /// Rows in each bin; the reference, if `current` is there.
    pub counts: &'a [u64],
    /// Rows in each bin of what is compared with the reference.
    pub current: Option<&'a [u64]>,
    /// What the edges are.
    pub values: Values,
    /// Height in points, axes included.
    pub height: f32,
}

impl Histogram<'_> {
    /// Draws it as wide as there is room.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Response {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui))
    }

    fn draw(&self, ui: &mut Ui) -> Response {
        let size = vec2(ui.available_width(), self.height.max(80.0));
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
        let usable = self.edges.len() == self.counts.len() + 1
            && !self.counts.is_empty()
            && self
                .current
                .is_none_or(|current| current.len() == self.counts.len());
        let tokens = ui.tokens();
        if !usable {
            let center = rect.center();
            ui.painter().text(
                center,
                Align2::CENTER_CENTER,
                "no values",
                text::label(),
                tokens.text_weak,
            );
            return response;
        }
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let area = Rect::from_min_max(
            pos2(rect.left() + BESIDE, rect.top() + ABOVE),
            pos2(rect.right() - space::S, rect.bottom() - BELOW),
        );
        let scale = Scale::of(self, area);
        let hovered = response
            .hover_pos()
            .and_then(|pos| scale.bin_at(pos.x, self.counts.len()));
        scale.paint_grid(self, ui.painter(), tokens);
        if let Some(bin) = hovered {
            let column = Rect::from_x_y_ranges(scale.x_range(bin), area.y_range());
            ui.painter().rect_filled(column, 0, tokens.accent_soft);
        }
        self.paint_bars(ui.painter(), &scale, tokens);
        ui.painter()
            .hline(area.x_range(), area.bottom(), (1.0, tokens.text_weak));
        match hovered {
            Some(bin) => response.on_hover_text_at_pointer(self.hint(bin)),
            None => response,
        }
    }

    fn paint_bars(&self, painter: &Painter, scale: &Scale<'_>, tokens: &Tokens) {
        let total = self.counts.iter().sum::<u64>();
        for (bin, &count) in self.counts.iter().enumerate() {
            let egui::Rangef {
                min: left,
                max: right,
            } = scale.x_range(bin);
            let gap = if right - left > 4.0 { 1.0 } else { 0.0 };
            let Some(current) = self.current else {
                let bar = scale.bar(left + gap / 2.0, right - gap / 2.0, count as f64);
                painter.rect_filled(bar, 1, tokens.series[0]);
                continue;
            };
            let share = share(count, total);
            let now = self::share(current[bin], current.iter().sum());
            let bar = scale.bar(left + gap / 2.0, right - gap / 2.0, share);
            painter.rect_filled(bar, 0, tokens.reference.gamma_multiply(0.45));
            painter.hline(bar.x_range(), bar.top(), (1.5, tokens.reference));
            // The current bar is narrower, so that both heights are seen at every bin.
            let inset = (right - left) * 0.22;
            let bar = scale.bar(left + inset, right - inset, now);
            painter.rect_filled(bar, 1, tokens.current.gamma_multiply(0.85));
        }
    }

    fn hint(&self, bin: usize) -> String {
        let write = |value: f64| match self.values {
            Values::Numbers => words::number(value),
            Values::Times => words::time(value as i64),
        };
        let range = format!(
            "{} to {}",
            write(self.edges[bin]),
            write(self.edges[bin + 1])
        );
        let line = |counts: &[u64]| {
            let (count, total) = (counts[bin], counts.iter().sum::<u64>());
            format!(
                "{} rows, {}",
                words::count(count),
                words::percent(share(count, total))
            )
        };
        match self.current {
            None => format!("{range}\n{}", line(self.counts)),
            Some(current) => {
                format!(
                    "{range}\nreference: {}\ncurrent: {}",
                    line(self.counts),
                    line(current)
                )
            }
        }
    }

    fn is_even(&self) -> bool {
        let widths = || self.edges.windows(2).map(|pair| pair[1] - pair[0]);
        let mean = widths().sum::<f64>() / self.counts.len() as f64;
        mean.is_finite() && mean > 0.0 && widths().all(|width| (width / mean - 1.0).abs() < UNEVEN)
    }
}

fn share(count: u64, total: u64) -> f64 {
    count as f64 / total.max(1) as f64
}

/// From values to places.
struct Scale<'a> {
    area: Rect,
    edges: &'a [f64],
    even: bool,
    highest: f64,
}

impl<'a> Scale<'a> {
    fn of(plot: &Histogram<'a>, area: Rect) -> Self {
        let most = |counts: &[u64]| counts.iter().copied().max().unwrap_or(0);
        let highest = match plot.current {
            None => most(plot.counts) as f64,
            Some(current) => {
                let top = |counts: &[u64]| share(most(counts), counts.iter().sum());
                top(plot.counts).max(top(current))
            }
        };
        Self {
            area,
            edges: plot.edges,
            even: plot.is_even(),
            highest: if highest > 0.0 { highest } else { 1.0 },
        }
    }

    /// Left and right of a bin.
    fn x_range(&self, bin: usize) -> egui::Rangef {
        let width = self.area.width() / (self.edges.len() - 1) as f32;
        let left = self.area.left() + width * bin as f32;
        egui::Rangef::new(left, left + width)
    }

    fn bin_at(&self, x: f32, n: usize) -> Option<usize> {
        let bin = ((x - self.area.left()) / self.area.width() * n as f32).floor();
        (bin >= 0.0 && bin < n as f32).then_some(bin as usize)
    }

    fn y(&self, value: f64) -> f32 {
        self.area.bottom() - (value / self.highest) as f32 * self.area.height()
    }

    fn bar(&self, left: f32, right: f32, value: f64) -> Rect {
        let top = self.y(value);
        // What is there is seen, however rare it is.
        let top = if value > 0.0 {
            top.min(self.area.bottom() - 1.0)
        } else {
            top
        };
        Rect::from_x_y_ranges(left..=right.max(left + 1.0), top..=self.area.bottom())
    }

    fn paint_grid(&self, plot: &Histogram<'_>, painter: &Painter, tokens: &Tokens) {
        let weak = tokens.text_weak;
        let ticks = axis::ticks(
            0.0,
            self.highest,
            ((self.area.height() / 40.0) as usize).max(2),
        );
        let percents: Vec<f64> = ticks.iter().map(|tick| 100.0 * tick).collect();
        for (&tick, &percent) in ticks.iter().zip(&percents) {
            let y = self.y(tick);
            painter.hline(self.area.x_range(), y, (1.0, tokens.border));
            let words = match plot.current {
                None => axis::tick_text(tick, &ticks),
                Some(_) => format!("{} %", axis::tick_text(percent, &percents)),
            };
            painter.text(
                pos2(self.area.left() - 6.0, y),
                Align2::RIGHT_CENTER,
                words,
                small(),
                weak,
            );
        }
        for (x, words) in self.x_texts(plot) {
            let y = self.area.bottom() + 3.0;
            painter.vline(x, self.area.bottom()..=y, (1.0, weak));
            painter.text(pos2(x, y), Align2::CENTER_TOP, words, small(), weak);
        }
        let bottom = pos2(self.area.center().x, self.area.bottom() + BELOW);
        painter.text(
            bottom,
            Align2::CENTER_BOTTOM,
            plot.axis,
            text::label(),
            weak,
        );
        let unit = if plot.current.is_some() {
            "share"
        } else {
            "rows"
        };
        let corner = pos2(self.area.left() - BESIDE, self.area.bottom() + BELOW);
        painter.text(corner, Align2::LEFT_BOTTOM, unit, small(), weak);
    }

    /// Where something stands below the bars, and what.
    fn x_texts(&self, plot: &Histogram<'_>) -> Vec<(f32, String)> {
        let n = self.edges.len() - 1;
        let fit = ((self.area.width() / 84.0) as usize).clamp(2, 12);
        let (low, high) = (self.edges[0], self.edges[n]);
        if plot.values == Values::Times || !self.even {
            let every = n.div_ceil(fit).max(1);
            let write = |value: f64| match plot.values {
                Values::Numbers => words::number(value),
                Values::Times => words::time(value as i64).chars().take(10).collect(),
            };
            let texts = (0..=n).step_by(every).map(|i| {
                let x = if i == n {
                    self.x_range(n - 1).max
                } else {
                    self.x_range(i).min
                };
                (x, write(self.edges[i]))
            });
            return texts.collect();
        }
        let ticks = axis::ticks(low, high, fit);
        let x = |value: f64| {
            self.area.left() + ((value - low) / (high - low)) as f32 * self.area.width()
        };
        ticks
            .iter()
            .map(|&tick| (x(tick), axis::tick_text(tick, &ticks)))
            .collect()
    }
}

fn small() -> FontId {
    FontId::proportional(11.0)
}

/// The two colours of a comparison, to be named once beside the plots that use them.
pub(in crate::ui) fn comparison_key(ui: &mut Ui) {
    let tokens = ui.tokens();
    let entries: [(&str, Color32); 2] =
        [("reference", tokens.reference), ("current", tokens.current)];
    ui.horizontal(|ui| {
        for (word, color) in entries {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
            ui.painter().rect_filled(rect, 3, color);
            ui.label(
                egui::RichText::new(word)
                    .font(text::label())
                    .color(tokens.text_weak),
            );
        }
    });
}
