use crate::metrics::Metric;

/// The contract in words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// The contract as one sentence.
    pub statement: String,
    /// The metric that decides between models.
    pub metric: Metric,
    /// The success criteria as sentences, in their order.
    pub criteria: Vec<String>,
    /// What a careful reader would ask next.
    pub open_questions: Vec<String>,
}
