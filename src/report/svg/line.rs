//! A line over chunks, with the band that it should stay in.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::{
    Frame,
    frame::{px, rect},
};

/// Of more places only alerts have a mark of their own, so that the page stays small.
const MOST_DOTS: usize = 400;
/// Marks of alerts that are drawn at most.
const MOST_ALERTS: usize = 400;
/// Of more points only those are drawn that a screen can show.
const MOST_POINTS: usize = 2000;

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
            @for (i, value) in self.marked() { (self.point(frame, i, value)) }
        }
    }

    /// The places that have a mark: all, or alerts alone where there are too many.
    fn marked(&self) -> impl Iterator<Item = (usize, f64)> {
        let is_dense = self.values.len() > MOST_DOTS;
        let known = self.values.iter().enumerate();
        let known = known.filter_map(|(i, value)| Some((i, (*value)?)));
        let marked = known.filter(move |(i, _)| !is_dense || (self.alert)(*i));
        marked.take(MOST_DOTS.max(MOST_ALERTS))
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

/// The path through `points`, broken where a value is missing. Of very many, four of each pixel
/// are drawn: the first, the lowest, the highest and the last.
pub(in crate::report) fn line_path(
    frame: &Frame,
    points: impl Iterator<Item = (f64, Option<f64>)>,
) -> String {
    let place = |(x, y): (f64, Option<f64>)| {
        let known = y.filter(|y| y.is_finite());
        known.map(|y| frame.at(x, y))
    };
    let mut places: Vec<Option<(f64, f64)>> = points.map(place).collect();
    if places.len() > MOST_POINTS {
        places = thinned(&places);
    }
    let mut path = String::new();
    let mut is_drawing = false;
    for place in places {
        let Some((x, y)) = place else {
            is_drawing = false;
            continue;
        };
        let command = if is_drawing { 'L' } else { 'M' };
        // Writing to a string cannot fail.
        write!(path, "{command}{} {}", px(x), px(y)).ok();
        is_drawing = true;
    }
    path
}

fn thinned(places: &[Option<(f64, f64)>]) -> Vec<Option<(f64, f64)>> {
    let pixel = |place: &Option<(f64, f64)>| place.map(|(x, _)| x.floor());
    let mut kept = Vec::new();
    for run in places.chunk_by(|a, b| pixel(a) == pixel(b)) {
        let known: Vec<(f64, f64)> = run.iter().copied().flatten().collect();
        let by_height = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let ends = [
            known.first(),
            known.iter().min_by(by_height),
            known.iter().max_by(by_height),
            known.last(),
        ];
        if known.is_empty() {
            kept.push(None);
        }
        kept.extend(ends.into_iter().flatten().map(|place| Some(*place)));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{super::Axis, *};

    #[test]
    fn very_many_points_take_no_more_than_the_screen_shows() {
        let frame = Frame::wide(Axis::numbers([0.0, 1e5], ""), Axis::share(""));
        let value = |i: u32| (f64::from(i), Some(if i == 777 { 1.0 } else { 0.5 }));
        let path = line_path(&frame, (0..100_000).map(value));
        assert!(path.len() < 100_000, "{}", path.len());
        let (_, top) = frame.at(0.0, 1.0);
        assert!(path.contains(&format!(" {}", px(top))), "the peak is drawn");
    }

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
