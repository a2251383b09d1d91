use egui::{RichText, Ui};

use crate::{
    metrics::{Metric, Rope, bootstrap::Difference},
    steps::evaluation::{Comparison, Report},
    terms::Figure,
    ui::{
        theme::{UiExt as _, text},
        widgets::{
            Cells, Column, Tile, Tone, card, empty, figure, form, primary_button, table, tiles,
        },
        words,
    },
    workbench::{Command, Commands, EvaluationCommand, EvaluationWork, OpenProject, Workbench},
};

/// What the tab remembers.
#[derive(Default)]
pub(super) struct View {
    other: Option<String>,
    first: Option<String>,
    /// What does not matter in the primary metric, once a person has said so.
    rope: Option<f64>,
}

impl View {
    /// Two trained models on the same test rows.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        report: &Report,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        let primary = open.project.problem.primary_metric();
        card(ui, "Which models", |ui| {
            self.choose(ui, report, (workbench, open), commands);
        });
        let found = open.judged().and_then(|state| state.comparison.as_deref());
        match found {
            Some(found) => shown(ui, found, primary),
            None => card(ui, "Is one of them better?", |ui| {
                empty(
                    ui,
                    "Nothing was compared yet",
                    "Two models that answered the same rows are compared in the same resamples of these rows: what both find hard cancels out. You will see how likely it is that one of them is better, and whether the difference matters.",
                    |_| {},
                );
            }),
        }
    }

    fn choose(
        &mut self,
        ui: &mut Ui,
        report: &Report,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        let Some(done) = &open.results.training else {
            ui.weak("The trained models are gone. Run step 5 again.");
            return;
        };
        let models = &done.report.models;
        let options: Vec<(String, String)> = models
            .iter()
            .map(|model| {
                let number = if model.id == model.params.learner().id() {
                    String::new()
                } else {
                    format!(" ({})", model.id)
                };
                (model.id.clone(), format!("{}{number}", model.name()))
            })
            .collect();
        let mut first = self.first.clone().unwrap_or_else(|| report.model.clone());
        let second = models.iter().find(|model| model.id != first);
        let mut other = self
            .other
            .clone()
            .or_else(|| second.map(|model| model.id.clone()))
            .unwrap_or_default();
        let primary = open.project.problem.primary_metric();
        let value = |id: &str| {
            let model = models.iter().find(|model| model.id == id)?;
            let found = model
                .validation
                .iter()
                .find(|(metric, _)| *metric == primary)?;
            found.1.value()
        };
        let known = [&first, &other].map(|id| value(id).unwrap_or(0.0));
        let mut rope = self
            .rope
            .unwrap_or_else(|| Rope::Usual.width(primary, known));
        if form::choice(ui, "Model A", "The first model", &mut first, &options) {
            self.first = Some(first.clone());
        }
        if form::choice(
            ui,
            "Model B",
            "What it is compared with",
            &mut other,
            &options,
        ) {
            self.other = Some(other.clone());
        }
        let help = format!(
            "The region of practical equivalence: the largest difference in {} that does not matter to you",
            primary.info().name
        );
        if form::number(ui, "Does not matter", &help, &mut rope, 0.0..=1e6) {
            self.rope = Some(rope);
        }
        let is_busy = workbench.judges(EvaluationWork::Compare);
        let can = !is_busy && first != other;
        if primary_button(ui, can, "Compare these models").clicked() {
            let models = [first, other];
            commands.push(Command::Evaluation(EvaluationCommand::Compare {
                models,
                rope: self
                    .rope
                    .map_or(Rope::Usual, |width| Rope::Set(primary, width)),
            }));
        }
    }
}

fn shown(ui: &mut Ui, found: &Comparison, primary: Metric) {
    let [a, b] = &found.names;
    card(ui, &format!("{a} beside {b}"), |ui| {
        let of = found.metrics.iter().find(|(metric, ..)| *metric == primary);
        if let Some((_, _, Some(difference))) = of {
            let tile = |label: String, share: f64, note: &str| {
                let tone = if share >= 0.95 {
                    Tone::Good
                } else {
                    Tone::Neutral
                };
                Tile::new(label, words::percent(share))
                    .note(note)
                    .tone(tone)
            };
            let name = primary.info().name;
            tiles(
                ui,
                &[
                    tile(
                        format!("{a} is better"),
                        difference.better,
                        &format!("in {name}, by more than {}", words::number(difference.rope)),
                    ),
                    tile(
                        "Practically the same".to_owned(),
                        difference.equal,
                        "the difference does not matter",
                    ),
                    tile(
                        format!("{b} is better"),
                        difference.worse,
                        "by more than that",
                    ),
                    Tile::new(format!("Difference in {name}"), signed(difference.value))
                        .note(from_to(difference)),
                ],
            );
        }
        folds(ui, found);
        let mut cells = Rows {
            columns: vec![
                Column::words("Metric", 150.0),
                Column::figures(a, 74.0),
                Column::figures(b, 74.0),
                Column::figures("A minus B", 84.0),
                Column::figures("95 % interval", 160.0),
                Column::figures("A better", 68.0),
                Column::figures("Same", 62.0),
                Column::figures("B better", 68.0),
            ],
            found,
        };
        table(ui, "comparison", 560.0, &mut cells);
        let words = format!(
            "Shares of {} resamples of {} test rows, both models in the same ones. They know the spread of these rows, not that of training anew. Comparing many pairs and keeping the best is choosing on the test part.",
            words::count(found.resamples),
            words::count(found.rows)
        );
        ui.label(
            RichText::new(words)
                .font(text::label())
                .color(ui.tokens().text_weak),
        );
    });
}

/// What the folds of step 5 say, where both models have them.
fn folds(ui: &mut Ui, found: &Comparison) {
    let [a, b] = &found.names;
    let Some(folds) = &found.folds else {
        ui.weak("How the models would do after training anew, only folds can tell: choose a cross-validation in step 5, and its folds are compared here, too.");
        return;
    };
    let name = folds.metric.info().name;
    let (belief, test) = (folds.posterior, folds.test);
    ui.label(RichText::new(format!("On {} folds of step 5", folds.folds)).font(text::strong()));
    tiles(
        ui,
        &[
            Tile::new(
                format!("{a} better on folds"),
                words::percent(belief.better),
            )
            .note(format!("in {name}, after training anew")),
            Tile::new("Same on folds", words::percent(belief.equal))
                .note("within what does not matter"),
            Tile::new(format!("{b} better on folds"), words::percent(belief.worse))
                .note("correlated Bayesian t-test"),
            Tile::new("p on folds", words::number(test.p)).note("corrected resampled t-test"),
        ],
    );
}

fn signed(value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    format!("{sign}{}", words::number(value.abs()))
}

fn from_to(difference: &Difference) -> String {
    format!("{} to {}", signed(difference.low), signed(difference.high))
}

struct Rows<'a> {
    columns: Vec<Column>,
    found: &'a Comparison,
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.found.metrics.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some((metric, [a, b], difference)) = self.found.metrics.get(row) else {
            return;
        };
        let value = |ui: &mut Ui, value: &Figure| {
            figure(ui, value);
        };
        match (column, difference) {
            (0, _) => {
                ui.label(metric.info().name)
                    .on_hover_text(metric.info().summary);
            }
            (1, _) => value(ui, a),
            (2, _) => value(ui, b),
            (_, None) => {
                ui.label("–");
            }
            (3, Some(difference)) => {
                ui.label(signed(difference.value));
            }
            (4, Some(difference)) => {
                ui.label(from_to(difference));
            }
            (5, Some(difference)) => {
                ui.label(words::percent(difference.better));
            }
            (6, Some(difference)) => {
                ui.label(words::percent(difference.equal));
            }
            (_, Some(difference)) => {
                ui.label(words::percent(difference.worse));
            }
        }
    }
}
