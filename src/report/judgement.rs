//! Where a model is weak, how it treats groups, and what it is most wrong about.

use maud::{Markup, html};

use super::words::{count, number, percent};
use crate::{
    metrics::Estimate,
    steps::evaluation::{ErrorKind, Fairness, Report},
};

/// Rows of a list that are written.
const SHOWN: usize = 10;

/// Everything about parts of the test rows.
pub(super) fn content(report: &Report) -> Markup {
    html! {
        (weak_segments(report))
        @for fairness in &report.fairness { (treated(fairness)) }
        (worst(report))
    }
}

fn weak_segments(report: &Report) -> Markup {
    if report.segments_tried == 0 {
        return html! {};
    }
    html! {
        h3 { "Weak segments" }
        @if report.weak_segments.is_empty() {
            p { "None of " (count(report.segments_tried)) " segments of one or two columns is worse than the other rows beyond chance." }
        } @else {
            div.scroll { table {
                caption { "Where the mean loss is above that of all other test rows; the worst of " (count(report.segments_tried)) " segments of one or two columns, corrected for all tries" }
                thead { tr { th { "segment" } th.n { "test rows" } th.n { "loss" } th.n { "elsewhere" } th.n { "p" } } }
                tbody {
                    @for segment in &report.weak_segments {
                        tr {
                            td title=(segment.condition) { (segment.words) }
                            td.n { (count(segment.rows)) }
                            td.n { (number(segment.loss)) }
                            td.n { (number(segment.other_loss)) }
                            td.n { (if segment.p < 0.001 { "< 0.001".to_owned() } else { number(segment.p) }) }
                        }
                    }
                }
            } }
        }
    }
}

fn treated(fairness: &Fairness) -> Markup {
    html! {
        h3 { "Fairness: " (fairness.attribute) }
        div.scroll { table {
            caption { "Beside the largest group, “" (fairness.reference) "”, with 95 % intervals" }
            thead { tr {
                th { "group" } th.n { "test rows" } th.n { "says yes" } th.n { "ratio" }
                th.n { "gap in positives found" } th.n { "gap in false alarms" }
            } }
            tbody {
                @for group in &fairness.groups {
                    tr {
                        td { (group.name) }
                        td.n { (count(group.outcome.rows)) }
                        td.n { (group.selection.map_or_else(|| "–".to_owned(), |rate| percent(rate.value))) }
                        td.n { (between(group.selection_ratio)) }
                        td.n { (between(group.true_positive_gap)) }
                        td.n { (between(group.false_positive_gap)) }
                    }
                }
            }
        } }
    }
}

fn between(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |Estimate { value, low, high }| {
            format!("{} ({} to {})", number(value), number(low), number(high))
        },
    )
}

fn worst(report: &Report) -> Markup {
    let kinds = ErrorKind::ALL.into_iter().filter_map(|kind| {
        let rows: Vec<_> = report
            .errors
            .iter()
            .filter(|row| row.kind == kind)
            .take(SHOWN)
            .collect();
        (!rows.is_empty()).then_some((kind, rows))
    });
    html! {
        @for (kind, rows) in kinds {
            h3 { "Most surprising: " (kind.name().to_lowercase()) }
            div.scroll { table {
                thead { tr { th.n { "row" } th { "truth" } th { "answer" } th.n { "its probability" } th.n { "loss" } } }
                tbody {
                    @for row in rows {
                        tr {
                            td.n { (count(u64::from(row.row) + 1)) }
                            td { (row.truth) }
                            td { (row.answer) }
                            td.n { (row.probability.map_or_else(|| "–".to_owned(), percent)) }
                            td.n { (number(row.loss)) }
                        }
                    }
                }
            } }
        }
    }
}
