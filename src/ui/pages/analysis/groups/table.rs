use egui::{ComboBox, Rect, RichText, Sense, Ui, vec2};

use super::write;
use crate::{
    data::{Aggregate, Group},
    terms::Figure,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, table},
        words,
    },
    workbench::{OpenProject, explore::Grouped},
};

/// In which order the groups stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    /// That of the drawn figure, highest first.
    #[default]
    Highest,
    /// The same, lowest first.
    Lowest,
    /// That of the column.
    Natural,
}

/// What the table remembers between frames.
#[derive(Default)]
pub(super) struct View {
    order: Order,
    /// The order of the groups, and of which groups.
    sorted: Option<(usize, Order, Vec<usize>)>,
}

impl View {
    /// Every group in one line, with a bar of the figure that was asked for; gives the group that
    /// was clicked.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        grouped: &Grouped,
        open: &OpenProject,
    ) -> Option<Vec<u32>> {
        let drawn = drawn(grouped);
        ui.horizontal(|ui| {
            let orders = [
                (Order::Highest, "highest first"),
                (Order::Lowest, "lowest first"),
                (Order::Natural, "in the order of the column"),
            ];
            let shown = orders.iter().find(|(order, _)| *order == self.order);
            let combo = ComboBox::from_id_salt("order of groups")
                .selected_text(shown.map_or("", |(_, words)| words))
                .width(210.0)
                .show_ui(ui, |ui| {
                    for (order, words) in orders {
                        ui.selectable_value(&mut self.order, order, words);
                    }
                });
            combo.response.accessible_name("Order of groups");
            let weak = ui.tokens().text_weak;
            let words = format!(
                "{} groups of {} rows",
                words::count(grouped.groups.len() as u64),
                words::count(grouped.rows)
            );
            ui.label(RichText::new(words).font(text::label()).color(weak));
        });
        self.sort(grouped, drawn);
        let order = self.sorted.as_ref().map_or(&[][..], |(_, _, order)| order);
        let name = grouped.grouping.aggregate.info().name;
        let mut titles = vec![Column::words("Group", 200.0), Column::words(name, 180.0)];
        let names = grouped
            .aggregates
            .iter()
            .map(|aggregate| aggregate.info().name);
        titles.extend(names.map(|name| Column::figures(name, 108.0)));
        let values = grouped
            .groups
            .iter()
            .filter_map(|group| group.figures.get(drawn)?.value());
        let mut cells = Groups {
            grouped,
            open,
            order,
            drawn,
            highest: values.map(f64::abs).fold(0.0, f64::max),
            titles,
            clicked: None,
        };
        table(ui, "groups", 520.0, &mut cells);
        cells.clicked
    }

    /// Sorts the groups anew only where they or the order have changed.
    fn sort(&mut self, grouped: &Grouped, drawn: usize) {
        let groups = &grouped.groups;
        let of = std::ptr::from_ref(grouped) as usize;
        let is_there =
            |(found, order, _): &(usize, Order, Vec<usize>)| (*found, *order) == (of, self.order);
        if self.sorted.as_ref().is_some_and(is_there) {
            return;
        }
        let mut order: Vec<usize> = (0..groups.len()).collect();
        let value = |group: &Group| group.figures.get(drawn).and_then(Figure::value);
        // What has no figure is last either way.
        let key = |i: &usize| {
            let value = value(&groups[*i]);
            match self.order {
                Order::Highest => -value.unwrap_or(f64::NEG_INFINITY),
                Order::Lowest => value.unwrap_or(f64::INFINITY),
                Order::Natural => 0.0,
            }
        };
        order.sort_by(|a, b| key(a).total_cmp(&key(b)));
        self.sorted = Some((of, self.order, order));
    }
}

/// The place of the drawn figure among those of a group.
fn drawn(grouped: &Grouped) -> usize {
    let wanted = grouped.grouping.aggregate;
    let place = grouped.aggregates.iter().position(|found| *found == wanted);
    place.unwrap_or(0)
}

struct Groups<'a> {
    grouped: &'a Grouped,
    open: &'a OpenProject,
    order: &'a [usize],
    drawn: usize,
    highest: f64,
    titles: Vec<Column>,
    clicked: Option<Vec<u32>>,
}

impl Cells for Groups<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.order.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let group = self
            .order
            .get(row)
            .and_then(|i| self.grouped.groups.get(*i));
        let Some(group) = group else {
            return;
        };
        match column {
            0 => {
                let name = self.grouped.name(&group.codes);
                let label = egui::Label::new(&name).truncate().sense(Sense::click());
                let response = ui.add(label);
                response.widget_info(|| {
                    let name = format!("Choose group {name}");
                    egui::WidgetInfo::labeled(egui::Role::Button, true, name)
                });
                if response.on_hover_text("Choose its rows").clicked() {
                    self.clicked = Some(group.codes.clone());
                }
            }
            1 => self.bar(ui, group),
            _ => {
                let place = column - 2;
                let aggregate = self.grouped.aggregates.get(place).copied();
                let aggregate = aggregate.unwrap_or(Aggregate::Count);
                if let Some(figure) = group.figures.get(place) {
                    let response = ui.label(write(aggregate, figure, self.open));
                    if let Some(reason) = figure.reason() {
                        response.on_hover_text(format!("Not computable: {reason}"));
                    }
                }
            }
        }
    }
}

impl Groups<'_> {
    /// A bar as long as the figure is large; one below zero is pale.
    fn bar(&self, ui: &mut Ui, group: &Group) {
        let size = vec2(ui.available_width(), 12.0);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let value = group.figures.get(self.drawn).and_then(Figure::value);
        let Some(value) = value.filter(|_| self.highest > 0.0) else {
            return;
        };
        let share = (value.abs() / self.highest) as f32;
        let width = (share * rect.width()).max(1.5);
        let bar = Rect::from_min_size(rect.min, vec2(width, rect.height()));
        let tokens = ui.tokens();
        let ink = if value < 0.0 {
            tokens.reference
        } else {
            tokens.series[0]
        };
        ui.painter().rect_filled(rect, 3, tokens.sunken);
        ui.painter().rect_filled(bar, 3, ink);
    }
}
