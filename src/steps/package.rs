//! A model as it is shipped: recipe, model and what is needed to answer from raw columns.

use crate::{
    data::{ColumnInfo, Table, recipe::FittedRecipe},
    learners::{Calibrator, Fitted, Model as _, Predictions},
    metrics::Metric,
    steps::StepError,
    terms::{Figure, Matrix, Progress, Silent, Task},
};

/// Everything that turns raw columns into an answer; the same for a batch, an endpoint and a
/// monitor, so that training and serving cannot differ.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Package {
    /// The kind of answer.
    pub task: Task,
    /// The column that it predicts.
    pub target: String,
    /// The class names, sorted; empty for regression.
    pub classes: Vec<String>,
    /// The code of the positive class; 0 where there is none.
    pub positive: u32,
    /// From which probability on the positive class is answered; binary only.
    pub threshold: Option<f64>,
    /// What it does to raw columns first.
    pub recipe: FittedRecipe,
    /// The model.
    pub model: Fitted,
    /// What makes its probabilities come true, where step 6 asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibrator: Option<Calibrator>,
    /// Learner and parameters in words.
    pub description: String,
    /// What it reached on the test part.
    pub metrics: Vec<(Metric, Figure)>,
    /// The inputs that the feature store gives, where it was trained with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<StoredFeatures>,
}

/// Columns that come from the feature store, in training as in serving.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StoredFeatures {
    /// The feature service and its version: "flights@2".
    pub service: String,
    /// The columns by name.
    pub names: Vec<String>,
    /// What a row must bring along so that they can be found: the keys, and what formulas read.
    pub keys: Vec<ColumnInfo>,
}

/// The answer for one row.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Prediction {
    /// The class, or nothing for regression.
    pub class: Option<String>,
    /// The number, or nothing for classification.
    pub value: Option<f64>,
    /// The probability of every class, in the order of [`Package::classes`].
    pub probabilities: Vec<f64>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PredictionError(String);

impl Package {
    /// The raw columns that it reads.
    pub fn inputs(&self) -> &[ColumnInfo] {
        self.recipe.inputs()
    }

    /// The model's answers for every row of `table`, each asked about by itself: lag and
    /// rolling answer from the data set that the model was made from.
    ///
    /// # Errors
    /// If a column is missing or of another kind than in training.
    pub fn scores(&self, table: &Table, progress: &dyn Progress) -> Result<Predictions, StepError> {
        Ok(self.answer(&self.recipe.transform(table, progress)?))
    }

    /// The model's answers for rows of a data set, each as if it had been asked about at its
    /// own time: lag and rolling look back at the earlier rows of `table`.
    ///
    /// # Errors
    /// As [`Self::scores`].
    pub fn scores_within(
        &self,
        table: &Table,
        rows: &[u32],
        progress: &dyn Progress,
    ) -> Result<Predictions, StepError> {
        let matrix = self.recipe.transform_within(table, rows, progress)?;
        Ok(self.answer(&matrix))
    }

    /// The answers for prepared rows, calibrated.
    pub fn answer(&self, matrix: &Matrix) -> Predictions {
        let answers = self.model.predict(matrix);
        match &self.calibrator {
            Some(calibrator) => calibrator.apply(answers),
            None => answers,
        }
    }

    /// The answers for every row of `table`, as an application wants them.
    ///
    /// # Errors
    /// As [`Self::scores`].
    pub fn predict(&self, table: &Table) -> Result<Vec<Prediction>, PredictionError> {
        let scores = self
            .scores(table, &Silent)
            .map_err(|err| PredictionError(err.to_string()))?;
        Ok(match &scores {
            Predictions::Values(values) => values.iter().map(|&value| number(value)).collect(),
            Predictions::Probabilities { n_classes, values } => {
                let codes = self.decide(&scores);
                let rows = values.chunks_exact((*n_classes).max(1));
                rows.zip(codes)
                    .map(|(row, code)| self.class(row, code))
                    .collect()
            }
        })
    }

    /// The class of each row, with the package's own threshold.
    pub fn decide(&self, scores: &Predictions) -> Vec<u32> {
        scores.classes(self.threshold.map(|threshold| (self.positive, threshold)))
    }

    fn class(&self, probabilities: &[f64], code: u32) -> Prediction {
        Prediction {
            class: self.classes.get(code as usize).cloned(),
            value: None,
            probabilities: probabilities.to_vec(),
        }
    }
}

fn number(value: f64) -> Prediction {
    Prediction {
        class: None,
        value: Some(value),
        probabilities: Vec::new(),
    }
}
