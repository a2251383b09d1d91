use rayon::prelude::*;

use super::{
    RecipeError,
    operation::FittedOperation,
    state::{Flow, State},
};
use crate::{
    data::{ColumnInfo, Table},
    terms::{Matrix, Progress},
};

/// From this many rows on, columns are worked on in parallel; one request is faster without.
const PARALLEL: usize = 2048;

/// A recipe with everything that it learned: turns raw columns into a matrix without gaps.
///
/// A row gets the same numbers, bit by bit, alone and among others. Written as JSON and read back
/// it is the same, bit by bit.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct FittedRecipe {
    columns: Vec<FittedColumn>,
    training_rows: u64,
    inputs: Vec<ColumnInfo>,
    outputs: Vec<String>,
}

/// What stands in a file: the rest follows from it.
#[derive(serde::Serialize, serde::Deserialize)]
struct Written {
    columns: Vec<FittedColumn>,
    training_rows: u64,
}

/// What becomes of one raw column.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedColumn {
    pub(super) input: ColumnInfo,
    pub(super) operations: Vec<FittedOperation>,
    pub(super) outputs: Vec<String>,
    /// What takes the place of gaps that are left, for each column that is no indicator.
    pub(super) fills: Vec<f64>,
}

impl FittedRecipe {
    pub(super) fn new(columns: Vec<FittedColumn>, training_rows: u64) -> Self {
        Self {
            inputs: columns.iter().map(|column| column.input.clone()).collect(),
            outputs: columns
                .iter()
                .flat_map(|column| column.outputs.iter().cloned())
                .collect(),
            columns,
            training_rows,
        }
    }

    /// The raw columns that it reads: the features without those that were dropped.
    pub fn inputs(&self) -> &[ColumnInfo] {
        &self.inputs
    }

    /// The names of the prepared columns, in matrix order.
    pub fn output_names(&self) -> &[String] {
        &self.outputs
    }

    /// The raw column behind each prepared one, in matrix order.
    pub fn sources(&self) -> Vec<String> {
        let source = |column: &FittedColumn| vec![column.input.name.clone(); column.outputs.len()];
        self.columns.iter().flat_map(source).collect()
    }

    /// Prepares rows that are not those of training. Columns that it does not read are left aside;
    /// gaps that no step fills get the mean of the training rows.
    ///
    /// # Errors
    /// If a column is missing, or of a kind that cannot stand for that of training.
    pub fn transform(&self, table: &Table, progress: &dyn Progress) -> Result<Matrix, RecipeError> {
        self.apply(table, false, progress)
    }

    /// Prepares the training rows themselves, in the order in which it was fitted on them: where
    /// an operation has seen their answers, each is prepared without its own.
    ///
    /// # Errors
    /// As [`Self::transform`], and if it was fitted on another number of rows.
    pub fn transform_training(
        &self,
        table: &Table,
        progress: &dyn Progress,
    ) -> Result<Matrix, RecipeError> {
        let found = table.n_rows() as u64;
        if found != self.training_rows {
            return Err(RecipeError::NotTheTrainingRows {
                expected: self.training_rows,
                found,
            });
        }
        self.apply(table, true, progress)
    }

    fn apply(
        &self,
        table: &Table,
        is_training: bool,
        progress: &dyn Progress,
    ) -> Result<Matrix, RecipeError> {
        let apply = |column: &FittedColumn| {
            progress.check()?;
            column.apply(table, is_training)
        };
        let prepared: Vec<Vec<f64>> = if table.n_rows() < PARALLEL {
            self.columns
                .iter()
                .map(apply)
                .collect::<Result<_, RecipeError>>()?
        } else {
            self.columns
                .par_iter()
                .map(apply)
                .collect::<Result<_, RecipeError>>()?
        };
        let n_rows = table.n_rows();
        let mut matrix = Matrix::with_rows(n_rows);
        for (column, values) in self.columns.iter().zip(prepared) {
            for (j, name) in column.outputs.iter().enumerate() {
                matrix.push(name.as_str(), &values[j * n_rows..(j + 1) * n_rows]);
            }
        }
        Ok(matrix)
    }
}

impl FittedColumn {
    /// The prepared columns, one after the other.
    fn apply(&self, table: &Table, is_training: bool) -> Result<Vec<f64>, RecipeError> {
        let mut state = State::read(table, &self.input)?;
        for operation in &self.operations {
            operation.apply(&mut state, is_training);
        }
        for (column, fill) in state.number_columns_mut().zip(&self.fills) {
            column
                .iter_mut()
                .filter(|value| !value.is_finite())
                .for_each(|value| *value = *fill);
        }
        let Flow::Numbers(mut values) = state.flow else {
            return Ok(Vec::new());
        };
        values.append(&mut state.indicators);
        Ok(values)
    }
}

impl From<Written> for FittedRecipe {
    fn from(written: Written) -> Self {
        Self::new(written.columns, written.training_rows)
    }
}

impl From<FittedRecipe> for Written {
    fn from(recipe: FittedRecipe) -> Self {
        Self {
            columns: recipe.columns,
            training_rows: recipe.training_rows,
        }
    }
}
