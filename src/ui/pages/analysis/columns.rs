use egui::{ComboBox, Label, RichText, TextEdit, Ui, vec2};

use crate::{
    data::{ColumnProfile, Kind},
    steps::analysis::Report,
    terms::Figure,
    ui::{
        plot::spark,
        theme::{UiExt as _, text},
        widgets::{Cells, Column, table},
        words,
    },
};

/// In which order the columns stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    #[default]
    Data,
    Name,
    Missing,
    Distinct,
    Relation,
}

/// What the table of columns remembers between frames.
#[derive(Default)]
pub(super) struct View {
    chosen: Option<String>,
    wanted: String,
    order: Order,
}

impl View {
    /// Shows the profile of `column` from now on.
    pub(super) fn choose(&mut self, column: Option<String>) {
        if column.is_some() {
            self.chosen = column;
        }
    }

    /// The column whose profile was asked for.
    pub(super) fn chosen(&self) -> Option<&str> {
        self.chosen.as_deref()
    }

    /// Every column in one line; a click chooses it.
    pub(super) fn table(&mut self, ui: &mut Ui, report: &Report, (chosen, height): (&str, f32)) {
        ui.horizontal_wrapped(|ui| {
            let search = TextEdit::singleline(&mut self.wanted)
                .hint_text("Search columns")
                .desired_width(180.0);
            ui.add(search).accessible_name("Search columns");
            let orders = [
                (Order::Data, "as in the data"),
                (Order::Name, "by name"),
                (Order::Missing, "most missing first"),
                (Order::Distinct, "most distinct first"),
                (Order::Relation, "tells most about the target first"),
            ];
            let shown = orders.iter().find(|(order, _)| *order == self.order);
            let combo = ComboBox::from_id_salt("order")
                .selected_text(shown.map_or("", |(_, words)| words))
                .width(240.0)
                .show_ui(ui, |ui| {
                    for (order, words) in orders {
                        ui.selectable_value(&mut self.order, order, words);
                    }
                });
            combo.response.accessible_name("Order of columns");
        });
        let rows = self.rows(report);
        let mut cells = Profiles {
            titles: titles(),
            rows,
            chosen,
            clicked: None,
        };
        table(ui, "profile", height, &mut cells);
        let clicked = cells.clicked;
        self.choose(clicked);
    }

    fn rows<'a>(&self, report: &'a Report) -> Vec<&'a ColumnProfile> {
        let wanted = self.wanted.to_lowercase();
        let mut rows: Vec<&ColumnProfile> = report
            .profile
            .columns
            .iter()
            .filter(|column| wanted.is_empty() || column.name.to_lowercase().contains(&wanted))
            .collect();
        match self.order {
            Order::Data => {}
            Order::Name => rows.sort_by(|a, b| a.name.cmp(&b.name)),
            Order::Missing => rows.sort_by_key(|column| std::cmp::Reverse(column.missing)),
            Order::Distinct => rows.sort_by_key(|column| std::cmp::Reverse(column.distinct)),
            Order::Relation => rows.sort_by_cached_key(|column| {
                let place = report
                    .relations
                    .iter()
                    .position(|relation| relation.column == column.name);
                place.unwrap_or(usize::MAX)
            }),
        }
        rows
    }
}

fn titles() -> Vec<Column> {
    let mut titles = vec![
        Column::words("Column", 170.0),
        Column::words("Kind", 74.0),
        Column::words("Distribution", 132.0),
    ];
    titles.extend(
        ["Missing", "Distinct", "Mean", "Std", "Min", "Median", "Max"]
            .map(|title| Column::figures(title, 96.0)),
    );
    titles
}

struct Profiles<'a> {
    titles: Vec<Column>,
    rows: Vec<&'a ColumnProfile>,
    chosen: &'a str,
    clicked: Option<String>,
}

impl Cells for Profiles<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(&profile) = self.rows.get(row) else {
            return;
        };
        let whole = ui.max_rect().expand2(vec2(8.0, 0.0));
        let chosen = profile.name == self.chosen;
        if chosen {
            ui.painter().rect_filled(whole, 0, ui.tokens().accent_soft);
        }
        // The name is the button; a click elsewhere in the row does the same.
        let pressed = ui.input(|input| input.pointer.primary_clicked());
        let elsewhere = pressed && ui.rect_contains_pointer(whole);
        let weak = ui.tokens().text_weak;
        let named = match column {
            0 => {
                let name = RichText::new(&profile.name).font(text::strong());
                ui.selectable_label(chosen, name).clicked()
            }
            1 => {
                ui.label(RichText::new(profile.kind.name()).color(weak));
                false
            }
            2 => {
                distribution(ui, profile);
                false
            }
            _ => {
                figure(ui, profile, column);
                false
            }
        };
        if named || elsewhere {
            self.clicked = Some(profile.name.clone());
        }
    }
}

fn distribution(ui: &mut Ui, profile: &ColumnProfile) {
    let name = format!("Distribution of {}", profile.name);
    let size = vec2(116.0, 20.0);
    match (&profile.numbers, &profile.times) {
        (Some(numbers), _) => spark(ui, &name, &numbers.histogram.counts, size),
        (None, Some(times)) => spark(ui, &name, &times.histogram.counts, size),
        (None, None) => {
            let counts: Vec<u64> = profile.top.iter().map(|top| top.count).collect();
            spark(ui, &name, &counts, size)
        }
    };
}

fn figure(ui: &mut Ui, profile: &ColumnProfile, column: usize) {
    let (numbers, times) = (profile.numbers.as_ref(), profile.times.as_ref());
    let weak = ui.tokens().text_weak;
    let rows = profile.count + profile.missing;
    match column {
        3 if profile.missing == 0 => {
            ui.label(RichText::new("none").color(weak));
        }
        3 => {
            ui.label(words::percent(profile.missing as f64 / rows.max(1) as f64))
                .on_hover_text(format!("{} rows", words::count(profile.missing)));
        }
        4 => {
            ui.label(words::count(profile.distinct));
        }
        5 => number(ui, numbers.map(|numbers| &numbers.mean), profile.kind),
        6 => number(ui, numbers.map(|numbers| &numbers.std), profile.kind),
        7 if times.is_some() => time(ui, times.and_then(|times| times.first)),
        7 => number(ui, numbers.map(|numbers| &numbers.min), profile.kind),
        8 if times.is_some() => time(ui, times.and_then(|times| times.median)),
        8 => number(ui, numbers.map(|numbers| &numbers.median), profile.kind),
        _ if times.is_some() => time(ui, times.and_then(|times| times.last)),
        _ => number(ui, numbers.map(|numbers| &numbers.max), profile.kind),
    }
}

fn number(ui: &mut Ui, value: Option<&Figure>, kind: Kind) {
    let weak = ui.tokens().text_weak;
    match value {
        Some(Figure::Value(value)) => {
            ui.label(words::number(*value))
                .on_hover_text(value.to_string());
        }
        Some(Figure::NotComputable { reason }) => {
            ui.label(RichText::new("–").color(weak))
                .on_hover_text(reason);
        }
        None => {
            let reason = format!("{} columns have no such figure", kind.name());
            ui.label(RichText::new("–").color(weak))
                .on_hover_text(reason);
        }
    }
}

fn time(ui: &mut Ui, micros: Option<i64>) {
    let words = micros.map_or_else(|| "–".to_owned(), words::time);
    let day: String = words.chars().take(10).collect();
    ui.add(Label::new(day)).on_hover_text(words);
}
