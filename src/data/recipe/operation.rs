use super::{
    Columns, RecipeError,
    bin::{Bin, BinOutput, FittedBin},
    clip::{Clip, FittedClip},
    drop_constant::{self, FittedDropConstant},
    encode::Encode,
    frequency::{self, FittedFrequency},
    impute::{FittedImpute, Impute},
    log::Log,
    one_hot::{FittedOneHot, OneHot},
    ordinal::{self, FittedOrdinal},
    plan::Planner,
    rare::{FittedRare, Rare},
    scale::{FittedScale, Scale},
    state::{Flow, Names, State},
    summary::Effect,
    table::{
        Cast, Filter, FormulaColumn, Lag, Rename, Rolling, TextLength, TextPattern, deduplicate,
        drop,
    },
    target::{FittedTarget, TargetEncoding},
    time_parts::TimeParts,
};
use crate::terms::Info;

/// What can be done to a table and to its columns.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "operation", rename_all = "snake_case")]
pub enum Operation {
    /// Keeps rows of the data set.
    Filter(Filter),
    /// Leaves out rows that are equal to an earlier one.
    Deduplicate,
    /// Leaves out columns.
    Drop,
    /// Another name for a column.
    Rename(Rename),
    /// Values as another kind.
    Cast(Cast),
    /// A new column from a formula.
    Formula(FormulaColumn),
    /// A new column with the length of a text.
    TextLength(TextLength),
    /// A new column with what a pattern finds in a text.
    TextPattern(TextPattern),
    /// A new column with the value of an earlier row.
    Lag(Lag),
    /// A new column with a statistic of earlier rows.
    Rolling(Rolling),
    /// Leaves out columns with one value only.
    DropConstant,
    /// Fills gaps.
    Impute(Impute),
    /// Text to numbers, one way or the other.
    Encode(Encode),
    /// Rare values of text to one.
    Rare(Rare),
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
    /// Numbers beyond a limit to the limit.
    Clip(Clip),
    /// Numbers to their logarithm.
    Log(Log),
    /// Numbers to bins.
    Bin(Bin),
    /// Numbers to a common scale.
    Scale(Scale),
}

impl Operation {
    /// Every operation, with its default parameters.
    pub const ALL: [Self; 23] = [
        Self::Filter(Filter::DEFAULT),
        Self::Deduplicate,
        Self::Drop,
        Self::Rename(Rename::DEFAULT),
        Self::Cast(Cast::DEFAULT),
        Self::Formula(FormulaColumn::DEFAULT),
        Self::TextLength(TextLength::DEFAULT),
        Self::TextPattern(TextPattern::DEFAULT),
        Self::Lag(Lag::DEFAULT),
        Self::Rolling(Rolling::DEFAULT),
        Self::DropConstant,
        Self::Impute(Impute::DEFAULT),
        Self::Rare(Rare::DEFAULT),
        Self::Encode(Encode::DEFAULT),
        Self::OneHot(OneHot::DEFAULT),
        Self::Ordinal,
        Self::Target(TargetEncoding::DEFAULT),
        Self::Frequency,
        Self::TimeParts(TimeParts::DEFAULT),
        Self::Clip(Clip::DEFAULT),
        Self::Log(Log::DEFAULT),
        Self::Bin(Bin::DEFAULT),
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
            Self::Filter(_) => Filter::INFO,
            Self::Deduplicate => deduplicate::INFO,
            Self::Drop => drop::INFO,
            Self::Rename(_) => Rename::INFO,
            Self::Cast(_) => Cast::INFO,
            Self::Formula(_) => FormulaColumn::INFO,
            Self::TextLength(_) => TextLength::INFO,
            Self::TextPattern(_) => TextPattern::INFO,
            Self::Lag(_) => Lag::INFO,
            Self::Rolling(_) => Rolling::INFO,
            Self::DropConstant => drop_constant::INFO,
            Self::Impute(_) => Impute::INFO,
            Self::Rare(_) => Rare::INFO,
            Self::Encode(_) => Encode::INFO,
            Self::OneHot(_) => OneHot::INFO,
            Self::Ordinal => ordinal::INFO,
            Self::Target(_) => TargetEncoding::INFO,
            Self::Frequency => frequency::INFO,
            Self::TimeParts(_) => TimeParts::INFO,
            Self::Clip(_) => Clip::INFO,
            Self::Log(_) => Log::INFO,
            Self::Bin(_) => Bin::INFO,
            Self::Scale(_) => Scale::INFO,
        }
    }

    /// What is wrong with the parameters, as a sentence.
    pub(super) fn check(&self) -> Result<(), String> {
        match self {
            Self::Filter(filter) => filter.check(),
            Self::Rename(rename) => rename.check(),
            Self::Formula(formula) => formula.check(),
            Self::TextPattern(pattern) => pattern.check(),
            Self::Lag(lag) => lag.check(),
            Self::Rolling(rolling) => rolling.check(),
            Self::Rare(rare) => rare.check(),
            Self::Clip(clip) => clip.check(),
            Self::Bin(bin) => bin.check(),
            Self::Impute(impute) => impute.check(),
            Self::Encode(encode) => encode.check(),
            Self::OneHot(one_hot) => one_hot.check(),
            Self::Target(target) => target.check(),
            Self::TimeParts(parts) => parts.check(),
            Self::Deduplicate
            | Self::Drop
            | Self::Cast(_)
            | Self::TextLength(_)
            | Self::DropConstant
            | Self::Ordinal
            | Self::Frequency
            | Self::Log(_)
            | Self::Scale(_) => Ok(()),
        }
    }

    /// Whether it works on a table: several columns, or whole rows. Else it works on each of its
    /// columns by itself and learns from the training rows.
    pub fn is_of_table(&self) -> bool {
        matches!(
            self,
            Self::Filter(_)
                | Self::Deduplicate
                | Self::Drop
                | Self::Rename(_)
                | Self::Cast(_)
                | Self::Formula(_)
                | Self::TextLength(_)
                | Self::TextPattern(_)
                | Self::Lag(_)
                | Self::Rolling(_)
        )
    }

    /// Whether the columns of its step mean something: a formula and a filter name theirs
    /// themselves.
    pub fn takes_columns(&self) -> bool {
        !matches!(self, Self::Filter(_) | Self::Formula(_))
    }

    /// Plans a table operation; false for one of columns.
    pub(super) fn plan(&self, at: &mut Planner, columns: &Columns) -> Result<bool, RecipeError> {
        match self {
            Self::Filter(filter) => filter.plan(at)?,
            Self::Deduplicate => deduplicate::plan(at, columns)?,
            Self::Drop => drop::plan(at, columns)?,
            Self::Rename(rename) => rename.plan(at, columns)?,
            Self::Cast(cast) => cast.plan(at, columns)?,
            Self::Formula(formula) => formula.plan(at)?,
            Self::TextLength(length) => length.plan(at, columns)?,
            Self::TextPattern(pattern) => pattern.plan(at, columns)?,
            Self::Lag(lag) => lag.plan(at, columns)?,
            Self::Rolling(rolling) => rolling.plan(at, columns)?,
            _ => return Ok(false),
        }
        Ok(true)
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
            Self::Rare(rare) => rare.fit(state).map(FittedOperation::Rare),
            Self::Clip(clip) => clip.fit(state).map(FittedOperation::Clip),
            Self::Log(log) => log.fit(state).map(FittedOperation::Log),
            Self::Bin(bin) => bin.fit(state).map(FittedOperation::Bin),
            Self::Scale(scale) => scale.fit(state).map(FittedOperation::Scale),
            // The plan has taken operations on tables out before.
            _ => None,
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
            Self::Bin(bin) if bin.output == BinOutput::Text => "one column of numbers",
            Self::Impute(impute) if impute.needs_numbers() => "numbers",
            Self::Impute(_) => "numbers and text",
            Self::Rare(_)
            | Self::Encode(_)
            | Self::OneHot(_)
            | Self::Ordinal
            | Self::Target(_)
            | Self::Frequency => "text",
            Self::TimeParts(_) => "times",
            Self::Clip(_) | Self::Log(_) | Self::Bin(_) | Self::Scale(_) => "numbers",
            _ => "columns",
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
    Rare(FittedRare),
    Clip(FittedClip),
    Log(Log),
    Bin(FittedBin),
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
            Self::Rare(rare) => rare.apply(state),
            Self::Clip(clip) => clip.apply(state),
            Self::Log(log) => log.apply(state),
            Self::Bin(bin) => bin.apply(state),
            Self::Scale(scale) => scale.apply(state),
        }
    }

    /// What it does to `state`, whose columns have these names before and after.
    pub(super) fn effects(&self, state: &State, before: &Names, after: &Names) -> Vec<Effect> {
        match self {
            Self::DropConstant(_) => {
                let left_out = before.main.iter().filter(|name| !after.main.contains(name));
                left_out
                    .map(|name| Effect::on(name, 1, "constants left out"))
                    .collect()
            }
            Self::Impute(impute) => impute.effects(state, before),
            Self::Rare(rare) => rare.effects(state, before),
            Self::Clip(clip) => clip.effects(state, before),
            Self::Log(log) => log.effects(state, before),
            Self::Bin(bin) => bin.effects(before),
            Self::OneHot(_) | Self::TimeParts(_) => {
                let made = after.main.len() as u64;
                vec![Effect::on(&before.raw, made, "columns made")]
            }
            Self::Ordinal(_) | Self::Target(_) | Self::Frequency(_) => {
                let levels = match &state.flow {
                    Flow::Categories(categories) => categories.levels.len(),
                    Flow::Numbers(_) | Flow::Times(_) => 0,
                };
                let how = match self {
                    Self::Target(_) => "by the mean of the target",
                    Self::Frequency(_) => "by their frequency",
                    _ => "by their place",
                };
                vec![Effect::on(&before.raw, levels as u64, "values encoded").with(how)]
            }
            Self::Scale(scale) => scale.effects(before),
        }
    }
}
