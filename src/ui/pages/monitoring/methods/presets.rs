use egui::{Label, RichText, Ui};

use crate::{
    drift::{Preset, Sides, Verdict, preset::Outcome},
    steps::monitoring::{Report, windows::PresetVerdicts},
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, Tone, card_with, chip, empty, primary_button, text_button},
        words,
    },
    workbench::{Command, Commands, MonitoringCommand, MonitoringWork, OpenProject, Workbench},
};

/// The rules of other programs beside the own ones.
pub(super) fn card(
    ui: &mut Ui,
    (report, chunk): (&Report, usize),
    (workbench, open): (&Workbench, &OpenProject),
    commands: &mut Commands,
) {
    let reference = report.chunks.iter().filter(|chunk| chunk.is_reference);
    let pair = Sides {
        reference: 0..reference.count(),
        current: chunk..chunk + 1,
    };
    let found = open.watched().and_then(|state| state.presets.clone());
    let found = found.filter(|found| found.pair == pair);
    let waits = workbench.watches(MonitoringWork::Presets);
    let mut asks = false;
    let again = found.is_none() && !waits;
    card_with(
        ui,
        "What other programs would say",
        |ui| {
            if waits {
                ui.weak("Judging…");
            } else if again && open.watched().is_some_and(|state| state.presets.is_some()) {
                asks = text_button(ui, "Judge this chunk").clicked();
            }
        },
        |ui| match found {
            Some(found) => table(ui, &found),
            None => empty(
                ui,
                "This chunk was not judged yet",
                "The same rows by four sets of rules: the own one, those of Evidently and NannyML, and the one that is usual in credit scoring. Where they differ, the reasons above say why.",
                |ui| {
                    let button = primary_button(ui, !waits, "Judge by every preset");
                    if button.clicked() {
                        commands.push(Command::Monitoring(MonitoringCommand::Presets(
                            pair.clone(),
                        )));
                    }
                },
            ),
        },
    );
    if asks {
        commands.push(Command::Monitoring(MonitoringCommand::Presets(pair)));
    }
}

fn table(ui: &mut Ui, found: &PresetVerdicts) {
    let mut columns = vec![Column::words("Column", 170.0)];
    columns.extend(Preset::ALL.map(|preset| Column::words(preset.info().name, 190.0)));
    let mut cells = Presets { columns, found };
    widgets::table(ui, "presets", 420.0, &mut cells);
    let weak = ui.tokens().text_weak;
    for (preset, whole) in Preset::ALL.into_iter().zip(&found.whole) {
        if let Some(whole) = whole {
            let said = if *whole {
                "has drifted"
            } else {
                "has not drifted"
            };
            let words = format!("{}: the table as a whole {said}.", preset.info().name);
            ui.label(words);
        }
    }
    let words = "Point at a verdict to see score and limit. Rules with a fixed limit do not know how many rows there are.";
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
}

struct Presets<'a> {
    columns: Vec<Column>,
    found: &'a PresetVerdicts,
}

impl Cells for Presets<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.found.columns.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some((name, outcomes)) = self.found.columns.get(row) else {
            return;
        };
        let Some(outcome) = column.checked_sub(1).and_then(|i| outcomes.get(i)) else {
            ui.label(name);
            return;
        };
        let tone = match outcome.verdict {
            Verdict::Stable => Tone::Good,
            Verdict::Drift => Tone::Bad,
            Verdict::Unknown => Tone::Neutral,
        };
        let hint = format!(
            "{}: {}, limit {}",
            outcome.method,
            figure(&outcome.score),
            figure(&outcome.limit)
        );
        chip(ui, tone, outcome.verdict.name()).on_hover_text(hint);
        let weak = ui.tokens().text_weak;
        ui.label(
            RichText::new(short(outcome))
                .font(text::label())
                .color(weak),
        );
    }
}

fn short(outcome: &Outcome) -> String {
    format!("{} {}", outcome.method, words::figure(&outcome.score))
}

fn figure(figure: &crate::terms::Figure) -> String {
    match figure.reason() {
        Some(reason) => format!("not computable, {reason}"),
        None => words::figure(figure),
    }
}
