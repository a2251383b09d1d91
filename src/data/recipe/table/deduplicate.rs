//! Leaving out rows that say nothing new.

use std::collections::{HashMap, HashSet};

use super::Work;
use crate::{
    data::{
        DataError, RowSet, Table,
        recipe::{Columns, Group, RecipeError, plan::Planner},
    },
    stats::MISSING,
    terms::Info,
};

pub(in crate::data::recipe) const INFO: Info = Info {
    id: "deduplicate",
    name: "Remove duplicates",
    summary: "Keeps the first of rows that are equal in the chosen columns, training rows first, so that no test row has been learned by heart. Rows asked about later are always answered. Equal rows may be true repetitions: then each of them counts.",
    reference: "SQL SELECT DISTINCT; pandas drop_duplicates",
};

/// “All” means every column of the data, not features alone: else rows of two people who look
/// alike would be one.
pub(in crate::data::recipe) fn plan(
    at: &mut Planner,
    columns: &Columns,
) -> Result<(), RecipeError> {
    at.leaves_rows_out()?;
    let columns = match columns {
        Columns::Of(Group::All) => at.every_column(),
        some => at.chosen(some)?,
    };
    for name in &columns {
        at.reads_past(name)?;
    }
    at.work(Work::Deduplicate(FittedDeduplicate { columns }));
    Ok(())
}

/// The columns in which rows are compared.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct FittedDeduplicate {
    pub(super) columns: Vec<String>,
}

impl FittedDeduplicate {
    /// The first of equal rows; a gap equals a gap.
    pub(super) fn keeps(&self, table: &Table) -> Result<RowSet, DataError> {
        // The group of each row by the columns so far.
        let mut groups = vec![0_u32; table.n_rows()];
        for name in &self.columns {
            let codes = table.categories(name)?.codes;
            let mut found: HashMap<(u32, u32), u32> = HashMap::new();
            for (group, code) in groups.iter_mut().zip(codes) {
                let next = found.len() as u32;
                *group = *found.entry((*group, code)).or_insert(next);
            }
        }
        debug_assert!(!groups.contains(&MISSING), "a table has fewer rows");
        let mut seen = HashSet::new();
        let first: Vec<bool> = groups.into_iter().map(|group| seen.insert(group)).collect();
        Ok(RowSet::of(first.len(), |row| first[row]))
    }
}
