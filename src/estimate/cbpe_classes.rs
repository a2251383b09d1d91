use super::{
    cbpe::{Cbpe, CbpeError, is_probability},
    estimated::{Estimated, EstimatedMetric, NO_ROWS, roc_auc, share},
};
use crate::terms::Figure;

/// [`Cbpe`] of a classifier of three classes or more: each class against all others is calibrated by
/// itself, and a row's probabilities are made to sum to 1 again.
///
/// Measures: accuracy, macro F1, precision and recall from the expected confusion matrix, and the
/// mean of the one-against-all ROC-AUC. Empty: a reason. Rows with a probability that is none are
/// left out. Misleads: as [`Cbpe`]. The band of the ROC-AUC takes the classes' errors as if they
/// always went together, so it is rather too wide.
/// Reference: `NannyML`, "Confidence-based performance estimation", multi-class.
#[derive(Clone, Debug, PartialEq)]
pub struct CbpeClasses {
    classes: Vec<Cbpe>,
}

impl CbpeClasses {
    /// Learns from rows whose answers are known: the probability of each of `n_classes`, row after
    /// row, and the code of the true class.
    ///
    /// # Errors
    /// If the lengths differ, or a class has no row.
    pub fn fit(probabilities: &[f64], codes: &[u32], n_classes: usize) -> Result<Self, CbpeError> {
        if n_classes == 0 || probabilities.len() != codes.len() * n_classes {
            return Err(CbpeError::Lengths);
        }
        let fit = |class: usize| {
            let of_class = probabilities.iter().skip(class).step_by(n_classes);
            let scores: Vec<f64> = of_class.copied().collect();
            let hits: Vec<bool> = codes.iter().map(|code| *code as usize == class).collect();
            Cbpe::fit(&scores, &hits)
        };
        let classes = (0..n_classes).map(fit).collect::<Result<_, _>>()?;
        Ok(Self { classes })
    }

    /// Every metric on rows with these probabilities, each answered with the class of `answered`; a
    /// code that is no class leaves the row out.
    pub fn estimate(&self, probabilities: &[f64], answered: &[u32]) -> Vec<Estimated> {
        let n = self.classes.len();
        let mut expected = Confusion::new(n);
        let mut by_class: Vec<Vec<(f64, f64)>> = vec![Vec::new(); n];
        for (row, &answer) in probabilities.chunks_exact(n).zip(answered) {
            if answer as usize >= n || !row.iter().all(|p| is_probability(*p)) {
                continue;
            }
            let calibrated = self.calibrated(row);
            for (class, (own, p)) in row.iter().zip(&calibrated).enumerate() {
                expected.cells[class * n + answer as usize] += p;
                by_class[class].push((*own, *p));
            }
        }
        let (accuracy, error) = share(expected.right(), expected.rows());
        let mut found = vec![Estimated::of(EstimatedMetric::Accuracy, accuracy, &error)];
        for (metric, of_class) in [
            (EstimatedMetric::F1Macro, Part::F1),
            (EstimatedMetric::PrecisionMacro, Part::Precision),
            (EstimatedMetric::RecallMacro, Part::Recall),
        ] {
            let (value, error) = expected.macro_mean(of_class);
            found.push(Estimated::of(metric, value, &error));
        }
        let areas: Vec<(Figure, Figure)> = by_class.iter().map(|rows| roc_auc(rows)).collect();
        let mean = |part: &dyn Fn(&(Figure, Figure)) -> &Figure| {
            let known: Option<Vec<f64>> = areas.iter().map(|area| part(area).value()).collect();
            match known {
                Some(known) => Figure::finite(known.iter().sum::<f64>() / n as f64, NO_ROWS),
                None => Figure::not_computable("a class is not expected at all, or no other is"),
            }
        };
        let (value, error) = (mean(&|area| &area.0), mean(&|area| &area.1));
        found.push(Estimated::of(EstimatedMetric::RocAuc, value, &error));
        found
    }

    /// A row's probabilities after calibration; as they were where calibration leaves nothing.
    pub fn calibrated(&self, row: &[f64]) -> Vec<f64> {
        let classes = row.iter().zip(&self.classes);
        let mut calibrated: Vec<f64> = classes.map(|(p, class)| class.calibrated(*p)).collect();
        let sum: f64 = calibrated.iter().sum();
        if sum <= 0.0 {
            return row.to_vec();
        }
        for p in &mut calibrated {
            *p /= sum;
        }
        calibrated
    }
}

/// Expected rows by true and answered class.
struct Confusion {
    n: usize,
    /// Row after row: the true class, then the answer.
    cells: Vec<f64>,
}

/// A figure of one class.
#[derive(Clone, Copy)]
enum Part {
    F1,
    Precision,
    Recall,
}

impl Confusion {
    fn new(n: usize) -> Self {
        Self {
            n,
            cells: vec![0.0; n * n],
        }
    }

    fn rows(&self) -> f64 {
        self.cells.iter().sum()
    }

    fn right(&self) -> f64 {
        (0..self.n)
            .map(|class| self.cells[class * self.n + class])
            .sum()
    }

    /// Rows that are, and rows that are answered with, `class`.
    fn margins(&self, class: usize) -> (f64, f64) {
        let n = self.n;
        let is: f64 = self.cells[class * n..(class + 1) * n].iter().sum();
        let answered: f64 = self.cells.iter().skip(class).step_by(n).sum();
        (is, answered)
    }

    /// The mean over the classes, and its standard error by the delta method over the cells. As in
    /// scikit-learn a class that is never answered counts 0.
    fn macro_mean(&self, part: Part) -> (Figure, Figure) {
        let n = self.n;
        let mut slope = vec![0.0; n * n];
        let mut sum = 0.0;
        for class in 0..n {
            let (is, answered) = self.margins(class);
            // The figure is `times * hits / whole`, and each cell adds what it adds to `whole`.
            let (times, whole) = match part {
                Part::F1 => (2.0, is + answered),
                Part::Precision => (1.0, answered),
                Part::Recall => (1.0, is),
            };
            if whole <= 0.0 {
                continue;
            }
            let value = times * self.cells[class * n + class] / whole;
            sum += value;
            for other in 0..n {
                if matches!(part, Part::F1 | Part::Recall) {
                    slope[class * n + other] -= value / whole;
                }
                if matches!(part, Part::F1 | Part::Precision) {
                    slope[other * n + class] -= value / whole;
                }
            }
            slope[class * n + class] += times / whole;
        }
        let cells = || self.cells.iter().zip(&slope);
        let mean: f64 = cells().map(|(rows, slope)| rows * slope).sum();
        let squares: f64 = cells().map(|(rows, slope)| rows * slope * slope).sum();
        let variance = (squares - mean * mean / self.rows()).max(0.0);
        let value = if self.rows() > 0.0 {
            sum / n as f64
        } else {
            f64::NAN
        };
        (
            Figure::finite(value, NO_ROWS),
            Figure::finite(variance.sqrt() / n as f64, NO_ROWS),
        )
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    /// Rows of three calibrated probabilities, the answer, and what came true.
    fn rows(n: usize, seed: u64) -> (Vec<f64>, Vec<u32>, Vec<u32>) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let (mut probabilities, mut answered, mut codes) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..n {
            let parts = [
                rng.r#gen::<f64>(),
                rng.r#gen::<f64>(),
                0.6 * rng.r#gen::<f64>(),
            ];
            let sum: f64 = parts.iter().sum();
            let row = parts.map(|part| part / sum);
            let draw = rng.r#gen::<f64>();
            codes.push(u32::from(draw >= row[0]) + u32::from(draw >= row[0] + row[1]));
            let best = (0..3).max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap();
            answered.push(best as u32);
            probabilities.extend(row);
        }
        (probabilities, answered, codes)
    }

    /// Accuracy, F1, precision and recall as they came true, as scikit-learn defines them.
    fn realised(answered: &[u32], codes: &[u32]) -> [f64; 4] {
        let count = |of: &dyn Fn(u32, u32) -> bool| {
            let rows = answered.iter().zip(codes);
            rows.filter(|(answer, code)| of(**answer, **code)).count() as f64
        };
        let mut sums = [0.0; 3];
        for class in 0..3 {
            let hits = count(&|a, c| a == class && c == class);
            let (yes, is) = (count(&|a, _| a == class), count(&|_, c| c == class));
            sums[0] += 2.0 * hits / (yes + is) / 3.0;
            sums[1] += hits / yes / 3.0;
            sums[2] += hits / is / 3.0;
        }
        [
            count(&|a, c| a == c) / codes.len() as f64,
            sums[0],
            sums[1],
            sums[2],
        ]
    }

    #[test]
    fn the_estimate_meets_the_truth_and_its_band_is_as_wide_as_said() {
        let (probabilities, _, codes) = rows(4000, 1);
        let cbpe = CbpeClasses::fit(&probabilities, &codes, 3).unwrap();
        let (mut outside, mut sums, mut squares) = ([0; 4], [0.0; 4], [0.0; 4]);
        const RUNS: u64 = 200;
        let mut errors = [0.0; 4];
        for seed in 0..RUNS {
            let (probabilities, answered, codes) = rows(600, 100 + seed);
            let found = cbpe.estimate(&probabilities, &answered);
            for (i, truth) in realised(&answered, &codes).into_iter().enumerate() {
                let value = |figure: &Figure| figure.value().unwrap();
                let (low, high) = (value(&found[i].low), value(&found[i].high));
                outside[i] += usize::from(truth < low || truth > high);
                sums[i] += truth - value(&found[i].value);
                squares[i] += truth * truth;
                errors[i] += (high - low) / 6.0;
            }
        }
        for i in 0..4 {
            let bias = sums[i] / RUNS as f64;
            assert!(bias.abs() < 0.012, "{i}: {bias}");
            assert!(outside[i] <= 2, "{i}: {}", outside[i]);
            // A standard error of 600 rows: not nothing, and not everything.
            let error = errors[i] / RUNS as f64;
            assert!((0.01..0.04).contains(&error), "{i}: {error}");
        }
    }

    #[test]
    fn sure_probabilities_give_the_metrics_themselves() {
        let cbpe = {
            let (probabilities, _, codes) = rows(500, 3);
            let mut cbpe = CbpeClasses::fit(&probabilities, &codes, 3).unwrap();
            // Probabilities that are never corrected.
            cbpe.classes.iter_mut().for_each(Cbpe::forget_calibration);
            cbpe
        };
        let probabilities = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0];
        let found = cbpe.estimate(&probabilities, &[0, 1, 2, 0]);
        let value = |i: usize| found[i].value.value().unwrap();
        assert!((value(0) - 0.75).abs() < 1e-12);
        assert!((value(1) - (2.0 / 3.0 + 2.0 / 3.0 + 1.0) / 3.0).abs() < 1e-12);
        assert!((value(2) - (0.5 + 1.0 + 1.0) / 3.0).abs() < 1e-12);
        assert!((value(3) - (1.0 + 0.5 + 1.0) / 3.0).abs() < 1e-12);
        assert_eq!(value(4), 1.0);
    }

    #[test]
    fn nothing_and_odd_rows_have_reasons() {
        let (probabilities, _, codes) = rows(500, 4);
        assert_eq!(
            CbpeClasses::fit(&probabilities, &codes[1..], 3),
            Err(CbpeError::Lengths)
        );
        let two: Vec<u32> = codes.iter().map(|code| (*code).min(1)).collect();
        assert_eq!(
            CbpeClasses::fit(&probabilities, &two, 3),
            Err(CbpeError::OneClass)
        );
        let cbpe = CbpeClasses::fit(&probabilities, &codes, 3).unwrap();
        for (row, answer) in [
            (&[][..], &[][..]),
            (&[0.5, f64::NAN, 0.5], &[0]),
            (&[0.2, 0.2, 0.6], &[9]),
        ] {
            let found = cbpe.estimate(row, answer);
            assert!(
                found
                    .iter()
                    .all(|e| e.value.reason().is_some() && e.low.reason().is_some())
            );
        }
    }
}
