use egui::{Label, RichText, ScrollArea, Sense, TextEdit, Ui, UiBuilder, WidgetInfo};

use crate::{
    data::{
        ColumnInfo,
        recipe::{Operation, RecipeStep},
    },
    ui::{
        theme::{UiExt as _, space, text},
        widgets::text_button,
    },
};

/// What the picker of operations remembers between frames.
#[derive(Default)]
pub(super) struct View {
    open: bool,
    wanted: String,
}

impl View {
    /// The operations that fit `features`, searched by what is typed; gives the step to add.
    pub(super) fn ui(&mut self, ui: &mut Ui, features: &[ColumnInfo]) -> Option<RecipeStep> {
        if !self.open {
            self.open = text_button(ui, "Add an operation…").clicked();
            return None;
        }
        let mut chosen = None;
        ui.horizontal(|ui| {
            let search = TextEdit::singleline(&mut self.wanted)
                .hint_text("Search operations")
                .desired_width((ui.available_width() - 90.0).max(120.0));
            ui.add(search).accessible_name("Search operations");
            if text_button(ui, "Close").clicked() {
                self.open = false;
            }
        });
        let wanted = self.wanted.to_lowercase();
        ScrollArea::vertical()
            .id_salt("operations")
            .max_height(320.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for operation in Operation::ALL {
                    let info = operation.info();
                    let about = format!("{} {} {}", info.id, info.name, info.summary);
                    let columns = operation.usual_columns(features);
                    if let Some(columns) =
                        columns.filter(|_| about.to_lowercase().contains(&wanted))
                        && row(ui, &operation)
                    {
                        chosen = Some(RecipeStep::new(columns, operation));
                    }
                }
            });
        if chosen.is_some() {
            *self = Self::default();
        }
        chosen
    }
}

/// One operation with what it tells; true when it was chosen.
fn row(ui: &mut Ui, operation: &Operation) -> bool {
    let info = operation.info();
    let tokens = ui.tokens();
    let builder = UiBuilder::new().id_salt(info.id).sense(Sense::click());
    let response = ui
        .scope_builder(builder, |ui| {
            let response = ui.response();
            if response.hovered() || response.has_focus() {
                let rect = ui.max_rect().with_max_y(ui.max_rect().top() + 44.0);
                ui.painter()
                    .rect_filled(rect, space::ROUND_SMALL, tokens.sunken);
            }
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add_space(space::XS);
            let name = RichText::new(info.name).font(text::strong());
            ui.add(Label::new(name).selectable(false));
            let summary = RichText::new(info.summary)
                .font(text::label())
                .color(tokens.text_weak);
            ui.add(Label::new(summary).selectable(false).truncate());
            ui.add_space(space::XS);
        })
        .response;
    let name = format!("Add {}", info.name);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    response
        .on_hover_text(format!("{}\n\n{}", info.summary, info.reference))
        .clicked()
}
