use egui::{RichText, Ui};

use crate::{
    automation::lab::{EventKind, LaneReport, Report},
    metrics::Metric,
    terms::Figure,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, figure, table},
        words,
    },
};

/// The lanes beside one another; while the replay stands at an earlier moment, what had happened
/// by then.
pub(super) fn ui(ui: &mut Ui, report: &Report, passed: usize) {
    let metric = Metric::from_id(&report.metric).map_or("Metric", |metric| metric.info().name);
    let mut rows = Rows {
        columns: vec![
            Column::words("Lane", 172.0),
            Column::figures(metric, 66.0),
            Column::figures("Days bad", 64.0),
            Column::figures("Trained", 58.0),
            Column::figures("Deployed", 66.0),
            Column::figures("Stopped", 60.0),
            Column::figures("Taken back", 74.0),
            Column::figures("Bad shipped", 80.0),
            Column::figures("To recover", 76.0),
            Column::figures("Work", 58.0),
            Column::figures("Value", 80.0),
        ],
        report,
        passed,
    };
    table(ui, "scoreboard", 300.0, &mut rows);
    let words = "The metric is the mean over the periods that have passed, days bad are those of degraded periods. Bad shipped, days to recover, work and value are told of the whole stream; bad means worse than the model before on the same rows of the four periods after.";
    let weak = ui.tokens().text_weak;
    ui.label(RichText::new(words).font(text::label()).color(weak));
}

struct Rows<'a> {
    columns: Vec<Column>,
    report: &'a Report,
    passed: usize,
}

impl Rows<'_> {
    fn events(&self, lane: &LaneReport, kind: EventKind) -> usize {
        let until = lane
            .periods
            .get(self.passed)
            .map_or(i64::MAX, |period| period.start);
        let events = lane.events.iter();
        events
            .filter(|event| event.kind == kind && event.at <= until)
            .count()
    }

    fn mean(&self, lane: &LaneReport) -> Figure {
        let periods = lane.periods.iter().take(self.passed);
        let known = periods.filter_map(|period| Some((period.metric.value()?, period.rows as f64)));
        let (sum, rows) = known.fold((0.0, 0.0), |(sum, rows), (value, n)| {
            (sum + value * n, rows + n)
        });
        Figure::finite(sum / rows, "no period has passed")
    }

    fn degraded(&self, lane: &LaneReport) -> f64 {
        let periods = lane.periods.iter().take(self.passed);
        let degraded = periods.filter(|period| period.is_degraded);
        degraded
            .map(|period| (period.end - period.start) as f64 / 86_400e6)
            .sum()
    }
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.report.lanes.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(lane) = self.report.lanes.get(row) else {
            return;
        };
        let score = &lane.score;
        let days = |hours: &Figure| match hours {
            Figure::Value(hours) => Figure::Value(hours / 24.0),
            reason @ Figure::NotComputable { .. } => reason.clone(),
        };
        match column {
            0 => {
                ui.label(lane.lane.name());
            }
            1 => {
                figure(ui, &self.mean(lane));
            }
            2 => {
                ui.label(words::number(self.degraded(lane)));
            }
            3..=6 => {
                let kinds = [
                    EventKind::Trained,
                    EventKind::Deployed,
                    EventKind::Blocked,
                    EventKind::RolledBack,
                ];
                ui.label(self.events(lane, kinds[column - 3]).to_string());
            }
            7 => {
                ui.label(score.bad_shipped.to_string());
            }
            8 => {
                figure(ui, &days(&score.hours_to_recover));
            }
            9 => {
                ui.label(format!("{} h", words::number(score.human_minutes / 60.0)));
            }
            _ => {
                figure(ui, &score.value);
            }
        }
    }
}
