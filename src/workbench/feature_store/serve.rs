use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Map, Value, json};

use super::FeatureStore;
use crate::{
    data::{ColumnData, ColumnInfo, Kind, Table, time_text},
    features::{
        DefinitionKind, FeatureError, FeatureValue, OnlineRequest, OnlineValue, ServicePlan,
        ViewPlan, online,
    },
    serving::{FeatureServer, LookUp, Refused},
    steps::StoredFeatures,
    workbench::Clock,
};

/// Entities of one request at most.
const MOST_ENTITIES: usize = 10_000;

/// Answers requests about features; services are understood once, until the catalog changes.
pub(in crate::workbench) struct Server {
    store: FeatureStore,
    clock: Clock,
    plans: Mutex<Plans>,
}

/// Services that were understood, and the state of the catalog that they belong to.
#[derive(Default)]
struct Plans {
    changed: i64,
    known: BTreeMap<String, Arc<ServicePlan>>,
}

impl FeatureStore {
    /// What answers requests about features over HTTP.
    pub(in crate::workbench) fn server(&self, clock: &Clock) -> Server {
        Server {
            store: self.clone(),
            clock: Arc::clone(clock),
            plans: Mutex::default(),
        }
    }

    /// What the inputs of a model are looked up with: the version of the service that it was
    /// trained with, as of now.
    ///
    /// # Errors
    /// If there is no such service any more.
    pub(in crate::workbench) fn look_up(
        &self,
        stored: &StoredFeatures,
        clock: &Clock,
    ) -> anyhow::Result<LookUp> {
        let plan = self.service(&stored.service)?;
        let (store, clock) = (self.clone(), Arc::clone(clock));
        Ok(Arc::new(move |keys: &Vec<(String, ColumnData)>| {
            let n = keys.first().map_or(0, |(_, data)| data.len());
            let request = |row: usize| -> OnlineRequest {
                let values = keys.iter();
                let values = values.map(|(name, data)| (name.clone(), FeatureValue::at(data, row)));
                values.collect()
            };
            let requests: Vec<OnlineRequest> = (0..n).map(request).collect();
            let rows = online(&plan, &store, &requests, clock()).map_err(|err| refused(&err))?;
            Ok(columns(&plan.schema, &rows))
        }))
    }
}

fn columns(schema: &[ColumnInfo], rows: &[Vec<OnlineValue>]) -> Vec<(String, ColumnData)> {
    let column = |(place, info): (usize, &ColumnInfo)| {
        let values = rows.iter().map(|row| &row[place].value);
        (info.name.clone(), FeatureValue::column(info.kind, values))
    };
    schema.iter().enumerate().map(column).collect()
}

/// Only a store that does not answer is not the client's to mend.
fn refused(err: &FeatureError) -> Refused {
    match err {
        FeatureError::Store(_) | FeatureError::Cancelled(_) => Refused::Store(err.to_string()),
        FeatureError::Invalid(_) | FeatureError::Data { .. } => Refused::Request(err.to_string()),
    }
}

impl Server {
    fn plan(&self, named: &str) -> Result<Arc<ServicePlan>, Refused> {
        let changed = self.store.store.definitions_changed();
        let changed = changed.map_err(|err| Refused::Store(err.to_string()))?;
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if plans.changed != changed {
            *plans = Plans {
                changed,
                known: BTreeMap::new(),
            };
        }
        if let Some(plan) = plans.known.get(named) {
            return Ok(Arc::clone(plan));
        }
        let plan = self.store.service(named);
        let plan = Arc::new(plan.map_err(|err| Refused::Request(format!("{err:#}")))?);
        plans.known.insert(named.to_owned(), Arc::clone(&plan));
        Ok(plan)
    }
}

impl FeatureServer for Server {
    /// `{"feature_service": "flights", "entities": {"origin": ["EWR", "JFK"]}}`, as Feast has it.
    /// `"at"` asks as if it were another time.
    fn get(&self, asked: &Value) -> Result<Value, Refused> {
        let bad = |text: &str| Refused::Request(text.to_owned());
        let service = asked.get("feature_service").and_then(Value::as_str);
        let service = service.ok_or_else(|| {
            bad("name a feature_service, as in {\"feature_service\": \"flights\", \"entities\": {\"origin\": [\"EWR\"]}}")
        })?;
        let plan = self.plan(service)?;
        let entities = asked.get("entities").and_then(Value::as_object);
        let entities = entities.ok_or_else(|| {
            bad("say whom you ask of: \"entities\" with a list of values for each key")
        })?;
        let at = match asked.get("at").and_then(Value::as_str) {
            None => (self.clock)(),
            Some(text) => crate::data::time_of(text)
                .ok_or_else(|| bad("\"at\" must be a time, as in 2013-06-30 12:00"))?,
        };
        let requests = requests(&plan, entities)?;
        let rows = online(&plan, &self.store, &requests, at).map_err(|err| refused(&err))?;
        let results = (0..plan.names.len()).map(|place| {
            let of = |row: &Vec<OnlineValue>| row[place].clone();
            let values: Vec<OnlineValue> = rows.iter().map(of).collect();
            json!({
                "values": values.iter().map(|one| one.value.to_json()).collect::<Vec<_>>(),
                "statuses": values.iter().map(|one| one.status.name()).collect::<Vec<_>>(),
                "event_timestamps": values
                    .iter()
                    .map(|one| one.event_time.map(time_text))
                    .collect::<Vec<_>>(),
            })
        });
        Ok(json!({
            "metadata": {
                "feature_names": plan.names,
                "feature_service": format!("{}@{}", plan.name, plan.version),
            },
            "results": results.collect::<Vec<_>>(),
        }))
    }

    /// `{"push_source_name": "weather", "df": {"origin": ["EWR"], "time": ["…"], "temp": [3.5]}}`,
    /// where the source is the feature view, and the columns are those that it reads.
    fn push(&self, pushed: &Value) -> Result<Value, Refused> {
        let bad = |text: String| Refused::Request(text);
        let view = pushed.get("push_source_name").and_then(Value::as_str);
        let view = view.ok_or_else(|| {
            bad(
                "name the feature view as \"push_source_name\", and give its columns as \"df\""
                    .to_owned(),
            )
        })?;
        let columns = pushed.get("df").and_then(Value::as_object);
        let columns = columns.ok_or_else(|| bad("give the columns as \"df\"".to_owned()))?;
        let kinds = self.kinds_of(view)?;
        let columns = columns
            .iter()
            .map(|(name, values)| {
                let values = values.as_array();
                let values =
                    values.ok_or_else(|| bad(format!("“{name}” must be a list of values")))?;
                let kind = kinds.iter().find(|info| info.name == *name);
                column(name, kind.map(|info| info.kind), values)
            })
            .collect::<Result<Vec<_>, Refused>>()?;
        let table = Table::from_columns(columns).map_err(|err| bad(err.to_string()))?;
        let taken = self.store.push(view, &table, (self.clock)());
        let (taken, rows) =
            taken.map_err(|err| match err.downcast_ref::<crate::store::StoreError>() {
                Some(_) => Refused::Store(format!("{err:#}")),
                None => bad(format!("{err:#}")),
            })?;
        Ok(json!({ "rows": rows, "taken": taken }))
    }
}

impl Server {
    /// What a view reads, as far as its definition says what it is.
    fn kinds_of(&self, view: &str) -> Result<Vec<ColumnInfo>, Refused> {
        let bad = |err: String| Refused::Request(err);
        let registry = self.store.registry();
        let registry = registry.map_err(|err| Refused::Store(format!("{err:#}")))?;
        let found = registry.named(DefinitionKind::View, view);
        let (name, version) = found.map_err(|err| bad(err.to_string()))?;
        let plan = ViewPlan::of(&registry, name, version).map_err(|err| bad(err.to_string()))?;
        let mut kinds = version.schema.clone();
        let times = [Some(&plan.source.time), plan.source.created.as_ref()];
        kinds.extend(times.into_iter().flatten().map(|name| ColumnInfo {
            name: name.clone(),
            kind: Kind::Time,
        }));
        kinds.extend(plan.entity.keys.iter().map(|name| ColumnInfo {
            name: name.clone(),
            kind: Kind::Text,
        }));
        Ok(kinds)
    }
}

/// A column of JSON values; of what its definition says, else of what its first value is.
fn column(
    name: &str,
    kind: Option<Kind>,
    values: &[Value],
) -> Result<(String, ColumnData), Refused> {
    let of_value = |value: &Value| match value {
        Value::Bool(_) => Kind::Boolean,
        Value::Number(_) => Kind::Decimal,
        _ => Kind::Text,
    };
    let known = || values.iter().find(|value| !value.is_null());
    let kind = kind.or_else(|| known().map(of_value)).unwrap_or(Kind::Text);
    let read = |value: &Value| {
        let value = match (kind, value) {
            // Keys are text here, whatever they were.
            (Kind::Text, Value::Number(number)) => Value::String(number.to_string()),
            _ => value.clone(),
        };
        FeatureValue::from_json(kind, &value).ok_or_else(|| {
            Refused::Request(format!(
                "“{name}” must hold values of kind {kind}, not {value}"
            ))
        })
    };
    let values = values.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok((name.to_owned(), FeatureValue::column(kind, values.iter())))
}

/// One request per place in the lists.
fn requests(
    plan: &ServicePlan,
    entities: &Map<String, Value>,
) -> Result<Vec<OnlineRequest>, Refused> {
    let bad = |text: String| Refused::Request(text);
    let kinds = plan.request();
    let mut requests: Vec<OnlineRequest> = Vec::new();
    for (place, (name, values)) in entities.iter().enumerate() {
        let values = values.as_array();
        let values = values.ok_or_else(|| bad(format!("“{name}” must be a list of values")))?;
        if values.len() > MOST_ENTITIES {
            return Err(bad(format!(
                "{} entities are too many for one request: ask of at most {MOST_ENTITIES}",
                values.len()
            )));
        }
        if place == 0 {
            requests.resize_with(values.len(), OnlineRequest::new);
        }
        if values.len() != requests.len() {
            return Err(bad(format!(
                "“{name}” has {} values, and another key has {}: each entity needs all of them",
                values.len(),
                requests.len()
            )));
        }
        let kind = kinds.iter().find(|info| info.name == *name);
        let (_, column) = column(
            name,
            kind.map_or(Some(Kind::Text), |info| Some(info.kind)),
            values,
        )?;
        for (row, request) in requests.iter_mut().enumerate() {
            request.insert(name.clone(), FeatureValue::at(&column, row));
        }
    }
    Ok(requests)
}
