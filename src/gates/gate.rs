use super::{baseline, champion, latency, limits, rows};
use crate::terms::Info;

/// A kind of gate.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// A success criterion of step 1.
    Criterion,
    /// Better than the best baseline.
    Baseline,
    /// Not worse than the model in service.
    Champion,
    /// Judged on enough rows.
    Rows,
    /// Fast enough for what step 1 asks.
    Latency,
}

impl Gate {
    /// Every kind of gate.
    pub const ALL: [Self; 5] = [
        Self::Criterion,
        Self::Baseline,
        Self::Champion,
        Self::Rows,
        Self::Latency,
    ];

    /// What pickers and help say.
    pub fn info(self) -> &'static Info {
        match self {
            Self::Criterion => &limits::INFO,
            Self::Baseline => &baseline::INFO,
            Self::Champion => &champion::INFO,
            Self::Rows => &rows::INFO,
            Self::Latency => &latency::INFO,
        }
    }

    /// Name in files and in JSON.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The gate with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gate| gate.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_in_files() {
        for gate in Gate::ALL {
            assert_eq!(Gate::from_id(gate.id()), Some(gate));
            assert_eq!(serde_json::to_value(gate).unwrap(), gate.id());
        }
    }
}
