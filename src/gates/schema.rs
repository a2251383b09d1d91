use super::{Gate, GateResult, Verdict};
use crate::terms::Info;

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "schema",
    name: "Schema holds",
    summary: "Every column that the model reads must be in the data set with the kind it was trained on; what step 2 expects of the values is told there.",
    reference: "Breck et al. 2019, \"Data validation for machine learning\"",
};

/// Whether there are no `problems`, each a sentence, with the columns or the data that the model
/// of `inputs` columns reads.
pub(super) fn judge(problems: &[String], inputs: u64) -> GateResult {
    let explanation = if problems.is_empty() {
        format!(
            "All {inputs} columns that the model reads are there, with the kinds it was trained on."
        )
    } else {
        format!(
            "{} Mend the source in step 2, or prepare and train anew.",
            problems.join(" ")
        )
    };
    let numbered = problems.iter().zip(1..);
    GateResult {
        verdict: Verdict::of(problems.is_empty()),
        explanation,
        evidence: numbered
            .map(|(problem, i)| (format!("problem {i}"), problem.clone()))
            .collect(),
        ..GateResult::new(Gate::Schema, "The model's columns are what they were")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_is_gone_shuts_it() {
        assert_eq!(judge(&[], 3).verdict, Verdict::Pass);
        let found = judge(&["“hour” is gone.".to_owned()], 3);
        assert_eq!(found.verdict, Verdict::Fail);
        assert!(found.explanation.starts_with("“hour” is gone."));
        assert_eq!(found.evidence.len(), 1);
    }
}
