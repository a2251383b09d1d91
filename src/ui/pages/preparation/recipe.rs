use egui::{Key, Label, RichText, Sense, Ui, UiBuilder, WidgetInfo};

use super::{operations, params, picker, step, suggestions};
use crate::{
    data::{
        ColumnInfo,
        recipe::{Recipe, RecipeStep, Roles},
    },
    steps::preparation::roles,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, card_with, chip, icon, icon_button, text_button},
    },
    workbench::{Commands, Edit, OpenProject},
};

/// What the editor remembers between frames.
#[derive(Default)]
pub(super) struct View {
    chosen: usize,
    operations: operations::View,
    known: Option<Known>,
}

/// What can be said of the recipe without looking at a row; kept until recipe or columns change.
struct Known {
    recipe: Recipe,
    roles: Roles,
    columns: usize,
    chosen: usize,
    features: Vec<ColumnInfo>,
    wrong: Option<(usize, String)>,
}

/// What is done to a step beside editing its parameters.
#[derive(Clone, Copy)]
enum Act {
    Up,
    Down,
    Double,
    Switch,
    Remove,
}

/// The recipe as it stands: what is proposed from the data where nobody has written one.
pub(super) fn current(open: &OpenProject) -> Recipe {
    let recipe = &open.project.preparation.recipe;
    if recipe.steps.is_empty() {
        Recipe::standard(&features(open))
    } else {
        recipe.clone()
    }
}

/// The raw columns that models may use; none before the data was read.
pub(super) fn features(open: &OpenProject) -> Vec<ColumnInfo> {
    let Some(done) = &open.results.extraction else {
        return Vec::new();
    };
    let names = open.project.problem.features(&done.report.columns);
    let columns = done.report.columns.iter();
    columns
        .filter(|column| names.contains(&column.name))
        .cloned()
        .collect()
}

impl View {
    /// The step that is chosen, from 0.
    pub(super) fn chosen(&self) -> usize {
        self.chosen
    }

    /// Chooses a step.
    pub(super) fn choose(&mut self, step: usize) {
        self.chosen = step;
    }

    /// The steps in order; the chosen one is unfolded and can be edited in place.
    pub(super) fn card(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let proposed = open.project.preparation.recipe.steps.is_empty();
        let mut recipe = current(open);
        let before = recipe.clone();
        let mut again = false;
        let actions = |ui: &mut Ui| {
            if !proposed {
                again = text_button(ui, "Propose the standard recipe again").clicked();
            } else if !before.steps.is_empty() {
                chip(ui, Tone::Accent, "proposed from the data");
            }
        };
        card_with(ui, "What is done to columns", actions, |ui| {
            if before.steps.is_empty() {
                let weak = ui.tokens().text_weak;
                let words = "Once step 2 has read the data, a recipe that suits its columns is proposed here.";
                ui.add(Label::new(RichText::new(words).color(weak)).wrap());
                return;
            }
            self.chosen = self.chosen.min(recipe.steps.len().saturating_sub(1));
            self.learn(&recipe, open);
            self.steps(ui, &mut recipe, open);
            ui.add_space(space::XS);
            let features = self.known.as_ref().map_or(&[][..], |known| &known.features);
            if let Some(step) = self.operations.ui(ui, features) {
                self.chosen = recipe.add(step);
            }
        });
        if again {
            recipe.steps.clear();
        }
        if again || recipe != before {
            keep(open, recipe, commands);
        }
    }

    /// The features at the chosen step, and what is wrong before any row is looked at.
    fn learn(&mut self, recipe: &Recipe, open: &OpenProject) {
        let columns = suggestions::columns(open);
        let Ok(roles) = roles(columns, &open.project.problem) else {
            self.known = None;
            return;
        };
        let is_known = self.known.as_ref().is_some_and(|known| {
            known.recipe == *recipe
                && known.roles == roles
                && known.columns == columns.len()
                && known.chosen == self.chosen
        });
        if is_known {
            return;
        }
        let wrong = (0..recipe.steps.len()).find_map(|step| {
            let part = Recipe {
                steps: recipe.steps[..=step].to_vec(),
            };
            let error = part.check(columns, &roles).err()?;
            Some((step, error.to_string()))
        });
        let features = recipe.features_at(self.chosen, columns, &roles);
        self.known = Some(Known {
            recipe: recipe.clone(),
            features: features.unwrap_or_else(|_| self::features(open)),
            wrong,
            roles,
            columns: columns.len(),
            chosen: self.chosen,
        });
    }

    fn steps(&mut self, ui: &mut Ui, recipe: &mut Recipe, open: &OpenProject) {
        let mut act = None;
        for index in 0..recipe.steps.len() {
            let wrong = self.wrong(index, open);
            let is_chosen = index == self.chosen;
            let response = head(
                ui,
                index,
                &recipe.steps[index],
                (is_chosen, wrong.is_some()),
            );
            if response.clicked() {
                self.chosen = index;
            }
            if response.has_focus() {
                act = by_key(ui).map(|act| (index, act)).or(act);
            }
            if is_chosen {
                let features = self.known.as_ref().map_or(&[][..], |known| &known.features);
                let step = &mut recipe.steps[index];
                let done = ui
                    .push_id(("step", index), |ui| {
                        body(ui, (index, step), features, open)
                    })
                    .inner;
                act = done.map(|act| (index, act)).or(act);
            }
            if let Some(wrong) = wrong {
                say(ui, Icon::Cross, Tone::Bad, &wrong);
            }
        }
        if let Some((index, act)) = act {
            self.chosen = done(recipe, index, act);
        }
        if let Some((_, wrong)) = self.in_the_end(recipe, open) {
            say(ui, Icon::Cross, Tone::Bad, &wrong);
        }
    }

    /// Why a step does not work.
    fn wrong(&self, index: usize, open: &OpenProject) -> Option<String> {
        let at_once = self.known.as_ref().and_then(|known| known.wrong.as_ref());
        if let Some((step, text)) = at_once {
            return (*step == index).then(|| text.clone());
        }
        let failed = open.preview.failed.as_ref()?;
        (failed.step == index).then(|| failed.text.clone())
    }

    /// Why what the whole recipe gives is not usable.
    fn in_the_end(&self, recipe: &Recipe, open: &OpenProject) -> Option<(usize, String)> {
        let n = recipe.steps.len();
        self.wrong(n, open).map(|text| (n, text))
    }
}

/// Writes the recipe into the project; one step of undo.
pub(super) fn keep(open: &OpenProject, recipe: Recipe, commands: &mut Commands) {
    let mut params = open.project.preparation.clone();
    params.recipe = recipe;
    commands.edit(Edit::Preparation(params));
}

/// Number, name and sentence of a step; it can be clicked, and has the focus of the keyboard.
fn head(
    ui: &mut Ui,
    index: usize,
    step: &RecipeStep,
    (is_chosen, is_wrong): (bool, bool),
) -> egui::Response {
    let tokens = ui.tokens();
    let builder = UiBuilder::new()
        .id_salt(("operation", index))
        .sense(Sense::click());
    let sentence = step::sentence(step);
    let response = ui
        .scope_builder(builder, |ui| {
            let response = ui.response();
            let fill = if is_chosen {
                tokens.accent_soft
            } else if response.hovered() || response.has_focus() {
                tokens.sunken
            } else {
                tokens.surface
            };
            let frame = egui::Frame::new()
                .fill(fill)
                .corner_radius(space::ROUND_SMALL)
                .inner_margin(egui::Margin::symmetric(8, 6));
            frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal_top(|ui| {
                    let ink = if is_chosen {
                        tokens.accent
                    } else {
                        tokens.text_weak
                    };
                    let number = RichText::new(format!("{}", index + 1));
                    let number = number.font(text::strong()).color(ink);
                    ui.add(Label::new(number).selectable(false));
                    if is_wrong {
                        icon(ui, Icon::Cross, 14.0, tokens.bad);
                    }
                    let mut words = RichText::new(&sentence);
                    if step.off {
                        words = words.color(tokens.text_weak).strikethrough();
                    }
                    ui.add(Label::new(words).selectable(false).wrap());
                    if step.off {
                        chip(ui, Tone::Neutral, "off");
                    }
                });
            });
        })
        .response;
    let off = if step.off { " (switched off)" } else { "" };
    let said = format!("Operation {}: {sentence}{off}", index + 1);
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_chosen, &said));
    response.on_hover_text(step.operation.info().summary)
}

/// Moves the step that has the focus: Alt and an arrow.
fn by_key(ui: &Ui) -> Option<Act> {
    ui.input_mut(|input| {
        if input.consume_key(egui::Modifiers::ALT, Key::ArrowUp) {
            Some(Act::Up)
        } else if input.consume_key(egui::Modifiers::ALT, Key::ArrowDown) {
            Some(Act::Down)
        } else if input.consume_key(egui::Modifiers::NONE, Key::Delete) {
            Some(Act::Remove)
        } else {
            None
        }
    })
}

/// The parameters of the chosen step, what it learned, and what can be done with it.
fn body(
    ui: &mut Ui,
    (index, step): (usize, &mut RecipeStep),
    features: &[ColumnInfo],
    open: &OpenProject,
) -> Option<Act> {
    let mut act = None;
    egui::Frame::new()
        .inner_margin(egui::Margin {
            left: 12,
            right: 0,
            top: 2,
            bottom: 6,
        })
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                let name = RichText::new(step.operation.info().name).font(text::section());
                ui.label(name)
                    .on_hover_text(step.operation.info().reference);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let switch = if step.off {
                        "Switch on operation"
                    } else {
                        "Switch off operation"
                    };
                    let acts = [
                        (Icon::Cross, Act::Remove, "Remove operation"),
                        (Icon::Power, Act::Switch, switch),
                        (Icon::Copy, Act::Double, "Duplicate operation"),
                        (Icon::Down, Act::Down, "Move down operation"),
                        (Icon::Up, Act::Up, "Move up operation"),
                    ];
                    for (mark, what, name) in acts {
                        if icon_button(ui, mark, &format!("{name} {}", index + 1)).clicked() {
                            act = Some(what);
                        }
                    }
                });
            });
            if step.operation.takes_columns() {
                picker::columns(ui, &mut step.columns, features);
            }
            params::form(ui, &mut step.operation, suggestions::columns(open));
            learned(ui, index, open);
        });
    act
}

/// What the step did to the training rows when step 4 last ran, as long as that still holds.
fn learned(ui: &mut Ui, index: usize, open: &OpenProject) {
    let Some(done) = &open.results.preparation else {
        return;
    };
    let summary = done.report.recipe.summary();
    let recipe = current(open);
    let is_of_it = summary.len() == recipe.steps.len()
        && summary
            .iter()
            .zip(&recipe.steps)
            .all(|(told, step)| told.operation == step.operation.id());
    let Some(told) = summary.get(index).filter(|_| is_of_it) else {
        return;
    };
    let details: Vec<String> = told
        .effects
        .iter()
        .map(|effect| {
            let column = effect.column.as_deref().unwrap_or("rows");
            let detail = if effect.detail.is_empty() {
                String::new()
            } else {
                format!(", {}", effect.detail)
            };
            format!("{column}: {} {}{detail}", effect.count, effect.what)
        })
        .collect();
    let weak = ui.tokens().text_weak;
    let words = format!("In the last run: {}", told.words);
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap())
        .on_hover_text(details.join("\n"));
}

/// Does it; gives the step that is chosen then.
fn done(recipe: &mut Recipe, index: usize, act: Act) -> usize {
    let last = recipe.steps.len().saturating_sub(1);
    match act {
        Act::Up => {
            let to = index.saturating_sub(1);
            recipe.move_step(index, to);
            to
        }
        Act::Down => {
            let to = (index + 1).min(last);
            recipe.move_step(index, to);
            to
        }
        Act::Double => {
            if let Some(step) = recipe.steps.get(index).cloned() {
                recipe.steps.insert(index + 1, step);
            }
            index + 1
        }
        Act::Switch => {
            if let Some(step) = recipe.steps.get_mut(index) {
                step.off = !step.off;
            }
            index
        }
        Act::Remove => {
            recipe.remove(index);
            index.min(last.saturating_sub(1))
        }
    }
}

/// A line with a mark.
pub(super) fn say(ui: &mut Ui, mark: Icon, tone: Tone, words: &str) {
    let (ink, _) = tone.colors(ui.tokens());
    ui.horizontal_top(|ui| {
        icon(ui, mark, 14.0, ink);
        ui.add(Label::new(RichText::new(words).font(text::label()).color(ink)).wrap());
    });
}
