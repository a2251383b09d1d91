use rayon::prelude::*;

use super::{BinnedColumn, Brush};
use crate::{
    data::RowSet,
    terms::{Cancelled, Progress},
};

/// Words of a row set that are counted at a time: the bytes of their rows stay in the second cache.
const WORDS: usize = 2048;

/// The rows that every brush chooses; all of them without a brush.
///
/// A brush on a column that is not among `columns` chooses nothing away.
pub fn select(columns: &[&BinnedColumn], brushes: &[Brush], n_rows: usize) -> RowSet {
    let mut tests: Vec<(&[u8], [bool; 256])> = Vec::with_capacity(brushes.len());
    for brush in brushes {
        let column = columns.iter().find(|column| column.name == brush.column);
        if let Some(column) = column {
            let mut chosen = [false; 256];
            for &code in &brush.codes {
                chosen[usize::from(code)] = true;
            }
            tests.push((&column.codes, chosen));
        }
    }
    match tests.as_slice() {
        [] => RowSet::all(n_rows),
        [(codes, chosen)] => RowSet::of(n_rows, |row| chosen[usize::from(codes[row])]),
        tests => RowSet::of(n_rows, |row| {
            let holds = |(codes, chosen): &(&[u8], [bool; 256])| chosen[usize::from(codes[row])];
            tests.iter().all(holds)
        }),
    }
}

/// How many of `rows` are in each bin of each of `columns`, in their order and that of the codes.
///
/// # Errors
/// If somebody stops it.
pub fn counts(
    columns: &[&BinnedColumn],
    rows: &RowSet,
    progress: &dyn Progress,
) -> Result<Vec<Vec<u64>>, Cancelled> {
    // The smaller half is counted: what is not chosen is the whole without it.
    let is_small = 2 * rows.count() <= rows.n_rows();
    let complement;
    let counted = if is_small {
        rows
    } else {
        complement = rows.not();
        &complement
    };
    let tasks: Vec<usize> = (0..counted.words().len()).step_by(WORDS).collect();
    let none = || vec![[0_u64; 256]; columns.len()];
    let found = tasks
        .into_par_iter()
        .map(|first| {
            progress.check()?;
            let last = counted.words().len().min(first + WORDS);
            let words = &counted.words()[first..last];
            let count = |column: &&BinnedColumn| count(words, &column.codes[64 * first..]);
            Ok(columns.iter().map(count).collect::<Vec<_>>())
        })
        .try_reduce(none, |mut all: Vec<[u64; 256]>, part| {
            for (all, part) in all.iter_mut().zip(&part) {
                for (sum, n) in all.iter_mut().zip(part) {
                    *sum += n;
                }
            }
            Ok(all)
        })?;
    let whole = columns.iter().map(|column| &column.counts);
    let counts = whole.zip(found).map(|(whole, found)| {
        let pairs = whole.iter().zip(found);
        pairs
            .map(|(&whole, found)| if is_small { found } else { whole - found })
            .collect()
    });
    Ok(counts.collect())
}

/// The rows of `words` by their code.
fn count(words: &[u64], codes: &[u8]) -> [u64; 256] {
    // Neighbours often share a bin: two lanes, so that a sum need not wait for the one before.
    let mut lanes = [[0_u32; 256]; 2];
    for (word, codes) in words.iter().zip(codes.chunks(64)) {
        if *word == u64::MAX {
            for pair in codes.chunks_exact(2) {
                lanes[0][usize::from(pair[0])] += 1;
                lanes[1][usize::from(pair[1])] += 1;
            }
            continue;
        }
        let mut rest = *word;
        while rest != 0 {
            let bit = rest.trailing_zeros() as usize;
            lanes[bit & 1][usize::from(codes[bit])] += 1;
            rest &= rest - 1;
        }
    }
    let [even, odd] = lanes;
    std::array::from_fn(|code| u64::from(even[code]) + u64::from(odd[code]))
}
