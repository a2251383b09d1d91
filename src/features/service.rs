use super::{
    Definition, DefinitionKind, Entities, FeatureError, Joined, OnlineRequest, OnlineValue,
    Registry, Rule, ValueStatus, Version, ViewPlan, definition::split, join, value::FeatureValue,
};
use crate::{
    data::{ColumnInfo, Table, sql::Formula},
    terms::{Part, Progress},
};

/// A version of a feature service with everything that it takes to answer: the one list that
/// training and serving both read.
#[derive(Clone)]
pub struct ServicePlan {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// Its features by name, in its order.
    pub names: Vec<String>,
    /// The same with their kinds.
    pub schema: Vec<ColumnInfo>,
    /// The views that it reads, those that formulas need included.
    pub views: Vec<ViewPlan>,
    /// What is computed on demand.
    demands: Vec<Demand>,
    /// Where each feature comes from.
    pub(super) places: Vec<Place>,
}

/// An on-demand view, understood.
#[derive(Clone)]
struct Demand {
    request: Vec<ColumnInfo>,
    formulas: Vec<(ColumnInfo, Formula)>,
}

/// Where a feature comes from.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// A feature of a view, by their places.
    View(usize, usize),
    /// A formula of an on-demand view, by their places.
    Demand(usize, usize),
}

impl Place {
    /// What row `row` is given of the feature here.
    pub(super) fn of(
        self,
        views: &[Vec<Vec<OnlineValue>>],
        demands: &[Vec<Vec<FeatureValue>>],
        row: usize,
    ) -> OnlineValue {
        match self {
            Self::View(view, feature) => views[view][row][feature].clone(),
            Self::Demand(demand, formula) => {
                let value = demands[demand][formula][row].clone();
                OnlineValue {
                    status: if value == FeatureValue::Null {
                        ValueStatus::NullValue
                    } else {
                        ValueStatus::Present
                    },
                    value,
                    event_time: None,
                }
            }
        }
    }
}

/// A training set: the entity rows with the features of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Historical {
    /// The entity rows in their order, with the features behind them.
    pub table: Table,
    /// View by view, what each entity row was given.
    pub given: Vec<Given>,
}

/// What the entity rows were given of one view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The view.
    pub view: String,
    /// The row of the view that each entity row was given; nothing where there was none.
    pub rows: Vec<Option<u32>>,
    /// How old it was, in microseconds.
    pub ages: Vec<Option<i64>>,
}

impl ServicePlan {
    /// Everything behind version `version` of the service `name`.
    ///
    /// # Errors
    /// If it is no service, or something behind it is gone.
    pub fn of(registry: &Registry, name: &str, version: &Version) -> Result<Self, FeatureError> {
        let Definition::Service(service) = &version.definition else {
            let text = format!("“{name}” is no feature service. Name one of those.");
            return Err(FeatureError::Invalid(text));
        };
        let mut plan = Self {
            name: name.to_owned(),
            version: version.number,
            names: version
                .schema
                .iter()
                .map(|info| info.name.clone())
                .collect(),
            schema: version.schema.clone(),
            views: Vec::new(),
            demands: Vec::new(),
            places: Vec::new(),
        };
        let mut demanded: Vec<(String, Version)> = Vec::new();
        for reference in &service.features {
            let (view, feature) = split(reference);
            let (kind, read) = read(registry, version, view)?;
            let wanted = |(place, info): (usize, &ColumnInfo)| {
                feature
                    .is_none_or(|name| info.name == name)
                    .then_some(place)
            };
            let wanted = read.schema.iter().enumerate().filter_map(wanted);
            if kind == DefinitionKind::View {
                let at = plan.view(registry, view, read)?;
                plan.places
                    .extend(wanted.map(|place| Place::View(at, place)));
            } else {
                let known = demanded.iter().position(|(name, _)| name == view);
                let at = known.unwrap_or(demanded.len());
                if known.is_none() {
                    demanded.push((view.to_owned(), read.clone()));
                }
                plan.places
                    .extend(wanted.map(|place| Place::Demand(at, place)));
            }
        }
        for (name, version) in &demanded {
            let demand = plan.demand(registry, name, version)?;
            plan.demands.push(demand);
        }
        Ok(plan)
    }

    /// The place of a view, which is taken in if it is not there.
    fn view(
        &mut self,
        registry: &Registry,
        name: &str,
        version: &Version,
    ) -> Result<usize, FeatureError> {
        if let Some(at) = self.views.iter().position(|known| known.view == name) {
            return Ok(at);
        }
        self.views.push(ViewPlan::of(registry, name, version)?);
        Ok(self.views.len() - 1)
    }

    fn demand(
        &mut self,
        registry: &Registry,
        name: &str,
        version: &Version,
    ) -> Result<Demand, FeatureError> {
        let Definition::OnDemand(view) = &version.definition else {
            let text = format!("“{name}” is no on-demand view. Name one of those.");
            return Err(FeatureError::Invalid(text));
        };
        let mut columns = view.request.clone();
        for needed in &view.views {
            let (_, read) = read(registry, version, needed)?;
            columns.extend(read.schema.iter().cloned());
            self.view(registry, needed, read)?;
        }
        let own = FeatureError::of(&format!("The on-demand view “{name}”"));
        let formula = |feature: &super::Feature| {
            let quoted = crate::data::sql::quote(&feature.name);
            let text = feature.formula.as_deref().unwrap_or(&quoted);
            let formula = Formula::parse(text, &columns).map_err(&own)?;
            let info = ColumnInfo {
                name: feature.name.clone(),
                kind: formula.kind(),
            };
            Ok((info, formula))
        };
        Ok(Demand {
            request: view.request.clone(),
            formulas: view
                .features
                .iter()
                .map(formula)
                .collect::<Result<_, FeatureError>>()?,
        })
    }

    /// The columns that say whom one asks of, each once.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for key in self.views.iter().flat_map(|view| &view.entity.keys) {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        keys
    }

    /// What a request brings along for the formulas.
    pub fn request(&self) -> Vec<ColumnInfo> {
        let mut columns: Vec<ColumnInfo> = Vec::new();
        for column in self.demands.iter().flat_map(|demand| &demand.request) {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        columns
    }

    /// Every value that is computed on demand: by on-demand view, formula and row.
    pub(super) fn compute_online(
        &self,
        views: &[Vec<Vec<OnlineValue>>],
        requests: &[OnlineRequest],
    ) -> Result<Vec<Vec<Vec<FeatureValue>>>, FeatureError> {
        let mut all = Vec::with_capacity(self.demands.len());
        for demand in &self.demands {
            let mut columns = Vec::new();
            for info in &demand.request {
                let values = requests
                    .iter()
                    .map(|request| {
                        request.get(&info.name).ok_or_else(|| {
                            FeatureError::Invalid(format!(
                                "“{}” is missing: a formula of “{}” reads it from the request. Send it along, or null.",
                                info.name, self.name
                            ))
                        })
                    })
                    .collect::<Result<Vec<_>, _>>()?;
                let column = FeatureValue::column(info.kind, values.into_iter());
                columns.push((info.name.clone(), column));
            }
            for (view, answers) in self.views.iter().zip(views) {
                for (place, info) in view.version.schema.iter().enumerate() {
                    let read = demand.formulas.iter();
                    let mut read =
                        read.filter(|(_, formula)| formula.inputs().contains(&info.name));
                    let known = columns.iter().any(|(name, _)| *name == info.name);
                    if read.next().is_some() && !known {
                        let values = answers.iter().map(|values| &values[place].value);
                        columns.push((info.name.clone(), FeatureValue::column(info.kind, values)));
                    }
                }
            }
            all.push(compute(demand, columns, requests.len())?);
        }
        Ok(all)
    }

    /// The features of each entity row as they were known when it asks. `tables` are the rows of
    /// [`Self::views`], in their order.
    ///
    /// # Errors
    /// As [`join()`], if the entity rows have a column of the name of a feature already, or lack
    /// what a formula reads.
    pub fn historical(
        &self,
        entities: Entities<'_>,
        tables: &[Table],
        rule: Rule,
        progress: &dyn Progress,
    ) -> Result<Historical, FeatureError> {
        let taken = self
            .names
            .iter()
            .find(|name| entities.table.column_index(name).is_some());
        if let Some(name) = taken {
            return Err(FeatureError::Invalid(format!(
                "The entity rows have a column “{name}” already, and “{}” gives one of that name. Leave it out of the rows.",
                self.name
            )));
        }
        let mut given = Vec::new();
        let mut parts: Vec<Table> = Vec::new();
        let n = self.views.len().max(1) as f32;
        for (place, (view, table)) in self.views.iter().zip(tables).enumerate() {
            let part = Part::new(progress, place as f32 / n, (place + 1) as f32 / n);
            let columns = view.names();
            let keys = &view.entity.keys;
            // The entity rows with nothing but what the join needs, so that no name occurs twice.
            let mut needed: Vec<&str> = keys.iter().map(String::as_str).collect();
            if !needed.contains(&entities.time) {
                needed.push(entities.time);
            }
            let own = FeatureError::of("The entity rows");
            let rows = entities.table.select(&needed).map_err(own)?;
            let asking = Entities {
                table: &rows,
                time: entities.time,
            };
            let joined: Joined = join(asking, &view.source(table, &columns), rule, &part)?;
            let n_before = needed.len();
            let all = joined.table.columns().iter().skip(n_before);
            let all: Vec<String> = all.map(|info| info.name.clone()).collect();
            let mut found = joined
                .table
                .select(&all.iter().map(String::as_str).collect::<Vec<_>>())
                .map_err(FeatureError::of("The joined rows"))?;
            for (name, column) in all.iter().zip(&columns) {
                if name != column {
                    found = found
                        .renamed(name, column)
                        .map_err(FeatureError::of("The joined rows"))?;
                }
            }
            parts.push(found);
            given.push(Given {
                view: view.view.clone(),
                rows: joined.rows,
                ages: joined.ages,
            });
        }
        let table = self.beside(entities.table, &parts)?;
        Ok(Historical { table, given })
    }

    /// The entity rows with the features behind them.
    fn beside(&self, entities: &Table, parts: &[Table]) -> Result<Table, FeatureError> {
        let mut computed = Vec::new();
        for demand in &self.demands {
            let mut columns = Vec::new();
            for (_, formula) in &demand.formulas {
                for input in formula.inputs() {
                    if columns.iter().any(|(name, _)| name == input) {
                        continue;
                    }
                    let is_asked = demand.request.iter().any(|info| info.name == *input);
                    let holder = if is_asked {
                        Some(entities)
                    } else {
                        parts.iter().find(|part| part.column_index(input).is_some())
                    };
                    let own = FeatureError::of("The entity rows");
                    let data = holder.unwrap_or(entities).column_data(input).map_err(own)?;
                    columns.push((input.clone(), data));
                }
            }
            computed.push(compute(demand, columns, entities.n_rows())?);
        }
        let mut table = entities.clone();
        for (name, place) in self.names.iter().zip(&self.places) {
            let own = FeatureError::of(&format!("The feature service “{}”", self.name));
            let data = match *place {
                Place::View(view, feature) => {
                    let name = &self.views[view].version.schema[feature].name;
                    parts[view].column_data(name).map_err(&own)?
                }
                Place::Demand(demand, formula) => {
                    let (info, _) = &self.demands[demand].formulas[formula];
                    FeatureValue::column(info.kind, computed[demand][formula].iter())
                }
            };
            table = table.with_column(name, data).map_err(&own)?;
        }
        Ok(table)
    }
}

/// The view or on-demand view that `version` was made with, under `name`.
fn read<'a>(
    registry: &'a Registry,
    version: &Version,
    name: &str,
) -> Result<(DefinitionKind, &'a Version), FeatureError> {
    let mut read = version.reads.iter().filter(|(_, called, _)| called == name);
    let (kind, name, number) = read.next().ok_or_else(|| {
        FeatureError::Invalid(format!("“{name}” is not what this version was made with."))
    })?;
    let (_, version) = registry.named(*kind, &format!("{name}@{number}"))?;
    Ok((*kind, version))
}

/// Every formula over `columns`: by formula and row.
fn compute(
    demand: &Demand,
    columns: Vec<(String, crate::data::ColumnData)>,
    n: usize,
) -> Result<Vec<Vec<FeatureValue>>, FeatureError> {
    let own = FeatureError::of("A formula");
    // A formula may read nothing, and still has a value for every row.
    let rows = vec![Some(0_i64); n];
    let mut columns = columns;
    if columns.is_empty() {
        columns.push(("rows".to_owned(), crate::data::ColumnData::Integers(rows)));
    }
    let table = Table::from_columns(columns).map_err(&own)?;
    let mut all = Vec::with_capacity(demand.formulas.len());
    for (_, formula) in &demand.formulas {
        let column = formula.column(&table).map_err(&own)?;
        all.push((0..n).map(|row| FeatureValue::at(&column, row)).collect());
    }
    Ok(all)
}
