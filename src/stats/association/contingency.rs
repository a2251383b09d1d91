use crate::stats::MISSING;

/// Tables with at most this many places are counted in place; larger ones are sorted.
const MOST_PLACES: usize = 1 << 21;

/// How often each pair of two categories occurs, over the rows in which both are known; can be
/// merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contingency {
    /// First category, second category and their rows; rising, no entry without a row.
    pub cells: Vec<(u32, u32, u64)>,
    /// Rows by first category.
    pub rows: Vec<u64>,
    /// Rows by second category.
    pub columns: Vec<u64>,
    /// Rows in which both are known.
    pub n: u64,
}

impl Contingency {
    /// The table of two columns of codes below `n_a` and `n_b`; [`MISSING`] is left out.
    pub fn of(a: &[u32], n_a: usize, b: &[u32], n_b: usize) -> Self {
        let cells = match n_a.checked_mul(n_b) {
            Some(places) if places <= MOST_PLACES.min(8 * a.len().max(1024)) => {
                in_place(a, (b, n_b), places)
            }
            _ => sorted(a, b),
        };
        Self::from_cells(cells, n_a, n_b)
    }

    fn from_cells(cells: Vec<(u32, u32, u64)>, n_a: usize, n_b: usize) -> Self {
        let mut table = Self {
            rows: vec![0; n_a],
            columns: vec![0; n_b],
            n: 0,
            cells,
        };
        for &(a, b, count) in &table.cells {
            table.rows[a as usize] += count;
            table.columns[b as usize] += count;
            table.n += count;
        }
        table
    }

    /// Adds the rows of `other`, whose codes stand for the same.
    pub fn merge(&mut self, other: &Self) {
        let mut cells = std::mem::take(&mut self.cells);
        cells.extend_from_slice(&other.cells);
        cells.sort_unstable_by_key(|(a, b, _)| (*a, *b));
        cells.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            kept.2 += if same { next.2 } else { 0 };
            same
        });
        let n_a = self.rows.len().max(other.rows.len());
        let n_b = self.columns.len().max(other.columns.len());
        *self = Self::from_cells(cells, n_a, n_b);
    }

    /// How many categories each column really has among these rows.
    pub(super) fn used(&self) -> (f64, f64) {
        let used = |counts: &[u64]| counts.iter().filter(|count| **count > 0).count() as f64;
        (used(&self.rows), used(&self.columns))
    }

    /// The mean square contingency: chi-square over the number of rows.
    pub(super) fn phi_squared(&self) -> f64 {
        let sum: f64 = self
            .cells
            .iter()
            .map(|&(a, b, count)| {
                let expected = self.rows[a as usize] as f64 * self.columns[b as usize] as f64;
                count as f64 * count as f64 / expected
            })
            .sum();
        (sum - 1.0).max(0.0)
    }
}

fn in_place(a: &[u32], (b, n_b): (&[u32], usize), places: usize) -> Vec<(u32, u32, u64)> {
    // Neighbouring rows are often alike: two tables do not wait for each other.
    let mut counts = [vec![0_u32; places], vec![0_u32; places]];
    for (row, (&a, &b)) in a.iter().zip(b).enumerate() {
        if a != MISSING && b != MISSING {
            counts[row & 1][a as usize * n_b + b as usize] += 1;
        }
    }
    let [even, odd] = counts;
    let counts = even
        .iter()
        .zip(&odd)
        .map(|(a, b)| u64::from(*a) + u64::from(*b));
    let used = counts.enumerate().filter(|(_, count)| *count > 0);
    used.map(|(place, count)| ((place / n_b) as u32, (place % n_b) as u32, count))
        .collect()
}

fn sorted(a: &[u32], b: &[u32]) -> Vec<(u32, u32, u64)> {
    let known = a
        .iter()
        .zip(b)
        .filter(|(a, b)| **a != MISSING && **b != MISSING);
    let mut keys: Vec<u64> = known
        .map(|(a, b)| (u64::from(*a) << 32) | u64::from(*b))
        .collect();
    keys.sort_unstable();
    keys.chunk_by(|a, b| a == b)
        .map(|run| ((run[0] >> 32) as u32, run[0] as u32, run.len() as u64))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn parts_merge_to_the_whole_and_sorting_says_the_same(
            rows in proptest::collection::vec((proptest::option::of(0..5_u32), proptest::option::of(0..3_u32)), 0..80),
            cut in 0..80_usize,
        ) {
            let code = |code: Option<u32>| code.unwrap_or(MISSING);
            let (a, b): (Vec<u32>, Vec<u32>) = rows.iter().map(|(a, b)| (code(*a), code(*b))).unzip();
            let whole = Contingency::of(&a, 5, &b, 3);
            let cut = cut.min(a.len());
            let mut merged = Contingency::of(&a[..cut], 5, &b[..cut], 3);
            merged.merge(&Contingency::of(&a[cut..], 5, &b[cut..], 3));
            proptest::prop_assert_eq!(&merged, &whole);
            proptest::prop_assert_eq!(sorted(&a, &b), whole.cells);
        }
    }
}
