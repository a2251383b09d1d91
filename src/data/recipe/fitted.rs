use rayon::prelude::*;

use super::{
    PreparedRows, RecipeError, Rows,
    operation::FittedOperation,
    state::{Flow, State},
    summary::StepSummary,
    table::Stage,
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
#[serde(from = "Parts", into = "Parts")]
pub struct FittedRecipe {
    pub(super) parts: Parts,
    outputs: Vec<String>,
}

/// What stands in a file: the rest follows from it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Parts {
    pub(super) columns: Vec<FittedColumn>,
    pub(super) training_rows: u64,
    /// Files from before there were table operations do not have this, nor what follows.
    #[serde(default)]
    pub(super) stage: Stage,
    #[serde(default)]
    pub(super) inputs: Vec<ColumnInfo>,
    #[serde(default)]
    pub(super) summary: Vec<StepSummary>,
}

/// What becomes of one column after the table operations.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct FittedColumn {
    pub(super) input: ColumnInfo,
    /// The raw columns behind it.
    #[serde(default)]
    pub(super) sources: Vec<String>,
    pub(super) operations: Vec<FittedOperation>,
    pub(super) outputs: Vec<String>,
    /// What takes the place of gaps that are left, for each column that is no indicator.
    pub(super) fills: Vec<f64>,
}

impl FittedRecipe {
    pub(super) fn new(mut parts: Parts) -> Self {
        if parts.inputs.is_empty() {
            parts.inputs = parts
                .columns
                .iter()
                .map(|column| column.input.clone())
                .collect();
        }
        for column in &mut parts.columns {
            if column.sources.is_empty() {
                column.sources.push(column.input.name.clone());
            }
        }
        let outputs = parts
            .columns
            .iter()
            .flat_map(|column| column.outputs.iter().cloned());
        Self {
            outputs: outputs.collect(),
            parts,
        }
    }

    /// The raw columns that a row must have when it is asked about: those behind the prepared
    /// ones that are left. Lag and rolling read entity and time, but not the column that they
    /// look back at.
    pub fn inputs(&self) -> &[ColumnInfo] {
        &self.parts.inputs
    }

    /// The names of the prepared columns, in matrix order.
    pub fn output_names(&self) -> &[String] {
        &self.outputs
    }

    /// The raw columns behind each prepared one, in matrix order. A formula has several, and so
    /// have lag and rolling, which go by entity and time.
    pub fn sources(&self) -> Vec<Vec<String>> {
        let source = |column: &FittedColumn| vec![column.sources.clone(); column.outputs.len()];
        self.parts.columns.iter().flat_map(source).collect()
    }

    /// What every step did to the training rows.
    pub fn summary(&self) -> &[StepSummary] {
        &self.parts.summary
    }

    /// Prepares rows that are asked about, each by itself. Columns that it does not read are left
    /// aside; gaps that no step fills get the mean of the training rows.
    ///
    /// No row is ever left out, whatever the recipe filters. Lag and rolling answer from what
    /// [`Self::remember`] has kept of the data set; where that is nothing, they give gaps.
    ///
    /// # Errors
    /// If a column is missing, or of a kind that cannot stand for that of training.
    pub fn transform(&self, table: &Table, progress: &dyn Progress) -> Result<Matrix, RecipeError> {
        if !self.parts.stage.serves() {
            return self.apply(table, false, progress);
        }
        let names: Vec<&str> = self
            .parts
            .inputs
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        let missing = names.iter().find(|name| table.column_index(name).is_none());
        if let Some(column) = missing {
            return Err(RecipeError::MissingColumn {
                column: (*column).to_owned(),
            });
        }
        let sheet = self.parts.stage.serve(&table.select(&names)?)?;
        self.apply(&sheet, false, progress)
    }

    /// Prepares rows of a data set as if each had been asked about at its own time: lag and
    /// rolling look back at the rows of `table` that are earlier. No row is left out.
    ///
    /// # Errors
    /// As [`Self::transform`].
    pub fn transform_within(
        &self,
        table: &Table,
        rows: &[u32],
        progress: &dyn Progress,
    ) -> Result<Matrix, RecipeError> {
        let sheet = self.parts.stage.every_row(table, rows, progress)?;
        self.apply(&sheet, false, progress)
    }

    /// Prepares a part of a data set on which a model is chosen or judged; rows that the recipe
    /// filters are left out.
    ///
    /// # Errors
    /// As [`Self::transform`], and if no row is left.
    pub fn part(
        &self,
        table: &Table,
        rows: Rows<'_>,
        progress: &dyn Progress,
    ) -> Result<PreparedRows, RecipeError> {
        let sheet = self.parts.stage.data_set(table, rows, None, progress)?;
        Ok(PreparedRows {
            matrix: self.apply(&sheet.table, false, progress)?,
            rows: sheet.rows,
        })
    }

    /// Prepares the training rows themselves, given as they were when it was fitted on them:
    /// where an operation has seen their answers, each is prepared without its own.
    ///
    /// # Errors
    /// As [`Self::part`], and if it was fitted on another number of rows.
    pub fn training(
        &self,
        table: &Table,
        rows: Rows<'_>,
        progress: &dyn Progress,
    ) -> Result<PreparedRows, RecipeError> {
        let sheet = self.parts.stage.data_set(table, rows, None, progress)?;
        let found = sheet.rows.len() as u64;
        if found != self.parts.training_rows {
            return Err(RecipeError::NotTheTrainingRows {
                expected: self.parts.training_rows,
                found,
            });
        }
        Ok(PreparedRows {
            matrix: self.apply(&sheet.table, true, progress)?,
            rows: sheet.rows,
        })
    }

    /// The same recipe, which keeps for lag and rolling the end of the data set that consists of
    /// the rows `seen` of `table`. It learns nothing by that.
    ///
    /// # Errors
    /// As [`Self::transform`].
    pub fn remember(
        mut self,
        table: &Table,
        seen: &[u32],
        progress: &dyn Progress,
    ) -> Result<Self, RecipeError> {
        self.parts.stage.remember(table, seen, progress)?;
        Ok(self)
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
            self.parts
                .columns
                .iter()
                .map(apply)
                .collect::<Result<_, RecipeError>>()?
        } else {
            self.parts
                .columns
                .par_iter()
                .map(apply)
                .collect::<Result<_, RecipeError>>()?
        };
        let n_rows = table.n_rows();
        let mut matrix = Matrix::with_rows(n_rows);
        for (column, values) in self.parts.columns.iter().zip(prepared) {
            for (j, name) in column.outputs.iter().enumerate() {
                matrix.push(name.as_str(), &values[j * n_rows..(j + 1) * n_rows]);
            }
        }
        Ok(matrix)
    }
}

impl FittedColumn {
    /// The prepared columns, one after the other.
    pub(super) fn apply(&self, table: &Table, is_training: bool) -> Result<Vec<f64>, RecipeError> {
        let mut state = State::read(table, &self.input)?;
        for operation in &self.operations {
            operation.apply(&mut state, is_training);
        }
        self.fill(&mut state);
        let Flow::Numbers(mut values) = state.flow else {
            return Ok(Vec::new());
        };
        values.append(&mut state.indicators);
        Ok(values)
    }

    /// Fills what gaps are left after the last operation.
    pub(super) fn fill(&self, state: &mut State) {
        for (column, fill) in state.number_columns_mut().zip(&self.fills) {
            column
                .iter_mut()
                .filter(|value| !value.is_finite())
                .for_each(|value| *value = *fill);
        }
    }
}

impl From<Parts> for FittedRecipe {
    fn from(parts: Parts) -> Self {
        Self::new(parts)
    }
}

impl From<FittedRecipe> for Parts {
    fn from(recipe: FittedRecipe) -> Self {
        recipe.parts
    }
}
