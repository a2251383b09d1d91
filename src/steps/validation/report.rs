use crate::{
    gates::{Decision, GateResult},
    metrics::{Metric, bootstrap::Difference},
    terms::Figure,
};

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
    /// How far the new model is from it on the same rows, in every metric that both have.
    #[serde(default)]
    pub differences: Vec<(Metric, Difference)>,
    /// On which share of the rows both decide the same; for numbers the R² of ours against its.
    #[serde(default)]
    pub agreement: Option<Figure>,
}

impl Report {
    /// What the gates say.
    pub(super) fn new(gates: Vec<GateResult>, champion: Option<ChampionReport>) -> Self {
        let mut report = Self {
            gates,
            passed: false,
            champion,
        };
        report.settle();
        report
    }

    /// The gates that are shut.
    pub fn failed(&self) -> impl Iterator<Item = &GateResult> {
        self.gates.iter().filter(|gate| !gate.is_open())
    }

    /// Lets a person decide about every gate of the title that the decision names.
    pub fn decide(&mut self, decision: &Decision) {
        let named = |gate: &&mut GateResult| gate.title == decision.gate;
        for gate in self.gates.iter_mut().filter(named) {
            gate.decide(decision);
        }
        self.settle();
    }

    fn settle(&mut self) {
        self.passed = self.gates.iter().all(GateResult::is_open);
    }
}
