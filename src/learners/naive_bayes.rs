use std::{collections::BTreeMap, f64::consts::TAU};

use linfa::{DatasetBase, ParamGuard as _, traits::Fit as _};
use linfa_bayes::GaussianNb;
use ndarray::Array1;

use super::{
    LearnError, Model, Predictions,
    answers::compact,
    blocks::{by_blocks, share_of_classes, write_softmax},
    fit::view,
    form::{Form, Link, Normals, Scores},
    linear::location_and_spread,
    params::at_least,
};
use crate::terms::{Info, Matrix, Progress};

pub(super) const INFO: Info = Info {
    id: "naive_bayes",
    name: "Gaussian naive Bayes",
    summary: "One bell curve per class and column, as if columns were independent. Very quick; its probabilities are too sure where columns repeat one another.",
    reference: "linfa-bayes 0.8 estimates the moments; scikit-learn, GaussianNB",
};

/// How a naive Bayes model is fitted.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NaiveBayesParams {
    /// Added to every variance, as a share of the largest column variance, above 0: keeps a column
    /// that is constant within a class from deciding alone. Scikit-learn's `var_smoothing`.
    pub var_smoothing: f64,
}

impl Default for NaiveBayesParams {
    fn default() -> Self {
        Self {
            var_smoothing: 1e-9,
        }
    }
}

impl NaiveBayesParams {
    pub(super) fn check(self) -> Result<(), String> {
        at_least("var_smoothing", self.var_smoothing, 1e-15)
    }

    pub(super) fn summary(self) -> String {
        format!(
            "normal distributions, variances raised by {:e} of the largest",
            self.var_smoothing
        )
    }
}

/// A fitted Gaussian naive Bayes model.
///
/// The score of a class is its log share plus the sum over columns of the log density of a normal
/// distribution; probabilities are the scores' softmax. Moments come from linfa; inference is our
/// own, because linfa's exponentiates before it normalises and so loses rows far from every class.
/// Ranks rows well more often than it states honest probabilities: calibrate, or prefer logistic
/// regression, where a threshold decides. A yes/no column is no bell curve: see the tree.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct NaiveBayes {
    /// How many classes the answers could have.
    n_classes: usize,
    /// The classes that occurred in training; the others get probability 0.
    classes: Vec<NormalClass>,
}

/// What a class looks like.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct NormalClass {
    /// The class.
    code: u32,
    /// Log of its share, minus half the sum of the logs of 2π times its variances.
    offset: f64,
    /// The mean of each column.
    means: Vec<f64>,
    /// The variance of each column, above 0.
    variances: Vec<f64>,
}

/// What linfa writes of its model; it shows its moments in no other way.
#[derive(serde::Deserialize)]
struct LinfaModel {
    class_info: BTreeMap<usize, LinfaClass>,
}

/// One class of [`LinfaModel`].
#[derive(serde::Deserialize)]
struct LinfaClass {
    prior: f64,
    theta: Array1<f64>,
    sigma: Array1<f64>,
}

impl NaiveBayes {
    /// Fits `codes`, one per row of `matrix`; all finite, at least one row and column.
    pub(super) fn fit(
        params: NaiveBayesParams,
        matrix: &Matrix,
        (codes, n_classes): (&[u32], usize),
        weights: Option<&[f64]>,
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let failed = |err: &dyn ToString| LearnError::failed(INFO.name, err.to_string());
        if let Some(weights) = weights {
            return Self::weighed(params, matrix, (codes, n_classes, weights), progress);
        }
        progress.report(0.0, "Estimating means and variances");
        let (present, targets) = compact(codes, n_classes);
        let checked = GaussianNb::<f64, usize>::params()
            .var_smoothing(params.var_smoothing)
            .check()
            .map_err(|err| failed(&err))?;
        let dataset = DatasetBase::new(view(matrix)?, Array1::from(targets));
        let model = checked.fit(&dataset).map_err(|err| failed(&err))?;
        progress.check()?;
        let json = serde_json::to_value(&model).map_err(|err| failed(&err))?;
        let model: LinfaModel = serde_json::from_value(json).map_err(|err| {
            failed(&format!(
                "a mean or variance is not finite ({err}); scale the columns in step 4"
            ))
        })?;
        let classes = present.iter().zip(model.class_info.into_values());
        Ok(Self {
            n_classes,
            classes: classes
                .map(|(&code, class)| NormalClass::new(code, &class))
                .collect(),
        })
    }

    /// The same with rows that count differently, which linfa cannot do.
    fn weighed(
        params: NaiveBayesParams,
        matrix: &Matrix,
        (codes, n_classes, weights): (&[u32], usize, &[f64]),
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let spread = location_and_spread(matrix, Some(weights)).1;
        let widest = spread.iter().copied().fold(0.0, f64::max);
        let raise = params.var_smoothing * widest * widest;
        let (present, _) = compact(codes, n_classes);
        let shares = share_of_classes((codes, n_classes), Some(weights));
        let class = |&code: &u32| {
            progress.check()?;
            let rows: Vec<u32> = (0_u32..)
                .zip(codes)
                .filter_map(|(row, &of)| (of == code).then_some(row))
                .collect();
            let own: Vec<f64> = rows.iter().map(|&row| weights[row as usize]).collect();
            let (means, spread) = location_and_spread(&matrix.take(&rows), Some(&own));
            let class = LinfaClass {
                prior: shares[code as usize],
                theta: means.into(),
                sigma: spread
                    .iter()
                    .map(|spread| spread * spread + raise)
                    .collect(),
            };
            Ok(NormalClass::new(code, &class))
        };
        Ok(Self {
            n_classes,
            classes: present
                .iter()
                .map(class)
                .collect::<Result<_, LearnError>>()?,
        })
    }

    pub(super) fn form(&self) -> Form {
        let normals = |class: &NormalClass| Normals {
            offset: class.offset,
            means: class.means.clone(),
            variances: class.variances.clone(),
        };
        Form {
            scores: Scores::Normals(self.classes.iter().map(normals).collect()),
            link: Link::Softmax {
                present: self.classes.iter().map(|class| class.code).collect(),
                n_classes: self.n_classes,
            },
        }
    }

    pub(super) fn is_finite(&self) -> bool {
        self.classes.iter().all(|class| {
            let numbers = class.means.iter().chain(&class.variances);
            class.offset.is_finite() && numbers.into_iter().all(|value| value.is_finite())
        })
    }
}

impl NormalClass {
    fn new(code: u32, class: &LinfaClass) -> Self {
        // A variance of 0 is left only where every column is constant: any width says the same.
        let raise = |variance: f64| if variance > 0.0 { variance } else { 1.0 };
        let variances: Vec<f64> = class
            .sigma
            .iter()
            .map(|&variance| raise(variance))
            .collect();
        let logs: f64 = variances.iter().map(|variance| (TAU * variance).ln()).sum();
        Self {
            code,
            offset: class.prior.ln() - 0.5 * logs,
            means: class.theta.to_vec(),
            variances,
        }
    }
}

impl Model for NaiveBayes {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let values = by_blocks(matrix.n_rows(), self.n_classes, |rows, out| {
            let mut scores: Vec<Vec<f64>> = Vec::with_capacity(self.classes.len());
            for class in &self.classes {
                let mut distances = vec![0.0; rows.len()];
                for (j, (mean, variance)) in class.means.iter().zip(&class.variances).enumerate() {
                    for (sum, value) in distances.iter_mut().zip(&matrix.column(j)[rows.clone()]) {
                        let distance = value - mean;
                        *sum += distance * distance / variance;
                    }
                }
                for sum in &mut distances {
                    *sum = class.offset - 0.5 * *sum;
                }
                scores.push(distances);
            }
            let codes: Vec<u32> = self.classes.iter().map(|class| class.code).collect();
            write_softmax(&scores, &codes, self.n_classes, out);
        });
        Predictions::Probabilities {
            n_classes: self.n_classes,
            values,
        }
    }
}
