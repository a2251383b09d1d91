use rayon::prelude::*;

use super::{
    FittedRecipe, Recipe, RecipeError, Roles, Rows,
    fitted::{FittedColumn, Parts},
    operation::Context,
    plan::{self, Plan, Planned},
    state::{Flow, Names, State},
    summary::{self, Effect},
    table::Stage,
};
use crate::{
    data::{ColumnInfo, Table},
    stats::Moments,
    terms::Progress,
};

/// What was done in which step.
type Told = Vec<(usize, Effect)>;

impl Recipe {
    /// Learns from the wanted rows of `table` what every step needs: medians, levels, means. No
    /// other row is looked at but those that `rows` says may be seen, so nothing of validation or
    /// test leaks into a model.
    ///
    /// `target` has a number for every row of `table`, NaN where it is missing, and is needed for
    /// target encoding only.
    ///
    /// # Errors
    /// If there are no rows, a feature does not exist, a step does not fit its column, or no
    /// column is left.
    pub fn fit(
        &self,
        table: &Table,
        roles: &Roles,
        target: Option<&[f64]>,
        rows: Rows<'_>,
        progress: &dyn Progress,
    ) -> Result<FittedRecipe, RecipeError> {
        progress.check()?;
        if rows.wanted.is_empty() {
            return Err(RecipeError::NoRows);
        }
        let plan = Plan::new(self, table.columns(), roles)?;
        let wanted: Vec<String> = plan.features.iter().map(|c| c.info.name.clone()).collect();
        let known = plan::known(table.columns(), roles);
        // Everything, so that the summary tells of columns too that come to nothing.
        let (stage, _) = Stage::new(plan.table_steps.clone(), &wanted, &known);
        let mut effects = Vec::new();
        let sheet = stage.data_set(table, rows, Some(&mut effects), progress)?;
        if sheet.rows.is_empty() {
            return Err(RecipeError::NoRows);
        }
        let target: Option<Vec<f64>> =
            target.map(|target| sheet.rows.iter().map(|&row| target[row as usize]).collect());
        let columns: Vec<_> = plan
            .features
            .par_iter()
            .map(|column| {
                progress.check()?;
                self.fit_column(&sheet.table, column, target.as_deref())
            })
            .collect();
        // Of several columns that fail the first one is told, whichever thread was quicker.
        let columns = columns
            .into_iter()
            .collect::<Result<Vec<_>, RecipeError>>()?;
        let mut fitted = Vec::with_capacity(columns.len());
        for (column, mut told) in columns {
            fitted.extend(column);
            effects.append(&mut told);
        }
        if fitted.is_empty() {
            return Err(RecipeError::NothingLeft);
        }
        let wanted: Vec<String> = fitted
            .iter()
            .map(|column| column.input.name.clone())
            .collect();
        let (stage, inputs) = Stage::new(plan.table_steps, &wanted, &known);
        let inputs = known.iter().filter(|name| inputs.contains(*name));
        let inputs =
            inputs.filter_map(|name| Some(table.columns()[table.column_index(name)?].clone()));
        Ok(FittedRecipe::new(Parts {
            stage,
            inputs: inputs.collect(),
            columns: fitted,
            training_rows: sheet.rows.len() as u64,
            summary: summary::of(self, &effects),
        }))
    }

    /// No column if no part of it is left; and what every step did.
    fn fit_column(
        &self,
        sheet: &Table,
        column: &Planned,
        target: Option<&[f64]>,
    ) -> Result<(Option<FittedColumn>, Told), RecipeError> {
        let info = &column.info;
        let mut effects = Vec::new();
        let mut state = State::read(sheet, info)?;
        let mut names = Names::of(&info.name);
        let mut operations = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            if names.main.is_empty() {
                break;
            }
            // Steps before the column came to be are not about it.
            let is_of_column = index >= column.since && !step.off && !step.operation.is_of_table();
            if is_of_column && step.columns.holds(info) {
                let context = Context {
                    step: index + 1,
                    target,
                };
                let before = names.clone();
                let operation = step.operation.fit(&context, &state, &mut names)?;
                let told = operation.effects(&state, &before, &names);
                effects.extend(told.into_iter().map(|effect| (index + 1, effect)));
                operation.apply(&mut state, true);
                operations.push(operation);
            }
        }
        if let Some(error) = not_numeric(&state, info) {
            return Err(error);
        }
        let fills = state.number_columns().map(fill).collect();
        let outputs: Vec<String> = names.main.into_iter().chain(names.indicators).collect();
        let fitted = (!outputs.is_empty()).then(|| FittedColumn {
            input: info.clone(),
            sources: column.sources.clone(),
            operations,
            outputs,
            fills,
        });
        Ok((fitted, effects))
    }
}

/// Why what has become of a column cannot go to a model.
pub(super) fn not_numeric(state: &State, info: &ColumnInfo) -> Option<RecipeError> {
    let needed = match &state.flow {
        Flow::Numbers(_) => return None,
        Flow::Categories(_) => "an encoding",
        Flow::Times(_) => "time parts",
    };
    Some(RecipeError::NotNumeric {
        column: info.name.clone(),
        kind: info.kind,
        needed,
    })
}

/// What takes the place of a gap that no step has filled: the mean of the training rows.
fn fill(column: &[f64]) -> f64 {
    Moments::of(column).mean().value().unwrap_or(0.0)
}
