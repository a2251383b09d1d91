use super::ranking::{NotRanked, Ranking, Step};

/// What a model trades for what, threshold by threshold.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Curve {
    /// The points, `x` rising; at least two.
    pub points: Vec<CurvePoint>,
}

/// One threshold.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CurvePoint {
    /// The false positive rate, or the recall.
    pub x: f64,
    /// The true positive rate, or the precision.
    pub y: f64,
    /// "Yes" from this score on; nothing where "yes" is never answered.
    pub threshold: Option<f64>,
}

/// True positive rate over false positive rate, from "never yes" to "always yes".
///
/// Points on a straight line between their neighbours are dropped, as in scikit-learn's
/// `roc_curve`. Looks good for rare positives, whatever the precision.
///
/// # Errors
/// If the rows cannot be ranked or are all of one class.
pub fn roc_curve(labels: &[bool], scores: &[f64]) -> Result<Curve, NotRanked> {
    let ranking = Ranking::of(labels.iter().copied(), scores)?;
    let (positives, negatives) = ranking.both_classes()?;
    let steps = ranking.steps();
    let is_corner = |i: usize| {
        let [Some(before), Some(after)] = [i.checked_sub(1), Some(i + 1)].map(|i| steps.get(i?))
        else {
            return true;
        };
        let here = &steps[i];
        let bends = |of: fn(&Step) -> u64| of(here) - of(before) != of(after) - of(here);
        bends(|step| step.true_positive) || bends(|step| step.false_positive)
    };
    let point = |step: &Step| CurvePoint {
        x: step.false_positive as f64 / negatives as f64,
        y: step.true_positive as f64 / positives as f64,
        threshold: Some(step.threshold),
    };
    let never = CurvePoint {
        x: 0.0,
        y: 0.0,
        threshold: None,
    };
    let corners = steps.iter().enumerate().filter(|(i, _)| is_corner(*i));
    let corners = corners.map(|(_, step)| point(step));
    Ok(Curve {
        points: std::iter::once(never).chain(corners).collect(),
    })
}

/// Precision over recall, from "never yes" (where the precision is taken to be 1) to "always yes".
///
/// scikit-learn's `precision_recall_curve`, in the order of rising recall. Its left end is noise:
/// few rows stand behind it.
///
/// # Errors
/// If the rows cannot be ranked or none is positive.
pub fn precision_recall_curve(labels: &[bool], scores: &[f64]) -> Result<Curve, NotRanked> {
    let ranking = Ranking::of(labels.iter().copied(), scores)?;
    let positives = ranking.positives()?;
    let point = |step: &Step| CurvePoint {
        x: step.true_positive as f64 / positives as f64,
        y: step.true_positive as f64 / (step.true_positive + step.false_positive) as f64,
        threshold: Some(step.threshold),
    };
    let never = CurvePoint {
        x: 0.0,
        y: 1.0,
        threshold: None,
    };
    Ok(Curve {
        points: std::iter::once(never)
            .chain(ranking.steps().iter().map(point))
            .collect(),
    })
}

/// Share of the positives that are found over the share of the rows that are answered with yes,
/// from "never yes" to "always yes": the cumulative gain.
///
/// The diagonal is guessing. How far it can rise depends on how rare positives are.
///
/// # Errors
/// If the rows cannot be ranked or none is positive.
pub fn gain_curve(labels: &[bool], scores: &[f64]) -> Result<Curve, NotRanked> {
    let ranking = Ranking::of(labels.iter().copied(), scores)?;
    let positives = ranking.positives()?;
    let point = |step: &Step| CurvePoint {
        x: (step.true_positive + step.false_positive) as f64 / labels.len() as f64,
        y: step.true_positive as f64 / positives as f64,
        threshold: Some(step.threshold),
    };
    let never = CurvePoint {
        x: 0.0,
        y: 0.0,
        threshold: None,
    };
    Ok(Curve {
        points: std::iter::once(never)
            .chain(ranking.steps().iter().map(point))
            .collect(),
    })
}

/// How many times more positives are found than by guessing, over the share of the rows that are
/// answered with yes; it ends at 1.
///
/// Made of a [`gain_curve()`]; points with less than half a percent of the rows are left out, since
/// they are noise. Nothing where no two points are left.
pub fn lift_curve(gain: &Curve) -> Option<Curve> {
    let known = gain.points.iter().filter(|point| point.x >= 0.005);
    let points = known.map(|point| CurvePoint {
        y: point.y / point.x,
        ..*point
    });
    Some(Curve {
        points: points.collect(),
    })
    .filter(|curve| curve.points.len() >= 2)
}

impl Curve {
    /// At most `n` of the points (at least two), spread evenly along the drawn line; both ends
    /// stay.
    #[must_use]
    pub fn thin(self, n: usize) -> Self {
        let n = n.max(2);
        let Some(&last) = self.points.last().filter(|_| self.points.len() > n) else {
            return self;
        };
        let lengths = self
            .points
            .windows(2)
            .map(|pair| distance(&pair[0], &pair[1]));
        let total: f64 = lengths.clone().sum();
        let step = total / (n - 1) as f64;
        let mut points = vec![self.points[0]];
        let mut walked = 0.0;
        for (point, length) in self.points[1..self.points.len() - 1].iter().zip(lengths) {
            walked += length;
            // The next mark lies behind the last kept point, so no more marks than steps are met.
            if walked >= points.len() as f64 * step && points.len() < n - 1 {
                points.push(*point);
            }
        }
        points.push(last);
        Self { points }
    }
}

fn distance(a: &CurvePoint, b: &CurvePoint) -> f64 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_class_has_no_curve() {
        assert_eq!(roc_curve(&[true], &[0.1]), Err(NotRanked::OneClass));
        assert_eq!(
            precision_recall_curve(&[false], &[0.1]),
            Err(NotRanked::NoPositive)
        );
    }

    #[test]
    fn a_curve_that_is_short_enough_stays() {
        let curve = roc_curve(&[true, false, true], &[0.9, 0.5, 0.1]).unwrap();
        assert_eq!(curve.clone().thin(100), curve);
    }

    #[test]
    fn gain_and_lift_count_rows() {
        let gain = gain_curve(&[true, false, true, false], &[0.9, 0.8, 0.7, 0.1]).unwrap();
        let points = |curve: &Curve| curve.points.iter().map(|p| (p.x, p.y)).collect::<Vec<_>>();
        let expected = [(0.0, 0.0), (0.25, 0.5), (0.5, 0.5), (0.75, 1.0), (1.0, 1.0)];
        assert_eq!(points(&gain), expected);
        let lift = lift_curve(&gain).unwrap();
        assert_eq!(points(&lift)[0], (0.25, 2.0));
        assert_eq!(points(&lift)[3], (1.0, 1.0));
        assert_eq!(gain_curve(&[false], &[0.1]), Err(NotRanked::NoPositive));
        // All scores the same: one step, which is guessing.
        assert!(lift_curve(&gain_curve(&[true, false], &[0.5, 0.5]).unwrap()).is_none());
    }

    proptest::proptest! {
        #[test]
        fn thin_curves_keep_ends_order_and_shape(
            rows in proptest::collection::vec((proptest::bool::ANY, 0.0..1.0_f64), 40..400),
            n in 2..60_usize,
        ) {
            let (mut labels, scores): (Vec<bool>, Vec<f64>) = rows.into_iter().unzip();
            (labels[0], labels[1]) = (true, false);
            let whole = roc_curve(&labels, &scores).unwrap();
            let thin = whole.clone().thin(n);
            proptest::prop_assert!(thin.points.len() <= n.max(2));
            proptest::prop_assert_eq!(thin.points.first(), whole.points.first());
            proptest::prop_assert_eq!(thin.points.last(), whole.points.last());
            proptest::prop_assert!(thin.points.is_sorted_by(|a, b| a.x <= b.x && a.y <= b.y));
            let step = 2.0 / (n - 1) as f64;
            let far = thin.points.windows(2).map(|pair| distance(&pair[0], &pair[1])).fold(0.0, f64::max);
            let longest = whole.points.windows(2).map(|pair| distance(&pair[0], &pair[1])).fold(0.0, f64::max);
            proptest::prop_assert!(far <= 2.0 * step + 2.0 * longest, "{far} {step} {longest}");
        }
    }
}
