use crate::{
    data::Table,
    learners::Answers,
    stats,
    steps::{StepError, problem},
    terms::Task,
};

/// The answers of some rows; one may be missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Labels {
    /// Codes into `classes`; `u32::MAX` where missing.
    Classes {
        /// The class of each row.
        codes: Vec<u32>,
        /// The labels as they stand in the data.
        classes: Vec<String>,
    },
    /// Numbers; NaN where missing.
    Values(Vec<f64>),
}

impl Labels {
    /// Reads the target column.
    ///
    /// # Errors
    /// If there is no such column, or what it holds does not fit the task.
    pub fn of(table: &Table, problem: &problem::Params) -> Result<Self, StepError> {
        let target = &problem.target;
        if problem.task == Task::Regression {
            let values = table.numbers(target)?;
            if values.iter().all(|value| value.is_nan()) {
                return Err(no_answers(target));
            }
            return Ok(Self::Values(values));
        }
        let categories = table.categories(target)?;
        let n = categories.levels.len();
        let found = categories
            .levels
            .iter()
            .take(5)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        if n == 0 {
            return Err(no_answers(target));
        }
        if n < 2 {
            return Err(StepError::Invalid(format!(
                "The target “{target}” has only one class ({found}), so there is nothing to tell apart. Choose another target in step 1."
            )));
        }
        if problem.task == Task::Binary && n != 2 {
            return Err(StepError::Invalid(format!(
                "The target “{target}” has {n} classes ({found}…), but the task is binary. Choose multi-class in step 1, or another target."
            )));
        }
        if problem.task == Task::Binary && !categories.levels.contains(&problem.positive) {
            return Err(StepError::Invalid(format!(
                "The positive class “{}” does not occur in “{target}”, which holds {found}. Choose one of them in step 1.",
                problem.positive
            )));
        }
        Ok(Self::Classes {
            codes: categories.codes,
            classes: categories.levels,
        })
    }

    /// The labels of the rows at `indices`.
    #[must_use]
    pub fn take(&self, indices: &[u32]) -> Self {
        match self {
            Self::Classes { codes, classes } => Self::Classes {
                codes: indices.iter().map(|&i| codes[i as usize]).collect(),
                classes: classes.clone(),
            },
            Self::Values(values) => {
                Self::Values(indices.iter().map(|&i| values[i as usize]).collect())
            }
        }
    }

    /// Whether row `i` has a label.
    pub fn is_known(&self, i: usize) -> bool {
        match self {
            Self::Classes { codes, .. } => codes[i] != stats::MISSING,
            Self::Values(values) => !values[i].is_nan(),
        }
    }

    /// Takes the label of row `i` as unknown.
    pub fn forget(&mut self, i: usize) {
        match self {
            Self::Classes { codes, .. } => codes[i] = stats::MISSING,
            Self::Values(values) => values[i] = f64::NAN,
        }
    }

    /// The label of row `i` as it is written; nothing where it is not known.
    pub fn text(&self, i: usize) -> Option<String> {
        match self {
            _ if !self.is_known(i) => None,
            Self::Classes { codes, classes } => classes.get(codes[i] as usize).cloned(),
            Self::Values(values) => Some(values[i].to_string()),
        }
    }

    /// The class names; none for regression.
    pub fn classes(&self) -> &[String] {
        match self {
            Self::Classes { classes, .. } => classes,
            Self::Values(_) => &[],
        }
    }

    /// The code of the positive class: that of `label`, or the last class.
    pub fn positive(&self, label: &str) -> u32 {
        let classes = self.classes();
        let last = classes.len().saturating_sub(1);
        classes
            .iter()
            .position(|class| class == label)
            .unwrap_or(last) as u32
    }

    /// As a learner takes them. Every row must have its label.
    pub fn answers(&self) -> Answers<'_> {
        match self {
            Self::Classes { codes, classes } => Answers::Classes {
                codes,
                n_classes: classes.len(),
            },
            Self::Values(values) => Answers::Values(values),
        }
    }

    /// As a target encoder takes them: the positive class as 1 and the others as 0, or the value.
    pub fn numbers(&self, positive: &str) -> Vec<f64> {
        match self {
            Self::Classes { codes, .. } => {
                let positive = self.positive(positive);
                let number = |&code: &u32| {
                    if code == stats::MISSING {
                        f64::NAN
                    } else {
                        f64::from(u8::from(code == positive))
                    }
                };
                codes.iter().map(number).collect()
            }
            Self::Values(values) => values.clone(),
        }
    }
}

fn no_answers(target: &str) -> StepError {
    StepError::Invalid(format!(
        "The target “{target}” has no value in any row, so there is nothing to learn from. Choose another target in step 1, or other rows in step 2."
    ))
}
