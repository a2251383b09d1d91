use egui::{RichText, Ui};

use crate::{
    metrics::Metric,
    steps::training::{Report, Spread, Trained},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, Icon, Tone, chip, figure, icon, table},
        words,
    },
};

/// From this gap on, as a share of the training score, a model has learned by heart.
const WIDE: f64 = 0.1;

/// The name of a model on the screen, with its number where its learner was used twice.
pub(super) fn name(report: &Report, model: &Trained) -> String {
    let same = report
        .models
        .iter()
        .filter(|other| other.name() == model.name())
        .count();
    if same > 1 {
        format!("{} ({})", model.name(), model.id)
    } else {
        model.name().to_owned()
    }
}

/// Every model, best first; the id of the one that was clicked.
pub(super) fn show(ui: &mut Ui, report: &Report, selected: &str) -> Option<String> {
    let metric = report.metric.info().name;
    let has_folds = report.resampling.n_folds() > 0;
    let mut columns = vec![Column::words("Model", 270.0)];
    if has_folds {
        columns.push(Column::figures(format!("{metric}, folds"), 190.0));
    }
    columns.extend([
        Column::figures(format!("{metric}, validation"), 150.0),
        Column::figures(format!("{metric}, training"), 150.0),
        Column::figures("Gap", 90.0),
        Column::figures("Seconds", 80.0),
        Column::words("Parameters", 360.0),
    ]);
    let mut board = Board {
        report,
        selected,
        best: report.best().map(|model| model.id.as_str()),
        clicked: None,
        has_folds,
        columns,
    };
    table(ui, "leaderboard", 420.0, &mut board);
    board.clicked
}

struct Board<'a> {
    report: &'a Report,
    selected: &'a str,
    best: Option<&'a str>,
    clicked: Option<String>,
    /// Whether the second column tells of the folds.
    has_folds: bool,
    columns: Vec<Column>,
}

impl Cells for Board<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.report.models.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(model) = self.report.models.get(row) else {
            return;
        };
        let metric = self.report.metric;
        if column == 1 && self.has_folds {
            folds_ui(ui, model, metric);
            return;
        }
        match column.saturating_sub(usize::from(self.has_folds)) {
            0 => self.name_ui(ui, model),
            1 => {
                figure(ui, &model.validation(metric));
            }
            2 => {
                figure(ui, &model.train(metric));
            }
            3 => gap_ui(ui, model, metric),
            4 => {
                ui.label(format!("{:.2}", model.seconds));
            }
            _ => {
                let summary = model.summary();
                ui.label(
                    RichText::new(&summary)
                        .font(text::label())
                        .color(ui.tokens().text_weak),
                )
                .on_hover_text(summary);
            }
        }
    }
}

impl Board<'_> {
    fn name_ui(&mut self, ui: &mut Ui, model: &Trained) {
        let is_selected = model.id == self.selected;
        let hint = model.params.learner().info().summary;
        let label = ui
            .selectable_label(is_selected, name(self.report, model))
            .on_hover_text(hint);
        if label.clicked() {
            self.clicked = Some(model.id.clone());
        }
        if model.is_baseline() {
            chip(ui, Tone::Neutral, "baseline")
                .on_hover_text("There to be beaten: it looks at no column");
        } else if self.best == Some(model.id.as_str()) {
            chip(ui, Tone::Good, "best");
        }
        if let Some(sampled) = model.fitted.sampled() {
            chip(ui, Tone::Neutral, "sample").on_hover_text(words::sentence(&sampled.to_string()));
        }
    }
}

/// The mean of the folds with its interval.
fn folds_ui(ui: &mut Ui, model: &Trained, metric: Metric) {
    let spread = Spread::of(&model.folds, metric);
    // Laid from right to left.
    if let Some((low, high)) = spread.interval {
        let words = format!("{} to {}", words::number(low), words::number(high));
        let hint = "95 % interval of the mean of the folds, wider for training rows that they share (Nadeau and Bengio)";
        let weak = ui.tokens().text_weak;
        ui.label(RichText::new(words).font(text::label()).color(weak))
            .on_hover_text(hint);
    }
    figure(ui, &spread.mean);
}

/// How much better the model is on the rows that it was fitted on.
fn gap_ui(ui: &mut Ui, model: &Trained, metric: Metric) {
    let (train, validation) = (
        model.train(metric).value(),
        model.validation(metric).value(),
    );
    let (Some(train), Some(validation)) = (train, validation) else {
        ui.label("–")
            .on_hover_text("One of the two scores cannot be computed");
        return;
    };
    let gap = if metric.higher_is_better() {
        train - validation
    } else {
        validation - train
    };
    let size = train.abs().max(validation.abs());
    if size > 0.0 && gap / size > WIDE {
        let (ink, _) = Tone::Warn.colors(ui.tokens());
        let hint = "Much better on the rows that it was fitted on: it has learned some of them by heart. Make it simpler, or give it more rows.";
        ui.label(RichText::new(words::number(gap)).color(ink))
            .on_hover_text(hint);
        icon(ui, Icon::Warning, 12.0, ink).on_hover_text(hint);
    } else {
        let hint = "How much better it is on the rows that it was fitted on";
        ui.label(words::number(gap)).on_hover_text(hint);
    }
}
