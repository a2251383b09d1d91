use super::{DecideBy, Gate, GateResult, judged::Limit};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "freshness",
    name: "Features are fresh",
    summary: "The data that the model learned from must not be older than a limit in days, counted from when the newest source was last written; a copied file looks young.",
    reference: "Breck et al. 2017, \"The ML test score\", monitoring test 4",
};

/// Whether the snapshot is at most `limit` days old.
pub(super) fn judge(age: &Figure, limit: f64) -> GateResult {
    let explanation = match age {
        Figure::Value(days) => {
            let advice = if *days > limit {
                " Read newer rows in step 2."
            } else {
                ""
            };
            format!("The data is {days:.1} days old; {limit} are allowed.{advice}")
        }
        Figure::NotComputable { reason } => format!("Its age is not known: {reason}."),
    };
    let asked = Limit {
        at: limit,
        must_fall: true,
    };
    GateResult {
        verdict: asked.judge(age, None, DecideBy::Value),
        explanation,
        value: age.clone(),
        limit: Figure::finite(limit, "the limit is not finite"),
        must_fall: true,
        ..GateResult::new(Gate::Freshness, format!("Data at most {limit} days old"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::Verdict;

    #[test]
    fn old_data_is_held_back() {
        assert_eq!(judge(&Figure::Value(2.0), 2.0).verdict, Verdict::Pass);
        assert_eq!(judge(&Figure::Value(2.1), 2.0).verdict, Verdict::Fail);
        let unknown = judge(&Figure::not_computable("a server does not say"), 2.0);
        assert_eq!(unknown.verdict, Verdict::Unknown);
    }
}
