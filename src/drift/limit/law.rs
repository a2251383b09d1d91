use super::{permutation, unseen};
use crate::stats::special::{chi_square_quantile_above, chi_square_sf};

/// So many degrees of freedom are a constant: the spread is a millionth of the mean.
const MOST_FREEDOM: f64 = 1e12;

/// From this many expected rows on in every bin and side the PSI follows chi-square closely.
const ENOUGH: f64 = 50.0;
/// How often a shift has to be seen to be called detectable.
const POWER: f64 = 0.8;

/// The rows of both sides in the bins whose rows could be exchanged.
#[derive(Clone, Copy, Debug)]
pub struct Groups<'a> {
    /// Rows of the reference in each bin.
    pub reference: &'a [u64],
    /// Current rows in the same bins.
    pub current: &'a [u64],
    /// For each bin outside the reference: how many units of 1/n of the next rows belong there by
    /// chance (see [`crate::drift::Bins::unseen`]); empty for categories.
    pub unseen: &'a [f64],
}

impl Groups<'_> {
    /// Rows of the reference and current rows.
    pub(super) fn rows(&self) -> (u64, u64) {
        (self.reference.iter().sum(), self.current.iter().sum())
    }

    /// Rows of both sides in the bins that have any.
    pub(super) fn pooled(&self) -> impl Iterator<Item = u64> {
        let both = self.reference.iter().zip(self.current).map(|(r, c)| r + c);
        both.filter(|count| *count > 0)
    }
}

/// How the PSI of two samples of one distribution is spread: a chi-square variable times a scale.
///
/// Where every bin expects 50 rows on either side it is `(1/n + 1/m) chi2(bins - 1)`; otherwise
/// the scale and the degrees of freedom are those that have the mean and the variance that
/// permutations of the rows have, to which come those of rows outside the reference.
///
/// Reference: Yurdakul and Naranjo 2020, "Statistical properties of the population stability
/// index"; Winkler et al. 2016, "Faster permutation inference" (the gamma fit).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    freedom: f64,
    scale: f64,
}

impl Law {
    /// The law for these groups; `None` if a side has no rows. The same seed gives the same law.
    pub fn of(groups: &Groups<'_>, seed: u64) -> Option<Self> {
        let (n, m) = groups.rows();
        if n == 0 || m == 0 {
            return None;
        }
        let (reference, current) = (n as f64, m as f64);
        let unit = 1.0 / reference + 1.0 / current;
        let rarest = groups.pooled().min().unwrap_or(0) as f64;
        let expected = rarest * reference.min(current) / (reference + current);
        // With a single bin the PSI is always 0; two bins are the least that can be told apart.
        let freedom = groups.pooled().count().max(2) as f64 - 1.0;
        let mut mean = freedom * unit;
        let mut variance = 2.0 * freedom * unit * unit;
        if expected < ENOUGH {
            let (permuted, spread) = permutation::moments(groups, seed);
            if permuted > 0.0 && spread > 0.0 {
                (mean, variance) = (permuted, spread);
            }
        }
        for &mass in groups.unseen {
            let (more, spread) = unseen::moments(mass, n, m);
            mean += more;
            variance += spread;
        }
        // Where permuting changes next to nothing the variance nears 0, and freedom has no end.
        let freedom = (2.0 * mean * mean / variance).min(MOST_FREEDOM);
        Some(Self {
            freedom,
            scale: mean / freedom,
        })
    }

    /// The PSI that chance alone exceeds with this probability.
    pub fn limit(&self, probability: f64) -> f64 {
        self.scale * chi_square_quantile_above(probability, self.freedom)
    }

    /// The probability that chance alone gives at least this PSI.
    pub fn p_value(&self, psi: f64) -> f64 {
        chi_square_sf(psi / self.scale, self.freedom)
    }

    /// The smallest true PSI that exceeds `limit` in four of five chunks.
    ///
    /// A true shift adds a noncentrality to the chi-square variable (here by Patnaik's
    /// approximation of 1949).
    pub fn smallest_shift(&self, limit: f64) -> f64 {
        let seen = |shift: f64| {
            let (k, all) = (self.freedom, self.freedom + 2.0 * shift);
            let stretch = all / (k + shift);
            chi_square_sf(limit / self.scale / stretch, (k + shift).powi(2) / all)
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
        self.scale * high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_many_rows_it_is_chi_square() {
        let counts = [1000_u64; 10];
        let groups = Groups {
            reference: &counts,
            current: &counts,
            unseen: &[],
        };
        let law = Law::of(&groups, 1).unwrap();
        // chi2.isf(0.01, 9) = 21.66599433346194, times 2 / 10000.
        assert!((law.limit(0.01) - 0.004_333_198_866_692_388).abs() < 1e-12);
        assert!((law.p_value(law.limit(0.01)) - 0.01).abs() < 1e-9);
        // scipy: the noncentrality at which ncx2.sf(21.665994, 9, l) = 0.8 is 21.428557.
        let shift = law.smallest_shift(law.limit(0.01));
        assert!((shift / (21.428_557 * 2e-4) - 1.0).abs() < 0.005, "{shift}");
    }

    #[test]
    fn the_permutation_meets_chi_square_where_both_hold() {
        let counts = [49_u64; 10];
        let groups = Groups {
            reference: &counts,
            current: &counts,
            unseen: &[],
        };
        let permuted = Law::of(&groups, 1).unwrap().limit(0.05);
        // chi2.isf(0.05, 9) = 16.918977604620448, times 2 / 490.
        assert!((permuted / 0.069_057 - 1.0).abs() < 0.15, "{permuted}");
    }

    #[test]
    fn no_rows_no_law() {
        assert!(
            Law::of(
                &Groups {
                    reference: &[0],
                    current: &[5],
                    unseen: &[]
                },
                1
            )
            .is_none()
        );
    }
}
