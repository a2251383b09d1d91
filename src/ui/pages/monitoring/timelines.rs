use egui::Ui;

use super::group;
use crate::{
    drift::{ColumnDrift, Verdict},
    metrics::Metric,
    steps::monitoring::{ColumnTimeline, Concern, MetricTimeline, Report},
    terms::Figure,
    ui::{
        plot::{Series, Timeline},
        theme::space,
        widgets::form,
    },
};

/// The timelines of the whole model, made once per report.
#[derive(Default)]
pub(super) struct Timelines {
    performance: Option<Series>,
    prediction: Series,
    confidence: Option<Series>,
}

impl Timelines {
    /// Of `report`, following `metric`; alerts are about `primary` only.
    pub(super) fn of(report: &Report, metric: Metric, primary: Metric) -> Self {
        let timeline = report
            .metrics
            .iter()
            .find(|timeline| timeline.metric == metric);
        let mut performance = timeline.map(of_metric);
        if let Some(series) = performance.as_mut().filter(|_| metric == primary) {
            let alerts = report.alerts.iter();
            series.alerts = alerts
                .filter(|alert| alert.concern == Concern::Performance)
                .map(|alert| alert.chunk)
                .collect();
        }
        Self {
            performance,
            prediction: Series {
                name: "Drift of the predictions, PSI".to_owned(),
                ..of_column(report, &report.prediction)
            },
            confidence: of_confidence(report),
        }
    }

    /// Shows them on one axis; gives the chunk that was clicked.
    pub(super) fn ui(
        &self,
        ui: &mut Ui,
        report: &Report,
        selected: Option<usize>,
    ) -> Option<usize> {
        let mut clicked = None;
        let all = [
            self.performance.as_ref(),
            Some(&self.prediction),
            self.confidence.as_ref(),
        ];
        for (i, series) in all.into_iter().flatten().enumerate() {
            ui.add_space(space::XS);
            let timeline = Timeline {
                name: &series.name,
                chunks: &report.chunks,
                series: std::slice::from_ref(series),
                group: group(),
                selected,
                height: if i == 0 { 210.0 } else { 150.0 },
            };
            clicked = timeline.ui(ui).or(clicked);
        }
        clicked
    }
}

/// Which metric is followed; true when it changed.
pub(super) fn choose_metric(ui: &mut Ui, report: &Report, followed: &mut Metric) -> bool {
    let metrics = report.metrics.iter();
    let options: Vec<(Metric, String)> = metrics
        .map(|timeline| (timeline.metric, timeline.metric.info().name.to_owned()))
        .collect();
    let help = followed.info().summary;
    form::choice(ui, "Metric to follow", help, followed, &options)
}

fn of_metric(timeline: &MetricTimeline) -> Series {
    Series {
        name: timeline.metric.info().name.to_owned(),
        values: timeline.values.iter().map(Figure::value).collect(),
        expected: timeline.expected.value(),
        band: timeline.lower.value().zip(timeline.upper.value()),
        ..Series::default()
    }
}

/// The PSI of a column, with the limit of every chunk.
pub(super) fn of_column(report: &Report, column: &ColumnTimeline) -> Series {
    let is_alert = |i: &usize| {
        let drift = column.chunks.get(*i);
        drift.is_some_and(|drift| drift.verdict == Verdict::Drift)
    };
    Series {
        name: format!("PSI of {}", column.name),
        values: column.chunks.iter().map(ColumnDrift::psi).collect(),
        limits: column
            .chunks
            .iter()
            .map(|drift| drift.psi().map(|_| drift.limit))
            .collect(),
        alerts: report
            .production()
            .map(|(i, _)| i)
            .filter(is_alert)
            .collect(),
        ..Series::default()
    }
}

/// How sure the model is; nothing for regression.
fn of_confidence(report: &Report) -> Option<Series> {
    if report.confidence.is_empty() {
        return None;
    }
    let values: Vec<Option<f64>> = report
        .confidence
        .iter()
        .map(|confidence| confidence.mean.value())
        .collect();
    let reference = report
        .chunks
        .iter()
        .zip(&values)
        .filter(|(chunk, _)| chunk.is_reference);
    let known: Vec<f64> = reference.filter_map(|(_, value)| *value).collect();
    let expected = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
    Some(Series {
        name: "Mean confidence".to_owned(),
        values,
        expected,
        ..Series::default()
    })
}
