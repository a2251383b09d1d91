use super::{
    state::{Flow, Names, State},
    summary::Effect,
};
use crate::{
    stats::{quantile_sorted, sorted_finite},
    terms::Info,
};

/// Moves values beyond a limit to the limit; gaps stay gaps.
///
/// Limits are learned from the training rows, so a value online is moved to what training held
/// for extreme. It hides errors of measurement as well as true extremes: mark them by a formula
/// first where the extreme itself is the message.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clip {
    /// What the limits are.
    #[serde(default)]
    pub at: ClipAt,
    /// The lower limit, as `at` says; without one nothing is moved up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// The upper limit, as `at` says; without one nothing is moved down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
}

/// What the limits of [`Clip`] are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClipAt {
    /// Quantiles of the training rows, 0 to 1.
    #[default]
    Quantiles,
    /// So many times the distance between the quartiles below the first and above the third:
    /// Tukey's fences at 1.5.
    Fences,
    /// The values themselves.
    Values,
}

impl ClipAt {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Quantiles, Self::Fences, Self::Values];
}

impl Clip {
    /// The first and the last percent.
    pub const DEFAULT: Self = Self {
        at: ClipAt::Quantiles,
        lower: Some(0.01),
        upper: Some(0.99),
    };

    pub(super) const INFO: Info = Info {
        id: "clip",
        name: "Clip",
        summary: "Moves values beyond a limit to the limit, so that a few extremes do not decide a linear model. Trees do not need it; where extremes are what you look for, it removes them.",
        reference: "J. W. Tukey, Exploratory Data Analysis (1977); winsorizing",
    };

    pub(super) fn check(&self) -> Result<(), String> {
        let known = |limit: &Option<f64>| limit.is_none_or(f64::is_finite);
        if !known(&self.lower) || !known(&self.upper) {
            return Err("The limits of clipping must be finite numbers.".to_owned());
        }
        if self.lower.is_none() && self.upper.is_none() {
            return Err("Clipping needs a lower or an upper limit.".to_owned());
        }
        let limits = [self.lower, self.upper];
        let mut given = limits.into_iter().flatten();
        match self.at {
            ClipAt::Quantiles if given.any(|limit| !(0.0..=1.0).contains(&limit)) => {
                Err("Quantiles to clip at are from 0 to 1.".to_owned())
            }
            ClipAt::Fences if given.any(|limit| limit < 0.0) => {
                Err("Fences to clip at are 0 or more quartile distances away.".to_owned())
            }
            ClipAt::Quantiles | ClipAt::Values
                if self.lower.zip(self.upper).is_some_and(|(a, b)| a > b) =>
            {
                Err("The lower limit of clipping is above the upper one.".to_owned())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn fit(self, state: &State) -> Option<FittedClip> {
        let Flow::Numbers(_) = &state.flow else {
            return None;
        };
        let limits = state.number_columns().map(|column| self.learn(column));
        Some(FittedClip {
            limits: limits.collect(),
        })
    }

    /// No limits where there is no value to learn from.
    fn learn(self, column: &[f64]) -> Limits {
        if self.at == ClipAt::Values {
            return (self.lower, self.upper);
        }
        let sorted = sorted_finite(column);
        let quantile = |share: f64| quantile_sorted(&sorted, share).value();
        if self.at == ClipAt::Quantiles {
            return (self.lower.and_then(quantile), self.upper.and_then(quantile));
        }
        let (Some(first), Some(third)) = (quantile(0.25), quantile(0.75)) else {
            return (None, None);
        };
        let finite = |limit: f64| limit.is_finite().then_some(limit);
        let below = |times: f64| finite(first - times * (third - first));
        let above = |times: f64| finite(third + times * (third - first));
        (self.lower.and_then(below), self.upper.and_then(above))
    }
}

impl Default for Clip {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The limits of each column.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedClip {
    pub(super) limits: Vec<Limits>,
}

/// The lower and the upper one.
pub(super) type Limits = (Option<f64>, Option<f64>);

impl FittedClip {
    pub(super) fn apply(&self, state: &mut State) {
        for (column, (lower, upper)) in state.number_columns_mut().zip(&self.limits) {
            for value in column {
                if let Some(lower) = lower
                    && *value < *lower
                {
                    *value = *lower;
                }
                if let Some(upper) = upper
                    && *value > *upper
                {
                    *value = *upper;
                }
            }
        }
    }

    pub(super) fn effects(&self, state: &State, names: &Names) -> Vec<Effect> {
        let columns = state.number_columns().zip(&self.limits).zip(&names.main);
        let effect = |((column, limits), name): ((&[f64], &Limits), &String)| {
            let (lower, upper) = limits;
            let beyond = |value: &&f64| {
                lower.is_some_and(|lower| **value < lower)
                    || upper.is_some_and(|upper| **value > upper)
            };
            let count = column.iter().filter(beyond).count() as u64;
            let limit =
                |limit: &Option<f64>, words: &str| limit.map(|limit| format!("{words} {limit}"));
            let limits = [limit(lower, "from"), limit(upper, "to")];
            let limits: Vec<String> = limits.into_iter().flatten().collect();
            Effect::on(name, count, "values clipped").with(limits.join(" "))
        };
        columns.map(effect).collect()
    }
}
