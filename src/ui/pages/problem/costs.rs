use egui::{DragValue, Grid, Response, RichText, Ui};

use crate::{
    metrics::CostMatrix,
    steps::problem::Params,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::text_button,
    },
};

/// The costs while they are being changed: one change is one step of undo.
#[derive(Default)]
pub(super) struct Draft(Option<CostMatrix>);

/// What each outcome of a decision is worth, as a labelled square; true when a value changed.
pub(super) fn matrix(ui: &mut Ui, params: &mut Params, draft: &mut Draft) -> bool {
    let weak = ui.tokens().text_weak;
    let class = if params.positive.is_empty() {
        "positive"
    } else {
        &params.positive
    };
    let explanation = "Per row, in any unit: gains above zero, losses below. With costs, step 6 chooses the threshold that earns most.";
    ui.add(egui::Label::new(RichText::new(explanation).color(weak)).wrap());
    ui.add_space(space::XS);
    let mut costs = draft.0.clone().unwrap_or_else(|| params.costs.clone());
    let mut state = State::default();
    Grid::new("costs")
        .num_columns(3)
        .spacing([space::M, space::S])
        .show(ui, |ui| {
            let head = |ui: &mut Ui, words: String| {
                ui.label(RichText::new(words).font(text::strong()).color(weak));
            };
            head(ui, String::new());
            head(ui, format!("Model says “{class}”"));
            head(ui, "Model says otherwise".to_owned());
            ui.end_row();
            head(ui, format!("It is “{class}”"));
            state.add(&cell(ui, "Found", &mut costs.true_positive));
            state.add(&cell(ui, "Missed", &mut costs.false_negative));
            ui.end_row();
            head(ui, "It is not".to_owned());
            state.add(&cell(ui, "False alarm", &mut costs.false_positive));
            state.add(&cell(ui, "Rightly left alone", &mut costs.true_negative));
            ui.end_row();
        });
    if params.costs.is_empty() {
        ui.label(RichText::new("No costs are set: the threshold is one half.").color(weak));
    } else if text_button(ui, "Clear the costs").clicked() {
        draft.0 = None;
        params.costs = CostMatrix::default();
        return true;
    }
    draft.0 = state.editing.then(|| costs.clone());
    let changed = !state.editing && costs != params.costs;
    if changed {
        params.costs = costs;
    }
    changed
}

/// Whether a value is being dragged or typed.
#[derive(Default)]
struct State {
    editing: bool,
}

impl State {
    fn add(&mut self, response: &Response) {
        self.editing |= response.dragged() || response.has_focus();
    }
}

fn cell(ui: &mut Ui, label: &str, value: &mut f64) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let weak = ui.tokens().text_weak;
        let name = ui.label(RichText::new(label).font(text::label()).color(weak));
        let drag = DragValue::new(value)
            .speed(0.1)
            .range(-1e9..=1e9)
            .max_decimals(4);
        let size = egui::vec2(110.0, ui.spacing().interact_size.y);
        ui.add_sized(size, drag).labelled_by(name.id)
    })
    .inner
}
