//! Features: what was known of whom, and when.
//!
//! A *source* is a table of past values: keys say whom a row is about, a time says from when on it
//! was known. The *point-in-time join* gives entity rows (whom, and when one asks) the values that
//! were known then, never one that came later: so that a training set holds what an endpoint would
//! have seen. The *naive join* gives the newest value instead, whenever it came; it is here to show
//! what that mistake costs.

mod error;
mod explain;
mod join;
mod keys;
mod source;
mod timeline;

pub use self::{
    error::FeatureError,
    explain::{Candidate, Fate, explain},
    join::{Joined, Rule, join},
    source::{Entities, Source},
};
