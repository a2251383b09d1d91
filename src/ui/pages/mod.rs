//! The pages, one folder or file each. They read the workbench, keep view state only, and push
//! commands.

mod analysis;
mod automation;
mod deployment;
mod evaluation;
mod extraction;
mod features;
mod home;
mod lab;
mod models;
mod monitoring;
mod preparation;
mod problem;
mod settings;
mod sql;
mod step_page;
mod training;
mod validation;
pub(super) mod workshop;

use egui::Ui;

use crate::{
    steps::Step,
    ui::Wanted,
    workbench::{Commands, Page, Workbench},
};

/// What the pages remember between frames.
#[derive(Default)]
pub(super) struct Pages {
    home: home::View,
    problem: problem::View,
    extraction: extraction::View,
    analysis: analysis::View,
    preparation: preparation::View,
    training: training::View,
    evaluation: evaluation::View,
    validation: validation::View,
    deployment: deployment::View,
    monitoring: monitoring::View,
    features: features::View,
    lab: lab::View,
    models: models::View,
    logs: monitoring::Logs,
    settings: settings::View,
    sql: sql::View,
    workshop: workshop::View,
}

impl Pages {
    /// Shows the page that the workbench says; gives the file that it wants from the user.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        commands: &mut Commands,
    ) -> Option<Wanted> {
        match workbench.page {
            Page::Home => self.home.ui(ui, workbench, commands),
            Page::Features => self.features.ui(ui, workbench, commands),
            Page::Sql => self.sql.ui(ui, workbench, commands),
            Page::Models => self.models.ui(ui, workbench, commands),
            Page::Logs => self.logs.ui(ui, workbench, commands),
            Page::Automation => {
                automation::ui(ui, workbench, commands);
            }
            Page::Lab => self.lab.ui(ui, workbench, commands),
            Page::Workshop => self.workshop.ui(ui, workbench, commands),
            Page::Settings => self.settings.ui(ui, workbench, commands),
            Page::Step(step) => step_page::show(
                ui,
                step,
                workbench,
                commands,
                |ui, open, commands| match step {
                    Step::Problem => self.problem.ui(ui, open, commands),
                    Step::Extraction => self.extraction.ui(ui, workbench, open, commands),
                    Step::Analysis => self.analysis.ui(ui, workbench, open, commands),
                    Step::Preparation => self.preparation.ui(ui, open, commands),
                    Step::Training => self.training.ui(ui, open, commands),
                    Step::Evaluation => self.evaluation.ui(ui, workbench, open, commands),
                    Step::Validation => {
                        let history = &workbench.gate_history;
                        self.validation.ui(ui, history, open, commands);
                    }
                    Step::Deployment => self.deployment.ui(ui, workbench, open, commands),
                    Step::Monitoring => self.monitoring.ui(ui, workbench, open, commands),
                },
            ),
        }
        let from_home = self.home.wanted.take();
        let from_sql = self.sql.wanted.take();
        from_home
            .or(from_sql)
            .or_else(|| self.training.wanted.take())
            .or_else(|| self.extraction.takes_request().then_some(Wanted::Source))
            .or_else(|| {
                self.analysis
                    .takes_request()
                    .then_some(Wanted::AnalysisReport)
            })
            .or_else(|| self.monitoring.takes_request().then_some(Wanted::Windows))
            .or_else(|| self.lab.wanted.take())
            .or_else(|| {
                self.deployment
                    .takes_request()
                    .then_some(Wanted::ModelFolder)
            })
            .or_else(|| self.models.wanted.take())
            .or_else(|| self.logs.wanted.take())
    }

    /// Whose result of the levels lab is saved.
    pub(super) fn lab_by(&self) -> &str {
        self.lab.by()
    }

    /// The version of a model for whose folder a place was asked for last.
    pub(super) fn folder_to_export(&mut self) -> Option<(String, i64)> {
        self.deployment.takes_export()
    }

    /// The version of a model for which a file was asked last.
    pub(super) fn model_to_export(&mut self) -> Option<(String, i64)> {
        self.models.takes_export()
    }
}
