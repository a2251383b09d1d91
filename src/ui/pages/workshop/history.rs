use egui::{RichText, Slider, Ui};

use crate::{
    steps::Step,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Cells, Column, Tile, Tone, card, chip, grid, table, text_button, tiles},
        words,
    },
    workbench::{AsOf, Command, Commands, Happening, Workshop},
};

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// How many of the happenings have happened; all while it was not moved.
    place: Option<usize>,
    /// What was looked up last, of which log and which moment.
    shown: Option<(usize, i64, AsOf)>,
}

impl View {
    /// A scrubber over everything that happened, and the project as it stood then.
    pub(super) fn ui(&mut self, ui: &mut Ui, found: &Workshop, commands: &mut Commands) {
        let n = found.happenings.len();
        let Some(last) = n.checked_sub(1) else {
            ui.label("Nothing has happened yet.");
            return;
        };
        let mut place = self.place.unwrap_or(last).min(last);
        ui.horizontal(|ui| {
            for (word, to) in [
                ("Begin", 0),
                ("Step back", place.saturating_sub(1)),
                ("Step on", (place + 1).min(last)),
                ("Now", last),
            ] {
                if text_button(ui, word).clicked() {
                    place = to;
                    self.place = (to < last).then_some(to);
                }
            }
            ui.spacing_mut().slider_width = (ui.available_width() - 90.0).max(120.0);
            let label = ui.label(RichText::new("Moment").font(text::label()));
            let slider = Slider::new(&mut place, 0..=last).show_value(false);
            if ui.add(slider).labelled_by(label.id).changed() {
                self.place = (place < last).then_some(place);
            }
        });
        let Some(moment) = found.happenings.get(place) else {
            return;
        };
        let told = format!(
            "{} · {} ({})",
            words::time(moment.at),
            moment.words,
            moment.by
        );
        ui.label(RichText::new(told).font(text::strong()));
        ui.add_space(space::S);
        if self
            .shown
            .as_ref()
            .is_none_or(|(of, at, _)| (*of, *at) != (n, moment.at))
        {
            self.shown = Some((n, moment.at, found.log.as_of(moment.at)));
        }
        if let Some((_, _, as_of)) = &self.shown {
            stood(ui, as_of);
        }
        card(ui, "What had happened until then", |ui| {
            let mut rows = Rows {
                columns: vec![
                    Column::words("When", 140.0),
                    Column::words("Who", 130.0),
                    Column::words("What", 560.0),
                ],
                happened: &found.happenings[..=place],
                opened: None,
            };
            table(ui, "happenings", 340.0, &mut rows);
            if let Some(page) = rows.opened {
                commands.push(Command::Open(page));
            }
        });
    }
}

/// Project, champion, thresholds and alarms as they were.
fn stood(ui: &mut Ui, as_of: &AsOf) {
    let champion = as_of
        .champion
        .map_or_else(|| "none".to_owned(), |version| format!("version {version}"));
    let level = as_of.project.as_ref().map_or_else(
        || "–".to_owned(),
        |project| project.automation.level().number().to_string(),
    );
    let shut = as_of.gates.iter().filter(|row| {
        let verdict = row.verdict.as_str();
        verdict == "fail" || verdict == "unknown"
    });
    let shut = shut.count();
    let alarms = as_of.alarms.len();
    let warns = |n: usize| if n == 0 { Tone::Good } else { Tone::Warn };
    tiles(
        ui,
        &[
            Tile::new("Level", level),
            Tile::new("In service", champion),
            Tile::new("Gates shut", format!("{shut} of {}", as_of.gates.len())).tone(warns(shut)),
            Tile::new("Open alarms", alarms.to_string()).tone(warns(alarms)),
        ],
    );
    grid(ui, 320.0, 3, |ui, i| match i {
        0 => card(ui, "Limits", |ui| limits(ui, as_of)),
        1 => card(ui, "Steps", |ui| steps(ui, as_of)),
        _ => card(ui, "Gates and alarms", |ui| gates(ui, as_of)),
    });
}

fn limits(ui: &mut Ui, as_of: &AsOf) {
    let weak = ui.tokens().text_weak;
    let Some(project) = &as_of.project else {
        ui.label(RichText::new("The log does not reach back that far.").color(weak));
        return;
    };
    let problem = &project.problem;
    if problem.criteria.is_empty() {
        ui.label(RichText::new("No success criterion.").color(weak));
    }
    for criterion in &problem.criteria {
        let name = criterion.metric.info().name;
        let slice = criterion
            .slice
            .as_ref()
            .map_or_else(String::new, |slice| format!(" in {slice}"));
        let bound = match (criterion.at_least, criterion.at_most) {
            (Some(low), _) => format!("at least {}", words::number(low)),
            (_, Some(high)) => format!("at most {}", words::number(high)),
            _ => "no limit".to_owned(),
        };
        ui.label(format!("{name}{slice}: {bound}"));
    }
    let gates = &project.validation.gates;
    ui.label(format!(
        "At least {} test rows",
        words::count(gates.min_rows)
    ));
    ui.label(format!(
        "Monitoring: {} standard deviations",
        words::number(project.monitoring.deviations)
    ));
    ui.label(format!("Target: {}", problem.target));
    ui.label(format!(
        "{} columns known too late",
        problem.unavailable.len()
    ));
}

fn steps(ui: &mut Ui, as_of: &AsOf) {
    let weak = ui.tokens().text_weak;
    for step in Step::ALL {
        ui.horizontal(|ui| {
            match as_of.runs.get(&step) {
                None => chip(ui, Tone::Neutral, "not run"),
                Some(run) if run.outcome == "done" => chip(ui, Tone::Good, "done"),
                Some(run) => chip(ui, Tone::Bad, &run.outcome),
            };
            ui.label(step.name());
            if let Some(run) = as_of.runs.get(&step) {
                let told = RichText::new(words::time(run.started_at)).small();
                ui.label(told.color(weak))
                    .on_hover_text(format!("Run {}, started by: {}", run.id, run.cause));
            }
        });
    }
}

fn gates(ui: &mut Ui, as_of: &AsOf) {
    if as_of.gates.is_empty() && as_of.alarms.is_empty() {
        let weak = ui.tokens().text_weak;
        ui.label(RichText::new("No gate had judged, and no alarm was open.").color(weak));
    }
    for row in &as_of.gates {
        ui.horizontal(|ui| {
            let tone = match row.verdict.as_str() {
                "pass" => Tone::Good,
                "waived" => Tone::Warn,
                _ => Tone::Bad,
            };
            chip(ui, tone, &row.verdict);
            ui.add(egui::Label::new(&row.gate).truncate())
                .on_hover_text(&row.explanation);
        });
    }
    for alert in as_of.alarms.iter().take(8) {
        ui.horizontal(|ui| {
            chip(ui, Tone::Warn, "alarm");
            ui.add(egui::Label::new(&alert.text).truncate());
        });
    }
}

struct Rows<'a> {
    columns: Vec<Column>,
    happened: &'a [Happening],
    opened: Option<crate::workbench::Page>,
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.happened.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        // The latest stands first.
        let Some(one) = self.happened.iter().rev().nth(row) else {
            return;
        };
        match column {
            0 => {
                ui.label(words::time(one.at));
            }
            1 => {
                ui.label(&one.by);
            }
            _ => {
                if ui.link(&one.words).on_hover_text(&one.words).clicked() {
                    self.opened = Some(one.page);
                }
            }
        }
    }
}
