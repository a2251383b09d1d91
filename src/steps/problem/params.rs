use crate::{
    data::ColumnInfo,
    gates::Criterion,
    metrics::{CostMatrix, Metric},
    steps::StepError,
    terms::Task,
};

/// What is to be predicted, from what, and what counts as good enough.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The question in plain words: "Will this flight arrive more than 15 minutes late?"
    pub question: String,
    /// The kind of answer.
    pub task: Task,
    /// The column that holds the answer.
    pub target: String,
    /// For a binary task: the label of the positive class, as it stands in the target column.
    pub positive: String,
    /// The column that says when a row happened, if there is one.
    pub time_column: Option<String>,
    /// The column that says whom or what a row is about, if there is one.
    pub entity: Option<String>,
    /// Columns that are known only after the answer is: using them would be leakage.
    pub unavailable: Vec<String>,
    /// Columns that carry no signal, such as identifiers.
    pub ignored: Vec<String>,
    /// The metric that decides between models; the task's usual one where none is given.
    pub metric: Option<Metric>,
    /// What each outcome of a binary decision is worth.
    pub costs: CostMatrix,
    /// What a model must reach before it may be deployed; they become gates in step 7.
    pub criteria: Vec<Criterion>,
}

impl Params {
    /// The metric that decides between models.
    pub fn primary_metric(&self) -> Metric {
        self.metric.unwrap_or(match self.task {
            Task::Binary => Metric::RocAuc,
            Task::Multiclass => Metric::F1Macro,
            Task::Regression => Metric::Rmse,
        })
    }

    /// The columns of `columns` that a model may use: all but the target, the time, the entity
    /// and those that are unavailable or ignored.
    pub fn features(&self, columns: &[ColumnInfo]) -> Vec<String> {
        columns
            .iter()
            .map(|column| &column.name)
            .filter(|name| self.role(name) == ColumnRole::Feature)
            .cloned()
            .collect()
    }

    /// What the contract uses `column` for.
    pub fn role(&self, column: &str) -> ColumnRole {
        let is = |name: &Option<String>| name.as_deref() == Some(column);
        if self.target == column {
            ColumnRole::Target
        } else if self.unavailable.iter().any(|name| name == column) {
            ColumnRole::Unavailable
        } else if self.ignored.iter().any(|name| name == column) {
            ColumnRole::Ignored
        } else if is(&self.time_column) {
            ColumnRole::Time
        } else if is(&self.entity) {
            ColumnRole::Entity
        } else {
            ColumnRole::Feature
        }
    }

    /// Whether the contract makes sense by itself; what it says of columns is checked against
    /// the data later.
    pub fn check(&self) -> Result<(), StepError> {
        let invalid = |text: String| Err(StepError::Invalid(text));
        if self.target.is_empty() {
            return invalid("No target is set. Choose the column to predict in step 1.".to_owned());
        }
        if self.unavailable.contains(&self.target) || self.ignored.contains(&self.target) {
            return invalid(format!(
                "The target “{}” is also marked as unavailable or ignored. Remove the mark in step 1.",
                self.target
            ));
        }
        let metric = self.primary_metric();
        if !metric.tasks().contains(&self.task) {
            return invalid(format!(
                "{} does not measure a {} model. Choose another metric in step 1.",
                metric.info().name,
                self.task.name().to_lowercase()
            ));
        }
        for criterion in &self.criteria {
            if !criterion.metric.tasks().contains(&self.task) {
                return invalid(format!(
                    "The success criterion on {} does not fit a {} model. Remove it or change the task in step 1.",
                    criterion.metric.info().name,
                    self.task.name().to_lowercase()
                ));
            }
            criterion
                .check()
                .map_err(|err| StepError::Invalid(err.to_string()))?;
        }
        if self.task != Task::Binary && !self.costs.is_empty() {
            return invalid(
                "A cost matrix needs a binary task. Clear the costs or change the task in step 1."
                    .to_owned(),
            );
        }
        Ok(())
    }
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnRole {
    /// Given to the model.
    Feature,
    /// The answer.
    Target,
    /// Orders the rows.
    Time,
    /// Names whom a row is about.
    Entity,
    /// Known too late.
    Unavailable,
    /// Left out.
    Ignored,
}

impl ColumnRole {
    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Target => "target",
            Self::Time => "time",
            Self::Entity => "entity",
            Self::Unavailable => "known too late",
            Self::Ignored => "ignored",
        }
    }
}
