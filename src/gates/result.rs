use super::{Decision, Gate, Ruling};
use crate::terms::Figure;

/// How a gate stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// What must hold, holds.
    Pass,
    /// It does not hold.
    Fail,
    /// It cannot be told: a figure is missing, too few rows to tell, or a person has not spoken.
    /// It shuts the gate as a failure does.
    #[default]
    Unknown,
    /// It does not hold, or is not known, and a person lets the model through all the same.
    Waived {
        /// Why.
        reason: String,
        /// Who.
        by: String,
        /// When, in microseconds since the epoch.
        at: i64,
    },
}

impl Verdict {
    /// The word for it, in files and on the screen.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Waived { .. } => "waived",
        }
    }

    /// Pass or fail.
    pub(super) fn of(holds: bool) -> Self {
        if holds { Self::Pass } else { Self::Fail }
    }
}

/// How a gate stands, and why.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct GateResult {
    /// What kind of gate it is.
    pub gate: Gate,
    /// What must hold: "ROC-AUC at least 0.6". No two gates of a report have the same.
    pub title: String,
    /// Whether it holds.
    #[serde(default)]
    pub verdict: Verdict,
    /// Why, with the figures, as a sentence.
    pub explanation: String,
    /// What was reached, in the metric's unit.
    pub value: Figure,
    /// What had to be reached, in the same unit.
    pub limit: Figure,
    /// Where the value lies with 95 % confidence, where that is known.
    #[serde(default)]
    pub interval: Option<(f64, f64)>,
    /// Whether the value must stay below the limit.
    #[serde(default)]
    pub must_fall: bool,
    /// Who or what decided: "rule", or a person's name.
    #[serde(default = "rule")]
    pub decided_by: String,
    /// What it was judged by, as text pairs.
    #[serde(default)]
    pub evidence: Vec<(String, String)>,
}

fn rule() -> String {
    "rule".to_owned()
}

impl GateResult {
    /// A gate of which nothing is known yet.
    pub(super) fn new(gate: Gate, title: impl Into<String>) -> Self {
        Self {
            gate,
            title: title.into(),
            verdict: Verdict::Unknown,
            explanation: String::new(),
            value: Figure::not_computable("it has no figure"),
            limit: Figure::not_computable("it has no figure"),
            interval: None,
            must_fall: false,
            decided_by: rule(),
            evidence: Vec::new(),
        }
    }

    /// Whether the model may pass it.
    pub fn is_open(&self) -> bool {
        matches!(self.verdict, Verdict::Pass | Verdict::Waived { .. })
    }

    /// Lets a person decide: a waiver opens what is shut, a sign-off what waits for one, a refusal
    /// shuts it. What the decision does not fit stays as it is.
    pub fn decide(&mut self, decision: &Decision) {
        let Decision { reason, by, at, .. } = decision;
        match (decision.ruling, self.gate) {
            (Ruling::Waive, Gate::SignOff) => return,
            (Ruling::Waive, _) if !self.is_open() => {
                self.verdict = Verdict::Waived {
                    reason: reason.clone(),
                    by: by.clone(),
                    at: *at,
                };
            }
            (Ruling::SignOff, Gate::SignOff) => {
                self.verdict = Verdict::Pass;
                self.explanation = format!("{by} signed the model off: {reason}");
            }
            (Ruling::Refuse, Gate::SignOff) => {
                self.verdict = Verdict::Fail;
                self.explanation = format!("{by} refused to sign the model off: {reason}");
            }
            _ => return,
        }
        self.decided_by.clone_from(by);
        self.evidence.push(("reason".to_owned(), reason.clone()));
    }
}

/// `value` with four digits, or with as many as it takes to tell it from `limit`.
pub(super) fn shown(value: f64, limit: f64) -> String {
    let with = |digits: usize| format!("{value:.digits$}");
    let differs = |text: &String| text.parse::<f64>().is_ok_and(|shown| shown != limit);
    if value == limit {
        return with(4);
    }
    (4..16)
        .map(with)
        .find(differs)
        .unwrap_or_else(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_shown_as_one() {
        assert_eq!(shown(0.599_996, 0.6), "0.599996");
        assert_eq!(shown(0.7, 0.6), "0.7000");
        assert_eq!(shown(0.6, 0.6), "0.6000");
    }

    #[test]
    fn a_report_from_before_verdicts_still_opens_and_promotes_nothing() {
        let old = r#"{"gate":"rows","title":"t","passed":true,"explanation":"e","value":1.0,"limit":1.0}"#;
        let result: GateResult = serde_json::from_str(old).unwrap();
        assert_eq!(result.verdict, Verdict::Unknown);
        assert!(!result.is_open());
        assert_eq!(result.decided_by, "rule");
    }
}
