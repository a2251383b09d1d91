//! Nonagon: a workbench that takes a person through the nine steps of the machine learning
//! lifecycle and keeps the deployed model healthy.
//!
//! Read in this order: [`terms`], [`stats`], [`data`], [`learners`], [`metrics`], [`drift`],
//! [`steps`], [`automation`], [`workbench`], [`ui`].

pub mod automation;
pub mod data;
pub mod drift;
pub mod estimate;
pub mod gates;
pub mod learners;
pub mod metrics;
pub mod stats;
pub mod steps;
pub mod terms;
