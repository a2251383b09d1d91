use crate::{
    stats::{quantile_sorted, sorted_finite},
    terms::Figure,
};

/// The distinct numbers of a column and how often each occurs.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct NumberSummary {
    values: Vec<f64>,
    counts: Vec<u64>,
    missing: u64,
    present: u64,
}

impl NumberSummary {
    /// The summary of `values`; those that are not finite count as missing.
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = sorted_finite(values);
        let present = sorted.len() as u64;
        let mut counts: Vec<u64> = Vec::new();
        sorted.dedup_by(|value, last| {
            let is_same = value == last;
            // Called for every value but the first, in order: count what it is compared with.
            match counts.last_mut() {
                Some(count) if is_same => *count += 1,
                Some(_) => counts.push(1),
                None => counts.extend(if is_same { &[2][..] } else { &[1, 1] }),
            }
            is_same
        });
        if counts.is_empty() && present == 1 {
            counts.push(1);
        }
        // -0 and 0 are one value; keep the one sign, so that merged parts equal the whole.
        sorted
            .iter_mut()
            .filter(|value| **value == 0.0)
            .for_each(|value| *value = 0.0);
        Self {
            values: sorted,
            counts,
            missing: values.len() as u64 - present,
            present,
        }
    }

    /// The summary of distinct numbers, rising, that occur `counts` times each.
    pub(in crate::drift) fn of_counts(values: Vec<f64>, counts: Vec<u64>, missing: u64) -> Self {
        Self {
            present: counts.iter().sum(),
            values,
            counts,
            missing,
        }
    }

    /// Adds the rows of `other`.
    pub fn merge(&mut self, other: &Self) {
        let mut values = Vec::with_capacity(self.values.len().max(other.values.len()));
        let mut counts = Vec::with_capacity(values.capacity());
        walk(self, other, |value, ours, theirs| {
            values.push(value);
            counts.push(ours + theirs);
        });
        self.values = values;
        self.counts = counts;
        self.missing += other.missing;
        self.present += other.present;
    }

    /// Number of rows, missing ones too.
    pub fn rows(&self) -> u64 {
        self.present + self.missing
    }

    /// Number of rows that hold a number.
    pub fn present(&self) -> u64 {
        self.present
    }

    /// Number of rows that hold none.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// The distinct numbers, rising.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How often each of [`Self::values`] occurs.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Standard deviation (divided by n), in the unit of the column; not computable without
    /// numbers.
    pub fn std(&self) -> Figure {
        if self.present == 0 {
            return Figure::not_computable("no values");
        }
        let n = self.present as f64;
        let sum = |term: &dyn Fn(f64) -> f64| -> f64 {
            let weighted = self.values.iter().zip(&self.counts);
            weighted
                .map(|(&value, &count)| count as f64 * term(value))
                .sum()
        };
        let mean = sum(&|value| value / n);
        Figure::finite(
            (sum(&|value| (value - mean).powi(2)) / n).sqrt(),
            "the values are too large",
        )
    }

    /// The values below which the shares `shares` of the rows lie, as numpy interpolates them;
    /// empty without numbers. A share is clamped to 0 to 1.
    pub fn quantiles(&self, shares: &[f64]) -> Vec<f64> {
        let mut seen = 0;
        let upto: Vec<u64> = self
            .counts
            .iter()
            .map(|count| {
                seen += count;
                seen
            })
            .collect();
        let at = |rank: u64| {
            let i = upto.partition_point(|&upto| upto <= rank);
            self.values
                .get(i.min(self.values.len().saturating_sub(1)))
                .copied()
        };
        let quantile = |share: &f64| {
            let position = share.clamp(0.0, 1.0) * self.present.saturating_sub(1) as f64;
            let rank = position.floor();
            let between = [at(rank as u64)?, at(rank as u64 + 1)?];
            quantile_sorted(&between, position - rank).value()
        };
        shares.iter().filter_map(quantile).collect()
    }
}

/// Calls `visit(value, count in a, count in b)` for every value of either side, rising.
pub(in crate::drift) fn walk(
    a: &NumberSummary,
    b: &NumberSummary,
    mut visit: impl FnMut(f64, u64, u64),
) {
    let (mut i, mut j) = (0, 0);
    while i < a.values.len() && j < b.values.len() {
        let (left, right) = (a.values[i], b.values[j]);
        let (takes_left, takes_right) = (left <= right, right <= left);
        let count = |takes: bool, count: u64| if takes { count } else { 0 };
        let value = if takes_left { left } else { right };
        visit(
            value,
            count(takes_left, a.counts[i]),
            count(takes_right, b.counts[j]),
        );
        i += usize::from(takes_left);
        j += usize::from(takes_right);
    }
    for (&value, &count) in a.values[i..].iter().zip(&a.counts[i..]) {
        visit(value, count, 0);
    }
    for (&value, &count) in b.values[j..].iter().zip(&b.counts[j..]) {
        visit(value, 0, count);
    }
}
