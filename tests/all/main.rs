//! All tests that use the workbench from outside, in one binary so that it is linked once.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]

mod accessibility;
mod analysis;
mod analysis_rules;
mod architecture;
mod automation;
mod bad_input;
mod bad_logs;
mod bad_projects;
mod cli;
mod contract;
mod deployment;
mod drift;
mod ensembles;
mod expectations;
mod experiments;
mod explain;
mod explore;
mod extraction;
mod feature_store;
mod features;
mod flows;
mod flows_automation;
mod flows_data;
mod flows_deployment;
mod flows_gates;
mod flows_lab;
mod flows_preparation;
mod flows_workshop;
mod formats;
mod grid;
mod inference_log;
mod lab;
mod leaks;
mod learners;
mod monitoring_window;
mod oracle_associations;
mod oracle_calibration;
mod oracle_comparison;
mod oracle_detectors;
mod oracle_drift;
mod oracle_feast;
mod oracle_learners;
mod oracle_metrics;
mod oracle_models;
mod oracle_multivariate;
mod oracle_presets;
mod oracle_profile;
mod point_in_time;
mod prediction_logs;
mod preparation_preview;
mod recipe;
mod registry;
mod report;
mod samples;
mod serving;
mod shapley;
mod sources;
mod sql_console;
mod steps;
mod steps_models;
mod store;
mod store_crash;
mod structure;
mod support;
mod weights;
mod workbench;
mod workbench_sources;
mod workshop;
