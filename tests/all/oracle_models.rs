//! Learners against scikit-learn, on the rows that neither saw.

use std::collections::BTreeMap;

use nonagon::{
    learners::{self, Answers, Fitted, Learner, Model as _, Params, Predictions},
    metrics::{self, Classified, Metric},
    stats::Moments,
    terms::{Figure, Matrix, Silent, Task},
};

/// A table of `oracle_data/models.json`, which `oracle_data/models.py` writes with scikit-learn
/// 1.9.1.
#[derive(Clone, serde::Deserialize)]
pub(crate) struct Oracle {
    pub(crate) name: String,
    task: Task,
    n_train: usize,
    pub(crate) columns: BTreeMap<String, Vec<f64>>,
    pub(crate) target: Vec<f64>,
    /// Whether columns are learned from as they are.
    #[serde(default)]
    pub(crate) is_raw: bool,
    expected: BTreeMap<String, BTreeMap<Metric, f64>>,
}

/// A part of a table, standardised by the training part.
struct Part {
    matrix: Matrix,
    codes: Vec<u32>,
    values: Vec<f64>,
}

impl Oracle {
    fn part(&self, rows: std::ops::Range<usize>) -> Part {
        let mut matrix = Matrix::with_rows(rows.len());
        for (name, column) in &self.columns {
            let moments = Moments::of(&column[..self.n_train]);
            let (mean, spread) = if self.is_raw {
                (0.0, 1.0)
            } else {
                (moments.mean, moments.std(0).value().unwrap())
            };
            let scaled: Vec<f64> = column[rows.clone()]
                .iter()
                .map(|v| (v - mean) / spread)
                .collect();
            matrix.push(name, &scaled);
        }
        let values = self.target[rows].to_vec();
        Part {
            matrix,
            codes: values.iter().map(|&value| value as u32).collect(),
            values,
        }
    }

    pub(crate) fn n_test(&self) -> usize {
        self.target.len() - self.n_train
    }

    fn n_classes(&self) -> usize {
        if self.task == Task::Multiclass { 3 } else { 2 }
    }

    /// A model fitted on the training part.
    pub(crate) fn fitted(&self, params: &Params) -> Fitted {
        let train = self.part(0..self.n_train);
        let answers = if self.task == Task::Regression {
            Answers::Values(&train.values)
        } else {
            Answers::Classes {
                codes: &train.codes,
                n_classes: self.n_classes(),
            }
        };
        learners::fit(params, &train.matrix, answers, None, 0, &Silent).unwrap()
    }

    /// Test metrics of a model fitted on the training part.
    pub(crate) fn reached(&self, params: &Params) -> Vec<(Metric, Figure)> {
        let test = self.part(self.n_train..self.target.len());
        let fitted = self.fitted(params);
        let predictions = fitted.predict(&test.matrix);
        match &predictions {
            Predictions::Values(predicted) => metrics::regression(&test.values, predicted),
            Predictions::Probabilities { values, .. } => metrics::classification(
                self.task,
                &Classified {
                    labels: &test.codes,
                    predicted: &predictions.classes(None),
                    probabilities: Some(values),
                    n_classes: self.n_classes(),
                    positive: 1,
                },
            ),
        }
    }
}

/// The learner that an oracle's model stands for, with scikit-learn's parameters.
fn params(model: &str) -> Params {
    let toml = match model {
        "logistic" => "learner = 'logistic'\nalpha = 1",
        "ridge" => "learner = 'linear'\nalpha = 1",
        "tree" => "learner = 'tree'\nmax_depth = 6\nmin_leaf = 1",
        "tree_entropy" => "learner = 'tree'\nmax_depth = 6\nmin_leaf = 1\ncriterion = 'entropy'",
        "forest" => "learner = 'forest'\nmax_depth = 12",
        plain => return Learner::from_id(plain).unwrap().default_params(),
    };
    toml::from_str(toml).unwrap()
}

pub(crate) fn oracles() -> Vec<Oracle> {
    serde_json::from_str(include_str!("oracle_data/models.json")).unwrap()
}

/// Calls `check` with every figure of the models: what it is, ours, scikit-learn's.
fn for_each_figure(models: &[&str], check: impl Fn(&str, f64, f64)) {
    let mut n = 0;
    for oracle in oracles() {
        let known = oracle
            .expected
            .iter()
            .filter(|(model, _)| models.contains(&model.as_str()));
        for (model, expected) in known {
            let reached = oracle.reached(&params(model));
            for (&metric, &expected) in expected {
                let (_, ours) = reached
                    .iter()
                    .find(|(candidate, _)| *candidate == metric)
                    .unwrap();
                let ours = ours.value().unwrap();
                check(
                    &format!("{} {model} {}", oracle.name, metric.id()),
                    ours,
                    expected,
                );
                n += 1;
            }
        }
    }
    assert!(n > 0);
}

#[test]
fn models_with_one_best_answer_reach_it() {
    let models = [
        "prior",
        "mean",
        "logistic",
        "naive_bayes",
        "linear",
        "ridge",
    ];
    for_each_figure(&models, |what, ours, expected| {
        let tolerance = 1e-5 * expected.abs().max(1.0);
        assert!(
            (ours - expected).abs() <= tolerance,
            "{what}: {ours}, scikit-learn {expected}"
        );
    });
}

/// Forests draw by chance, and we bin columns: no worse than the mean of scikit-learn's seeds.
#[test]
fn many_trees_do_as_well() {
    for_each_figure(
        &["forest", "boosting", "adaboost"],
        |what, ours, expected| {
            // A log loss is better below; accuracies on 54 and 171 rows move by one row and more.
            let (ours, expected, slack) = if what.ends_with("log_loss") {
                (-ours, -expected, 0.03)
            } else if what.ends_with("accuracy") {
                (ours, expected, 0.02)
            } else {
                (ours, expected, 0.005)
            };
            assert!(
                ours >= expected - slack,
                "{what}: {ours}, scikit-learn {expected}"
            );
        },
    );
}

/// Where several splits are equally good scikit-learn draws one by its seed, and we take the first:
/// no worse than on its worst of 30 seeds. Log loss is left out: with leaves of one row it counts
/// the rows that a tree is wrong about, and nothing else.
#[test]
fn trees_do_as_well_up_to_ties() {
    for_each_figure(&["tree", "tree_entropy"], |what, ours, expected| {
        assert!(
            ours >= expected - 0.005,
            "{what}: {ours}, scikit-learn {expected}"
        );
    });
}
