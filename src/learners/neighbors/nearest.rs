/// The nearest rows that were offered so far, nearest first; of equally near ones the earlier.
pub(super) struct Nearest {
    most: usize,
    found: Vec<(f64, u32)>,
}

impl Nearest {
    /// Keeps up to `most` rows.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            found: Vec::with_capacity(most + 1),
        }
    }

    /// Whether a row at this squared distance could still be kept.
    pub(super) fn may_take(&self, distance: f64) -> bool {
        self.found.len() < self.most || self.found.last().is_none_or(|last| distance <= last.0)
    }

    /// Keeps the row with this number if it is near enough.
    pub(super) fn offer(&mut self, distance: f64, number: u32) {
        if !self.may_take(distance) {
            return;
        }
        let place = self.found.partition_point(|&(other, its)| {
            other.total_cmp(&distance).then(its.cmp(&number)).is_lt()
        });
        self.found.insert(place, (distance, number));
        self.found.truncate(self.most);
    }

    /// Squared distance and number of each, nearest first.
    pub(super) fn found(&self) -> &[(f64, u32)] {
        &self.found
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.found.clear();
    }
}
