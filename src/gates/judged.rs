use super::{DecideBy, Verdict};
use crate::terms::Figure;

/// What must hold of a figure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// Its value, in the figure's unit.
    pub at: f64,
    /// Whether the figure must stay below it; else it must reach it.
    pub must_fall: bool,
}

impl Limit {
    fn holds(self, value: f64) -> bool {
        if self.must_fall {
            value <= self.at
        } else {
            value >= self.at
        }
    }

    /// Judges `value` by itself, or by its whole interval: then a limit within the interval is
    /// neither reached nor missed. A figure that is missing is not known.
    pub(super) fn judge(
        self,
        value: &Figure,
        interval: Option<(f64, f64)>,
        by: DecideBy,
    ) -> Verdict {
        let Some(value) = value.value() else {
            return Verdict::Unknown;
        };
        match (by, interval) {
            (DecideBy::Value, _) => Verdict::of(self.holds(value)),
            (DecideBy::Interval, None) => Verdict::Unknown,
            (DecideBy::Interval, Some((low, high))) => match (self.holds(low), self.holds(high)) {
                (true, true) => Verdict::Pass,
                (false, false) => Verdict::Fail,
                _ => Verdict::Unknown,
            },
        }
    }
}

/// What to say after the figures where the interval leaves it open.
pub(super) fn doubt(verdict: &Verdict, value: &Figure, interval: Option<(f64, f64)>) -> String {
    match (verdict, value, interval) {
        (Verdict::Unknown, Figure::Value(_), Some((low, high))) => format!(
            " With 95 % confidence it lies between {low:.4} and {high:.4}, so chance may decide: more test rows would tell."
        ),
        (Verdict::Unknown, Figure::Value(_), None) => {
            " How certain it is could not be told.".to_owned()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_across_the_limit_is_not_known() {
        let limit = Limit {
            at: 0.6,
            must_fall: false,
        };
        let at = |value: f64, by| {
            limit.judge(
                &Figure::Value(value),
                Some((value - 0.05, value + 0.05)),
                by,
            )
        };
        assert_eq!(at(0.62, DecideBy::Value), Verdict::Pass);
        assert_eq!(at(0.62, DecideBy::Interval), Verdict::Unknown);
        assert_eq!(at(0.66, DecideBy::Interval), Verdict::Pass);
        assert_eq!(at(0.54, DecideBy::Interval), Verdict::Fail);
        let none = Figure::not_computable("one class");
        assert_eq!(limit.judge(&none, None, DecideBy::Value), Verdict::Unknown);
        let falls = Limit {
            must_fall: true,
            ..limit
        };
        assert_eq!(
            falls.judge(&Figure::Value(0.6), None, DecideBy::Value),
            Verdict::Pass
        );
        assert_eq!(
            falls.judge(&Figure::Value(0.5), None, DecideBy::Interval),
            Verdict::Unknown
        );
    }
}
