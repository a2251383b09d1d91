use super::{Signal, Watch, running_mean::RunningMean};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "page_hinkley",
    name: "Page-Hinkley",
    summary: "Adds up how far values lie from their mean and fires when the sum has come far from its lowest or highest. For any numbers; the threshold is in the unit of the values, so set it for your column.",
    reference: "Page 1954, \"Continuous inspection schemes\"; River 0.26.1",
};

/// Page and Hinkley's test: cumulative deviations from the running mean.
///
/// Measures: the distance of a fading sum of deviations from the lowest it has been, for a rise,
/// and from the highest, for a fall; in the unit of the values.
/// Formula: `s = alpha s + x - mean ∓ delta`; fires if `s - min(s)` or `max(s) - s` is above the
/// threshold. As in River the highest sum starts at -1.
/// Empty or constant: never fires with the default settings. NaN: passed over.
/// Misleads: threshold and delta belong to the scale of the values: 50 suits errors, and is
/// nothing for a column in the thousands. Prefer ADWIN where you cannot say them.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PageHinkley {
    /// Says nothing before it has seen this many values.
    pub min_instances: u32,
    /// Deviations below this do not count, in the unit of the values.
    pub delta: f64,
    /// Fires above this, in the unit of the values.
    pub threshold: f64,
    /// How much of the sum each value leaves, 0 to 1.
    pub alpha: f64,
    /// Which change counts.
    pub direction: Direction,
}

/// Which change counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A rise.
    Up,
    /// A fall.
    Down,
    /// Either.
    #[default]
    Both,
}

impl PageHinkley {
    pub(super) const DEFAULT: Self = Self {
        min_instances: 30,
        delta: 0.005,
        threshold: 50.0,
        alpha: 1.0 - 0.0001,
        direction: Direction::Both,
    };

    pub(super) fn check(self) -> Result<(), String> {
        if !(self.threshold > 0.0 && self.threshold.is_finite()) {
            return Err("the threshold must be above 0.".to_owned());
        }
        if self.alpha > 0.0 && self.alpha <= 1.0 && self.delta.is_finite() {
            Ok(())
        } else {
            Err("alpha must be above 0 and at most 1, and delta a number.".to_owned())
        }
    }

    pub(super) fn start(self) -> Sums {
        Sums {
            settings: self,
            mean: RunningMean::default(),
            rise: 0.0,
            lowest: f64::INFINITY,
            fall: 0.0,
            highest: -1.0,
        }
    }
}

impl Default for PageHinkley {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The sums of deviations since the last drift.
pub(super) struct Sums {
    settings: PageHinkley,
    mean: RunningMean,
    rise: f64,
    lowest: f64,
    fall: f64,
    highest: f64,
}

impl Watch for Sums {
    fn update(&mut self, value: f64) -> Signal {
        let PageHinkley {
            min_instances,
            delta,
            threshold,
            alpha,
            direction,
        } = self.settings;
        self.mean.update(value);
        let away = value - self.mean.mean;
        self.rise = alpha * self.rise + away - delta;
        self.fall = alpha * self.fall + away + delta;
        self.lowest = self.lowest.min(self.rise);
        self.highest = self.highest.max(self.fall);
        let rose = direction != Direction::Down && self.rise - self.lowest > threshold;
        let fell = direction != Direction::Up && self.highest - self.fall > threshold;
        if self.mean.n >= f64::from(min_instances) && (rose || fell) {
            Signal::Drift
        } else {
            Signal::Stable
        }
    }
}
