//! Step 6: the chosen model on rows that it never saw.

use maud::{Markup, html};

use super::{
    curves, judgement,
    svg::{Axis, Frame, bars, line_path, points},
    words::{count, figure, number, percent, short_figure},
};
use crate::{
    estimate::Confidence,
    metrics::{ConfusionMatrix, Metric},
    steps::evaluation::{BinaryDetail, Detail, RegressionDetail, Report},
};

/// Dots of the scatter plot: enough to see the shape, few enough for a small page.
const MOST_DOTS: usize = 1500;
/// Larger confusion matrices are not drawn.
const MOST_CLASSES: usize = 20;

pub(super) fn content(report: &Report) -> Markup {
    html! {
        div.scroll { table {
            caption { (report.name) " on " (count(report.rows)) " test rows, beside the baseline “" (report.baseline_name) "”" }
            thead { tr { th { "metric" } th.n { (report.name) } th.n { "95 % interval" } th.n { "baseline" } th.n { "better is" } } }
            tbody {
                @for ((metric, value), (_, baseline)) in report.metrics.iter().zip(&report.baseline) {
                    tr {
                        td title=(metric.info().summary) { (metric.info().name) }
                        td.n { (figure(value)) }
                        td.n { (interval(report, *metric)) }
                        td.n { (short_figure(baseline)) }
                        td.n { (if metric.higher_is_better() { "higher" } else { "lower" }) }
                    }
                }
            }
        } }
        @match &report.detail {
            Detail::Binary(detail) => (binary(detail)),
            Detail::Multiclass { confusion, classes, confidence } => {
                (confusion_table(confusion, classes))
                (sureness(confidence))
            },
            Detail::Regression(detail) => (regression(detail)),
        }
        (judgement::content(report))
    }
}

/// Where a metric lies with 95 % confidence.
fn interval(report: &Report, metric: Metric) -> String {
    report.interval(metric).map_or_else(
        || "–".to_owned(),
        |interval| format!("{} to {}", number(interval.low), number(interval.high)),
    )
}

fn binary(detail: &BinaryDetail) -> Markup {
    let positive = detail
        .classes
        .get(detail.positive as usize)
        .map_or("yes", String::as_str);
    html! {
        h3 { "The decision" }
        p {
            "“" (positive) "” is answered from a probability of " strong { (number(detail.threshold)) } " on: "
            (detail.choice.reason()) "."
            @if let Some(value) = detail.value.value() {
                " On the test part these decisions are worth " strong { (number(value)) }
                "; the best constant decision is worth " (figure(&detail.constant_value)) "."
            }
        }
        (confusion_table(&detail.confusion, &detail.classes))
        div.row {
            (curves::roc(detail))
            (curves::precision_recall(detail))
            (curves::gain(detail))
            (curves::calibration(detail))
            (curves::thresholds(detail))
        }
        (sureness(&detail.confidence))
    }
}

fn confusion_table(confusion: &ConfusionMatrix, classes: &[String]) -> Markup {
    let rows = confusion.rows();
    if rows.len() > MOST_CLASSES {
        return html! { p.note { "The confusion matrix of " (rows.len()) " classes is too large for this page." } };
    }
    html! {
        h3 { "Truth and answer" }
        div.scroll { table.confusion {
            thead { tr { th { "truth ↓ answer →" } @for class in classes { th.n { (class) } } } }
            tbody {
                @for (i, (class, row)) in classes.iter().zip(&rows).enumerate() {
                    @let total = row.iter().sum::<u64>().max(1) as f64;
                    tr {
                        th { (class) }
                        @for (j, cell) in row.iter().enumerate() {
                            @let share = *cell as f64 / total;
                            @let colour = if i == j { "var(--good)" } else { "var(--bad)" };
                            td style={ "background:color-mix(in srgb," (colour) " " (format!("{:.0}", 45.0 * share)) "%,transparent)" } {
                                @if i == j { strong { (count(*cell)) } } @else { (count(*cell)) }
                                small { (percent(share)) }
                            }
                        }
                    }
                }
            }
        } }
        p.note { "Percentages are of the rows with that truth; the diagonal is right." }
    }
}

fn sureness(confidence: &Confidence) -> Markup {
    html! {
        h3 { "How sure the model is" }
        dl {
            @for (name, value) in figures(confidence) {
                div { dt { (name) } dd { (figure(value)) } }
            }
        }
    }
}

/// What is said of confidence, in words.
fn figures(confidence: &Confidence) -> [(&'static str, &crate::terms::Figure); 4] {
    [
        ("mean probability of the answer", &confidence.mean),
        ("mean margin to the second class", &confidence.margin),
        ("mean entropy", &confidence.entropy),
        ("share of unsure rows", &confidence.unsure),
    ]
}

fn regression(detail: &RegressionDetail) -> Markup {
    let both = detail
        .sample
        .iter()
        .flat_map(|(predicted, truth)| [*predicted, *truth]);
    let both: Vec<f64> = both.collect();
    let square = Frame::square(
        Axis::numbers(both.iter().copied(), "predicted"),
        Axis::numbers(both.iter().copied(), "true"),
    );
    let (low, high) = both
        .iter()
        .fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
    let every = detail.sample.len().div_ceil(MOST_DOTS).max(1);
    let shown = detail.sample.iter().copied().step_by(every);
    let scatter = html! {
        path.chance d=(line_path(&square, [(low, Some(low)), (high, Some(high))].into_iter())) {}
        (points(&square, shown.clone()))
    };
    let residuals = Frame::square(
        Axis::numbers(
            detail.residuals.edges.iter().copied(),
            "truth minus prediction",
        ),
        Axis::numbers(
            detail
                .residuals
                .counts
                .iter()
                .map(|n| *n as f64)
                .chain([0.0]),
            "rows",
        ),
    );
    html! {
        div.row {
            figure {
                (square.draw("Predicted against true values", &scatter))
                figcaption { "Prediction against truth; on the line, both are the same. " (count(shown.count() as u64)) " of " (count(detail.sampled_from)) " rows, evenly spread." }
            }
            figure {
                (residuals.draw("Histogram of truth minus prediction", &bars(&residuals, &detail.residuals)))
                figcaption { "Errors over all " (count(detail.sampled_from)) " test rows: right of 0 the model said too little." }
            }
        }
    }
}
