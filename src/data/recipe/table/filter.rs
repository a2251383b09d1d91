use super::Work;
use crate::{
    data::{
        DataError, Kind, RowSet, Table,
        recipe::{RecipeError, plan::Planner},
        sql::Formula,
    },
    terms::Info,
};

/// Keeps the rows of the data set for which a condition is true; a gap is not true.
///
/// It is about what a model learns from and is judged on. A row that is asked about online, and
/// the rows that stand for production, are never left out: whoever asks gets an answer, even for
/// a row that the filter would not have kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// An SQL condition over one row: `distance > 0`.
    pub keep: String,
}

impl Filter {
    /// Nothing yet: a condition must be given.
    pub const DEFAULT: Self = Self {
        keep: String::new(),
    };

    pub(in crate::data::recipe) const INFO: Info = Info {
        id: "filter",
        name: "Filter rows",
        summary: "Keeps the rows for which a condition is true, in training, validation and test; rows asked about later are always answered. A filter on what is hard makes a model look better than it is.",
        reference: "SQL WHERE",
    };

    pub(in crate::data::recipe) fn check(&self) -> Result<(), String> {
        if self.keep.trim().is_empty() {
            Err("The filter has no condition.".to_owned())
        } else {
            Ok(())
        }
    }

    pub(in crate::data::recipe) fn plan(&self, at: &mut Planner) -> Result<(), RecipeError> {
        at.leaves_rows_out()?;
        let condition = at.formula(&self.keep)?;
        if condition.kind() != Kind::Boolean {
            return Err(at.invalid(format!(
                "A filter needs a condition that is true or false, but “{}” gives values of kind {}.",
                self.keep,
                condition.kind()
            )));
        }
        for name in condition.inputs() {
            at.reads_past(name)?;
        }
        at.work(Work::Filter(FittedFilter { condition }));
        Ok(())
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A condition whose columns are known.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct FittedFilter {
    pub(super) condition: Formula,
}

impl FittedFilter {
    pub(super) fn keeps(&self, table: &Table) -> Result<RowSet, DataError> {
        self.condition.matches(table)
    }
}
