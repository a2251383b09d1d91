//! The limit of the verdict: how large a PSI may be by chance alone, for these numbers of rows.

mod budget;
mod family;
mod hypergeometric;
mod law;
mod permutation;
mod unseen;

pub use self::{
    budget::AlarmBudget,
    family::benjamini_hochberg,
    law::{Groups, Law},
};
