use super::Metric;

/// The region of practical equivalence: the largest difference between two models that does not
/// matter to anybody.
///
/// Reference: J. Kruschke, "Bayesian estimation supersedes the t test", J. Exp. Psychol. 142 (2013).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Rope {
    /// Every difference matters.
    Nothing,
    /// One hundredth for metrics that end at 1 or 2, such as accuracy; one percent of the larger
    /// figure for those without an end, such as RMSE, which have the target's unit.
    #[default]
    Usual,
    /// What a person said of one metric, in its unit; as usual for the others.
    Set(Metric, f64),
}

impl Rope {
    /// The largest difference that does not matter between two figures of `metric`, in its unit.
    pub fn width(self, metric: Metric, [a, b]: [f64; 2]) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Set(of, width) if of == metric => width,
            Self::Usual | Self::Set(..) if metric.range().1.is_finite() => 0.01,
            Self::Usual | Self::Set(..) => 0.01 * a.abs().max(b.abs()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_of_the_target_does_not_decide_what_matters() {
        let usual = Rope::default();
        assert_eq!(usual.width(Metric::RocAuc, [0.7, 0.6]), 0.01);
        assert_eq!(usual.width(Metric::R2, [0.7, -3.0]), 0.01);
        for unit in [1.0, 1000.0, 1e-6] {
            let width = usual.width(Metric::Rmse, [2.0 * unit, 3.0 * unit]);
            assert!((width / unit - 0.03).abs() < 1e-12);
        }
        let set = Rope::Set(Metric::Rmse, 5.0);
        assert_eq!(set.width(Metric::Rmse, [100.0, 90.0]), 5.0);
        assert_eq!(set.width(Metric::Mae, [100.0, 90.0]), 1.0);
        assert_eq!(Rope::Nothing.width(Metric::Mae, [100.0, 90.0]), 0.0);
    }
}
