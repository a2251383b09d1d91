use std::sync::Arc;

use super::gamma::Gamma;
use crate::stats::{Moments, special::chi_square_sf};

/// So many degrees of freedom are a constant: the spread is a millionth of the mean.
const MOST_FREEDOM: f64 = 1e12;
/// Fewer draws than this beyond a value do not tell how rare it is.
const LEAST_BEYOND: usize = 5;
/// Sums in another order are the same value.
const ROUNDING: f64 = 1e-9;
/// How often a shift has to be seen to be called detectable.
const POWER: f64 = 0.8;

/// How the PSI of two samples of one distribution is spread.
///
/// Either as a chi-square variable that is stretched and moved to the law's mean, variance and
/// skewness, or by draws: then a limit is one of the draws, which keeps to the budget exactly
/// whatever the shape, and only what is rarer than five of them goes by the chi-square variable.
///
/// Reference: Yurdakul and Naranjo 2020, "Statistical properties of the population stability
/// index"; Phipson and Smyth 2010, "Permutation p-values should never be zero"; Winkler et al.
/// 2016, "Faster permutation inference" (the tail).
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    mean: f64,
    variance: f64,
    curve: Gamma,
    /// Falling; empty where the curve is the law.
    draws: Arc<[f64]>,
}

impl Law {
    /// With the mean, the variance and the third central moment; `None` without a spread.
    pub(super) fn of_cumulants(cumulants: [f64; 3]) -> Option<Self> {
        let [mean, variance, _] = cumulants;
        let curve = Gamma::of_cumulants(cumulants).filter(|_| mean > 0.0)?;
        Some(Self {
            mean,
            variance,
            curve,
            draws: Arc::new([]),
        })
    }

    /// The law that was drawn from; `None` where every draw is the same.
    pub(super) fn of_draws(mut draws: Vec<f64>) -> Option<Self> {
        let moments = Moments::of(&draws);
        let third = draws
            .iter()
            .map(|draw| (draw - moments.mean).powi(3))
            .sum::<f64>()
            / draws.len() as f64;
        let variance = moments.var(1).value()?;
        draws.sort_by(|a, b| b.total_cmp(a));
        Some(Self {
            draws: draws.into(),
            ..Self::of_cumulants([moments.mean, variance, third])?
        })
    }

    /// That of so many times the PSI.
    pub(super) fn times(&self, factor: f64) -> Self {
        let draws: Vec<f64> = self.draws.iter().map(|draw| draw * factor).collect();
        Self {
            mean: self.mean * factor,
            variance: self.variance * factor * factor,
            curve: self.curve.times(factor),
            draws: draws.into(),
        }
    }

    /// The PSI that chance alone exceeds with this probability.
    pub fn limit(&self, probability: f64) -> f64 {
        let beyond = (probability * self.chances()) as usize;
        if self.draws.is_empty() {
            return self.curve.quantile_above(probability).max(0.0);
        }
        let limit = match self.draws.get(beyond.saturating_sub(1)) {
            Some(draw) if beyond >= LEAST_BEYOND => *draw,
            _ => {
                let (known, share) = self.rarest();
                let rest = probability / share * self.curve.sf(known);
                self.curve.quantile_above(rest).max(known)
            }
        };
        limit * (1.0 + ROUNDING)
    }

    /// The probability that chance alone gives at least this PSI.
    pub fn p_value(&self, psi: f64) -> f64 {
        if self.draws.is_empty() {
            return self.curve.sf(psi);
        }
        let least = psi * (1.0 - ROUNDING);
        let beyond = self.draws.partition_point(|draw| *draw >= least);
        if beyond >= LEAST_BEYOND {
            return (beyond as f64 + 1.0) / self.chances();
        }
        let (known, share) = self.rarest();
        (share * self.curve.sf(psi) / self.curve.sf(known)).min(share)
    }

    fn chances(&self) -> f64 {
        self.draws.len() as f64 + 1.0
    }

    /// The rarest value whose probability the draws tell, and that probability.
    fn rarest(&self) -> (f64, f64) {
        let place = LEAST_BEYOND.min(self.draws.len());
        let known = self.draws.get(place.saturating_sub(1)).copied();
        (known.unwrap_or(0.0), place as f64 / self.chances())
    }

    /// The smallest true PSI that exceeds `limit` in four of five chunks.
    ///
    /// A true shift adds a noncentrality to the chi-square variable (here by Patnaik's
    /// approximation of 1949).
    pub fn smallest_shift(&self, limit: f64) -> f64 {
        let freedom = (2.0 * self.mean * self.mean / self.variance).min(MOST_FREEDOM);
        let scale = self.mean / freedom;
        let seen = |shift: f64| {
            let all = freedom + 2.0 * shift;
            let stretch = all / (freedom + shift);
            let x = limit / scale / stretch;
            chi_square_sf(x, (freedom + shift).powi(2) / all)
        };
        let (mut low, mut high) = (0.0, 1.0);
        while seen(high) < POWER && high < 1e12 {
            (low, high) = (high, 2.0 * high);
        }
        while high - low > 1e-6 * high {
            let middle = f64::midpoint(low, high);
            if seen(middle) < POWER {
                low = middle;
            } else {
                high = middle;
            }
        }
        scale * high
    }
}

/// The first three cumulants of `(1/n + 1/m)` times a chi-square variable.
pub(super) fn chi_square(freedom: f64, n: u64, m: u64) -> [f64; 3] {
    let unit = 1.0 / n as f64 + 1.0 / m as f64;
    [
        freedom * unit,
        2.0 * freedom * unit * unit,
        8.0 * freedom * unit * unit * unit,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::special::chi_square_quantile_above;

    #[test]
    fn with_many_rows_it_is_chi_square() {
        let law = Law::of_cumulants(chi_square(9.0, 10_000, 10_000)).unwrap();
        // chi2.isf(0.01, 9) = 21.66599433346194, times 2 / 10000.
        assert!((law.limit(0.01) - 0.004_333_198_866_692_388).abs() < 1e-12);
        assert!((law.p_value(law.limit(0.01)) - 0.01).abs() < 1e-9);
        // scipy: the noncentrality at which ncx2.sf(21.665994, 9, l) = 0.8 is 21.428557.
        let shift = law.smallest_shift(law.limit(0.01));
        assert!((shift / (21.428_557 * 2e-4) - 1.0).abs() < 0.005, "{shift}");
    }

    #[test]
    fn draws_keep_to_the_budget_and_their_tail_goes_on() {
        let chi = |p: f64| chi_square_quantile_above(p, 4.0);
        let draws: Vec<f64> = (1..1000).map(|i| chi(f64::from(i) / 1000.0)).collect();
        let law = Law::of_draws(draws).unwrap();
        for probability in [0.2, 0.01, 0.001, 1e-5] {
            let limit = law.limit(probability);
            let exact = chi(probability);
            assert!((limit / exact - 1.0).abs() < 0.05, "{limit} {exact}");
            // What passes the limit has a p-value of at most the budget, and not before.
            assert!(law.p_value(limit * 1.001) <= probability);
            assert!(law.p_value(limit * 0.99) > probability);
        }
    }

    #[test]
    fn without_spread_there_is_no_law() {
        assert!(Law::of_draws(vec![0.0; 9]).is_none());
        assert!(Law::of_draws(Vec::new()).is_none());
    }
}
