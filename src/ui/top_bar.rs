//! The bar at the top: project, level, what runs, the palette, role and guide.

use egui::{Align, Layout, ProgressBar, RichText, Ui};

use super::{
    actions::{self, Act, Action},
    theme::{UiExt as _, space, text},
    widgets::{Icon, icon_button},
};
use crate::{
    automation::{Automation, Level},
    workbench::{Command, Commands, Edit, ExploreWork, JobKey, Page, Role, Workbench},
};

/// Shows the bar; gives what was asked for beyond workbench commands.
pub(super) fn top_bar(
    ui: &mut Ui,
    workbench: &Workbench,
    actions: &[Action],
    commands: &mut Commands,
) -> Option<Act> {
    let mut asked = None;
    ui.horizontal_centered(|ui| {
        asked = project_menu(ui, workbench, actions);
        if let Some(open) = &workbench.project {
            level_choice(ui, &open.project.automation, commands);
            if icon_button(ui, Icon::Undo, "Undo").clicked() && open.can_undo() {
                commands.push(Command::Undo);
            }
            if icon_button(ui, Icon::Redo, "Redo").clicked() && open.can_redo() {
                commands.push(Command::Redo);
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, Icon::Book, "Guide").clicked() {
                commands.push(Command::ToggleGuide);
            }
            role_choice(ui, workbench.role, commands);
            if search_button(ui).clicked() {
                asked = Some(Act::Palette);
            }
            jobs(ui, workbench, commands);
        });
    });
    asked
}

fn project_menu(ui: &mut Ui, workbench: &Workbench, actions: &[Action]) -> Option<Act> {
    let name = workbench
        .project
        .as_ref()
        .map_or("No project", |open| open.project.name.as_str());
    let title = RichText::new(format!("{name}  ▼")).font(text::section());
    let mut asked = None;
    ui.menu_button(title, |ui| {
        ui.set_min_width(260.0);
        for action in actions
            .iter()
            .filter(|action| actions::is_about_projects(action))
        {
            if ui.button(&action.name).clicked() {
                asked = Some(action.act.clone());
                ui.close();
            }
        }
    })
    .response
    .on_hover_text("Switch, start, import or export a project");
    asked
}

fn level_choice(ui: &mut Ui, automation: &Automation, commands: &mut Commands) {
    let (preset, level, name) = (automation.preset, automation.level(), automation.name());
    let combo = egui::ComboBox::from_id_salt("level")
        .selected_text(&name)
        .width(190.0)
        .truncate()
        .show_ui(ui, |ui| {
            for candidate in Level::ALL {
                let is_chosen = candidate == level && automation.is_preset();
                let row = ui.selectable_label(is_chosen, preset.level_name(candidate));
                let row = row.on_hover_text(preset.level_summary(candidate));
                if row.clicked() && !is_chosen {
                    commands.edit(Edit::Level(candidate));
                }
            }
            ui.separator();
            if ui.selectable_label(false, "Step by step…").clicked() {
                commands.push(Command::Open(Page::Automation));
            }
        });
    let said = format!("MLOps level: {name}");
    combo
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &said));
    combo.response.on_hover_text(preset.level_summary(level));
}

fn role_choice(ui: &mut Ui, role: Role, commands: &mut Commands) {
    let combo = egui::ComboBox::from_id_salt("role")
        .selected_text(role.name())
        .width(130.0)
        .show_ui(ui, |ui| {
            for candidate in Role::ALL {
                let row = ui.selectable_label(candidate == role, candidate.name());
                if row.on_hover_text(candidate.job()).clicked() && candidate != role {
                    commands.push(Command::SetRole(candidate));
                }
            }
        });
    let said = format!("Role: {}", role.name());
    combo
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &said));
    combo
        .response
        .on_hover_text("Whose work comes first. Nothing is hidden.");
}

fn search_button(ui: &mut Ui) -> egui::Response {
    let weak = ui.tokens().text_weak;
    let words = RichText::new("Find a command").color(weak);
    let keys = RichText::new("Ctrl+K").small().color(weak);
    ui.add(
        egui::Button::new(words)
            .right_text(keys)
            .min_size(egui::vec2(190.0, 0.0)),
    )
}

/// What runs, how far it is, and a way to stop it. What is done in a blink is not shown.
fn jobs(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    let shown = workbench.running().iter().find(|run| {
        let quick = matches!(
            run.key,
            JobKey::Save
                | JobKey::Setting(_)
                | JobKey::Workshop
                | JobKey::Preview
                | JobKey::PreviewParts
                | JobKey::Automation(_)
                | JobKey::Explore(ExploreWork::Select | ExploreWork::Rows)
        );
        !quick
    });
    let Some(run) = shown else {
        return;
    };
    ui.add_space(space::S);
    if ui.button("Stop").on_hover_text("Ctrl+.").clicked() {
        commands.push(Command::Stop);
    }
    let words = format!("{} · {}", run.label, run.message());
    let bar = ProgressBar::new(run.fraction())
        .desired_width(200.0)
        .desired_height(18.0);
    let bar = bar.text(RichText::new(words.clone()).font(text::label()));
    ui.add(bar).on_hover_text(words);
}
