use std::sync::Arc;

use egui::{Label, RichText, Ui};

use crate::{
    steps::analysis::{OutlierRow, Outliers, Report, Told},
    ui::{
        grid::{GridInput, GridView},
        plot::{Bar, Histogram, Values, bars},
        theme::{UiExt as _, text},
        widgets::{Cells, Column, card, empty, grid, table},
        words,
    },
    workbench::{Commands, GridId, OpenProject, Workbench},
};

/// Height of the grid: about 10 rows.
const HEIGHT: f32 = 360.0;

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    grid: GridView,
    /// The rows of a report, and which report.
    rows: Option<(Arc<Report>, Arc<[u32]>)>,
}

/// Columns whose far values are drawn.
const FAR_OUT: usize = 20;

impl View {
    /// The oddest rows, with what makes them so.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        report: &Arc<Report>,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        reasons(ui, report);
        if report.outliers.rows.is_empty() {
            return;
        }
        if let (Some(table), Some(done)) = (open.table(), &open.results.extraction) {
            let rows = Arc::clone(self.rows(report));
            let input = GridInput {
                id: GridId("odd rows"),
                table: &table,
                key: &done.report.snapshot.id,
                rows: Some(&rows),
                height: HEIGHT,
                grids: &workbench.grids,
            };
            card(ui, "The same rows with all their values", |ui| {
                self.grid.ui(ui, &input, commands);
            });
        }
        let found = &report.outliers;
        grid(ui, 460.0, 2, |ui, i| {
            if i == 0 {
                card(ui, "Scores of all rows", |ui| scores(ui, found));
            } else {
                card(ui, "Values far out, column by column", |ui| {
                    far_out(ui, found);
                });
            }
        });
    }
}

impl View {
    /// The rows that `report` names, in its order.
    fn rows(&mut self, report: &Arc<Report>) -> &Arc<[u32]> {
        let known = self.rows.take();
        let known = known.filter(|(of, _)| Arc::ptr_eq(of, report));
        let rows = known.unwrap_or_else(|| {
            let rows = report.outliers.rows.iter().map(|odd| odd.row as u32);
            (Arc::clone(report), rows.collect())
        });
        &self.rows.insert(rows).1
    }
}

/// The oddest rows and what makes each of them odd.
fn reasons(ui: &mut Ui, report: &Report) {
    let found = &report.outliers;
    if found.rows.is_empty() {
        card(ui, "Odd rows", |ui| {
            empty(
                ui,
                "No row can be called odd",
                "Rows are measured by their numbers and by categories with at most a hundred values. Here none of the columns that count is of that kind.",
                |_| {},
            );
        });
        return;
    }
    card(ui, "The oddest rows", |ui| {
        let mut rows = Rows {
            titles: vec![
                Column::figures("Row", 84.0),
                Column::figures("Score", 74.0),
                Column::words("What makes it odd", 760.0),
            ],
            rows: &found.rows,
        };
        table(ui, "odd rows", 420.0, &mut rows);
        note(
            ui,
            "The score is the distance from the usual row: how far each number is from its middle value, counted in its usual spread, less what its correlations explain, and how rare each category is. Odd is not wrong: look before you drop.",
        );
    });
}

fn scores(ui: &mut Ui, found: &Outliers) {
    let plot = Histogram {
        name: "How odd all rows are",
        axis: "score",
        edges: &found.scores.edges,
        counts: &found.scores.counts,
        current: None,
        values: Values::Numbers,
        height: 240.0,
    };
    plot.ui(ui);
    note(
        ui,
        &format!(
            "Measured by {} columns: {}",
            found.columns.len(),
            found.columns.join(", ")
        ),
    );
}

fn far_out(ui: &mut Ui, found: &Outliers) {
    if found.far_out.is_empty() {
        note(ui, "No column has values beyond its fences.");
        return;
    }
    let rows: Vec<Bar> = found
        .far_out
        .iter()
        .take(FAR_OUT)
        .map(|column| {
            Bar::new(&column.column, column.share)
                .text(words::percent(column.share))
                .hint(format!(
                    "{} rows below {} or above {}",
                    words::count(column.rows),
                    words::number(column.low),
                    words::number(column.high)
                ))
        })
        .collect();
    bars(ui, "Share of values beyond Tukey's fences", &rows);
    note(
        ui,
        "More than 1.5 times the distance between the quartiles outside them (Tukey). In a skewed column that is usual.",
    );
}

struct Rows<'a> {
    titles: Vec<Column>,
    rows: &'a [OutlierRow],
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(odd) = self.rows.get(row) else {
            return;
        };
        match column {
            0 => ui.label(words::count(odd.row + 1)),
            1 => ui.label(words::number(odd.score)),
            _ => {
                let reasons: Vec<String> = odd
                    .reasons
                    .iter()
                    .map(|reason| {
                        let (value, usual) = (told(&reason.value), told(&reason.usual));
                        format!("{} {value} (usual {usual})", reason.column)
                    })
                    .collect();
                let words = reasons.join(" · ");
                ui.add(Label::new(&words).truncate()).on_hover_text(words)
            }
        };
    }
}

fn note(ui: &mut Ui, words: &str) {
    let weak = ui.tokens().text_weak;
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
}

fn told(value: &Told) -> String {
    match value {
        Told::Number(value) => words::value(*value),
        Told::Text(text) => text.clone(),
    }
}
