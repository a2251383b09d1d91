use anyhow::Context as _;

use super::FeatureStore;
use crate::{
    data::{Table, recipe::Span},
    features::{
        Candidate, Definition, DefinitionKind, Entities, FeatureValue, Historical, Joined,
        OnlineRequest, OnlineValue, Parity, Registry, Rule, ServicePlan, ViewPlan, explain, label,
        newest, online, parity,
    },
    terms::Progress,
};

/// Entities that a comparison of serving and training looks at, from each side.
const SAMPLED: usize = 500;

/// The rows that ask, and the column with the time at which they do.
#[derive(Clone, Copy, Debug)]
pub struct JoinSides<'a> {
    /// The rows.
    pub table: &'a Table,
    /// The column with the time.
    pub time: &'a str,
}

/// Why a row was given what it was given of one view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The view.
    pub view: String,
    /// Whom the row asks of: "origin = EWR".
    pub whom: String,
    /// The features of the view.
    pub names: Vec<String>,
    /// Every row that was in question, oldest first, and what it holds of each feature.
    pub rows: Vec<(Candidate, Vec<String>)>,
}

impl FeatureStore {
    /// Everything behind the feature service `named` ("flights" or "flights@2").
    ///
    /// # Errors
    /// If there is no such service, or something behind it is gone.
    pub fn service(&self, named: &str) -> anyhow::Result<ServicePlan> {
        service(&self.registry()?, named)
    }

    /// The features of a service for rows that ask, as they were known then: a training set.
    ///
    /// # Errors
    /// If a source cannot be read, or the rows lack what the join needs.
    pub fn historical(
        &self,
        plan: &ServicePlan,
        sides: JoinSides<'_>,
        rule: Rule,
        progress: &dyn Progress,
    ) -> anyhow::Result<Historical> {
        let tables = plan
            .views
            .iter()
            .map(|view| self.rows_of_view(view, progress))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let entities = Entities {
            table: sides.table,
            time: sides.time,
        };
        Ok(plan.historical(entities, &tables, rule, progress)?)
    }

    /// What is served to those who ask at `at`, in microseconds since 1970-01-01.
    ///
    /// # Errors
    /// If a key is missing, or the online store does not answer.
    pub fn get(
        &self,
        plan: &ServicePlan,
        requests: &[OnlineRequest],
        at: i64,
    ) -> anyhow::Result<Vec<Vec<OnlineValue>>> {
        Ok(online(plan, self, requests, at)?)
    }

    /// What came true of the rows of `sides`, by the label view `named`: its label beside them.
    ///
    /// # Errors
    /// If there is no such label view, its source cannot be read, or the rows lack what it needs.
    pub fn labels(
        &self,
        named: &str,
        sides: JoinSides<'_>,
        progress: &dyn Progress,
    ) -> anyhow::Result<Joined> {
        let registry = self.registry()?;
        let (name, version) = registry.named(DefinitionKind::Label, named)?;
        let plan = ViewPlan::of(&registry, name, version)?;
        let horizon = match &version.definition {
            Definition::Label(label) => label.horizon.map_or(0, Span::micros),
            _ => 0,
        };
        let table = self.rows_of_view(&plan, progress)?;
        let names = plan.names();
        let entities = Entities {
            table: sides.table,
            time: sides.time,
        };
        Ok(label(
            entities,
            &plan.source(&table, &names),
            horizon,
            progress,
        )?)
    }

    /// Why a row of `sides` was given what it was given: view by view, whom it asks of, and every
    /// row of the source that was in question with what it holds.
    ///
    /// # Errors
    /// If there is no such row, or a source cannot be read.
    pub fn explain(
        &self,
        plan: &ServicePlan,
        sides: JoinSides<'_>,
        row: usize,
        progress: &dyn Progress,
    ) -> anyhow::Result<Vec<Explained>> {
        let mut all = Vec::with_capacity(plan.views.len());
        for view in &plan.views {
            let table = self.rows_of_view(view, progress)?;
            let names = view.names();
            let entities = Entities {
                table: sides.table,
                time: sides.time,
            };
            let found = explain(entities, &view.source(&table, &names), row, progress)?;
            let cells = |row: u32| -> Vec<String> {
                let places = names.iter().filter_map(|name| table.column_index(name));
                places
                    .map(|place| table.cell(row as usize, place))
                    .collect()
            };
            let (whom, candidates) = found;
            all.push(Explained {
                view: view.view.clone(),
                whom,
                rows: candidates
                    .into_iter()
                    .map(|one| {
                        let values = cells(one.row);
                        (one, values)
                    })
                    .collect(),
                names,
            });
        }
        Ok(all)
    }

    /// Compares what is served of a view with what its source gives now: entities that are served,
    /// and entities that the source knows.
    ///
    /// # Errors
    /// If the view was never materialised, or its source cannot be read.
    pub fn parity(
        &self,
        named: &str,
        progress: &dyn Progress,
    ) -> anyhow::Result<(i64, Vec<Parity>)> {
        let registry = self.registry()?;
        let (name, version) = registry.named(DefinitionKind::View, named)?;
        let plan = ViewPlan::of(&registry, name, version)?;
        let views = self.online.views()?;
        let kept = views
            .iter()
            .find(|view| view.name == name && view.version == version.number);
        let at = kept.and_then(|view| view.until).with_context(|| {
            format!("“{name}” was never materialised, so nothing of it is served. Do that first.")
        })?;
        let table = self.rows_of_view(&plan, progress)?;
        let n = kept.map_or(0, |view| view.rows.unsigned_abs() as usize);
        let step = (n / SAMPLED).max(1);
        let mut keys = self.online.keys(name, version.number, (0, n))?;
        keys = keys.into_iter().step_by(step).take(SAMPLED).collect();
        let rows = newest(&plan, &table, at, progress)?;
        let step = (rows.len() / SAMPLED).max(1);
        keys.extend(
            rows.into_iter()
                .step_by(step)
                .take(SAMPLED)
                .map(|row| row.key),
        );
        keys.sort_unstable();
        keys.dedup();
        let found = parity(&plan, self, (&table, &keys), at, progress)?;
        Ok((at, found))
    }

    /// A request that asks of the entity with these values of the keys of `plan`, as text.
    ///
    /// # Errors
    /// If a value is no value of what the request brings along.
    pub fn request(
        plan: &ServicePlan,
        given: &[(String, String)],
    ) -> anyhow::Result<OnlineRequest> {
        let asked = plan.request();
        let mut request = OnlineRequest::new();
        for (name, text) in given {
            let info = asked.iter().find(|info| info.name == *name);
            let value = match info {
                Some(info) => FeatureValue::parse(info.kind, text).with_context(|| {
                    format!(
                        "“{text}” is no value of “{name}”, which is of kind {}.",
                        info.kind
                    )
                })?,
                None => FeatureValue::Text(text.clone()),
            };
            request.insert(name.clone(), value);
        }
        Ok(request)
    }
}

pub(super) fn service(registry: &Registry, named: &str) -> anyhow::Result<ServicePlan> {
    let (name, version) = registry.named(DefinitionKind::Service, named)?;
    Ok(ServicePlan::of(registry, name, version)?)
}
