//! A mean that takes one value after the other.

/// Mean of the values so far.
///
/// Rounds as River does, so that a detector that compares means fires at the same value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RunningMean {
    pub(super) n: f64,
    pub(super) mean: f64,
}

impl RunningMean {
    pub(super) fn update(&mut self, value: f64) {
        self.n += 1.0;
        self.mean += 1.0 / self.n * (value - self.mean);
    }
}
