//! Figures over the chunks, with the band that they should stay in.

use maud::{Markup, html};

use super::{
    svg::{Axis, Frame, Line, line_path},
    words::{count, number, percent, short_figure},
};
use crate::{
    drift::{ColumnDrift, Verdict, multivariate::Together},
    estimate::Estimated,
    metrics::Metric,
    steps::monitoring::{Concern, MetricTimeline, Report},
    terms::Figure,
};

/// A metric with its band.
pub(super) fn metric(report: &Report, timeline: &MetricTimeline) -> Markup {
    let info = timeline.metric.info();
    let values: Vec<Option<f64>> = timeline.values.iter().map(Figure::value).collect();
    let band = timeline.lower.value().zip(timeline.upper.value());
    let expected = timeline.expected.value();
    let worse = |value: f64| match band {
        Some((low, _)) if timeline.metric.higher_is_better() => value < low,
        Some((_, high)) => value > high,
        None => false,
    };
    let limits = band.map(|(low, high)| [low, high]).into_iter().flatten();
    let all = values
        .iter()
        .copied()
        .flatten()
        .chain(limits)
        .chain(expected);
    let frame = Frame::wide(places(report), Axis::numbers(all, info.name));
    let line = Line {
        reference: reference(report),
        expected,
        band,
        alert: &|i| is_production(report, i) && values[i].is_some_and(worse),
        title: &|i| {
            format!(
                "{}: {} {}",
                chunk(report, i),
                info.name,
                values[i].map_or_else(|| "–".to_owned(), number)
            )
        },
        values: values.clone(),
    };
    html! {
        figure {
            (frame.draw(&format!("{} over time", info.name), &line.draw(&frame)))
            figcaption {
                (info.name) ": "
                @if let Some((low, high)) = band {
                    "expected " (short_figure(&timeline.expected)) ", no surprise from " (number(low)) " to " (number(high)) " (green)."
                } @else {
                    "no band, because " (timeline.lower.reason().unwrap_or("it cannot be computed")) "."
                }
                " A triangle marks a chunk that is worse than the band."
            }
        }
    }
}

/// What the metric that decides is to be expected to be, with its band; the first that can be
/// estimated where that one cannot.
pub(super) fn estimated(report: &Report, primary: Metric) -> Markup {
    let first = report.estimated.first().map_or(&[][..], Vec::as_slice);
    let is_primary = |found: &Estimated| found.metric.id() == primary.id();
    let Some(place) = first
        .iter()
        .position(is_primary)
        .or_else(|| (!first.is_empty()).then_some(0))
    else {
        return html! {};
    };
    let chunks: Vec<Option<&Estimated>> = report
        .estimated
        .iter()
        .map(|chunk| chunk.get(place))
        .collect();
    let figures = |figure: &dyn Fn(&Estimated) -> &Figure| -> Vec<Option<f64>> {
        let value = |found: Option<&Estimated>| found.and_then(|found| figure(found).value());
        chunks.iter().copied().map(value).collect()
    };
    let values = figures(&|found| &found.value);
    let ends = [figures(&|found| &found.low), figures(&|found| &found.high)];
    let name = first
        .get(place)
        .map_or("", |found| found.metric.info().name);
    let all = ends.iter().chain([&values]).flatten().copied().flatten();
    let frame = Frame::wide(places(report), Axis::numbers(all, name));
    let line = Line {
        reference: reference(report),
        expected: None,
        band: None,
        alert: &|_| false,
        title: &|i| {
            let value = values[i].map_or_else(|| "–".to_owned(), number);
            format!("{}: {name} {value} to be expected", chunk(report, i))
        },
        values: values.clone(),
    };
    html! {
        figure {
            (frame.draw(&format!("{name} to be expected over time"), &html! {
                @for end in &ends { path.limit d=(limit_path(&frame, end)) {} }
                (line.draw(&frame))
            }))
            figcaption {
                (name)
                @if first.get(place).is_some_and(|found| found.metric.is_of_numbers()) {
                    " by what was lost on rows of the reference like these"
                } @else {
                    " by the model's own probabilities"
                }
                ", with three standard errors on either side (dashed). It sees that rows became harder, not that the same rows now have other answers."
            }
        }
    }
}

/// How far the model's own answers have moved.
pub(super) fn prediction(report: &Report) -> Markup {
    let chunks = &report.prediction.chunks;
    let values: Vec<Option<f64>> = chunks.iter().map(ColumnDrift::psi).collect();
    let highest = values.iter().copied().flatten().fold(0.05, f64::max);
    // The limit of a tiny chunk is far above every value, and would flatten the line to nothing.
    let limits = chunks
        .iter()
        .map(|drift| Some(drift.limit).filter(|limit| *limit <= 1.5 * highest));
    let limits: Vec<Option<f64>> = limits.collect();
    let axis = Axis::numbers(
        values.iter().chain(&limits).copied().flatten().chain([0.0]),
        "PSI",
    );
    let frame = Frame::wide(places(report), axis);
    let line = Line {
        reference: reference(report),
        expected: None,
        band: None,
        alert: &|i| {
            is_production(report, i)
                && chunks
                    .get(i)
                    .is_some_and(|drift| drift.verdict == Verdict::Drift)
        },
        title: &|i| {
            let psi = values[i].map_or_else(|| "–".to_owned(), number);
            let drift = &chunks[i];
            format!(
                "{}: PSI {psi}, limit {}, {}",
                chunk(report, i),
                number(drift.limit),
                drift.verdict.name()
            )
        },
        values: values.clone(),
    };
    let alerts = report
        .alerts
        .iter()
        .filter(|alert| alert.concern == Concern::PredictionDrift)
        .count();
    html! {
        figure {
            (frame.draw("Drift of the predictions over time", &html! {
                path.limit d=(limit_path(&frame, &limits)) {}
                (line.draw(&frame))
            }))
            figcaption {
                "PSI of the answers against the reference: " (alerts) " chunks drifted (triangles). "
                "Dashed: the limit, which every chunk has of its own, made for its number of rows."
            }
        }
    }
}

/// All columns at once, with the limits of what is usual.
pub(super) fn together(report: &Report, way: &Together) -> Markup {
    let info = way.method.info();
    let values: Vec<Option<f64>> = way.values.iter().map(Figure::value).collect();
    let band = way.limits.lower.value().zip(way.limits.upper.value());
    let limits = band.map(|(low, high)| [low, high]).into_iter().flatten();
    let axis = Axis::numbers(values.iter().copied().flatten().chain(limits), info.name);
    let frame = Frame::low(places(report), axis);
    let line = Line {
        reference: reference(report),
        expected: None,
        band,
        alert: &|i| is_production(report, i) && way.is_drift(i),
        title: &|i| {
            let value = values[i].map_or_else(|| "–".to_owned(), number);
            format!("{}: {value}", chunk(report, i))
        },
        values: values.clone(),
    };
    let reason = way.values.iter().find_map(Figure::reason);
    html! {
        figure {
            (frame.draw(&format!("{} over time", info.name), &line.draw(&frame)))
            figcaption {
                (info.name) ": " (info.summary)
                @if let Some((low, high)) = band { " Usual: " (number(low)) " to " (number(high)) "." }
                @if let Some(reason) = reason { " Not computable in some chunks: " (reason) "." }
            }
        }
    }
}

/// Level over every chunk; broken where the limit is out of sight.
pub(super) fn limit_path(frame: &Frame, limits: &[Option<f64>]) -> String {
    let ends =
        |(i, limit): (usize, &Option<f64>)| [(i as f64 - 0.5, *limit), (i as f64 + 0.5, *limit)];
    line_path(frame, limits.iter().enumerate().flat_map(ends))
}

/// How sure the model is.
pub(super) fn confidence(report: &Report) -> Markup {
    let values: Vec<Option<f64>> = report
        .confidence
        .iter()
        .map(|confidence| confidence.mean.value())
        .collect();
    let unsure: Vec<Option<f64>> = report
        .confidence
        .iter()
        .map(|confidence| confidence.unsure.value())
        .collect();
    let axis = Axis::numbers(values.iter().copied().flatten(), "mean probability");
    let frame = Frame::wide(places(report), axis);
    let line = Line {
        reference: reference(report),
        expected: None,
        band: None,
        alert: &|_| false,
        title: &|i| {
            let shown = |value: Option<f64>, text: fn(f64) -> String| {
                value.map_or_else(|| "–".to_owned(), text)
            };
            let unsure = unsure.get(i).copied().flatten();
            format!(
                "{}: {} sure on average, {} of rows unsure",
                chunk(report, i),
                shown(values[i], percent),
                shown(unsure, percent)
            )
        },
        values: values.clone(),
    };
    html! {
        figure {
            (frame.draw("Confidence over time", &line.draw(&frame)))
            figcaption { "Mean probability of the answer that was given. A model can be sure and wrong: read it with the performance." }
        }
    }
}

/// The chunks, as an axis.
pub(super) fn places(report: &Report) -> Axis {
    Axis::places(report.chunks.len(), |i| label(report, i), "chunk")
}

/// Chunks of the reference come first.
pub(super) fn reference(report: &Report) -> usize {
    report
        .chunks
        .iter()
        .filter(|chunk| chunk.is_reference)
        .count()
}

fn is_production(report: &Report, i: usize) -> bool {
    report
        .chunks
        .get(i)
        .is_some_and(|chunk| !chunk.is_reference)
}

/// What stands under chunk `i`.
pub(super) fn label(report: &Report, i: usize) -> String {
    report
        .chunks
        .get(i)
        .map(|chunk| chunk.label.clone())
        .unwrap_or_default()
}

/// Chunk `i` in words.
pub(super) fn chunk(report: &Report, i: usize) -> String {
    let Some(chunk) = report.chunks.get(i) else {
        return String::new();
    };
    let side = if chunk.is_reference {
        "reference"
    } else {
        "production"
    };
    let partial = if chunk.is_partial { ", partial" } else { "" };
    format!(
        "{} ({side}, {} rows{partial})",
        chunk.label,
        count(chunk.rows)
    )
}
