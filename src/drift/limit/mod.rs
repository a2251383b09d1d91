//! The limit of the verdict: how large a PSI may be by chance alone, for these numbers of rows.

mod beta_binomial;
mod budget;
mod family;
mod gamma;
mod hypergeometric;
mod inversion;
mod law;
mod laws;
mod permutation;
mod quantile;
mod rare;

pub use self::{
    budget::AlarmBudget, family::benjamini_hochberg, law::Law, laws::Laws, permutation::Groups,
    quantile::QuantileBins,
};
