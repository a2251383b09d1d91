use egui::{CollapsingHeader, Grid, Label, RichText, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{card_with, text_button},
        words,
    },
    workbench::{Command, Commands, Lineage, ModelCommand, Workbench},
};

/// Predictions shown at a time.
const SHOWN: usize = 12;

/// The latest predictions, each with the way back to its rows.
pub(super) fn card(ui: &mut Ui, workbench: &Workbench, model: &str, commands: &mut Commands) {
    let actions = |ui: &mut Ui| {
        let hint =
            "From each answer back to version, evaluation, training, recipe, snapshot and source";
        if text_button(ui, "Trace the latest predictions")
            .on_hover_text(hint)
            .clicked()
        {
            commands.push(Command::Model(ModelCommand::Trace(model.to_owned())));
        }
    };
    card_with(ui, "From a prediction back to its data", actions, |ui| {
        let traced = &workbench.registry.traced;
        if traced.is_empty() {
            ui.weak("Every answer of the endpoint is kept. Send a request, then trace it: you will see what was asked, what was answered, and what the model was made from.");
        }
        for lineage in traced.iter().take(SHOWN) {
            one(ui, lineage);
        }
        if traced.len() > SHOWN {
            ui.weak(format!("and {} earlier ones", traced.len() - SHOWN));
        }
    });
}

fn one(ui: &mut Ui, lineage: &Lineage) {
    let title = format!(
        "{}  ·  {}  ·  {}",
        words::time(lineage.at),
        lineage.model,
        lineage.prediction
    );
    CollapsingHeader::new(title)
        .id_salt(("traced", &lineage.prediction))
        .show(ui, |ui| {
            let weak = ui.tokens().text_weak;
            Grid::new(("lineage", &lineage.prediction))
                .num_columns(2)
                .spacing([space::M, space::XS])
                .show(ui, |ui| {
                    let mut row = |what: &str, value: &str| {
                        ui.label(RichText::new(what).font(text::label()).color(weak));
                        ui.add(
                            Label::new(RichText::new(value).monospace())
                                .wrap()
                                .selectable(true),
                        );
                        ui.end_row();
                    };
                    row("answer", &lineage.outputs);
                    row("request", &lineage.inputs);
                    row("model", &lineage.model);
                    for (what, value) in &lineage.origin {
                        row(what, value);
                    }
                });
        });
}
