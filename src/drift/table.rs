use super::{CategorySummary, align};

/// Rows per bin or category of both sides, aligned: what the binned distances compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Rows of the reference in each bin.
    pub reference: Vec<u64>,
    /// Current rows in each bin.
    pub current: Vec<u64>,
    /// How many reference rows are missing.
    pub reference_missing: u64,
    /// How many current rows are missing.
    pub current_missing: u64,
}

impl Table {
    /// The counts of two category summaries; missing rows are the last category, if there are any.
    pub fn of_categories(reference: &CategorySummary, current: &CategorySummary) -> Self {
        let mut table = Self {
            reference_missing: reference.missing(),
            current_missing: current.missing(),
            ..Self::default()
        };
        align(reference, current, |_, r, c| table.push(r, c));
        if table.reference_missing + table.current_missing > 0 {
            table.push(table.reference_missing, table.current_missing);
        }
        table
    }

    fn push(&mut self, reference: u64, current: u64) {
        self.reference.push(reference);
        self.current.push(current);
    }

    /// Rows of the reference and current rows.
    pub fn rows(&self) -> (u64, u64) {
        (self.reference.iter().sum(), self.current.iter().sum())
    }

    /// The shares of both sides, each of which sums to 1; `None` if a side has no rows.
    pub fn shares(&self) -> Option<(Vec<f64>, Vec<f64>)> {
        let (n, m) = self.rows();
        let shares = |counts: &[u64], rows: u64| -> Vec<f64> {
            counts
                .iter()
                .map(|&count| count as f64 / rows as f64)
                .collect()
        };
        (n > 0 && m > 0).then(|| (shares(&self.reference, n), shares(&self.current, m)))
    }
}
