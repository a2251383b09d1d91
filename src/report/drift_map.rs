//! Which column drifted when.

use maud::{Markup, html};

use super::{
    svg::{Cell, Shade, heat_map},
    timeline::{chunk, label, reference},
    words::{count, number},
};
use crate::{
    drift::{ColumnDrift, Verdict},
    steps::monitoring::{ColumnTimeline, Report},
};

/// Columns and chunks that are drawn, so that the page stays small.
const MOST_COLUMNS: usize = 40;
const MOST_CHUNKS: usize = 120;

pub(super) fn content(report: &Report) -> Markup {
    // The newest chunks say most.
    let first = report.chunks.len().saturating_sub(MOST_CHUNKS);
    let labels: Vec<String> = (first..report.chunks.len())
        .map(|i| label(report, i))
        .collect();
    let rows: Vec<(String, Vec<Cell>)> = report
        .columns
        .iter()
        .take(MOST_COLUMNS)
        .map(|column| (column.name.clone(), cells(report, column, first)))
        .collect();
    let border = reference(report).saturating_sub(first);
    html! {
        figure {
            (heat_map(&rows, &labels, border, "Drift of every column in every chunk"))
            figcaption {
                "PSI against its limit, the most drifted column first. Green: within the limit. "
                "Red with a dot: drift. Dashed: not enough rows to know. The line divides the reference from production."
                @if first > 0 { " Not shown: the oldest " (first) " chunks." }
                @if report.columns.len() > MOST_COLUMNS { " Not shown: " (report.columns.len() - MOST_COLUMNS) " calmer columns." }
            }
        }
        (table(report))
    }
}

fn cells(report: &Report, column: &ColumnTimeline, first: usize) -> Vec<Cell> {
    let chunks = column.chunks.iter().enumerate().skip(first);
    chunks
        .map(|(i, drift)| Cell {
            shade: shade(drift),
            title: format!(
                "{}, {}: PSI {}, limit {}, {}",
                short(&column.name),
                chunk(report, i),
                drift.psi().map_or_else(|| "–".to_owned(), number),
                number(drift.limit),
                drift.verdict.name()
            ),
        })
        .collect()
}

/// The beginning of a name: it stands in every cell.
fn short(name: &str) -> String {
    name.chars().take(60).collect()
}

fn shade(drift: &ColumnDrift) -> Shade {
    let ratio = drift
        .psi()
        .map_or(0.0, |psi| psi / drift.limit.max(f64::MIN_POSITIVE));
    match drift.verdict {
        Verdict::Unknown => Shade::Unknown,
        Verdict::Stable => Shade::Calm((ratio * 4.0).clamp(0.0, 3.0) as u8),
        Verdict::Drift => Shade::Alert(ratio.max(1.0).log2().clamp(0.0, 3.0) as u8),
    }
}

/// Every column in numbers: how often it drifted, and when most.
fn table(report: &Report) -> Markup {
    let n = report.production().count();
    let first = report.chunks.len() - n;
    html! {
        div.scroll { table {
            thead { tr { th { "column" } th.n { "drifted" } th.n { "not known" } th.n { "highest PSI" } th.n { "its limit" } th { "when" } } }
            tbody {
                @for column in report.columns.iter().take(MOST_COLUMNS) {
                    @let production = column.chunks.get(first..).unwrap_or_default();
                    @let of = |verdict: Verdict| production.iter().filter(|drift| drift.verdict == verdict).count();
                    tr {
                        td { code { (column.name) } }
                        td.n { (of(Verdict::Drift)) " of " (n) }
                        td.n { (count(of(Verdict::Unknown) as u64)) }
                        @match worst(production) {
                            Some((i, psi)) => {
                                td.n { (number(psi)) } td.n { (number(production[i].limit)) } td { (label(report, first + i)) }
                            },
                            None => { td.n { "–" } td.n { "–" } td {} },
                        }
                    }
                }
            }
        } }
    }
}

fn worst(chunks: &[ColumnDrift]) -> Option<(usize, f64)> {
    let known = chunks
        .iter()
        .enumerate()
        .filter_map(|(i, drift)| Some((i, drift.psi()?)));
    known.max_by(|a, b| a.1.total_cmp(&b.1))
}
