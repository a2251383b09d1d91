//! Why a model answers as it does: which columns matter, how, and for one row what each of them
//! does. Everything works on raw columns, through the recipe, whatever the learner.

mod contributions;
mod dependence;
mod desk;
mod importance;
mod neighbours;
mod what_if;

pub use self::{
    contributions::{Contribution, Contributions},
    dependence::{Dependence, DependencePoint},
    desk::Desk,
    importance::{ColumnImportance, Importance},
    neighbours::Neighbour,
    what_if::WhatIf,
};
