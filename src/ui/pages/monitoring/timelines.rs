use egui::Ui;

use super::group;
use crate::{
    drift::{ColumnDrift, Verdict},
    estimate::{Estimated, EstimatedMetric},
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
    /// What the metric is and what it should be, on one plot; empty where nothing is estimated.
    estimated: Vec<Series>,
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
            estimated: timeline.map_or_else(Vec::new, |timeline| of_estimates(report, timeline)),
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
            if i == 0 && !self.estimated.is_empty() {
                ui.add_space(space::XS);
                let timeline = Timeline {
                    name: "With and without labels",
                    chunks: &report.chunks,
                    series: &self.estimated,
                    group: group(),
                    selected,
                    height: 150.0,
                };
                clicked = timeline.ui(ui).or(clicked);
            }
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

/// The realised metric beside the estimated one with its band; nothing where it has no estimate.
fn of_estimates(report: &Report, timeline: &MetricTimeline) -> Vec<Series> {
    let Some(metric) = EstimatedMetric::from_id(timeline.metric.id()) else {
        return Vec::new();
    };
    if report.estimated.is_empty() {
        return Vec::new();
    }
    let series = |name: &str, figure: &dyn Fn(&Estimated) -> Option<f64>| {
        let of_chunk = |chunk: &Vec<Estimated>| {
            let found = chunk.iter().find(|found| found.metric == metric);
            found.and_then(figure)
        };
        Series {
            name: name.to_owned(),
            values: report.estimated.iter().map(of_chunk).collect(),
            ..Series::default()
        }
    };
    let realised = Series {
        name: format!("{}, realised", timeline.metric.info().name),
        values: timeline.values.iter().map(Figure::value).collect(),
        ..Series::default()
    };
    vec![
        realised,
        series("estimated (CBPE)", &|found| found.value.value()),
        series("3 standard errors below", &|found| found.low.value()),
        series("above", &|found| found.high.value()),
    ]
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
