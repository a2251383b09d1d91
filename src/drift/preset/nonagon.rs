use super::{Compared, Outcome};
use crate::{
    drift::{AlarmBudget, Baseline, ColumnDrift, Verdict, benjamini_hochberg},
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "nonagon",
    name: "Nonagon",
    summary: "PSI against a limit made for the number of rows from an alarm budget; of many columns only as many are believed as false discoveries allow, and too few rows say so.",
    reference: "Yurdakul and Naranjo 2020; Benjamini and Hochberg 1995",
};

pub(super) fn judge(column: Compared<'_>, budget: AlarmBudget) -> Outcome {
    let baseline = Baseline::of(column.reference.clone()).with_budget(budget);
    Outcome::from_own(&baseline.compare_summary(column.current, &[]))
}

/// Takes back the drift of the columns whose p-value is no discovery among all of them.
pub(super) fn believe(outcomes: &mut [Outcome], budget: AlarmBudget) {
    let p_value = |outcome: &Outcome| outcome.p_value.as_ref().and_then(Figure::value);
    // A column without a p-value was not tested, and must not make the others stricter.
    let p_values: Vec<f64> = outcomes.iter().filter_map(p_value).collect();
    let believed = benjamini_hochberg(&p_values, budget.probability());
    let tested = outcomes.iter_mut().filter(|o| p_value(o).is_some());
    for (outcome, is_believed) in tested.zip(believed) {
        if outcome.verdict == Verdict::Drift && !is_believed {
            outcome.verdict = outcome.otherwise;
        }
    }
}

impl Outcome {
    /// What the program's own comparison says, before other columns are looked at.
    pub fn from_own(drift: &ColumnDrift) -> Self {
        Self {
            verdict: drift.verdict,
            method: "psi".to_owned(),
            score: drift.psi.clone(),
            limit: Figure::Value(drift.limit),
            p_value: Some(drift.p_value.clone()),
            otherwise: drift.without_drift(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(p: f64) -> Outcome {
        Outcome {
            verdict: Verdict::Drift,
            ..Outcome::test("psi", Figure::Value(p), 1.0)
        }
    }

    #[test]
    fn a_lone_small_p_value_among_many_columns_is_not_believed() {
        let budget = AlarmBudget {
            per_100_chunks: 5.0,
        };
        let mut outcomes: Vec<Outcome> = [0.04, 0.5, 0.6, 0.7].map(outcome).to_vec();
        believe(&mut outcomes, budget);
        assert_eq!(outcomes[0].verdict, Verdict::Stable);
        // Of a few rows nobody can say that nothing has changed.
        let mut few = Outcome {
            otherwise: Verdict::Unknown,
            ..outcome(0.04)
        };
        believe(std::slice::from_mut(&mut few), AlarmBudget::default());
        assert_eq!(few.verdict, Verdict::Unknown);
        let mut outcomes: Vec<Outcome> = [0.04, 0.01, 0.02, 0.03].map(outcome).to_vec();
        believe(&mut outcomes, budget);
        assert!(outcomes.iter().all(|o| o.verdict == Verdict::Drift));
    }
}
