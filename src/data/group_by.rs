use rayon::prelude::*;

use super::{Aggregate, DataError, GroupRows, KeyCodes};
use crate::terms::{Figure, Progress};

/// Combinations of the groups of all keys, whether a row is in them or not.
const MOST_CELLS: usize = 1_000_000;

/// What is summed up: each as long as there are rows, or empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measures<'a> {
    /// A column of numbers; NaN where missing.
    pub values: &'a [f64],
    /// The answers as numbers; NaN where missing.
    pub answers: &'a [f64],
}

/// The rows that have the same keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The group of each key, as an index into its labels.
    pub codes: Vec<u32>,
    /// Number of rows; never 0.
    pub rows: u64,
    /// The figure of each aggregate, in the order in which they were asked for.
    pub figures: Vec<Figure>,
}

/// The groups of rows with the same keys, in the order of the keys, with a figure per aggregate.
///
/// Exact, and without a table of hashes: keys are small numbers, so every group has its place and
/// the values of a group are laid side by side in the order of the rows. Without a key everything
/// is one group.
///
/// # Errors
/// If the keys have more than a million combinations, or somebody stops it.
///
/// # Panics
/// If keys and measures are not of one length.
pub fn group_by(
    keys: &[&KeyCodes],
    measures: Measures<'_>,
    aggregates: &[Aggregate],
    progress: &dyn Progress,
) -> Result<Vec<Group>, DataError> {
    let sizes: Vec<usize> = keys.iter().map(|key| key.labels.len()).collect();
    let cells = sizes
        .iter()
        .try_fold(1_usize, |all, size| all.checked_mul(*size))
        .filter(|cells| *cells <= MOST_CELLS)
        .ok_or_else(|| DataError::Groups {
            message: "The two columns together have more than a million groups.".to_owned(),
        })?;
    let lengths = keys.iter().map(|key| key.codes.len());
    let measured = [measures.values.len(), measures.answers.len()];
    let n_rows = lengths.chain(measured).max().unwrap_or(0);
    let cell = |row: usize| {
        keys.iter()
            .zip(&sizes)
            .fold(0, |cell, (key, size)| cell * size + key.codes[row] as usize)
    };
    progress.report(0.0, "Grouping rows");
    let mut starts = vec![0_usize; cells + 1];
    for row in 0..n_rows {
        starts[cell(row) + 1] += 1;
    }
    for i in 0..cells {
        starts[i + 1] += starts[i];
    }
    progress.check()?;
    progress.report(0.3, "Grouping rows");
    let values = laid(measures.values, &starts, cell);
    let answers = laid(measures.answers, &starts, cell);
    progress.check()?;
    progress.report(0.6, "Summing up groups");
    let there: Vec<usize> = (0..cells).filter(|&i| starts[i] < starts[i + 1]).collect();
    there
        .into_par_iter()
        .map(|cell| {
            progress.check()?;
            let range = starts[cell]..starts[cell + 1];
            let group = GroupRows {
                rows: range.len() as u64,
                of: n_rows as u64,
                values: values.get(range.clone()).unwrap_or(&[]),
                answers: answers.get(range).unwrap_or(&[]),
            };
            Ok(Group {
                codes: codes(cell, &sizes),
                rows: group.rows,
                figures: aggregates
                    .iter()
                    .map(|aggregate| aggregate.of(group))
                    .collect(),
            })
        })
        .collect()
}

/// `values` with those of one group side by side.
fn laid(values: &[f64], starts: &[usize], cell: impl Fn(usize) -> usize) -> Vec<f64> {
    let mut next = starts.to_vec();
    let mut laid = vec![0.0; values.len()];
    for (row, value) in values.iter().enumerate() {
        let place = &mut next[cell(row)];
        laid[*place] = *value;
        *place += 1;
    }
    laid
}

/// The group of each key at `cell`.
fn codes(mut cell: usize, sizes: &[usize]) -> Vec<u32> {
    let mut codes = vec![0; sizes.len()];
    for (code, size) in codes.iter_mut().zip(sizes).rev() {
        *code = (cell % size) as u32;
        cell /= size;
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    fn key(codes: Vec<u32>, n: u32) -> KeyCodes {
        let labels: Vec<String> = (0..n).map(|i| format!("g{i}")).collect();
        KeyCodes {
            codes,
            conditions: labels.clone(),
            labels,
        }
    }

    #[test]
    fn without_a_key_everything_is_one_group() {
        let measures = Measures {
            values: &[1.0, f64::NAN, 3.0],
            answers: &[],
        };
        let groups = group_by(&[], measures, &Aggregate::ALL, &Silent).unwrap();
        let figures: Vec<Option<f64>> = groups[0].figures.iter().map(Figure::value).collect();
        let third = 1.0 / 3.0;
        let expected = [3.0, 1.0, 2.0, 2.0, 4.0, 1.0, 3.0, 2.0_f64.sqrt(), third];
        let expected: Vec<Option<f64>> = expected.into_iter().map(Some).chain([None]).collect();
        assert_eq!(figures, expected);
    }

    #[test]
    fn too_many_combinations_are_refused() {
        let (a, b) = (key(vec![0], 2000), key(vec![0], 2000));
        assert!(group_by(&[&a, &b], Measures::default(), &[], &Silent).is_err());
    }

    proptest::proptest! {
        #[test]
        fn groups_are_those_of_brute_force(
            rows in proptest::collection::vec((0..4_u32, 0..3_u32, proptest::option::of(-9.0..9.0_f64)), 1..80),
        ) {
            let a = key(rows.iter().map(|row| row.0).collect(), 4);
            let b = key(rows.iter().map(|row| row.1).collect(), 3);
            let values: Vec<f64> = rows.iter().map(|row| row.2.unwrap_or(f64::NAN)).collect();
            let measures = Measures { values: &values, answers: &values };
            let groups = group_by(&[&a, &b], measures, &Aggregate::ALL, &Silent).unwrap();
            let mut seen = 0;
            for group in &groups {
                let of: Vec<f64> = rows.iter().zip(&values)
                    .filter(|(row, _)| [row.0, row.1] == group.codes[..])
                    .map(|(_, value)| *value)
                    .collect();
                seen += of.len();
                proptest::prop_assert_eq!(group.rows, of.len() as u64);
                let brute = GroupRows { rows: of.len() as u64, of: rows.len() as u64, values: &of, answers: &of };
                let expected: Vec<Figure> = Aggregate::ALL.iter().map(|aggregate| aggregate.of(brute)).collect();
                proptest::prop_assert_eq!(&group.figures, &expected);
            }
            proptest::prop_assert_eq!(seen, rows.len());
        }
    }
}
