//! SQL over tables: expressions of one row ([`Formula`]) and what they may call.

mod error;
mod formula;
mod function;
mod parse;

pub use self::{
    error::SqlError,
    formula::Formula,
    function::{Function, functions},
};
