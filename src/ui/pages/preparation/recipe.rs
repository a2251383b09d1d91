use egui::{Label, RichText, Ui};

use super::step;
use crate::{
    data::{
        ColumnInfo,
        recipe::{Columns, Group, Operation, Recipe, RecipeStep},
    },
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, card_with, chip, form, icon_button, text_button},
    },
    workbench::OpenProject,
};

/// What the recipe's card remembers between frames: the step that may be added.
pub(super) struct View {
    operation: &'static str,
    group: Group,
}

impl Default for View {
    fn default() -> Self {
        Self {
            operation: "scale",
            group: Group::Numbers,
        }
    }
}

impl View {
    /// The steps in words; true when they changed.
    pub(super) fn card(&mut self, ui: &mut Ui, recipe: &mut Recipe, open: &OpenProject) -> bool {
        let proposed = recipe.steps.is_empty();
        let mut changed = false;
        let mut again = false;
        let actions = |ui: &mut Ui| {
            if !proposed && text_button(ui, "Propose the standard recipe again").clicked() {
                again = true;
            }
        };
        card_with(ui, "What is done to columns", actions, |ui| {
            if proposed {
                changed = standard(ui, recipe, open);
            } else {
                changed = steps(ui, &mut recipe.steps);
                changed |= self.more(ui, &mut recipe.steps);
            }
        });
        if again {
            recipe.steps.clear();
        }
        changed || again
    }

    /// Adds a step.
    fn more(&mut self, ui: &mut Ui, steps: &mut Vec<RecipeStep>) -> bool {
        ui.add_space(space::S);
        ui.separator();
        let operations: Vec<(&'static str, String)> = Operation::ALL
            .iter()
            .map(|operation| (operation.id(), operation.info().name.to_owned()))
            .collect();
        let found = Operation::from_id(self.operation);
        let help = found
            .as_ref()
            .map_or("", |operation| operation.info().summary);
        form::choice(ui, "Next operation", help, &mut self.operation, &operations);
        let groups = Group::ALL.map(|group| (group, step::of_group(group).to_owned()));
        let help = "Which columns it works on, by what the raw column holds";
        form::choice(ui, "On columns", help, &mut self.group, &groups);
        let added = text_button(ui, "Add this operation").clicked();
        if let Some(operation) = found.filter(|_| added) {
            steps.push(RecipeStep {
                columns: Columns::Of(self.group),
                operation,
            });
        }
        added
    }
}

/// What is proposed from the data as long as nobody changes it; true when it is taken over.
fn standard(ui: &mut Ui, recipe: &mut Recipe, open: &OpenProject) -> bool {
    chip(ui, Tone::Accent, "proposed from the data");
    let features: Vec<ColumnInfo> = match (&open.results.preparation, &open.results.extraction) {
        (Some(done), _) => done.report.features.clone(),
        (None, Some(done)) => {
            let names = open.project.problem.features(&done.report.columns);
            let columns = done.report.columns.iter();
            columns
                .filter(|column| names.contains(&column.name))
                .cloned()
                .collect()
        }
        (None, None) => {
            let weak = ui.tokens().text_weak;
            let words =
                "Once step 2 has read the data, a recipe that suits its columns is proposed here.";
            ui.add(Label::new(RichText::new(words).color(weak)).wrap());
            return false;
        }
    };
    let standard = Recipe::standard(&features);
    for (i, step) in standard.steps.iter().enumerate() {
        line(ui, i, step);
    }
    let taken = text_button(ui, "Change these operations").clicked();
    if taken {
        *recipe = standard;
    }
    taken
}

fn steps(ui: &mut Ui, steps: &mut Vec<RecipeStep>) -> bool {
    let mut removed = None;
    let mut raised = None;
    for (i, step) in steps.iter().enumerate() {
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 72.0).max(120.0);
            ui.allocate_ui(egui::vec2(width, 0.0), |ui| {
                ui.set_width(width);
                line(ui, i, step);
            });
            let name = format!("Remove operation {}", i + 1);
            if icon_button(ui, Icon::Cross, &name).clicked() {
                removed = Some(i);
            }
            if i > 0 {
                let name = format!("Move operation {} up", i + 1);
                if icon_button(ui, Icon::Undo, &name).clicked() {
                    raised = Some(i);
                }
            }
        });
    }
    if let Some(i) = removed {
        steps.remove(i);
    }
    if let Some(i) = raised {
        steps.swap(i - 1, i);
    }
    removed.is_some() || raised.is_some()
}

fn line(ui: &mut Ui, i: usize, step: &RecipeStep) {
    let weak = ui.tokens().text_weak;
    ui.horizontal_top(|ui| {
        ui.label(
            RichText::new(format!("{}.", i + 1))
                .font(text::strong())
                .color(weak),
        );
        ui.add(Label::new(step::sentence(step)).wrap())
            .on_hover_text(step.operation.info().summary);
    });
}
