use super::{Signal, Watch, running_mean::RunningMean};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "eddm",
    name: "EDDM",
    summary: "Fires when errors follow each other more closely than they did. For errors (1 = wrong). Sees slow rises early and pays with false alarms: of all detectors it fires most on streams that do not change.",
    reference: "Baena-García et al. 2006, \"Early drift detection method\"; River 0.26.1",
};

/// Early drift detection method: the distance between errors against the longest it has been.
///
/// Measures: `m + 2 s` with `m` and `s` the mean and the standard deviation of the number of values
/// from one error to the next, as a share of its greatest value so far.
/// Formula: warns below the share `alpha`, fires below `beta`.
/// Empty or without errors: never fires. NaN: passed over.
/// Misleads: fires often on streams that do not change (32 times on 50,000 values of a constant
/// error rate of 0.2). Prefer ADWIN or HDDM-A then.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Eddm {
    /// Says nothing before it has seen more errors than this.
    pub warm_start: u32,
    /// Warns below this share.
    pub alpha: f64,
    /// Fires below this share.
    pub beta: f64,
}

impl Eddm {
    pub(super) const DEFAULT: Self = Self {
        warm_start: 30,
        alpha: 0.95,
        beta: 0.9,
    };

    pub(super) fn check(self) -> Result<(), String> {
        if self.beta > 0.0 && self.alpha >= self.beta && self.alpha <= 1.0 {
            Ok(())
        } else {
            Err("0 < beta <= alpha <= 1 must hold.".to_owned())
        }
    }

    pub(super) fn start(self) -> Distances {
        Distances {
            settings: self,
            n: 0.0,
            errors: 0,
            last_error: 0.0,
            distance: RunningMean::default(),
            deviations: 0.0,
            longest: -1.0,
            signal: Signal::Stable,
        }
    }
}

impl Default for Eddm {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The distances between errors since the last drift.
pub(super) struct Distances {
    settings: Eddm,
    n: f64,
    errors: u32,
    last_error: f64,
    distance: RunningMean,
    /// Sum of squared deviations of the distances from their mean.
    deviations: f64,
    longest: f64,
    /// A warning stands until an error takes it back.
    signal: Signal,
}

impl Watch for Distances {
    fn update(&mut self, value: f64) -> Signal {
        self.n += 1.0;
        if value == 1.0 {
            self.errors += 1;
            self.add(self.n - self.last_error);
            self.last_error = self.n;
            if self.n > f64::from(self.settings.warm_start) {
                self.judge();
            }
        }
        self.signal
    }
}

impl Distances {
    fn add(&mut self, distance: f64) {
        let before = self.distance.mean;
        self.distance.update(distance);
        self.deviations += (distance - before) * (distance - self.distance.mean);
    }

    fn judge(&mut self) {
        let n = self.distance.n;
        let variance = if n > 1.0 {
            self.deviations / (n - 1.0)
        } else {
            0.0
        };
        let length = self.distance.mean + 2.0 * variance.sqrt();
        if length > self.longest {
            self.longest = length;
        } else if self.errors > self.settings.warm_start {
            let share = length / self.longest;
            self.signal = if share < self.settings.beta {
                Signal::Drift
            } else if share < self.settings.alpha {
                Signal::Warning
            } else {
                Signal::Stable
            };
        }
    }
}
