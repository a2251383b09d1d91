//! Axes, grid and titles around whatever a plot shows.

use maud::{Markup, html};

use super::Axis;

const LEFT: f64 = 52.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 42.0;

/// The place of a plot, in its own units: about a pixel on a screen.
#[derive(Clone, Debug)]
pub(in crate::report) struct Frame {
    width: f64,
    height: f64,
    x: Axis,
    y: Axis,
}

impl Frame {
    /// A wide plot, over the whole page.
    pub(in crate::report) fn wide(x: Axis, y: Axis) -> Self {
        Self {
            width: 860.0,
            height: 230.0,
            x,
            y,
        }
    }

    /// A low plot over the whole page, one of many.
    pub(in crate::report) fn low(x: Axis, y: Axis) -> Self {
        Self {
            width: 860.0,
            height: 150.0,
            x,
            y,
        }
    }

    /// A square plot, beside others.
    pub(in crate::report) fn square(x: Axis, y: Axis) -> Self {
        Self {
            width: 330.0,
            height: 300.0,
            x,
            y,
        }
    }

    /// The place of a point.
    pub(in crate::report) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let width = self.width - LEFT - RIGHT;
        let height = self.height - TOP - BOTTOM;
        (
            LEFT + self.x.share_of(x).clamp(0.0, 1.0) * width,
            TOP + (1.0 - self.y.share_of(y).clamp(0.0, 1.0)) * height,
        )
    }

    /// A rectangle between two points, as x, y, width and height.
    pub(in crate::report) fn between(&self, from: (f64, f64), to: (f64, f64)) -> [f64; 4] {
        let (a, b) = (self.at(from.0, from.1), self.at(to.0, to.1));
        [
            a.0.min(b.0),
            a.1.min(b.1),
            (a.0 - b.0).abs(),
            (a.1 - b.1).abs(),
        ]
    }

    /// The whole height between two places.
    pub(in crate::report) fn column(&self, from: f64, to: f64) -> [f64; 4] {
        self.between((from, self.y.low), (to, self.y.high))
    }

    /// The whole width between two heights.
    pub(in crate::report) fn row(&self, from: f64, to: f64) -> [f64; 4] {
        self.between((self.x.low, from), (self.x.high, to))
    }

    /// A line over the whole width.
    pub(in crate::report) fn level(&self, y: f64, class: &str) -> Markup {
        let ((x1, y), (x2, _)) = (self.at(self.x.low, y), self.at(self.x.high, y));
        html! { line class=(class) x1=(px(x1)) y1=(px(y)) x2=(px(x2)) y2=(px(y)) {} }
    }

    /// The plot with `content`; `label` says in words what it shows.
    pub(in crate::report) fn draw(&self, label: &str, content: &Markup) -> Markup {
        let (left, bottom) = (LEFT, self.height - BOTTOM);
        let middle = f64::midpoint(TOP, bottom);
        html! {
            svg.plot viewBox={ "0 0 " (self.width) " " (self.height) } role="img" aria-label=(label) {
                @for (value, text) in &self.y.ticks {
                    @let (_, y) = self.at(self.x.low, *value);
                    line.grid x1=(left) y1=(px(y)) x2=(self.width - RIGHT) y2=(px(y)) {}
                    text x=(left - 6.0) y=(px(y + 3.5)) text-anchor="end" { (text) }
                }
                @for (value, text) in &self.x.ticks {
                    @let (x, _) = self.at(*value, self.y.low);
                    line.tick x1=(px(x)) y1=(bottom) x2=(px(x)) y2=(bottom + 4.0) {}
                    text x=(px(x)) y=(bottom + 16.0) text-anchor="middle" { (text) }
                }
                (content)
                line.axis x1=(left) y1=(bottom) x2=(self.width - RIGHT) y2=(bottom) {}
                text.title x=((left + self.width - RIGHT) / 2.0) y=(self.height - 6.0) text-anchor="middle" { (self.x.title) }
                text.title x="12" y=(middle) text-anchor="middle" transform={ "rotate(-90 12 " (middle) ")" } { (self.y.title) }
            }
        }
    }
}

/// A place with as many digits as can be seen.
pub(super) fn px(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A rectangle.
pub(super) fn rect(class: &str, [x, y, width, height]: [f64; 4], title: Option<&str>) -> Markup {
    html! {
        rect class=(class) x=(px(x)) y=(px(y)) width=(px(width)) height=(px(height)) {
            @if let Some(title) = title { title { (title) } }
        }
    }
}
