//! Definitions as text: what would change is seen before it does.

use egui::{RichText, TextEdit, Ui};

use crate::{
    features::What,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, card, chip, form, primary_button},
    },
    workbench::{
        Command, Commands, JobKey, Workbench,
        feature_store::{Applied, CatalogCommand},
    },
};

/// What to begin with.
const EXAMPLE: &str = r#"# Whom the values are about.
[entity.airport]
keys = ["origin"]

# Where they come from: a file, file.db::table, postgres://…, or a query.
[source.weather]
sql = "SELECT origin, CAST(time_hour AS TIMESTAMP) AS known_at, temp, wind_speed FROM w"
reads = { w = "weather.parquet" }
time = "known_at"          # from when on a row was known

# The features: columns of the source, or formulas over them.
[view.weather]
entity = "airport"
source = "weather"
ttl = "3 h"                # older values are not given
description = "What the weather station said"
owner = "ana"
tags = ["weather"]
status = "draft"
features = ["temp", { name = "wind_ms", formula = "wind_speed * 0.44704" }]

# What a model reads, in training as in serving.
[service.delays]
features = ["weather"]
"#;

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    text: String,
    why: String,
}

impl View {
    /// Shows the tab.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        let state = &workbench.catalog;
        card(ui, "Define", |ui| {
            let weak = ui.tokens().text_weak;
            let teach = "Definitions are text, so that they can be reviewed and kept in git. Only what values depend on makes a new version: formulas, keys, sources, ages. What people say of a definition changes without one.";
            ui.add(egui::Label::new(RichText::new(teach).color(weak)).wrap());
            ui.horizontal_wrapped(|ui| {
                if ui.button("Begin with an example").clicked() {
                    EXAMPLE.clone_into(&mut self.text);
                }
                let whole = state.catalog.as_ref().map(|catalog| &catalog.text);
                let whole = whole.filter(|text| !text.is_empty());
                if ui
                    .add_enabled(
                        whole.is_some(),
                        egui::Button::new("Begin with the whole catalog"),
                    )
                    .clicked()
                    && let Some(whole) = whole
                {
                    self.text.clone_from(whole);
                }
            });
            ui.add_space(space::XS);
            let edit = TextEdit::multiline(&mut self.text)
                .code_editor()
                .desired_rows(16)
                .desired_width(f32::INFINITY)
                .hint_text("[entity.airport]\nkeys = [\"origin\"]");
            ui.add(edit).accessible_name("Definitions");
            ui.add_space(space::S);
            self.buttons(ui, workbench, commands);
        });
        if let Some((of, looked)) = &state.looked
            && *of == self.text
        {
            match looked {
                Ok(applied) => changes(ui, applied),
                Err(why) => {
                    card(ui, "This cannot be taken in", |ui| {
                        ui.add(egui::Label::new(why).wrap());
                    });
                }
            }
        }
    }

    fn buttons(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        let looked = workbench.catalog.looked.as_ref();
        let looked = looked.filter(|(of, _)| *of == self.text);
        let applied = looked.and_then(|(_, looked)| looked.as_ref().ok());
        let doubles = applied.is_some_and(|applied| !applied.twins.is_empty());
        if doubles {
            let help = "Some of these features are there already. Use those, or say why you need others: the reason is kept.";
            form::text_line(ui, "Why others are needed", help, &mut self.why);
        }
        ui.horizontal(|ui| {
            let idle = !workbench.runs(&JobKey::CatalogLook);
            let look = egui::Button::new("See what would change");
            if ui
                .add_enabled(idle && !self.text.is_empty(), look)
                .clicked()
            {
                commands.push(Command::Catalog(CatalogCommand::Look(self.text.clone())));
            }
            let may = applied.is_some() && (!doubles || !self.why.trim().is_empty());
            if primary_button(ui, may && !workbench.runs(&JobKey::Catalog), "Take in").clicked() {
                let command = CatalogCommand::Apply(self.text.clone(), self.why.clone());
                commands.push(Command::Catalog(command));
            }
        });
    }
}

fn changes(ui: &mut Ui, applied: &Applied) {
    card(ui, "What would change", |ui| {
        for change in &applied.changes {
            let (tone, word) = match change.what {
                What::New => (Tone::Accent, "new"),
                What::Back => (Tone::Accent, "back again"),
                What::Version => (Tone::Warn, "new version"),
                What::Earlier => (Tone::Warn, "earlier version"),
                What::About => (Tone::Neutral, "described anew"),
                What::Nothing => (Tone::Neutral, "unchanged"),
            };
            ui.horizontal(|ui| {
                chip(ui, tone, word);
                let weak = ui.tokens().text_weak;
                let kind = change.defined.definition.kind().name();
                ui.label(RichText::new(&change.defined.name).font(text::strong()));
                let what = format!("{kind}, version {}", change.version.number);
                ui.label(RichText::new(what).color(weak));
            });
        }
        if !applied.twins.is_empty() {
            ui.add_space(space::S);
            ui.label(RichText::new("There already").font(text::strong()));
            for twin in &applied.twins {
                ui.add(egui::Label::new(twin.sentence()).wrap());
            }
        }
    });
}
