use egui::Ui;

use crate::{
    automation::lab::{PeriodReport, Report},
    metrics::Metric,
    terms::Figure,
    ui::{
        plot::{Curve, Guide, Trace},
        theme::space,
    },
};

/// The metric of every lane, the share of drifted columns, and how sure the models were.
pub(super) fn ui(ui: &mut Ui, report: &Report, passed: usize) {
    let metric = Metric::from_id(&report.metric).map_or("metric", |metric| metric.info().name);
    let traces = |figure: &dyn Fn(&PeriodReport) -> Option<f64>| {
        report
            .lanes
            .iter()
            .map(|lane| {
                let periods = lane.periods.iter().take(passed).enumerate();
                let known = periods.filter_map(|(i, period)| Some((i as f64, figure(period)?)));
                Trace::new(lane.lane.name(), known)
            })
            .collect::<Vec<_>>()
    };
    let guide = match report.limit {
        Figure::Value(limit) => Guide::Level(limit, "degraded beyond this"),
        Figure::NotComputable { .. } => Guide::None,
    };
    Curve {
        name: &format!("{metric} of every lane"),
        x: "period",
        y: metric,
        traces: &traces(&|period| period.metric.value()),
        guide,
        height: 260.0,
        ..Curve::default()
    }
    .ui(ui);
    for (name, y, height, guide, of) in [
        (
            "Drifted columns of every lane",
            "share of columns",
            150.0,
            Guide::Level(report.params.drift_share, "asks for a new model"),
            (|period: &PeriodReport| period.drift.value()) as fn(&PeriodReport) -> Option<f64>,
        ),
        (
            "Confidence of every lane",
            "mean probability",
            150.0,
            Guide::None,
            |period: &PeriodReport| period.confidence.value(),
        ),
    ] {
        let traces = traces(&of);
        if traces.iter().all(|trace| trace.points.is_empty()) {
            continue;
        }
        ui.add_space(space::S);
        Curve {
            name,
            x: "period",
            y,
            traces: &traces,
            guide,
            height,
            ..Curve::default()
        }
        .ui(ui);
    }
}
