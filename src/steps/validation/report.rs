use crate::{gates::GateResult, metrics::Metric, terms::Figure};

/// Every gate, and whether the model may pass.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// One entry per gate.
    pub gates: Vec<GateResult>,
    /// Whether every gate is open.
    pub passed: bool,
    /// The model in service now, judged on the same test rows.
    pub champion: Option<ChampionReport>,
}

/// The model in service now.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ChampionReport {
    /// "flights v3".
    pub name: String,
    /// Its metrics on the test rows.
    pub metrics: Vec<(Metric, Figure)>,
    /// Why it could not be judged.
    pub problem: Option<String>,
}

impl Report {
    /// The gates that are shut.
    pub fn failed(&self) -> impl Iterator<Item = &GateResult> {
        self.gates.iter().filter(|gate| !gate.passed)
    }
}
