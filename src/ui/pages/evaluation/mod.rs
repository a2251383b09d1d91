//! How good the chosen model is on rows it never saw, and from which probability on it says yes.

mod calibration;
mod compare;
mod confidence;
mod curves;
mod errors;
mod explain;
mod fairness;
mod metrics;
mod regression;
mod slices;
mod tabs;
mod threshold;
mod weak_segments;

use std::sync::Arc;

use egui::Ui;

use self::tabs::Tab;
use crate::{
    data::Fingerprint,
    metrics::ConfusionMatrix,
    steps::evaluation::{Detail, Report},
    ui::{
        plot::Confusion,
        widgets::{card, empty, form},
    },
    workbench::{Commands, Edit, OpenProject, Workbench},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The report that the plots below were made from.
    seen: Option<Fingerprint>,
    tab: Tab,
    threshold: threshold::View,
    curves: curves::View,
    calibration: calibration::View,
    regression: regression::View,
    compare: compare::View,
    explain: explain::View,
    errors: errors::View,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        match &open.results.evaluation {
            Some(done) => {
                let report = Arc::clone(&done.report);
                if self.seen.as_ref() != Some(&done.fingerprint) {
                    self.seen = Some(done.fingerprint.clone());
                    self.look(&report, open);
                }
                self.tab.choose(ui, &report.detail);
                self.report(ui, &report, (workbench, open), commands);
            }
            None => empty(
                ui,
                "No model has been judged yet",
                "Here the best model, or the one that you choose below, meets the test part: rows that neither training nor choosing has seen. You will move the threshold and watch right and wrong answers change places.",
                |_| {},
            ),
        }
        if open.results.evaluation.is_none() {
            card(ui, "What you decide", |ui| decide(ui, open, commands));
        }
    }

    /// Makes the plots' points anew.
    fn look(&mut self, report: &Report, open: &OpenProject) {
        self.explain = explain::View::default();
        match &report.detail {
            Detail::Binary(detail) => {
                self.threshold.look(detail, &open.project.problem.costs);
                self.curves.look(detail);
                self.calibration.look(detail);
            }
            Detail::Regression(detail) => self.regression.look(detail),
            Detail::Multiclass { .. } => self.calibration = calibration::View::default(),
        }
    }

    fn report(
        &mut self,
        ui: &mut Ui,
        report: &Arc<Report>,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        let primary = open.project.problem.primary_metric();
        match (self.tab, &report.detail) {
            (Tab::Threshold, Detail::Binary(detail)) => {
                self.threshold.ui(ui, detail, open, commands);
            }
            (Tab::Curves, Detail::Binary(detail)) => {
                self.curves.ui(ui, self.threshold.outcome(detail));
            }
            (Tab::Residuals, Detail::Regression(detail)) => {
                self.regression.ui(ui, detail, &open.project.problem.target);
            }
            (Tab::Calibration, _) => self.calibration.ui(ui, report, open, commands),
            (Tab::Segments, _) => {
                weak_segments::show(ui, report, primary, open, commands);
                slices::card(ui, report, primary);
                fairness::show(ui, &report.fairness, &open.project.problem);
            }
            (Tab::Compare, _) => self.compare.ui(ui, report, (workbench, open), commands),
            (Tab::Explain, _) => self.explain.ui(ui, report, (workbench, open), commands),
            (Tab::Errors, _) => {
                if let Some(row) = self.errors.ui(ui, report, (workbench, open), commands) {
                    self.explain.look_at(row);
                    self.tab = Tab::Explain;
                }
            }
            _ => {
                metrics::main(ui, report, primary);
                if let Detail::Multiclass {
                    confusion, classes, ..
                } = &report.detail
                {
                    matrix(ui, confusion, classes);
                }
                card(ui, "What you decide", |ui| decide(ui, open, commands));
                card(ui, "Every metric on the test part", |ui| {
                    metrics::all(ui, report);
                });
            }
        }
    }
}

/// Right and wrong answers of several classes.
fn matrix(ui: &mut Ui, confusion: &ConfusionMatrix, classes: &[String]) {
    card(ui, "Right and wrong answers", |ui| {
        let counts: Vec<u64> = confusion
            .classes()
            .flat_map(|truth| confusion.classes().map(move |said| (truth, said)))
            .map(|(truth, said)| confusion.count(truth, said))
            .collect();
        let row_height = if classes.len() > 8 { 30.0 } else { 52.0 };
        Confusion {
            classes,
            counts: &counts,
            row_height,
        }
        .ui(ui);
    });
}

/// Which model is judged, and whether the threshold is chosen.
fn decide(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let mut params = open.project.evaluation.clone();
    let mut changed = false;
    let mut options = vec![(None, "the best on the validation part".to_owned())];
    if let Some(done) = &open.results.training {
        let models = done.report.models.iter();
        options.extend(models.map(|model| {
            let again = if model.id == model.params.learner().id() {
                String::new()
            } else {
                format!(" ({})", model.id)
            };
            (Some(model.id.clone()), format!("{}{again}", model.name()))
        }));
    }
    if let Some(id) = &params.model
        && !options
            .iter()
            .any(|(option, _)| option.as_ref() == Some(id))
    {
        options.push((params.model.clone(), format!("{id} (not trained)")));
    }
    let help = "Choose by the validation part, never by what you see on this page: a test part that chooses is no test";
    changed |= form::choice(ui, "Model to judge", help, &mut params.model, &options);
    if let Some(threshold) = params.threshold {
        let mut is_by_hand = true;
        let help = "Untick to let the costs of step 1 choose it on the validation part";
        if form::tick(
            ui,
            &format!("Threshold {threshold:.3} by hand"),
            help,
            &mut is_by_hand,
        ) {
            params.threshold = None;
            changed = true;
        }
    }
    if changed {
        commands.edit(Edit::Evaluation(params));
    }
}
