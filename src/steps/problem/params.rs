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
    /// What one row stands for, in words: "one flight".
    pub unit: String,
    /// Days after which the answer to a row is known; monitoring takes younger answers as unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_delay_days: Option<f64>,
    /// The longest that one answer may take, in milliseconds; it becomes a gate in step 7.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_budget_ms: Option<f64>,
    /// What is judged and followed part by part: columns (each of their values) or the names of
    /// segments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<String>,
    /// Columns with groups of people who must not be treated worse; judged and followed like
    /// slices, whether a model may use them or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub protected: Vec<String>,
    /// The wanted precision of the primary metric: the half width of its 95 % interval, in the
    /// metric's unit; [`Self::HALF_WIDTH`] where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub half_width: Option<f64>,
}

impl Params {
    /// The precision that is wanted where none is given: plus or minus two hundredths.
    pub const HALF_WIDTH: f64 = 0.02;

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

    /// What is judged and followed part by part: the slices and the protected attributes, each
    /// once.
    pub fn watched(&self) -> Vec<&str> {
        let mut watched: Vec<&str> = Vec::new();
        for name in self.slices.iter().chain(&self.protected) {
            if !watched.contains(&name.as_str()) {
                watched.push(name);
            }
        }
        watched
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
        self.check_limits()?;
        if self.task != Task::Binary && !self.costs.is_empty() {
            return invalid(
                "A cost matrix needs a binary task. Clear the costs or change the task in step 1."
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// Whether delay, budget and precision are numbers that can be kept.
    fn check_limits(&self) -> Result<(), StepError> {
        for (name, value, least) in [
            ("label delay in days", self.label_delay_days, 0.0),
            (
                "latency budget in milliseconds",
                self.latency_budget_ms,
                f64::MIN_POSITIVE,
            ),
            ("wanted precision", self.half_width, f64::MIN_POSITIVE),
        ] {
            if let Some(value) = value
                && !(value.is_finite() && value >= least)
            {
                let range = if least > 0.0 { "above 0" } else { "from 0 on" };
                return Err(StepError::Invalid(format!(
                    "The {name} is a number {range}, not {value}. Change it in step 1."
                )));
            }
        }
        if self.watched().contains(&self.target.as_str()) {
            return Err(StepError::Invalid(format!(
                "The target “{}” cannot be a slice of itself. Choose another column in step 1.",
                self.target
            )));
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
