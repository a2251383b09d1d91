//! Whether the data of today are still the data of the reference.
//!
//! In two halves: a [`Summary`] of each side, which can be computed anywhere in parts and merged,
//! and the figures, which need summaries only. A [`Baseline`] holds what is computed once of the
//! reference; it compares many chunks, and gives each a [`Verdict`] against a limit that is made
//! for the chunk's number of rows from an [`AlarmBudget`].

mod baseline;
mod bins;
mod column_drift;
pub mod detector;
pub mod disagreement;
pub mod distance;
pub mod limit;
pub mod multivariate;
mod outline;
pub mod preset;
mod sample;
mod summary;
mod table;
mod verdict;
pub mod windows;

pub use self::{
    baseline::Baseline,
    bins::{BinCounts, Bins, Weights},
    column_drift::ColumnDrift,
    detector::{DetectError, Detections, Detector, Duel, DuelParams},
    distance::{Distance, Score},
    limit::{AlarmBudget, Laws, benjamini_hochberg},
    outline::{Outline, Sides},
    preset::Preset,
    sample::{Sample, Scale},
    summary::{CategorySummary, NumberSummary, ScalesDiffer, Summary, align},
    table::Table,
    verdict::Verdict,
};
