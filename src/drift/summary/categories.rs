/// The categories of a column and how often each occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CategorySummary {
    levels: Vec<String>,
    counts: Vec<u64>,
    missing: u64,
}

impl CategorySummary {
    /// The summary of `codes` into `levels`; levels that do not occur are left out, and a code
    /// outside `levels` counts as missing.
    pub fn of(codes: &[u32], levels: &[String]) -> Self {
        // The last place takes what is missing: no branch on the data.
        let mut counts = vec![0_u64; levels.len() + 1];
        for &code in codes {
            counts[(code as usize).min(levels.len())] += 1;
        }
        let missing = counts.pop().unwrap_or_default();
        Self::of_counts(levels, &counts, missing)
    }

    /// The summary of levels that occur `counts` times each; those that do not occur are left out.
    pub(in crate::drift) fn of_counts(levels: &[String], counts: &[u64], missing: u64) -> Self {
        let mut seen: Vec<(&String, u64)> = levels
            .iter()
            .zip(counts.iter().copied())
            .filter(|(_, count)| *count > 0)
            .collect();
        if !seen.is_sorted_by(|a, b| a.0 < b.0) {
            seen.sort_by(|a, b| a.0.cmp(b.0));
            seen.dedup_by(|level, kept| {
                let is_same = level.0 == kept.0;
                kept.1 += if is_same { level.1 } else { 0 };
                is_same
            });
        }
        Self {
            levels: seen.iter().map(|(level, _)| (*level).clone()).collect(),
            counts: seen.iter().map(|(_, count)| *count).collect(),
            missing,
        }
    }

    /// Adds the rows of `other`.
    pub fn merge(&mut self, other: &Self) {
        let mut levels = Vec::with_capacity(self.levels.len());
        let mut counts = Vec::with_capacity(self.levels.len());
        align(self, other, |level, ours, theirs| {
            levels.push(level.to_owned());
            counts.push(ours + theirs);
        });
        self.levels = levels;
        self.counts = counts;
        self.missing += other.missing;
    }

    /// Number of rows, missing ones too.
    pub fn rows(&self) -> u64 {
        self.counts.iter().sum::<u64>() + self.missing
    }

    /// Number of rows without a category.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// The categories that occur, rising.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// How often each of [`Self::levels`] occurs.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }
}

/// Calls `visit(level, count in a, count in b)` for every category of either side, rising.
pub fn align(a: &CategorySummary, b: &CategorySummary, mut visit: impl FnMut(&str, u64, u64)) {
    let (mut i, mut j) = (0, 0);
    while i < a.levels.len() && j < b.levels.len() {
        let order = a.levels[i].cmp(&b.levels[j]);
        let (left, right) = (order.is_le(), order.is_ge());
        let level = if left { &a.levels[i] } else { &b.levels[j] };
        visit(
            level,
            if left { a.counts[i] } else { 0 },
            if right { b.counts[j] } else { 0 },
        );
        i += usize::from(left);
        j += usize::from(right);
    }
    for (level, &count) in a.levels[i..].iter().zip(&a.counts[i..]) {
        visit(level, count, 0);
    }
    for (level, &count) in b.levels[j..].iter().zip(&b.counts[j..]) {
        visit(level, 0, count);
    }
}
