use egui::{Id, RichText, Ui};

use crate::{
    metrics::Metric,
    steps::monitoring::{Report, log::Followed},
    ui::{
        pages::monitoring::timelines,
        plot::{Series, Timeline},
        theme::{UiExt as _, text},
        widgets::{card, form, grid},
    },
    workbench::LogEntry,
};

/// What is drawn of every log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum What {
    /// How far the worst column is beyond its limit.
    #[default]
    Drift,
    /// Drift of the answers.
    Answers,
    /// How sure it is.
    Confidence,
    /// A metric.
    Metric(Metric),
}

/// What the card remembers between frames.
#[derive(Default)]
pub(super) struct View {
    what: What,
}

impl View {
    /// Every log that was followed, with the same axis of values; nothing for fewer than two.
    pub(super) fn ui(&mut self, ui: &mut Ui, entries: &[LogEntry]) {
        let found: Vec<(&str, &Followed)> = entries
            .iter()
            .filter_map(|entry| {
                let (_, found) = entry.found.as_ref()?;
                Some((entry.log.name.as_str(), &**found))
            })
            .collect();
        if found.len() < 2 {
            return;
        }
        card(ui, "Logs side by side", |ui| {
            let help = "All logs that were followed since the program was started, each with its own chunks and all with the same axis of values";
            form::choice(
                ui,
                "What to compare",
                help,
                &mut self.what,
                &options(&found),
            );
            let all: Vec<Option<Series>> = found
                .iter()
                .map(|(_, found)| series(&found.report, self.what))
                .collect();
            let values = || {
                let known = all.iter().flatten();
                known.flat_map(|series| series.values.iter().copied().flatten())
            };
            let ends = [
                values().fold(f64::INFINITY, f64::min),
                values().fold(f64::NEG_INFINITY, f64::max),
            ];
            let includes: &[f64] = if ends[0] <= ends[1] { &ends } else { &[] };
            grid(ui, 420.0, found.len(), |ui, i| {
                let (name, found) = found[i];
                let Some(series) = &all[i] else {
                    ui.label(RichText::new(name).font(text::strong()));
                    ui.weak("This log has no such figure.");
                    return;
                };
                let shown = Timeline {
                    name,
                    chunks: &found.report.chunks,
                    series: std::slice::from_ref(series),
                    group: Id::unique("logs side by side").with(i),
                    selected: None,
                    includes,
                    height: 170.0,
                };
                shown.ui(ui);
            });
            let weak = ui.tokens().text_weak;
            let words = "Bands and limits are those of each log’s own reference.";
            ui.label(RichText::new(words).font(text::label()).color(weak));
        });
    }
}

fn options(found: &[(&str, &Followed)]) -> Vec<(What, String)> {
    let mut options = vec![
        (
            What::Drift,
            "drift of the most drifted column, in multiples of its limit".to_owned(),
        ),
        (What::Answers, "drift of the answers, PSI".to_owned()),
        (What::Confidence, "mean confidence".to_owned()),
    ];
    for (_, found) in found {
        for timeline in &found.report.metrics {
            let what = What::Metric(timeline.metric);
            if options.iter().all(|(known, _)| *known != what) {
                options.push((what, timeline.metric.info().name.to_owned()));
            }
        }
    }
    options
}

fn series(report: &Report, what: What) -> Option<Series> {
    match what {
        What::Drift => {
            let worst = |i: usize| {
                let columns = report.columns.iter();
                let beyond = columns.filter_map(|column| {
                    let drift = column.chunks.get(i)?;
                    Some(drift.psi()? / drift.limit)
                });
                beyond.reduce(f64::max)
            };
            let values: Vec<Option<f64>> = (0..report.chunks.len()).map(worst).collect();
            Some(Series {
                limits: values.iter().map(|value| value.map(|_| 1.0)).collect(),
                values,
                ..Series::default()
            })
        }
        What::Answers => {
            let has_answers = !report.prediction.chunks.is_empty();
            has_answers.then(|| timelines::of_column(report, &report.prediction))
        }
        What::Confidence => timelines::of_figure(report, "confidence", |one| &one.mean),
        What::Metric(metric) => {
            let mut metrics = report.metrics.iter();
            let found = metrics.find(|timeline| timeline.metric == metric)?;
            Some(timelines::of_metric(found))
        }
    }
}
