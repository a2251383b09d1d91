//! From raw columns to numbers: what is learned from training rows is applied to all others.
//!
//! Every step works on each of its columns by itself, so a prepared column has one raw column
//! behind it. One operation per file.

mod drop_constant;
mod encode;
mod error;
mod fit;
mod fitted;
mod frequency;
mod impute;
mod levels;
mod one_hot;
mod operation;
mod ordinal;
mod scale;
mod state;
mod steps;
mod target;
mod time_parts;

pub use self::{
    encode::Encode,
    error::RecipeError,
    fitted::FittedRecipe,
    impute::{Impute, ImputeWith},
    one_hot::OneHot,
    operation::Operation,
    scale::{Scale, ScaleMethod},
    steps::{Columns, Group, Recipe, RecipeStep},
    target::TargetEncoding,
    time_parts::{TimePart, TimeParts},
};

#[cfg(test)]
mod tests;
