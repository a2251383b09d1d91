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
                "{} could not be judged, so its gate is not known: {problem}",
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
    if let Some(agreement) = &champion.agreement {
        let words = format!(
            "Both were asked about the same test rows; their agreement is {}.",
            words::figure(agreement)
        );
        ui.label(RichText::new(words).color(weak));
    }
    let head = |ui: &mut Ui, words: &str| {
        ui.label(RichText::new(words).font(text::label()).color(weak));
    };
    Grid::new("champion")
        .num_columns(6)
        .striped(true)
        .spacing([space::L, space::XS])
        .show(ui, |ui| {
            head(ui, "Metric");
            head(ui, &format!("New: {}", challenger.name));
            head(ui, &format!("In service: {}", champion.name));
            head(ui, "Difference");
            head(ui, "95 % interval");
            head(ui, "");
            ui.end_row();
            for (metric, theirs) in &champion.metrics {
                let ours = challenger.metric(*metric);
                ui.label(metric.info().name)
                    .on_hover_text(metric.info().summary);
                figure(ui, &ours);
                figure(ui, theirs);
                let apart = champion.differences.iter().find(|(of, _)| of == metric);
                let interval = apart.map(|(_, apart)| (apart.low, apart.high));
                difference(ui, (&ours, theirs), interval, metric.higher_is_better());
                ui.end_row();
            }
        });
}

/// An interval across 0 says that chance may have made the difference.
fn difference(
    ui: &mut Ui,
    (ours, theirs): (&Figure, &Figure),
    interval: Option<(f64, f64)>,
    higher_is_better: bool,
) {
    let (Some(ours), Some(theirs)) = (ours.value(), theirs.value()) else {
        ui.label("–");
        ui.label("–");
        ui.label("");
        return;
    };
    let difference = ours - theirs;
    let sign = if difference > 0.0 { "+" } else { "" };
    ui.label(format!("{sign}{}", words::number(difference)));
    let between = interval.map_or_else(
        || "–".to_owned(),
        |(low, high)| format!("{} to {}", words::number(low), words::number(high)),
    );
    ui.label(between);
    if difference == 0.0 {
        chip(ui, Tone::Neutral, "same");
    } else if interval.is_some_and(|(low, high)| low <= 0.0 && high >= 0.0) {
        chip(ui, Tone::Neutral, "within chance");
    } else if (difference > 0.0) == higher_is_better {
        chip(ui, Tone::Good, "better");
    } else {
        chip(ui, Tone::Warn, "worse");
    }
}
