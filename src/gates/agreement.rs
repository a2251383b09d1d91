use super::{ChampionEvidence, DecideBy, Gate, GateResult, judged::Limit};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "agreement",
    name: "Agrees with the champion",
    summary: "Share of test rows on which both models decide the same, or for numbers the R² of ours against the champion's; two models may agree in what is wrong.",
    reference: "Milani Fard et al. 2016, \"Launch and iterate: reducing prediction churn\"",
};

/// Whether the model agrees with the champion on `least` or more, from 0 to 1.
pub(super) fn judge(champion: &ChampionEvidence<'_>, least: f64) -> GateResult {
    let value = champion.agreement.clone();
    let explanation = match &value {
        Figure::Value(agreement) => format!(
            "Both models agree on {agreement:.4} of the test rows; {least} is asked for, so that users are not surprised."
        ),
        Figure::NotComputable { reason } => {
            format!("Agreement with the champion cannot be told: {reason}.")
        }
    };
    let asked = Limit {
        at: least,
        must_fall: false,
    };
    GateResult {
        verdict: asked.judge(&value, None, DecideBy::Value),
        explanation,
        value,
        limit: Figure::finite(least, "the limit is not finite"),
        ..GateResult::new(
            Gate::Agreement,
            format!("Agreement with the champion at least {least}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::Verdict;

    fn of(agreement: Figure) -> Verdict {
        let champion = ChampionEvidence {
            metrics: &[],
            differences: &[],
            agreement,
            problem: None,
        };
        judge(&champion, 0.9).verdict
    }

    #[test]
    fn surprises_are_held_back() {
        assert_eq!(of(Figure::Value(0.95)), Verdict::Pass);
        assert_eq!(of(Figure::Value(0.85)), Verdict::Fail);
        assert_eq!(
            of(Figure::not_computable("other classes")),
            Verdict::Unknown
        );
    }
}
