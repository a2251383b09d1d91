use super::Append;
use crate::{data::Table, steps::StepError};

/// The rows of `before` and then those of `read` that are new, and how many these are.
///
/// With [`Append::NewSources`], `read` holds new sources only. Rows without a value in the column
/// of [`Append::After`] are not new: nobody knows when they came.
pub(super) fn append(before: &Table, read: Table, how: &Append) -> Result<(Table, u64), StepError> {
    let new = match how {
        Append::NewSources => read,
        Append::After(column) => {
            let of = |table: &Table| {
                table.numbers(column).map_err(|err| {
                    StepError::Invalid(format!(
                        "New rows cannot be told by “{column}”. {err} Choose a column of times or numbers in step 2."
                    ))
                })
            };
            let last = of(before)?.into_iter().fold(f64::NEG_INFINITY, f64::max);
            let later: Vec<u32> = of(&read)?
                .iter()
                .enumerate()
                .filter(|(_, value)| **value > last)
                .map(|(row, _)| row as u32)
                .collect();
            read.take(&later)
        }
    };
    let n = new.n_rows() as u64;
    let table = if n == 0 {
        before.clone()
    } else {
        before.append(&new)?
    };
    Ok((table, n))
}

/// `n` rows of `table` drawn by lot without putting back, in their old order.
///
/// Selection sampling [Knuth, TAOCP 2, 3.4.2, algorithm S].
pub(super) fn sample(table: &Table, n: u64, seed: u64) -> Table {
    use rand::{Rng as _, SeedableRng as _};
    let mut lot = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut wanted, rows) = (n, table.n_rows() as u64);
    let drawn: Vec<u32> = (0..rows)
        .filter(|row| {
            let is_drawn = lot.gen_range(0..rows - row) < wanted;
            wanted -= u64::from(is_drawn);
            is_drawn
        })
        .map(|row| row as u32)
        .collect();
    table.take(&drawn)
}
