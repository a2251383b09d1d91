use egui::{RichText, TextEdit, Ui};

use crate::{
    metrics::Metric,
    steps::training::{FoldScore, Spread},
    ui::{
        theme::UiExt as _,
        widgets::{
            Cells, Column, Icon, Tone, card, card_with, figure, grid, icon, table, text_button,
        },
        words,
    },
    workbench::{Command, Commands, Experiment, ExperimentCommand, OpenProject},
};

/// What the card remembers between frames: the draft of tags and note of one experiment.
#[derive(Default)]
pub(super) struct View {
    draft: Option<(i64, String, String)>,
}

impl View {
    /// Everything that is known of one experiment.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (open, one): (&OpenProject, &Experiment),
        commands: &mut Commands,
    ) {
        let record = &one.record;
        let title = format!("{} · experiment {}", record.title(), one.id);
        let is_ours = record.setup.is_some();
        let actions = |ui: &mut Ui| {
            if !is_ours {
                return;
            }
            let hint = "Make it again from its record and its snapshot, and compare model and metrics bit by bit";
            if text_button(ui, "Reproduce").on_hover_text(hint).clicked() {
                commands.push(Command::Experiment(ExperimentCommand::Reproduce(one.id)));
            }
            let hint = "Take this learner and its parameters into step 5";
            if text_button(ui, "Use these parameters")
                .on_hover_text(hint)
                .clicked()
            {
                commands.push(Command::Experiment(ExperimentCommand::Adopt(one.id)));
            }
        };
        card_with(ui, &title, actions, |ui| {
            reproduced(ui, open, one);
        });
        grid(ui, 380.0, 2, |ui, i| match i {
            0 => {
                card(ui, "What it was made from", |ui| facts(ui, one));
            }
            _ => {
                card(ui, "Metrics", |ui| {
                    table(ui, "figures", 300.0, &mut Figures::new(one));
                });
            }
        });
        card(ui, "Tags and note", |ui| self.note(ui, one, commands));
    }

    fn note(&mut self, ui: &mut Ui, one: &Experiment, commands: &mut Commands) {
        let (id, mut tags, mut note) = self
            .draft
            .take()
            .filter(|(id, ..)| *id == one.id)
            .unwrap_or_else(|| (one.id, one.tags.join(", "), one.note.clone()));
        ui.horizontal(|ui| {
            let label = ui.label("Tags");
            let edit = TextEdit::singleline(&mut tags).hint_text("words, with commas between");
            ui.add(edit.desired_width(320.0)).labelled_by(label.id);
        });
        let label = ui.label("Note");
        let edit = TextEdit::multiline(&mut note)
            .desired_rows(2)
            .desired_width(f32::INFINITY);
        ui.add(edit).labelled_by(label.id);
        let words = split(&tags);
        let changed = words != one.tags || note != one.note;
        if ui.add_enabled(changed, egui::Button::new("Keep")).clicked() {
            commands.push(Command::Experiment(ExperimentCommand::Annotate {
                id,
                tags: words,
                note: note.clone(),
            }));
        }
        self.draft = Some((id, tags, note));
    }
}

/// Words with commas between them, each once.
fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// What came of making it again.
fn reproduced(ui: &mut Ui, open: &OpenProject, one: &Experiment) {
    let Some(found) = open.experiments.reproduced.get(&one.id) else {
        return;
    };
    let (tone, text) = if found.differences.is_empty() {
        (Tone::Good, "Made again: the same, bit by bit.".to_owned())
    } else {
        let what = found.differences.join(", ");
        let program = concat!("nonagon ", env!("CARGO_PKG_VERSION"));
        let why = if one.record.program == program {
            String::new()
        } else {
            format!(" It was made by {}, this is {program}.", one.record.program)
        };
        (Tone::Bad, format!("Made again, these differ: {what}.{why}"))
    };
    let (ink, _) = tone.colors(ui.tokens());
    ui.horizontal_wrapped(|ui| {
        icon(ui, tone.icon().unwrap_or(Icon::Info), 14.0, ink);
        ui.label(RichText::new(text).color(ink));
    });
}

fn facts(ui: &mut Ui, one: &Experiment) {
    let record = &one.record;
    let weak = ui.tokens().text_weak;
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(name).color(weak));
                ui.label(value);
            });
        }
    };
    for (name, value) in &record.params {
        line(name, value.clone());
    }
    if let Some(setup) = &record.setup {
        let training = &setup.training;
        line("Judged on", training.resampling.summary());
        line("Seed", training.seed.to_string());
        let steps = setup.preparation.recipe.steps.len();
        let recipe = match steps {
            0 => "the usual one".to_owned(),
            n => format!("{n} steps"),
        };
        line("Recipe", recipe);
    }
    line("Data", record.snapshot.chars().take(16).collect());
    line("Taken in from", record.source.clone());
    line("Program", record.program.clone());
    line("Started", words::time(record.started_at));
    line("Seconds of the run", format!("{:.2}", record.run_seconds));
    let cpu = record.cpu_seconds.map(|n| format!("{n:.1}"));
    line(
        "Processor seconds of the whole program",
        cpu.unwrap_or_default(),
    );
    let peak = record.peak_bytes.map(words::bytes);
    line("Most memory of the whole program", peak.unwrap_or_default());
}

/// Every metric with its spread over the folds.
struct Figures<'a> {
    one: &'a Experiment,
    ids: Vec<String>,
    columns: Vec<Column>,
}

impl<'a> Figures<'a> {
    fn new(one: &'a Experiment) -> Self {
        let mut ids: Vec<String> = Vec::new();
        let known = one.record.validation.iter().map(|(id, _)| id.clone());
        let first = one.record.folds.first();
        let folded = first.into_iter().flat_map(|fold| &fold.metrics);
        for id in known.chain(folded.map(|(metric, _)| metric.id().to_owned())) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let mut columns = vec![Column::words("Metric", 150.0)];
        if one.record.folds.is_empty() {
            columns.push(Column::figures("Validation", 110.0));
        } else {
            columns.push(Column::figures("Mean of folds", 110.0));
            columns.push(Column::figures("Deviation", 90.0));
            columns.push(Column::words("Each fold", 260.0));
        }
        Self { one, ids, columns }
    }
}

impl Cells for Figures<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.ids.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(id) = self.ids.get(row) else {
            return;
        };
        let folds: &[FoldScore] = &self.one.record.folds;
        let metric = Metric::from_id(id);
        match (column, metric) {
            (0, _) => {
                ui.label(metric.map_or(id.as_str(), |metric| metric.info().name));
            }
            (1, _) => {
                figure(ui, &self.one.record.figure(id));
            }
            (2, Some(metric)) => {
                figure(ui, &Spread::of(folds, metric).std);
            }
            (_, Some(metric)) => {
                let of = |fold: &FoldScore| {
                    let found = fold.metrics.iter().find(|(known, _)| *known == metric);
                    found.map_or_else(|| "–".to_owned(), |(_, figure)| words::figure(figure))
                };
                let all: Vec<String> = folds.iter().map(of).collect();
                let all = all.join("  ");
                ui.label(&all).on_hover_text(all);
            }
            _ => {}
        }
    }
}
