use super::{Compared, Outcome, counts};
use crate::{
    drift::{
        NumberSummary, Summary, Table, Verdict,
        distance::{LogBase, jensen_shannon, ks, wasserstein},
    },
    stats::{
        ks_two_sample_exact_sf, ks_two_sample_sf,
        special::{chi_square_sf, normal_sf},
    },
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "evidently",
    name: "Evidently",
    summary: "Tests at 5 % up to 1,000 reference rows, distances of 0.1 above; the table drifts from half of its columns on. Fires on trifles in the first case, misses small chunks' noise in the second.",
    reference: "Evidently 0.7, DataDriftPreset",
};

/// Up to so many reference values a test decides, above a distance.
const TEST_ROWS: u64 = 1000;
/// Up to so many distinct values numbers are treated as categories.
const FEW_VALUES: usize = 5;
const P_LIMIT: f64 = 0.05;
const DISTANCE_LIMIT: f64 = 0.1;
/// From this share of drifted columns on the table has drifted.
const SHARE_LIMIT: f64 = 0.5;
/// A smaller deviation counts as this.
const LEAST_STD: f64 = 0.001;
/// Up to so many values on the larger side scipy counts the p-value out.
const EXACT_ROWS: u64 = 10_000;

/// Missing rows are left out on both sides.
pub(super) fn judge(column: Compared<'_>) -> Outcome {
    let table = match counts::values(column.reference, column.current) {
        Ok(table) => table,
        Err(reason) => return Outcome::unknown("none", reason),
    };
    let (n, _) = table.rows();
    if let (Summary::Numbers(r), Summary::Numbers(c)) = (column.reference, column.current)
        && table.reference.len() > FEW_VALUES
    {
        return if n <= TEST_ROWS {
            Outcome::test("ks", ks_p_value(r, c), P_LIMIT)
        } else {
            Outcome::from("wasserstein_std", in_std(r, c), DISTANCE_LIMIT)
        };
    }
    if n > TEST_ROWS {
        let distance = table
            .shares()
            .map(|(r, c)| jensen_shannon(&r, &c, LogBase::E));
        let score = Figure::finite(distance.unwrap_or(f64::NAN), counts::NO_VALUES);
        Outcome::from("js", score, DISTANCE_LIMIT)
    } else if table.reference.len() <= 2 {
        Outcome::test("z_test", Figure::Value(z_test(&table)), P_LIMIT)
    } else {
        Outcome::test("chi_square", goodness_of_fit(&table), P_LIMIT)
    }
}

/// Whether half of the columns have drifted; `None` without a column.
pub(super) fn table_drifts(outcomes: &[Outcome]) -> Option<bool> {
    let drifted = outcomes.iter().filter(|o| o.verdict == Verdict::Drift);
    let drifted = drifted.count() as f64;
    (!outcomes.is_empty()).then(|| drifted / outcomes.len() as f64 >= SHARE_LIMIT)
}

fn ks_p_value(reference: &NumberSummary, current: &NumberSummary) -> Figure {
    let (n, m) = (reference.present(), current.present());
    let p_value = |gap: f64| {
        if n.max(m) <= EXACT_ROWS {
            ks_two_sample_exact_sf(gap, n, m)
        } else {
            ks_two_sample_sf(gap, n, m)
        }
    };
    ks(reference, current).0.map(p_value)
}

fn in_std(reference: &NumberSummary, current: &NumberSummary) -> Figure {
    match reference.std() {
        Figure::Value(std) => wasserstein(reference, current).map(|d| d / std.max(LEAST_STD)),
        missing @ Figure::NotComputable { .. } => missing,
    }
}

/// Two-sided p-value of the difference of two shares, pooled.
fn z_test(table: &Table) -> f64 {
    let (n, m) = table.rows();
    let (n, m) = (n as f64, m as f64);
    // The share of the second value; with one value on both sides there is nothing to differ.
    let second = |side: &[u64]| side.get(1).map_or(0.0, |count| *count as f64);
    let (r, c) = (second(&table.reference), second(&table.current));
    let pooled = (r + c) / (n + m);
    let variance = pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m);
    if variance > 0.0 {
        2.0 * normal_sf(((r / n - c / m) / variance.sqrt()).abs())
    } else {
        1.0
    }
}

/// p-value of the current counts against the reference's shares.
///
/// Unlike [`chi_square`](crate::drift::distance::chi_square()) it takes the reference for exact, and
/// a category that the reference lacks settles it.
fn goodness_of_fit(table: &Table) -> Figure {
    let (n, m) = table.rows();
    let scale = m as f64 / n as f64;
    let part = |(&r, &c): (&u64, &u64)| {
        let expected = r as f64 * scale;
        (c as f64 - expected).powi(2) / expected
    };
    let statistic: f64 = table.reference.iter().zip(&table.current).map(part).sum();
    if statistic.is_infinite() {
        return Figure::Value(0.0);
    }
    let freedom = table.reference.len() as f64 - 1.0;
    Figure::finite(
        chi_square_sf(statistic, freedom),
        "the p-value is not finite",
    )
}
