use super::Work;
use crate::{
    data::recipe::{Columns, RecipeError, plan::Planner},
    terms::Info,
};

/// Gives one column another name, in later steps and in what comes out.
///
/// A row that is asked about online still has the column under its old name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rename {
    /// The new name.
    pub to: String,
}

impl Rename {
    /// Nothing yet: a name must be given.
    pub const DEFAULT: Self = Self { to: String::new() };

    pub(in crate::data::recipe) const INFO: Info = Info {
        id: "rename",
        name: "Rename",
        summary: "Another name for one column, in later steps and in charts. Rows asked about later keep the name of the data: to rename it everywhere, do so in the query of step 2.",
        reference: "SQL AS",
    };

    pub(in crate::data::recipe) fn check(&self) -> Result<(), String> {
        if self.to.trim().is_empty() {
            Err("The new name of the column is empty.".to_owned())
        } else {
            Ok(())
        }
    }

    pub(in crate::data::recipe) fn plan(
        &self,
        at: &mut Planner,
        columns: &Columns,
    ) -> Result<(), RecipeError> {
        let chosen = at.chosen(columns)?;
        let [from] = chosen.as_slice() else {
            return Err(at.invalid(format!(
                "A new name is for one column, but {} are chosen.",
                chosen.len()
            )));
        };
        at.renames(from, &self.to)?;
        at.work(Work::Rename(FittedRename {
            from: from.clone(),
            to: self.to.clone(),
        }));
        Ok(())
    }
}

impl Default for Rename {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The old and the new name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct FittedRename {
    pub(super) from: String,
    pub(super) to: String,
}
