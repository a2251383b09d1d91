use super::{BinShare, bin_shares};
use crate::drift::{Baseline, ColumnDrift, Distance, NumberSummary, Summary};

/// Points of a cumulative curve.
const CURVE: usize = 160;
/// Quantiles of a Q-Q plot: 0.5 %, 1 % … 99.5 %.
const QUANTILES: usize = 199;
/// The cumulative curves are drawn between these quantiles of both sides together.
const CUT: f64 = 0.002;

/// What is computed once of the window that others are compared with.
#[derive(Clone, Debug)]
pub struct WindowBaseline {
    summary: Summary,
    baseline: Baseline,
}

/// Two windows of one column side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowComparison {
    /// Verdict, limit, every distance and the bins of a plot.
    pub drift: ColumnDrift,
    /// The bins that decide, with what each of them adds.
    pub bins: Vec<BinShare>,
    /// The curves; only of numbers, and only where both sides have some.
    pub curves: Option<Curves>,
}

/// The two windows as curves.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// Values of the cumulative curves, rising.
    pub values: Vec<f64>,
    /// Share of the reference that is at most each value.
    pub reference: Vec<f64>,
    /// The same of the current rows.
    pub current: Vec<f64>,
    /// The same quantiles of the reference and of the current rows.
    pub quantiles: Vec<[f64; 2]>,
    /// Where the cumulative curves are furthest apart, and how far.
    pub gap: (f64, f64),
}

impl WindowBaseline {
    /// Of the window's summary.
    pub fn new(summary: Summary) -> Self {
        Self {
            baseline: Baseline::of(summary.clone()),
            summary,
        }
    }

    /// Every method, every curve.
    pub fn compare(&self, current: &Summary) -> WindowComparison {
        let curves = match (&self.summary, current) {
            (Summary::Numbers(reference), Summary::Numbers(current)) => curves(reference, current),
            _ => None,
        };
        WindowComparison {
            drift: self.baseline.compare_summary(current, &Distance::ALL),
            bins: bin_shares(&self.summary, current),
            curves,
        }
    }
}

fn curves(reference: &NumberSummary, current: &NumberSummary) -> Option<Curves> {
    if reference.present() == 0 || current.present() == 0 {
        return None;
    }
    let cuts = [CUT, 1.0 - CUT];
    let ends = [reference.quantiles(&cuts), current.quantiles(&cuts)];
    let low = ends[0].first()?.min(*ends[1].first()?);
    let high = ends[0].last()?.max(*ends[1].last()?);
    let step = high / (CURVE - 1) as f64 - low / (CURVE - 1) as f64;
    let mut values: Vec<f64> = (0..CURVE - 1).map(|i| low + step * i as f64).collect();
    values.push(high);
    values.dedup();
    let shares: Vec<f64> = (1..=QUANTILES)
        .map(|i| i as f64 / (QUANTILES + 1) as f64)
        .collect();
    let pairs = reference
        .quantiles(&shares)
        .into_iter()
        .zip(current.quantiles(&shares));
    Some(Curves {
        reference: upto(reference, &values),
        current: upto(current, &values),
        quantiles: pairs.map(|(r, c)| [r, c]).collect(),
        gap: gap(reference, current),
        values,
    })
}

/// The share of numbers that are at most each of `values`, which rise.
fn upto(side: &NumberSummary, values: &[f64]) -> Vec<f64> {
    let (mut seen, mut place) = (0, 0);
    values
        .iter()
        .map(|value| {
            while side.values().get(place).is_some_and(|own| own <= value) {
                seen += side.counts()[place];
                place += 1;
            }
            seen as f64 / side.present() as f64
        })
        .collect()
}

fn gap(reference: &NumberSummary, current: &NumberSummary) -> (f64, f64) {
    let sizes = [reference.present() as f64, current.present() as f64];
    let (mut below, mut found) = ([0, 0], (0.0, 0.0));
    crate::drift::summary::walk(reference, current, |value, r, c| {
        below[0] += r;
        below[1] += c;
        let apart = (below[0] as f64 / sizes[0] - below[1] as f64 / sizes[1]).abs();
        if apart > found.1 {
            found = (value, apart);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::Sample;

    #[test]
    fn curves_and_quantiles_are_those_of_the_rows() {
        let reference: Vec<f64> = (0..1000).map(f64::from).collect();
        let current: Vec<f64> = (0..500).map(|i| 2.0 * f64::from(i) + 100.0).collect();
        let sides = [&reference, &current].map(|side| Summary::of(Sample::Numbers(side)));
        let found = WindowBaseline::new(sides[0].clone()).compare(&sides[1]);
        let curves = found.curves.unwrap();
        for (i, value) in curves.values.iter().enumerate() {
            let share = |side: &[f64]| {
                side.iter().filter(|own| *own <= value).count() as f64 / side.len() as f64
            };
            assert_eq!(curves.reference[i], share(&reference));
            assert_eq!(curves.current[i], share(&current));
        }
        for [r, c] in &curves.quantiles {
            // 0..999 against 100..1098 in the same order: 100 to the right throughout.
            assert!((c - r - 100.0).abs() < 1.5, "{r} {c}");
        }
        let score = found
            .drift
            .scores
            .iter()
            .find(|score| score.method == Distance::Ks);
        let ks = score.unwrap().statistic.value().unwrap();
        assert!((curves.gap.1 - ks).abs() < 1e-15);
    }

    #[test]
    fn a_window_without_rows_is_no_reason_to_fall_over() {
        let some = Summary::of(Sample::Numbers(&[1.0, 2.0]));
        let none = Summary::of(Sample::Numbers(&[]));
        for (reference, current) in [(&some, &none), (&none, &some), (&none, &none)] {
            let found = WindowBaseline::new(reference.clone()).compare(current);
            assert_eq!((found.bins.len(), found.curves), (0, None));
        }
    }
}
