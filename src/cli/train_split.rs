//! Which rows `nonagon train` fits and judges on.

use anyhow::Context as _;
use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::args;
use crate::{
    data::{
        Table,
        split::{Part, SplitRule},
    },
    stats::MISSING,
    terms::Task,
};

/// Shares of training, validation and test where no column says where a row belongs.
const SHARES: [f64; 3] = [0.6, 0.2, 0.2];
/// Of so many training rows one validates, where no row says validation.
const ONE_IN: usize = 5;

/// The table as it is to be split, and the rule.
pub(super) fn split(
    args: &args::Train,
    table: Table,
    task: Task,
) -> anyhow::Result<(Table, SplitRule)> {
    let [train, validation, test] = SHARES;
    let seed = args.seed;
    if let Some(column) = &args.split_column {
        return by_column(&table, column, seed);
    }
    let rule = match &args.time {
        Some(column) => SplitRule::TimeShares {
            column: column.clone(),
            train,
            validation,
            test,
        },
        None if task.is_classification() => SplitRule::Stratified {
            column: args.target.clone(),
            train,
            validation,
            test,
            seed,
        },
        None => SplitRule::Random {
            train,
            validation,
            test,
            seed,
        },
    };
    Ok((table, rule))
}

/// Sorts the rows by their parts, each part in its own order, so that a split in the order of the
/// rows gives these parts.
fn by_column(table: &Table, column: &str, seed: u64) -> anyhow::Result<(Table, SplitRule)> {
    let names = table.categories(column)?;
    let levels: Vec<Part> = names
        .levels
        .iter()
        .map(|name| part(name).with_context(|| unknown(name, column)))
        .collect::<anyhow::Result<_>>()?;
    let mut rows: [Vec<u32>; 4] = Default::default();
    for (row, &code) in (0..).zip(&names.codes) {
        let part = match code {
            MISSING => Part::Production,
            code => levels[code as usize],
        };
        rows[part as usize].push(row);
    }
    let [train, validation, test, production] = &mut rows;
    anyhow::ensure!(
        !train.is_empty() && !test.is_empty(),
        "The column “{column}” must say train of some rows and test of others. Correct it, or leave --split-column out."
    );
    if validation.is_empty() {
        let mut drawn = train.clone();
        drawn.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
        drawn.truncate(train.len() / ONE_IN);
        drawn.sort_unstable();
        train.retain(|row| drawn.binary_search(row).is_err());
        *validation = drawn;
    }
    let n = table.n_rows() as f64;
    let share = |rows: &[u32]| rows.len() as f64 / n;
    let rule = SplitRule::Order {
        train: share(train),
        validation: share(validation),
        test: share(test),
    };
    let order: Vec<u32> = [train, validation, test, production]
        .into_iter()
        .flat_map(|rows| rows.iter().copied())
        .collect();
    Ok((table.take(&order), rule))
}

fn part(name: &str) -> Option<Part> {
    match name.trim().to_lowercase().as_str() {
        "train" | "training" => Some(Part::Train),
        "validation" | "valid" | "val" | "dev" => Some(Part::Validation),
        "test" => Some(Part::Test),
        "production" => Some(Part::Production),
        _ => None,
    }
}

fn unknown(name: &str, column: &str) -> String {
    format!(
        "“{name}” in “{column}” is no part of a split. Write train, validation, test or production."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{ColumnData, split};

    fn table(parts: &[&str]) -> Table {
        let texts = parts
            .iter()
            .map(|text| Some((*text).to_owned()).filter(|text| !text.is_empty()));
        let numbers = (0..parts.len()).map(|row| Some(row as f64));
        Table::from_columns(vec![
            ("part".to_owned(), ColumnData::Texts(texts.collect())),
            ("row".to_owned(), ColumnData::Numbers(numbers.collect())),
        ])
        .unwrap()
    }

    fn rows(table: &Table, rule: &SplitRule) -> [Vec<f64>; 4] {
        let parts = split::split(table, rule).unwrap();
        let values = table.numbers("row").unwrap();
        Part::ALL.map(|part| {
            let rows = split::indices(&parts, part);
            rows.iter().map(|&row| values[row as usize]).collect()
        })
    }

    #[test]
    fn each_row_goes_where_its_column_says() {
        let parts = ["test", "Train", "val", "", "train", "test", "training"];
        let (table, rule) = by_column(&table(&parts), "part", 1).unwrap();
        let expected = [vec![1.0, 4.0, 6.0], vec![2.0], vec![0.0, 5.0], vec![3.0]];
        assert_eq!(rows(&table, &rule), expected);
    }

    #[test]
    fn a_fifth_validates_where_nothing_else_does() {
        let parts: Vec<&str> = (0..60)
            .map(|row| if row < 50 { "train" } else { "test" })
            .collect();
        let (table, rule) = by_column(&table(&parts), "part", 1).unwrap();
        let [train, validation, test, production] = rows(&table, &rule);
        assert_eq!(
            (train.len(), validation.len(), test.len(), production.len()),
            (40, 10, 10, 0)
        );
        assert!(test.iter().all(|row| *row >= 50.0) && validation.iter().all(|row| *row < 50.0));
    }

    #[test]
    fn words_that_are_no_part_are_refused() {
        let text = by_column(&table(&["train", "holdout"]), "part", 1)
            .unwrap_err()
            .to_string();
        assert!(text.starts_with("“holdout” in “part” is no part"), "{text}");
        let text = by_column(&table(&["train", "train"]), "part", 1)
            .unwrap_err()
            .to_string();
        assert!(
            text.contains("must say train of some rows and test of others"),
            "{text}"
        );
    }
}
