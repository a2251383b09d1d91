use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::FeatureStore;
use crate::{
    data::{ColumnInfo, ReadOptions, Table, sql},
    features::{DataSource, Defined, Definition, ViewPlan},
    sources::{self, Location},
    terms::Progress,
};

/// Rows by which the columns of a query are found out.
const PEEK: usize = 1;

impl FeatureStore {
    /// The rows of a source, as they are now.
    pub(super) fn rows_of(
        &self,
        source: &DataSource,
        progress: &dyn Progress,
    ) -> anyhow::Result<Table> {
        if let Some(place) = &source.data {
            return self.read_place(place, progress);
        }
        let query = source.sql.as_deref().unwrap_or_default();
        let tables = self.tables_of(source, progress)?;
        Ok(sql::run(query, &tables, None, progress)?)
    }

    /// The columns of a source, without the rows of a query.
    pub(super) fn columns_of(
        &self,
        source: &DataSource,
        progress: &dyn Progress,
    ) -> anyhow::Result<Vec<ColumnInfo>> {
        let table = match (&source.data, &source.sql) {
            (Some(place), _) => self.read_place(place, progress)?,
            (None, query) => {
                let tables = self.tables_of(source, progress)?;
                let query = query.as_deref().unwrap_or_default();
                sql::run(query, &tables, Some(PEEK), progress)?
            }
        };
        Ok(table.columns().to_vec())
    }

    /// The rows of a view, as they are now.
    ///
    /// # Errors
    /// If its source cannot be read, or no longer holds what it was defined on.
    pub fn rows_of_view(&self, plan: &ViewPlan, progress: &dyn Progress) -> anyhow::Result<Table> {
        let raw = self.rows_of(&plan.source, progress);
        let raw = raw.with_context(|| format!("The source of “{}” cannot be read", plan.view))?;
        Ok(plan.table(&raw)?)
    }

    fn tables_of(
        &self,
        source: &DataSource,
        progress: &dyn Progress,
    ) -> anyhow::Result<Vec<(String, Table)>> {
        let tables = source.reads.iter().map(|(name, place)| {
            let table = self.read_place(place, progress)?;
            Ok((name.clone(), table))
        });
        tables.collect()
    }

    fn read_place(&self, place: &str, progress: &dyn Progress) -> anyhow::Result<Table> {
        let location = if Path::new(place).is_file() {
            Location::File(PathBuf::from(place))
        } else {
            Location::parse(&self.passwords.keep(place), Path::new(""))?
        };
        let read = sources::read(
            &location,
            &ReadOptions::default(),
            &self.passwords,
            progress,
        )?;
        Ok(read.table)
    }
}

impl FeatureStore {
    /// The definitions as they are kept: places of files as whole paths, for they are not looked
    /// for from `folder` again, and servers without their passwords.
    pub(super) fn placed(&self, defined: &[Defined], folder: &Path) -> Vec<Defined> {
        let mut placed = defined.to_vec();
        for one in &mut placed {
            if let Definition::Source(source) = &mut one.definition {
                for place in source.data.iter_mut().chain(source.reads.values_mut()) {
                    *place = if place.contains("://") {
                        self.passwords.keep(place)
                    } else {
                        whole(place, folder)
                    };
                }
            }
        }
        placed
    }
}

fn whole(place: &str, folder: &Path) -> String {
    let (file, rest) = match place.split_once("::") {
        Some((file, rest)) => (file, format!("::{rest}")),
        None => (place, String::new()),
    };
    let file = folder.join(file);
    let file = file.canonicalize().unwrap_or(file);
    format!("{}{rest}", file.display())
}
