use super::{Gate, GateResult, Verdict};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "rows",
    name: "Enough test rows",
    summary: "The test part must be large enough for its figures to mean something; rows that repeat each other count as often as they stand there.",
    reference: "Breck et al. 2017, \"The ML test score\"",
};

/// Whether the test part has `min_rows` rows or more.
pub(super) fn judge(rows: u64, min_rows: u64) -> GateResult {
    let holds = rows >= min_rows;
    let advice = if holds {
        ""
    } else {
        " Choose a larger test part in step 4."
    };
    GateResult {
        verdict: Verdict::of(holds),
        explanation: format!(
            "The test part has {rows} rows and needs at least {min_rows}.{advice}"
        ),
        value: Figure::Value(rows as f64),
        limit: Figure::Value(min_rows as f64),
        ..GateResult::new(Gate::Rows, format!("At least {min_rows} test rows"))
    }
}
