use egui::{Grid, Label, RichText, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space, text},
        widgets::form,
    },
    workbench::{CARD_PARTS, Command, Commands, ModelCommand, ModelEntry, Version},
};

/// The card of a version: what persons wrote, to be edited, and what was found out.
pub(super) fn show(ui: &mut Ui, model: &ModelEntry, version: &Version, commands: &mut Commands) {
    let weak = ui.tokens().text_weak;
    for (part, title, help) in CARD_PARTS {
        let known = version.texts.iter().find(|(id, _)| id == part);
        let mut words = known.map(|(_, text)| text.clone()).unwrap_or_default();
        if form::text_line(ui, title, help, &mut words) {
            commands.push(Command::Model(ModelCommand::Write {
                model: model.name.clone(),
                version: version.number,
                part: part.to_owned(),
                text: words,
            }));
        }
    }
    if version.card.is_empty() {
        ui.label(
            RichText::new("This version was registered before cards were kept; deploy it again to have one made.")
                .color(weak),
        );
    }
    for (index, section) in version.card.iter().enumerate() {
        ui.add_space(space::S);
        ui.label(RichText::new(&section.title).font(text::strong()));
        ui.push_id(("section", index), |ui| {
            Grid::new("lines")
                .num_columns(2)
                .striped(true)
                .spacing([space::L, space::XS])
                .show(ui, |ui| {
                    for (what, how) in &section.lines {
                        ui.label(RichText::new(what).font(text::label()).color(weak));
                        ui.add(Label::new(how).wrap());
                        ui.end_row();
                    }
                });
        });
    }
}
