//! What can be asked about the alerts of step 9.

use crate::steps::monitoring::AlertRules;

/// What can be done with alerts.
#[derive(Clone, Debug, PartialEq)]
pub enum AlertCommand {
    /// Raise by other rules, or tell another address.
    Settings(AlertSettings),
    /// Somebody has seen to an alert.
    Acknowledge {
        /// The number of the alert.
        alert: i64,
        /// Who.
        by: String,
        /// What they found, or did.
        why: String,
    },
    /// Raise nothing about a subject for some days.
    Mute {
        /// The number of an alert about the subject.
        alert: i64,
        /// For how many days; for good where there is no number.
        days: Option<u32>,
        /// Who.
        by: String,
        /// Why.
        why: String,
    },
    /// Raise alerts about a subject again.
    Unmute {
        /// The number of an alert about the subject.
        alert: i64,
        /// Who.
        by: String,
    },
    /// Post a try to the web hook.
    TryHook,
    /// Show the windows that caused an alert.
    Look(i64),
}

/// How the alerts of a project are raised, and whom they are told.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct AlertSettings {
    /// The rules.
    pub rules: AlertRules,
    /// Where new alerts are posted; nowhere while it is empty.
    pub hook: String,
}

/// The kinds of work; at most one job of each runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertWork {
    /// Keeping alerts.
    Raise,
    /// Keeping decisions.
    Keep,
    /// Posting to the web hook.
    Post,
}
