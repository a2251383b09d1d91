use super::{Labels, Params, Slice, known, roles};
use crate::{
    data::{
        ColumnInfo, Table,
        recipe::{Recipe, Rows},
    },
    steps::{StepError, problem},
    terms::Progress,
};

/// The recipe that a person wrote, or the usual one for these columns where it has no steps.
pub(super) fn recipe_of(params: &Params, features: &[ColumnInfo]) -> Recipe {
    if params.recipe.steps.is_empty() {
        Recipe::standard(features)
    } else {
        params.recipe.clone()
    }
}

/// The raw columns that models may use.
pub(super) fn features_of(table: &Table, names: &[String]) -> Vec<ColumnInfo> {
    let places = names.iter().filter_map(|name| table.column_index(name));
    places.map(|place| table.columns()[place].clone()).collect()
}

/// Fits the recipe anew on the rows `train` and applies it to them and to the rows `test`, which
/// it knows nothing of: scores of a fold whose recipe had seen its test rows would be too good.
///
/// Rows without a label are left out of both, though lag and rolling may look at them.
///
/// # Errors
/// As [`super::run()`].
pub fn fold(
    (table, labels): (&Table, &Labels),
    problem: &problem::Params,
    params: &Params,
    (train, test): (&[u32], &[u32]),
    progress: &dyn Progress,
) -> Result<(Slice, Slice), StepError> {
    let roles = roles(table.columns(), problem)?;
    let recipe = recipe_of(params, &features_of(table, &roles.features));
    let target = labels.numbers(&problem.positive);
    let known = |rows: &[u32]| -> Vec<u32> {
        let known = rows.iter().filter(|row| labels.is_known(**row as usize));
        known.copied().collect()
    };
    let (wanted, judged) = (known(train), known(test));
    if wanted.is_empty() || judged.is_empty() {
        return Err(StepError::invalid(
            "A fold has no rows with an answer. Ask for fewer folds in step 5.",
        ));
    }
    let rows = Rows {
        wanted: &wanted,
        seen: train,
    };
    let fitted = recipe.fit(table, &roles, Some(&target), rows, progress)?;
    let trained = fitted.training(table, rows, progress)?;
    let seen: Vec<u32> = train.iter().chain(test).copied().collect();
    let rows = Rows {
        wanted: &judged,
        seen: &seen,
    };
    let judged = fitted.part(table, rows, progress)?;
    let newest = known::known(table, labels, problem)?;
    let slice = |prepared: crate::data::recipe::PreparedRows| Slice {
        labels: labels.take(&prepared.rows),
        known: newest.take(&prepared.rows),
        rows: prepared.rows,
        matrix: prepared.matrix,
    };
    Ok((slice(trained), slice(judged)))
}
