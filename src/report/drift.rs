//! Two tables against each other, column by column.

use maud::{Markup, html};

use super::{
    windows::small_histogram,
    words::{mark, short_figure},
};
use crate::{
    drift::{ColumnDrift, Preset, Verdict, preset::Outcome},
    terms::Figure,
};

/// Columns that are drawn, so that the page stays small.
const MOST_DRAWN: usize = 100;

/// A column of two tables, and what a preset says of it.
#[derive(Clone, Copy, Debug)]
pub struct DriftedColumn<'a> {
    /// The column.
    pub name: &'a str,
    /// Every distance.
    pub drift: &'a ColumnDrift,
    /// The verdict.
    pub outcome: &'a Outcome,
}

pub(super) fn content(
    columns: &[DriftedColumn<'_>],
    preset: Preset,
    table_drift: Option<bool>,
) -> Markup {
    let of = |verdict: Verdict| {
        columns
            .iter()
            .filter(|column| column.outcome.verdict == verdict)
            .count()
    };
    // What drifted is what a reader came for.
    let mut sorted: Vec<&DriftedColumn<'_>> = columns.iter().collect();
    sorted.sort_by_key(|column| match column.outcome.verdict {
        Verdict::Drift => 0,
        Verdict::Unknown => 1,
        Verdict::Stable => 2,
    });
    html! {
        p {
            (of(Verdict::Drift)) " of " (columns.len()) " columns drifted by the rules of "
            strong { (preset.id()) } ", "
            (of(Verdict::Unknown)) " have too few rows to know."
            @if let Some(drifted) = table_drift {
                " The whole table " (mark(!drifted, if drifted { "drifted" } else { "is stable" })) "."
            }
        }
        div.scroll { table {
            thead { tr {
                th { "column" } th { "verdict" } th { "method" } th.n { "score" } th.n { "limit" }
                @if let Some(first) = columns.first() {
                    @for score in &first.drift.scores { th.n { (score.method.info().name) } }
                }
            } }
            tbody { @for column in &sorted { (row(column)) } }
        } }
        h3 { "Both sides, in the same bins" }
        p.note { "Grey: the reference. Orange: the current rows." }
        @for column in sorted.iter().take(MOST_DRAWN) {
            @if let Some(outline) = &column.drift.outline {
                figure style="display:inline-block;width:min(100%,400px)" {
                    (small_histogram(outline, column.name))
                    figcaption { code { (column.name) } ": " (column.outcome.verdict.name()) ", " (column.outcome.method) " " (short_figure(&column.outcome.score)) }
                }
            }
        }
        @if sorted.len() > MOST_DRAWN { p.note { "Not drawn: " (sorted.len() - MOST_DRAWN) " calmer columns." } }
    }
}

fn row(column: &DriftedColumn<'_>) -> Markup {
    let outcome = column.outcome;
    let class = match outcome.verdict {
        Verdict::Stable => "mark good",
        Verdict::Drift => "mark bad",
        Verdict::Unknown => "mark warn",
    };
    let cell = |figure: &Figure| {
        html! {
            @if let Some(reason) = figure.reason() {
                td.n title=(reason) { "–" }
            } @else {
                td.n { (short_figure(figure)) }
            }
        }
    };
    html! {
        tr {
            td { code { (column.name) } }
            td { span class=(class) { (outcome.verdict.name()) } }
            td { (outcome.method) }
            (cell(&outcome.score))
            (cell(&outcome.limit))
            @for score in &column.drift.scores { (cell(&score.statistic)) }
        }
    }
}
