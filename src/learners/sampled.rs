use std::fmt;

use rand::seq::SliceRandom as _;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng as _};

/// That a learner was fitted on a part of the rows it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sampled {
    /// How many rows it used.
    pub rows: u64,
    /// Of how many.
    pub of: u64,
    /// What they were drawn with.
    pub seed: u64,
}

impl fmt::Display for Sampled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, of, seed } = self;
        write!(
            f,
            "learned from a sample of {rows} of {of} rows, seed {seed}"
        )
    }
}

/// `limit` of the rows 0 to `n_rows - 1`, ascending, each as likely as the others, and what to tell
/// of it; every row and nothing to tell where there are no more than that.
pub(super) fn sample(n_rows: usize, limit: usize, seed: u64) -> (Vec<u32>, Option<Sampled>) {
    let mut rows: Vec<u32> = (0..n_rows as u32).collect();
    if n_rows <= limit {
        return (rows, None);
    }
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (chosen, _) = rows.partial_shuffle(&mut draw, limit);
    let mut chosen = chosen.to_vec();
    chosen.sort_unstable();
    let told = Sampled {
        rows: limit as u64,
        of: n_rows as u64,
        seed,
    };
    (chosen, Some(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_rows_and_no_row_twice() {
        let (rows, told) = sample(1000, 100, 7);
        assert_eq!(rows, sample(1000, 100, 7).0);
        assert_ne!(rows, sample(1000, 100, 8).0);
        assert!(rows.windows(2).all(|pair| pair[0] < pair[1]));
        let expected = Sampled {
            rows: 100,
            of: 1000,
            seed: 7,
        };
        assert_eq!((rows.len(), told), (100, Some(expected)));
        assert_eq!(sample(3, 3, 0), (vec![0, 1, 2], None));
    }
}
