use egui::{Label, Ui};

use crate::{
    steps::preparation::{Check, CheckResult, Verdict},
    ui::{
        widgets::{self, Cells, Column, Tone, chip, figure},
        words,
    },
};

/// Whether figures from the split can be trusted.
pub(super) fn card(ui: &mut Ui, checks: &[CheckResult]) {
    if checks.is_empty() {
        return;
    }
    widgets::card(ui, "Leaks between the parts", |ui| {
        let mut cells = Results {
            columns: vec![
                Column::words("Check", 160.0),
                Column::words("Verdict", 100.0),
                Column::figures("Found", 80.0),
                Column::figures("Limit", 80.0),
                Column::words("What it means", 640.0),
            ],
            checks,
        };
        widgets::table(ui, "checks", 200.0, &mut cells);
    });
}

struct Results<'a> {
    columns: Vec<Column>,
    checks: &'a [CheckResult],
}

impl Cells for Results<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.checks.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(result) = self.checks.get(row) else {
            return;
        };
        let is_share = result.check != Check::TargetShift;
        match column {
            0 => {
                let info = result.check.info();
                ui.label(info.name).on_hover_text(info.summary);
            }
            1 => {
                let tone = match result.verdict {
                    Verdict::Sound => Tone::Good,
                    Verdict::Suspect => Tone::Warn,
                    Verdict::Unknown => Tone::Neutral,
                };
                chip(ui, tone, result.verdict.name());
            }
            2 => match result.value.value() {
                Some(value) if is_share => {
                    ui.label(words::percent(value));
                }
                _ => {
                    figure(ui, &result.value);
                }
            },
            3 => {
                ui.label(if is_share {
                    words::percent(result.limit)
                } else {
                    words::number(result.limit)
                });
            }
            _ => {
                ui.add(Label::new(&result.text).truncate())
                    .on_hover_text(&result.text);
            }
        }
    }
}
