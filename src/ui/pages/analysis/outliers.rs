use egui::{Label, RichText, Ui};

use crate::{
    steps::analysis::{OutlierRow, Outliers, Report},
    ui::{
        plot::{Bar, Histogram, Values, bars},
        theme::{UiExt as _, text},
        widgets::{Cells, Column, card, empty, grid, table},
        words,
    },
};

/// Columns whose far values are drawn.
const FAR_OUT: usize = 20;

/// The oddest rows, with what makes them so.
pub(super) fn show(ui: &mut Ui, report: &Report) {
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
                        let (value, usual) = (short(&reason.value), short(&reason.usual));
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

/// A number in a few digits; anything else as it is.
fn short(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), words::number)
}
