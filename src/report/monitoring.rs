//! Step 9: the deployed model over time.

use maud::{Markup, html};

use super::{
    costs, drift_map, intervals, timeline,
    words::{count, mark, number},
};
use crate::{
    drift::{Distance, disagreement::disagreements},
    metrics::Metric,
    steps::monitoring::{MetricTimeline, Report, log::Followed},
};

/// More alerts than this are counted, not listed.
const MOST_ALERTS: usize = 100;
/// Columns whose disagreements are told.
const MOST_DISAGREEMENTS: usize = 20;
/// Metrics that are drawn beside the one that decides.
const MORE_METRICS: usize = 2;

pub(super) fn content(report: &Report, primary: Metric) -> Markup {
    let reference = report.chunks.len() - report.production().count();
    let partial = report
        .chunks
        .iter()
        .filter(|chunk| chunk.is_partial)
        .count();
    html! {
        p {
            strong { (report.model) } " over " (report.production().count()) " chunks of production, "
            (report.chunking) ", against " (reference) " chunks of the test part (grey)."
            @if reference < 6 { " With fewer than six reference chunks the bands are a rough guess." }
            @if partial > 0 { " Smaller than the rule says, because data begin or end there: " (partial) "." }
        }
        (followed(report, primary))
    }
}

/// A log that was made elsewhere.
pub(super) fn log(found: &Followed) -> Markup {
    let report = &found.report;
    let reference = report.chunks.len() - report.production().count();
    html! {
        p {
            (report.production().count()) " chunks, " (report.chunking) ", against " (reference)
            " chunks of the reference (grey): " (report.alerts.len()) " alerts."
        }
        @for remark in &found.remarks { p.note { (mark(false, "note")) " " (remark) } }
        (followed(report, found.primary()))
    }
}

/// What was followed, kind by kind; what there is none of is left out.
fn followed(report: &Report, primary: Metric) -> Markup {
    html! {
        @if !report.metrics.is_empty() {
            h3 { "Performance" }
            @for timeline in shown(report, primary) { (timeline::metric(report, timeline)) }
        }
        @if !report.estimated.is_empty() {
            h3 { "Performance, estimated without labels" }
            (timeline::estimated(report, primary))
        }
        @if !report.prediction.chunks.is_empty() {
            h3 { "The model's own answers" }
            (timeline::prediction(report))
        }
        @if !report.confidence.is_empty() {
            h3 { "Confidence" }
            (timeline::confidence(report))
        }
        @if let Some(found) = &report.intervals {
            h3 { "Intervals around the answers" }
            (intervals::content(report, found))
        }
        h3 { "Columns" }
        (drift_map::content(report))
        (disagreement(report))
        @if !report.multivariate.is_empty() {
            h3 { "All columns together" }
            @for way in &report.multivariate { (timeline::together(report, way)) }
        }
        @if let Some(costs) = &report.costs {
            h3 { "What drift costs" }
            (costs::content(costs))
        }
        h3 { "Alerts" }
        (alerts(report))
    }
}

/// The metric that decides, then a few more that can be computed.
fn shown(report: &Report, primary: Metric) -> impl Iterator<Item = &MetricTimeline> {
    let is_known =
        |timeline: &&MetricTimeline| timeline.values.iter().any(|value| value.value().is_some());
    let first = report
        .metrics
        .iter()
        .filter(move |timeline| timeline.metric == primary);
    let more = report
        .metrics
        .iter()
        .filter(move |timeline| timeline.metric != primary);
    first.chain(more.filter(is_known).take(MORE_METRICS))
}

/// Why methods do not say the same of the newest chunk; nothing where they do.
fn disagreement(report: &Report) -> Markup {
    let newest = report.chunks.len().saturating_sub(1);
    let columns = report.columns.iter().filter_map(|column| {
        let found = disagreements(column.chunks.get(newest)?);
        (!found.is_empty()).then_some((&column.name, found))
    });
    let columns: Vec<_> = columns.take(MOST_DISAGREEMENTS).collect();
    let names = |methods: &[Distance]| {
        let names: Vec<&str> = methods.iter().map(|method| method.info().name).collect();
        names.join(", ")
    };
    html! {
        @if !columns.is_empty() {
            h3 { "Where methods disagree" }
            p {
                "In the newest chunk, "
                (report.chunks.get(newest).map_or("–", |chunk| chunk.label.as_str()))
                ", by the limits that are usual for each method elsewhere."
            }
            div.scroll { table {
                thead { tr { th { "column" } th { "calls it drift" } th { "stays quiet" } th { "why" } } }
                tbody {
                    @for (name, found) in &columns {
                        @for reason in found {
                            tr {
                                td { code { (name) } }
                                td { (names(&reason.fires)) }
                                td { (names(&reason.quiet)) }
                                td { (reason.words) }
                            }
                        }
                    }
                }
            } }
        }
    }
}

fn alerts(report: &Report) -> Markup {
    if report.alerts.is_empty() {
        return html! { p { "No chunk of production raised one." } };
    }
    html! {
        div.scroll { table {
            thead { tr { th { "when" } th { "concern" } th { "about" } th.n { "value" } th.n { "limit" } th { "what happened" } } }
            tbody {
                @for alert in report.alerts.iter().take(MOST_ALERTS) {
                    tr {
                        td { (report.chunks.get(alert.chunk).map_or("–", |chunk| chunk.label.as_str())) }
                        td { span.mark.bad { (alert.concern.name()) } }
                        td { code { (alert.subject) } }
                        td.n { (number(alert.value)) }
                        td.n { (number(alert.limit)) }
                        td { (alert.text) }
                    }
                }
            }
        } }
        @if report.alerts.len() > MOST_ALERTS {
            p.note { "Not shown: " (count((report.alerts.len() - MOST_ALERTS) as u64)) " older ones." }
        }
    }
}
