use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{Part, shares::ends};
use crate::{
    data::{DataError, Table},
    stats::MISSING,
};

pub(super) fn generator(seed: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// The rows of each value of a column; those without one are a group of their own.
pub(super) fn strata(table: &Table, column: &str) -> Result<Vec<Vec<u32>>, DataError> {
    let categories = table.categories(column)?;
    let last = categories.levels.len();
    let mut strata = vec![Vec::new(); last + 1];
    for (row, &code) in (0_u32..).zip(&categories.codes) {
        strata[if code == MISSING { last } else { code as usize }].push(row);
    }
    Ok(strata)
}

/// Gives `rows` to parts by lot.
pub(super) fn by_lot(
    parts: &mut [Part],
    mut rows: Vec<u32>,
    shares: [f64; 3],
    generator: &mut Xoshiro256PlusPlus,
) {
    rows.shuffle(generator);
    let ends = ends(rows.len(), shares);
    for (place, row) in rows.into_iter().enumerate() {
        parts[row as usize] = Part::at(place, &ends);
    }
}
