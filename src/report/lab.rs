//! What the levels lab found: the scoreboard, and every lane over time.

use maud::{Markup, html};

use super::{
    svg::{Axis, Frame, Line},
    words::{count, number, short_figure, time},
};
use crate::{
    automation::lab::{Comparison, EventKind, Injected, LaneReport, Report},
    metrics::Metric,
    terms::Figure,
};

pub(super) fn content(report: &Report) -> Markup {
    let metric = Metric::from_id(&report.metric).map_or("the metric", |metric| metric.info().name);
    html! {
        p {
            "Every lane saw the same rows from " (time(report.start)) " to " (time(report.end))
            ", began with the same model and got the same answers after the same delay. "
            (count(report.models as u64)) " models were made on the way, each from what was known at its time."
        }
        @if !report.by.is_empty() { p { "By " (report.by) "." } }
        @if !report.params.incidents.is_empty() {
            p { "What went wrong on purpose: " (report.params.incidents.iter().map(Injected::words).collect::<Vec<_>>().join("; ")) "." }
        }
        h2 { "Scoreboard" }
        div.scroll { (scoreboard(report, metric)) }
        p.note {
            "A period counts as degraded where " (metric) " is beyond " (short_figure(&report.limit))
            ". Bad and good are told with hindsight: the model before, on the same rows of the four periods after."
        }
        h2 { (metric) " over time" }
        @for lane in &report.lanes { (over_time(report, lane, metric)) }
        h2 { "What happened" }
        @for lane in report.lanes.iter().filter(|lane| !lane.events.is_empty()) { (events(lane)) }
    }
}

fn scoreboard(report: &Report, metric: &str) -> Markup {
    let hours = |figure: &Figure| match figure {
        Figure::Value(hours) => html! { (number(hours / 24.0)) " d" },
        figure @ Figure::NotComputable { .. } => short_figure(figure),
    };
    html! {
        table {
            thead { tr {
                th { "Lane" }
                @for title in [metric, "Value", "Degraded", "To detect", "To retrain", "To recover", "Trained", "Deployed", "Bad shipped", "Bad stopped", "Good stopped", "Work"] {
                    th.n { (title) }
                }
            } }
            tbody {
                @for lane in &report.lanes {
                    @let score = &lane.score;
                    tr {
                        td { (lane.lane.name()) }
                        td.n { (short_figure(&score.metric)) }
                        td.n { (short_figure(&score.value)) }
                        td.n { (number(score.hours_degraded / 24.0)) " d" }
                        td.n { (hours(&score.hours_to_detect)) }
                        td.n { (hours(&score.hours_to_retrain)) }
                        td.n { (hours(&score.hours_to_recover)) }
                        td.n { (score.retrainings) }
                        td.n { (score.deployed) }
                        td.n { (score.bad_shipped) }
                        td.n { (score.bad_blocked) }
                        td.n { (score.good_blocked) }
                        td.n { (number(score.human_minutes / 60.0)) " h" }
                    }
                }
            }
        }
    }
}

fn over_time(report: &Report, lane: &LaneReport, metric: &str) -> Markup {
    // One axis for all lanes, so that they can be compared by eye.
    let all = report.lanes.iter().flat_map(|lane| &lane.periods);
    let all = all.filter_map(|period| period.metric.value());
    let axis = Axis::numbers(all.chain(report.limit.value()), metric);
    let names: Vec<String> = lane
        .periods
        .iter()
        .map(|period| time(period.start))
        .collect();
    let places = Axis::places(names.len(), |i| names[i].clone(), "begin of the period");
    let frame = Frame::low(places, axis);
    let values: Vec<Option<f64>> = lane.periods.iter().map(|p| p.metric.value()).collect();
    let line = Line {
        reference: 0,
        expected: report.limit.value(),
        band: None,
        alert: &|i| lane.periods[i].is_degraded,
        title: &|i| {
            let period = &lane.periods[i];
            format!(
                "{}: {metric} {}, model {}",
                names[i], period.metric, period.model
            )
        },
        values: values.clone(),
    };
    html! {
        figure {
            (frame.draw(&format!("{metric} of {} over time", lane.lane.name()), &line.draw(&frame)))
            figcaption { b { (lane.lane.name()) } ": a triangle marks a degraded period; the level line is the limit." }
        }
    }
}

fn events(lane: &LaneReport) -> Markup {
    html! {
        h3 { (lane.lane.name()) }
        div.scroll { table {
            thead { tr { th { "When" } th { "What" } th.n { "Model" } th { "Why" } } }
            tbody {
                @for event in &lane.events {
                    tr {
                        td { (time(event.at)) }
                        td { (word(event.kind)) }
                        td.n { (event.model) }
                        td { (event.reason) }
                    }
                }
            }
        } }
    }
}

fn word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Triggered => "asked for a new model",
        EventKind::Trained => "trained",
        EventKind::Deployed => "deployed",
        EventKind::Blocked => "stopped by gates",
        EventKind::RolledBack => "taken back",
        EventKind::Failed => "could not be made",
    }
}

/// A class's results beside one another.
pub(super) fn comparison(found: &Comparison) -> Markup {
    let known = Metric::from_id(&found.metric);
    let metric = known.map_or("the metric", |metric| metric.info().name);
    let higher = known.is_none_or(Metric::higher_is_better);
    let days = |figure: &Figure| short_figure(&figure.clone().map(|hours| hours / 24.0));
    html! {
        p {
            (count(found.entries.len() as u64)) " results on the same rows from " (time(found.start))
            " to " (time(found.end)) "."
        }
        h2 { "Every lane of everybody, best first" }
        div.scroll { table {
            thead { tr {
                th { "Who" } th { "Lane" }
                @for title in [metric, "Value", "Days degraded", "Trained", "Bad shipped", "Work"] { th.n { (title) } }
                th { "Chosen otherwise than usual" }
            } }
            tbody {
                @for (entry, lane) in found.ranking(higher) {
                    @let score = &lane.score;
                    tr {
                        td { (entry.by) }
                        td { (lane.lane.name()) }
                        td.n { (short_figure(&score.metric)) }
                        td.n { (short_figure(&score.value)) }
                        td.n { (number(score.hours_degraded / 24.0)) }
                        td.n { (score.retrainings) }
                        td.n { (score.bad_shipped) }
                        td.n { (number(score.human_minutes / 60.0)) " h" }
                        td { (entry.choices.join(", ")) }
                    }
                }
            }
        } }
        h2 { "Each lane over all results" }
        div.scroll { table {
            thead { tr {
                th { "Lane" } th.n { "Results" }
                @for title in ["lowest", "mean", "highest"] { th.n { (metric) ", " (title) } }
                @for title in ["lowest", "mean", "highest"] { th.n { "Days degraded, " (title) } }
            } }
            tbody {
                @for spread in &found.lanes {
                    tr {
                        td { (spread.lane.name()) }
                        td.n { (spread.results) }
                        @for figure in &spread.metric { td.n { (short_figure(figure)) } }
                        @for hours in &spread.hours_degraded { td.n { (days(hours)) } }
                    }
                }
            }
        } }
    }
}
