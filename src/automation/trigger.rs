//! What starts a run without a person.

use super::Schedule;
use crate::steps::StepError;

/// What can start a run.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Somebody asked for it.
    Demand,
    /// It was due by the schedule.
    Schedule,
    /// The sources hold rows that were not read yet.
    NewData,
    /// Columns are not what they were.
    Drift,
    /// The model answers worse than it may.
    Performance,
    /// The model is less sure of its answers than it may be.
    Confidence,
}

impl Trigger {
    /// Every trigger.
    pub const ALL: [Self; 6] = [
        Self::Demand,
        Self::Schedule,
        Self::NewData,
        Self::Drift,
        Self::Performance,
        Self::Confidence,
    ];

    /// Its name in files and in the log of runs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Demand => "demand",
            Self::Schedule => "schedule",
            Self::NewData => "new_data",
            Self::Drift => "drift",
            Self::Performance => "performance",
            Self::Confidence => "confidence",
        }
    }

    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Demand => "On demand",
            Self::Schedule => "Schedule",
            Self::NewData => "New data",
            Self::Drift => "Drift",
            Self::Performance => "Performance",
            Self::Confidence => "Confidence",
        }
    }
}

/// Which triggers are set, and how often they may start a run.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Triggers {
    /// When a run is due, in cron's syntax and UTC; never while it is empty.
    pub schedule: String,
    /// Whether a run that was due while the program was off is made up for, once.
    pub catch_up: bool,
    /// Whether rows that were not read yet start a run.
    pub new_data: bool,
    /// Whether a new model is trained only where the values of new rows differ from those that the
    /// model in service was made from.
    pub only_if_skewed: bool,
    /// The share of drifted columns from which on a run starts, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<f64>,
    /// The value of the primary metric beyond which a run starts: below it where more is better,
    /// above it where less is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub performance: Option<f64>,
    /// The mean probability of the likeliest class below which a run starts, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Minutes after the start of a run in which no trigger starts another one.
    pub cool_down_minutes: f64,
    /// How many runs triggers may start within a day before they are taken for a loop.
    pub most_runs_a_day: u32,
    /// Seconds between two looks at the sources and at what was answered.
    pub look_seconds: f64,
}

impl Default for Triggers {
    /// No trigger is set; an hour of rest, 24 runs a day, a look every 10 seconds.
    fn default() -> Self {
        Self {
            schedule: String::new(),
            catch_up: true,
            new_data: false,
            only_if_skewed: false,
            drift: None,
            performance: None,
            confidence: None,
            cool_down_minutes: 60.0,
            most_runs_a_day: 24,
            look_seconds: 10.0,
        }
    }
}

impl Triggers {
    /// Whether any trigger is set.
    pub fn any(&self) -> bool {
        !self.schedule.trim().is_empty() || self.new_data || self.looks_at_answers()
    }

    /// Whether any trigger depends on what the model answers.
    pub fn looks_at_answers(&self) -> bool {
        self.drift.is_some() || self.performance.is_some() || self.confidence.is_some()
    }

    /// The schedule, if one is written that can be used.
    pub fn when(&self) -> Option<Schedule> {
        if self.schedule.trim().is_empty() {
            return None;
        }
        Schedule::parse(&self.schedule).ok()
    }

    /// How long triggers rest, in microseconds.
    pub fn cool_down(&self) -> i64 {
        (self.cool_down_minutes.max(0.0) * 60e6) as i64
    }

    /// How long passes between two looks, in microseconds.
    pub fn look_every(&self) -> i64 {
        (self.look_seconds.max(0.1) * 1e6) as i64
    }

    /// Whether the figures make sense.
    ///
    /// # Errors
    /// The first that does not, and what to do.
    pub fn check(&self) -> Result<(), StepError> {
        if !self.schedule.trim().is_empty() {
            Schedule::parse(&self.schedule).map_err(|err| StepError::Invalid(err.to_string()))?;
        }
        for (what, share) in [
            ("share of drifted columns", self.drift),
            ("lowest confidence", self.confidence),
        ] {
            if share.is_some_and(|share| !(share > 0.0 && share <= 1.0)) {
                return Err(StepError::Invalid(format!(
                    "The {what} must be above 0 and at most 1. Change it on the page Automation."
                )));
            }
        }
        let times = [
            ("rest after a run", self.cool_down_minutes, 0.0),
            ("time between two looks", self.look_seconds, 0.1),
        ];
        for (what, time, least) in times {
            if !(time.is_finite() && time >= least && time < 1e9) {
                return Err(StepError::Invalid(format!(
                    "The {what} must be at least {least}. Change it on the page Automation."
                )));
            }
        }
        if self.performance.is_some_and(|limit| !limit.is_finite()) || self.most_runs_a_day == 0 {
            return Err(StepError::invalid(
                "The limit of performance must be a number, and at least one run a day must be allowed. Change it on the page Automation.",
            ));
        }
        Ok(())
    }
}

/// Why a run began.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cause {
    /// What started it.
    pub trigger: Trigger,
    /// The same in words: "2 new rows in prices.csv".
    pub text: String,
    /// When it fired, in microseconds since the epoch.
    pub at: i64,
}

/// Causes in one line.
pub fn told(causes: &[Cause]) -> String {
    let told = causes
        .iter()
        .map(|cause| format!("{}: {}", cause.trigger.name(), cause.text));
    told.collect::<Vec<_>>().join("; ")
}
