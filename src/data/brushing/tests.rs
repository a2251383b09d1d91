use super::*;
use crate::{
    data::{ColumnData, Table},
    terms::Silent,
};

fn table(numbers: Vec<Option<f64>>, codes: &[u8]) -> Table {
    let texts = codes.iter().map(|code| match code {
        0 => None,
        code => Some(format!("c{code}")),
    });
    let times = codes
        .iter()
        .map(|code| Some(i64::from(*code) * 40_000_000_000_i64));
    let integers = codes.iter().map(|code| Some(i64::from(*code)));
    let columns = vec![
        ("texts".to_owned(), ColumnData::Texts(texts.collect())),
        ("times".to_owned(), ColumnData::Times(times.collect())),
        ("whole".to_owned(), ColumnData::Integers(integers.collect())),
        ("x".to_owned(), ColumnData::Numbers(numbers)),
    ];
    Table::from_columns(columns).unwrap()
}

fn binned(table: &Table) -> Vec<BinnedColumn> {
    let names = table.columns().iter();
    names
        .map(|column| BinnedColumn::of(table, &column.name).unwrap())
        .collect()
}

#[test]
fn a_brush_is_said_in_words_and_as_a_formula() {
    let delays: Vec<Option<i64>> = (-20..120).map(Some).collect();
    let table =
        Table::from_columns(vec![("dep_delay".to_owned(), ColumnData::Integers(delays))]).unwrap();
    let column = BinnedColumn::of(&table, "dep_delay").unwrap();
    let Bins::Edges(edges) = &column.bins else {
        panic!("{:?}", column.bins)
    };
    let code = |value: f64| edges.iter().position(|edge| *edge == value).unwrap() as Code + 1;
    let brush = column.brush(code(15.0)..code(60.0));
    assert_eq!(brush.words, "dep_delay 15 to 60");
    assert_eq!(
        brush.condition,
        "(\"dep_delay\" >= 15 AND \"dep_delay\" < 60)"
    );
    let open = column.brush([0, 1, column.bins.missing()]);
    assert_eq!(open.words, "dep_delay below -15, missing");
    assert_eq!(
        open.condition,
        "(\"dep_delay\" < -15 OR \"dep_delay\" IS NULL)"
    );
}

#[test]
fn names_are_quoted_and_others_are_what_is_left() {
    let names = (0..60).map(|i| Some(format!("it's {i:02}")));
    let table = Table::from_columns(vec![(
        "a \"b\"".to_owned(),
        ColumnData::Texts(names.collect()),
    )])
    .unwrap();
    let column = BinnedColumn::of(&table, "a \"b\"").unwrap();
    let brush = column.brush([0]);
    assert_eq!(brush.condition, r#""a ""b""" IN ('it''s 00')"#);
    let others = column.brush((1..=40).collect::<Vec<_>>());
    assert_eq!(others.condition, r#""a ""b""" NOT IN ('it''s 00')"#);
}

#[test]
fn booleans_and_a_column_without_values_have_bins() {
    let flags = ColumnData::Booleans(vec![Some(true), None, Some(false), Some(true)]);
    let gaps = ColumnData::Numbers(vec![None; 4]);
    let table =
        Table::from_columns(vec![("flag".to_owned(), flags), ("gap".to_owned(), gaps)]).unwrap();
    let flag = BinnedColumn::of(&table, "flag").unwrap();
    assert_eq!(flag.counts, [2, 1, 0, 1]);
    assert_eq!(flag.brush([0]).condition, "\"flag\" IN (TRUE)");
    let gap = BinnedColumn::of(&table, "gap").unwrap();
    assert_eq!(gap.counts, [0, 4]);
}

proptest::proptest! {
    #[test]
    fn counts_of_a_brush_are_those_of_its_rows(
        rows in proptest::collection::vec((proptest::option::of(-50.0..50.0_f64), 0..8_u8), 1..300),
        chosen in proptest::collection::vec((0..4_usize, 0..20_u8, 0..20_u8), 0..4),
    ) {
        let codes: Vec<u8> = rows.iter().map(|row| row.1).collect();
        let table = table(rows.iter().map(|row| row.0).collect(), &codes);
        let columns = binned(&table);
        let all: Vec<&BinnedColumn> = columns.iter().collect();
        let brushes: Vec<Brush> = chosen
            .iter()
            .map(|&(column, from, to)| columns[column].brush(from..=from.max(to)))
            .collect();
        let selected = select(&all, &brushes, rows.len());
        let holds = |row: usize| brushes.iter().all(|brush| {
            let column = columns.iter().find(|column| column.name == brush.column).unwrap();
            brush.codes.contains(&column.codes[row])
        });
        let expected: Vec<usize> = (0..rows.len()).filter(|row| holds(*row)).collect();
        proptest::prop_assert_eq!(selected.iter().collect::<Vec<_>>(), expected.clone());
        let counts = counts(&all, &selected, &Silent).unwrap();
        for (column, counts) in columns.iter().zip(&counts) {
            let mut brute = vec![0; column.bins.len()];
            for &row in &expected {
                brute[usize::from(column.codes[row])] += 1;
            }
            proptest::prop_assert_eq!(counts, &brute);
        }
    }

    #[test]
    fn every_value_is_in_the_bin_between_its_edges(
        values in proptest::collection::vec(proptest::option::of(proptest::num::f64::NORMAL | proptest::num::f64::ZERO | proptest::num::f64::INFINITE), 1..100),
    ) {
        let table = Table::from_columns(vec![("x".to_owned(), ColumnData::Numbers(values.clone()))]).unwrap();
        let column = BinnedColumn::of(&table, "x").unwrap();
        let Bins::Edges(edges) = &column.bins else { panic!("{:?}", column.bins) };
        for (value, &code) in values.iter().zip(&column.codes) {
            let expected = match value {
                None => edges.len() + 1,
                Some(value) if edges.is_empty() => usize::from(!value.is_finite()) * edges.len(),
                Some(value) => edges.partition_point(|edge| edge <= value),
            };
            proptest::prop_assert_eq!(usize::from(code), expected);
        }
    }
}
