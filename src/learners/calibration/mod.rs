//! Probabilities that come true as often as they say: a map of a model's own probabilities, learned
//! on rows that the model was not fitted on.

mod isotonic;
mod platt;

pub use self::{isotonic::Steps, platt::Sigmoid};
use super::{LearnError, Predictions};
use crate::terms::Info;

/// How probabilities are calibrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalibrationMethod {
    /// A sigmoid of the log odds.
    Platt,
    /// A rising step function.
    Isotonic,
}

impl CalibrationMethod {
    /// Every method.
    pub const ALL: [Self; 2] = [Self::Platt, Self::Isotonic];

    /// What pickers and help say.
    pub fn info(self) -> &'static Info {
        match self {
            Self::Platt => &platt::INFO,
            Self::Isotonic => &isotonic::INFO,
        }
    }

    /// Name in files.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The method with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.id() == id)
    }
}

/// A fitted calibration: one map for two classes (that of the second one), else one per class.
///
/// Several classes are each calibrated against the rest and then made to sum to 1, as in
/// scikit-learn's `CalibratedClassifierCV`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calibrator {
    /// Sigmoids.
    Platt(Vec<Sigmoid>),
    /// Step functions.
    Isotonic(Vec<Steps>),
}

impl Calibrator {
    /// Learns from `predictions` on rows whose classes are `codes`; numbers have no probability to
    /// calibrate.
    ///
    /// # Errors
    /// If the predictions are no probabilities, are not of these rows, or one of the classes has no
    /// row or all of them.
    pub fn fit(
        method: CalibrationMethod,
        predictions: &Predictions,
        codes: &[u32],
    ) -> Result<Self, LearnError> {
        let Predictions::Probabilities { n_classes, .. } = predictions else {
            return Err(LearnError::Data(
                "A predicted number has no probability to calibrate. Switch calibration off in step 6."
                    .to_owned(),
            ));
        };
        let classes = calibrated(*n_classes);
        for class in classes.clone() {
            let hits = codes.iter().filter(|code| **code == class).count();
            if hits == 0 || hits == codes.len() || codes.len() != predictions.n_rows() {
                return Err(LearnError::Data(
                    "The validation part does not hold rows of every class, so probabilities cannot be calibrated. Switch calibration off in step 6, or split anew in step 4."
                        .to_owned(),
                ));
            }
        }
        let rows = |class: u32| {
            let hits: Vec<bool> = codes.iter().map(|code| *code == class).collect();
            (predictions.class_scores(class), hits)
        };
        Ok(match method {
            CalibrationMethod::Platt => {
                let of = |class| {
                    let (scores, hits) = rows(class);
                    Sigmoid::fit(&scores, &hits)
                };
                Self::Platt(classes.map(of).collect())
            }
            CalibrationMethod::Isotonic => {
                let of = |class| {
                    let (scores, hits) = rows(class);
                    Steps::fit(&scores, &hits)
                };
                Self::Isotonic(classes.map(of).collect())
            }
        })
    }

    /// How it was calibrated.
    pub fn method(&self) -> CalibrationMethod {
        match self {
            Self::Platt(_) => CalibrationMethod::Platt,
            Self::Isotonic(_) => CalibrationMethod::Isotonic,
        }
    }

    /// The calibrated probabilities; numbers stay as they are.
    pub fn apply(&self, predictions: Predictions) -> Predictions {
        let Predictions::Probabilities { n_classes, values } = predictions else {
            return predictions;
        };
        let mut calibrated = Vec::with_capacity(values.len());
        for row in values.chunks_exact(n_classes.max(1)) {
            if let [_, second] = row {
                let second = self.map(0, *second);
                calibrated.extend([1.0 - second, second]);
                continue;
            }
            let start = calibrated.len();
            calibrated.extend(row.iter().enumerate().map(|(class, p)| self.map(class, *p)));
            let new = &mut calibrated[start..];
            let sum: f64 = new.iter().sum();
            let equal = 1.0 / n_classes as f64;
            for p in new {
                *p = if sum > 0.0 { *p / sum } else { equal };
            }
        }
        Predictions::Probabilities {
            n_classes,
            values: calibrated,
        }
    }

    fn map(&self, class: usize, probability: f64) -> f64 {
        match self {
            Self::Platt(maps) => maps
                .get(class)
                .map_or(probability, |map| map.apply(probability)),
            Self::Isotonic(maps) => maps
                .get(class)
                .map_or(probability, |map| map.apply(probability)),
        }
    }
}

/// The classes that have a map of their own.
fn calibrated(n_classes: usize) -> std::ops::Range<u32> {
    if n_classes == 2 {
        1..2
    } else {
        0..n_classes as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_in_files() {
        for method in CalibrationMethod::ALL {
            assert_eq!(CalibrationMethod::from_id(method.id()), Some(method));
            assert_eq!(serde_json::to_value(method).unwrap(), method.id());
        }
        assert_eq!(CalibrationMethod::from_id("guess"), None);
    }

    #[test]
    fn what_cannot_be_calibrated_says_so() {
        let fit = |predictions: &Predictions, codes: &[u32]| {
            Calibrator::fit(CalibrationMethod::Platt, predictions, codes)
        };
        assert!(fit(&Predictions::Values(vec![1.0]), &[0]).is_err());
        let one = Predictions::Probabilities {
            n_classes: 2,
            values: vec![0.5, 0.5, 0.2, 0.8],
        };
        assert!(
            fit(&one, &[1, 1])
                .unwrap_err()
                .to_string()
                .contains("every class")
        );
        assert!(fit(&one, &[1]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn rows_still_sum_to_one_and_read_back_the_same(
            rows in proptest::collection::vec((0.01..1.0_f64, 0.01..1.0_f64, 0.01..1.0_f64, 0..3_u32), 6..60),
            method in proptest::sample::select(CalibrationMethod::ALL.to_vec()),
        ) {
            let mut codes: Vec<u32> = rows.iter().map(|row| row.3).collect();
            codes[..3].copy_from_slice(&[0, 1, 2]);
            let values = rows.iter().flat_map(|(a, b, c, _)| [a / (a + b + c), b / (a + b + c), c / (a + b + c)]);
            let predictions = Predictions::Probabilities { n_classes: 3, values: values.collect() };
            let calibrator = Calibrator::fit(method, &predictions, &codes).unwrap();
            let text = serde_json::to_string(&calibrator).unwrap();
            proptest::prop_assert_eq!(&serde_json::from_str::<Calibrator>(&text).unwrap(), &calibrator);
            if let Predictions::Probabilities { values, .. } = calibrator.apply(predictions) {
                for row in values.chunks_exact(3) {
                    proptest::prop_assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                    proptest::prop_assert!(row.iter().all(|p| (0.0..=1.0).contains(p)));
                }
            }
        }
    }
}
