//! A line over chunks, with the band that it should stay in.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::{
    Frame,
    frame::{px, rect},
};

/// Values by place, with what is expected of them.
pub(in crate::report) struct Line<'a> {
    /// One value per place; nothing where there is none.
    pub(in crate::report) values: Vec<Option<f64>>,
    /// The places from 0 to this one are the reference.
    pub(in crate::report) reference: usize,
    /// What is expected.
    pub(in crate::report) expected: Option<f64>,
    /// The lowest and the highest value that is no surprise.
    pub(in crate::report) band: Option<(f64, f64)>,
    /// Which places are worth an alert.
    pub(in crate::report) alert: &'a dyn Fn(usize) -> bool,
    /// What a place says when it is pointed at.
    pub(in crate::report) title: &'a dyn Fn(usize) -> String,
}

impl Line<'_> {
    /// The line within `frame`.
    pub(in crate::report) fn draw(&self, frame: &Frame) -> Markup {
        let known = self.values.iter().enumerate();
        let points: Vec<(f64, Option<f64>)> = known.map(|(i, value)| (i as f64, *value)).collect();
        html! {
            @if self.reference > 0 {
                (rect("past", frame.column(-0.5, self.reference as f64 - 0.5), Some("reference")))
            }
            @if let Some((low, high)) = self.band { (rect("band", frame.row(low, high), Some("no surprise"))) }
            @if let Some(expected) = self.expected { (frame.level(expected, "expected")) }
            path.line d=(line_path(frame, points.iter().copied())) {}
            @for (i, value) in self.values.iter().enumerate() {
                @if let Some(value) = value { (self.point(frame, i, *value)) }
            }
        }
    }

    /// A dot, or a triangle where there is an alert: colour alone says nothing.
    fn point(&self, frame: &Frame, i: usize, value: f64) -> Markup {
        let (x, y) = frame.at(i as f64, value);
        let title = (self.title)(i);
        html! {
            @if (self.alert)(i) {
                path.alert d={ "M" (px(x)) " " (px(y - 6.0)) "l5.2 9h-10.4z" } { title { (title) } }
            } @else {
                circle.dot cx=(px(x)) cy=(px(y)) r="2.6" { title { (title) } }
            }
        }
    }
}

/// The path through `points`, broken where a value is missing.
pub(in crate::report) fn line_path(
    frame: &Frame,
    points: impl Iterator<Item = (f64, Option<f64>)>,
) -> String {
    let mut path = String::new();
    let mut is_drawing = false;
    for (x, y) in points {
        let Some(y) = y.filter(|y| y.is_finite()) else {
            is_drawing = false;
            continue;
        };
        let (x, y) = frame.at(x, y);
        let command = if is_drawing { 'L' } else { 'M' };
        // Writing to a string cannot fail.
        write!(path, "{command}{} {}", px(x), px(y)).ok();
        is_drawing = true;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::{super::Axis, *};

    #[test]
    fn a_gap_breaks_the_line() {
        let frame = Frame::wide(Axis::numbers([0.0, 4.0], ""), Axis::share(""));
        let points = [
            (0.0, Some(0.1)),
            (1.0, None),
            (2.0, Some(0.5)),
            (3.0, Some(f64::NAN)),
            (4.0, Some(1.0)),
        ];
        let path = line_path(&frame, points.into_iter());
        assert_eq!(
            (path.matches('M').count(), path.matches('L').count()),
            (3, 0)
        );
    }
}
