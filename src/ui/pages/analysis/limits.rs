use egui::Ui;

use crate::{
    steps::analysis::Params,
    ui::widgets::{self, form, grid},
    workbench::{Commands, Edit, OpenProject},
};

/// How closely to look, and from where on to be careful.
pub(super) fn card(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let mut params = open.project.analysis.clone();
    let changed = widgets::card(ui, "What you decide", |ui| {
        let mut changed = false;
        grid(ui, 380.0, 2, |ui, i| {
            changed |= if i == 0 {
                limits(ui, &mut params)
            } else {
                depth(ui, &mut params)
            };
        });
        changed
    });
    if changed {
        commands.edit(Edit::Analysis(params));
    }
}

/// From where on to be careful.
fn limits(ui: &mut Ui, params: &mut Params) -> bool {
    let leakage = "A column that alone explains at least this share of the target's variance is suspected of knowing the answer; 0 switches a rule off";
    let shares = [
        ("Leakage from", leakage, &mut params.leakage),
        (
            "Missing values from",
            "Share of missing values",
            &mut params.missing,
        ),
        (
            "Duplicate rows from",
            "Share of rows that are equal to an earlier one",
            &mut params.duplicates,
        ),
        (
            "Imbalance from",
            "Share of the most frequent class of the target",
            &mut params.imbalance,
        ),
        (
            "Identifier from",
            "Share of a text's values that are unique",
            &mut params.identifier,
        ),
        (
            "Same twice from",
            "How strongly two features are related",
            &mut params.correlation,
        ),
        (
            "Zeros from",
            "Share of values that are 0",
            &mut params.zeros,
        ),
        (
            "Empty texts from",
            "Share of texts that are empty",
            &mut params.blank,
        ),
        (
            "Not in order from",
            "Share of rows that are earlier than the row above",
            &mut params.unordered,
        ),
    ];
    let mut changed = false;
    for (label, help, value) in shares {
        changed |= form::number(ui, label, help, value, 0.0..=1.0);
    }
    changed
}

/// What else raises an alert, and how closely to look.
fn depth(ui: &mut Ui, params: &mut Params) -> bool {
    let numbers = [
        (
            "Categories from",
            "Different values of a text column",
            &mut params.cardinality,
            1e6,
        ),
        (
            "Skewness from",
            "How far a number's skewness is from 0",
            &mut params.skewness,
            1e3,
        ),
        (
            "Infinite values from",
            "How many values are infinite",
            &mut params.infinite,
            1e9,
        ),
        (
            "Empty periods from",
            "Periods without a row between the first and the last",
            &mut params.empty_periods,
            1e4,
        ),
        (
            "Days beyond the end",
            "How long a time column goes on after the data's own time ends",
            &mut params.future_days,
            1e6,
        ),
    ];
    let mut changed = false;
    for (label, help, value, most) in numbers {
        changed |= form::number(ui, label, help, value, 0.0..=most);
    }
    let rows = "Relations are measured on at most this many rows; of more, a sample is drawn and said to be one";
    let columns = "At most this many columns are compared with each other";
    let wholes = [
        ("Bins", "Bins of each histogram", &mut params.bins, 2..=1000),
        (
            "Frequent values",
            "How many of a column's most frequent values to list",
            &mut params.top,
            1..=100,
        ),
        (
            "Rows for relations",
            rows,
            &mut params.relation_rows,
            1000..=20_000_000,
        ),
        (
            "Columns for relations",
            columns,
            &mut params.relation_columns,
            2..=300,
        ),
        (
            "Odd rows",
            "How many of the oddest rows to list",
            &mut params.outliers,
            1..=1000,
        ),
    ];
    for (label, help, value, range) in wholes {
        let mut whole = *value as u64;
        changed |= form::whole(ui, label, help, &mut whole, range);
        *value = usize::try_from(whole).unwrap_or(*value);
    }
    changed
        | form::whole(
            ui,
            "Seed",
            "What the sample is drawn with",
            &mut params.seed,
            0..=u64::MAX,
        )
}
