//! Bars: a histogram with its axes, and one as small as a word.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::{
    Frame,
    frame::{px, rect},
};
use crate::stats::Histogram;

/// The bars of a histogram within `frame`, whose x axis are the values and whose y axis are rows.
pub(in crate::report) fn bars(frame: &Frame, histogram: &Histogram) -> Markup {
    html! {
        @for (edges, count) in histogram.edges.windows(2).zip(&histogram.counts) {
            @let count = *count as f64;
            (rect("bar", frame.between((edges[0], 0.0), (edges[1], count)), None))
        }
    }
}

/// Counts as one small path; nothing where there is nothing.
pub(in crate::report) fn tiny_histogram(counts: &[u64], label: &str) -> Markup {
    const WIDTH: f64 = 110.0;
    const HEIGHT: f64 = 22.0;
    let most = counts.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return html! {};
    }
    let width = WIDTH / counts.len() as f64;
    let mut path = String::new();
    for (i, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        // A single row among thousands must still be seen.
        let height = (HEIGHT * count as f64 / most as f64).max(0.8);
        let (x, bar) = (px(i as f64 * width), px((width - 0.6).max(0.5)));
        // Writing to a string cannot fail.
        write!(path, "M{x} {HEIGHT}v-{height:.1}h{bar}v{height:.1}z").ok();
    }
    html! {
        svg.tiny viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" role="img" aria-label=(label) {
            path.bar d=(path) {}
        }
    }
}
