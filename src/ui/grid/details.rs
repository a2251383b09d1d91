//! Every column of the selected row.

use egui::{
    CornerRadius, Label, Layout, Margin, Rect, RichText, ScrollArea, Stroke, Ui, UiBuilder, vec2,
};

use super::{GridView, Rows, titles::kind_mark};
use crate::ui::{
    theme::{UiExt as _, space, text},
    widgets::{Icon, icon_button},
    words,
};

/// Letters of a value that are shown; more can be copied.
const LONGEST: usize = 4000;

impl GridView {
    pub(super) fn details(&mut self, ui: &mut Ui, rect: Rect, rows: &Rows<'_>) {
        let tokens = ui.tokens();
        let rect = rect.with_min_x(rect.left() + space::S);
        ui.painter().rect(
            rect,
            CornerRadius::same(space::ROUND_SMALL),
            tokens.sunken,
            Stroke::new(1.0, tokens.border),
            egui::StrokeKind::Inside,
        );
        let inner = rect - Margin::same(10);
        let builder = UiBuilder::new()
            .id_salt("details")
            .max_rect(inner)
            .layout(Layout::top_down(egui::Align::Min));
        ui.scope_builder(builder, |ui| {
            ui.shrink_clip_rect(rect);
            self.details_head(ui, rows);
            let Some((place, _)) = self.cursor.filter(|_| rows.n > 0) else {
                let hint = "Select a cell to see its whole row.";
                ui.add(Label::new(RichText::new(hint).color(tokens.text_weak)).wrap());
                return;
            };
            let row = rows.row(place);
            ScrollArea::vertical()
                .id_salt("values")
                .auto_shrink(false)
                .show(ui, |ui| {
                    for column in self.columns.all() {
                        value(ui, rows, row, column.index);
                    }
                });
        });
    }

    fn details_head(&mut self, ui: &mut Ui, rows: &Rows<'_>) {
        ui.horizontal(|ui| {
            let title = self.cursor.map_or_else(
                || "No row is selected".to_owned(),
                |(place, _)| format!("Row {}", words::count(rows.row(place) as u64 + 1)),
            );
            ui.label(RichText::new(title).font(text::section()));
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                if icon_button(ui, Icon::Cross, "Close the row").clicked() {
                    self.details = false;
                }
                let last = rows.n.saturating_sub(1);
                let mut go = |to: fn(usize) -> usize| {
                    if let Some((place, column)) = self.cursor {
                        self.cursor = Some((to(place).min(last), column));
                        self.anchor = self.cursor;
                    }
                };
                if icon_button(ui, Icon::Down, "Next row").clicked() {
                    go(|place| place + 1);
                }
                if icon_button(ui, Icon::Up, "Previous row").clicked() {
                    go(|place| place.saturating_sub(1));
                }
            });
        });
    }
}

fn value(ui: &mut Ui, rows: &Rows<'_>, row: usize, index: usize) {
    let Some(info) = rows.table.columns().get(index) else {
        return;
    };
    let weak = ui.tokens().text_weak;
    ui.spacing_mut().item_spacing = vec2(6.0, 1.0);
    ui.horizontal(|ui| {
        ui.label(
            RichText::new(kind_mark(info.kind))
                .font(text::label())
                .color(weak),
        );
        let name = RichText::new(&info.name).font(text::label()).color(weak);
        ui.add(Label::new(name).truncate())
            .on_hover_text(format!("{}: {}", info.name, info.kind));
    });
    let text = rows.table.cell(row, index);
    let (shown, ink) = if rows.table.is_null(row, index) {
        ("– missing".to_owned(), weak)
    } else if text.is_empty() {
        ("(empty text)".to_owned(), weak)
    } else {
        let mut shown: String = text.chars().take(LONGEST).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        (shown, ui.tokens().text)
    };
    ui.add(
        Label::new(RichText::new(shown).color(ink))
            .wrap()
            .selectable(true),
    );
    ui.add_space(space::XS);
}
