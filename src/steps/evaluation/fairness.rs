use super::report::{Fairness, FairnessGroup};
use crate::{
    data::Table,
    metrics::{GroupOutcome, Rate},
    steps::{
        StepError,
        preparation::{Labels, Slice},
        slices::slices,
    },
};

/// How the model treats the groups of every protected attribute; the largest group is what the
/// others are compared with.
pub(super) fn judge(
    (table, test): (&Table, &Slice),
    protected: &[String],
    (decided, positive): (&[u32], u32),
) -> Result<Vec<Fairness>, StepError> {
    let Labels::Classes { codes, .. } = &test.labels else {
        return Ok(Vec::new());
    };
    let known = |name: &&str| table.column_index(name).is_some();
    let names: Vec<&str> = protected.iter().map(String::as_str).filter(known).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let raw = table.select(&names)?.take(&test.rows);
    let mut found = Vec::new();
    for name in names {
        let parts = slices(&raw, &[name], &[])?;
        let outcomes: Vec<(String, GroupOutcome)> = parts
            .into_iter()
            .map(|part| {
                let rows = part.rows.iter().map(|&row| row as usize);
                let rows = rows.map(|i| (codes[i] == positive, decided[i] == positive));
                (part.name, GroupOutcome::of(rows))
            })
            .collect();
        let largest = outcomes.iter().max_by_key(|(_, outcome)| outcome.rows);
        let Some((reference, whole)) = largest.cloned() else {
            continue;
        };
        let groups = outcomes.into_iter().map(|(name, outcome)| {
            let is_other = name != reference;
            let gap = |rate| is_other.then(|| outcome.gap(&whole, rate)).flatten();
            FairnessGroup {
                selection: outcome.rate(Rate::Selection),
                true_positive: outcome.rate(Rate::TruePositive),
                false_positive: outcome.rate(Rate::FalsePositive),
                selection_ratio: is_other.then(|| outcome.selection_ratio(&whole)).flatten(),
                true_positive_gap: gap(Rate::TruePositive),
                false_positive_gap: gap(Rate::FalsePositive),
                name,
                outcome,
            }
        });
        found.push(Fairness {
            attribute: name.to_owned(),
            groups: groups.collect(),
            reference,
        });
    }
    Ok(found)
}
