use super::{Alert, Associations, MissingPatterns, Outliers, Relation, Series};
use crate::data::Profile;

/// What the rows look like, and what to be careful about.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// Every column by itself.
    pub profile: Profile,
    /// How often each class occurs, most frequent first; empty for regression.
    pub target: Vec<TargetShare>,
    /// Rows whose target is missing: they cannot teach and cannot be scored.
    pub unlabelled: u64,
    /// How much each column alone tells about the target, strongest first.
    pub relations: Vec<Relation>,
    /// How much every two columns have to do with each other.
    pub associations: Associations,
    /// Which columns are missing together.
    pub missing: MissingPatterns,
    /// The rows that are least like the others.
    pub outliers: Outliers,
    /// Every column over time; nothing where the data has no times.
    pub series: Option<Series>,
    /// What to be careful about, most serious first.
    pub alerts: Vec<Alert>,
}

/// One class of the target.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TargetShare {
    /// The label as it stands in the data.
    pub label: String,
    /// Rows with this label.
    pub count: u64,
    /// Their share of the labelled rows, 0 to 1.
    pub share: f64,
}
