use egui::{RichText, Ui};

use crate::{
    automation::lab::{Comparison, Entry, LaneReport},
    metrics::Metric,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, figure, table},
        words,
    },
};

/// A class's results beside one another: every lane of everybody, best first, and each lane over
/// all of them.
pub(super) fn ui(ui: &mut Ui, comparison: &Comparison) {
    let known = Metric::from_id(&comparison.metric);
    let metric = known.map_or("Metric", |metric| metric.info().name);
    let higher = known.is_none_or(Metric::higher_is_better);
    let weak = ui.tokens().text_weak;
    let words = format!(
        "{} results of “{}”, {} to {}.",
        comparison.entries.len(),
        comparison.project,
        words::time(comparison.start),
        words::time(comparison.end)
    );
    ui.label(RichText::new(words).color(weak));
    let mut rows = Rows {
        columns: vec![
            Column::words("Who", 130.0),
            Column::words("Lane", 172.0),
            Column::figures(metric, 66.0),
            Column::figures("Value", 74.0),
            Column::figures("Days bad", 66.0),
            Column::figures("Trained", 58.0),
            Column::figures("Work", 64.0),
            Column::words("Chosen otherwise", 260.0),
        ],
        ranking: comparison.ranking(higher),
    };
    table(ui, "comparison", 420.0, &mut rows);
    ui.label(RichText::new("Each lane over all results").font(text::strong()));
    for spread in &comparison.lanes {
        let [low, mean, high] = spread.metric.each_ref().map(words::figure);
        let days = spread.hours_degraded.each_ref().map(|hours| {
            let days = hours.value().map(|hours| hours / 24.0);
            days.map_or_else(|| "–".to_owned(), words::number)
        });
        ui.label(format!(
            "{}: {} results, {metric} {mean} ({low} to {high}), days bad {} ({} to {})",
            spread.lane.name(),
            spread.results,
            days[1],
            days[0],
            days[2]
        ));
    }
}

struct Rows<'a> {
    columns: Vec<Column>,
    ranking: Vec<(&'a Entry, &'a LaneReport)>,
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.ranking.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some((entry, lane)) = self.ranking.get(row) else {
            return;
        };
        let score = &lane.score;
        match column {
            0 => ui.label(&entry.by),
            1 => ui.label(lane.lane.name()),
            2 => figure(ui, &score.metric),
            3 => figure(ui, &score.value),
            4 => ui.label(words::number(score.hours_degraded / 24.0)),
            5 => ui.label(score.retrainings.to_string()),
            6 => ui.label(format!("{} h", words::number(score.human_minutes / 60.0))),
            _ => {
                let choices = entry.choices.join(", ");
                ui.label(&choices).on_hover_text(&choices)
            }
        };
    }
}
