use super::{
    Entities, FeatureError, OnlineStore, Rule, ViewPlan, join,
    value::{FeatureValue, decode, key_values},
};
use crate::{
    data::{ColumnData, Table},
    terms::Progress,
};

/// Where serving and training part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parting {
    /// The online store knows nothing of an entity that the sources know: it was not materialised.
    NotServed,
    /// The sources know nothing of an entity that the online store knows: it was pushed, or is gone.
    NotInSource,
    /// Both know the entity, and gave another row: one of them is behind.
    Row,
    /// Both gave the same row with another value: the source was rewritten, or the formula is not
    /// the one that was materialised.
    Value,
}

impl Parting {
    /// In a few words.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotServed => "not served",
            Self::NotInSource => "not in the source",
            Self::Row => "another row",
            Self::Value => "another value of the same row",
        }
    }
}

/// A value on which serving and training differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Skew {
    /// Whom it is about.
    pub entity: Vec<String>,
    /// At which step they part: the first at which they differ.
    pub parting: Parting,
    /// What is served, and from when.
    pub online: (FeatureValue, Option<i64>),
    /// What a training set would hold, and from when.
    pub offline: (FeatureValue, Option<i64>),
}

/// How a feature is served against how it is learned from.
#[derive(Clone, Debug, PartialEq)]
pub struct Parity {
    /// The feature.
    pub feature: String,
    /// Entities that were compared.
    pub compared: usize,
    /// Entities with the same value, bit by bit, on both sides.
    pub same: usize,
    /// The first of those that differ.
    pub first: Option<Skew>,
}

/// Asks for each of `keys` what is served at `at`, computes the same of the sources with the
/// point-in-time join, and compares, feature by feature. `table` holds the rows of the view.
///
/// # Errors
/// If the store does not answer, a key is none, or the join fails.
pub fn parity(
    plan: &ViewPlan,
    store: &dyn OnlineStore,
    (table, keys): (&Table, &[Vec<u8>]),
    at: i64,
    progress: &dyn Progress,
) -> Result<Vec<Parity>, FeatureError> {
    const ASKED: &str = "asked at";
    let names = plan.names();
    let n_keys = plan.entity.keys.len();
    let read = |key: &Vec<u8>| key_values(key).filter(|values| values.len() == n_keys);
    let whom: Option<Vec<Vec<String>>> = keys.iter().map(read).collect();
    let whom = whom.ok_or_else(|| FeatureError::Store("a key cannot be read".to_owned()))?;
    let mut columns: Vec<(String, ColumnData)> = Vec::with_capacity(n_keys + 1);
    for (place, name) in plan.entity.keys.iter().enumerate() {
        let values = whom.iter().map(|values| Some(values[place].clone()));
        columns.push((name.clone(), ColumnData::Texts(values.collect())));
    }
    columns.push((
        ASKED.to_owned(),
        ColumnData::Times(vec![Some(at); whom.len()]),
    ));
    let own = FeatureError::of("The entities");
    let rows = Table::from_columns(columns).map_err(&own)?;
    let entities = Entities {
        table: &rows,
        time: ASKED,
    };
    let source = plan.source(table, &names);
    let joined = join(entities, &source, Rule::PointInTime, progress)?;
    let stored = store
        .read(&plan.view, plan.version.number, keys)
        .map_err(FeatureError::Store)?;
    let is_young = |time: i64| {
        plan.ttl
            .is_none_or(|ttl| i128::from(at) - i128::from(time) <= i128::from(ttl))
    };
    let online: Vec<Option<(i64, Vec<FeatureValue>)>> = stored
        .into_iter()
        .map(|row| {
            let row = row.filter(|row| row.event_time <= at && is_young(row.event_time))?;
            Some((row.event_time, decode(&row.values)?))
        })
        .collect();
    let mut found = Vec::with_capacity(names.len());
    for (place, name) in names.iter().enumerate() {
        let data = table.column_data(name).map_err(&own)?;
        let mut parity = Parity {
            feature: name.clone(),
            compared: whom.len(),
            same: 0,
            first: None,
        };
        for (entity, online) in whom.iter().enumerate().zip(&online) {
            let (at_row, entity) = entity;
            let row = joined.rows[at_row];
            let offline = row.map(|row| FeatureValue::at(&data, row as usize));
            let known = joined.ages[at_row].map(|age| at.saturating_sub(age));
            let served = online
                .as_ref()
                .and_then(|(time, values)| Some((*time, values.get(place)?)));
            let parting = match (&served, &offline) {
                (None, None) => None,
                (None, Some(_)) => Some(Parting::NotServed),
                (Some(_), None) => Some(Parting::NotInSource),
                (Some((_, a)), Some(b)) if a.is_same(b) => None,
                (Some((time, _)), Some(_)) if Some(*time) != known => Some(Parting::Row),
                (Some(_), Some(_)) => Some(Parting::Value),
            };
            let Some(parting) = parting else {
                parity.same += 1;
                continue;
            };
            parity.first.get_or_insert_with(|| Skew {
                entity: entity.clone(),
                parting,
                online: served.map_or((FeatureValue::Null, None), |(time, value)| {
                    (value.clone(), Some(time))
                }),
                offline: (offline.unwrap_or(FeatureValue::Null), known),
            });
        }
        found.push(parity);
    }
    Ok(found)
}
