//! From raw columns to numbers: what is learned from training rows is applied to all others.
//!
//! A recipe is one ordered list of two kinds of steps. Table operations make new columns of
//! several, or leave rows out; column operations learn from the training rows and turn each of
//! their columns into numbers by itself. One operation per file.

mod bin;
mod blueprint;
mod clip;
mod drop_constant;
mod encode;
mod error;
mod fit;
mod fitted;
mod frequency;
mod impute;
mod levels;
mod log;
mod one_hot;
mod operation;
mod ordinal;
mod plan;
mod rare;
mod roles;
mod rows;
mod scale;
mod span;
mod state;
mod steps;
mod suggest;
mod summary;
mod table;
mod target;
mod time_parts;
mod trace;
mod usual;

pub use self::{
    bin::{Bin, BinBy, BinOutput},
    blueprint::{
        Blueprint, CellTable, Chain, End, Lookup, Made, Making, NumberStep, PreparedColumn,
        Unsayable, Way,
    },
    clip::{Clip, ClipAt},
    encode::Encode,
    error::RecipeError,
    fitted::FittedRecipe,
    impute::{Impute, ImputeWith},
    log::{Log, LogMethod},
    one_hot::OneHot,
    operation::Operation,
    rare::Rare,
    roles::Roles,
    rows::{PreparedRows, Rows},
    scale::{Scale, ScaleMethod},
    span::{Span, SpanError},
    steps::{Columns, Group, Recipe, RecipeStep},
    suggest::{Reason, Suggestion, suggest},
    summary::{Effect, StepSummary},
    table::{
        Cast, Filter, FormulaColumn, Lag, OnFailure, Over, PatternAction, Rename, Rolling,
        Statistic, TextLength, TextPattern, TextUnit,
    },
    target::TargetEncoding,
    time_parts::{TimePart, TimeParts},
    trace::{Trace, TracedColumn},
};

#[cfg(test)]
mod tests;
