use super::{FeatureStore, JoinSides};
use crate::{
    data::{ColumnInfo, Kind, Table},
    features::Rule,
    steps::{
        StepError, StoredFeatures,
        extraction::{Features, JoinedFeatures},
    },
    terms::Progress,
};

impl FeatureStore {
    /// Puts the features of a service beside the rows of a data set, as they were known at the
    /// time of each row.
    ///
    /// # Errors
    /// If there is no such service, a source cannot be read, or the rows lack a key or the time.
    pub fn beside(
        &self,
        table: &Table,
        features: &Features,
        progress: &dyn Progress,
    ) -> Result<(Table, JoinedFeatures), StepError> {
        let joined = self.beside_by(Rule::PointInTime, table, features, progress);
        joined.map(|(table, joined, _)| (table, joined))
    }

    /// The same by another rule; to how many rows it gave what came later comes last.
    pub(super) fn beside_by(
        &self,
        rule: Rule,
        table: &Table,
        features: &Features,
        progress: &dyn Progress,
    ) -> Result<(Table, JoinedFeatures, u64), StepError> {
        let refused = |err: anyhow::Error| StepError::Invalid(format!("{err:#}"));
        let plan = self.service(&features.service).map_err(refused)?;
        let sides = JoinSides {
            table,
            time: &features.time,
        };
        let joined = self.historical(&plan, sides, rule, progress);
        progress.check()?;
        let joined = joined.map_err(refused)?;
        let given = |row: &usize| joined.given.iter().all(|part| part.rows[*row].is_some());
        let rows = table.n_rows();
        let mut keys = plan.request();
        for key in plan.keys() {
            let known = table.columns().iter().find(|info| info.name == key);
            keys.push(ColumnInfo {
                kind: known.map_or(Kind::Text, |info| info.kind),
                name: key,
            });
        }
        let stored = StoredFeatures {
            service: format!("{}@{}", plan.name, plan.version),
            names: plan.names.clone(),
            keys,
        };
        let joined_rows = JoinedFeatures {
            stored,
            rows: rows as u64,
            given: (0..rows).filter(given).count() as u64,
        };
        let is_future = |row: &usize| {
            let ages = joined.given.iter().map(|part| part.ages[*row]);
            ages.flatten().any(|age| age < 0)
        };
        let future = (0..rows).filter(is_future).count() as u64;
        Ok((joined.table, joined_rows, future))
    }
}
