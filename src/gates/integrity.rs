use super::{Gate, GateResult, Verdict};
use crate::terms::Info;

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "integrity",
    name: "Split without leaks",
    summary: "Nothing that judges the model may have been learned from: no time overlap, no rows that stand in both parts. A check that does not apply is passed over.",
    reference: "Kaufman et al. 2012, \"Leakage in data mining\"; Kapoor and Narayanan 2023, \"Leakage and the reproducibility crisis in machine-learning-based science\"",
};

/// What a check of the split found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the check.
    pub check: String,
    /// Whether the split is suspect; nothing where the check could not tell.
    pub is_suspect: Option<bool>,
    /// What was found, as a sentence.
    pub text: String,
}

/// Whether no check of step 4 is suspect; without any check it is not known.
pub(super) fn judge(findings: &[Finding]) -> GateResult {
    let suspect: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.is_suspect == Some(true))
        .collect();
    let (verdict, explanation) = if findings.is_empty() {
        let text = "Step 4 has not checked the split. Run it again.";
        (Verdict::Unknown, text.to_owned())
    } else if suspect.is_empty() {
        let text = format!(
            "None of {} checks of the split found anything.",
            findings.len()
        );
        (Verdict::Pass, text)
    } else {
        let texts: Vec<&str> = suspect
            .iter()
            .map(|finding| finding.text.as_str())
            .collect();
        (Verdict::Fail, texts.join(" "))
    };
    GateResult {
        verdict,
        explanation,
        evidence: findings
            .iter()
            .map(|finding| (finding.check.clone(), finding.text.clone()))
            .collect(),
        ..GateResult::new(Gate::Integrity, "The split leaks nothing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(is_suspect: Option<bool>) -> Finding {
        Finding {
            check: "Duplicate rows".to_owned(),
            is_suspect,
            text: "3 rows stand in both parts.".to_owned(),
        }
    }

    #[test]
    fn one_suspect_check_shuts_it() {
        assert_eq!(judge(&[]).verdict, Verdict::Unknown);
        let sound = [finding(Some(false)), finding(None)];
        assert_eq!(judge(&sound).verdict, Verdict::Pass);
        let found = judge(&[finding(Some(false)), finding(Some(true))]);
        assert_eq!(found.verdict, Verdict::Fail);
        assert_eq!(found.explanation, "3 rows stand in both parts.");
    }
}
