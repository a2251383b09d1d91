use crate::{
    drift::Table,
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "missing_rate",
    name: "Missing rate",
    summary: "Share of missing values now, less that of the reference, -1 to 1; often the first sign of a broken source.",
    reference: "Breck et al. 2017, \"The ML Test Score\"",
};

/// Change of the share of missing values.
///
/// Measures: the share of current rows without a value less that of reference rows, -1 to 1;
/// above 0 more is missing now. Changes its sign when the sides are exchanged.
/// Empty side: not computable. Constant: 0. NaN and infinities are missing.
/// Misleads: a source that writes 0 or -1 for "missing" is not seen. Prefer then: PSI by value.
/// Reference: Breck et al. 2017, "The ML Test Score".
pub fn missing_rate(table: &Table) -> Figure {
    let (n, m) = table.rows();
    let rate = |missing: u64, rows: u64| missing as f64 / rows as f64;
    let change = rate(table.current_missing, m) - rate(table.reference_missing, n);
    Figure::finite(change, super::NO_ROWS)
}
