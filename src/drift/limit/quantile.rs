use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{
    Laws, beta_binomial, hypergeometric,
    law::{Law, chi_square},
    permutation::{ENOUGH, expected},
    rare,
};
use crate::drift::{BinCounts, Bins, NumberSummary, Weights, distance::psi, summary::walk};

/// Draws of a law that serves many chunks.
const DRAWS: usize = 7999;
/// Values that are dealt at most where the bins are made anew in each draw.
const DEALT: usize = 1_000_000;
const LEAST_DRAWS: usize = 199;
const MOST_DRAWS: usize = 999;
/// More current rows than this many times the reference's change the law by the unit alone.
const MOST_TIMES: u64 = 50;
/// Laws of chunks whose sizes differ by less than this share are one, but for the unit.
const STEP: f64 = 0.03;

/// A reference in quantile bins, against which chunks are held.
///
/// The edges are the reference's own, so that the number of its rows in a bin is fixed and that of
/// the next rows is not: between two of its rows lies a share of the distribution that is Dirichlet
/// distributed with weight 1, whatever the distribution. The current rows in the bins are then
/// Dirichlet-multinomial with the number of gaps in each bin as weights, and one gap below and one
/// above all of them.
///
/// Reference: Wilks 1962, "Mathematical statistics", 8.7 (coverages and their distribution).
#[derive(Clone, Copy, Debug)]
pub struct QuantileBins<'a> {
    /// The rows of the reference.
    pub reference: &'a NumberSummary,
    /// The bins, drawn by them.
    pub bins: &'a Bins,
    /// Its rows in the bins.
    pub counts: &'a BinCounts,
    /// How much of the distribution lies in each.
    pub weights: &'a Weights,
}

/// The size of chunk whose law a chunk of `m` rows has, but for the unit.
fn nearest(m: u64, n: u64) -> u64 {
    let m = m.min(MOST_TIMES * n.max(1));
    if m as f64 * STEP < 1.0 {
        return m;
    }
    let near = ((m as f64).ln() / STEP).round() * STEP;
    near.exp() as u64
}

impl QuantileBins<'_> {
    /// Whether chi-square is close, for chunks of `m` rows: 50 rows are expected everywhere.
    pub fn is_plain(&self, m: u64) -> bool {
        let n = self.reference.rows();
        let rarest = self.counts.folded.iter().min().copied().unwrap_or(0);
        // A chunk of the same distribution brings its share to each bin.
        rarest as f64 / n.max(1) as f64 * n.min(m) as f64 >= ENOUGH
    }

    /// The law where [`Self::is_plain`]: chi-square, and what lies outside or is rarely missing.
    pub fn plain(&self, current: &NumberSummary) -> Option<Law> {
        let (n, m) = (self.reference.rows(), current.rows());
        let missing = self.reference.missing();
        let pooled = missing + current.missing();
        let is_usual = pooled > 0 && expected(pooled, n, m) >= ENOUGH;
        let bins = self.counts.folded.len() + usize::from(is_usual);
        let mut all = chi_square(bins.max(2) as f64 - 1.0, n, m);
        let mut add = |bin| {
            for (sum, more) in all.iter_mut().zip(rare::cumulants(bin, n, m)) {
                *sum += more;
            }
        };
        add((0, self.weights.below));
        add((0, self.weights.above));
        if pooled > 0 && !is_usual {
            add((missing, missing as f64 + 0.5));
        }
        Law::of_cumulants(all)
    }

    /// The law by draws of the Dirichlet-multinomial, for whoever has drawn it before.
    pub fn drawn(&self, current: &NumberSummary, laws: &Laws, seed: u64) -> Option<Law> {
        let (n, m) = (self.reference.rows(), current.rows());
        let rows = nearest(m, n);
        let bins = self.weighted(self.reference.missing() + current.missing() > 0);
        let weights = bins.iter().flat_map(|(share, weight)| [share, weight]);
        let key = [seed, n, rows].into_iter();
        let key = key.chain(weights.map(|weight| weight.to_bits())).collect();
        let law = laws.get(key, || dirichlet_multinomial(&bins, rows, seed))?;
        if rows == m {
            return Some(law);
        }
        let unit = |m: u64| 1.0 / n as f64 + 1.0 / m as f64;
        Some(law.times(unit(m) / unit(rows)))
    }

    /// The reference's share and the weight of each bin, the rare ones first.
    fn weighted(&self, has_missing: bool) -> Vec<(f64, f64)> {
        let n = self.reference.rows() as f64;
        let mut bins = vec![(0.0, self.weights.below), (0.0, self.weights.above)];
        if has_missing {
            let missing = self.reference.missing() as f64;
            bins.push((missing / n, missing + 0.5));
        }
        let inside = self.counts.inside.iter().map(|count| *count as f64 / n);
        bins.extend(inside.zip(self.weights.inside.iter().copied()));
        bins
    }

    /// Whether the bins follow single values rather than rows, so that a small reference has the
    /// number of its rows in them by chance.
    pub fn is_tied(&self, m: u64) -> bool {
        let distinct = self.reference.values().len() as u64;
        2 * distinct < self.reference.present() && m > self.reference.rows()
    }

    /// The law where [`Self::is_tied`]: rows are exchanged and the bins made anew each time, which
    /// is exact for any distribution.
    pub fn exchanged(&self, current: &NumberSummary, seed: u64) -> Option<Law> {
        let mut pooled = Vec::new();
        walk(self.reference, current, |value, r, c| {
            pooled.push((value, r + c));
        });
        let (n, m) = (self.reference.rows(), current.rows());
        let missing = self.reference.missing() + current.missing();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let times = (DEALT / pooled.len().max(1)).clamp(LEAST_DRAWS, MOST_DRAWS);
        let deal = |_| {
            let (mut all, mut drawn) = (n + m, m);
            let mut deal = |count: u64| {
                let current = hypergeometric::draw(&mut rng, all, count, drawn);
                all -= count;
                drawn -= current;
                current
            };
            let gone = deal(missing);
            let dealt: Vec<u64> = pooled.iter().map(|(_, count)| deal(*count)).collect();
            let side = |missing: u64, count: &dyn Fn(u64, u64) -> u64| {
                let rows = pooled.iter().zip(&dealt);
                let rows = rows.map(|((value, all), current)| (*value, count(*all, *current)));
                let (values, counts) = rows.filter(|(_, count)| *count > 0).unzip();
                NumberSummary::of_counts(values, counts, missing)
            };
            let reference = side(missing - gone, &|all, current| all - current);
            let current = side(gone, &|_, current| current);
            let bins = Bins::of(&reference);
            let table = BinCounts::table(&bins.count(&reference), &bins.count(&current));
            let shares = table.shares();
            shares.map_or(0.0, |(r, c)| psi(&r, &c))
        };
        Law::of_draws((0..times).map(deal).collect())
    }
}

fn dirichlet_multinomial(bins: &[(f64, f64)], m: u64, seed: u64) -> Option<Law> {
    let total: f64 = bins.iter().map(|(_, weight)| weight).sum();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed ^ m);
    let deal = |_| {
        let (mut left, mut others) = (m, total);
        let mut sum = 0.0;
        for (place, (share, weight)) in bins.iter().enumerate() {
            others -= weight;
            let current = if place + 1 == bins.len() {
                left
            } else {
                beta_binomial::draw(&mut rng, left, *weight, others.max(0.0))
            };
            left -= current;
            sum += psi::part(*share, current as f64 / m as f64);
        }
        sum
    };
    Law::of_draws((0..DRAWS).map(deal).collect())
}

#[cfg(test)]
mod tests {
    use rand::Rng as _;

    use super::*;
    use crate::drift::{Sample, Summary};

    fn summary(values: &[f64]) -> NumberSummary {
        match Summary::of(Sample::Numbers(values)) {
            Summary::Numbers(numbers) => numbers,
            Summary::Categories(_) => NumberSummary::default(),
        }
    }

    /// The PSI of a reference and a chunk of the same continuous distribution, again and again.
    fn simulated(n: usize, m: usize, times: u64) -> Vec<f64> {
        let of = |seed| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            let mut values = |n| -> Vec<f64> { (0..n).map(|_| rng.r#gen()).collect() };
            let (reference, current) = (summary(&values(n)), summary(&values(m)));
            let bins = Bins::of(&reference);
            let table = BinCounts::table(&bins.count(&reference), &bins.count(&current));
            let (r, c) = table.shares().unwrap();
            psi(&r, &c)
        };
        (0..times).map(of).collect()
    }

    /// The oracle is the experiment itself: the Dirichlet-multinomial has its quantiles.
    #[test]
    fn the_law_of_continuous_values_is_that_of_the_experiment() {
        for (n, m) in [(50, 50), (60, 300), (100, 100), (1000, 60)] {
            let values: Vec<f64> = (0..n).map(|i| (i as f64).powi(3)).collect();
            let reference = summary(&values);
            let bins = Bins::of(&reference);
            let counts = bins.count(&reference);
            let quantile = QuantileBins {
                reference: &reference,
                bins: &bins,
                counts: &counts,
                weights: &bins.weights(&reference),
            };
            let chunk = summary(&vec![0.5; m]);
            let law = quantile.drawn(&chunk, &Laws::default(), 1).unwrap();
            let experiment = Law::of_draws(simulated(n, m, 4000)).unwrap();
            for probability in [0.5, 0.2, 0.05] {
                let (ours, theirs) = (law.limit(probability), experiment.limit(probability));
                let p = experiment.p_value(ours);
                assert!(
                    (p / probability - 1.0).abs() < 0.25,
                    "{n}/{m}: {ours} {theirs} {p}"
                );
            }
        }
    }

    #[test]
    fn sizes_that_hardly_differ_share_a_law() {
        assert_eq!(nearest(30, 1000), 30);
        assert_eq!(nearest(1000, 1000), nearest(1001, 1000));
        assert_ne!(nearest(1000, 1000), nearest(1100, 1000));
        assert_eq!(nearest(u64::MAX, 10), nearest(500, 10));
    }
}
