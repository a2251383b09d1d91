//! What can go wrong in production, in traffic and in the levels lab alike.

/// A kind of incident.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// A number comes in another unit: a thousand times as large.
    Unit,
    /// A column is empty.
    Nulls,
    /// A category has another name.
    Renamed,
    /// Two columns come in each other's place.
    Swapped,
    /// A sensor repeats its last value.
    Stuck,
    /// Every third label is another one.
    LabelFlip,
    /// What is to be predicted turns round.
    ConceptFlip,
    /// The server takes long.
    Slow,
}

impl IncidentKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Unit,
        Self::Nulls,
        Self::Renamed,
        Self::Swapped,
        Self::Stuck,
        Self::LabelFlip,
        Self::ConceptFlip,
        Self::Slow,
    ];

    /// Its name in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Nulls => "nulls",
            Self::Renamed => "renamed",
            Self::Swapped => "swapped",
            Self::Stuck => "stuck",
            Self::LabelFlip => "label_flip",
            Self::ConceptFlip => "concept_flip",
            Self::Slow => "slow",
        }
    }

    /// The kind with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unit => "Unit × 1000",
            Self::Nulls => "Burst of nulls",
            Self::Renamed => "Category renamed",
            Self::Swapped => "Columns swapped",
            Self::Stuck => "Stuck sensor",
            Self::LabelFlip => "Labels flipped",
            Self::ConceptFlip => "Concept flipped",
            Self::Slow => "Slow server",
        }
    }

    /// What happens, and where it shows.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Unit => {
                "A number is sent a thousand times as large, as when metres become millimetres. Data drift sees it at once."
            }
            Self::Nulls => "A column is sent empty. The missing rate sees it at once.",
            Self::Renamed => {
                "A category is sent under another name, which the model has never seen. Unseen categories see it."
            }
            Self::Swapped => {
                "Two columns are sent in each other's place. Data drift sees it where their values differ."
            }
            Self::Stuck => {
                "A column repeats one value. Its distribution collapses, while every single row looks plausible."
            }
            Self::LabelFlip => {
                "A third of the labels is wrong. No input drifts; only realised performance sees it."
            }
            Self::ConceptFlip => {
                "What was true is false from now on. No input drifts and estimated performance sees nothing; realised performance falls."
            }
            Self::Slow => {
                "Every inference is held up by 100 ms. Latency sees it, and the guardrail of a challenger."
            }
        }
    }

    /// How many columns it is about.
    pub fn columns(self) -> usize {
        match self {
            Self::Swapped => 2,
            Self::Unit | Self::Nulls | Self::Renamed | Self::Stuck => 1,
            Self::LabelFlip | Self::ConceptFlip | Self::Slow => 0,
        }
    }
}

/// An incident that goes on.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// What goes wrong.
    pub kind: IncidentKind,
    /// The columns that it is about, as many as [`IncidentKind::columns`] says.
    pub columns: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_in_files() {
        for kind in IncidentKind::ALL {
            assert_eq!(IncidentKind::from_id(kind.id()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.id());
        }
    }
}
