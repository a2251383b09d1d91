use egui::{Grid, RichText, Ui};

use crate::{
    automation::{Automation, Level, Preset},
    steps::Step,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, chip, form},
    },
};

/// The matrix step x {by hand, by itself}, with the levels that it adds up to; true when it
/// changed.
pub(super) fn ui(ui: &mut Ui, automation: &mut Automation) -> bool {
    let mut changed = false;
    let options = Preset::ALL.map(|preset| (preset, preset.name().to_owned()));
    let help = "Whose levels are meant: as this program teaches them, or as Google publishes them";
    let mut preset = automation.preset;
    if form::choice(ui, "Levels as in", help, &mut preset, &options) {
        // The same level as others count it, where the cells were those of a level.
        let (level, was_preset) = (automation.level(), automation.is_preset());
        automation.preset = preset;
        if was_preset {
            automation.set_level(level);
        }
        changed = true;
    }
    ui.label(RichText::new(automation.preset.summary()).color(ui.tokens().text_weak));
    ui.add_space(space::S);
    changed |= levels(ui, automation);
    ui.add_space(space::S);
    changed |= cells(ui, automation);
    changed
}

/// Each level with what it does; one click sets its cells.
fn levels(ui: &mut Ui, automation: &mut Automation) -> bool {
    let (preset, level) = (automation.preset, automation.level());
    let mut wanted = None;
    for candidate in Level::ALL {
        let is_reached = candidate == level;
        ui.horizontal_wrapped(|ui| {
            let name = RichText::new(preset.level_name(candidate)).font(text::strong());
            if ui
                .radio(is_reached && automation.is_preset(), name)
                .clicked()
            {
                wanted = Some(candidate);
            }
            if is_reached && !automation.is_preset() {
                chip(ui, Tone::Accent, "this, and more");
            }
            let words = RichText::new(preset.level_summary(candidate));
            ui.label(words.color(ui.tokens().text_weak));
        });
    }
    if let Some(level) = wanted {
        automation.set_level(level);
    }
    wanted.is_some()
}

fn cells(ui: &mut Ui, automation: &mut Automation) -> bool {
    let mut changed = false;
    let weak = ui.tokens().text_weak;
    let title = |ui: &mut Ui, words: &str| {
        ui.label(RichText::new(words).font(text::label()).color(weak));
    };
    Grid::new("matrix")
        .num_columns(3)
        .spacing([space::M, space::XS])
        .striped(true)
        .show(ui, |ui| {
            title(ui, "Step");
            title(ui, "By itself");
            title(ui, "What that means");
            ui.end_row();
            for step in Step::ALL {
                let name = format!("{} {}", step.index() + 1, step.name());
                let label = ui.label(RichText::new(name).font(text::strong()));
                let mut by_itself = automation.automates(step);
                let can = step != Step::Problem;
                let tick = egui::Checkbox::without_text(&mut by_itself);
                if ui.add_enabled(can, tick).labelled_by(label.id).changed() {
                    automation.set(step, by_itself);
                    changed = true;
                }
                ui.label(RichText::new(meaning(step, by_itself)).color(weak));
                ui.end_row();
            }
            let label = ui.label(RichText::new("The pipeline itself").font(text::strong()));
            let tick = egui::Checkbox::without_text(&mut automation.delivery);
            changed |= ui.add(tick).labelled_by(label.id).changed();
            let words = if automation.delivery {
                "CI/CD tests it and runs it on every change: nonagon ci writes the files."
            } else {
                "A person tests a change of the project and takes it over."
            };
            ui.label(RichText::new(words).color(weak));
            ui.end_row();
        });
    changed
}

fn meaning(step: Step, by_itself: bool) -> &'static str {
    match (step, by_itself) {
        (Step::Problem, _) => "A person says what is to be predicted.",
        (Step::Extraction, true) => {
            "A trigger reads the data anew; another shape stops the run, other values train a new model."
        }
        (Step::Extraction, false) => "A person reads the data. No trigger starts anything.",
        (Step::Analysis, true) => "Profiles and alerts are made in every run.",
        (Step::Analysis, false) => "A person looks at the data. Runs go on without it.",
        (Step::Preparation, true) => "The split and the recipe are made anew.",
        (Step::Preparation, false) => "Runs wait here for a person.",
        (Step::Training, true) => "Models are trained anew.",
        (Step::Training, false) => "Runs wait here for a person to train.",
        (Step::Evaluation, true) => "The best model is judged on its test rows.",
        (Step::Evaluation, false) => "Runs wait here for a person to judge.",
        (Step::Validation, true) => "The gates decide. What cannot be known never opens one.",
        (Step::Validation, false) => "Runs wait here for a person to validate.",
        (Step::Deployment, true) => {
            "Tried on a growing share of requests, then serves; taken back where it turns out worse."
        }
        (Step::Deployment, false) => "Runs wait here for a person to deploy.",
        (Step::Monitoring, true) => "What was deployed is followed at once.",
        (Step::Monitoring, false) => "A person looks how the model does.",
    }
}
