//! What the user should know, in the lower right corner, until it is dismissed.

use egui::{Align2, Area, CornerRadius, Frame, Id, Margin, Order, RichText, Stroke, vec2};

use super::{
    theme::{space, tokens},
    widgets::{Icon, Tone, icon, icon_button},
};
use crate::workbench::{Command, Commands, Severity, Workbench};

/// How many are shown at once; older ones wait until there is room.
const SHOWN: usize = 4;

/// Shows the newest notices over everything but dialogs.
pub(super) fn notices(ctx: &egui::Context, workbench: &Workbench, commands: &mut Commands) {
    if workbench.notices.is_empty() {
        return;
    }
    let tokens = tokens(ctx.theme());
    Area::new(Id::unique("notices"))
        .anchor(Align2::RIGHT_BOTTOM, vec2(-space::M, -space::M))
        .order(Order::Foreground)
        .show(ctx, |ui| {
            let first = workbench.notices.len().saturating_sub(SHOWN);
            for (index, notice) in workbench.notices.iter().enumerate().skip(first) {
                let (tone, mark) = match notice.severity {
                    Severity::Info => (Tone::Accent, Icon::Info),
                    Severity::Warning => (Tone::Warn, Icon::Warning),
                    Severity::Error => (Tone::Bad, Icon::Cross),
                };
                let (ink, _) = tone.colors(tokens);
                Frame::new()
                    .fill(tokens.surface)
                    .stroke(Stroke::new(1.0, ink))
                    .corner_radius(CornerRadius::same(space::ROUND))
                    .inner_margin(Margin::same(12))
                    .shadow(ui.visuals().popup_shadow)
                    .show(ui, |ui| {
                        ui.set_width(360.0);
                        ui.horizontal_top(|ui| {
                            icon(ui, mark, 16.0, ink);
                            ui.allocate_ui(vec2(296.0, 0.0), |ui| {
                                let words = RichText::new(&notice.text).color(tokens.text);
                                ui.add(egui::Label::new(words).wrap());
                            });
                            if icon_button(ui, Icon::Cross, "Dismiss").clicked() {
                                commands.push(Command::Dismiss(index));
                            }
                        });
                    });
            }
        });
}
