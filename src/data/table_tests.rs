//! Tables: what goes in comes out.

use proptest::prelude::*;

use super::{Categories, ColumnData, DataError, Kind, Table};
use crate::stats::MISSING;

fn table(columns: Vec<(&str, ColumnData)>) -> Table {
    Table::from_columns(
        columns
            .into_iter()
            .map(|(name, data)| (name.to_owned(), data))
            .collect(),
    )
    .unwrap()
}

fn sample() -> Table {
    table(vec![
        (
            "x",
            ColumnData::Numbers(vec![Some(1.5), None, Some(f64::NAN), Some(-2.0)]),
        ),
        (
            "n",
            ColumnData::Integers(vec![Some(10), Some(2), None, Some(2)]),
        ),
        (
            "b",
            ColumnData::Booleans(vec![Some(true), Some(false), None, Some(true)]),
        ),
        (
            "c",
            ColumnData::Texts(
                ["b", "ä", "", "b"]
                    .map(|text| Some(text.to_owned()))
                    .to_vec(),
            ),
        ),
        (
            "t",
            ColumnData::Times(vec![Some(0), None, Some(1_000_000), Some(0)]),
        ),
    ])
}

fn cells(table: &Table, column: usize) -> Vec<String> {
    (0..table.n_rows())
        .map(|row| table.cell(row, column))
        .collect()
}

fn same(found: &[f64], expected: &[f64]) -> bool {
    found.len() == expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|(a, b)| a == b || a.is_nan() && b.is_nan())
}

#[test]
fn columns_as_numbers() {
    let table = sample();
    let nan = f64::NAN;
    assert!(same(&table.numbers("x").unwrap(), &[1.5, nan, nan, -2.0]));
    assert!(same(&table.numbers("n").unwrap(), &[10.0, 2.0, nan, 2.0]));
    assert!(same(&table.numbers("b").unwrap(), &[1.0, 0.0, nan, 1.0]));
    assert!(same(&table.numbers("t").unwrap(), &[0.0, nan, 1e6, 0.0]));
    assert!(matches!(
        table.numbers("c"),
        Err(DataError::WrongKind {
            found: Kind::Text,
            ..
        })
    ));
    assert_eq!(
        table.times("t").unwrap(),
        [Some(0), None, Some(1_000_000), Some(0)]
    );
    assert!(table.times("n").is_err());
}

#[test]
fn columns_as_categories() {
    let table = sample();
    let of = |name: &str| {
        let Categories { codes, levels } = table.categories(name).unwrap();
        (codes, levels.join("|"))
    };
    assert_eq!(of("x"), (vec![1, MISSING, MISSING, 0], "-2|1.5".to_owned()));
    // Sorted as text.
    assert_eq!(of("n"), (vec![0, 1, MISSING, 1], "10|2".to_owned()));
    assert_eq!(of("b"), (vec![1, 0, MISSING, 1], "false|true".to_owned()));
    assert_eq!(of("c"), (vec![1, 2, 0, 1], "|b|ä".to_owned()));
    assert_eq!(
        of("t"),
        (
            vec![0, MISSING, 1, 0],
            "1970-01-01 00:00:00|1970-01-01 00:00:01".to_owned()
        )
    );
}

#[test]
fn cells_are_text() {
    let table = sample();
    assert_eq!(cells(&table, 0), ["1.5", "", "", "-2"]);
    assert_eq!(cells(&table, 2), ["true", "false", "", "true"]);
    assert!(table.is_null(2, 0) && !table.is_null(2, 3));
    assert!(table.is_null(99, 0) && table.is_null(0, 99));
    assert_eq!(
        (table.cell(99, 0), table.cell(0, 99)),
        (String::new(), String::new())
    );
}

#[test]
fn rows_and_columns_can_be_chosen() {
    let table = sample();
    assert_eq!(cells(&table.take(&[3, 0, 3]), 1), ["2", "10", "2"]);
    assert_eq!(table.take(&[]).n_rows(), 0);
    assert_eq!(cells(&table.slice(1, 2), 3), ["ä", ""]);
    assert_eq!(
        (table.slice(3, 9).n_rows(), table.slice(9, 1).n_rows()),
        (1, 0)
    );
    let chosen = table.select(&["c", "x"]).unwrap();
    assert_eq!((chosen.n_columns(), chosen.column_index("x")), (2, Some(1)));
    assert!(matches!(
        table.select(&["c", "nil"]),
        Err(DataError::UnknownColumn { .. })
    ));
    assert!(matches!(
        table.select(&["c", "c"]),
        Err(DataError::DuplicateColumn { .. })
    ));
}

#[test]
#[should_panic(expected = "an index must be that of a row")]
fn an_index_outside_is_a_mistake_of_the_program() {
    let _row = sample().take(&[4]);
}

#[test]
fn tables_are_put_one_below_the_other() {
    let table = sample();
    let turned = table.select(&["t", "c", "b", "n", "x"]).unwrap();
    let both = table.append(&turned).unwrap();
    assert_eq!(both.columns(), table.columns());
    assert_eq!(both.slice(4, 4), table);
    let decimals = self::table(vec![("n", ColumnData::Numbers(vec![Some(0.5)]))]);
    let integers = table.select(&["n"]).unwrap();
    assert_eq!(
        integers.append(&decimals).unwrap().columns()[0].kind,
        Kind::Decimal
    );
    let gaps = self::table(vec![("n", ColumnData::Texts(vec![None]))]);
    assert_eq!(
        integers.append(&gaps).unwrap().columns()[0].kind,
        Kind::Integer
    );
    assert_eq!(
        gaps.append(&integers).unwrap().columns()[0].kind,
        Kind::Integer
    );
    let texts = self::table(vec![("n", ColumnData::Texts(vec![Some("a".to_owned())]))]);
    let message = integers.append(&texts).unwrap_err().to_string();
    assert!(
        message.contains("“n” is integer in one and text in the other"),
        "{message}"
    );
    assert!(integers.append(&table).is_err() && table.append(&integers).is_err());
}

proptest! {
    #[test]
    fn categories_stand_for_the_cells(values in proptest::collection::vec(proptest::option::of(-20..20_i64), 0..60)) {
        let table = table(vec![("n", ColumnData::Integers(values.clone()))]);
        let categories = table.categories("n").unwrap();
        prop_assert!(categories.levels.is_sorted());
        for (row, code) in categories.codes.iter().enumerate() {
            let level = categories.levels.get(*code as usize).cloned();
            prop_assert_eq!(level, values[row].map(|value| value.to_string()));
            prop_assert_eq!(*code == MISSING, values[row].is_none());
        }
        prop_assert!(categories.counts().iter().all(|count| *count > 0));
    }
}
