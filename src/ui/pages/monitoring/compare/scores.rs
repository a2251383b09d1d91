use egui::{RichText, Ui};

use crate::{
    drift::{ColumnDrift, Verdict},
    steps::monitoring::Report,
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Tile, Tone, chip, text_button, tiles},
        words,
    },
    workbench::SideBySide,
};

/// What the figures say of the two windows; true if a file for them is wanted.
pub(super) fn card(ui: &mut Ui, shown: &SideBySide, report: &Report) -> bool {
    let drift = &shown.found.drift;
    let mut saves = false;
    let actions = |ui: &mut Ui| {
        saves = text_button(ui, "Save…")
            .on_hover_text("The plots as a picture (SVG), or the figures as a table (CSV)")
            .clicked();
    };
    widgets::card_with(ui, "Scores", actions, |ui| {
        ui.horizontal_wrapped(|ui| {
            chip(ui, tone(drift.verdict), drift.verdict.name());
            let words = format!(
                "{} ({} rows) against {} ({} rows)",
                report.window_words(&shown.pair.current),
                words::count(drift.current_rows),
                report.window_words(&shown.pair.reference),
                words::count(drift.reference_rows),
            );
            ui.label(RichText::new(words).color(ui.tokens().text_weak));
        });
        if let Some(words) = cannot_know(drift) {
            ui.label(RichText::new(words).color(ui.tokens().text_weak));
        }
        tiles(ui, &measured(drift));
        let weak = ui.tokens().text_weak;
        let words = "The limit is made for these numbers of rows alone; on the timeline it also knows the unrest of the reference.";
        ui.label(RichText::new(words).font(text::label()).color(weak));
    });
    saves
}

/// Why a verdict is none, and what would have been seen.
fn cannot_know(drift: &ColumnDrift) -> Option<String> {
    let shift = drift.smallest_shift.value()?;
    (drift.verdict == Verdict::Unknown).then(|| {
        let in_std = drift.smallest_shift_in_std();
        let in_std = in_std.map_or_else(String::new, |shift| {
            format!(", about a move by {} standard deviations", words::number(shift))
        });
        format!(
            "With so few rows only a PSI of {} or more would have been seen{in_std}. Take longer windows.",
            words::number(shift)
        )
    })
}

/// What the colour of a verdict says.
pub(in crate::ui::pages::monitoring) fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Stable => Tone::Good,
        Verdict::Drift => Tone::Bad,
        Verdict::Unknown => Tone::Neutral,
    }
}

/// One tile for each method that fits the column.
fn measured(drift: &ColumnDrift) -> Vec<Tile> {
    let fitting = drift.scores.iter().filter(|score| {
        let reason = score.statistic.reason();
        reason.is_none_or(|reason| !reason.starts_with("does not apply"))
    });
    fitting
        .map(|score| {
            let info = score.method.info();
            let p_value = score.p_value.as_ref().and_then(crate::terms::Figure::value);
            let note = match (score.method, p_value, score.statistic.reason()) {
                (_, _, Some(reason)) => reason.to_owned(),
                (crate::drift::Distance::Psi, _, None) => {
                    format!("limit {} for these rows", words::number(drift.limit))
                }
                (_, Some(p), None) if p < 1e-4 => "p below 0.0001".to_owned(),
                (_, Some(p), None) => format!("p {}", words::number(p)),
                (_, None, None) => String::new(),
            };
            Tile::new(info.name, words::figure(&score.statistic)).note(note)
        })
        .collect()
}
