use super::{
    agreement, baseline, calibration, champion, fairness, freshness, infrastructure, integrity,
    latency, limits, overfit, rows, schema, sign_off, size,
};
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
    /// The data set still holds its columns.
    Schema,
    /// The split leaks nothing.
    Integrity,
    /// Protected groups are treated alike.
    Fairness,
    /// Probabilities come true.
    Calibration,
    /// Not much better on the rows it learned from.
    Overfit,
    /// Decides as the model in service does.
    Agreement,
    /// Small enough.
    Size,
    /// A fresh process answers the same.
    Infrastructure,
    /// The data is young enough.
    Freshness,
    /// A person agrees.
    SignOff,
}

impl Gate {
    /// Every kind of gate.
    pub const ALL: [Self; 15] = [
        Self::Criterion,
        Self::Baseline,
        Self::Champion,
        Self::Rows,
        Self::Latency,
        Self::Schema,
        Self::Integrity,
        Self::Fairness,
        Self::Calibration,
        Self::Overfit,
        Self::Agreement,
        Self::Size,
        Self::Infrastructure,
        Self::Freshness,
        Self::SignOff,
    ];

    /// What pickers and help say.
    pub fn info(self) -> &'static Info {
        match self {
            Self::Criterion => &limits::INFO,
            Self::Baseline => &baseline::INFO,
            Self::Champion => &champion::INFO,
            Self::Rows => &rows::INFO,
            Self::Latency => &latency::INFO,
            Self::Schema => &schema::INFO,
            Self::Integrity => &integrity::INFO,
            Self::Fairness => &fairness::INFO,
            Self::Calibration => &calibration::INFO,
            Self::Overfit => &overfit::INFO,
            Self::Agreement => &agreement::INFO,
            Self::Size => &size::INFO,
            Self::Infrastructure => &infrastructure::INFO,
            Self::Freshness => &freshness::INFO,
            Self::SignOff => &sign_off::INFO,
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
