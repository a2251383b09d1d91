//! Leaving out columns.

use crate::{
    data::recipe::{Columns, RecipeError, plan::Planner},
    terms::Info,
};

pub(in crate::data::recipe) const INFO: Info = Info {
    id: "drop",
    name: "Drop columns",
    summary: "Leaves out the chosen columns; later steps do not see them either. A column that a model should never see is better marked in step 1, where it holds for every recipe.",
    reference: "pandas drop",
};

pub(in crate::data::recipe) fn plan(
    at: &mut Planner,
    columns: &Columns,
) -> Result<(), RecipeError> {
    for name in at.chosen(columns)? {
        at.drops(&name)?;
    }
    Ok(())
}
