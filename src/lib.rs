//! Nonagon: a workbench that takes a person through the nine steps of the machine learning
//! lifecycle and keeps the deployed model healthy.
//!
//! Read in this order: [`terms`], [`stats`], [`data`], [`learners`], [`metrics`], [`drift`],
//! [`steps`], [`automation`], [`workbench`], [`ui`].

pub mod automation;
pub mod cli;
pub mod data;
pub mod drift;
pub mod estimate;
pub mod features;
pub mod gates;
pub mod jobs;
pub mod learners;
pub mod metrics;
pub mod onnx;
pub mod report;
mod samples;
pub mod serving;
pub mod sources;
pub mod stats;
pub mod steps;
pub mod store;
pub mod terms;
pub mod ui;
pub mod workbench;

pub use self::samples::samples_dir;
