//! Step 5: the leaderboard.

use maud::{Markup, html};

use super::{
    analysis::meter,
    words::{duration, number, short_figure},
};
use crate::{
    metrics::Metric,
    steps::training::{Report, Trained},
};

/// At most so many metrics beside the one that decides.
const MORE_METRICS: usize = 3;
/// The columns that matter most to a model.
const MOST_IMPORTANT: usize = 12;

pub(super) fn content(report: &Report) -> Markup {
    let best = report.best().map(|model| model.id.as_str());
    let others = others(report);
    html! {
        div.scroll { table {
            caption { "Ranked by " (report.metric.info().name) ", " (report.resampling.summary()) "; " (direction(report.metric)) " is better." }
            thead {
                tr {
                    th { "model" } th.n { (report.metric.info().name) } th.n { "on training rows" }
                    @for metric in &others { th.n { (metric.info().name) } }
                    th.n { "fitted in" }
                }
            }
            tbody {
                @for model in &report.models {
                    @let class = if best == Some(model.id.as_str()) { "best" } else { "" };
                    tr class=(class) {
                        td.wide {
                            (model.name())
                            @if best == Some(model.id.as_str()) { " " span.mark.good { "best" } }
                            @if model.is_baseline() { " " span.mark.warn { "baseline" } }
                            div.note { (model.summary()) }
                        }
                        td.n { (short_figure(&model.score(report.metric))) }
                        td.n { (short_figure(&model.train(report.metric))) }
                        @for metric in &others { td.n { (short_figure(&model.validation(*metric))) } }
                        td.n { (duration(model.seconds)) }
                    }
                }
            }
        } }
        @if let Some(model) = report.best().filter(|model| !model.importance.is_empty()) { (importance(model)) }
    }
}

fn direction(metric: Metric) -> &'static str {
    if metric.higher_is_better() {
        "higher"
    } else {
        "lower"
    }
}

/// The first metrics of the task beside the one that decides.
fn others(report: &Report) -> Vec<Metric> {
    let first = report
        .models
        .first()
        .map(|model| model.validation.as_slice())
        .unwrap_or_default();
    let others = first
        .iter()
        .map(|(metric, _)| *metric)
        .filter(|metric| *metric != report.metric);
    others.take(MORE_METRICS).collect()
}

fn importance(model: &Trained) -> Markup {
    let most = model
        .importance
        .iter()
        .map(|(_, weight)| weight.abs())
        .fold(0.0, f64::max);
    html! {
        h3 { "What matters to " (model.name()) }
        table {
            thead { tr { th { "prepared column" } th.n { "weight" } th {} } }
            tbody {
                @for (name, weight) in model.importance.iter().take(MOST_IMPORTANT) {
                    tr {
                        td { code { (name) } }
                        td.n { (number(*weight)) }
                        td { (meter(if most > 0.0 { weight.abs() / most } else { 0.0 })) }
                    }
                }
            }
        }
        @if model.importance.len() > MOST_IMPORTANT {
            p.note { "Not shown: " (model.importance.len() - MOST_IMPORTANT) " that matter less." }
        }
    }
}
