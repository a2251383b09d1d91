//! What forests and boosted trees share: rows as bin numbers, histograms of them, trees that grow
//! on those, and many trees as one flat list of questions.

mod bins;
mod flat;
mod goal;
mod grow;
mod sample;
mod split;
mod trees;

pub use self::trees::{Trees, TreesNode};
pub(super) use self::{
    bins::Bins,
    goal::Goal,
    grow::{Limits, grow},
    sample::Sample,
    split::{Split, best},
    trees::{Draft, Leaf},
};
