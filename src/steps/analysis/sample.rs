use rand::seq::index;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng as _};

use crate::data::Table;

/// That only some rows were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sample {
    /// How many rows.
    pub rows: u64,
    /// Of how many.
    pub of: u64,
    /// What they were drawn with.
    pub seed: u64,
}

/// At most `most` rows of `table`, each as likely as any other, in their order; says so if there
/// are more.
pub(super) fn sample(table: &Table, most: usize, seed: u64) -> (Table, Option<Sample>) {
    let n = table.n_rows();
    if n <= most {
        return (table.clone(), None);
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut rows: Vec<u32> = index::sample(&mut rng, n, most)
        .into_iter()
        .map(|row| row as u32)
        .collect();
    rows.sort_unstable();
    let sample = Sample {
        rows: most as u64,
        of: n as u64,
        seed,
    };
    (table.take(&rows), Some(sample))
}
