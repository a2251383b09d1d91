//! Whether columns moved together: what no column shows by itself.

mod domain;
mod limits;
mod reconstruction;

pub use self::{
    domain::separation,
    limits::Limits,
    reconstruction::{Directions, reconstruction_errors},
};
use crate::terms::{Figure, Info};

/// A way to compare all columns of a chunk with the reference at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Multivariate {
    /// How badly the reference's main directions describe the rows.
    PcaReconstruction,
    /// How well a classifier tells the rows from the reference.
    DomainClassifier,
}

impl Multivariate {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::PcaReconstruction, Self::DomainClassifier];

    /// What pickers and help say of it.
    pub fn info(self) -> &'static Info {
        match self {
            Self::PcaReconstruction => &reconstruction::INFO,
            Self::DomainClassifier => &domain::INFO,
        }
    }

    /// Name in files and in JSON.
    pub fn id(self) -> &'static str {
        self.info().id
    }
}

/// All columns over the chunks, by one of the ways.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Together {
    /// The way.
    pub method: Multivariate,
    /// One figure per chunk.
    pub values: Vec<Figure>,
    /// What is usual; outside it is drift.
    pub limits: Limits,
}

impl Together {
    /// Whether the chunk is outside what is usual.
    pub fn is_drift(&self, chunk: usize) -> bool {
        let value = self.values.get(chunk).and_then(Figure::value);
        value.is_some_and(|value| self.limits.exclude(value))
    }
}
