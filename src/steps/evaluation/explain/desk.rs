use std::sync::Arc;

use crate::{
    data::Table,
    learners::Predictions,
    metrics::Metric,
    stats::Moments,
    steps::{
        Package, Prediction, StepError,
        preparation::{Labels, Prepared},
        training::metrics_of,
    },
    terms::{Matrix, Progress, Task},
};

/// A model with the rows that it is explained by; made once, asked often.
#[derive(Debug)]
pub struct Desk {
    pub(super) package: Package,
    pub(super) prepared: Arc<Prepared>,
    /// The whole data set.
    pub(super) table: Table,
    /// The raw columns of a sample of the test rows.
    pub(super) test: Table,
    /// The answers of these rows.
    pub(super) labels: Labels,
    /// The raw columns of the training rows that a row is held against.
    pub(super) background: Table,
    /// The mean of every prepared column over the training rows, as one row.
    pub(super) means: Matrix,
}

/// Test rows that columns are shuffled on.
const TEST_ROWS: usize = 4000;
/// Training rows that a row is held against.
const BACKGROUND_ROWS: usize = 24;

impl Desk {
    /// Takes the rows that explaining `package` needs.
    ///
    /// # Errors
    /// If the table does not have the columns that the model reads.
    pub fn new(package: Package, prepared: Arc<Prepared>, table: Table) -> Result<Self, StepError> {
        let names: Vec<&str> = package
            .inputs()
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        let raw = table.select(&names)?;
        let test = &prepared.test;
        let chosen: Vec<u32> = evenly(test.rows.len(), TEST_ROWS);
        let rows: Vec<u32> = chosen.iter().map(|&i| test.rows[i as usize]).collect();
        let train = &prepared.train.rows;
        let held: Vec<u32> = evenly(train.len(), BACKGROUND_ROWS)
            .into_iter()
            .map(|i| train[i as usize])
            .collect();
        let matrix = &prepared.train.matrix;
        let mut means = Matrix::with_rows(1);
        for (j, name) in matrix.names().iter().enumerate() {
            means.push(name, &[Moments::of(matrix.column(j)).mean]);
        }
        Ok(Self {
            means,
            test: raw.take(&rows),
            labels: test.labels.take(&chosen),
            background: raw.take(&held),
            package,
            prepared,
            table,
        })
    }

    /// What is explained: the probability of a class, or the predicted number.
    pub fn output_name(&self) -> String {
        match self.package.classes.get(self.package.positive as usize) {
            Some(class) => format!("probability of “{class}”"),
            None => format!("predicted {}", self.package.target),
        }
    }

    /// The probability that is explained, of an answer; none for a number.
    pub fn share(&self, answer: &Prediction) -> Option<f64> {
        let place = self.package.positive as usize;
        answer.probabilities.get(place).copied()
    }

    /// The names of the raw columns that the model reads.
    pub fn inputs(&self) -> Vec<&str> {
        let inputs = self.package.inputs().iter();
        inputs.map(|input| input.name.as_str()).collect()
    }

    /// The rows of the test part, by their number in the data set.
    pub fn test_rows(&self) -> &[u32] {
        &self.prepared.test.rows
    }

    /// What is explained, for rows of raw columns.
    pub(super) fn outputs(
        &self,
        rows: &Table,
        progress: &dyn Progress,
    ) -> Result<Vec<f64>, StepError> {
        Ok(self.output(self.package.scores(rows, progress)?))
    }

    pub(super) fn output(&self, answers: Predictions) -> Vec<f64> {
        match answers {
            Predictions::Values(values) => values,
            Predictions::Probabilities { .. } => answers.class_scores(self.package.positive),
        }
    }

    /// `metric` of answers for the sample of the test rows.
    pub(super) fn metric(&self, metric: Metric, answers: &Predictions) -> Option<f64> {
        let task: Task = self.package.task;
        let decision = (self.package.positive, self.package.threshold);
        let all = metrics_of(task, &self.labels, answers, decision);
        let mut all = all.into_iter();
        all.find(|(candidate, _)| *candidate == metric)?.1.value()
    }
}

/// At most `most` of `n` rows, evenly spread.
pub(super) fn evenly(n: usize, most: usize) -> Vec<u32> {
    let every = n.div_ceil(most.max(1)).max(1);
    (0..n as u32).step_by(every).collect()
}
