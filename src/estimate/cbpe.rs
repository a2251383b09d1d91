use super::{
    estimated::{Estimated, EstimatedMetric},
    expected::Expected,
};
use crate::{metrics::CostMatrix, stats::Steps, terms::Info};

pub(super) const INFO: Info = Info {
    id: "cbpe",
    name: "CBPE",
    summary: "What a classifier's metric should be on rows without labels, from its own calibrated probabilities. It sees that rows became harder, not that the same rows now have other answers: concept drift stays unseen.",
    reference: "NannyML, \"Confidence-based performance estimation\"; Białek, Kuberski, Perrakis and Bifet 2024",
};

/// Into how many folds the reference is cut to see whether calibration helps.
const FOLDS: usize = 5;
/// Bins of the calibration error.
const BINS: usize = 10;

/// Confidence-based performance estimation of a yes-or-no classifier.
///
/// Measures: the metric that is to be expected on rows whose answers are not known yet. Formula:
/// every row counts by its calibrated probability `p` in the confusion matrix: a "yes" is `p` of a
/// true and `1 - p` of a false positive.
/// Empty: a reason. Rows whose probability is not from 0 to 1 are left out.
/// Misleads: under concept drift, which it cannot see, and on rows unlike any of the reference,
/// where the calibration does not hold. Prefer then: realised metrics as soon as labels arrive.
/// Reference: Białek and others 2024, "Estimating model performance under covariate shift without
/// labels".
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cbpe {
    /// The calibration; `None` where the model's own probabilities are no worse.
    calibration: Option<Steps>,
}

/// Why performance cannot be estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CbpeError {
    /// Sides of different length.
    #[error("there are not as many labels as probabilities; give one of each per row")]
    Lengths,
    /// Only one class.
    #[error("the reference does not hold labelled rows of both classes; take a longer reference")]
    OneClass,
}

impl Cbpe {
    /// Learns from rows whose answers are known: the positive class's probability, and whether the
    /// row was positive. The rows must not be those that the model was fitted on.
    ///
    /// The isotonic calibration is kept only if it lowers the calibration error on rows that it was
    /// not learned from.
    ///
    /// # Errors
    /// If the lengths differ, or one of the classes has no row.
    pub fn fit(probabilities: &[f64], hits: &[bool]) -> Result<Self, CbpeError> {
        if probabilities.len() != hits.len() {
            return Err(CbpeError::Lengths);
        }
        let rows = probabilities.iter().zip(hits);
        let rows = rows.filter(|(p, _)| is_probability(**p));
        let (scores, hits): (Vec<f64>, Vec<bool>) = rows.unzip();
        if !hits.contains(&true) || !hits.contains(&false) {
            return Err(CbpeError::OneClass);
        }
        let calibrated = out_of_fold(&scores, &hits);
        let helps = calibration_error(&calibrated, &hits) < calibration_error(&scores, &hits);
        Ok(Self {
            calibration: helps.then(|| Steps::fit(&scores, &hits)),
        })
    }

    /// Whether the model's probabilities are calibrated first.
    pub fn is_calibrated(&self) -> bool {
        self.calibration.is_some()
    }

    /// Every metric on the rows with these probabilities of the positive class, of which those were
    /// answered with yes that `answered` says: one of each per row. `costs` weighs the outcomes for
    /// the business value.
    pub fn estimate(
        &self,
        probabilities: &[f64],
        answered: &[bool],
        costs: &CostMatrix,
    ) -> Vec<Estimated> {
        let rows = probabilities.iter().zip(answered);
        let rows = rows.filter(|(p, _)| is_probability(**p));
        let (rows, answered): (Vec<(f64, f64)>, Vec<bool>) = rows
            .map(|(&p, &answered)| ((p, self.calibrated(p)), answered))
            .unzip();
        let expected = Expected::of(&rows, &answered);
        EstimatedMetric::BINARY
            .into_iter()
            .map(|metric| {
                let (value, error) = metric.measure(&expected, &rows, costs);
                Estimated::of(metric, value, &error)
            })
            .collect()
    }

    /// A probability after calibration.
    pub fn calibrated(&self, probability: f64) -> f64 {
        self.calibration
            .as_ref()
            .map_or(probability, |steps| steps.apply(probability))
    }

    /// Takes the model's own probabilities as they are.
    #[cfg(test)]
    pub(super) fn forget_calibration(&mut self) {
        self.calibration = None;
    }

    /// What help says of it.
    pub fn info() -> &'static Info {
        &INFO
    }
}

pub(super) fn is_probability(p: f64) -> bool {
    (0.0..=1.0).contains(&p)
}

/// Every row's probability, calibrated on the rows of the other folds.
fn out_of_fold(scores: &[f64], hits: &[bool]) -> Vec<f64> {
    let mut calibrated = scores.to_vec();
    for fold in 0..FOLDS {
        let others = (0..scores.len()).filter(|row| row % FOLDS != fold);
        let (x, y): (Vec<f64>, Vec<bool>) = others.map(|row| (scores[row], hits[row])).unzip();
        let steps = Steps::fit(&x, &y);
        for row in (fold..scores.len()).step_by(FOLDS) {
            calibrated[row] = steps.apply(scores[row]);
        }
    }
    calibrated
}

/// Mean distance between probability and share of hits over bins of the same width, by their rows.
fn calibration_error(scores: &[f64], hits: &[bool]) -> f64 {
    let mut gaps = [0.0; BINS];
    for (&score, &hit) in scores.iter().zip(hits) {
        let bin = ((score * BINS as f64) as usize).min(BINS - 1);
        gaps[bin] += score - f64::from(u8::from(hit));
    }
    gaps.iter().map(|gap| gap.abs()).sum::<f64>() / scores.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    /// Rows whose answer comes true with `truth(p)`.
    fn rows(n: usize, seed: u64, truth: impl Fn(f64) -> f64) -> (Vec<f64>, Vec<bool>) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        (0..n)
            .map(|_| {
                let p = rng.r#gen::<f64>();
                (p, rng.r#gen::<f64>() < truth(p))
            })
            .unzip()
    }

    fn estimate(cbpe: &Cbpe, p: &[f64], metric: EstimatedMetric) -> Estimated {
        let answered: Vec<bool> = p.iter().map(|p| *p >= 0.5).collect();
        let all = cbpe.estimate(p, &answered, &CostMatrix::default());
        all.into_iter().find(|e| e.metric == metric).unwrap()
    }

    fn accuracy(p: &[f64], hits: &[bool]) -> f64 {
        let right = p.iter().zip(hits).filter(|(p, hit)| (**p >= 0.5) == **hit);
        right.count() as f64 / p.len() as f64
    }

    #[test]
    fn crooked_probabilities_are_calibrated_and_the_estimate_meets_the_truth() {
        let truth = |p: f64| p * p;
        let (p, hits) = rows(20_000, 1, truth);
        let cbpe = Cbpe::fit(&p, &hits).unwrap();
        assert!(cbpe.is_calibrated());
        let (p, hits) = rows(20_000, 2, truth);
        let found = estimate(&cbpe, &p, EstimatedMetric::Accuracy);
        let (value, low, high) = (
            found.value.value().unwrap(),
            found.low.value().unwrap(),
            found.high.value().unwrap(),
        );
        let realised = accuracy(&p, &hits);
        assert!((value - realised).abs() < 0.01, "{value} {realised}");
        assert!(low < realised && realised < high && high - low < 0.03);
    }

    #[test]
    fn calibrated_probabilities_are_estimated_without_bias() {
        let (p, hits) = rows(5000, 3, |p| p);
        let cbpe = Cbpe::fit(&p, &hits).unwrap();
        let errors: Vec<f64> = (0..100)
            .map(|seed| {
                let (p, hits) = rows(500, 100 + seed, |p| p);
                let found = estimate(&cbpe, &p, EstimatedMetric::Accuracy);
                found.value.value().unwrap() - accuracy(&p, &hits)
            })
            .collect();
        // The standard error of the mean of 100 is 0.002.
        assert!((errors.iter().sum::<f64>() / 100.0).abs() < 0.012);
    }

    #[test]
    fn nothing_one_class_and_odd_probabilities_have_reasons() {
        assert_eq!(Cbpe::fit(&[0.1, 0.2], &[true]), Err(CbpeError::Lengths));
        assert_eq!(Cbpe::fit(&[0.1, 0.2], &[true; 2]), Err(CbpeError::OneClass));
        let cbpe = Cbpe::fit(&[0.1, 0.9, f64::NAN], &[false, true, true]).unwrap();
        for probabilities in [&[][..], &[f64::NAN, 2.0]] {
            let found = estimate(&cbpe, probabilities, EstimatedMetric::RocAuc);
            assert!(found.value.reason().is_some() && found.low.reason().is_some());
        }
    }
}
