//! The columns that step 4 published: what there is, where it comes from, what it looks like.

use egui::{Label, RichText, TextEdit, Ui};

use crate::{
    data::ColumnProfile,
    ui::{
        plot::{Histogram, Values},
        theme::{UiExt as _, space, text},
        widgets::{self, Cells, Column, Tone, card, chip, empty, text_button},
        words,
    },
    workbench::{Feature, Workbench},
};

/// The longest expression that is shown whole.
const LONG: usize = 600;

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    wanted: String,
    /// Name and version of the feature that is looked at.
    chosen: Option<(String, i64)>,
}

impl View {
    /// Shows the columns that step 4 published.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench) {
        if workbench.features.is_empty() {
            empty(
                ui,
                "No column is published yet",
                "Step 4 publishes a column as a feature. Here it is found again by its name, its meaning or its tags, with the rows and the recipe that it came from. A published version never changes.",
                |_| {},
            );
            return;
        }
        self.catalog(ui, &workbench.features);
        let chosen = self.chosen.as_ref().and_then(|(name, version)| {
            let is = |one: &&Feature| one.name == *name && one.version == *version;
            workbench.features.iter().find(is)
        });
        if let Some(feature) = chosen {
            detail(ui, feature);
        }
    }

    fn catalog(&mut self, ui: &mut Ui, features: &[Feature]) {
        card(ui, "Published columns", |ui| {
            let edit = TextEdit::singleline(&mut self.wanted)
                .hint_text("Search by name, meaning, tag, entity or project")
                .desired_width(360.0);
            ui.add(edit).accessible_name("Search features");
            let found: Vec<&Feature> = features
                .iter()
                .filter(|feature| feature.matches(&self.wanted))
                .collect();
            if found.is_empty() {
                let weak = ui.tokens().text_weak;
                ui.label(RichText::new("No feature is like that.").color(weak));
                return;
            }
            let mut cells = Catalog {
                columns: vec![
                    Column::words("Feature", 200.0),
                    Column::figures("Version", 70.0),
                    Column::words("Entity", 120.0),
                    Column::words("Kind", 80.0),
                    Column::words("Project", 130.0),
                    Column::words("Tags", 160.0),
                    Column::words("Published", 140.0),
                ],
                found,
                chosen: &mut self.chosen,
            };
            widgets::table(ui, "features", 360.0, &mut cells);
        });
    }
}

struct Catalog<'a> {
    columns: Vec<Column>,
    found: Vec<&'a Feature>,
    chosen: &'a mut Option<(String, i64)>,
}

impl Cells for Catalog<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.found.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(&feature) = self.found.get(row) else {
            return;
        };
        match column {
            0 => {
                let button = text_button(ui, &feature.name);
                let name = format!("Show {} version {}", feature.name, feature.version);
                if button.accessible_name(name).clicked() {
                    *self.chosen = Some((feature.name.clone(), feature.version));
                }
            }
            1 => {
                ui.label(feature.version.to_string());
            }
            2 => {
                ui.label(feature.entity.as_deref().unwrap_or("–"));
            }
            3 => {
                ui.label(&feature.kind);
            }
            4 => {
                ui.label(&feature.project);
            }
            5 => {
                ui.label(feature.tags.join(", "));
            }
            _ => {
                ui.label(words::time(feature.created_at));
            }
        }
    }
}

fn detail(ui: &mut Ui, feature: &Feature) {
    let title = format!("{} · version {}", feature.name, feature.version);
    card(ui, &title, |ui| {
        let weak = ui.tokens().text_weak;
        if !feature.description.is_empty() {
            ui.add(Label::new(&feature.description).wrap());
        }
        ui.horizontal_wrapped(|ui| {
            for tag in &feature.tags {
                chip(ui, Tone::Accent, tag);
            }
        });
        let made: String = feature.expression.chars().take(LONG).collect();
        let more = if feature.expression.chars().count() > LONG {
            "…"
        } else {
            ""
        };
        for (what, value) in [
            ("Project", feature.project.clone()),
            ("Snapshot", feature.snapshot.clone()),
            (
                "Entity",
                feature.entity.clone().unwrap_or_else(|| "none".to_owned()),
            ),
            ("Made by", format!("{made}{more}")),
        ] {
            ui.horizontal_top(|ui| {
                ui.label(RichText::new(what).font(text::label()).color(weak));
                ui.add(Label::new(RichText::new(value).monospace()).wrap());
            });
        }
        ui.add_space(space::S);
        if let Some(profile) = &feature.distribution {
            distribution(ui, profile);
        } else {
            let words = "Another version of the program wrote its distribution. Publish it again to see it.";
            ui.label(RichText::new(words).color(weak));
        }
    });
}

/// What the values look like: a histogram of numbers and times, the most frequent of the others.
pub(super) fn distribution(ui: &mut Ui, profile: &ColumnProfile) {
    let counted = format!(
        "{} values, {} missing, {} different",
        words::count(profile.count),
        words::count(profile.missing),
        words::count(profile.distinct)
    );
    ui.label(counted);
    let numbers = profile
        .numbers
        .as_ref()
        .map(|found| (&found.histogram, Values::Numbers));
    let times = profile
        .times
        .as_ref()
        .map(|found| (&found.histogram, Values::Times));
    if let Some((histogram, values)) = numbers.or(times) {
        let name = format!("Histogram of {}", profile.name);
        Histogram {
            name: &name,
            axis: &profile.name,
            edges: &histogram.edges,
            counts: &histogram.counts,
            current: None,
            values,
            height: 180.0,
        }
        .ui(ui);
        return;
    }
    for count in &profile.top {
        let share = count.count as f64 / profile.count.max(1) as f64;
        ui.label(format!(
            "{}: {} ({})",
            count.value,
            words::count(count.count),
            words::percent(share)
        ));
    }
}
