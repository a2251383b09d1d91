use super::Work;
use crate::{
    data::{
        ColumnData, DataError, Table,
        recipe::{RecipeError, plan::Planner},
        sql::Formula,
    },
    terms::Info,
};

/// A new column from a formula over the columns of one row.
///
/// The formula reads what the data holds before any step learns from it. A division by zero and
/// whatever else is no finite number gives a gap.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FormulaColumn {
    /// The name of the new column.
    pub name: String,
    /// An SQL expression: `distance / air_time`.
    pub formula: String,
}

impl FormulaColumn {
    /// Nothing yet: name and formula must be given.
    pub const DEFAULT: Self = Self {
        name: String::new(),
        formula: String::new(),
    };

    pub(in crate::data::recipe) const INFO: Info = Info {
        id: "formula",
        name: "Formula",
        summary: "A new column from an SQL expression over one row. A model without products or ratios of columns gains from it; each formula that you try on the test rows is a guess that fits them by luck.",
        reference: "M. Kuhn, K. Johnson, Feature Engineering and Selection (2019)",
    };

    pub(in crate::data::recipe) fn check(&self) -> Result<(), String> {
        if self.name.trim().is_empty() {
            return Err("The column of a formula needs a name.".to_owned());
        }
        if self.formula.trim().is_empty() {
            return Err(format!("The formula of “{}” is empty.", self.name));
        }
        Ok(())
    }

    pub(in crate::data::recipe) fn plan(&self, at: &mut Planner) -> Result<(), RecipeError> {
        let formula = at.formula(&self.formula)?;
        let mut sources = Vec::new();
        for name in formula.inputs() {
            sources.push(at.reads_now(name)?.clone());
        }
        at.make(&self.name, formula.kind(), &sources)?;
        at.work(Work::Formula(FittedFormula {
            name: self.name.clone(),
            formula,
        }));
        Ok(())
    }
}

impl Default for FormulaColumn {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A formula whose columns are known.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct FittedFormula {
    pub(super) name: String,
    pub(super) formula: Formula,
}

impl FittedFormula {
    pub(super) fn column(&self, table: &Table) -> Result<ColumnData, DataError> {
        self.formula.column(table)
    }
}
