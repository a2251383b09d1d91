//! Whole recipes: what is learned, what comes out, and that nothing leaks.

mod columns;
mod errors;
mod files;
mod look_back;
mod properties;
mod tables;

use proptest::prelude::*;

use super::*;
use crate::{
    data::{ColumnData, Table},
    terms::{Matrix, Silent},
};

fn texts(values: &[&str]) -> ColumnData {
    let text = |value: &&str| (!value.is_empty()).then(|| (*value).to_owned());
    ColumnData::Texts(values.iter().map(text).collect())
}

fn numbers(values: &[f64]) -> ColumnData {
    ColumnData::Numbers(
        values
            .iter()
            .map(|value| (!value.is_nan()).then_some(*value))
            .collect(),
    )
}

fn one(name: &str, data: ColumnData) -> Table {
    Table::from_columns(vec![(name.to_owned(), data)]).unwrap()
}

fn step(operation: Operation) -> Recipe {
    Recipe {
        steps: vec![RecipeStep {
            columns: Columns::Of(Group::All),
            operation,
            off: false,
        }],
    }
}

fn fit(
    recipe: &Recipe,
    table: &Table,
    target: Option<&[f64]>,
) -> Result<FittedRecipe, RecipeError> {
    let features: Vec<String> = table
        .columns()
        .iter()
        .map(|column| column.name.clone())
        .collect();
    recipe.fit(
        table,
        &Roles::of(&features),
        target,
        Rows::of(&all(table)),
        &Silent,
    )
}

/// Every row of a table.
fn all(table: &Table) -> Vec<u32> {
    (0..table.n_rows() as u32).collect()
}

/// The training rows as training gets them.
fn training(fitted: &FittedRecipe, table: &Table) -> Matrix {
    let rows = fitted.training(table, Rows::of(&all(table)), &Silent);
    rows.unwrap().matrix
}

fn apply(fitted: &FittedRecipe, table: &Table) -> Matrix {
    fitted.transform(table, &Silent).unwrap()
}

fn column(matrix: &Matrix, name: &str) -> Vec<f64> {
    let index = matrix
        .names()
        .iter()
        .position(|candidate| candidate == name);
    matrix
        .column(index.unwrap_or_else(|| panic!("{name} in {:?}", matrix.names())))
        .to_vec()
}

/// A table of every kind, with gaps and infinities.
fn any_table(
    n_rows: impl Into<proptest::sample::SizeRange>,
) -> impl Strategy<Value = (Table, Vec<f64>)> {
    use proptest::{collection::vec, num::f64::ANY, option::of};
    let row = (
        of(ANY),
        of(any::<i64>()),
        of(any::<bool>()),
        of("[a-e]{0,1}"),
        of(any::<i64>()),
        any::<bool>(),
    );
    vec(row, n_rows).prop_map(|rows| {
        let column = |name: &str, data| (name.to_owned(), data);
        let table = Table::from_columns(vec![
            column(
                "x",
                ColumnData::Numbers(rows.iter().map(|row| row.0).collect()),
            ),
            column(
                "n",
                ColumnData::Integers(rows.iter().map(|row| row.1).collect()),
            ),
            column(
                "b",
                ColumnData::Booleans(rows.iter().map(|row| row.2).collect()),
            ),
            column(
                "c",
                ColumnData::Texts(rows.iter().map(|row| row.3.clone()).collect()),
            ),
            column(
                "t",
                ColumnData::Times(rows.iter().map(|row| row.4).collect()),
            ),
        ]);
        let target = rows.iter().map(|row| f64::from(u8::from(row.5))).collect();
        (table.unwrap(), target)
    })
}

fn bits(matrix: &Matrix, row: usize) -> Vec<u64> {
    let mut values = Vec::new();
    matrix.copy_row(row, &mut values);
    values.into_iter().map(f64::to_bits).collect()
}
