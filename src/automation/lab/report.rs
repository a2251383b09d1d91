use super::{Lane, Params, scoreboard};
use crate::terms::Figure;

/// What every lane made of the stream.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// The project.
    pub project: String,
    /// Whose result it is, where a class compares several; empty where nobody was named.
    #[serde(default)]
    pub by: String,
    /// The calendar.
    pub params: Params,
    /// The id of the metric that is followed.
    pub metric: String,
    /// From which value of the metric on a period counts as degraded: the same for every lane.
    pub limit: Figure,
    /// Begin of the lab, in microseconds since the epoch.
    pub start: i64,
    /// Its end.
    pub end: i64,
    /// Models that were made, the first one too; lanes that train at the same time share one.
    pub models: usize,
    /// The lanes, in the order asked for.
    pub lanes: Vec<LaneReport>,
}

/// One lane.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LaneReport {
    /// Which one.
    pub lane: Lane,
    /// What it is worth.
    pub score: Score,
    /// Period by period.
    pub periods: Vec<PeriodReport>,
    /// What happened, in the order of time.
    pub events: Vec<Event>,
}

/// A period of a lane.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PeriodReport {
    /// Begin, in microseconds since the epoch.
    pub start: i64,
    /// End, excluded.
    pub end: i64,
    /// Rows.
    pub rows: usize,
    /// The number of the model that served at its end.
    pub model: usize,
    /// The metric that is followed, of the answers that were given.
    pub metric: Figure,
    /// What the answers were worth by the costs of step 1.
    pub value: Figure,
    /// The share of input columns that drifted against the rows that judged the model in service.
    pub drift: Figure,
    /// The mean probability of the likeliest class.
    pub confidence: Figure,
    /// Whether the metric is beyond the limit.
    pub is_degraded: bool,
    /// Why monitoring asked for a new model at its end; empty where it did not.
    pub alarm: String,
    /// Minutes of people's work that it saw.
    pub minutes: f64,
}

/// Something that happened in a lane.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Event {
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// What.
    pub kind: EventKind,
    /// The model that it is about.
    pub model: usize,
    /// Why, in a sentence.
    pub reason: String,
    /// Of a model that was deployed or stopped: whether it did better (true) or worse (false) than
    /// the one in service then on the same rows of the four periods after, by more than what does
    /// not matter. Told with hindsight; nothing where neither can be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<bool>,
}

impl LaneReport {
    /// What the lane was worth once so many periods had passed.
    pub fn score_at(&self, passed: usize) -> Score {
        let periods = self.periods.get(..passed).unwrap_or(&self.periods);
        scoreboard::of(periods, self.events_at(passed), self.score.cpu_seconds)
    }

    /// What had happened once so many periods had passed.
    pub fn events_at(&self, passed: usize) -> &[Event] {
        let Some(next) = self.periods.get(passed) else {
            return &self.events;
        };
        let n = self.events.partition_point(|event| event.at <= next.start);
        &self.events[..n]
    }
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Monitoring asked for a new model, and somebody or something listened.
    Triggered,
    /// A model was trained.
    Trained,
    /// It began to serve.
    Deployed,
    /// The gates did not let it pass.
    Blocked,
    /// The model before it serves again.
    RolledBack,
    /// A model could not be made.
    Failed,
}

/// What a lane is worth.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Score {
    /// The mean of the metric over the periods, each as often as it has rows. Scores of different
    /// models do not rank together, so it is not taken over all answers at once.
    pub metric: Figure,
    /// The sum of the value of all answers.
    pub value: Figure,
    /// Hours in degraded periods.
    pub hours_degraded: f64,
    /// Mean hours from the first degraded period of a row of them until monitoring asked.
    pub hours_to_detect: Figure,
    /// Mean hours from there until a new model was trained.
    pub hours_to_retrain: Figure,
    /// Mean hours from the first degraded period until the first one that is not.
    pub hours_to_recover: Figure,
    /// Models that were trained.
    pub retrainings: usize,
    /// Models that began to serve.
    pub deployed: usize,
    /// Of those, how many did worse than the model before in the four periods after; with
    /// hindsight.
    pub bad_shipped: usize,
    /// Candidates that gates stopped and that would have done worse.
    pub bad_blocked: usize,
    /// Candidates that gates stopped and that would have done better.
    pub good_blocked: usize,
    /// Minutes of people's work.
    pub human_minutes: f64,
    /// Seconds of the processor for all models that it trained; differs from run to run.
    pub cpu_seconds: f64,
}
