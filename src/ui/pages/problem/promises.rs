use egui::Ui;

use crate::{steps::problem::Params, ui::widgets::form};

/// What a row stands for, when its answer is known, and how fast an answer must be; true when
/// something changed.
pub(super) fn form(ui: &mut Ui, params: &mut Params) -> bool {
    let help = "What one row stands for, so that nobody counts something else: “one flight”";
    let mut changed = form::text_line(ui, "One row is", help, &mut params.unit);
    let help = "After how many days the right answer is known; monitoring takes younger answers as unknown. 0: at once";
    changed |= limit(
        ui,
        ("Label delay (days)", help),
        (&mut params.label_delay_days, 3650.0),
    );
    let help =
        "How long one answer may take, in milliseconds; it becomes a gate in step 7. 0: no limit";
    changed
        | limit(
            ui,
            ("Latency budget (ms)", help),
            (&mut params.latency_budget_ms, 60_000.0),
        )
}

/// A number that is not there where it is 0.
fn limit(ui: &mut Ui, (label, help): (&str, &str), (value, most): (&mut Option<f64>, f64)) -> bool {
    let mut number = value.unwrap_or(0.0);
    let changed = form::number(ui, label, help, &mut number, 0.0..=most);
    if changed {
        *value = Some(number).filter(|number| *number > 0.0);
    }
    changed
}
