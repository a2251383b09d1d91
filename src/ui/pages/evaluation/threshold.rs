use egui::{RichText, Slider, Ui};

use crate::{
    metrics::CostMatrix,
    steps::evaluation::{BinaryDetail, Outcome},
    ui::{
        plot::{Confusion, Curve, Trace},
        theme::{UiExt as _, text},
        widgets::{Tile, Tone, card, form, grid, primary_button, text_button, tiles},
        words,
    },
    workbench::{Commands, Edit, OpenProject},
};

/// What the tab remembers.
#[derive(Default)]
pub(super) struct View {
    /// The threshold that is tried out, before it is handed over.
    tried: Option<f64>,
    costs: CostMatrix,
    by_threshold: Vec<Trace>,
    value: Vec<Trace>,
}

/// The rows by truth and answer at a threshold.
#[derive(Clone, Copy)]
struct Now {
    threshold: f64,
    outcome: Outcome,
}

impl View {
    /// Makes the plots' points anew.
    pub(super) fn look(&mut self, detail: &BinaryDetail, costs: &CostMatrix) {
        let along = |of: fn(&Outcome) -> Option<f64>| {
            let outcomes = detail.outcomes.iter();
            outcomes
                .filter_map(|outcome| Some((outcome.threshold, of(outcome)?)))
                .collect::<Vec<_>>()
        };
        *self = Self {
            tried: None,
            costs: CostMatrix::default(),
            by_threshold: vec![
                Trace::new("precision", along(Outcome::precision)),
                Trace::new("recall", along(Outcome::recall)),
            ],
            value: Vec::new(),
        };
        self.look_at_costs(detail, costs);
    }

    fn look_at_costs(&mut self, detail: &BinaryDetail, costs: &CostMatrix) {
        if self.costs != *costs {
            self.costs = costs.clone();
            let worth = detail
                .outcomes
                .iter()
                .map(|outcome| (outcome.threshold, outcome.value(costs)));
            self.value = vec![Trace::new("value", worth)];
        }
    }

    /// Shows everything about the threshold.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        detail: &BinaryDetail,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        self.look_at_costs(detail, &open.project.problem.costs);
        card(ui, "Threshold", |ui| {
            self.slider(ui, detail, open, commands);
            let now = self.now(detail);
            self.figures(ui, detail, now);
            grid(
                ui,
                280.0,
                if self.costs.is_empty() { 2 } else { 3 },
                |ui, i| match i {
                    0 => confusion(ui, detail, now.outcome),
                    1 => over_threshold(
                        ui,
                        "Precision and recall over the threshold",
                        &self.by_threshold,
                        now,
                    ),
                    _ => over_threshold(ui, "Value over the threshold", &self.value, now),
                },
            );
        });
    }

    fn slider(
        &mut self,
        ui: &mut Ui,
        detail: &BinaryDetail,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        let class = detail
            .classes
            .get(detail.positive as usize)
            .map_or("yes", String::as_str);
        let words = format!(
            "The model says “{class}” from this probability on. The report was made at {:.3} ({}).",
            detail.threshold,
            detail.choice.reason()
        );
        ui.label(RichText::new(words).color(ui.tokens().text_weak));
        // The slider stands on the 201 thresholds whose outcomes are known.
        let on_grid = |threshold: f64| (200.0 * threshold).round() / 200.0;
        let before = on_grid(self.tried.unwrap_or(detail.threshold));
        let mut threshold = before;
        let help = "Try other thresholds: everything in this card follows. Nothing changes in the project until you say so";
        form::row(ui, "Try a threshold", help, |ui, name| {
            ui.spacing_mut().slider_width = (ui.available_width() - 90.0).clamp(160.0, 720.0);
            let slider = Slider::new(&mut threshold, 0.0..=1.0)
                .step_by(0.005)
                .fixed_decimals(3);
            ui.add(slider).labelled_by(name.id);
            let after = on_grid(threshold);
            if after != before {
                self.tried = Some(after);
            }
        });
        let params = &open.project.evaluation;
        ui.horizontal_wrapped(|ui| {
            if let Some(tried) = self.tried {
                let word = format!("Use {tried:.3} in the project");
                let hint =
                    "Keeps this threshold in step 6; run the step again to judge the model with it";
                if primary_button(ui, params.threshold != Some(tried), &word)
                    .on_hover_text(hint)
                    .clicked()
                {
                    let mut params = params.clone();
                    params.threshold = Some(tried);
                    commands.edit(Edit::Evaluation(params));
                }
                if text_button(ui, "Back to the report's threshold").clicked() {
                    self.tried = None;
                }
            }
            if params.threshold.is_some() {
                let hint = "Forgets the threshold that was set by hand";
                if text_button(ui, "Let the costs choose")
                    .on_hover_text(hint)
                    .clicked()
                {
                    let mut params = params.clone();
                    params.threshold = None;
                    commands.edit(Edit::Evaluation(params));
                    self.tried = None;
                }
            }
        });
    }

    /// The rows by truth and answer at the threshold that is tried, or at the report's own.
    pub(super) fn outcome(&self, detail: &BinaryDetail) -> Outcome {
        self.now(detail).outcome
    }

    /// What happens at the threshold that is tried, or at the report's own.
    fn now(&self, detail: &BinaryDetail) -> Now {
        let tried = self.tried.and_then(|tried| {
            let steps = detail.outcomes.len().saturating_sub(1) as f64;
            let outcome = detail.outcomes.get((tried * steps).round() as usize)?;
            Some(Now {
                threshold: tried,
                outcome: *outcome,
            })
        });
        tried.unwrap_or_else(|| {
            let confusion = &detail.confusion;
            let found = confusion.count(detail.positive, detail.positive);
            let missed = confusion.labelled(detail.positive) - found;
            let alarms = confusion.answered(detail.positive) - found;
            let outcome = Outcome {
                threshold: detail.threshold,
                true_positive: found,
                false_positive: alarms,
                false_negative: missed,
                true_negative: confusion.total() - found - missed - alarms,
            };
            Now {
                threshold: detail.threshold,
                outcome,
            }
        })
    }

    fn figures(&self, ui: &mut Ui, detail: &BinaryDetail, now: Now) {
        let outcome = now.outcome;
        let share = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), words::percent);
        let yes = outcome.true_positive + outcome.false_positive;
        let total = yes + outcome.true_negative + outcome.false_negative;
        let mut shown = vec![
            Tile::new("Precision here", share(outcome.precision())).note("of those it says yes to"),
            Tile::new("Recall here", share(outcome.recall())).note("of the positives are found"),
            Tile::new("F1 here", share(outcome.f1())).note("of precision and recall"),
            Tile::new("False alarms", share(outcome.false_positive_rate()))
                .note("of the negatives"),
            Tile::new("Says yes", words::percent(yes as f64 / total.max(1) as f64)).note(format!(
                "{} of {} rows",
                words::count(yes),
                words::count(total)
            )),
        ];
        if !self.costs.is_empty() {
            let value = outcome.value(&self.costs);
            let mut tile = Tile::new("Value", words::number(value));
            if let Some(constant) = detail.constant_value.value() {
                tile = tile
                    .note(format!("best constant {}", words::number(constant)))
                    .tone(if value > constant {
                        Tone::Good
                    } else {
                        Tone::Bad
                    });
            }
            shown.push(tile);
        }
        tiles(ui, &shown);
    }
}

fn confusion(ui: &mut Ui, detail: &BinaryDetail, outcome: Outcome) {
    ui.label(RichText::new("Right and wrong answers").font(text::strong()));
    let (found, alarms) = (outcome.true_positive, outcome.false_positive);
    let (missed, spared) = (outcome.false_negative, outcome.true_negative);
    // Rows and columns follow the order of the classes.
    let counts = if detail.positive == 0 {
        [found, missed, alarms, spared]
    } else {
        [spared, alarms, missed, found]
    };
    Confusion {
        classes: &detail.classes,
        counts: &counts,
        row_height: 92.0,
    }
    .ui(ui);
}

fn over_threshold(ui: &mut Ui, name: &str, traces: &[Trace], now: Now) {
    ui.label(RichText::new(name).font(text::strong()));
    Curve {
        name,
        x: "threshold",
        traces,
        threshold: Some(now.threshold),
        height: 210.0,
        ..Curve::default()
    }
    .ui(ui);
}
