use egui::{Grid, RichText, Ui};

use crate::{
    metrics::{Metric, bootstrap::Interval},
    steps::evaluation::Report,
    terms::Figure,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tile, Tone, figure, tiles},
        words,
    },
};

/// Metrics shown as tiles.
const MAIN: usize = 4;

/// The main metrics beside the baseline's; the one that decides comes first.
pub(super) fn main(ui: &mut Ui, report: &Report, primary: Metric) {
    let mut shown = vec![
        Tile::new("Model", &report.name)
            .note(format!("on {} test rows", words::count(report.rows))),
    ];
    let rest = report
        .metrics
        .iter()
        .filter(|(metric, _)| *metric != primary);
    let first = report
        .metrics
        .iter()
        .filter(|(metric, _)| *metric == primary);
    for (metric, figure) in first.chain(rest).take(MAIN) {
        let baseline = of_baseline(report, *metric);
        let mut tile = Tile::new(metric.info().name, words::figure(figure));
        tile = match (&figure, baseline) {
            (Figure::NotComputable { reason }, _) => tile.note(reason),
            (Figure::Value(_), Some(theirs)) => tile
                .note(match report.interval(*metric) {
                    Some(interval) => from_to(interval),
                    None => format!("baseline {}", words::figure(theirs)),
                })
                .tone(tone(*metric, figure, theirs)),
            (Figure::Value(_), None) => tile,
        };
        shown.push(tile);
    }
    tiles(ui, &shown);
}

/// An interval in words.
pub(super) fn from_to(interval: Interval) -> String {
    format!(
        "{} to {}",
        words::number(interval.low),
        words::number(interval.high)
    )
}

fn of_baseline(report: &Report, metric: Metric) -> Option<&Figure> {
    let found = report
        .baseline
        .iter()
        .find(|(candidate, _)| *candidate == metric);
    found.map(|(_, figure)| figure)
}

/// Good if `ours` beats `theirs`, worth a look if it does not.
fn tone(metric: Metric, ours: &Figure, theirs: &Figure) -> Tone {
    match (ours.value(), theirs.value()) {
        (Some(ours), Some(theirs)) => {
            let beats = if metric.higher_is_better() {
                ours > theirs
            } else {
                ours < theirs
            };
            if beats { Tone::Good } else { Tone::Warn }
        }
        _ => Tone::Neutral,
    }
}

/// Every metric with its interval, beside the baseline's.
pub(super) fn all(ui: &mut Ui, report: &Report) {
    let weak = ui.tokens().text_weak;
    let head = |ui: &mut Ui, words: &str| {
        ui.label(RichText::new(words).font(text::label()).color(weak));
    };
    Grid::new("metrics")
        .num_columns(5)
        .striped(true)
        .spacing([space::L, space::XS])
        .show(ui, |ui| {
            head(ui, "Metric");
            head(ui, &report.name);
            head(ui, "95 % interval");
            head(ui, &report.baseline_name);
            head(ui, "Better is");
            ui.end_row();
            for (metric, ours) in &report.metrics {
                let info = metric.info();
                ui.label(info.name)
                    .on_hover_text(format!("{}\n{}", info.summary, info.reference));
                figure(ui, ours);
                match report.interval(*metric) {
                    Some(interval) => ui.label(from_to(interval)),
                    None => ui.label("–"),
                };
                match of_baseline(report, *metric) {
                    Some(theirs) => figure(ui, theirs),
                    None => ui.label("–"),
                };
                head(
                    ui,
                    if metric.higher_is_better() {
                        "higher"
                    } else {
                        "lower"
                    },
                );
                ui.end_row();
            }
        });
}
