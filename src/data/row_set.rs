use crate::terms::{Cancelled, Progress};

/// Some of the rows of a table: one bit for each, so that sets of ten million rows are combined
/// and counted in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSet {
    n_rows: usize,
    /// Row `i` is bit `i % 64` of word `i / 64`; bits beyond the last row are 0.
    words: Vec<u64>,
}

impl RowSet {
    /// No row of a table of `n_rows`.
    pub fn none(n_rows: usize) -> Self {
        Self {
            n_rows,
            words: vec![0; n_rows.div_ceil(64)],
        }
    }

    /// Every row of a table of `n_rows`.
    pub fn all(n_rows: usize) -> Self {
        Self::none(n_rows).not()
    }

    /// The rows for which `holds` is true; it is asked in parallel.
    pub fn of(n_rows: usize, holds: impl Fn(usize) -> bool + Sync) -> Self {
        use rayon::prelude::*;
        let word = |word: usize| {
            let first = 64 * word;
            (first..n_rows.min(first + 64)).fold(0, |bits, row| {
                bits | (u64::from(holds(row)) << (row - first))
            })
        };
        let words = (0..n_rows.div_ceil(64))
            .into_par_iter()
            .with_min_len(1024)
            .map(word)
            .collect();
        Self { n_rows, words }
    }

    /// The rows for which `holds` is true, asked in parallel, unless somebody asks it to stop.
    ///
    /// # Errors
    /// If somebody asked it to stop.
    pub fn scan(
        n_rows: usize,
        progress: &dyn Progress,
        holds: impl Fn(usize) -> bool + Sync,
    ) -> Result<Self, Cancelled> {
        use rayon::prelude::*;
        let word = |word: usize| {
            if word.is_multiple_of(1024) {
                progress.check()?;
            }
            let first = 64 * word;
            Ok((first..n_rows.min(first + 64)).fold(0, |bits, row| {
                bits | (u64::from(holds(row)) << (row - first))
            }))
        };
        let words = (0..n_rows.div_ceil(64))
            .into_par_iter()
            .with_min_len(1024)
            .map(word)
            .collect::<Result<_, Cancelled>>()?;
        Ok(Self { n_rows, words })
    }

    /// How many rows the table has.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// How many rows are in the set.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether row `row` is in the set.
    pub fn contains(&self, row: usize) -> bool {
        let word = self.words.get(row / 64).copied().unwrap_or(0);
        word >> (row % 64) & 1 == 1
    }

    /// The rows that are in both sets.
    ///
    /// # Panics
    /// If they are of tables of different length.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// The rows that are in one set or the other.
    ///
    /// # Panics
    /// If they are of tables of different length.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    /// The rows that are not in the set.
    #[must_use]
    pub fn not(&self) -> Self {
        let mut words: Vec<u64> = self.words.iter().map(|word| !word).collect();
        if let Some(last) = words.last_mut()
            && !self.n_rows.is_multiple_of(64)
        {
            *last &= (1 << (self.n_rows % 64)) - 1;
        }
        Self {
            n_rows: self.n_rows,
            words,
        }
    }

    /// The set as bits: row `i` is bit `i % 64` of word `i / 64`.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The row numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    64 * index + bit
                })
            })
        })
    }

    /// The row numbers, ascending, as [`Table::take`](super::Table::take) wants them.
    pub fn indices(&self) -> Vec<u32> {
        self.iter().map(|row| row as u32).collect()
    }

    fn with(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        assert_eq!(
            self.n_rows, other.n_rows,
            "both sets must be of one table's rows"
        );
        let words = self.words.iter().zip(&other.words);
        Self {
            n_rows: self.n_rows,
            words: words.map(|(a, b)| combine(*a, *b)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn sets_are_sets(
            pairs in proptest::collection::vec((proptest::bool::ANY, proptest::bool::ANY), 0..300),
        ) {
            let n = pairs.len();
            let a = RowSet::of(n, |row| pairs[row].0);
            let b = RowSet::of(n, |row| pairs[row].1);
            let rows = |holds: &dyn Fn(bool, bool) -> bool| -> Vec<u32> {
                (0..n).filter(|&row| holds(pairs[row].0, pairs[row].1)).map(|row| row as u32).collect()
            };
            proptest::prop_assert_eq!(a.indices(), rows(&|a, _| a));
            proptest::prop_assert_eq!(a.and(&b).indices(), rows(&|a, b| a && b));
            proptest::prop_assert_eq!(a.or(&b).indices(), rows(&|a, b| a || b));
            proptest::prop_assert_eq!(a.not().indices(), rows(&|a, _| !a));
            proptest::prop_assert_eq!(a.count() + a.not().count(), n);
            proptest::prop_assert_eq!(RowSet::all(n).count(), n);
            proptest::prop_assert!((0..n + 70).all(|row| a.contains(row) == (row < n && pairs[row].0)));
        }
    }
}
