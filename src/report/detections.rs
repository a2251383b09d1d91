//! Where detectors saw a column change.

use maud::{Markup, html};

use super::{
    svg::{Axis, Frame, line_path},
    words::count,
};
use crate::drift::{Detections, Detector};

/// Parts into which the rows are cut for the line.
const PARTS: usize = 300;
/// Marks that are drawn of one detector.
const MOST_MARKS: usize = 500;

pub(super) fn content(
    column: &str,
    values: &[f64],
    found: &[(Detector, Result<Detections, String>)],
) -> Markup {
    let line = means(values);
    html! {
        p { (count(values.len() as u64)) " rows in the order in which they happened. The line is the mean of up to " (PARTS) " parts; a triangle marks a drift, after the row that gave it away." }
        @for (detector, found) in found {
            h3 { (detector.info().name) }
            p.purpose { (detector.info().summary) }
            @match found {
                Err(reason) => { p.none { "Not computable: " (reason) } },
                Ok(found) => { (figure(column, values.len(), &line, found)) },
            }
        }
    }
}

/// The middle row and the mean of each part; no mean where a part has no value.
fn means(values: &[f64]) -> Vec<(f64, Option<f64>)> {
    let size = values.len().div_ceil(PARTS).max(1);
    let parts = values.chunks(size).enumerate();
    parts
        .map(|(i, part)| {
            let known: Vec<f64> = part.iter().copied().filter(|v| v.is_finite()).collect();
            let mean = known.iter().sum::<f64>() / known.len() as f64;
            let middle = (i * size) as f64 + part.len() as f64 / 2.0;
            (middle, (!known.is_empty()).then_some(mean))
        })
        .collect()
}

fn figure(column: &str, rows: usize, line: &[(f64, Option<f64>)], found: &Detections) -> Markup {
    let x = Axis::numbers([0.0, rows.max(1) as f64], "row");
    let frame = Frame::low(
        x,
        Axis::numbers(line.iter().filter_map(|(_, y)| *y), column),
    );
    let marks = found.drifts.iter().take(MOST_MARKS);
    let lowest = line
        .iter()
        .filter_map(|(_, y)| *y)
        .fold(f64::INFINITY, f64::min);
    html! {
        figure {
            (frame.draw(&format!("{column} with its drifts"), &html! {
                path.line d=(line_path(&frame, line.iter().copied())) {}
                @for row in marks {
                    @let (x, y) = frame.at(*row as f64, lowest);
                    path.alert d={ "M" (format!("{x:.1}")) " " (format!("{:.1}", y - 9.0)) "l5.2 9h-10.4z" } { title { "after row " (row) } }
                }
            }))
            figcaption {
                (found.drifts.len()) " drifts, " (found.warnings.len()) " warnings"
                @if !found.drifts.is_empty() {
                    "; after rows (from 0) "
                    @for (i, row) in found.drifts.iter().take(12).enumerate() {
                        @if i > 0 { ", " }
                        (row)
                    }
                    @if found.drifts.len() > 12 { " …" }
                }
                "."
            }
        }
    }
}
