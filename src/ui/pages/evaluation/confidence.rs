use egui::Ui;

use crate::{
    estimate::Confidence,
    ui::{
        plot::Histogram,
        widgets::{Tile, tiles},
        words,
    },
};

/// How sure the model is of its answers, without knowing the truth.
pub(super) fn figures(ui: &mut Ui, confidence: &Confidence) {
    let unsure = confidence
        .unsure
        .value()
        .map_or_else(|| "–".to_owned(), words::percent);
    let below = words::percent(confidence.unsure_below);
    tiles(
        ui,
        &[
            Tile::new("Mean confidence", words::figure(&confidence.mean))
                .note("probability of the likeliest class"),
            Tile::new("Margin", words::figure(&confidence.margin)).note("to the second likeliest"),
            Tile::new("Entropy", words::figure(&confidence.entropy)).note("nats; 0 is sure"),
            Tile::new("Unsure", unsure).note(format!("of the rows are below {below}")),
        ],
    );
    Histogram {
        name: "Test rows by confidence",
        axis: "probability of the likeliest class",
        edges: &confidence.histogram.edges,
        counts: &confidence.histogram.counts,
        height: 170.0,
        ..Histogram::default()
    }
    .ui(ui);
}
