//! The point-in-time join of the open project: why a row has its values, and what the usual
//! mistake would seem to give.

use egui::{Label, RichText, Ui};

use crate::{
    data::time_text,
    features::Fate,
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, Tone, card, chip, empty, form},
        words,
    },
    workbench::{
        Command, Commands, JobKey, Workbench,
        feature_store::{CatalogCommand, Explained, Leak},
    },
};

/// What the tab remembers between frames.
pub(super) struct View {
    /// The row that is asked about, from 1 on.
    row: f64,
}

impl Default for View {
    fn default() -> Self {
        Self { row: 1.0 }
    }
}

impl View {
    /// Shows the tab.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        let open = workbench.project.as_ref();
        let extracted = open.and_then(|open| open.results.extraction.as_ref());
        let joined = extracted.and_then(|done| done.report.features.as_ref());
        let (Some(open), Some(joined)) = (open, joined) else {
            empty(
                ui,
                "No project that reads features is open",
                "A project reads a feature service if its file says so: [extraction.features] with the service (\"delays@1\") and the column with the time at which a row asks. Step 2 then gives each row what was known at that time, and the endpoint of its model looks the same features up by their keys.",
                |_| {},
            );
            return;
        };
        card(ui, "What each row was given", |ui| {
            let words = format!(
                "{} gave {} of {} rows something of every view: what was known when the row asks, and never what came later.",
                joined.stored.service,
                words::count(joined.given),
                words::count(joined.rows)
            );
            ui.add(Label::new(words).wrap());
            let help = "A row of the data set of step 2, from 1 on.";
            form::number(
                ui,
                "Row",
                help,
                &mut self.row,
                1.0..=joined.rows.max(1) as f64,
            );
            let idle = !workbench.runs(&JobKey::CatalogLook);
            if ui
                .add_enabled(idle, egui::Button::new("Why these values?"))
                .clicked()
            {
                let command = CatalogCommand::Explain(self.row as usize);
                commands.push(Command::Catalog(command));
            }
            if let Some((row, views)) = &workbench.catalog.explained {
                for view in views {
                    explained(ui, *row, view);
                }
            }
        });
        card(ui, "The leak", |ui| {
            let teach = "The usual mistake joins by keys alone and takes the newest value, whenever it came. In a test the model then knows the future, and seems better than it will ever be. Here the same model is trained both ways.";
            ui.add(Label::new(teach).wrap());
            let idle = !workbench.runs(&JobKey::CatalogLeak);
            if ui
                .add_enabled(idle, egui::Button::new("Train both"))
                .clicked()
            {
                commands.push(Command::Catalog(CatalogCommand::Leak));
            }
            let leak = workbench.catalog.leak.as_ref();
            if let Some((_, leak)) = leak.filter(|(project, _)| *project == open.id) {
                leaked(ui, leak);
            }
        });
    }
}

/// The rows of one view that were in question; where there are many, those around the chosen one.
fn explained(ui: &mut Ui, row: usize, view: &Explained) {
    const SHOWN: usize = 9;
    let title = format!("{} · row {row} asks of {}", view.view, view.whom);
    ui.label(RichText::new(title).font(text::strong()));
    if view.rows.is_empty() {
        let weak = ui.tokens().text_weak;
        ui.label(RichText::new("The source knows nothing of it.").color(weak));
        return;
    }
    let future = view
        .rows
        .iter()
        .position(|(one, _)| one.fate == Fate::Future);
    let middle = future.unwrap_or(view.rows.len());
    let first = middle.saturating_sub(SHOWN - 3);
    let last = (first + SHOWN).min(view.rows.len());
    let mut columns = vec![
        Column::words("Known from", 150.0),
        Column::words("What became of it", 160.0),
    ];
    columns.extend(view.names.iter().map(|name| Column::figures(name, 110.0)));
    let mut cells = Candidates {
        columns,
        view,
        first,
        n: last - first,
    };
    let height = 40.0 + 28.0 * cells.n as f32;
    widgets::table(
        ui,
        &format!("candidates of {}", view.view),
        height,
        &mut cells,
    );
    let left = view.rows.len() - cells.n;
    if left > 0 {
        let weak = ui.tokens().text_weak;
        let more = format!(
            "{} more rows are of the same entity.",
            words::count(left as u64)
        );
        ui.label(RichText::new(more).color(weak));
    }
}

struct Candidates<'a> {
    columns: Vec<Column>,
    view: &'a Explained,
    first: usize,
    n: usize,
}

impl Cells for Candidates<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.n
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some((one, values)) = self.view.rows.get(self.first + row) else {
            return;
        };
        match column {
            0 => {
                ui.label(time_text(one.known));
            }
            1 => {
                let tone = match one.fate {
                    Fate::Given => Tone::Good,
                    Fate::Future => Tone::Warn,
                    Fate::Older | Fate::Expired => Tone::Neutral,
                };
                chip(ui, tone, one.fate.name());
            }
            place => {
                ui.label(values.get(place - 2).map_or("", String::as_str));
            }
        }
    }
}

fn leaked(ui: &mut Ui, leak: &Leak) {
    let words = format!(
        "The naive join gives {} of {} rows what came later.",
        words::count(leak.from_the_future),
        words::count(leak.rows)
    );
    ui.label(words);
    let mut cells = Metrics {
        columns: vec![
            Column::words("Metric", 160.0),
            Column::figures("As known then", 130.0),
            Column::figures("With the leak", 130.0),
            Column::figures("False gain", 110.0),
        ],
        leak,
    };
    let height = 40.0 + 28.0 * leak.metrics.len().min(12) as f32;
    widgets::table(ui, "leak", height, &mut cells);
}

struct Metrics<'a> {
    columns: Vec<Column>,
    leak: &'a Leak,
}

impl Cells for Metrics<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.leak.metrics.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some((metric, honest, naive)) = self.leak.metrics.get(row) else {
            return;
        };
        match column {
            0 => ui.label(metric.info().name),
            1 => ui.label(words::figure(honest)),
            2 => ui.label(words::figure(naive)),
            _ => {
                let gain = honest.value().zip(naive.value()).map(|(a, b)| b - a);
                ui.label(gain.map(words::value).unwrap_or_default())
            }
        };
    }
}
