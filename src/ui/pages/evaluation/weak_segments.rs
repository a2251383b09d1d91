use egui::{Label, RichText, Ui};

use crate::{
    data::Segment,
    metrics::Metric,
    steps::evaluation::{Report, WeakSegment},
    terms::Figure,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, card, empty, figure, table, text_button},
        words,
    },
    workbench::{Command, Commands, Edit, ExploreCommand, OpenProject},
};

/// Where the model does worse than elsewhere; each row leads to its rows or becomes a segment.
pub(super) fn show(
    ui: &mut Ui,
    report: &Report,
    primary: Metric,
    open: &OpenProject,
    commands: &mut Commands,
) {
    card(ui, "Weak segments", |ui| {
        let tried = words::count(report.segments_tried);
        if report.weak_segments.is_empty() {
            let words = format!(
                "{tried} segments of one or two columns, each with 5 % to 50 % of the test rows, were tried. On none of them is the model worse than elsewhere beyond what so many tries find by chance."
            );
            empty(ui, "No weak segment stands out", &words, |_| {});
            return;
        }
        ui.label(
            RichText::new(format!(
                "The worst of {tried} segments that were tried: one or two columns, at least 5 % of the test rows, a mean loss above that of all other rows beyond chance (corrected for all tries)."
            ))
            .color(ui.tokens().text_weak),
        );
        let mut cells = Rows {
            columns: vec![
                Column::words("Segment", 200.0),
                Column::words("", 222.0),
                Column::figures("Test rows", 85.0),
                Column::figures(primary.info().name, 90.0),
                Column::figures("Loss", 62.0),
                Column::figures("Elsewhere", 82.0),
                Column::figures("p", 80.0),
            ],
            found: &report.weak_segments,
            whole: report.rows,
            primary,
            open,
            commands,
        };
        table(ui, "weak segments", 340.0, &mut cells);
        ui.label(
            RichText::new("Loss is the surprise about the true class in nats, or the absolute error. A hard segment is not a wrong model: there may be noise, or a feature is missing.")
                .font(text::label())
                .color(ui.tokens().text_weak),
        );
    });
}

struct Rows<'a> {
    columns: Vec<Column>,
    found: &'a [WeakSegment],
    whole: u64,
    primary: Metric,
    open: &'a OpenProject,
    commands: &'a mut Commands,
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.found.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(segment) = self.found.get(row) else {
            return;
        };
        match column {
            0 => {
                ui.add(Label::new(&segment.words).truncate())
                    .on_hover_text(&segment.condition);
            }
            1 => self.actions(ui, segment),
            2 => {
                let share = words::percent(segment.rows as f64 / self.whole.max(1) as f64);
                ui.label(words::count(segment.rows))
                    .on_hover_text(format!("{share} of the test rows"));
            }
            3 => {
                let of = |(metric, _): &&(Metric, Figure)| *metric == self.primary;
                match segment.metrics.iter().find(of) {
                    Some((_, value)) => figure(ui, value),
                    None => ui.label("–"),
                };
            }
            4 => {
                ui.label(words::number(segment.loss));
            }
            5 => {
                ui.label(words::number(segment.other_loss));
            }
            _ => {
                let p = segment.p;
                ui.label(if p < 0.001 {
                    "< 0.001".to_owned()
                } else {
                    words::number(p)
                });
            }
        }
    }
}

impl Rows<'_> {
    fn actions(&mut self, ui: &mut Ui, segment: &WeakSegment) {
        ui.push_id(&segment.condition, |ui| {
            let hint = "Choose these rows in step 3, where every plot shows them";
            if text_button(ui, "Show rows").on_hover_text(hint).clicked() {
                self.commands.push(Command::Explore(ExploreCommand::Focus {
                    words: segment.words.clone(),
                    formula: segment.condition.clone(),
                }));
            }
            let segments = &self.open.project.segments;
            let known = segments
                .iter()
                .any(|known| known.condition == segment.condition);
            if known {
                ui.weak("is a segment");
            } else if text_button(ui, "Save segment")
                .on_hover_text("Judged and followed by itself from now on")
                .clicked()
            {
                let mut segments = segments.clone();
                segments.push(Segment {
                    name: segment.words.clone(),
                    condition: segment.condition.clone(),
                });
                self.commands.edit(Edit::Segments(segments));
            }
        });
    }
}
