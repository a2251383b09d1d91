use egui::{Id, RichText, Ui};

use super::timelines;
use crate::{
    estimate::Confidence,
    metrics::Metric,
    steps::monitoring::{Concern, Report},
    ui::{
        plot::{Series, ShareMap, Timeline},
        theme::{UiExt as _, space, text},
        widgets::{Tile, Tone, card, empty, tiles},
        words,
    },
};

/// How sure the model is of its answers, chunk by chunk; gives the chunk that was clicked.
pub(super) fn show(
    ui: &mut Ui,
    report: &Report,
    (group, selected): (Id, Option<usize>),
) -> Option<usize> {
    if report.confidence.is_empty() {
        let words = "This tab shows how sure a classifier is of its answers: how its highest probability is spread, how many answers it is unsure of, how far the second choice lies behind, and, once labels come, whether its probabilities keep their word. A model that answers numbers has no such probabilities: look at its errors under “Timeline”.";
        empty(ui, "Numbers come without a confidence", words, |_| {});
        return None;
    }
    figures(ui, report);
    let mut clicked = None;
    card(ui, "How sure it is", |ui| {
        note(
            ui,
            "Probability of the likeliest class, chunk by chunk: the darker, the more of the chunk’s answers lie there. A band that moves down, or splits, says that rows are harder or stranger than they were.",
        );
        clicked = spread(ui, report, (group, selected)).or(clicked);
        for plot in plots(report) {
            ui.add_space(space::S);
            let timeline = Timeline {
                name: &plot.name,
                chunks: &report.chunks,
                series: std::slice::from_ref(&plot.series),
                group,
                selected,
                includes: if plot.from_zero { &[0.0] } else { &[] },
                height: 150.0,
            };
            clicked = timeline.ui(ui).or(clicked);
            note(ui, plot.meaning);
        }
    });
    card(ui, "Whether its probabilities keep their word", |ui| {
        let Some(series) = calibration(report) else {
            ui.weak("No chunk has labels yet. Once they come, this shows how far stated probabilities are from what came true, over time.");
            return;
        };
        let timeline = Timeline {
            name: &series.name,
            chunks: &report.chunks,
            series: std::slice::from_ref(&series),
            group,
            selected,
            includes: &[0.0],
            height: 170.0,
        };
        clicked = timeline.ui(ui).or(clicked);
        note(ui, Metric::Ece.info().summary);
    });
    clicked
}

/// A figure over time, with what it means.
struct Plot {
    name: String,
    series: Series,
    from_zero: bool,
    meaning: &'static str,
}

fn plots(report: &Report) -> Vec<Plot> {
    let below = report
        .confidence
        .first()
        .map_or(0.0, |one| one.unsure_below);
    let plot = |name: String, from_zero, meaning, figure: fn(&Confidence) -> &_| {
        let series = timelines::of_figure(report, &name, figure)?;
        Some(Plot {
            name,
            series,
            from_zero,
            meaning,
        })
    };
    let all = [
        plot(
            format!("Share of answers with a confidence below {below}"),
            true,
            "So many answers a person should perhaps look at.",
            |one| &one.unsure,
        ),
        plot(
            "Margin".to_owned(),
            false,
            "How far the second choice lies behind the first, on average: 0 is a coin toss, 1 is certainty.",
            |one| &one.margin,
        ),
        plot(
            "Entropy, in nats".to_owned(),
            false,
            "How spread the probabilities are over all classes, on average: 0 is certainty, and the logarithm of the number of classes is no idea at all.",
            |one| &one.entropy,
        ),
    ];
    all.into_iter().flatten().collect()
}

fn figures(ui: &mut Ui, report: &Report) {
    let Some((newest, label)) = report
        .confidence
        .last()
        .zip(report.chunks.last().map(|chunk| &chunk.label))
    else {
        return;
    };
    let expected = |name: &str, figure: fn(&Confidence) -> &_| {
        let series = timelines::of_figure(report, name, figure);
        let expected = series.and_then(|series| series.expected);
        expected.map_or_else(String::new, |value| {
            format!("reference {}", words::number(value))
        })
    };
    let alerts = report.alerts.iter();
    let about = alerts.filter(|alert| alert.concern == Concern::PredictionDrift);
    let about = about.count();
    tiles(
        ui,
        &[
            Tile::new("Mean confidence", words::figure(&newest.mean))
                .note(expected("mean", |one| &one.mean)),
            Tile::new(
                format!("Below {}", newest.unsure_below),
                newest
                    .unsure
                    .value()
                    .map_or_else(|| "–".to_owned(), words::percent),
            )
            .note(expected("unsure", |one| &one.unsure)),
            Tile::new("Margin", words::figure(&newest.margin))
                .note(expected("margin", |one| &one.margin)),
            Tile::new("Entropy", words::figure(&newest.entropy))
                .note(expected("entropy", |one| &one.entropy)),
            Tile::new("Chunks that drift", words::count(about as u64))
                .tone(if about > 0 { Tone::Warn } else { Tone::Neutral })
                .note(format!("the others: {label}")),
        ],
    );
}

/// The histogram of every chunk, without the bins that nothing can fall into.
fn spread(ui: &mut Ui, report: &Report, (group, selected): (Id, Option<usize>)) -> Option<usize> {
    let edges = &report.confidence.first()?.histogram.edges;
    let used = |bin: &usize| {
        let mut chunks = report.confidence.iter();
        chunks.any(|one| {
            one.histogram
                .counts
                .get(*bin)
                .is_some_and(|count| *count > 0)
        })
    };
    let first = (0..edges.len().saturating_sub(1)).find(used)?;
    let shares: Vec<Vec<f64>> = report
        .confidence
        .iter()
        .map(|one| {
            let total = one.histogram.total();
            let counts = one.histogram.counts.iter().skip(first);
            if total == 0 {
                return Vec::new();
            }
            counts.map(|count| *count as f64 / total as f64).collect()
        })
        .collect();
    let map = ShareMap {
        name: "Confidence of the answers of every chunk",
        chunks: &report.chunks,
        edges: edges.get(first..)?,
        shares: &shares,
        group,
        selected,
        height: 210.0,
    };
    map.ui(ui)
}

fn calibration(report: &Report) -> Option<Series> {
    let mut metrics = report.metrics.iter();
    let timeline = metrics.find(|timeline| timeline.metric == Metric::Ece)?;
    let is_known = timeline.values.iter().any(|value| value.value().is_some());
    is_known.then(|| timelines::of_metric(timeline))
}

fn note(ui: &mut Ui, words: &str) {
    let weak = ui.tokens().text_weak;
    ui.add(egui::Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
}
