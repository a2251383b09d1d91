//! Nonagon: a workbench that takes a person through the nine steps of the machine learning
//! lifecycle and keeps the deployed model healthy.
//!
//! Read in this order: [`terms`].

pub mod terms;
