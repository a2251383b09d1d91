use egui::{Id, Ui};

use crate::{
    drift::{ColumnDrift, Verdict, multivariate::Together},
    estimate::{Confidence, Estimated, EstimatedMetric},
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
    /// One after the other; each has a name and at least one series.
    plots: Vec<(String, Vec<Series>)>,
}

impl Timelines {
    /// Of `report`, following `metric`; alerts are about `primary` only.
    pub(super) fn of(report: &Report, metric: Metric, primary: Metric) -> Self {
        let timeline = report
            .metrics
            .iter()
            .find(|timeline| timeline.metric == metric);
        let mut plots = Vec::new();
        if let Some(timeline) = timeline {
            let mut realised = of_metric(timeline);
            if metric == primary {
                let alerts = report.alerts.iter();
                realised.alerts = alerts
                    .filter(|alert| alert.concern == Concern::Performance)
                    .map(|alert| alert.chunk)
                    .collect();
            }
            let name = realised.name.clone();
            let estimated = of_estimates(report, timeline);
            if estimated.is_some() {
                "realised".clone_into(&mut realised.name);
            }
            plots.push((name, std::iter::once(realised).chain(estimated).collect()));
        }
        let has_answers = !report.prediction.chunks.is_empty();
        let prediction = has_answers.then(|| Series {
            name: "Drift of the predictions, PSI".to_owned(),
            ..of_column(report, &report.prediction)
        });
        let more = [prediction, of_confidence(report), of_unsure(report)];
        let more = more.into_iter().flatten();
        plots.extend(more.map(|series| (series.name.clone(), vec![series])));
        let together = report
            .multivariate
            .iter()
            .map(|way| of_together(report, way));
        plots.extend(together.map(|series| (series.name.clone(), vec![series])));
        Self { plots }
    }

    /// Shows them on one axis; gives the chunk that was clicked.
    pub(super) fn ui(
        &self,
        ui: &mut Ui,
        report: &Report,
        (group, selected): (Id, Option<usize>),
    ) -> Option<usize> {
        let mut clicked = None;
        for (i, (name, series)) in self.plots.iter().enumerate() {
            ui.add_space(space::XS);
            let timeline = Timeline {
                name,
                chunks: &report.chunks,
                series,
                group,
                selected,
                includes: &[],
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

/// A metric with its band.
pub(super) fn of_metric(timeline: &MetricTimeline) -> Series {
    Series {
        name: timeline.metric.info().name.to_owned(),
        values: timeline.values.iter().map(Figure::value).collect(),
        expected: timeline.expected.value(),
        band: timeline.lower.value().zip(timeline.upper.value()),
        ..Series::default()
    }
}

/// The estimated metric with its band; nothing where it has no estimate.
fn of_estimates(report: &Report, timeline: &MetricTimeline) -> Option<Series> {
    let metric = EstimatedMetric::from_id(timeline.metric.id())?;
    if report.estimated.is_empty() {
        return None;
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
    let between = |chunk: &Vec<Estimated>| {
        let found = chunk.iter().find(|found| found.metric == metric)?;
        found.low.value().zip(found.high.value())
    };
    Some(Series {
        around: report.estimated.iter().map(between).collect(),
        ..series(
            if metric.is_of_numbers() {
                "estimated without labels (DLE), ± 3 standard errors"
            } else {
                "estimated without labels (CBPE), ± 3 standard errors"
            },
            &|found| found.value.value(),
        )
    })
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

/// All columns at once, with what is usual and the chunks outside it.
fn of_together(report: &Report, way: &Together) -> Series {
    let production = report.production().map(|(i, _)| i);
    Series {
        name: format!("All columns together: {}", way.method.info().name),
        values: way.values.iter().map(Figure::value).collect(),
        band: way.limits.lower.value().zip(way.limits.upper.value()),
        alerts: production.filter(|chunk| way.is_drift(*chunk)).collect(),
        ..Series::default()
    }
}

/// How sure the model is; nothing for regression.
fn of_confidence(report: &Report) -> Option<Series> {
    of_figure(report, "Mean confidence", |confidence| &confidence.mean)
}

/// How many answers it is not sure of.
fn of_unsure(report: &Report) -> Option<Series> {
    let below = report.confidence.first()?.unsure_below;
    let name = format!("Share of answers with a confidence below {below}");
    of_figure(report, &name, |confidence| &confidence.unsure)
}

/// A figure of the confidence with its mean over the reference chunks.
pub(super) fn of_figure(
    report: &Report,
    name: &str,
    figure: impl Fn(&Confidence) -> &Figure,
) -> Option<Series> {
    if report.confidence.is_empty() {
        return None;
    }
    let chunks = report.confidence.iter();
    let values: Vec<Option<f64>> = chunks
        .map(|confidence| figure(confidence).value())
        .collect();
    let reference = report
        .chunks
        .iter()
        .zip(&values)
        .filter(|(chunk, _)| chunk.is_reference);
    let known: Vec<f64> = reference.filter_map(|(_, value)| *value).collect();
    let expected = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
    Some(Series {
        name: name.to_owned(),
        values,
        expected,
        ..Series::default()
    })
}
