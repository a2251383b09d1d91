//! Step 3: alerts, the target, what tells it, and the profile of every column.

use maud::{Markup, html};

use super::{
    columns_together,
    svg::tiny_histogram,
    words::{count, number, percent, short_figure, time},
};
use crate::{
    data::ColumnProfile,
    steps::{
        analysis::{self, Report, Rule},
        problem,
    },
};

/// More columns than this are left out, so that the page stays small.
const MOST_COLUMNS: usize = 250;
/// The strongest relations that are shown.
const MOST_RELATIONS: usize = 12;

pub(super) fn content(
    report: &Report,
    problem: &problem::Params,
    params: &analysis::Params,
) -> Markup {
    html! {
        (alerts(report, params))
        div.row {
            @if !report.target.is_empty() { (target(report)) }
            @if !report.relations.is_empty() { (relations(report)) }
        }
        (profile(report, problem))
        (columns_together::content(report, &problem.target))
    }
}

fn alerts(report: &Report, params: &analysis::Params) -> Markup {
    html! {
        h3 { "To be careful about" }
        @if report.alerts.is_empty() {
            p { "No rule fired." }
        } @else {
            div.scroll { table {
                thead { tr { th { "rule" } th { "column" } th.n { "value" } th.n { "limit" } th { "what it means" } } }
                tbody {
                    @for alert in &report.alerts {
                        @let mute = params.muted(alert);
                        @let class = match alert.rule { _ if mute.is_some() => "none", Rule::Leakage => "mark bad", _ => "mark warn" };
                        tr {
                            td { span class=(class) { (alert.rule.name()) } }
                            td { @if alert.column.is_empty() { "the whole table" } @else { code { (alert.column) } } }
                            td.n { (number(alert.value)) }
                            td.n { (number(alert.limit)) }
                            td { (alert.text) @if let Some(mute) = mute { p.note { "Muted: " (mute.reason) } } }
                        }
                    }
                }
            } }
        }
    }
}

fn target(report: &Report) -> Markup {
    html! {
        div {
            h3 { "The target" }
            table {
                thead { tr { th { "class" } th.n { "rows" } th.n { "share" } th {} } }
                tbody {
                    @for class in report.target.iter().take(20) {
                        tr {
                            td { code { (class.label) } }
                            td.n { (count(class.count)) }
                            td.n { (percent(class.share)) }
                            td { (meter(class.share)) }
                        }
                    }
                }
            }
            @if report.target.len() > 20 { p.note { "Not shown: " (report.target.len() - 20) " rarer ones." } }
            @if report.unlabelled > 0 { p.note { (count(report.unlabelled)) " rows have no answer; they teach nothing and are not scored." } }
        }
    }
}

fn relations(report: &Report) -> Markup {
    html! {
        div {
            h3 { "How much each column alone tells about it" }
            table {
                thead { tr { th { "column" } th.n title="Share of the target's variance that the column's groups explain" { "explained" } th {} } }
                tbody {
                    @for relation in report.relations.iter().take(MOST_RELATIONS) {
                        tr {
                            td { code { (relation.column) } }
                            td.n { (short_figure(&relation.explained)) }
                            td { (meter(relation.explained.value().unwrap_or(0.0))) }
                        }
                    }
                }
            }
        }
    }
}

fn profile(report: &Report, problem: &problem::Params) -> Markup {
    let columns = &report.profile.columns;
    html! {
        h3 { "Every column" }
        div.scroll { table {
            thead {
                tr {
                    th { "column" } th { "kind, role" } th { "values" } th.n { "missing" } th.n { "distinct" }
                    th.n { "mean" } th.n { "std" } th.n { "min" } th.n { "median" } th.n { "max" }
                }
            }
            tbody {
                @for column in columns.iter().take(MOST_COLUMNS) {
                    tr {
                        td { code { (column.name) } }
                        td { (column.kind.name()) ", " (problem.role(&column.name).name()) }
                        td { (values(column)) }
                        td.n title={ (count(column.missing)) " rows" } { (missing(column)) }
                        td.n { (count(column.distinct)) }
                        (figures(column))
                    }
                }
            }
        } }
        @if columns.len() > MOST_COLUMNS {
            p.note { "Not shown here: " (columns.len() - MOST_COLUMNS) " more; the window and " code { "nonagon profile" } " show them all." }
        }
    }
}

/// A tiny histogram, or the most frequent values.
fn values(column: &ColumnProfile) -> Markup {
    let label = format!("Histogram of {}", column.name);
    let histogram = match (&column.numbers, &column.times) {
        (Some(numbers), _) => Some(&numbers.histogram),
        (None, Some(times)) => Some(&times.histogram),
        (None, None) => None,
    };
    if let Some(histogram) = histogram {
        return tiny_histogram(&histogram.counts, &label);
    }
    let counts: Vec<u64> = column.top.iter().map(|value| value.count).collect();
    html! {
        (tiny_histogram(&counts, &format!("Most frequent values of {}", column.name)))
        " "
        small.none {
            @for (i, value) in column.top.iter().take(3).enumerate() {
                @if i > 0 { ", " }
                (shortened(&value.value))
            }
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 24 {
        return text.to_owned();
    }
    text.chars().take(23).chain(['…']).collect()
}

fn missing(column: &ColumnProfile) -> String {
    if column.missing == 0 {
        return "0".to_owned();
    }
    let rows = column.count + column.missing;
    percent(column.missing as f64 / rows.max(1) as f64)
}

fn figures(column: &ColumnProfile) -> Markup {
    html! {
        @if let Some(numbers) = &column.numbers {
            @for figure in [&numbers.mean, &numbers.std, &numbers.min, &numbers.median, &numbers.max] {
                td.n { (short_figure(figure)) }
            }
        } @else if let Some(times) = &column.times {
            td.n colspan="5" {
                @if let (Some(first), Some(last)) = (times.first, times.last) { (time(first)) " to " (time(last)) }
            }
        } @else {
            td colspan="5" {}
        }
    }
}

/// A share as a bar.
pub(super) fn meter(share: f64) -> Markup {
    html! { div.meter aria-hidden="true" { i style={ "width:" (format!("{:.1}", 100.0 * share.clamp(0.0, 1.0))) "%" } {} } }
}
