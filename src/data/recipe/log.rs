use super::{
    state::{Flow, Names, State},
    summary::Effect,
};
use crate::terms::Info;

/// The logarithm of numbers, which draws a long tail in; gaps stay gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// Which logarithm.
    pub method: LogMethod,
}

/// Which logarithm [`Log`] takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogMethod {
    /// The sign times ln(1 + |x|): defined for every number, and 0 stays 0.
    #[default]
    Signed,
    /// ln(x): a number of 0 or less becomes a gap.
    Natural,
}

impl LogMethod {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Signed, Self::Natural];
}

impl Log {
    /// For every number.
    pub const DEFAULT: Self = Self {
        method: LogMethod::Signed,
    };

    pub(super) const INFO: Info = Info {
        id: "log",
        name: "Logarithm",
        summary: "Draws in a long tail: amounts and counts that grow by factors. Trees do not need it; on values of both signs it stretches what is near 0.",
        reference: "G. Box, D. Cox, An Analysis of Transformations (1964); numpy log1p",
    };

    pub(super) fn fit(self, state: &State) -> Option<Self> {
        matches!(state.flow, Flow::Numbers(_)).then_some(self)
    }

    pub(super) fn apply(self, state: &mut State) {
        for value in state.number_columns_mut().flatten() {
            *value = self.of(*value);
        }
    }

    fn of(self, value: f64) -> f64 {
        match self.method {
            LogMethod::Signed => value.abs().ln_1p().copysign(value),
            LogMethod::Natural if value > 0.0 => value.ln(),
            LogMethod::Natural => f64::NAN,
        }
    }

    pub(super) fn effects(self, state: &State, names: &Names) -> Vec<Effect> {
        let columns = state.number_columns().zip(&names.main);
        let effect = |(column, name): (&[f64], &String)| {
            let lost = |value: &&f64| !value.is_nan() && self.of(**value).is_nan();
            let lost = column.iter().filter(lost).count() as u64;
            Effect::on(name, lost, "values without a logarithm")
        };
        columns.map(effect).collect()
    }
}

impl Default for Log {
    fn default() -> Self {
        Self::DEFAULT
    }
}
