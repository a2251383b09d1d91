use crate::stats::special::{chi_square_quantile_above, chi_square_sf};

/// Less lopsided than this is taken as this: a normal distribution, but for 0.0001 of its tail.
const LEAST_SKEWNESS: f64 = 0.01;

/// A chi-square variable times `scale`, moved by `shift`: Pearson's type III, which any mean,
/// variance and (positive) skewness have.
///
/// Reference: Pearson 1895, "Skew variation in homogeneous material".
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gamma {
    shift: f64,
    scale: f64,
    freedom: f64,
}

impl Gamma {
    /// That with this mean, variance and third central moment; `None` without a variance.
    pub(super) fn of_cumulants([mean, variance, third]: [f64; 3]) -> Option<Self> {
        if !(mean.is_finite() && variance.is_finite() && variance > 0.0) {
            return None;
        }
        let skewness = (third / variance.powf(1.5)).max(LEAST_SKEWNESS);
        let freedom = 8.0 / (skewness * skewness);
        let scale = (variance / (2.0 * freedom)).sqrt();
        Some(Self {
            shift: mean - freedom * scale,
            scale,
            freedom,
        })
    }

    /// That of so many times the variable.
    pub(super) fn times(&self, factor: f64) -> Self {
        Self {
            shift: self.shift * factor,
            scale: self.scale * factor,
            freedom: self.freedom,
        }
    }

    /// The probability of at least `x`.
    pub(super) fn sf(&self, x: f64) -> f64 {
        chi_square_sf((x - self.shift) / self.scale, self.freedom)
    }

    /// What is exceeded with this probability.
    pub(super) fn quantile_above(&self, probability: f64) -> f64 {
        self.shift + self.scale * chi_square_quantile_above(probability, self.freedom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chi_square_variable_is_found_again() {
        let gamma = Gamma::of_cumulants([9.0, 18.0, 72.0]).unwrap();
        // scipy: chi2.isf(0.01, 9).
        assert!((gamma.quantile_above(0.01) - 21.665_994_333_461_94).abs() < 1e-9);
        assert!((gamma.sf(21.665_994_333_461_94) - 0.01).abs() < 1e-12);
    }

    #[test]
    fn without_spread_there_is_none() {
        assert_eq!(Gamma::of_cumulants([1.0, 0.0, 0.0]), None);
        assert_eq!(Gamma::of_cumulants([f64::NAN, 1.0, 0.0]), None);
        assert!(Gamma::of_cumulants([1.0, 1.0, -5.0]).is_some());
    }
}
