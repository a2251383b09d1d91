//! SQL over tables: queries ([`ask`], [`run`]), expressions of one row ([`Formula`]), and what
//! helps to write them ([`complete()`], [`functions`], [`tokens`]).

mod check;
mod complete;
mod engine;
mod error;
mod formula;
mod function;
mod message;
mod parse;
mod quote;
mod scan;
#[cfg(test)]
mod tests;

pub(in crate::data) use self::quote::quoted;
pub use self::{
    complete::{Completion, CompletionKind, TableInfo, complete, mentions},
    engine::{Answer, ask, run},
    error::SqlError,
    formula::Formula,
    function::{Function, functions},
    quote::quote,
    scan::{TokenKind, tokens},
};
