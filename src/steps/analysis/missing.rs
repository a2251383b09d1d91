use std::collections::BTreeMap;

use crate::{
    data::{Profile, RowSet, Table},
    steps::StepError,
    terms::{Figure, Progress},
};

/// Which columns are missing together.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct MissingPatterns {
    /// The columns that have gaps, in the order of the data.
    pub columns: Vec<String>,
    /// How many further columns have gaps: with more than [`Self::MOST_COLUMNS`] only the first
    /// ones are looked at together.
    pub left_out: u64,
    /// Gaps of each of these columns.
    pub missing: Vec<u64>,
    /// Combinations of missing columns, most frequent first, at most [`Self::MOST`]; the one
    /// without any is among them.
    pub patterns: Vec<Pattern>,
    /// How many rarer combinations there are besides.
    pub other_patterns: u64,
    /// The rows of those.
    pub other_rows: u64,
    /// Pearson's correlation of "is missing" of every two of these columns (phi), in the order
    /// first and second, first and third, second and third, and so on: 1 if they are always
    /// missing together.
    pub nullity: Vec<Figure>,
}

/// Columns that are missing together.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Pattern {
    /// Which ones, by their place in [`MissingPatterns::columns`], rising.
    pub missing: Vec<u32>,
    /// In how many rows exactly these are missing.
    pub rows: u64,
}

impl MissingPatterns {
    /// How many columns are looked at together.
    pub const MOST_COLUMNS: usize = 200;
    /// How many combinations are listed.
    pub const MOST: usize = 40;

    /// The correlation of two columns' gaps by their places; nothing for a column with itself.
    pub fn nullity(&self, a: usize, b: usize) -> Option<&Figure> {
        let (a, b) = (a.min(b), a.max(b));
        (a != b).then(|| self.nullity.get(b * b.saturating_sub(1) / 2 + a))?
    }
}

/// The rows of each combination of missing columns; those of parts can be added up.
type Counted = BTreeMap<Vec<u32>, u64>;

/// Which columns of `table` are missing together.
pub(super) fn patterns(
    table: &Table,
    profile: &Profile,
    progress: &dyn Progress,
) -> Result<MissingPatterns, StepError> {
    let mut columns = Vec::new();
    let mut gaps = Vec::new();
    let mut left_out = 0;
    for (index, column) in profile.columns.iter().enumerate() {
        progress.check()?;
        if column.missing > 0 && columns.len() == MissingPatterns::MOST_COLUMNS {
            left_out += 1;
        } else if column.missing > 0 {
            columns.push(column.name.clone());
            gaps.push(RowSet::of(table.n_rows(), |row| table.is_null(row, index)));
        }
    }
    Ok(MissingPatterns {
        left_out,
        ..summary(columns, counted(table.n_rows(), &gaps))
    })
}

/// Splits the rows column by column: each row carries the number of its combination so far.
fn counted(n_rows: usize, gaps: &[RowSet]) -> Counted {
    let mut of_row = vec![0_u32; n_rows];
    let mut patterns: Vec<Vec<u32>> = vec![Vec::new()];
    for (column, gaps) in gaps.iter().enumerate() {
        let mut with: Vec<Option<u32>> = vec![None; patterns.len()];
        for row in gaps.iter() {
            let before = of_row[row] as usize;
            of_row[row] = *with[before].get_or_insert_with(|| {
                let mut pattern = patterns[before].clone();
                pattern.push(column as u32);
                patterns.push(pattern);
                (patterns.len() - 1) as u32
            });
        }
    }
    let mut rows = vec![0_u64; patterns.len()];
    for pattern in of_row {
        rows[pattern as usize] += 1;
    }
    let counted = patterns.into_iter().zip(rows);
    counted.filter(|(_, rows)| *rows > 0).collect()
}

/// Everything that is told, from the counts alone.
fn summary(columns: Vec<String>, counted: Counted) -> MissingPatterns {
    let k = columns.len();
    let n: u64 = counted.values().sum();
    let mut missing = vec![0_u64; k];
    let mut both = vec![0_u64; k * k.saturating_sub(1) / 2];
    for (pattern, rows) in &counted {
        for (i, &b) in pattern.iter().enumerate() {
            let b = b as usize;
            missing[b] += rows;
            for &a in &pattern[..i] {
                both[b * (b - 1) / 2 + a as usize] += rows;
            }
        }
    }
    let places = (0..k).flat_map(|b| (0..b).map(move |a| (a, b)));
    let nullity = places
        .zip(both)
        .map(|((a, b), both)| phi(n, missing[a], missing[b], both))
        .collect();
    let mut patterns: Vec<Pattern> = counted
        .into_iter()
        .map(|(missing, rows)| Pattern { missing, rows })
        .collect();
    patterns.sort_by(|a, b| (b.rows, &a.missing).cmp(&(a.rows, &b.missing)));
    let others = patterns.split_off(patterns.len().min(MissingPatterns::MOST));
    MissingPatterns {
        columns,
        left_out: 0,
        missing,
        patterns,
        other_patterns: others.len() as u64,
        other_rows: others.iter().map(|pattern| pattern.rows).sum(),
        nullity,
    }
}

/// Pearson's correlation of two yes-or-no columns from their counts.
fn phi(n: u64, a: u64, b: u64, both: u64) -> Figure {
    let (n, a, b, both) = (n as f64, a as f64, b as f64, both as f64);
    let spread = (a * (n - a)).sqrt() * (b * (n - b)).sqrt();
    Figure::finite((both * n - a * b) / spread, "a column is always missing")
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn parts_add_up_to_the_whole(rows in proptest::collection::vec((0..2_u8, 0..2_u8, 0..2_u8), 1..80), cut in 0..80_usize) {
            let gaps = |rows: &[(u8, u8, u8)]| -> Vec<RowSet> {
                let of = |get: &(dyn Fn(usize) -> u8 + Sync)| RowSet::of(rows.len(), |row| get(row) == 1);
                vec![of(&|row| rows[row].0), of(&|row| rows[row].1), of(&|row| rows[row].2)]
            };
            let whole = counted(rows.len(), &gaps(&rows));
            let cut = cut.min(rows.len());
            let mut parts = counted(cut, &gaps(&rows[..cut]));
            for (pattern, n) in counted(rows.len() - cut, &gaps(&rows[cut..])) {
                *parts.entry(pattern).or_default() += n;
            }
            proptest::prop_assert_eq!(&parts, &whole);
            let names = ["a", "b", "c"].map(str::to_owned).to_vec();
            let told = summary(names, whole);
            let column = |get: &dyn Fn(&(u8, u8, u8)) -> u8| -> Vec<f64> { rows.iter().map(|row| f64::from(get(row))).collect() };
            let expected = crate::stats::pearson(&column(&|row| row.0), &column(&|row| row.2)).value();
            let found = told.nullity(2, 0).and_then(Figure::value);
            proptest::prop_assert_eq!(found.is_some(), expected.is_some());
            if let (Some(found), Some(expected)) = (found, expected) {
                proptest::prop_assert!((found - expected).abs() < 1e-9);
            }
        }
    }
}
