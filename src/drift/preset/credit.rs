use super::{Compared, Outcome, counts};
use crate::{
    drift::{Bins, Summary, Table, distance::psi},
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "credit",
    name: "Credit scoring",
    summary: "PSI over ten quantile bins of the reference: from 0.1 on a look is due, from 0.25 on it is drift, whatever the number of rows; fires by chance on small chunks.",
    reference: "Siddiqi 2006, \"Credit Risk Scorecards\"",
};

/// Number of bins.
const BINS: usize = 10;
/// From which PSI on it is drift.
const LARGE: f64 = 0.25;

/// Values outside the reference count in the nearest bin, missing ones in a bin of their own.
pub(super) fn judge(column: Compared<'_>) -> Outcome {
    let table = match (column.reference, column.current) {
        (Summary::Numbers(reference), Summary::Numbers(current)) => {
            let bins = Bins::quantiles(reference, BINS);
            let side = |summary| {
                let counts = bins.count(summary);
                [&counts.folded[..], &[counts.missing]].concat()
            };
            Table {
                reference: side(reference),
                current: side(current),
                ..Table::default()
            }
        }
        (Summary::Categories(reference), Summary::Categories(current)) => {
            Table::of_categories(reference, current)
        }
        _ => return Outcome::unknown("psi", counts::KINDS_DIFFER),
    };
    match table.shares() {
        Some((r, c)) => Outcome::from("psi", Figure::Value(psi(&r, &c)), LARGE),
        None => Outcome::unknown("psi", counts::NO_VALUES),
    }
}
