//! Two windows of a column as files of their own: a picture to print, and its figures.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::words::{number, percent};
use crate::{
    drift::{
        Outline,
        windows::{Bin, Curves},
    },
    workbench::SideBySide,
};

/// Each panel, and the room between them.
const PANEL: (f64, f64) = (300.0, 220.0);
const GAP: f64 = 52.0;
const LEFT: f64 = 54.0;
const TOP: f64 = 76.0;

/// Fill and line of the reference and of the current window; both told apart without seeing hue.
const INK: [&str; 2] = ["#8a94a6", "#d96a1c"];

/// The two windows as one SVG picture; `windows` names them, reference first.
pub(super) fn svg(shown: &SideBySide, windows: [&str; 2]) -> String {
    let curves = shown.found.curves.as_ref();
    let panels = if curves.is_some() { 3.0 } else { 1.0 };
    let width = LEFT + panels * (PANEL.0 + GAP);
    let height = TOP + PANEL.1 + 64.0;
    let drift = &shown.found.drift;
    let [reference, current] = windows;
    let about = format!(
        "{current} ({} rows) against {reference} ({} rows): {}, PSI {}, limit {}",
        drift.current_rows,
        drift.reference_rows,
        drift.verdict.name(),
        drift.psi().map_or_else(|| "–".to_owned(), number),
        number(drift.limit),
    );
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (width) " " (height) } width=(width) height=(height)
            role="img" font-family="Inter, Helvetica, Arial, sans-serif" font-size="11" fill="#191d26" {
            title { (shown.column) ": " (about) }
            rect width=(width) height=(height) fill="#ffffff" {}
            text x="16" y="26" font-size="16" font-weight="600" { (shown.column) }
            text x="16" y="44" fill="#5c6677" { (about) }
            (key(windows))
            @if let Some(outline) = &drift.outline { (histogram(outline, LEFT)) }
            @if let Some(curves) = curves {
                (cumulative(curves, LEFT + PANEL.0 + GAP))
                (quantiles(curves, LEFT + 2.0 * (PANEL.0 + GAP)))
            }
        }
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n",
        picture.into_string()
    )
}

/// The scores and the bins of the two windows as CSV.
pub(super) fn csv(shown: &SideBySide) -> String {
    let mut text = String::from("kind,name,reference,current,value\n");
    // Writing to a string cannot fail.
    for score in &shown.found.drift.scores {
        let value = score.statistic.value();
        let value = value.map_or_else(String::new, |value| value.to_string());
        writeln!(text, "score,{},,,{value}", score.method.id()).ok();
        if let Some(p) = score.p_value.as_ref().and_then(crate::terms::Figure::value) {
            writeln!(text, "p_value,{},,,{p}", score.method.id()).ok();
        }
    }
    for share in &shown.found.bins {
        let name = quoted(&bin_words(&share.bin));
        let (reference, current, psi) = (share.reference, share.current, share.psi);
        writeln!(text, "bin,{name},{reference},{current},{psi}").ok();
    }
    text
}

fn quoted(words: &str) -> String {
    if words.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", words.replace('"', "\"\""))
    } else {
        words.to_owned()
    }
}

fn bin_words(bin: &Bin) -> String {
    match bin {
        Bin::Below(lowest) => format!("below {lowest}"),
        Bin::Above(highest) => format!("above {highest}"),
        Bin::Between(Some(low), high) => format!("{low} to {high}"),
        Bin::Between(None, high) => format!("up to {high}"),
        Bin::Value(value) => value.to_string(),
        Bin::OtherValues(_) => "other values".to_owned(),
        Bin::Category(name) => name.clone(),
        Bin::Missing => "missing".to_owned(),
    }
}

fn key(windows: [&str; 2]) -> Markup {
    html! {
        @for (i, (name, window)) in ["reference", "current"].iter().zip(windows).enumerate() {
            @let x = 16.0 + 260.0 * i as f64;
            rect x=(x) y="54" width="11" height="11" rx="2" fill=(INK[i]) {}
            text x=(x + 17.0) y="63" fill="#5c6677" { (name) ": " (window) }
        }
    }
}

/// The frame of a panel with round values at its ends.
fn panel(left: f64, title: &str, x: [String; 2], y: [String; 2], content: &Markup) -> Markup {
    let (right, bottom) = (left + PANEL.0, TOP + PANEL.1);
    let [x_low, x_high] = x;
    let [y_low, y_high] = y;
    html! {
        rect x=(left) y=(TOP) width=(PANEL.0) height=(PANEL.1) fill="#f1f3f7" {}
        (content)
        line x1=(left) y1=(bottom) x2=(right) y2=(bottom) stroke="#5c6677" {}
        g fill="#5c6677" {
            text x=(left) y=(bottom + 16.0) { (x_low) }
            text x=(right) y=(bottom + 16.0) text-anchor="end" { (x_high) }
            text x=(left - 6.0) y=(bottom) text-anchor="end" { (y_low) }
            text x=(left - 6.0) y=(TOP + 9.0) text-anchor="end" { (y_high) }
            text x=(left + PANEL.0 / 2.0) y=(bottom + 34.0) text-anchor="middle" font-weight="600" { (title) }
        }
    }
}

/// The histogram of both sides by itself.
pub(super) fn small_histogram(outline: &Outline, label: &str) -> Markup {
    let (left, top) = (10.0, TOP - 8.0);
    let (width, height) = (LEFT + PANEL.0 + GAP, PANEL.1 + 46.0);
    html! {
        svg viewBox={ (left) " " (top) " " (width) " " (height) } role="img" aria-label=(label) font-size="11" {
            (histogram(outline, LEFT))
        }
    }
}

fn histogram(outline: &Outline, left: f64) -> Markup {
    let (shares, ends) = match outline {
        Outline::Bins { edges, shares, .. } => {
            let end = |edge: Option<&f64>| edge.map_or_else(String::new, |edge| number(*edge));
            (shares, [end(edges.first()), end(edges.last())])
        }
        Outline::Values { values, shares, .. } => {
            let end = |value: Option<&f64>| value.map_or_else(String::new, |value| number(*value));
            (shares, [end(values.first()), end(values.last())])
        }
        Outline::Categories { names, shares, .. } => {
            let end = |name: Option<&String>| name.cloned().unwrap_or_default();
            (shares, [end(names.first()), end(names.last())])
        }
    };
    let all = shares.reference.iter().chain(&shares.current);
    let highest = all.copied().fold(1e-9, f64::max);
    let width = PANEL.0 / shares.reference.len().max(1) as f64;
    let bar = |i: usize, share: f64, inset: f64| {
        let height = share / highest * PANEL.1;
        let x = left + width * (i as f64 + inset);
        (
            x,
            TOP + PANEL.1 - height,
            width * (1.0 - 2.0 * inset),
            height,
        )
    };
    let content = html! {
        @for (i, (reference, current)) in shares.reference.iter().zip(&shares.current).enumerate() {
            @let (x, y, w, h) = bar(i, *reference, 0.06);
            rect x=(px(x)) y=(px(y)) width=(px(w)) height=(px(h)) fill=(INK[0]) fill-opacity="0.5" {}
            @let (x, y, w, h) = bar(i, *current, 0.26);
            rect x=(px(x)) y=(px(y)) width=(px(w)) height=(px(h)) fill=(INK[1]) {}
        }
    };
    let y = [percent(0.0), percent(highest)];
    panel(left, "share of rows", ends, y, &content)
}

fn cumulative(curves: &Curves, left: f64) -> Markup {
    let ends = (
        curves.values.first().copied().unwrap_or_default(),
        curves.values.last().copied().unwrap_or_default(),
    );
    let x = |value: f64| left + PANEL.0 * share_of(value, ends);
    let y = |share: f64| TOP + PANEL.1 * (1.0 - share);
    let line = |shares: &[f64]| {
        path(
            curves
                .values
                .iter()
                .zip(shares)
                .map(|(v, s)| (x(*v), y(*s))),
        )
    };
    let content = html! {
        path d=(line(&curves.reference)) fill="none" stroke=(INK[0]) stroke-width="2" {}
        path d=(line(&curves.current)) fill="none" stroke=(INK[1]) stroke-width="2" {}
        @let at = x(curves.gap.0.clamp(ends.0, ends.1));
        line x1=(px(at)) x2=(px(at)) y1=(TOP) y2=(TOP + PANEL.1) stroke="#3b50d6" stroke-dasharray="4 3" {}
    };
    let title = format!("cumulative; widest gap {}", number(curves.gap.1));
    let ends = [number(ends.0), number(ends.1)];
    panel(left, &title, ends, [percent(0.0), percent(1.0)], &content)
}

fn quantiles(curves: &Curves, left: f64) -> Markup {
    let all = || curves.quantiles.iter().flatten().copied();
    let ends = (
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    );
    let x = |value: f64| left + PANEL.0 * share_of(value, ends);
    let y = |value: f64| TOP + PANEL.1 * (1.0 - share_of(value, ends));
    let content = html! {
        line x1=(left) y1=(TOP + PANEL.1) x2=(left + PANEL.0) y2=(TOP) stroke="#5c6677" stroke-dasharray="4 3" {}
        @for [reference, current] in &curves.quantiles {
            circle cx=(px(x(*reference))) cy=(px(y(*current))) r="2" fill="#3b50d6" {}
        }
    };
    let low_high = || [number(ends.0), number(ends.1)];
    panel(
        left,
        "quantiles: reference, current upright",
        low_high(),
        low_high(),
        &content,
    )
}

fn share_of(value: f64, (low, high): (f64, f64)) -> f64 {
    if high > low {
        (value - low) / (high - low)
    } else {
        0.5
    }
}

fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut text = String::new();
    for (i, (x, y)) in points.enumerate() {
        let word = if i == 0 { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        write!(text, "{word}{x:.1} {y:.1}").ok();
    }
    text
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::{Distance, Sample, Sides, Summary, windows::WindowBaseline};

    fn shown() -> SideBySide {
        let reference: Vec<f64> = (0..400).map(f64::from).collect();
        let current: Vec<f64> = (0..300).map(|i| f64::from(i) * 1.5).collect();
        let sides = [&reference, &current].map(|side| Summary::of(Sample::Numbers(side)));
        SideBySide {
            column: "a<b & \"c\"".to_owned(),
            pair: Sides {
                reference: 0..3,
                current: 3..4,
            },
            found: WindowBaseline::new(sides[0].clone()).compare(&sides[1]),
        }
    }

    #[test]
    fn the_picture_is_xml_whatever_the_column_is_called() {
        let text = svg(&shown(), ["all", "May"]);
        assert!(text.contains("a&lt;b &amp; "), "{text}");
        assert!(!text.contains("NaN") && !text.contains("inf"));
        assert_eq!(text.matches("<svg").count(), 1);
        assert_eq!(
            text.matches("<circle").count(),
            text.matches("</circle>").count()
        );
    }

    #[test]
    fn the_figures_are_those_that_are_shown() {
        let shown = shown();
        let text = csv(&shown);
        let bins = text.lines().filter(|line| line.starts_with("bin,"));
        let psi: f64 = bins
            .map(|line| line.rsplit(',').next().unwrap().parse::<f64>().unwrap())
            .sum();
        assert!((psi - shown.found.drift.psi().unwrap()).abs() < 1e-9);
        let scores = text.lines().filter(|line| line.starts_with("score,"));
        assert_eq!(scores.count(), Distance::ALL.len());
    }

    #[test]
    fn a_name_with_a_comma_is_one_field() {
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("plain"), "plain");
    }
}
