use egui::{CollapsingHeader, RichText, Ui};

use crate::{
    data::sql::quote,
    ui::{
        theme::{UiExt as _, text},
        widgets,
    },
    workbench::{SqlConsole, SqlOrigin, SqlTable},
};

/// The tables with their columns; gives the name that was clicked, as a query writes it.
pub(super) fn card(ui: &mut Ui, console: &SqlConsole) -> Option<String> {
    widgets::card(ui, "Tables", |ui| {
        let weak = ui.tokens().text_weak;
        if console.tables.is_empty() {
            let words = "None yet. Open a project: its data set and its sources stand here.";
            ui.label(RichText::new(words).color(weak));
        }
        let mut clicked = None;
        for table in &console.tables {
            let open = matches!(table.origin, SqlOrigin::DataSet(_));
            CollapsingHeader::new(RichText::new(&table.name).font(text::strong()))
                .id_salt(("table", &table.name))
                .default_open(open)
                .show(ui, |ui| {
                    if let Some(name) = columns(ui, table) {
                        clicked = Some(name);
                    }
                });
        }
        clicked
    })
}

fn columns(ui: &mut Ui, table: &SqlTable) -> Option<String> {
    let weak = ui.tokens().text_weak;
    let from = match &table.origin {
        SqlOrigin::DataSet(_) => "the data set of this project",
        SqlOrigin::Source(_) => "a source of this project",
        SqlOrigin::Project(_) => "the data set of another project",
    };
    ui.label(RichText::new(from).small().color(weak));
    let mut clicked = None;
    if name(ui, &format!("Put in {}", table.name), &table.name, "table") {
        clicked = Some(quote(&table.name));
    }
    if table.columns.is_empty() {
        let words = "Its columns are known once it was read.";
        ui.label(RichText::new(words).small().color(weak));
    }
    for column in &table.columns {
        let said = format!("Put in {} of {}", column.name, table.name);
        if name(ui, &said, &column.name, column.kind.name()) {
            clicked = Some(quote(&column.name));
        }
    }
    clicked
}

/// A name with what it is at the right; true if it was clicked.
fn name(ui: &mut Ui, said: &str, name: &str, what: &str) -> bool {
    let weak = ui.tokens().text_weak;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        let width = ui.available_width() - 56.0;
        let button = egui::Button::new(RichText::new(name).monospace())
            .frame_when_inactive(false)
            .truncate();
        let response = ui
            .scope(|ui| {
                ui.set_max_width(width);
                ui.add(button)
            })
            .inner;
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(what).small().color(weak));
        });
        response
            .on_hover_text("Puts the name where the cursor is")
            .clicked()
    })
    .inner
}
