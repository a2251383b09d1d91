use egui::{Frame, Label, Margin, RichText, Ui};

use super::{recipe, step};
use crate::{
    data::{
        ColumnInfo,
        recipe::{Recipe, Suggestion, suggest},
    },
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, card_with, chip, grid, primary_button, text_button},
    },
    workbench::{Commands, OpenProject},
};

/// What the list of proposals remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The proposal that is tried out.
    tried: Option<Suggestion>,
    /// What was proposed, and for which profile and features.
    made: Option<(usize, Vec<ColumnInfo>, Vec<Suggestion>)>,
}

/// Reasons that are written out; of more, the others are counted.
const WRITTEN: usize = 4;

/// Every column of the data.
pub(super) fn columns(open: &OpenProject) -> &[ColumnInfo] {
    let done = open.results.extraction.as_ref();
    done.map_or(&[], |done| &done.report.columns)
}

impl View {
    /// The recipe with the proposal that is tried out, and the place of its step.
    pub(super) fn tried(&self, current: &Recipe) -> Option<(Recipe, usize)> {
        let tried = self.tried.as_ref()?;
        let mut recipe = current.clone();
        let place = tried.place(&recipe);
        recipe.steps.insert(place, tried.step.clone());
        Some((recipe, place))
    }

    /// Stops trying a proposal out.
    pub(super) fn leave(&mut self) {
        self.tried = None;
    }

    /// What the figures of step 3 speak for, to be taken one by one or all; gives the step that
    /// was added last.
    pub(super) fn card(
        &mut self,
        ui: &mut Ui,
        open: &OpenProject,
        commands: &mut Commands,
    ) -> Option<usize> {
        let features = recipe::features(open);
        self.make(open, &features);
        let made = self.made.as_ref().map_or(&[][..], |(_, _, made)| made);
        let mut current = recipe::current(open);
        let known: Vec<Option<usize>> = made
            .iter()
            .map(|proposal| proposal.is_in(&current, &features))
            .collect();
        let news = known.iter().filter(|place| place.is_none()).count();
        let mut taken: Vec<usize> = Vec::new();
        let mut all = false;
        let mut tried = self.tried.clone();
        let actions = |ui: &mut Ui| {
            let words = format!("Take all {news}");
            all = news > 1 && primary_button(ui, true, &words).clicked();
        };
        card_with(ui, "Suggested recipe", actions, |ui| {
            if made.is_empty() {
                let weak = ui.tokens().text_weak;
                let words = if open.results.analysis.is_none() {
                    "Once step 3 has looked at the columns, operations that their figures speak for are proposed here, with the figures."
                } else {
                    "The figures of the columns speak for no operation."
                };
                ui.add(Label::new(RichText::new(words).color(weak)).wrap());
            }
            grid(ui, 330.0, made.len(), |ui, i| {
                let is_tried = tried.as_ref() == Some(&made[i]);
                match proposal(ui, &made[i], known[i], is_tried) {
                    Some(Act::Take) => taken.push(i),
                    Some(Act::Try) => tried = (!is_tried).then(|| made[i].clone()),
                    None => {}
                }
            });
        });
        if all {
            taken = (0..made.len()).filter(|&i| known[i].is_none()).collect();
        }
        let mut last = None;
        for i in taken {
            let place = made[i].place(&current);
            current.steps.insert(place, made[i].step.clone());
            last = Some(place);
        }
        self.tried = tried.filter(|_| last.is_none());
        if last.is_some() {
            recipe::keep(open, current, commands);
        }
        last
    }

    /// Thinks again when profile or features are others.
    fn make(&mut self, open: &OpenProject, features: &[ColumnInfo]) {
        let Some(done) = &open.results.analysis else {
            self.made = None;
            return;
        };
        let key = std::sync::Arc::as_ptr(&done.report) as usize;
        let is_known = self
            .made
            .as_ref()
            .is_some_and(|(of, columns, _)| *of == key && columns == features);
        if !is_known {
            let has_target = !open.project.problem.target.is_empty();
            let made = suggest(&done.report.profile, features, has_target);
            self.made = Some((key, features.to_vec(), made));
        }
    }
}

enum Act {
    Take,
    Try,
}

fn proposal(
    ui: &mut Ui,
    proposal: &Suggestion,
    known: Option<usize>,
    is_tried: bool,
) -> Option<Act> {
    let tokens = ui.tokens();
    let name = proposal.step.operation.info().name;
    let mut act = None;
    let fill = if is_tried {
        tokens.accent_soft
    } else {
        tokens.sunken
    };
    Frame::new()
        .fill(fill)
        .corner_radius(space::ROUND_SMALL)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            let sentence = RichText::new(step::sentence(&proposal.step)).font(text::strong());
            ui.add(Label::new(sentence).wrap());
            for reason in proposal.reasons.iter().take(WRITTEN) {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = space::XS;
                    ui.label(RichText::new(&reason.column).font(text::strong()));
                    let figure = RichText::new(&reason.figure).color(tokens.text_weak);
                    ui.add(Label::new(figure).truncate())
                        .on_hover_text(&reason.figure);
                });
            }
            let more = proposal.reasons.len().saturating_sub(WRITTEN);
            if more > 0 {
                let all: Vec<String> = proposal
                    .reasons
                    .iter()
                    .map(|reason| format!("{}: {}", reason.column, reason.figure))
                    .collect();
                let words = RichText::new(format!("and {more} more")).color(tokens.text_weak);
                ui.label(words).on_hover_text(all.join("\n"));
            }
            ui.horizontal(|ui| act = acts(ui, name, known, is_tried));
        });
    ui.add_space(space::S);
    act
}

/// What can be done with a proposal, or which operation does it already.
fn acts(ui: &mut Ui, name: &str, known: Option<usize>, is_tried: bool) -> Option<Act> {
    if let Some(place) = known {
        chip(ui, Tone::Good, &format!("done by operation {}", place + 1));
        return None;
    }
    let show = if is_tried {
        "Hide"
    } else {
        "Show what it does"
    };
    let mut act = None;
    for (words, what) in [(show, Act::Try), ("Take", Act::Take)] {
        let button = text_button(ui, words);
        let said = format!("{words}: {name}");
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
        if button.clicked() {
            act = Some(what);
        }
    }
    act
}
