//! What is wrong with a definition by itself, whatever stands behind it.

use std::collections::HashSet;

use super::{
    DataSource, Defined, Entity, Feature, FeatureError, FeatureView, definition_file::check_name,
    plan::wrong,
};

pub(super) fn check_keys(one: &Defined, entity: &Entity) -> Result<(), FeatureError> {
    let mut seen = HashSet::new();
    if entity.keys.is_empty() {
        return Err(wrong(
            one,
            "it has no key; name the columns that say which one it is",
        ));
    }
    match entity.keys.iter().find(|key| !seen.insert(*key)) {
        Some(twice) => Err(wrong(one, &format!("the key “{twice}” stands there twice"))),
        None => Ok(()),
    }
}

pub(super) fn check_source(one: &Defined, source: &DataSource) -> Result<(), FeatureError> {
    match (&source.data, &source.sql) {
        (Some(_), Some(_)) => Err(wrong(
            one,
            "it has both data and sql; leave one of them out",
        )),
        (None, None) => Err(wrong(
            one,
            "it has neither data nor sql; give it one of them",
        )),
        (Some(_), None) if !source.reads.is_empty() => Err(wrong(
            one,
            "“reads” names the tables of a query, and it has none",
        )),
        (None, Some(_)) if source.reads.is_empty() => Err(wrong(
            one,
            "its query reads no table; name them, as in reads = { flights = \"flights.csv\" }",
        )),
        _ => Ok(()),
    }
}

pub(super) fn check_view(
    one: &Defined,
    view: &FeatureView,
    entity: &Entity,
) -> Result<(), FeatureError> {
    check_features(one, &view.features)?;
    if let Some(key) = view
        .features
        .iter()
        .find(|one| entity.keys.contains(&one.name))
    {
        return Err(wrong(
            one,
            &format!(
                "“{}” is a key of its entity, so whoever asks knows it already; leave it out",
                key.name
            ),
        ));
    }
    match view.ttl {
        Some(ttl) if ttl.micros() <= 0 => {
            Err(wrong(one, "its time to live must be longer than nothing"))
        }
        _ => Ok(()),
    }
}

/// The times of the source are needed as they are.
pub(super) fn check_times(
    one: &Defined,
    view: &FeatureView,
    source: &DataSource,
) -> Result<(), FeatureError> {
    let is_time = |name: &String| *name == source.time || Some(name) == source.created.as_ref();
    let mut made = view.features.iter().filter(|one| one.formula.is_some());
    match made.find(|feature| is_time(&feature.name)) {
        Some(time) => Err(wrong(
            one,
            &format!(
                "a formula cannot be called “{}”, as a time of its source is; rename it",
                time.name
            ),
        )),
        None => Ok(()),
    }
}

pub(super) fn check_features(one: &Defined, features: &[Feature]) -> Result<(), FeatureError> {
    let mut seen = HashSet::new();
    if features.is_empty() {
        return Err(wrong(one, "it has no feature"));
    }
    for feature in features {
        check_name(&feature.name)?;
        if !seen.insert(&feature.name) {
            return Err(wrong(
                one,
                &format!("the feature “{}” stands there twice", feature.name),
            ));
        }
    }
    Ok(())
}
