use crate::stats::{special::normal_quantile, wilson};

/// What a yes-or-no model does to one group of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct GroupOutcome {
    /// Rows of the group.
    pub rows: u64,
    /// Rows that are positive.
    pub positives: u64,
    /// Rows that were answered with yes.
    pub selected: u64,
    /// Positives that were answered with yes.
    pub found: u64,
}

/// A rate that groups are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// Share of the rows that were answered with yes: equal in demographic parity.
    Selection,
    /// Share of the positives that were found: equal in equality of opportunity.
    TruePositive,
    /// Share of the negatives that were taken for positives; with the former, equalised odds.
    FalsePositive,
}

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl GroupOutcome {
    /// Counts rows of (positive, answered with yes).
    pub fn of(rows: impl Iterator<Item = (bool, bool)>) -> Self {
        let mut outcome = Self::default();
        for (positive, selected) in rows {
            outcome.rows += 1;
            outcome.positives += u64::from(positive);
            outcome.selected += u64::from(selected);
            outcome.found += u64::from(positive && selected);
        }
        outcome
    }

    fn hits(&self, rate: Rate) -> (u64, u64) {
        match rate {
            Rate::Selection => (self.selected, self.rows),
            Rate::TruePositive => (self.found, self.positives),
            Rate::FalsePositive => (self.selected - self.found, self.rows - self.positives),
        }
    }

    /// The rate with Wilson's interval; nothing where no row could count.
    pub fn rate(&self, rate: Rate) -> Option<Estimate> {
        let (hits, n) = self.hits(rate);
        let (low, high) = wilson(hits, n, 0.95)?;
        Some(Estimate {
            value: hits as f64 / n as f64,
            low,
            high,
        })
    }

    /// The rate of this group minus that of `reference`, -1 to 1, 0 for equal treatment.
    ///
    /// Newcombe's interval, from both groups' Wilson intervals. Nothing where one group has no such
    /// rate. Equal rates are not equal errors: groups whose base rates differ cannot have all gaps
    /// closed at once (Chouldechova 2017).
    ///
    /// Reference: R. Newcombe, "Interval estimation for the difference between independent
    /// proportions", Statistics in Medicine 17 (1998), method 10.
    pub fn gap(&self, reference: &Self, rate: Rate) -> Option<Estimate> {
        let (ours, theirs) = (self.rate(rate)?, reference.rate(rate)?);
        let value = ours.value - theirs.value;
        let down = (ours.value - ours.low).hypot(theirs.high - theirs.value);
        let up = (ours.high - ours.value).hypot(theirs.value - theirs.low);
        Some(Estimate {
            value,
            low: value - down,
            high: value + up,
        })
    }

    /// The selection rate over that of `reference`, from 0, 1 for equal treatment.
    ///
    /// The "four-fifths rule" asks for at least 0.8. Katz' log interval; nothing where one of both
    /// has no selected row: then the ratio has no interval, look at the gap.
    ///
    /// Reference: D. Katz et al., "Obtaining confidence intervals for the risk ratio in cohort
    /// studies", Biometrics 34 (1978); US EEOC, Uniform Guidelines (1978).
    pub fn selection_ratio(&self, reference: &Self) -> Option<Estimate> {
        if self.selected == 0 || reference.selected == 0 {
            return None;
        }
        let ours = self.rate(Rate::Selection)?.value;
        let theirs = reference.rate(Rate::Selection)?.value;
        let part = |outcome: &Self, share: f64| (1.0 - share) / outcome.selected as f64;
        let error = (part(self, ours) + part(reference, theirs)).sqrt();
        let (value, reach) = (ours / theirs, normal_quantile(0.975) * error);
        Some(Estimate {
            value,
            low: value * (-reach).exp(),
            high: value * reach.exp(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(rows: u64, selected: u64) -> GroupOutcome {
        GroupOutcome {
            rows,
            positives: 0,
            selected,
            found: 0,
        }
    }

    #[test]
    fn intervals_are_the_papers() {
        // Newcombe 1998, table II (a): 56/70 and 48/80, method 10.
        let gap = group(70, 56).gap(&group(80, 48), Rate::Selection).unwrap();
        assert!(
            (gap.low - 0.0524).abs() < 5e-5 && (gap.high - 0.3339).abs() < 5e-5,
            "{gap:?}"
        );
        // statsmodels: confint_proportions_2indep(56, 70, 48, 80, compare="ratio", method="log").
        let ratio = group(70, 56).selection_ratio(&group(80, 48)).unwrap();
        assert!((ratio.value - 4.0 / 3.0).abs() < 1e-12);
        let error = (0.2 / 56.0_f64 + 0.4 / 48.0).sqrt();
        assert!((ratio.low - 4.0 / 3.0 * (-1.959_963_984_540_054 * error).exp()).abs() < 1e-12);
    }

    #[test]
    fn a_group_without_rows_has_no_rate() {
        let none = group(0, 0);
        assert_eq!(none.rate(Rate::Selection), None);
        assert_eq!(group(5, 1).rate(Rate::TruePositive), None);
        assert_eq!(group(5, 0).selection_ratio(&group(5, 1)), None);
    }

    proptest::proptest! {
        #[test]
        fn a_group_equals_itself(rows in proptest::collection::vec((proptest::bool::ANY, proptest::bool::ANY), 1..60)) {
            let outcome = GroupOutcome::of(rows.iter().copied());
            for rate in [Rate::Selection, Rate::TruePositive, Rate::FalsePositive] {
                if let Some(gap) = outcome.gap(&outcome, rate) {
                    proptest::prop_assert!(gap.value == 0.0 && gap.low <= 0.0 && gap.high >= 0.0);
                }
            }
            if let Some(ratio) = outcome.selection_ratio(&outcome) {
                proptest::prop_assert!(ratio.value == 1.0 && ratio.low <= 1.0 && ratio.high >= 1.0);
            }
        }
    }
}
