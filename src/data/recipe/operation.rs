use super::{
    RecipeError,
    drop_constant::{self, FittedDropConstant},
    encode::Encode,
    frequency::{self, FittedFrequency},
    impute::{FittedImpute, Impute},
    one_hot::{FittedOneHot, OneHot},
    ordinal::{self, FittedOrdinal},
    scale::{FittedScale, Scale},
    state::{Names, State},
    target::{FittedTarget, TargetEncoding},
    time_parts::TimeParts,
};
use crate::terms::Info;

/// What can be done to columns.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "operation", rename_all = "snake_case")]
pub enum Operation {
    /// Leaves out columns with one value only.
    DropConstant,
    /// Fills gaps.
    Impute(Impute),
    /// Text to numbers, one way or the other.
    Encode(Encode),
    /// Text to one 0/1 column per value.
    OneHot(OneHot),
    /// Text to the place of the value.
    Ordinal,
    /// Text to the mean of the target.
    Target(TargetEncoding),
    /// Text to how often the value occurs.
    Frequency,
    /// Times to hour, weekday and the like.
    TimeParts(TimeParts),
    /// Numbers to a common scale.
    Scale(Scale),
}

impl Operation {
    /// Every operation, with its default parameters.
    pub const ALL: [Self; 9] = [
        Self::DropConstant,
        Self::Impute(Impute::DEFAULT),
        Self::Encode(Encode::DEFAULT),
        Self::OneHot(OneHot::DEFAULT),
        Self::Ordinal,
        Self::Target(TargetEncoding::DEFAULT),
        Self::Frequency,
        Self::TimeParts(TimeParts::DEFAULT),
        Self::Scale(Scale::DEFAULT),
    ];

    /// Name in files.
    pub fn id(&self) -> &'static str {
        self.info().id
    }

    /// The operation with this id, with its default parameters.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.id() == id)
    }

    /// What pickers and help say about it.
    pub fn info(&self) -> Info {
        match self {
            Self::DropConstant => drop_constant::INFO,
            Self::Impute(_) => Impute::INFO,
            Self::Encode(_) => Encode::INFO,
            Self::OneHot(_) => OneHot::INFO,
            Self::Ordinal => ordinal::INFO,
            Self::Target(_) => TargetEncoding::INFO,
            Self::Frequency => frequency::INFO,
            Self::TimeParts(_) => TimeParts::INFO,
            Self::Scale(_) => Scale::INFO,
        }
    }

    /// What is wrong with the parameters, as a sentence.
    pub(super) fn check(&self) -> Result<(), String> {
        match self {
            Self::Impute(impute) => impute.check(),
            Self::Encode(encode) => encode.check(),
            Self::OneHot(one_hot) => one_hot.check(),
            Self::Target(target) => target.check(),
            Self::TimeParts(parts) => parts.check(),
            Self::DropConstant | Self::Ordinal | Self::Frequency | Self::Scale(_) => Ok(()),
        }
    }

    /// Learns from `state`, which holds the training rows, and renames what comes out.
    pub(super) fn fit(
        &self,
        context: &Context<'_>,
        state: &State,
        names: &mut Names,
    ) -> Result<FittedOperation, RecipeError> {
        let fitted = match self {
            Self::DropConstant => Some(FittedOperation::DropConstant(FittedDropConstant::fit(
                state, names,
            ))),
            Self::Impute(impute) => impute.fit(state, names).map(FittedOperation::Impute),
            Self::Encode(encode) => encode.fit(context, state, names),
            Self::OneHot(one_hot) => one_hot.fit(state, names).map(FittedOperation::OneHot),
            Self::Ordinal => FittedOrdinal::fit(state).map(FittedOperation::Ordinal),
            Self::Target(_) if context.target.is_none() => return Err(RecipeError::NoTarget),
            Self::Target(target) => target.fit(context, state).map(FittedOperation::Target),
            Self::Frequency => FittedFrequency::fit(state).map(FittedOperation::Frequency),
            Self::TimeParts(parts) => parts.fit(state, names).map(FittedOperation::TimeParts),
            Self::Scale(scale) => scale.fit(state).map(FittedOperation::Scale),
        };
        fitted.ok_or_else(|| RecipeError::WrongInput {
            step: context.step,
            operation: self.info().name,
            needs: self.needs(),
            column: names.raw.clone(),
        })
    }

    fn needs(&self) -> &'static str {
        match self {
            Self::DropConstant => "columns",
            Self::Impute(impute) if impute.needs_numbers() => "numbers",
            Self::Impute(_) => "numbers and text",
            Self::Encode(_)
            | Self::OneHot(_)
            | Self::Ordinal
            | Self::Target(_)
            | Self::Frequency => "text",
            Self::TimeParts(_) => "times",
            Self::Scale(_) => "numbers",
        }
    }
}

/// What an operation may look at beside its column when it is fitted.
pub(super) struct Context<'a> {
    /// Which step of the recipe, from 1.
    pub(super) step: usize,
    /// The target of the training rows, NaN where it is missing.
    pub(super) target: Option<&'a [f64]>,
}

/// An operation with what it learned from the training rows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FittedOperation {
    DropConstant(FittedDropConstant),
    Impute(FittedImpute),
    OneHot(FittedOneHot),
    Ordinal(FittedOrdinal),
    Target(FittedTarget),
    Frequency(FittedFrequency),
    TimeParts(TimeParts),
    Scale(FittedScale),
}

impl FittedOperation {
    /// Works on `state`. With `is_training` the rows are those that it was fitted on.
    pub(super) fn apply(&self, state: &mut State, is_training: bool) {
        match self {
            Self::DropConstant(drop) => drop.apply(state),
            Self::Impute(impute) => impute.apply(state),
            Self::OneHot(one_hot) => one_hot.apply(state),
            Self::Ordinal(ordinal) => ordinal.apply(state),
            Self::Target(target) => target.apply(state, is_training),
            Self::Frequency(frequency) => frequency.apply(state),
            Self::TimeParts(parts) => parts.apply(state),
            Self::Scale(scale) => scale.apply(state),
        }
    }
}
