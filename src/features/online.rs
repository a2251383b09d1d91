use std::collections::BTreeMap;

use super::{
    Entities, FeatureError, ServicePlan, ViewPlan,
    keys::keys,
    timeline::Timeline,
    value::{FeatureValue, decode, encode, entity_key},
};
use crate::{data::Table, stats::MISSING, terms::Progress};

/// A row of the online store: the newest that was known of one entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlineRow {
    /// Whom it is about, as [`entity_key`] writes it.
    pub key: Vec<u8>,
    /// From when on it was known, in microseconds since 1970-01-01.
    pub event_time: i64,
    /// When it was written, in microseconds since 1970-01-01; the lowest number if nobody said.
    pub created: i64,
    /// The values of the view's features, in their order.
    pub values: Vec<u8>,
}

/// Where the newest rows are kept.
pub trait OnlineStore: Send + Sync {
    /// What is kept for each of `keys` of version `version` of `view`.
    ///
    /// # Errors
    /// In words, if the store does not answer.
    fn read(
        &self,
        view: &str,
        version: i64,
        keys: &[Vec<u8>],
    ) -> Result<Vec<Option<OnlineRow>>, String>;
}

/// Why a value is as it is, in the words of Feast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueStatus {
    /// There is a value.
    Present,
    /// The newest row has a gap there.
    NullValue,
    /// Nothing is known of this entity.
    NotFound,
    /// The newest row is older than the time to live.
    OutsideMaxAge,
}

impl ValueStatus {
    /// Its name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "PRESENT",
            Self::NullValue => "NULL_VALUE",
            Self::NotFound => "NOT_FOUND",
            Self::OutsideMaxAge => "OUTSIDE_MAX_AGE",
        }
    }
}

/// What an entity is given of one feature.
#[derive(Clone, Debug, PartialEq)]
pub struct OnlineValue {
    /// The value; a gap unless it is there.
    pub value: FeatureValue,
    /// Why it is as it is.
    pub status: ValueStatus,
    /// From when on it was known; nothing where nothing is known, and for what is computed on
    /// demand.
    pub event_time: Option<i64>,
}

/// An entity that asks: its keys, and what the request brings along, by their names.
pub type OnlineRequest = BTreeMap<String, FeatureValue>;

/// The newest row of every entity that was known at `until`, sorted by key: the row that the
/// point-in-time join gives to who asks then, if it is young enough.
///
/// # Errors
/// If the table does not hold what the view needs, or somebody stops it.
pub fn newest(
    plan: &ViewPlan,
    table: &Table,
    until: i64,
    progress: &dyn Progress,
) -> Result<Vec<OnlineRow>, FeatureError> {
    let names = plan.names();
    let source = plan.source(table, &names);
    let own = FeatureError::of(&format!("The feature view “{}”", plan.view));
    let entities = Entities {
        table,
        time: source.time,
    };
    source.check(entities)?;
    let keys = keys(&source, entities)?;
    let timeline = Timeline::of(&source, &keys, progress)?;
    let read = |name: &String| table.column_data(name).map_err(&own);
    let columns = names.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let written = match source.created {
        Some(column) => table.times(column).map_err(&own)?,
        None => Vec::new(),
    };
    let whom: Vec<_> = source
        .keys
        .iter()
        .map(|key| table.categories(key).map_err(&own))
        .collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for key in 0..keys.n as u32 {
        if key % 4096 == 0 {
            progress.check()?;
        }
        let known = timeline.of_key(key);
        let end = known.partition_point(|(time, _)| *time <= until);
        let Some(&(event_time, row)) = end.checked_sub(1).and_then(|last| known.get(last)) else {
            continue;
        };
        let row = row as usize;
        let values = whom.iter().filter_map(|categories| {
            let code = categories.codes.get(row).filter(|code| **code != MISSING)?;
            categories.levels.get(*code as usize).map(String::as_str)
        });
        rows.push(OnlineRow {
            key: entity_key(values),
            event_time,
            created: written.get(row).copied().flatten().unwrap_or(i64::MIN),
            values: encode(columns.iter().map(|column| FeatureValue::at(column, row))),
        });
    }
    rows.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    Ok(rows)
}

/// What `store` knows at `at` of those who ask: one row per request, one value per feature of the
/// service, in its order. The time to live counts exactly as in the point-in-time join.
///
/// # Errors
/// If a request lacks a key or what a formula reads, or the store does not answer.
pub fn online(
    plan: &ServicePlan,
    store: &dyn OnlineStore,
    requests: &[OnlineRequest],
    at: i64,
) -> Result<Vec<Vec<OnlineValue>>, FeatureError> {
    let mut answers: Vec<Vec<OnlineValue>> =
        vec![Vec::with_capacity(plan.names.len()); requests.len()];
    let mut by_view = Vec::with_capacity(plan.views.len());
    for view in &plan.views {
        let keys = requests
            .iter()
            .map(|request| key_of(view, request))
            .collect::<Result<Vec<_>, _>>()?;
        let rows = store
            .read(&view.view, view.version.number, &keys)
            .map_err(FeatureError::Store)?;
        let values: Vec<Vec<OnlineValue>> = rows
            .into_iter()
            .map(|row| values_of(view, row, at))
            .collect::<Result<_, _>>()?;
        by_view.push(values);
    }
    let computed = plan.compute_online(&by_view, requests)?;
    for (row, answer) in answers.iter_mut().enumerate() {
        for place in &plan.places {
            answer.push(place.of(&by_view, &computed, row));
        }
    }
    Ok(answers)
}

/// The key of the entity that a request is about.
fn key_of(plan: &ViewPlan, request: &OnlineRequest) -> Result<Vec<u8>, FeatureError> {
    let mut values = Vec::with_capacity(plan.entity.keys.len());
    for key in &plan.entity.keys {
        let value = request
            .get(key)
            .map(FeatureValue::text)
            .filter(|text| !text.is_empty());
        let value = value.ok_or_else(|| {
            FeatureError::Invalid(format!(
                "The key “{key}” of “{}” is missing. Say whom you ask of.",
                plan.view
            ))
        })?;
        values.push(value);
    }
    Ok(entity_key(values.iter().map(String::as_str)))
}

/// What a row of the store is worth at `at`, feature by feature.
fn values_of(
    plan: &ViewPlan,
    row: Option<OnlineRow>,
    at: i64,
) -> Result<Vec<OnlineValue>, FeatureError> {
    let n = plan.version.schema.len();
    let nothing = |status, event_time| OnlineValue {
        value: FeatureValue::Null,
        status,
        event_time,
    };
    // What is known only later is not known yet.
    let Some(row) = row.filter(|row| row.event_time <= at) else {
        return Ok(vec![nothing(ValueStatus::NotFound, None); n]);
    };
    let age = i128::from(at) - i128::from(row.event_time);
    if plan.ttl.is_some_and(|ttl| age > i128::from(ttl)) {
        return Ok(vec![
            nothing(
                ValueStatus::OutsideMaxAge,
                Some(row.event_time)
            );
            n
        ]);
    }
    let values = decode(&row.values).filter(|values| values.len() == n);
    let values = values.ok_or_else(|| {
        FeatureError::Store(format!(
            "what is kept of “{}” cannot be read; materialise it again",
            plan.view
        ))
    })?;
    let value = |value| OnlineValue {
        status: if value == FeatureValue::Null {
            ValueStatus::NullValue
        } else {
            ValueStatus::Present
        },
        value,
        event_time: Some(row.event_time),
    };
    Ok(values.into_iter().map(value).collect())
}
