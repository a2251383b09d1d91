use egui::{RichText, ScrollArea, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, text},
        widgets::{Icon, icon},
    },
    workbench::{AlertEntry, AlertState},
};

const ROW: f32 = 28.0;
const HEIGHT: f32 = 420.0;

/// The alerts, the latest first; gives the number of the one that was clicked.
pub(super) fn show(ui: &mut Ui, entries: &[&AlertEntry], selected: Option<i64>) -> Option<i64> {
    if entries.is_empty() {
        ui.weak("There is none: as far as the rules and these chunks can tell, all is as it was on the reference, or somebody has seen to it.");
        return None;
    }
    let mut clicked = None;
    let height = (ROW * entries.len() as f32 + 8.0).min(HEIGHT);
    // The scroll area counts rows with the spacing that it finds.
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("inbox")
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, entries.len(), |ui, rows| {
            for i in rows {
                let Some(entry) = entries.get(i) else {
                    continue;
                };
                if row(
                    ui,
                    entry,
                    selected == Some(entry.row.id) || (selected.is_none() && i == 0),
                ) {
                    clicked = Some(entry.row.id);
                }
            }
        });
    clicked
}

fn row(ui: &mut Ui, entry: &AlertEntry, is_selected: bool) -> bool {
    let tokens = ui.tokens();
    let (mark, ink) = match entry.state {
        AlertState::Open if entry.row.concern == "performance" => (Icon::Warning, tokens.bad),
        AlertState::Open => (Icon::Warning, tokens.warn),
        AlertState::Acknowledged => (Icon::Check, tokens.good),
        AlertState::Muted => (Icon::Power, tokens.text_weak),
    };
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        icon(ui, mark, 14.0, ink);
        let concern = RichText::new(&entry.row.concern).font(text::label());
        ui.label(concern.color(ink));
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
        let hint = format!("{}: {}", entry.state.name(), entry.row.text);
        let label = ui.selectable_label(is_selected, &entry.row.text);
        label.on_hover_text(hint).clicked()
    })
    .inner
}
