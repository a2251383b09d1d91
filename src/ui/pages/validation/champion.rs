use egui::{Grid, RichText, Ui};

use crate::{
    steps::validation::ChampionReport,
    terms::Figure,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, Tone, chip, figure, icon},
        words,
    },
    workbench::OpenProject,
};

/// The model that was evaluated beside the one in service, metric by metric.
pub(super) fn show(ui: &mut Ui, champion: &ChampionReport, open: &OpenProject) {
    if let Some(problem) = &champion.problem {
        let (ink, _) = Tone::Warn.colors(ui.tokens());
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Warning, 14.0, ink);
            let words = format!(
                "{} could not be judged and does not block: {problem}",
                champion.name
            );
            ui.label(RichText::new(words).color(ink));
        });
        return;
    }
    let Some(challenger) = open.results.evaluation.as_ref().map(|done| &*done.report) else {
        return;
    };
    let weak = ui.tokens().text_weak;
    let head = |ui: &mut Ui, words: &str| {
        ui.label(RichText::new(words).font(text::label()).color(weak));
    };
    Grid::new("champion")
        .num_columns(5)
        .striped(true)
        .spacing([space::L, space::XS])
        .show(ui, |ui| {
            head(ui, "Metric");
            head(ui, &format!("New: {}", challenger.name));
            head(ui, &format!("In service: {}", champion.name));
            head(ui, "Difference");
            head(ui, "");
            ui.end_row();
            for (metric, theirs) in &champion.metrics {
                let ours = challenger.metric(*metric);
                ui.label(metric.info().name)
                    .on_hover_text(metric.info().summary);
                figure(ui, &ours);
                figure(ui, theirs);
                difference(ui, &ours, theirs, metric.higher_is_better());
                ui.end_row();
            }
        });
}

fn difference(ui: &mut Ui, ours: &Figure, theirs: &Figure, higher_is_better: bool) {
    let (Some(ours), Some(theirs)) = (ours.value(), theirs.value()) else {
        ui.label("–");
        ui.label("");
        return;
    };
    let difference = ours - theirs;
    let sign = if difference > 0.0 { "+" } else { "" };
    ui.label(format!("{sign}{}", words::number(difference)));
    if difference == 0.0 {
        chip(ui, Tone::Neutral, "same");
    } else if (difference > 0.0) == higher_is_better {
        chip(ui, Tone::Good, "better");
    } else {
        chip(ui, Tone::Warn, "worse");
    }
}
