use rayon::prelude::*;

use super::{
    FittedRecipe, Recipe, RecipeError,
    fitted::FittedColumn,
    operation::Context,
    state::{Flow, Names, State},
};
use crate::{
    data::{ColumnInfo, Table},
    stats::Moments,
    terms::Progress,
};

impl Recipe {
    /// Learns from `rows` of `table` what every step needs: medians, levels, means. No other row
    /// is looked at, so nothing of validation or test leaks into a model.
    ///
    /// `features` are the columns that models may use; `target` has a number for every row of
    /// `table`, NaN where it is missing, and is needed for target encoding only.
    ///
    /// # Errors
    /// If there are no rows, a feature does not exist, a step does not fit its column, or no
    /// column is left.
    pub fn fit(
        &self,
        table: &Table,
        features: &[String],
        target: Option<&[f64]>,
        rows: &[u32],
        progress: &dyn Progress,
    ) -> Result<FittedRecipe, RecipeError> {
        progress.check()?;
        if rows.is_empty() {
            return Err(RecipeError::NoRows);
        }
        let names: Vec<&str> = features.iter().map(String::as_str).collect();
        let raw = table.select(&names)?.take(rows);
        self.check(raw.columns())?;
        let target: Option<Vec<f64>> =
            target.map(|target| rows.iter().map(|&row| target[row as usize]).collect());
        let columns = raw
            .columns()
            .par_iter()
            .map(|info| {
                progress.check()?;
                self.fit_column(&raw, info, target.as_deref())
            })
            .collect::<Result<Vec<_>, RecipeError>>()?;
        let columns: Vec<FittedColumn> = columns.into_iter().flatten().collect();
        if columns.is_empty() {
            return Err(RecipeError::NothingLeft);
        }
        Ok(FittedRecipe::new(columns, rows.len() as u64))
    }

    /// Nothing if no part of the column is left.
    fn fit_column(
        &self,
        raw: &Table,
        info: &ColumnInfo,
        target: Option<&[f64]>,
    ) -> Result<Option<FittedColumn>, RecipeError> {
        let mut state = State::read(raw, info)?;
        let mut names = Names::of(&info.name);
        let mut operations = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            if names.main.is_empty() {
                break;
            }
            if step.columns.holds(info) {
                let context = Context {
                    step: index + 1,
                    target,
                };
                let operation = step.operation.fit(&context, &state, &mut names)?;
                operation.apply(&mut state, true);
                operations.push(operation);
            }
        }
        let needed = match &state.flow {
            Flow::Numbers(_) => None,
            Flow::Categories(_) => Some("an encoding"),
            Flow::Times(_) => Some("time parts"),
        };
        if let Some(needed) = needed {
            return Err(RecipeError::NotNumeric {
                column: info.name.clone(),
                kind: info.kind,
                needed,
            });
        }
        let fills = state.number_columns().map(fill).collect();
        let outputs: Vec<String> = names.main.into_iter().chain(names.indicators).collect();
        Ok((!outputs.is_empty()).then(|| FittedColumn {
            input: info.clone(),
            operations,
            outputs,
            fills,
        }))
    }
}

/// What takes the place of a gap that no step has filled: the mean of the training rows.
fn fill(column: &[f64]) -> f64 {
    Moments::of(column).mean().value().unwrap_or(0.0)
}
