use super::{Alert, Chunk, Costs, Intervals};
use crate::{
    drift::{ColumnDrift, multivariate::Together},
    estimate::{Confidence, Estimated},
    metrics::Metric,
    terms::Figure,
};

/// The deployed model over time.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// "flights v3".
    pub model: String,
    /// How rows were cut, in words.
    pub chunking: String,
    /// Reference chunks first, then production, in time order.
    pub chunks: Vec<Chunk>,
    /// Every raw column that the model reads, the most drifted first.
    pub columns: Vec<ColumnTimeline>,
    /// All columns that the model reads at once, chunk by chunk, by every way there is. They raise
    /// no alerts: a season or a column that counts up passes their limits for ever.
    #[serde(default)]
    pub multivariate: Vec<Together>,
    /// The model's own answers: the positive class's probability, or the predicted value.
    pub prediction: ColumnTimeline,
    /// Every metric of the task.
    pub metrics: Vec<MetricTimeline>,
    /// How sure the model is, chunk by chunk; empty for regression.
    pub confidence: Vec<Confidence>,
    /// Intervals around the answers, their width and coverage; of a regression with labels only.
    #[serde(default)]
    pub intervals: Option<Intervals>,
    /// What the metrics should be, chunk by chunk, by the model's own probabilities; empty where
    /// nothing can be estimated. Blind to concept drift.
    #[serde(default)]
    pub estimated: Vec<Vec<Estimated>>,
    /// Where a change of performance comes from, and what each column's drift costs; nothing where
    /// neither labels nor probabilities tell what production loses.
    #[serde(default)]
    pub costs: Option<Costs>,
    /// What is worth a person's time, newest first.
    pub alerts: Vec<Alert>,
    /// The primary metric on the parts of the rows that step 1 watches.
    #[serde(default)]
    pub slices: Vec<SliceTimeline>,
    /// Rows of production whose answer counts as not yet known, by the label delay of step 1.
    #[serde(default)]
    pub too_young: u64,
}

/// The primary metric on some of the rows, chunk by chunk.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SliceTimeline {
    /// "carrier = AA", or a segment's name.
    pub name: String,
    /// The column, or the segment's name again.
    pub of: String,
    /// The slice's rows with an answer in each chunk, in the order of [`Report::chunks`].
    pub labelled: Vec<u64>,
    /// The primary metric with its band.
    pub timeline: MetricTimeline,
}

/// One column against the reference, chunk by chunk.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ColumnTimeline {
    /// The column.
    pub name: String,
    /// One comparison per chunk, in the order of [`Report::chunks`].
    pub chunks: Vec<ColumnDrift>,
}

/// One metric, chunk by chunk.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct MetricTimeline {
    /// The metric.
    pub metric: Metric,
    /// One figure per chunk, in the order of [`Report::chunks`].
    pub values: Vec<Figure>,
    /// Mean of the reference chunks.
    pub expected: Figure,
    /// Below this it is worth an alert.
    pub lower: Figure,
    /// Above this it is worth an alert.
    pub upper: Figure,
}

impl Report {
    /// The chunks that are production.
    pub fn production(&self) -> impl Iterator<Item = (usize, &Chunk)> {
        self.chunks
            .iter()
            .enumerate()
            .filter(|(_, chunk)| !chunk.is_reference)
    }
}
