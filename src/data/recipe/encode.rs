use super::{
    frequency::FittedFrequency,
    one_hot::OneHot,
    operation::{Context, FittedOperation},
    state::{Flow, Names, State},
    target::TargetEncoding,
};
use crate::terms::Info;

/// One-hot encoding of columns with few values and target encoding of the others (frequency
/// encoding where there is no target).
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Encode {
    /// Up to this many different values in training are few; at least 1.
    pub max_levels: usize,
    /// As in [`TargetEncoding`].
    pub smoothing: f64,
    /// As in [`TargetEncoding`].
    pub folds: usize,
}

impl Encode {
    /// Up to twelve values are few.
    pub const DEFAULT: Self = Self {
        max_levels: OneHot::DEFAULT.max_levels,
        smoothing: TargetEncoding::DEFAULT.smoothing,
        folds: TargetEncoding::DEFAULT.folds,
    };

    pub(super) const INFO: Info = Info {
        id: "encode",
        name: "Encode text",
        summary: "One-hot encoding where a column has few values, target encoding where it has many. Which one a column gets is decided by the training rows.",
        reference: "F. Pargent et al., Regularized target encoding outperforms traditional methods, Computational Statistics 37 (2022)",
    };

    pub(super) fn check(&self) -> Result<(), String> {
        self.one_hot().check()?;
        self.target().check()
    }

    pub(super) fn fit(
        &self,
        context: &Context<'_>,
        state: &State,
        names: &mut Names,
    ) -> Option<FittedOperation> {
        let Flow::Categories(categories) = &state.flow else {
            return None;
        };
        if categories.levels.len() <= self.max_levels {
            return self
                .one_hot()
                .fit(state, names)
                .map(FittedOperation::OneHot);
        }
        if context.target.is_some() {
            return self
                .target()
                .fit(context, state)
                .map(FittedOperation::Target);
        }
        FittedFrequency::fit(state).map(FittedOperation::Frequency)
    }

    fn one_hot(&self) -> OneHot {
        OneHot {
            max_levels: self.max_levels,
        }
    }

    fn target(&self) -> TargetEncoding {
        TargetEncoding {
            smoothing: self.smoothing,
            folds: self.folds,
        }
    }
}

impl Default for Encode {
    fn default() -> Self {
        Self::DEFAULT
    }
}
