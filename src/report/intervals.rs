//! Intervals around the answers of a regression over time.

use maud::{Markup, html};

use super::{
    svg::{Axis, Frame, Line},
    timeline::{chunk, limit_path, places, reference},
    words::{count, number, percent},
};
use crate::{
    estimate::Conformal,
    steps::monitoring::{IntervalChunk, Intervals, Report},
    terms::Figure,
};

/// How often they held the truth, and how wide they were.
pub(super) fn content(report: &Report, intervals: &Intervals) -> Markup {
    html! {
        p {
            "Made to hold the truth in " (percent(intervals.level)) " of rows, from "
            (count(intervals.calibrated_on)) " labelled rows of the reference"
            @if intervals.is_local { "; wider where rows like these were further off" }
            ". " (Conformal::info().summary)
        }
        (coverage(report, intervals))
        (width(report, intervals))
    }
}

fn coverage(report: &Report, intervals: &Intervals) -> Markup {
    let figures = |figure: fn(&IntervalChunk) -> &Figure| -> Vec<Option<f64>> {
        let chunks = intervals.chunks.iter();
        chunks.map(|chunk| figure(chunk).value()).collect()
    };
    let values = figures(|chunk| &chunk.coverage);
    let ends = [figures(|chunk| &chunk.low), figures(|chunk| &chunk.high)];
    let all = ends.iter().chain([&values]).flatten().copied().flatten();
    let frame = Frame::low(
        places(report),
        Axis::numbers(all.chain([intervals.level]), "coverage"),
    );
    let line = Line {
        reference: reference(report),
        expected: Some(intervals.level),
        band: None,
        alert: &|i| {
            i >= reference(report)
                && intervals
                    .chunks
                    .get(i)
                    .is_some_and(IntervalChunk::is_too_narrow)
        },
        title: &|i| {
            let covered = values[i].map_or_else(|| "–".to_owned(), percent);
            let rows = intervals.chunks[i].labelled;
            format!(
                "{}: {covered} of {} rows covered",
                chunk(report, i),
                count(rows)
            )
        },
        values: values.clone(),
    };
    let production = intervals.chunks.iter().skip(reference(report));
    let narrow = production.filter(|chunk| chunk.is_too_narrow()).count();
    html! {
        figure {
            (frame.draw("Coverage over time", &html! {
                @for end in &ends { path.limit d=(limit_path(&frame, end)) {} }
                (line.draw(&frame))
            }))
            figcaption {
                "Share of labelled rows whose truth was inside. Between the dashed lines it is chance, for so many rows. Too narrow: "
                (narrow) " chunks (triangles)."
            }
        }
    }
}

fn width(report: &Report, intervals: &Intervals) -> Markup {
    let chunks = intervals.chunks.iter();
    let values: Vec<Option<f64>> = chunks.map(|chunk| chunk.width.value()).collect();
    let axis = Axis::numbers(values.iter().copied().flatten().chain([0.0]), "mean width");
    let frame = Frame::low(places(report), axis);
    let line = Line {
        reference: reference(report),
        expected: None,
        band: None,
        alert: &|_| false,
        title: &|i| {
            let width = values[i].map_or_else(|| "–".to_owned(), number);
            format!("{}: mean width {width}", chunk(report, i))
        },
        values: values.clone(),
    };
    let reason = intervals
        .chunks
        .iter()
        .find_map(|chunk| chunk.width.reason());
    html! {
        figure {
            (frame.draw("Width of the intervals over time", &line.draw(&frame)))
            figcaption {
                "Mean width in the unit of the answer; needs no labels."
                @if let Some(reason) = reason { " Not computable in some chunks: " (reason) "." }
            }
        }
    }
}
