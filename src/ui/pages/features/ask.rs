//! The online store asked by hand: what an endpoint would be given of one entity.

use std::collections::BTreeMap;

use egui::{ComboBox, Label, RichText, Ui};

use crate::{
    features::{DefinitionKind, OnlineValue, ServicePlan, ValueStatus},
    ui::{
        theme::UiExt as _,
        widgets::{self, Cells, Column, Tone, card, chip, empty, form, primary_button},
        words,
    },
    workbench::{
        Command, Commands, JobKey, Workbench,
        feature_store::{Catalog, CatalogCommand},
    },
};

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    service: String,
    /// What each key and each column of the request holds, by its name.
    given: BTreeMap<String, String>,
    at: String,
    /// The columns that the service wants, and which service that is.
    wants: Option<(String, Vec<String>)>,
}

impl View {
    /// Shows the tab.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        let Some(catalog) = &workbench.catalog.catalog else {
            return;
        };
        let services: Vec<&str> = catalog
            .registry
            .live()
            .filter(|(kind, ..)| *kind == DefinitionKind::Service)
            .map(|(_, name, ..)| name)
            .collect();
        let Some(first) = services.first() else {
            empty(
                ui,
                "No feature service yet",
                "A feature service is the list of features that one version of a model reads. Define one, bring its views online, and ask here what an endpoint would be given of one entity.",
                |_| {},
            );
            return;
        };
        if !services.contains(&self.service.as_str()) {
            (*first).clone_into(&mut self.service);
        }
        self.look(catalog);
        card(ui, "Ask the online store", |ui| {
            let help = "The list of features that a model reads.";
            form::row(ui, "Feature service", help, |ui, label| {
                ComboBox::from_id_salt("service")
                    .selected_text(self.service.as_str())
                    .show_ui(ui, |ui| {
                        for name in &services {
                            ui.selectable_value(&mut self.service, (*name).to_owned(), *name);
                        }
                    })
                    .response
                    .labelled_by(label.id);
            });
            let wants = self.wants.as_ref().map_or(&[][..], |(_, wants)| wants);
            for name in wants {
                let value = self.given.entry(name.clone()).or_default();
                form::text_line(ui, name, "Whom you ask of, or what a formula reads.", value);
            }
            let help =
                "As in 2013-06-30 12:00; now if it is empty. What became known later is not given.";
            form::text_line(ui, "As if it were", help, &mut self.at);
            let idle = !workbench.runs(&JobKey::CatalogAsk);
            if primary_button(ui, idle, "Ask").clicked() {
                let given = wants.iter().map(|name| {
                    let value = self.given.get(name).cloned();
                    (name.clone(), value.unwrap_or_default())
                });
                let command =
                    CatalogCommand::Ask(self.service.clone(), given.collect(), self.at.clone());
                commands.push(Command::Catalog(command));
            }
        });
        let asked = workbench.catalog.asked.as_ref();
        if let Some(asked) = asked.filter(|asked| asked.service == self.service) {
            card(ui, "What is served", |ui| match &asked.answer {
                Err(why) => {
                    ui.add(Label::new(why).wrap());
                }
                Ok(values) => {
                    let weak = ui.tokens().text_weak;
                    let when = format!("As of {}", words::time(asked.at));
                    ui.label(RichText::new(when).color(weak));
                    let mut cells = Values {
                        columns: vec![
                            Column::words("Feature", 200.0),
                            Column::figures("Value", 160.0),
                            Column::words("Status", 170.0),
                            Column::words("Known from", 150.0),
                        ],
                        values,
                    };
                    let height = 40.0 + 28.0 * values.len().min(14) as f32;
                    widgets::table(ui, "served", height, &mut cells);
                }
            });
        }
    }

    /// Finds out what the service wants to know.
    fn look(&mut self, catalog: &Catalog) {
        let version = catalog
            .registry
            .current(DefinitionKind::Service, &self.service);
        let Ok(version) = version else {
            return;
        };
        let of = format!("{}@{}", self.service, version.number);
        if self.wants.as_ref().is_some_and(|(known, _)| *known == of) {
            return;
        }
        let plan = ServicePlan::of(&catalog.registry, &self.service, version);
        let wants = plan.map(|plan| {
            let request = plan.request().into_iter().map(|info| info.name);
            plan.keys().into_iter().chain(request).collect()
        });
        self.wants = Some((of, wants.unwrap_or_default()));
    }
}

struct Values<'a> {
    columns: Vec<Column>,
    values: &'a [(String, OnlineValue)],
}

impl Cells for Values<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.values.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some((name, value)) = self.values.get(row) else {
            return;
        };
        match column {
            0 => {
                ui.label(name);
            }
            1 => {
                ui.label(value.value.text());
            }
            2 => {
                let (tone, word) = match value.status {
                    ValueStatus::Present => (Tone::Good, "present"),
                    ValueStatus::NullValue => (Tone::Neutral, "a gap"),
                    ValueStatus::NotFound => (Tone::Warn, "not known"),
                    ValueStatus::OutsideMaxAge => (Tone::Warn, "too old"),
                };
                chip(ui, tone, word);
            }
            _ => {
                ui.label(value.event_time.map(words::time).unwrap_or_default());
            }
        }
    }
}
