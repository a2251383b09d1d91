use super::Injected;
use crate::{gates::Gate, steps::StepError};

/// The calendar of the lab, and what people's time costs.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Length of a period in days: how often monitoring looks, and the grain of every figure.
    pub period_days: f64,
    /// Days that a hand-over between two people takes.
    pub handover_days: f64,
    /// Minutes of work in a hand-over.
    pub handover_minutes: f64,
    /// At level 0, days between two looks at the monitoring.
    pub look_days: f64,
    /// Minutes of work in a look.
    pub look_minutes: f64,
    /// Days after a trigger in which no other one counts.
    pub cooldown_days: f64,
    /// The share of drifted columns that calls for a new model, 0 to 1.
    pub drift_share: f64,
    /// How many standard errors below its test score a model's metric is bad.
    pub deviations: f64,
    /// Days of history that a new model is made from; all that there is where nothing is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history_days: Option<f64>,
    /// Days that choose, and as many that judge a new model: the freshest ones.
    pub judging_days: f64,
    /// Whether gates decide; without them every candidate is deployed.
    pub gates: bool,
    /// Kinds of gates that are not asked, though the others are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gates_off: Vec<Gate>,
    /// Whether level 2 takes back what turns out worse than the model before.
    pub roll_back: bool,
    /// What goes wrong with the stream on purpose, in every lane alike.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<Injected>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            period_days: 7.0,
            handover_days: 3.0,
            handover_minutes: 60.0,
            look_days: 28.0,
            look_minutes: 30.0,
            cooldown_days: 14.0,
            drift_share: 0.5,
            deviations: 3.0,
            history_days: None,
            judging_days: 14.0,
            gates: true,
            gates_off: Vec::new(),
            roll_back: true,
            incidents: Vec::new(),
        }
    }
}

impl Params {
    /// Whether the numbers make sense.
    ///
    /// # Errors
    /// Which one does not, and what it may be.
    pub fn check(&self) -> Result<(), StepError> {
        let long = 36_500.0;
        for (name, value, (least, most)) in [
            ("period", self.period_days, (0.01, long)),
            ("hand-over", self.handover_days, (0.0, long)),
            ("minutes of a hand-over", self.handover_minutes, (0.0, 1e6)),
            ("days between two looks", self.look_days, (0.01, long)),
            ("minutes of a look", self.look_minutes, (0.0, 1e6)),
            ("cool-down", self.cooldown_days, (0.0, long)),
            ("share of drifted columns", self.drift_share, (0.0, 1.0)),
            ("limit in standard errors", self.deviations, (0.1, 100.0)),
            (
                "history",
                self.history_days.unwrap_or(long),
                (self.judging_days, long),
            ),
            ("time that judges", self.judging_days, (0.01, long)),
        ] {
            if !(least..=most).contains(&value) {
                return Err(StepError::Invalid(format!(
                    "In the levels lab the {name} is a number from {least} to {most}, not {value}. Change it."
                )));
            }
        }
        self.incidents.iter().try_for_each(Injected::check)
    }

    /// The kinds of gates that the lab can ask: what only a real endpoint or a person can answer is
    /// left out.
    pub const GATES: [Gate; 10] = [
        Gate::Criterion,
        Gate::Baseline,
        Gate::Champion,
        Gate::Rows,
        Gate::Schema,
        Gate::Integrity,
        Gate::Fairness,
        Gate::Calibration,
        Gate::Overfit,
        Gate::Agreement,
    ];
}

/// Microseconds of so many days.
pub(super) fn micros(days: f64) -> i64 {
    (days * 86_400e6) as i64
}
