use egui::{Align, FontId, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui, vec2};

use crate::ui::{
    theme::{UiExt as _, space, text},
    widgets::{icon_button, primary_button, text_button},
};
use crate::{
    ui::widgets::Icon,
    workbench::{Block, Command, Commands, OpenProject, Topic, Workbench, WorkshopCommand},
};

/// Width of the list of lessons, and of a line that is read with ease.
const LIST: f32 = 216.0;
const LINE: f32 = 680.0;

/// The lessons at the left, the chosen one at the right.
pub(super) fn reader(ui: &mut Ui, topic: &mut Topic, workbench: &Workbench) {
    let height = ui.available_height();
    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
        ui.allocate_ui_with_layout(vec2(LIST, height), Layout::top_down(Align::Min), |ui| {
            ScrollArea::vertical()
                .id_salt("topics")
                .auto_shrink(false)
                .show(ui, |ui| list(ui, topic));
        });
        ui.add_space(space::M);
        let width = ui.available_width();
        ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| {
            ScrollArea::vertical()
                .id_salt(("lesson", topic.id()))
                .auto_shrink(false)
                .content_margin(space::SCROLLED)
                .show(ui, |ui| {
                    ui.set_max_width(LINE.min(ui.available_width()));
                    let lesson = topic.lesson(workbench.project.as_ref());
                    ui.label(RichText::new(&lesson.title).font(text::title()));
                    ui.add_space(space::S);
                    blocks(ui, &lesson.blocks, 1.0);
                });
        });
    });
}

fn list(ui: &mut Ui, topic: &mut Topic) {
    let weak = ui.tokens().text_weak;
    ui.spacing_mut().item_spacing.y = 2.0;
    let mut part = "";
    for candidate in Topic::all() {
        let of = match candidate {
            Topic::Step(_) => "The nine steps",
            Topic::Metric(_) => "What is followed",
            Topic::Level(_) => "The three levels",
            Topic::Role(_) => "The five roles",
        };
        if part != of {
            part = of;
            ui.add_space(space::S);
            ui.label(RichText::new(of).font(text::label()).color(weak));
        }
        // The heading above says what it is about; the rest of the title is enough.
        let title = candidate.title();
        let short = match candidate {
            Topic::Step(_) | Topic::Level(_) => {
                title.split_once(' ').map_or(title, |(_, rest)| rest)
            }
            Topic::Metric(_) | Topic::Role(_) => {
                title.split_once(" · ").map_or(title, |(_, rest)| rest)
            }
        };
        let is_chosen = candidate == *topic;
        if ui.selectable_label(is_chosen, short).clicked() {
            *topic = candidate;
        }
    }
}

/// The pieces of a lesson, `scale` times as large as usual.
pub(in crate::ui) fn blocks(ui: &mut Ui, blocks: &[Block], scale: f32) {
    let tokens = *ui.tokens();
    let font = FontId::proportional(14.0 * scale);
    for block in blocks {
        match block {
            Block::Heading(words) => {
                ui.add_space(space::S * scale);
                let size = text::strong().size * 1.1 * scale;
                let font = FontId::new(size, text::strong().family);
                ui.label(RichText::new(words).font(font));
            }
            Block::Paragraph(words) => {
                ui.label(RichText::new(words).font(font.clone()));
            }
            Block::Point(words) => {
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new("•").font(font.clone()).color(tokens.accent));
                    ui.add(Label::new(RichText::new(words).font(font.clone())).wrap());
                });
            }
            Block::Project(words) => {
                Frame::new()
                    .fill(tokens.accent_soft)
                    .corner_radius(space::ROUND_SMALL)
                    .inner_margin(Margin::symmetric(10, 6))
                    .show(ui, |ui| {
                        ui.label(RichText::new(words).font(font.clone()));
                    });
            }
        }
        ui.add_space(space::XS * scale);
    }
}

/// The manual page of a topic, narrow, for the guide.
pub(in crate::ui) fn manual(ui: &mut Ui, topic: Topic, open: Option<&OpenProject>) {
    let lesson = topic.lesson(open);
    egui::CollapsingHeader::new(RichText::new(&lesson.title).font(text::strong()))
        .id_salt(topic.id())
        .show(ui, |ui| blocks(ui, &lesson.blocks, 0.93));
}

/// A lesson in large type, for a room.
pub(in crate::ui) fn present(
    ui: &mut Ui,
    topic: Topic,
    workbench: &Workbench,
    commands: &mut Commands,
) {
    let all: Vec<Topic> = Topic::all().collect();
    let place = all.iter().position(|known| *known == topic).unwrap_or(0);
    let mut go = |topic: Option<Topic>| {
        commands.push(Command::Workshop(WorkshopCommand::Present(topic)));
    };
    let pressed = |key: egui::Key| {
        ui.ctx()
            .input_mut(|input| input.consume_key(egui::Modifiers::NONE, key))
    };
    let (before, after) = (
        place
            .checked_sub(1)
            .and_then(|place| all.get(place))
            .copied(),
        all.get(place + 1).copied(),
    );
    let back = pressed(egui::Key::ArrowLeft) || pressed(egui::Key::PageUp);
    let on = pressed(egui::Key::ArrowRight) || pressed(egui::Key::PageDown);
    let leave = pressed(egui::Key::Escape);
    ui.horizontal(|ui| {
        let weak = ui.tokens().text_weak;
        let place = format!("{} of {}", place + 1, all.len());
        ui.label(RichText::new(place).color(weak));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, Icon::Cross, "Leave the presentation").clicked() || leave {
                go(None);
            }
            if primary_button(ui, after.is_some(), "Next lesson").clicked()
                || (on && after.is_some())
            {
                go(after);
            }
            if before.is_some() && (text_button(ui, "Lesson before").clicked() || back) {
                go(before);
            }
        });
    });
    // As large as the room allows: on a wide screen lines get longer with their letters.
    let scale = (ui.available_width() / 760.0).clamp(1.3, 2.6);
    let margin = ((ui.available_width() - 620.0 * scale) / 2.0).max(0.0);
    ScrollArea::vertical()
        .id_salt(("presented", topic.id()))
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.horizontal_top(|ui| {
                ui.add_space(margin);
                ui.vertical(|ui| {
                    ui.set_max_width((620.0 * scale).min(ui.available_width() - 16.0));
                    let lesson = topic.lesson(workbench.project.as_ref());
                    let title = FontId::new(22.0 * scale, text::title().family);
                    ui.label(RichText::new(&lesson.title).font(title));
                    ui.add_space(space::M);
                    blocks(ui, &lesson.blocks, scale);
                });
            });
        });
}
