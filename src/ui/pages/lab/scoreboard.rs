use egui::{RichText, Ui};

use crate::{
    automation::lab::{EventKind, Lane, Report, Score},
    metrics::Metric,
    terms::Figure,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, figure, table},
        words,
    },
};

/// The lanes beside one another, as they stood once so many periods had passed: a column for each,
/// and a row for what they are compared by.
pub(super) fn ui(ui: &mut Ui, report: &Report, passed: usize) {
    let metric = Metric::from_id(&report.metric).map_or("Metric", |metric| metric.info().name);
    let mut columns = vec![Column::words("", 150.0)];
    let width = ((ui.available_width() - 160.0) / report.lanes.len().max(1) as f32).min(130.0);
    let mut lanes = Vec::with_capacity(report.lanes.len());
    for lane in &report.lanes {
        let n = |kind: EventKind| {
            let events = lane.events_at(passed).iter();
            events.filter(|event| event.kind == kind).count()
        };
        columns.push(Column::figures(short(lane.lane), width.max(80.0)));
        lanes.push(Standing {
            score: lane.score_at(passed),
            stopped: n(EventKind::Blocked),
            taken_back: n(EventKind::RolledBack),
        });
    }
    let mut rows = Rows {
        columns,
        metric,
        lanes,
    };
    table(ui, "scoreboard", 420.0, &mut rows);
    let words = "The metric is the mean over the periods that have passed, days degraded are those of degraded periods; to detect, to retrain and to recover are mean days. Bad and good are told with hindsight: against the model before, on the same rows of the four periods after.";
    let weak = ui.tokens().text_weak;
    ui.label(RichText::new(words).font(text::label()).color(weak));
}

/// As a title that is read at a glance.
fn short(lane: Lane) -> &'static str {
    match lane {
        Lane::Never => "Never",
        Lane::Zero => "Level 0",
        Lane::One => "Level 1",
        Lane::Two => "Level 2",
        Lane::Always => "Always",
        Lane::You => "You",
        Lane::Oracle => "Oracle",
    }
}

struct Standing {
    score: Score,
    stopped: usize,
    taken_back: usize,
}

/// What lanes are compared by, the metric first.
const ROWS: [&str; 13] = [
    "",
    "Value",
    "Days degraded",
    "Days to detect",
    "Days to retrain",
    "Days to recover",
    "Models trained",
    "Models deployed",
    "Bad ones shipped",
    "Stopped by gates",
    "Good ones stopped",
    "Taken back",
    "People's hours",
];

struct Rows {
    columns: Vec<Column>,
    metric: &'static str,
    lanes: Vec<Standing>,
}

impl Cells for Rows {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        ROWS.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(place) = column.checked_sub(1) else {
            let name = if row == 0 { self.metric } else { ROWS[row] };
            ui.label(RichText::new(name).font(text::strong()));
            return;
        };
        let Some(lane) = self.lanes.get(place) else {
            return;
        };
        let score = &lane.score;
        let days = |hours: &Figure| hours.clone().map(|hours| hours / 24.0);
        match row {
            0 => figure(ui, &score.metric),
            1 => figure(ui, &score.value),
            2 => ui.label(words::number(score.hours_degraded / 24.0)),
            3 => figure(ui, &days(&score.hours_to_detect)),
            4 => figure(ui, &days(&score.hours_to_retrain)),
            5 => figure(ui, &days(&score.hours_to_recover)),
            6 => ui.label(score.retrainings.to_string()),
            7 => ui.label(score.deployed.to_string()),
            8 => ui.label(score.bad_shipped.to_string()),
            9 => ui.label(lane.stopped.to_string()),
            10 => ui.label(score.good_blocked.to_string()),
            11 => ui.label(lane.taken_back.to_string()),
            _ => ui.label(words::number(score.human_minutes / 60.0)),
        };
    }
}
