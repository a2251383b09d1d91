use super::{Signal, Watch, is_share, running_mean::RunningMean};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "hddm_a",
    name: "HDDM-A",
    summary: "Compares the mean so far with the lowest it has been, by Hoeffding's bound. For values from 0 to 1, such as errors. Few false alarms; made for sudden changes.",
    reference: "Frías-Blanco et al. 2015, \"Online and non-parametric drift detection methods based on Hoeffding's bounds\"; River 0.26.1",
};

/// Hoeffding's bound on averages: the mean against the place where it was lowest.
///
/// Measures: the mean of all values since the last drift less the mean up to the cut, the place
/// where mean plus bound was lowest.
/// Formula: fires if the difference is at least `sqrt(m / 2 ln(2 / confidence))` with
/// `m = (n - k) / (k n)`, `k` values up to the cut and `n` in all. The two-sided test looks for a
/// fall from the highest place as well.
/// Empty or constant: never fires. NaN: passed over.
/// Misleads: slow changes move the cut along and are seen late. Prefer HDDM-W then.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HddmA {
    /// How likely a false drift may be at one value.
    pub drift: f64,
    /// How likely a false warning may be at one value.
    pub warning: f64,
    /// Whether a fall counts as well as a rise.
    pub two_sided: bool,
}

impl HddmA {
    pub(super) const DEFAULT: Self = Self {
        drift: 0.001,
        warning: 0.005,
        two_sided: false,
    };

    pub(super) fn check(self) -> Result<(), String> {
        if is_share(self.drift) && is_share(self.warning) && self.drift <= self.warning {
            Ok(())
        } else {
            Err("0 < drift <= warning < 1 must hold.".to_owned())
        }
    }

    pub(super) fn start(self) -> Averages {
        Averages {
            settings: self,
            whole: RunningMean::default(),
            lowest: RunningMean::default(),
            highest: RunningMean::default(),
        }
    }
}

impl Default for HddmA {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The mean, and what it was where it was lowest and highest.
pub(super) struct Averages {
    settings: HddmA,
    whole: RunningMean,
    lowest: RunningMean,
    highest: RunningMean,
}

impl Watch for Averages {
    fn update(&mut self, value: f64) -> Signal {
        self.whole.update(value);
        let whole = self.whole;
        if self.lowest.n == 0.0 {
            self.lowest = whole;
        }
        if self.highest.n == 0.0 {
            self.highest = whole;
        }
        let bound =
            |mean: RunningMean| (1.0 / (2.0 * mean.n) * (1.0 / self.settings.drift).ln()).sqrt();
        let around = bound(whole);
        if self.lowest.mean + bound(self.lowest) >= whole.mean + around {
            self.lowest = whole;
        }
        if self.highest.mean - bound(self.highest) <= whole.mean - around {
            self.highest = whole;
        }
        let rise = |confidence| {
            moved(
                self.lowest,
                whole,
                whole.mean - self.lowest.mean,
                confidence,
            )
        };
        let fall = |confidence| {
            self.settings.two_sided
                && moved(
                    self.highest,
                    whole,
                    self.highest.mean - whole.mean,
                    confidence,
                )
        };
        if rise(self.settings.drift) || fall(self.settings.drift) {
            Signal::Drift
        } else if rise(self.settings.warning) || fall(self.settings.warning) {
            Signal::Warning
        } else {
            Signal::Stable
        }
    }
}

/// Whether the mean moved from the cut by more than chance.
fn moved(cut: RunningMean, whole: RunningMean, by: f64, confidence: f64) -> bool {
    if cut.n == whole.n {
        return false;
    }
    let m = (whole.n - cut.n) / cut.n * (1.0 / whole.n);
    by >= (m / 2.0 * (2.0 / confidence).ln()).sqrt()
}
