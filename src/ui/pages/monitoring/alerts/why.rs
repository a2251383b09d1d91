use egui::{Grid, RichText, Ui};

use super::Opens;
use crate::{
    steps::monitoring::{Alert, Report},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, chip, primary_button},
        words,
    },
    workbench::{AlertEntry, AlertState},
};

/// Value, limit, rows and rule of an alert; true if its windows are to be opened.
pub(super) fn show(ui: &mut Ui, report: &Report, entry: &AlertEntry) -> bool {
    let row = &entry.row;
    let tone = match entry.state {
        AlertState::Open => Tone::Bad,
        AlertState::Acknowledged => Tone::Good,
        AlertState::Muted => Tone::Neutral,
    };
    ui.horizontal_wrapped(|ui| {
        chip(ui, tone, entry.state.name());
        ui.add(egui::Label::new(RichText::new(&row.text).font(text::strong())).wrap());
    });
    ui.add_space(space::XS);
    let now = alert(report, entry);
    let drift = now.and_then(|alert| report.drift_of(alert));
    let mut facts = vec![
        ("Value", words::number(row.value)),
        ("Limit", words::number(row.threshold)),
        ("Rows", words::count(row.rows.max(0).unsigned_abs())),
    ];
    if let Some(drift) = drift {
        facts.push(("Reference rows", words::count(drift.reference_rows)));
        let p = drift.p_value.value();
        let p = p.map_or_else(
            || words::figure(&drift.p_value),
            |p| {
                if p < 1e-6 {
                    "below 0.000001".to_owned()
                } else {
                    words::number(p)
                }
            },
        );
        facts.push(("Chance of this without drift", p));
    }
    facts.extend([
        ("Chunk", row.chunk.clone()),
        ("Model", row.model.clone()),
        ("Rule", row.rule.clone()),
        ("Raised", words::time(row.at)),
    ]);
    Grid::new("why").num_columns(2).show(ui, |ui| {
        for (name, value) in facts {
            let weak = ui.tokens().text_weak;
            ui.label(RichText::new(name).font(text::strong()).color(weak));
            ui.add(egui::Label::new(value).wrap());
            ui.end_row();
        }
    });
    ui.add_space(space::XS);
    if now.is_none() {
        ui.weak("It is not in the report that is shown any more: another model, other chunks or other limits.");
        return false;
    }
    // In a row of its own, or the column would stretch it.
    ui.horizontal(|ui| primary_button(ui, true, "Open its windows").clicked())
        .inner
}

/// The alert in the report that is shown.
fn alert<'a>(report: &'a Report, entry: &AlertEntry) -> Option<&'a Alert> {
    if report.model != entry.row.model {
        return None;
    }
    report.alerts.iter().find(|alert| {
        let chunk = report.chunks.get(alert.chunk);
        alert.subject == entry.row.subject
            && alert
                .concern
                .name()
                .eq_ignore_ascii_case(&entry.row.concern)
            && chunk.is_some_and(|chunk| chunk.label == entry.row.chunk)
    })
}

/// Where it is in the report.
pub(super) fn place(report: &Report, entry: &AlertEntry) -> Option<Opens> {
    let alert = alert(report, entry)?;
    Some(Opens {
        subject: alert.subject.clone(),
        chunk: alert.chunk,
    })
}
