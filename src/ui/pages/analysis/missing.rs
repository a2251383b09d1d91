use egui::{Label, RichText, Ui};

use crate::{
    steps::analysis::{MissingPatterns, Report},
    terms::Figure,
    ui::{
        plot::{Bar, Matrix, bars_up_to, matrix_key},
        theme::{UiExt as _, text},
        widgets::{card, empty, grid},
        words,
    },
};

/// Combinations that are drawn.
const PATTERNS: usize = 20;

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// What is drawn of a report, made once.
    drawn: Option<(usize, Drawn)>,
}

struct Drawn {
    patterns: Vec<String>,
    is_missing: Vec<Option<f64>>,
    nullity: Vec<Option<f64>>,
}

impl View {
    /// Which columns have gaps, and which have them together.
    pub(super) fn ui(&mut self, ui: &mut Ui, report: &Report) {
        let found = &report.missing;
        if found.columns.is_empty() {
            card(ui, "Missing values", |ui| {
                empty(
                    ui,
                    "Nothing is missing",
                    "Every column has a value in every row. Where there are gaps, this shows which columns are missing together: a sign of one cause.",
                    |_| {},
                );
            });
            return;
        }
        let key = std::ptr::from_ref(found) as usize;
        if self.drawn.as_ref().is_none_or(|(of, _)| *of != key) {
            self.drawn = Some((key, Drawn::of(found, report.profile.rows)));
        }
        let Some((_, drawn)) = &self.drawn else {
            return;
        };
        grid(ui, 460.0, 2, |ui, i| {
            if i == 0 {
                card(ui, "Missing in each column", |ui| shares(ui, report));
            } else {
                card(ui, "Missing together: correlation of the gaps", |ui| {
                    correlation(ui, found, drawn);
                });
            }
        });
        card(ui, "Combinations of missing columns", |ui| {
            patterns(ui, found, drawn);
        });
    }
}

impl Drawn {
    fn of(found: &MissingPatterns, rows: u64) -> Self {
        let n = found.columns.len();
        let patterns = found.patterns.iter().take(PATTERNS);
        let label = |rows_of: u64| {
            let share = words::percent(rows_of as f64 / rows.max(1) as f64);
            format!("{} ({share})", words::count(rows_of))
        };
        let cell = |a: usize, b: usize| match found.nullity(a, b) {
            Some(figure) => figure.value(),
            None => Some(1.0),
        };
        Self {
            patterns: patterns
                .clone()
                .map(|pattern| label(pattern.rows))
                .collect(),
            is_missing: patterns
                .flat_map(|pattern| {
                    (0..n as u32)
                        .map(|column| Some(f64::from(u8::from(pattern.missing.contains(&column)))))
                })
                .collect(),
            nullity: (0..n * n).map(|place| cell(place / n, place % n)).collect(),
        }
    }
}

fn shares(ui: &mut Ui, report: &Report) {
    let (found, rows) = (&report.missing, report.profile.rows.max(1) as f64);
    let mut order: Vec<(&String, u64)> = found
        .columns
        .iter()
        .zip(found.missing.iter().copied())
        .collect();
    order.sort_by_key(|(_, missing)| std::cmp::Reverse(*missing));
    let bars: Vec<Bar> = order
        .into_iter()
        .map(|(column, missing)| {
            let share = missing as f64 / rows;
            Bar::new(column, share)
                .text(words::percent(share))
                .hint(format!("{} rows", words::count(missing)))
        })
        .collect();
    bars_up_to(ui, "Share of missing values of each column", &bars, 1.0);
}

fn correlation(ui: &mut Ui, found: &MissingPatterns, drawn: &Drawn) {
    let hint = |row: usize, column: usize| {
        let [a, b] = [row, column].map(|place| &found.columns[place]);
        let Some(figure) = found.nullity(row, column) else {
            return format!("{a}: {} gaps", words::count(found.missing[row]));
        };
        let means = match figure {
            Figure::Value(value) if *value > 0.999 => "always missing together",
            Figure::Value(value) if *value < -0.1 => "one is there where the other is missing",
            _ => "",
        };
        format!("{a} and {b}: {} {means}", words::figure(figure))
    };
    let matrix = Matrix {
        name: "Correlation of the gaps of every two columns",
        rows: &found.columns,
        columns: &found.columns,
        values: &drawn.nullity,
        selected: None,
        hint: &hint,
    };
    matrix.ui(ui);
    matrix_key(ui, -1.0);
    note(
        ui,
        "1: always missing together, as if from one cause. 0: one gap says nothing of the other. Below 0: one is there where the other is missing.",
    );
}

fn patterns(ui: &mut Ui, found: &MissingPatterns, drawn: &Drawn) {
    let hint = |row: usize, column: usize| {
        let missing: Vec<&str> = found.patterns[row]
            .missing
            .iter()
            .map(|place| found.columns[*place as usize].as_str())
            .collect();
        let missing = if missing.is_empty() {
            "nothing".to_owned()
        } else {
            missing.join(", ")
        };
        format!(
            "{}\n{} rows in which exactly this is missing: {missing}",
            found.columns[column],
            words::count(found.patterns[row].rows)
        )
    };
    let matrix = Matrix {
        name: "Which columns are missing in which rows",
        rows: &drawn.patterns,
        columns: &found.columns,
        values: &drawn.is_missing,
        selected: None,
        hint: &hint,
    };
    matrix.ui(ui);
    let listed = found.patterns.iter().skip(PATTERNS);
    let others = listed.clone().count() as u64 + found.other_patterns;
    if others > 0 {
        let rows: u64 = listed.map(|pattern| pattern.rows).sum::<u64>() + found.other_rows;
        note(
            ui,
            &format!(
                "and {} rarer combinations in {} rows",
                words::count(others),
                words::count(rows)
            ),
        );
    }
    note(
        ui,
        "Each line is one combination with the rows that have exactly it; a 1 marks a missing column.",
    );
}

fn note(ui: &mut Ui, words: &str) {
    let weak = ui.tokens().text_weak;
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
}
