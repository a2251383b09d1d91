use super::super::{DataError, Kind};
use crate::terms::Cancelled;

/// Why a recipe could not be fitted or applied. Every message says what failed, then what to do.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    /// Somebody asked it to stop.
    #[error("stopped")]
    Cancelled(#[from] Cancelled),
    /// The table does not give what is needed.
    #[error(transparent)]
    Data(DataError),
    /// A parameter makes no sense.
    #[error("{message} Change step {step} of the recipe in step 4.")]
    Invalid {
        /// Which step of the recipe, from 1.
        step: usize,
        /// What is wrong, as a sentence.
        message: String,
    },
    /// A step names a column that is no feature.
    #[error(
        "The recipe names the column “{column}”, which is no feature. Remove it from step {step} of the recipe in step 4, or make it a feature in step 1."
    )]
    NotAFeature {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The column.
        column: String,
    },
    /// A step works on something else than the column holds.
    #[error(
        "{operation} works on {needs}, not on “{column}” as it is then. Change step {step} of the recipe in step 4."
    )]
    WrongInput {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The operation, by its name on the screen.
        operation: &'static str,
        /// What it works on.
        needs: &'static str,
        /// The column.
        column: String,
    },
    /// A step names a column that is not there.
    #[error(
        "Step {step} of the recipe ({operation}) names the column “{column}”, which is not there then. Choose one of: {known}."
    )]
    UnknownColumn {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The operation, by its name on the screen.
        operation: &'static str,
        /// The column.
        column: String,
        /// The columns that there are.
        known: String,
    },
    /// A step reads a column that is not known yet when a row is asked about.
    #[error(
        "Step {step} of the recipe ({operation}) reads “{column}”, which is not known when a row is asked about. Look back at earlier rows with Lag or Rolling statistic, or change what step 1 says of the column."
    )]
    Hidden {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The operation, by its name on the screen.
        operation: &'static str,
        /// The column.
        column: String,
    },
    /// A table operation reads what a column operation has worked on.
    #[error(
        "Step {step} of the recipe ({operation}) reads “{column}” as the data has it, but step {before} ({other}) has worked on it already. Move step {step} before step {before}."
    )]
    ReadsPrepared {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The operation, by its name on the screen.
        operation: &'static str,
        /// The column.
        column: String,
        /// The step that has worked on it.
        before: usize,
        /// Its operation, by its name on the screen.
        other: &'static str,
    },
    /// Rows are left out after something was learned from them.
    #[error(
        "Step {step} of the recipe ({operation}) leaves rows out, but step {before} ({other}) has learned from them already. Move step {step} before step {before}."
    )]
    RowsAfterLearning {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The operation, by its name on the screen.
        operation: &'static str,
        /// The step that learns.
        before: usize,
        /// Its operation, by its name on the screen.
        other: &'static str,
    },
    /// A new column has the name of another one.
    #[error(
        "Step {step} of the recipe ({operation}) makes a column “{column}”, but there is one of this name. Give it another name."
    )]
    NameTaken {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The operation, by its name on the screen.
        operation: &'static str,
        /// The name.
        column: String,
    },
    /// A step goes by the time, and there is none.
    #[error(
        "Step {step} of the recipe ({operation}) goes by the time, but no time column is set. Choose one in the step, or in step 1."
    )]
    NoTime {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The operation, by its name on the screen.
        operation: &'static str,
    },
    /// Values cannot be read as another kind.
    #[error(
        "Step {step} of the recipe cannot read {count} values of “{column}” as {to}; the first is “{first}”. Let the step make gaps of them, or correct them in step 2."
    )]
    CastFailed {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The column.
        column: String,
        /// The kind that was wanted.
        to: Kind,
        /// How many values.
        count: u64,
        /// The first of them.
        first: String,
    },
    /// A step leaves every row out.
    #[error(
        "Step {step} of the recipe ({operation}) leaves no row. Change its condition, or the split."
    )]
    NothingKept {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The operation, by its name on the screen.
        operation: String,
    },
    /// Something is wrong with the data or the formula of a step.
    #[error("Step {step} of the recipe ({operation}): {error}")]
    InStep {
        /// Which step of the recipe, from 1.
        step: usize,
        /// The operation, by its name on the screen.
        operation: String,
        /// What is wrong.
        error: DataError,
    },
    /// No step makes numbers of a column.
    #[error(
        "The column “{column}” of kind {kind} is not turned into numbers. Add {needed} to the recipe in step 4, or ignore the column in step 1."
    )]
    NotNumeric {
        /// The column.
        column: String,
        /// What it holds.
        kind: Kind,
        /// The operation that would do.
        needed: &'static str,
    },
    /// An operation needs the target, and there is none.
    #[error("Target encoding needs a target. Choose one in step 1, or another encoding in step 4.")]
    NoTarget,
    /// There are no rows to learn from.
    #[error("The training part has no rows. Change the split in step 4.")]
    NoRows,
    /// No column is left.
    #[error(
        "No column is left after the recipe: every feature has one value only in the training rows. Choose other features in step 1, or another split in step 4."
    )]
    NothingLeft,
    /// The rows lack a column.
    #[error("The column “{column}” is missing. Add it to the rows, empty where it is not known.")]
    MissingColumn {
        /// The column.
        column: String,
    },
    /// A column holds something else than in training.
    #[error(
        "The column “{column}” holds values of kind {found}, but held values of kind {expected} in training. Convert it."
    )]
    OtherKind {
        /// The column.
        column: String,
        /// What it holds now.
        found: Kind,
        /// What it held in training.
        expected: Kind,
    },
    /// The rows are not those of training.
    #[error(
        "The recipe was fitted on {expected} rows, but {found} were given as the training rows. Run step 4 again."
    )]
    NotTheTrainingRows {
        /// How many rows it was fitted on.
        expected: u64,
        /// How many were given.
        found: u64,
    },
}

impl From<DataError> for RecipeError {
    fn from(error: DataError) -> Self {
        match error {
            DataError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Data(other),
        }
    }
}

impl RecipeError {
    /// The step that fails, from 1; nothing where it is not one step's fault.
    pub fn step(&self) -> Option<usize> {
        match self {
            Self::Invalid { step, .. }
            | Self::NotAFeature { step, .. }
            | Self::WrongInput { step, .. }
            | Self::UnknownColumn { step, .. }
            | Self::Hidden { step, .. }
            | Self::ReadsPrepared { step, .. }
            | Self::RowsAfterLearning { step, .. }
            | Self::NameTaken { step, .. }
            | Self::NoTime { step, .. }
            | Self::CastFailed { step, .. }
            | Self::NothingKept { step, .. }
            | Self::InStep { step, .. } => Some(*step),
            _ => None,
        }
    }
}
