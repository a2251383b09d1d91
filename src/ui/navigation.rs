//! The rail at the left: the nine steps with their state, and the pages below them.

use egui::{Align2, FontId, Response, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{
    badge::badge,
    step_mark,
    theme::{UiExt as _, space, text},
    widgets::{Icon, paint_icon},
};
use crate::workbench::{Command, Commands, Page, Role, Workbench};

const ROW: f32 = 30.0;
const MARK: f32 = 24.0;

/// Shows the rail.
pub(super) fn navigation(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    ui.horizontal(|ui| {
        badge(ui, 34.0, workbench);
        ui.label(RichText::new("Nonagon").font(text::title()));
    });
    ui.add_space(space::S);
    ui.spacing_mut().item_spacing.y = 2.0;
    for page in Page::all() {
        if page == Page::Logs {
            ui.add_space(space::S);
            ui.separator();
            ui.add_space(space::S);
        }
        if item(ui, page, workbench).clicked() {
            commands.push(Command::Open(page));
        }
        if page == Page::Home {
            ui.add_space(space::S);
            let weak = ui.tokens().text_weak;
            ui.label(
                RichText::new("   Nine steps")
                    .font(text::label())
                    .color(weak),
            );
        }
    }
}

fn item(ui: &mut Ui, page: Page, workbench: &Workbench) -> Response {
    let tokens = ui.tokens();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let selected = workbench.page == page;
    let said = name(page, workbench);
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, selected, &said));
    let own = matches!(page, Page::Step(step) if workbench.role.steps().contains(&step));
    if selected || response.hovered() || response.has_focus() {
        let ground = if selected {
            tokens.accent_soft
        } else {
            tokens.sunken
        };
        ui.painter().rect_filled(rect, space::ROUND_SMALL, ground);
    }
    if selected {
        let bar = egui::Rect::from_min_max(rect.left_top(), pos2(rect.left() + 3.0, rect.bottom()));
        ui.painter().rect_filled(bar, 2.0, tokens.accent);
    }
    let center = pos2(rect.left() + 10.0 + MARK / 2.0, rect.center().y);
    let mark = egui::Rect::from_center_size(center, vec2(MARK, MARK));
    let ink = if selected {
        tokens.accent
    } else {
        tokens.text_weak
    };
    match page {
        Page::Step(step) => step_mark::small(ui, mark, step, &workbench.step_state(step)),
        Page::Home => paint_icon(ui.painter(), mark.shrink(4.0), Icon::Home, ink),
        Page::Features => paint_icon(ui.painter(), mark.shrink(4.0), Icon::Book, ink),
        Page::Sql => paint_icon(ui.painter(), mark.shrink(4.0), Icon::Prompt, ink),
        Page::Logs => paint_icon(ui.painter(), mark.shrink(4.0), Icon::Pulse, ink),
        Page::Models => paint_icon(ui.painter(), mark.shrink(4.0), Icon::Cube, ink),
        Page::Automation => paint_icon(ui.painter(), mark.shrink(4.0), Icon::Cycle, ink),
        Page::Lab => paint_icon(ui.painter(), mark.shrink(4.0), Icon::Flask, ink),
        Page::Workshop => paint_icon(ui.painter(), mark.shrink(4.0), Icon::Board, ink),
        Page::Settings => paint_icon(ui.painter(), mark.shrink(4.0), Icon::Sliders, ink),
    }
    let color = if selected { tokens.accent } else { tokens.text };
    let left = pos2(mark.right() + 10.0, rect.center().y);
    let font = if selected || own {
        text::strong()
    } else {
        FontId::proportional(13.0)
    };
    ui.painter()
        .text(left, Align2::LEFT_CENTER, page.name(), font, color);
    if own {
        // The role's own steps are marked, the others stay as they are.
        ui.painter().circle_filled(
            pos2(rect.right() - 10.0, rect.center().y),
            2.5,
            tokens.accent,
        );
    }
    match page {
        Page::Step(step) => {
            let roles: Vec<&str> = Role::of_step(step).map(Role::name).collect();
            let (_, state) = step_mark::words(&workbench.step_state(step));
            response.on_hover_text(format!("{state}\nUsually done by: {}", roles.join(", ")))
        }
        _ => response,
    }
}

/// What a screen reader says: the state is part of it.
fn name(page: Page, workbench: &Workbench) -> String {
    match page {
        Page::Step(step) => {
            let (_, state) = step_mark::words(&workbench.step_state(step));
            format!("Step {} {}: {state}", step.index() + 1, step.name())
        }
        _ => page.name().to_owned(),
    }
}
