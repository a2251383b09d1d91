//! The contract: what is to be predicted, from what, and what counts as good enough.

mod classes;
mod contract;
mod costs;
mod criteria;
mod precision;
mod promises;
mod proposal;
mod roles;
mod statement;
mod watched;

use egui::Ui;

use crate::{
    steps::problem::{ColumnRole, Params},
    terms::Task,
    ui::{
        widgets::{Tile, card, grid, tiles},
        words,
    },
    workbench::{Commands, Edit, OpenProject},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    classes: classes::Known,
    costs: costs::Draft,
    criteria: criteria::Draft,
    roles: roles::View,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let mut params = open.project.problem.clone();
        self.classes.look(open);
        figures(ui, open);
        let mut changed = proposal::card(ui, &mut params, (open, commands));
        let cards = if params.task == Task::Binary { 6 } else { 5 };
        let before = open.project.problem.clone();
        grid(ui, 500.0, cards, |ui, i| match i {
            0 => {
                changed |= card(ui, "What you decide", |ui| {
                    contract::form(ui, &mut params, (open, self.classes.levels()))
                });
            }
            1 => statement::card(ui, open),
            2 => {
                changed |= card(ui, "Success criteria", |ui| {
                    criteria::list(
                        ui,
                        &mut params,
                        (&mut self.criteria, &open.project.segments),
                    )
                });
            }
            3 => {
                changed |= card(ui, "How many rows it takes", |ui| {
                    precision::list(ui, &mut params, open)
                });
            }
            4 => {
                changed |= card(ui, "Slices and protected attributes", |ui| {
                    watched::lists(ui, &mut params, open)
                });
            }
            _ => {
                changed |= card(ui, "What an answer is worth", |ui| {
                    costs::matrix(ui, &mut params, &mut self.costs)
                });
            }
        });
        contract::keep_sound(&before, &mut params);
        changed |= self.roles.card(ui, &mut params, open);
        if changed {
            commands.edit(Edit::Problem(params));
        }
    }
}

fn figures(ui: &mut Ui, open: &OpenProject) {
    let params = &open.project.problem;
    let target = if params.target.is_empty() {
        "not chosen"
    } else {
        &params.target
    };
    let mut shown = vec![
        Tile::new("Target", target).note(target_note(params)),
        Tile::new(
            "Models are compared by",
            params.primary_metric().info().name,
        )
        .note(if params.metric.is_some() {
            "chosen"
        } else {
            "usual for the task"
        }),
        Tile::new("Success criteria", params.criteria.len().to_string())
            .note("become gates in step 7"),
    ];
    if let Some(done) = &open.results.extraction {
        let roles = || {
            done.report
                .columns
                .iter()
                .map(|column| params.role(&column.name))
        };
        let features = roles().filter(|role| *role == ColumnRole::Feature).count();
        let late = roles()
            .filter(|role| *role == ColumnRole::Unavailable)
            .count();
        let note = format!(
            "of {} columns; {late} known too late",
            done.report.columns.len()
        );
        shown.push(Tile::new("Columns for the model", words::count(features as u64)).note(note));
    }
    tiles(ui, &shown);
}

fn target_note(params: &Params) -> String {
    match params.task {
        Task::Binary if !params.positive.is_empty() => {
            format!(
                "{}, positive is “{}”",
                params.task.name().to_lowercase(),
                params.positive
            )
        }
        task => task.name().to_lowercase(),
    }
}
