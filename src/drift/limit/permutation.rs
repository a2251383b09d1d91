use std::collections::BTreeMap;

use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{
    hypergeometric,
    law::{Law, chi_square},
};
use crate::drift::distance::psi;

/// From this many expected rows on in every bin and side the PSI follows chi-square closely.
pub(super) const ENOUGH: f64 = 50.0;
/// Of more bins nothing is drawn: a sum over so many is told by its moments.
const MOST_BINS: usize = 200;
/// Bins that are dealt at most, over all permutations.
const DEALT: usize = 30_000;
const LEAST_DRAWS: usize = 199;
const MOST_DRAWS: usize = 999;

/// The rows of both sides in bins that do not depend on which rows are the reference's.
#[derive(Clone, Copy, Debug)]
pub struct Groups<'a> {
    /// Rows of the reference in each bin.
    pub reference: &'a [u64],
    /// Current rows in the same bins.
    pub current: &'a [u64],
    /// How many of the first bins are one when the reference has no row there: other values.
    pub by_value: usize,
}

impl Groups<'_> {
    /// Rows of the reference and current rows.
    fn rows(&self) -> (u64, u64) {
        (self.reference.iter().sum(), self.current.iter().sum())
    }

    /// Rows of both sides in the bins that have any, with whether it is the bin of a value.
    fn pooled(&self) -> Vec<(u64, bool)> {
        let both = self.reference.iter().zip(self.current).enumerate();
        both.map(|(i, (r, c))| (r + c, i < self.by_value))
            .filter(|(count, _)| *count > 0)
            .collect()
    }

    /// The law of the PSI where the rows of both sides are exchanged at random; `None` if a side
    /// has no rows. The same seed gives the same law.
    ///
    /// Where every bin expects 50 rows on either side it is `(1/n + 1/m) chi2(bins - 1)`. Otherwise
    /// the rows of both sides are thrown together and dealt out again, which is one hypergeometric
    /// draw per bin: exact for any distribution. Of more than 200 bins only the moments are taken,
    /// and of sides with fewer than `least` rows chi-square, for nothing is decided by them.
    pub fn law(&self, seed: u64, least: u64) -> Option<Law> {
        let (n, m) = self.rows();
        if n == 0 || m == 0 {
            return None;
        }
        let pooled = self.pooled();
        // With a single bin the PSI is always 0; two bins are the least that can be told apart.
        let freedom = pooled.len().max(2) as f64 - 1.0;
        let usual = || Law::of_cumulants(chi_square(freedom, n, m));
        let rarest = pooled.iter().map(|(count, _)| *count).min();
        // Ten thousand columns with chunks of a few rows would take minutes of draws for nothing.
        if n.min(m) < least || expected(rarest.unwrap_or(0), n, m) >= ENOUGH {
            return usual();
        }
        let law = if pooled.len() > MOST_BINS {
            Law::of_cumulants(moments(&pooled, n, m))
        } else {
            Law::of_draws(draws(&pooled, (n, m), seed))
        };
        // Where exchanging rows changes nothing there is nothing to be learned from it.
        law.or_else(usual)
    }
}

/// Rows that the smaller side expects of `pooled` rows.
pub(super) fn expected(pooled: u64, n: u64, m: u64) -> f64 {
    pooled as f64 * n.min(m) as f64 / (n + m) as f64
}

fn draws(pooled: &[(u64, bool)], (n, m): (u64, u64), seed: u64) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let times = (DEALT / pooled.len().max(1)).clamp(LEAST_DRAWS, MOST_DRAWS);
    let deal = |_| {
        let (mut all, mut drawn) = (n + m, m);
        let (mut sum, mut others) = (0.0, 0);
        for &(count, is_value) in pooled {
            let current = hypergeometric::draw(&mut rng, all, count, drawn);
            all -= count;
            drawn -= current;
            if is_value && current == count {
                others += current;
            } else {
                sum += part(count, current, (n, m));
            }
        }
        sum + psi::part(0.0, others as f64 / m as f64)
    };
    (0..times).map(deal).collect()
}

/// What a bin of `count` rows adds of which `current` are current ones.
fn part(count: u64, current: u64, (n, m): (u64, u64)) -> f64 {
    psi::part(
        (count - current) as f64 / n as f64,
        current as f64 / m as f64,
    )
}

/// The first cumulants of the sum over many bins.
///
/// The current rows of the bins are as independent binomial ones of which the sum is known: what
/// their sum explains is taken out (Holst 1979, "Two conditional limit theorems").
fn moments(pooled: &[(u64, bool)], n: u64, m: u64) -> [f64; 3] {
    let share = m as f64 / (n + m) as f64;
    let mut sizes = BTreeMap::<u64, f64>::new();
    for (count, _) in pooled {
        *sizes.entry(*count).or_default() += 1.0;
    }
    let bins: Vec<(f64, Binomial)> = sizes
        .into_iter()
        .map(|(count, bins)| (bins, Binomial::of(count, share, (n, m))))
        .collect();
    let sum = |term: &dyn Fn(&Binomial) -> f64| -> f64 {
        bins.iter().map(|(bins, bin)| bins * term(bin)).sum()
    };
    let slope = sum(&Binomial::covariance) / sum(&Binomial::variance_of_rows);
    let variance = sum(&|bin| bin.residual(slope, 2));
    // One degree of freedom is lost to the sum.
    let lost = 1.0 - 1.0 / pooled.len() as f64;
    [
        sum(&Binomial::mean) * lost,
        variance,
        sum(&|bin| bin.residual(slope, 3)),
    ]
}

/// The current rows of a bin, and what they add to the PSI, with their probabilities.
struct Binomial {
    terms: Vec<(f64, f64, f64)>,
    rows: f64,
    added: f64,
}

impl Binomial {
    fn of(count: u64, share: f64, sides: (u64, u64)) -> Self {
        let size = count as f64;
        let (mean, deviation) = (size * share, (size * share * (1.0 - share)).sqrt());
        let low = (mean - 9.0 * deviation - 9.0).max(0.0) as u64;
        let high = ((mean + 9.0 * deviation + 9.0) as u64).min(count);
        let mode = (((size + 1.0) * share) as u64).clamp(low, high);
        // Up and down from the most likely number, and then made to sum to 1.
        let odds = share / (1.0 - share);
        let mut chances = vec![0.0; (high - low + 1) as usize];
        let mut chance = 1.0;
        for x in mode..=high {
            chances[(x - low) as usize] = chance;
            chance *= odds * (size - x as f64) / (x as f64 + 1.0);
        }
        chance = 1.0;
        for x in (low..=mode).rev() {
            chances[(x - low) as usize] = chance;
            chance *= x as f64 / (size - x as f64 + 1.0) / odds;
        }
        let total: f64 = chances.iter().sum();
        let terms: Vec<(f64, f64, f64)> = (low..=high)
            .zip(chances)
            .map(|(x, chance)| (chance / total, x as f64, part(count, x, sides)))
            .collect();
        let mean = |value: fn(&(f64, f64, f64)) -> f64| -> f64 {
            terms.iter().map(|term| term.0 * value(term)).sum()
        };
        Self {
            rows: mean(|term| term.1),
            added: mean(|term| term.2),
            terms,
        }
    }

    fn mean(&self) -> f64 {
        self.added
    }

    fn covariance(&self) -> f64 {
        let terms = self.terms.iter();
        terms
            .map(|(p, x, f)| p * (x - self.rows) * (f - self.added))
            .sum()
    }

    fn variance_of_rows(&self) -> f64 {
        let terms = self.terms.iter();
        terms.map(|(p, x, _)| p * (x - self.rows).powi(2)).sum()
    }

    /// A central moment of what the sum of the rows does not explain.
    fn residual(&self, slope: f64, power: i32) -> f64 {
        let rest = |x: f64, f: f64| f - self.added - slope * (x - self.rows);
        let terms = self.terms.iter();
        terms.map(|(p, x, f)| p * rest(*x, *f).powi(power)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Moments;

    fn groups<'a>(reference: &'a [u64], current: &'a [u64]) -> Groups<'a> {
        Groups {
            reference,
            current,
            by_value: 0,
        }
    }

    #[test]
    fn the_permutation_meets_chi_square_where_both_hold() {
        let counts = [49_u64; 10];
        let permuted = groups(&counts, &counts).law(1, 0).unwrap().limit(0.05);
        // chi2.isf(0.05, 9) = 16.918977604620448, times 2 / 490.
        assert!((permuted / 0.069_057 - 1.0).abs() < 0.1, "{permuted}");
    }

    #[test]
    fn no_rows_no_law() {
        assert!(groups(&[0], &[5]).law(1, 0).is_none());
        assert!(groups(&[5], &[0]).law(1, 0).is_none());
        assert!(groups(&[], &[]).law(1, 0).is_none());
    }

    /// Of many bins the moments are those of the draws.
    #[test]
    fn moments_of_many_bins_are_those_of_permutations() {
        let sizes = [1, 2, 3, 8, 30];
        let pooled: Vec<(u64, bool)> = (0..300).map(|i| (sizes[i % 5], false)).collect();
        let rows: u64 = pooled.iter().map(|(count, _)| count).sum();
        for current in [rows / 2, rows / 10] {
            let sides = (rows - current, current);
            let mut drawn = Vec::new();
            for seed in 0..20 {
                drawn.extend(draws(&pooled, sides, seed));
            }
            let drawn = Moments::of(&drawn);
            let [mean, variance, _] = moments(&pooled, sides.0, sides.1);
            let error = (variance / drawn.n as f64).sqrt();
            assert!(
                (mean / drawn.mean - 1.0).abs() < 0.01 + 3.0 * error / mean,
                "{mean} {}",
                drawn.mean
            );
            let ratio = variance / drawn.var(1).value().unwrap();
            assert!((ratio - 1.0).abs() < 0.1, "{ratio}");
        }
    }

    /// A value that the reference lacks is among the others, and two of them are one bin.
    #[test]
    fn values_that_the_reference_lacks_are_one_bin() {
        let (reference, current) = ([30, 30, 1, 0, 0], [30, 28, 0, 1, 2]);
        let apart = groups(&reference, &current).law(1, 0).unwrap();
        let together = Groups {
            by_value: 5,
            ..groups(&reference, &current)
        };
        assert_ne!(apart, together.law(1, 0).unwrap());
    }
}
