use egui::{RichText, ScrollArea, Ui};

use super::Subject;
use crate::{
    steps::monitoring::{Concern, Report},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Icon, icon},
    },
};

const ROW: f32 = 28.0;
const HEIGHT: f32 = 500.0;

/// Every alert, newest first; the index of the one that was clicked.
pub(super) fn list(
    ui: &mut Ui,
    report: &Report,
    (chunk, subject): (Option<usize>, Subject),
) -> Option<usize> {
    if report.alerts.is_empty() {
        ui.weak("There is none: data, answers and performance are as they were on the reference, as far as these chunks can tell.");
        return None;
    }
    let mut clicked = None;
    let height = (ROW * report.alerts.len() as f32 + 8.0).min(HEIGHT);
    // The scroll area counts rows with the spacing that it finds.
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("alerts")
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, report.alerts.len(), |ui, rows| {
            for i in rows {
                let Some(alert) = report.alerts.get(i) else {
                    continue;
                };
                let tokens = ui.tokens();
                let ink = match alert.concern {
                    Concern::Performance => tokens.bad,
                    Concern::DataDrift | Concern::PredictionDrift => tokens.warn,
                };
                ui.horizontal(|ui| {
                    ui.set_height(ROW);
                    icon(ui, Icon::Warning, 14.0, ink);
                    let concern = RichText::new(alert.concern.name())
                        .font(text::label())
                        .color(ink);
                    ui.label(concern);
                    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                    let about = Subject::of(report, alert);
                    let is_here =
                        chunk == Some(alert.chunk) && about.is_none_or(|about| about == subject);
                    let label = ui.selectable_label(is_here, &alert.text);
                    if label
                        .on_hover_text("Click to look at this column and chunk")
                        .clicked()
                    {
                        clicked = Some(i);
                    }
                });
            }
        });
    clicked
}
