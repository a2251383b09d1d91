//! What there is: found by words and by what it is.

use egui::{ComboBox, RichText, TextEdit, Ui};

use super::detail;
use crate::{
    drift::Verdict,
    features::{DefinitionKind, Status},
    ui::{
        theme::UiExt as _,
        widgets::{self, Cells, Column, Tone, card, chip, empty, primary_button, text_button},
        words,
    },
    workbench::{
        Command, Commands, JobKey, Workbench,
        feature_store::{Catalog, CatalogCommand, CatalogItem, Facets},
    },
};

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    wanted: String,
    facets: Facets,
    /// Kind and name of the definition that is looked at.
    chosen: Option<(DefinitionKind, String)>,
    detail: detail::View,
}

impl View {
    /// Shows the tab; true if the user wants to define something.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        commands: &mut Commands,
    ) -> bool {
        let Some(catalog) = &workbench.catalog.catalog else {
            ui.label(RichText::new("Reading the catalog…").color(ui.tokens().text_weak));
            return false;
        };
        if catalog.lines.items.is_empty() {
            let mut wants = false;
            empty(
                ui,
                "Nothing is defined yet",
                "A feature view says whom its values are about (an entity), where they come from (a source), and how old a value may be. Define it once: every project then finds it, training gets what was known at the time of each row, and an endpoint serves the same from memory.",
                |ui| wants = primary_button(ui, true, "Define the first one").clicked(),
            );
            return wants;
        }
        let asked = (self.wanted.clone(), self.facets.clone());
        let found = workbench.catalog.found.as_ref();
        let is_answered =
            found.is_some_and(|(text, facets, _)| (text, facets) == (&asked.0, &asked.1));
        if !is_answered && !workbench.runs(&JobKey::CatalogSearch) {
            commands.push(Command::Catalog(CatalogCommand::Search(asked.0, asked.1)));
        }
        let places = found.map_or(&[][..], |(.., places)| places);
        card(ui, "Catalog", |ui| {
            self.facets(ui, catalog);
            let n = places.len();
            ui.horizontal(|ui| {
                let weak = ui.tokens().text_weak;
                let what = format!("{} of {}", words::count(n as u64), words::count(catalog.lines.items.len() as u64));
                ui.label(RichText::new(what).color(weak));
                let runs = workbench.runs(&JobKey::Materialize);
                if ui
                    .add_enabled(!runs, egui::Button::new("Bring everything online"))
                    .on_hover_text("Reads every source and keeps the newest value of each entity, ready to be served in microseconds.")
                    .clicked()
                {
                    commands.push(Command::Catalog(CatalogCommand::Materialize(None, false)));
                }
            });
            if n == 0 && is_answered {
                let weak = ui.tokens().text_weak;
                let none = "Nothing is like that. Take fewer words, or another kind.";
                ui.label(RichText::new(none).color(weak));
                return;
            }
            let mut cells = Lines {
                columns: vec![
                    Column::words("Name", 190.0),
                    Column::words("What it is", 112.0),
                    Column::figures("Version", 62.0),
                    Column::words("Entity", 84.0),
                    Column::words("Values", 70.0),
                    Column::words("Status", 92.0),
                    Column::words("Owner", 64.0),
                    Column::words("Newest value", 140.0),
                    Column::words("Drift", 90.0),
                ],
                items: &catalog.lines.items,
                places,
                chosen: &mut self.chosen,
            };
            widgets::table(ui, "catalog", 340.0, &mut cells);
        });
        if let Some((kind, name)) = &self.chosen {
            let key = (*kind, name.clone());
            self.detail.ui(ui, (catalog, &key), workbench, commands);
        }
        false
    }

    fn facets(&mut self, ui: &mut Ui, catalog: &Catalog) {
        ui.horizontal_wrapped(|ui| {
            let edit = TextEdit::singleline(&mut self.wanted)
                .hint_text("Search names, meanings, tags, owners, formulas")
                .desired_width(320.0);
            ui.add(edit).accessible_name("Search the catalog");
            let kinds = DefinitionKind::ALL.map(|kind| (kind, kind.name().to_owned()));
            choice(ui, "What it is", &mut self.facets.kind, &kinds);
            let states = Status::ALL.map(|status| (status, status.name().to_owned()));
            choice(ui, "Status", &mut self.facets.status, &states);
            let named = |of: &dyn Fn(&CatalogItem) -> &str| {
                let all = catalog.lines.items.iter().map(of);
                let mut all: Vec<String> = all
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned)
                    .collect();
                all.sort_unstable();
                all.dedup();
                all.into_iter()
                    .map(|name| (name.clone(), name))
                    .collect::<Vec<_>>()
            };
            choice(
                ui,
                "Entity",
                &mut self.facets.entity,
                &named(&|item| &item.entity),
            );
            choice(
                ui,
                "Owner",
                &mut self.facets.owner,
                &named(&|item| &item.about.owner),
            );
            ui.checkbox(&mut self.facets.drifted, "Drifted only");
        });
    }
}

/// One of `options`, or anything.
fn choice<T: Clone + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: &mut Option<T>,
    options: &[(T, String)],
) {
    let shown = options
        .iter()
        .find(|(option, _)| Some(option) == chosen.as_ref());
    let shown = shown.map_or_else(|| format!("{name}: any"), |(_, word)| word.clone());
    ComboBox::from_id_salt(("facet", name))
        .selected_text(shown)
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, "any");
            for (option, word) in options {
                ui.selectable_value(chosen, Some(option.clone()), word);
            }
        })
        .response
        .accessible_name(name);
}

struct Lines<'a> {
    columns: Vec<Column>,
    items: &'a [CatalogItem],
    places: &'a [usize],
    chosen: &'a mut Option<(DefinitionKind, String)>,
}

impl Cells for Lines<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.places.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let item = self
            .places
            .get(row)
            .and_then(|place| self.items.get(*place));
        let Some(item) = item else {
            return;
        };
        match column {
            0 => {
                let button = text_button(ui, &item.label());
                let name = format!("Show {} {}", item.kind.name(), item.label());
                if button.accessible_name(name).clicked() {
                    *self.chosen = Some((item.kind, item.name.clone()));
                }
            }
            1 => {
                let what = if item.feature.is_some() {
                    "feature"
                } else {
                    item.kind.name()
                };
                ui.label(what);
            }
            2 => {
                ui.label(item.version.to_string());
            }
            3 => {
                ui.label(&item.entity);
            }
            4 => {
                ui.label(&item.values);
            }
            5 => {
                chip(ui, tone(item.about.status), item.about.status.name());
            }
            6 => {
                ui.label(&item.about.owner);
            }
            7 => {
                ui.label(item.newest.map(words::time).unwrap_or_default());
            }
            _ => {
                if let Some(verdict) = item.drift {
                    chip(ui, tone_of(verdict), verdict.name());
                }
            }
        }
    }
}

pub(super) fn tone(status: Status) -> Tone {
    match status {
        Status::Draft => Tone::Neutral,
        Status::Stable => Tone::Good,
        Status::Deprecated => Tone::Warn,
    }
}

pub(super) fn tone_of(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Stable => Tone::Good,
        Verdict::Drift => Tone::Bad,
        Verdict::Unknown => Tone::Neutral,
    }
}
