use crate::drift::{
    BinCounts, Bins, CategorySummary, NumberSummary, Summary, align, distance::psi,
};

/// A part of the values of a column, the same on both sides of a comparison.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bin {
    /// Numbers below the lowest one of the reference.
    Below(f64),
    /// Numbers above the first and up to the second; from the lowest one on where there is no
    /// first.
    Between(Option<f64>, f64),
    /// Numbers above the highest one of the reference.
    Above(f64),
    /// One number.
    Value(f64),
    /// Numbers that are none of these.
    OtherValues(Vec<f64>),
    /// One category.
    Category(String),
    /// Rows without a value.
    Missing,
}

impl Bin {
    /// Whether a number lies in it; one that is not finite counts as missing.
    pub fn holds_number(&self, value: f64) -> bool {
        if !value.is_finite() {
            return *self == Self::Missing;
        }
        match self {
            Self::Below(lowest) => value < *lowest,
            Self::Between(low, high) => low.is_none_or(|low| value > low) && value <= *high,
            Self::Above(highest) => value > *highest,
            Self::Value(own) => value == *own,
            Self::OtherValues(known) => !known.contains(&value),
            Self::Category(_) | Self::Missing => false,
        }
    }

    /// Whether a category lies in it; `None` is a missing one.
    pub fn holds_category(&self, level: Option<&str>) -> bool {
        match (self, level) {
            (Self::Category(own), Some(level)) => own == level,
            (Self::Missing, None) => true,
            _ => false,
        }
    }
}

/// A bin of the comparison that decides: the share of each side in it, and what it adds to PSI.
#[derive(Clone, Debug, PartialEq)]
pub struct BinShare {
    /// The bin.
    pub bin: Bin,
    /// Share of the reference rows, 0 to 1.
    pub reference: f64,
    /// Share of the current rows, 0 to 1.
    pub current: f64,
    /// What it adds to PSI; all of them add up to it.
    pub psi: f64,
}

/// The bins that decide about `reference` and `current`: those with rows on either side, in the
/// order of the values, missing rows last. Empty if a side has no rows or they differ in kind.
pub fn bin_shares(reference: &Summary, current: &Summary) -> Vec<BinShare> {
    match (reference, current) {
        (Summary::Numbers(reference), Summary::Numbers(current)) => numbers(reference, current),
        (Summary::Categories(reference), Summary::Categories(current)) => {
            categories(reference, current)
        }
        _ => Vec::new(),
    }
}

fn numbers(reference: &NumberSummary, current: &NumberSummary) -> Vec<BinShare> {
    let bins = Bins::of(reference);
    let sides = [bins.count(reference), bins.count(current)];
    let shares = Shares {
        rows: [reference.rows(), current.rows()],
    };
    let edges = bins.edges();
    let mut found = Vec::new();
    let pick = |of: &dyn Fn(&BinCounts) -> u64| [of(&sides[0]), of(&sides[1])];
    if bins.is_by_value() {
        for (i, value) in edges.iter().enumerate() {
            found.extend(shares.of(Bin::Value(*value), pick(&|side| side.inside[i])));
        }
        let other = Bin::OtherValues(edges.to_vec());
        found.extend(shares.of(other, pick(&|side| side.outside.iter().sum())));
    } else {
        let lowest = reference.values().first().copied().unwrap_or_default();
        let highest = reference.values().last().copied().unwrap_or_default();
        found.extend(shares.of(Bin::Below(lowest), pick(&|side| side.outside[0])));
        for i in 0..=edges.len() {
            let low = i.checked_sub(1).map_or(lowest, |i| edges[i]);
            let high = edges.get(i).copied().unwrap_or(highest);
            // The first bin holds its lower edge, too, which nothing but "below" is beneath.
            let bin = if i == 0 {
                Bin::Between(Some(lowest.next_down()), high)
            } else {
                Bin::Between(Some(low), high)
            };
            found.extend(shares.of(bin, pick(&|side| side.inside[i])));
        }
        found.extend(shares.of(Bin::Above(highest), pick(&|side| side.outside[1])));
    }
    found.extend(shares.of(Bin::Missing, pick(&|side| side.missing)));
    found
}

fn categories(reference: &CategorySummary, current: &CategorySummary) -> Vec<BinShare> {
    let shares = Shares {
        rows: [reference.rows(), current.rows()],
    };
    let mut found = Vec::new();
    align(reference, current, |level, r, c| {
        found.extend(shares.of(Bin::Category(level.to_owned()), [r, c]));
    });
    found
        .sort_by(|a: &BinShare, b| (b.reference + b.current).total_cmp(&(a.reference + a.current)));
    found.extend(shares.of(Bin::Missing, [reference.missing(), current.missing()]));
    found
}

struct Shares {
    rows: [u64; 2],
}

impl Shares {
    fn of(&self, bin: Bin, counts: [u64; 2]) -> Option<BinShare> {
        if counts == [0, 0] || self.rows.contains(&0) {
            return None;
        }
        let share = |side: usize| counts[side] as f64 / self.rows[side] as f64;
        let (reference, current) = (share(0), share(1));
        Some(BinShare {
            bin,
            reference,
            current,
            psi: psi::part(reference, current),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::drift::{Baseline, Distance, Sample};

    fn numbers_of() -> impl Strategy<Value = Vec<f64>> {
        let value = prop_oneof![9 => (-40_i32..40).prop_map(f64::from), 1 => Just(f64::NAN)];
        prop::collection::vec(value, 1..120)
    }

    proptest! {
        #[test]
        fn bins_add_up_to_psi_and_hold_their_own_rows(
            reference in numbers_of(),
            current in numbers_of(),
        ) {
            let sides = [&reference, &current].map(|side| Summary::of(Sample::Numbers(side)));
            let found = bin_shares(&sides[0], &sides[1]);
            let drift = Baseline::of(sides[0].clone()).compare_summary(&sides[1], &[Distance::Psi]);
            let sum: f64 = found.iter().map(|share| share.psi).sum();
            prop_assert!((sum - drift.psi().unwrap()).abs() < 1e-9);
            for share in &found {
                let rows = current.iter().filter(|value| share.bin.holds_number(**value)).count();
                prop_assert!((rows as f64 / current.len() as f64 - share.current).abs() < 1e-12, "{share:?}");
            }
        }
    }
}
