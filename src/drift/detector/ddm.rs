use super::{Signal, Watch, running_mean::RunningMean};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "ddm",
    name: "DDM",
    summary: "Fires when the error rate rises three standard deviations above its lowest. For errors (1 = wrong). Sees sudden rises well, slow ones late, and never a fall.",
    reference: "Gama et al. 2004, \"Learning with drift detection\"; River 0.26.1",
};

/// Drift detection method: the error rate against the lowest it has been.
///
/// Measures: `p + s` with `p` the error rate since the last drift and `s = sqrt(p (1 - p) / n)`.
/// Formula: warns above `p_min + 2 s_min`, fires above `p_min + 3 s_min`, where both belong to the
/// lowest `p + s` so far.
/// Empty: never fires. Constant: never fires after its warm start, as `s` falls. NaN: passed over.
/// Misleads: the longer all is well, the slower the rate moves and the later it fires; a lower
/// error rate goes unseen. Prefer ADWIN or HDDM-W then.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ddm {
    /// Says nothing before it has seen more values than this.
    pub warm_start: u32,
    /// Warns this many standard deviations above the lowest.
    pub warning: f64,
    /// Fires this many standard deviations above the lowest.
    pub drift: f64,
}

impl Ddm {
    pub(super) const DEFAULT: Self = Self {
        warm_start: 30,
        warning: 2.0,
        drift: 3.0,
    };

    pub(super) fn check(self) -> Result<(), String> {
        if self.warning > 0.0 && self.drift >= self.warning && self.drift.is_finite() {
            Ok(())
        } else {
            Err("the warning must be above 0 and not above the limit of a drift.".to_owned())
        }
    }

    pub(super) fn start(self) -> Errors {
        Errors {
            settings: self,
            rate: RunningMean::default(),
            lowest: (f64::INFINITY, 0.0),
            lowest_sum: f64::INFINITY,
        }
    }
}

impl Default for Ddm {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The errors since the last drift.
pub(super) struct Errors {
    settings: Ddm,
    rate: RunningMean,
    /// Rate and standard deviation where their sum was lowest.
    lowest: (f64, f64),
    lowest_sum: f64,
}

impl Watch for Errors {
    fn update(&mut self, value: f64) -> Signal {
        self.rate.update(value);
        let RunningMean { n, mean } = self.rate;
        if n <= f64::from(self.settings.warm_start) {
            return Signal::Stable;
        }
        let std = (mean * (1.0 - mean) / n).sqrt();
        if mean + std <= self.lowest_sum {
            self.lowest = (mean, std);
            self.lowest_sum = mean + std;
        }
        let above = |stds: f64| mean + std > self.lowest.0 + stds * self.lowest.1;
        if above(self.settings.drift) {
            Signal::Drift
        } else if above(self.settings.warning) {
            Signal::Warning
        } else {
            Signal::Stable
        }
    }
}
