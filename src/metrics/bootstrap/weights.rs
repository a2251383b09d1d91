use rand::RngCore as _;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng as _};

/// Resamples that are walked together.
pub(super) const LANES: usize = 8;

/// How often each of eight resamples holds a row.
pub(super) type RowWeights = [u8; LANES];

/// One number per resample.
pub(super) type Lanes = [f64; LANES];

/// The chance that a Poisson variable of mean 1 is at most 0, 1, 2…, in 65536ths.
const CUMULATIVE: [u16; LANES] = [
    24_109, 48_219, 60_273, 64_291, 65_296, 65_497, 65_531, 65_535,
];

/// Poisson weights of mean 1 for block number `block` of a bootstrap with this seed.
///
/// Chances are rounded to 1/65536, which moves the mean by less than 1e-4.
pub(super) fn poisson(n_rows: usize, seed: u64, block: u64) -> Vec<RowWeights> {
    let mut lot =
        Xoshiro256PlusPlus::seed_from_u64(seed ^ (block + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut weights = vec![[0; LANES]; n_rows];
    for row in &mut weights {
        let (first, second) = (lot.next_u64(), lot.next_u64());
        let draw = |lane: usize| {
            let bits = if lane < 4 { first } else { second };
            (bits >> (16 * (lane % 4))) as u16
        };
        let draws: [u16; LANES] = std::array::from_fn(draw);
        let mut counts = [0_u16; LANES];
        for limit in CUMULATIVE {
            for (count, draw) in counts.iter_mut().zip(draws) {
                *count += u16::from(draw >= limit);
            }
        }
        *row = counts.map(|count| count as u8);
    }
    weights
}

/// Every row once, in every resample: what gives the metric itself.
pub(super) fn once(n_rows: usize) -> Vec<RowWeights> {
    vec![[1; LANES]; n_rows]
}

/// Adds `weights` times `value` to `sums`.
#[inline]
pub(super) fn add(sums: &mut Lanes, weights: RowWeights, value: f64) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += f64::from(weight) * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_mean_and_variance_one() {
        let weights = poisson(200_000, 3, 0);
        for lane in 0..LANES {
            let of = |power: i32| {
                let values = weights.iter().map(|row| f64::from(row[lane]).powi(power));
                values.sum::<f64>() / weights.len() as f64
            };
            assert!((of(1) - 1.0).abs() < 0.01, "{}", of(1));
            assert!((of(2) - of(1) * of(1) - 1.0).abs() < 0.02);
        }
        assert_eq!(weights, poisson(200_000, 3, 0));
        assert_ne!(weights, poisson(200_000, 3, 1));
    }
}
