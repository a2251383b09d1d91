mod calling;
mod completing;
mod querying;

use super::*;
use crate::{
    data::{ColumnData, Table},
    terms::Silent,
};

fn texts<const N: usize>(texts: [&str; N]) -> Vec<Option<String>> {
    let filled = |text: &&str| !text.is_empty();
    texts
        .iter()
        .map(|text| {
            Some(text)
                .filter(|text| filled(text))
                .map(|text| (*text).to_owned())
        })
        .collect()
}

/// Three flights, and the names of two carriers.
fn tables() -> Vec<(String, Table)> {
    let flights = Table::from_columns(vec![
        (
            "id".to_owned(),
            ColumnData::Integers(vec![Some(1), Some(2), Some(3)]),
        ),
        (
            "n".to_owned(),
            ColumnData::Integers(vec![Some(9), Some(-4), None]),
        ),
        (
            "x".to_owned(),
            ColumnData::Numbers(vec![Some(0.25), Some(2.5), Some(-1.5)]),
        ),
        (
            "carrier".to_owned(),
            ColumnData::Texts(texts(["UA", "ab c", ""])),
        ),
        (
            "late".to_owned(),
            ColumnData::Booleans(vec![Some(true), Some(false), None]),
        ),
        (
            "Dep Time".to_owned(),
            ColumnData::Times(vec![Some(1_357_016_400_500_000), Some(0), None]),
        ),
    ])
    .unwrap();
    let carriers = Table::from_columns(vec![
        ("code".to_owned(), ColumnData::Texts(texts(["UA", "DL"]))),
        (
            "name".to_owned(),
            ColumnData::Texts(texts(["United", "Delta"])),
        ),
    ])
    .unwrap();
    vec![
        ("flights".to_owned(), flights),
        ("air lines".to_owned(), carriers),
    ]
}

fn rows(query: &str) -> Vec<Vec<String>> {
    let table = run(query, &tables(), None, &Silent).unwrap_or_else(|err| panic!("{query}: {err}"));
    (0..table.n_rows())
        .map(|row| {
            (0..table.n_columns())
                .map(|column| {
                    if table.is_null(row, column) {
                        "–".to_owned()
                    } else {
                        table.cell(row, column)
                    }
                })
                .collect()
        })
        .collect()
}

fn first_column(query: &str) -> String {
    rows(query)
        .iter()
        .map(|row| row[0].as_str())
        .collect::<Vec<_>>()
        .join("|")
}

fn error(query: &str) -> SqlError {
    match run(query, &tables(), None, &Silent) {
        Err(error) => error,
        Ok(table) => panic!("{query}: {table:?}"),
    }
}
