//! One definition: what it says, who reads it, how its features are and what of it is served.

use egui::{Label, RichText, Ui};

use super::{
    catalog::{tone, tone_of},
    published::distribution,
};
use crate::{
    features::{Definition, DefinitionKind, Item, Parity, Version},
    ui::{
        plot::OverTime,
        theme::{UiExt as _, space, text},
        widgets::{self, Cells, Column, card, chip, text_button},
        words,
    },
    workbench::{
        Command, Commands, JobKey, Workbench,
        feature_store::{Catalog, CatalogCommand, FeatureHealth, HealthPoint},
    },
};

/// What the card remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The feature whose plots are shown, of the view that is looked at.
    feature: Option<(String, String)>,
}

impl View {
    /// Shows the definition of that kind and name.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (catalog, key): (&Catalog, &(DefinitionKind, String)),
        workbench: &Workbench,
        commands: &mut Commands,
    ) {
        let (kind, name) = key;
        let Some(item) = catalog.registry.get(*kind, name) else {
            return;
        };
        let Some(version) = item.current() else {
            return;
        };
        let title = format!("{name} · {}", kind.name());
        card(ui, &title, |ui| {
            head(ui, (*kind, name), item, commands);
            facts(ui, catalog, (*kind, name), version);
            if *kind == DefinitionKind::View {
                served(ui, catalog, (name, version), workbench, commands);
            }
        });
        if *kind == DefinitionKind::View {
            self.features(ui, catalog, (name, version), workbench);
        }
    }

    fn features(
        &mut self,
        ui: &mut Ui,
        catalog: &Catalog,
        (name, version): (&str, &Version),
        workbench: &Workbench,
    ) {
        let parity = workbench.catalog.parity.as_ref();
        let parity = parity.filter(|(view, ..)| view == name);
        let mut chosen = self
            .feature
            .take()
            .filter(|(view, _)| view == name)
            .map(|(_, feature)| feature);
        card(ui, "Its features", |ui| {
            let mut rows = Features {
                columns: vec![
                    Column::words("Feature", 170.0),
                    Column::words("Values", 80.0),
                    Column::words("Formula", 240.0),
                    Column::words("Newest value", 140.0),
                    Column::figures("Missing", 80.0),
                    Column::figures("PSI", 70.0),
                    Column::words("Drift", 100.0),
                    Column::words("Served as learned", 200.0),
                ],
                version,
                health: version
                    .schema
                    .iter()
                    .map(|info| {
                        let key = (name.to_owned(), version.number, info.name.clone());
                        catalog.health.get(&key)
                    })
                    .collect(),
                parity: parity.map_or(&[][..], |(.., found)| found),
                chosen: &mut chosen,
            };
            let height = 40.0 + 28.0 * version.schema.len().min(10) as f32;
            widgets::table(ui, "features of a view", height, &mut rows);
            if let Some((_, at, found)) = parity {
                skew(ui, *at, found);
            }
        });
        let feature = chosen.or_else(|| version.schema.first().map(|info| info.name.clone()));
        if let Some(feature) = feature {
            let key = (name.to_owned(), version.number, feature.clone());
            if let Some(health) = catalog.health.get(&key) {
                over_time(ui, &feature, health);
            }
            self.feature = Some((name.to_owned(), feature));
        }
    }
}

/// What people say of it, and its versions.
fn head(ui: &mut Ui, (kind, name): (DefinitionKind, &str), item: &Item, commands: &mut Commands) {
    let about = &item.about;
    if !about.description.is_empty() {
        ui.add(Label::new(&about.description).wrap());
    }
    ui.horizontal_wrapped(|ui| {
        chip(ui, tone(about.status), about.status.name());
        for tag in &about.tags {
            chip(ui, widgets::Tone::Accent, tag);
        }
        if !about.owner.is_empty() {
            let weak = ui.tokens().text_weak;
            ui.label(RichText::new(format!("{} answers for it", about.owner)).color(weak));
        }
    });
    ui.horizontal_wrapped(|ui| {
        let weak = ui.tokens().text_weak;
        ui.label(RichText::new("Versions").font(text::label()).color(weak));
        for version in &item.versions {
            let is_current = item.current == Some(version.number);
            let word = format!("{}", version.number);
            let shown = ui.selectable_label(is_current, word).on_hover_text(format!(
                "Came {}. Click to let this version count.",
                words::time(version.at)
            ));
            let shown = shown.accessible_name(format!("Version {} of {name}", version.number));
            if shown.clicked() && !is_current {
                let named = format!("{name}@{}", version.number);
                commands.push(Command::Catalog(CatalogCommand::Pin(kind, named)));
            }
        }
        if text_button(ui, "Remove")
            .on_hover_text("Takes it out of the catalog, if nothing reads it.")
            .clicked()
        {
            commands.push(Command::Catalog(CatalogCommand::Remove(
                kind,
                name.to_owned(),
            )));
        }
    });
}

/// What it says, and who reads it.
fn facts(ui: &mut Ui, catalog: &Catalog, (kind, name): (DefinitionKind, &str), version: &Version) {
    let readers = catalog.registry.used_by(kind, name).into_iter();
    let readers: Vec<String> = readers
        .map(|(kind, name, version)| format!("{} {name} (version {version})", kind.name()))
        .collect();
    let mut facts = said(&version.definition);
    let needs = version.reads.iter();
    let needs: Vec<String> = needs
        .map(|(kind, name, version)| format!("{} {name} (version {version})", kind.name()))
        .collect();
    facts.push(("Made of", needs.join(", ")));
    facts.push((
        "Read by",
        if readers.is_empty() {
            "nothing yet".to_owned()
        } else {
            readers.join(", ")
        },
    ));
    for (what, value) in facts {
        if value.is_empty() {
            continue;
        }
        ui.horizontal_top(|ui| {
            let weak = ui.tokens().text_weak;
            ui.allocate_ui(egui::vec2(96.0, 0.0), |ui| {
                ui.set_min_width(96.0);
                ui.label(RichText::new(what).font(text::label()).color(weak));
            });
            ui.add(Label::new(value).wrap());
        });
    }
}

fn said(definition: &Definition) -> Vec<(&'static str, String)> {
    match definition {
        Definition::Entity(entity) => vec![("Keys", entity.keys.join(", "))],
        Definition::Source(source) => vec![
            ("Table", source.data.clone().unwrap_or_default()),
            ("Query", source.sql.clone().unwrap_or_default()),
            (
                "Reads",
                source
                    .reads
                    .values()
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            ("Known from", source.time.clone()),
            ("Written at", source.created.clone().unwrap_or_default()),
        ],
        Definition::View(view) => vec![
            ("Entity", view.entity.clone()),
            ("Source", view.source.clone()),
            (
                "At most old",
                view.ttl
                    .map_or_else(|| "any age".to_owned(), |ttl| ttl.to_string()),
            ),
        ],
        Definition::OnDemand(view) => {
            let request = view.request.iter().map(|info| info.name.as_str());
            let formulas = view.features.iter().map(|feature| {
                let formula = feature.formula.as_deref().unwrap_or(&feature.name);
                format!("{} = {formula}", feature.name)
            });
            vec![
                ("Computes", formulas.collect::<Vec<_>>().join("; ")),
                ("Request", request.collect::<Vec<_>>().join(", ")),
            ]
        }
        Definition::Label(label) => vec![
            ("Label", label.label.clone()),
            ("Entity", label.entity.clone()),
            ("Source", label.source.clone()),
        ],
        Definition::Service(service) => vec![("Features", service.features.join(", "))],
    }
}

/// What is kept online, and what can be done about it.
fn served(
    ui: &mut Ui,
    catalog: &Catalog,
    (name, version): (&str, &Version),
    workbench: &Workbench,
    commands: &mut Commands,
) {
    ui.add_space(space::S);
    let kept = catalog.served.get(&(name.to_owned(), version.number));
    let words = match kept {
        None => "Nothing of this version is served yet.".to_owned(),
        Some(kept) => {
            let until = kept.until.map_or_else(
                || "pushed only".to_owned(),
                |until| format!("as known {}", words::time(until)),
            );
            let left = kept.unfinished.map_or_else(String::new, |rows| {
                format!(
                    "; a load that was cut off has {} rows and goes on",
                    words::count(rows.unsigned_abs())
                )
            });
            format!(
                "Served: {} entities, {until}{left}.",
                words::count(kept.rows.unsigned_abs())
            )
        }
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(words);
        let idle = !workbench.runs(&JobKey::Materialize);
        for (word, help, incremental) in [
            ("Materialise", "Reads the source and puts the newest value of each entity in place, all at once.", false),
            ("Only what changed", "Reads the source and writes only rows that are new or another.", true),
        ] {
            let button = ui.add_enabled(idle, egui::Button::new(word)).on_hover_text(help);
            if button.clicked() {
                let command = CatalogCommand::Materialize(Some(name.to_owned()), incremental);
                commands.push(Command::Catalog(command));
            }
        }
        let can = kept.is_some_and(|kept| kept.until.is_some());
        let idle = !workbench.runs(&JobKey::CatalogLook);
        if ui
            .add_enabled(can && idle, egui::Button::new("Compare with the source"))
            .on_hover_text("Computes what a training set would hold for the same entities at the same time, and compares bit by bit.")
            .clicked()
        {
            let command = CatalogCommand::Compare(name.to_owned());
            commands.push(Command::Catalog(command));
        }
    });
}

/// Where serving and training part, in words.
fn skew(ui: &mut Ui, at: i64, found: &[Parity]) {
    ui.add_space(space::S);
    let differing = found.iter().filter(|one| one.first.is_some());
    let mut lines: Vec<String> = differing
        .filter_map(|one| {
            let skew = one.first.as_ref()?;
            let or_gap = |text: String| {
                if text.is_empty() {
                    "a gap".to_owned()
                } else {
                    text
                }
            };
            let when = |time: Option<i64>| time.map_or_else(|| "nothing".to_owned(), words::time);
            Some(format!(
                "{} of {}: {}. Served is {} from {}, the source gives {} from {}.",
                one.feature,
                skew.entity.join(", "),
                skew.parting.name(),
                or_gap(skew.online.0.text()),
                when(skew.online.1),
                or_gap(skew.offline.0.text()),
                when(skew.offline.1),
            ))
        })
        .collect();
    if lines.is_empty() {
        lines.push("What is served is what a training set would hold, bit by bit.".to_owned());
    }
    let weak = ui.tokens().text_weak;
    let when = format!("Compared as of {}", words::time(at));
    ui.label(RichText::new(when).font(text::label()).color(weak));
    for line in lines {
        ui.add(Label::new(line).wrap());
    }
}

/// How a feature was over time, against what it was when it was first measured.
fn over_time(ui: &mut Ui, feature: &str, health: &FeatureHealth) {
    let title = format!("{feature} over time");
    card(ui, &title, |ui| {
        let labels: Vec<String> = health
            .points
            .iter()
            .map(|point| words::time(point.from).chars().take(10).collect())
            .collect();
        let of = |value: &dyn Fn(&HealthPoint) -> Option<f64>| -> Vec<Option<f64>> {
            health.points.iter().map(value).collect()
        };
        let drift = [
            (
                "distance from the baseline".to_owned(),
                of(&|point| point.psi),
            ),
            ("limit".to_owned(), of(&|point| point.limit)),
        ];
        let missing = |point: &HealthPoint| Some(point.missing as f64 / point.rows.max(1) as f64);
        let missing = [("missing".to_owned(), of(&missing))];
        OverTime {
            name: "Drift (PSI)",
            labels: &labels,
            series: &drift,
            shares: false,
            from_zero: true,
            height: 170.0,
        }
        .ui(ui);
        OverTime {
            name: "Missing values",
            labels: &labels,
            series: &missing,
            shares: true,
            from_zero: true,
            height: 120.0,
        }
        .ui(ui);
        let weak = ui.tokens().text_weak;
        let baseline = "The baseline: what its values looked like when this version was first measured. It stays.";
        ui.label(RichText::new(baseline).color(weak));
        distribution(ui, &health.profile);
    });
}

struct Features<'a> {
    columns: Vec<Column>,
    version: &'a Version,
    health: Vec<Option<&'a FeatureHealth>>,
    parity: &'a [Parity],
    chosen: &'a mut Option<String>,
}

impl Cells for Features<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.version.schema.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(info) = self.version.schema.get(row) else {
            return;
        };
        let point = self.health.get(row).copied().flatten();
        let point = point.and_then(FeatureHealth::newest);
        match column {
            0 => {
                let button = text_button(ui, &info.name);
                let name = format!("Plots of {}", info.name);
                if button.accessible_name(name).clicked() {
                    *self.chosen = Some(info.name.clone());
                }
            }
            1 => {
                ui.label(info.kind.name());
            }
            2 => {
                let features = self.version.definition.features().iter();
                let mut features = features.filter(|feature| feature.name == info.name);
                let formula = features
                    .next()
                    .and_then(|feature| feature.formula.as_deref());
                ui.add(Label::new(formula.unwrap_or("as in the source")).truncate());
            }
            3 => {
                ui.label(
                    point
                        .map(|point| words::time(point.newest))
                        .unwrap_or_default(),
                );
            }
            4 => {
                let share = point.map(|point| point.missing as f64 / point.rows.max(1) as f64);
                ui.label(share.map(words::percent).unwrap_or_default());
            }
            5 => {
                let psi = point.and_then(|point| point.psi);
                ui.label(psi.map(|psi| format!("{psi:.3}")).unwrap_or_default());
            }
            6 => {
                if let Some(point) = point {
                    chip(ui, tone_of(point.verdict), point.verdict.name());
                }
            }
            _ => {
                if let Some(one) = self.parity.iter().find(|one| one.feature == info.name) {
                    let same = one.same == one.compared;
                    let tone = if same {
                        widgets::Tone::Good
                    } else {
                        widgets::Tone::Bad
                    };
                    let word = format!("{} of {} the same", one.same, one.compared);
                    chip(ui, tone, &word);
                }
            }
        }
    }
}
