use egui::Ui;

use crate::{
    drift::{ColumnDrift, Verdict},
    metrics::Metric,
    steps::monitoring::{MetricTimeline, Report},
    ui::{
        widgets::{Tile, Tone, tiles},
        words,
    },
    workbench::Inbox,
};

/// How the model does, in a few figures.
pub(super) fn show(ui: &mut Ui, (report, inbox): (&Report, &Inbox), primary: Metric) {
    let production = report.production().count();
    let reference = report.chunks.len() - production;
    let open = inbox.open().count();
    let mut shown = vec![
        Tile::new("Model", &report.model).note(&report.chunking),
        Tile::new("Chunks", words::count(production as u64))
            .note(format!("{reference} in the reference")),
        Tile::new("Open alerts", words::count(open as u64))
            .tone(if open > 0 { Tone::Bad } else { Tone::Good })
            .note(format!("of {} raised", inbox.alerts.len())),
    ];
    shown.extend(worst(report));
    let timeline = report
        .metrics
        .iter()
        .find(|timeline| timeline.metric == primary);
    shown.extend(timeline.map(|timeline| performance(report, timeline)));
    tiles(ui, &shown);
}

/// The column that drifted most; the report has it first.
fn worst(report: &Report) -> Option<Tile> {
    let column = report.columns.first()?;
    let seen = || {
        report
            .production()
            .filter_map(|(i, _)| column.chunks.get(i))
    };
    let psi = seen().filter_map(ColumnDrift::psi).fold(0.0, f64::max);
    let drifted = seen()
        .filter(|drift| drift.verdict == Verdict::Drift)
        .count();
    let note = format!(
        "drift in {drifted} chunks, PSI up to {}",
        words::number(psi)
    );
    let tone = if drifted > 0 { Tone::Warn } else { Tone::Good };
    Some(
        Tile::new("Most drifted column", &column.name)
            .note(note)
            .tone(tone),
    )
}

/// The metric that decides, in the newest chunk that has answers.
fn performance(report: &Report, timeline: &MetricTimeline) -> Tile {
    let name = timeline.metric.info().name;
    let newest = report
        .production()
        .filter_map(|(i, chunk)| Some((chunk, timeline.values.get(i)?.value()?)))
        .last();
    let Some((chunk, value)) = newest else {
        let reason = "no production chunk has answers yet";
        return Tile::new(format!("{name} now"), "–").note(reason);
    };
    let is_worse = if timeline.metric.higher_is_better() {
        timeline.lower.value().is_some_and(|lower| value < lower)
    } else {
        timeline.upper.value().is_some_and(|upper| value > upper)
    };
    let expected = words::figure(&timeline.expected);
    Tile::new(format!("{name} now"), words::number(value))
        .note(format!("expected {expected}, {}", chunk.label))
        .tone(if is_worse { Tone::Bad } else { Tone::Good })
}
