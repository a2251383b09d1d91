use egui::Ui;

use crate::{
    automation::lab::Report,
    metrics::Metric,
    terms::Figure,
    ui::{
        plot::{Curve, Guide, Trace},
        theme::space,
    },
};

/// The metric of every lane, and the share of drifted columns.
pub(super) fn ui(ui: &mut Ui, report: &Report, passed: usize) {
    let metric = Metric::from_id(&report.metric).map_or("metric", |metric| metric.info().name);
    let traces = |figure: &dyn Fn(&crate::automation::lab::PeriodReport) -> Option<f64>| {
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
    ui.add_space(space::S);
    Curve {
        name: "Drifted columns of every lane",
        x: "period",
        y: "share of columns",
        traces: &traces(&|period| period.drift.value()),
        guide: Guide::Level(report.params.drift_share, "asks for a new model"),
        height: 170.0,
        ..Curve::default()
    }
    .ui(ui);
}
