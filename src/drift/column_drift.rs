use super::{Outline, Scale, Score, Verdict, limit::Law};
use crate::terms::Figure;

/// A shift of this size must not go unseen where the verdict is "stable": the classic PSI limit
/// for a distribution that has changed.
const LARGE_SHIFT: f64 = 0.25;

/// One column of a chunk against the reference.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ColumnDrift {
    /// What to think of it.
    pub verdict: Verdict,
    /// The PSI from which on it is drift, for these numbers of rows. Above everything that the PSI
    /// can reach if a side has no rows.
    pub limit: f64,
    /// Population stability index over the program's own bins; decides the verdict.
    pub psi: Figure,
    /// How likely such a PSI is if nothing changed, 0 to 1: what to give to
    /// [`super::benjamini_hochberg`] with that of the other columns.
    pub p_value: Figure,
    /// The smallest true shift, as a PSI, that these numbers of rows show in four of five cases.
    pub smallest_shift: Figure,
    /// Rows of the reference.
    pub reference_rows: u64,
    /// Current rows.
    pub current_rows: u64,
    /// One score per method that was asked for, in that order.
    pub scores: Vec<Score>,
    /// What a plot draws; `None` if a side has no rows.
    pub outline: Option<Outline>,
}

impl ColumnDrift {
    /// Population stability index over the program's own bins, if both sides have rows.
    pub fn psi(&self) -> Option<f64> {
        self.psi.value()
    }

    /// [`Self::smallest_shift`] as a move of the mean in standard deviations, for values that are
    /// about normal: a move of `d` has a PSI of about `d^2`. `None` for categories.
    pub fn smallest_shift_in_std(&self) -> Option<f64> {
        let is_numbers = self.scale() == Some(Scale::Numbers);
        self.smallest_shift
            .value()
            .filter(|_| is_numbers)
            .map(f64::sqrt)
    }

    /// The same with a limit of at least `floor`: what is below it is no drift.
    ///
    /// The own limit takes rows for independent. Where they are not (hours of one day, days of one
    /// storm), chunks of the reference itself pass it; their spread is the floor to give here.
    pub fn raise_limit(&mut self, floor: f64) {
        self.limit = self.limit.max(floor);
        if self.verdict == Verdict::Drift && self.psi().is_some_and(|psi| psi <= self.limit) {
            self.verdict = Verdict::Stable;
        }
    }

    /// The same for a chunk whose PSI is spread by `law`: so much as the limit is raised, the whole
    /// law is stretched, and the p-value with it.
    pub fn raise_limit_of(&mut self, floor: f64, law: &Law) {
        let before = self.limit;
        self.raise_limit(floor);
        if let Some(psi) = self.psi().filter(|_| before > 0.0 && self.limit > before) {
            let p_value = law.p_value(psi * before / self.limit);
            self.p_value = Figure::finite(p_value, "the p-value is not finite");
        }
    }

    /// Takes a drift for chance, as among many columns there is always one: the limit becomes what
    /// it would have taken, at least the PSI that was seen.
    pub fn take_back(&mut self, limit: f64) {
        if self.verdict == Verdict::Drift {
            self.limit = limit.max(self.psi().unwrap_or(self.limit));
            self.verdict = self.without_drift();
        }
    }

    /// What there is to say where it is no drift.
    pub(super) fn without_drift(&self) -> Verdict {
        match self.smallest_shift.value() {
            Some(shift) if shift <= LARGE_SHIFT => Verdict::Stable,
            _ => Verdict::Unknown,
        }
    }

    fn scale(&self) -> Option<Scale> {
        self.outline.as_ref().map(|outline| match outline {
            Outline::Bins { .. } | Outline::Values { .. } => Scale::Numbers,
            Outline::Categories { .. } => Scale::Categories,
        })
    }
}
