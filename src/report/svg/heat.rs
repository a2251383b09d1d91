//! A heat map: names down, places across.

use maud::{Markup, html};

use super::frame::{px, rect};

const NAMES: f64 = 150.0;
const WIDTH: f64 = 860.0;
const ROW: f64 = 18.0;
const BOTTOM: f64 = 24.0;
const MOST_LABELS: usize = 9;

/// One cell.
#[derive(Clone, Debug)]
pub(in crate::report) struct Cell {
    /// How it looks.
    pub(in crate::report) shade: Shade,
    /// What it says when it is pointed at.
    pub(in crate::report) title: String,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) enum Shade {
    /// Within its limit; 0 far below, 3 close to it.
    Calm(u8),
    /// Beyond its limit; 0 just beyond, 3 far beyond. It has a dot, so that colour is not needed.
    Alert(u8),
    /// A value from -1 to 1, as strong as it is far from 0.
    Level(f64),
    /// Nobody can say.
    Unknown,
}

impl Shade {
    fn class(self) -> &'static str {
        match self {
            Self::Calm(0) => "c0",
            Self::Calm(1) => "c1",
            Self::Calm(2) => "c2",
            Self::Calm(_) => "c3",
            Self::Alert(0) => "a0",
            Self::Alert(1) => "a1",
            Self::Alert(2) => "a2",
            Self::Alert(_) => "a3",
            Self::Level(value) if value < 0.0 => "minus",
            Self::Level(_) => "plus",
            Self::Unknown => "u",
        }
    }
}

/// Rows of cells with their names; `labels` stand under the columns, and the first `reference`
/// columns are divided from the rest.
pub(in crate::report) fn heat_map(
    rows: &[(String, Vec<Cell>)],
    labels: &[String],
    reference: usize,
    label: &str,
) -> Markup {
    let n = labels.len().max(1);
    let width = (WIDTH - NAMES - 4.0) / n as f64;
    let height = ROW * rows.len() as f64;
    let x = |i: usize| NAMES + i as f64 * width;
    let gap = if width > 4.0 { 1.0 } else { 0.2 };
    html! {
        svg.plot.heat viewBox={ "0 0 " (WIDTH) " " (height + BOTTOM) } role="img" aria-label=(label) {
            @for (j, (name, cells)) in rows.iter().enumerate() {
                @let y = j as f64 * ROW;
                text x=(NAMES - 8.0) y=(px(y + 12.5)) text-anchor="end" { (shortened(name)) title { (name) } }
                @for (i, cell) in cells.iter().enumerate() {
                    @if let Shade::Level(value) = cell.shade {
                        rect x=(px(x(i))) y=(px(y + 1.0)) width=(px(width - gap)) height=(ROW - 2.0) class=(cell.shade.class()) fill-opacity=(format!("{:.2}", value.abs().clamp(0.02, 1.0))) { title { (cell.title) } }
                    } @else {
                        (rect(cell.shade.class(), [x(i), y + 1.0, width - gap, ROW - 2.0], Some(&cell.title)))
                    }
                    @if matches!(cell.shade, Shade::Alert(_)) {
                        circle.seen cx=(px(x(i) + (width - gap) / 2.0)) cy=(px(y + ROW / 2.0)) r=(px((width / 4.0).min(2.2))) {}
                    }
                }
            }
            @if reference > 0 && reference < labels.len() {
                line.axis x1=(px(x(reference) - gap / 2.0)) y1="0" x2=(px(x(reference) - gap / 2.0)) y2=(height) {}
            }
            @for (i, text) in labels.iter().enumerate().step_by(n.div_ceil(MOST_LABELS).max(1)) {
                text x=(px(x(i) + width / 2.0)) y=(height + 16.0) text-anchor="middle" { (text) }
            }
        }
    }
}

/// As much of a name as there is room for.
fn shortened(name: &str) -> String {
    const MOST: usize = 22;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let start: String = name.chars().take(MOST - 1).collect();
    format!("{start}…")
}
