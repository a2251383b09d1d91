//! What a binary model trades for what: ROC, precision and recall, calibration, thresholds.

use maud::{Markup, html};

use super::{
    svg::{Axis, Frame, line_path},
    words::{number, percent},
};
use crate::{
    metrics::Curve,
    steps::evaluation::{BinaryDetail, Outcome},
};

/// Points kept of a curve: more than the eye sees at this size.
const MOST_POINTS: usize = 200;

/// True positive rate over false positive rate.
pub(super) fn roc(detail: &BinaryDetail) -> Markup {
    let frame = Frame::square(Axis::share("false alarms"), Axis::share("found"));
    let here =
        at(detail).and_then(|outcome| Some((outcome.false_positive_rate()?, outcome.recall()?)));
    let caption = "ROC: share of the positives that are found, over share of the negatives that are taken for positives. Dashed: by chance.";
    html! {
        figure {
            @match &detail.roc {
                None => { p.none { "No ROC curve: only one class occurs in the test part." } },
                Some(curve) => {
                    (frame.draw("ROC curve", &html! {
                        path.chance d=(line_path(&frame, [(0.0, Some(0.0)), (1.0, Some(1.0))].into_iter())) {}
                        path.line d=(path(&frame, curve)) {}
                        (threshold_dot(&frame, here, detail.threshold))
                    }))
                    figcaption { (caption) }
                },
            }
        }
    }
}

/// Share of the positives over the share of the rows, highest score first.
pub(super) fn gain(detail: &BinaryDetail) -> Markup {
    let Some(curve) = &detail.gain else {
        return html! {};
    };
    let frame = Frame::square(
        Axis::share("rows, highest score first"),
        Axis::share("found"),
    );
    html! {
        figure {
            (frame.draw("Cumulative gain", &html! {
                path.chance d=(line_path(&frame, [(0.0, Some(0.0)), (1.0, Some(1.0))].into_iter())) {}
                path.line d=(path(&frame, curve)) {}
            }))
            figcaption { "Gain: of the positives, how many are among the rows with the highest scores. Dashed: in any order." }
        }
    }
}

/// Precision over recall.
pub(super) fn precision_recall(detail: &BinaryDetail) -> Markup {
    let frame = Frame::square(Axis::share("recall"), Axis::share("precision"));
    let here = at(detail).and_then(|outcome| Some((outcome.recall()?, outcome.precision()?)));
    let prevalence = prevalence(detail);
    html! {
        figure {
            @match &detail.precision_recall {
                None => { p.none { "No precision-recall curve: no positive occurs in the test part." } },
                Some(curve) => {
                    (frame.draw("Precision-recall curve", &html! {
                        @if let Some(share) = prevalence { (frame.level(share, "chance")) }
                        path.line d=(path(&frame, curve)) {}
                        (threshold_dot(&frame, here, detail.threshold))
                    }))
                    figcaption {
                        "Precision: share of the answered positives that are positive. Recall: share of the positives that are found."
                        @if let Some(share) = prevalence { " Dashed: by chance, " (percent(share)) "." }
                    }
                },
            }
        }
    }
}

/// Share of positives by predicted probability.
pub(super) fn calibration(detail: &BinaryDetail) -> Markup {
    let frame = Frame::square(
        Axis::share("predicted probability"),
        Axis::share("share that came true"),
    );
    let most = detail
        .calibration
        .iter()
        .map(|bin| bin.count)
        .max()
        .unwrap_or(1)
        .max(1) as f64;
    let points = detail
        .calibration
        .iter()
        .map(|bin| (bin.mean_predicted, Some(bin.positive_share)));
    html! {
        figure {
            (frame.draw("Calibration", &html! {
                path.chance d=(line_path(&frame, [(0.0, Some(0.0)), (1.0, Some(1.0))].into_iter())) {}
                path.line d=(line_path(&frame, points)) {}
                @for bin in &detail.calibration {
                    @let (x, y) = frame.at(bin.mean_predicted, bin.positive_share);
                    @let radius = 2.0 + 4.0 * (bin.count as f64 / most).sqrt();
                    circle.dot cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r=(format!("{radius:.1}")) {
                        title { (bin.count) " rows: predicted " (percent(bin.mean_predicted)) ", came true " (percent(bin.positive_share)) }
                    }
                }
            }))
            figcaption { "Calibration: on the dashed line, probabilities mean what they say. Larger dots stand for more rows." }
        }
    }
}

/// Precision and recall over the threshold.
pub(super) fn thresholds(detail: &BinaryDetail) -> Markup {
    let frame = Frame::square(Axis::share("threshold"), Axis::share("share"));
    let over = |share: fn(&Outcome) -> Option<f64>| {
        let points = detail
            .outcomes
            .iter()
            .map(move |outcome| (outcome.threshold, share(outcome)));
        line_path(&frame, points)
    };
    let chosen = [(detail.threshold, Some(0.0)), (detail.threshold, Some(1.0))];
    html! {
        figure {
            (frame.draw("Precision and recall by threshold", &html! {
                path.chance d=(line_path(&frame, chosen.into_iter())) {}
                path.line d=(over(Outcome::recall)) {}
                path.second d=(over(Outcome::precision)) {}
                (name(&frame, "recall", detail.outcomes.get(20).and_then(|o| Some((o.threshold, o.recall()?)))))
                (name(&frame, "precision", detail.outcomes.get(40).and_then(|o| Some((o.threshold, o.precision()?)))))
            }))
            figcaption { "What another threshold would give. Dashed: the one in use, " (number(detail.threshold)) "." }
        }
    }
}

fn name(frame: &Frame, text: &str, at: Option<(f64, f64)>) -> Markup {
    html! {
        @if let Some((x, y)) = at {
            @let (x, y) = frame.at(x, y);
            text.title x=(format!("{:.1}", x + 5.0)) y=(format!("{:.1}", y - 6.0)) { (text) }
        }
    }
}

fn path(frame: &Frame, curve: &Curve) -> String {
    let every = curve.points.len().div_ceil(MOST_POINTS).max(1);
    let last = curve.points.len().saturating_sub(1);
    let kept = curve
        .points
        .iter()
        .enumerate()
        .filter(|(i, _)| i % every == 0 || *i == last);
    line_path(frame, kept.map(|(_, point)| (point.x, Some(point.y))))
}

/// Where the model stands with the threshold in use.
fn threshold_dot(frame: &Frame, at: Option<(f64, f64)>, threshold: f64) -> Markup {
    html! {
        @if let Some((x, y)) = at {
            @let (x, y) = frame.at(x, y);
            circle.alert cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="4.5" { title { "at the threshold in use, " (number(threshold)) } }
        }
    }
}

/// The outcome at the threshold in use: counted in the confusion matrix, so it is exact.
fn at(detail: &BinaryDetail) -> Option<Outcome> {
    let (confusion, positive) = (&detail.confusion, detail.positive);
    let found = confusion.count(positive, positive);
    let (labelled, answered) = (confusion.labelled(positive), confusion.answered(positive));
    let total = confusion.total();
    (total > 0).then(|| Outcome {
        threshold: detail.threshold,
        true_positive: found,
        false_positive: answered - found,
        false_negative: labelled - found,
        true_negative: total + found - labelled - answered,
    })
}

fn prevalence(detail: &BinaryDetail) -> Option<f64> {
    let total = detail.confusion.total();
    (total > 0).then(|| detail.confusion.labelled(detail.positive) as f64 / total as f64)
}
