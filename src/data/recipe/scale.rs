use super::{
    state::{Flow, Names, State},
    summary::Effect,
};
use crate::{
    stats::{Moments, quantile_sorted, sorted_finite},
    terms::Info,
};

/// Brings numbers to a common scale, so that no column counts more only for its unit.
///
/// Columns of 0 and 1 only stay as they are, and so do gaps. A constant is moved to 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scale {
    /// Which scale.
    pub method: ScaleMethod,
}

/// A common scale; what it takes is learned from the training rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScaleMethod {
    /// Mean 0, standard deviation 1 (with n, as scikit-learn does).
    #[default]
    Standard,
    /// Smallest value 0, largest 1; one outlier presses all others together.
    MinMax,
    /// Median 0, distance between the quartiles 1; not moved by outliers.
    Robust,
}

impl Scale {
    /// Mean 0, standard deviation 1.
    pub const DEFAULT: Self = Self {
        method: ScaleMethod::Standard,
    };

    pub(super) const INFO: Info = Info {
        id: "scale",
        name: "Scale",
        summary: "Moves and stretches numbers to a common scale. Linear models and distances need it; trees do not care. Values beyond those of training leave the range.",
        reference: "scikit-learn StandardScaler, MinMaxScaler, RobustScaler",
    };

    pub(super) fn fit(self, state: &State) -> Option<FittedScale> {
        let Flow::Numbers(_) = &state.flow else {
            return None;
        };
        let (centers, spreads) = state
            .number_columns()
            .map(|column| self.learn(column))
            .unzip();
        Some(FittedScale { centers, spreads })
    }

    /// What is subtracted, and by what is divided.
    fn learn(self, column: &[f64]) -> (f64, f64) {
        if column
            .iter()
            .all(|value| *value == 0.0 || *value == 1.0 || value.is_nan())
        {
            return (0.0, 1.0);
        }
        let (center, spread) = match self.method {
            ScaleMethod::Standard => {
                let moments = Moments::of(column);
                (moments.mean().value(), moments.std(0).value())
            }
            ScaleMethod::MinMax | ScaleMethod::Robust => {
                let sorted = sorted_finite(column);
                let at = |share| quantile_sorted(&sorted, share).value();
                let distance = |a: Option<f64>, b: Option<f64>| Some(b? - a?);
                match self.method {
                    ScaleMethod::MinMax => (at(0.0), distance(at(0.0), at(1.0))),
                    _ => (at(0.5), distance(at(0.25), at(0.75))),
                }
            }
        };
        let usable = spread.filter(|spread| spread.is_normal() && *spread > 0.0);
        (center.unwrap_or(0.0), usable.unwrap_or(1.0))
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Centre and spread of each column.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedScale {
    pub(super) centers: Vec<f64>,
    pub(super) spreads: Vec<f64>,
}

impl FittedScale {
    pub(super) fn apply(&self, state: &mut State) {
        let learned = self.centers.iter().zip(&self.spreads);
        for (column, (center, spread)) in state.number_columns_mut().zip(learned) {
            for value in column {
                *value = (*value - center) / spread;
            }
        }
    }

    pub(super) fn effects(&self, names: &Names) -> Vec<Effect> {
        let learned = self.centers.iter().zip(&self.spreads).zip(&names.main);
        let moved = learned.filter(|((center, spread), _)| **center != 0.0 || **spread != 1.0);
        let effect = |((center, spread), name): ((&f64, &f64), &String)| {
            Effect::on(name, 1, "columns scaled").with(format!("less {center}, over {spread}"))
        };
        moved.map(effect).collect()
    }
}
