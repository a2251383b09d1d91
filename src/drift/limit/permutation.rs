use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{hypergeometric, law::Groups};
use crate::{drift::distance::psi, stats::Moments};

/// Permutations for a few bins.
const MOST: usize = 200;
/// Permutations for many: the sum over many bins varies little, and each costs a draw.
const LEAST: usize = 32;

/// Mean and variance of the PSI over random exchanges of rows between the two sides.
///
/// The rows of both sides are thrown together and dealt out again, `m` to the current side, which
/// is one hypergeometric draw per bin.
pub(super) fn moments(groups: &Groups<'_>, seed: u64) -> (f64, f64) {
    let pooled: Vec<u64> = groups.pooled().collect();
    let (n, m) = groups.rows();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let times = (50 * MOST / pooled.len().max(1)).clamp(LEAST, MOST);
    let dealt: Vec<f64> = (0..times)
        .map(|_| {
            let (mut all, mut drawn) = (n + m, m);
            let mut sum = 0.0;
            for &count in &pooled {
                let current = hypergeometric::draw(&mut rng, all, count, drawn);
                all -= count;
                drawn -= current;
                let reference = (count - current) as f64 / n as f64;
                sum += psi::part(reference, current as f64 / m as f64);
            }
            sum
        })
        .collect();
    let moments = Moments::of(&dealt);
    (moments.mean, moments.var(1).value().unwrap_or(0.0))
}
