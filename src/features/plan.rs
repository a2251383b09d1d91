use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};

use super::{
    DataSource, Defined, Definition, DefinitionKind, Entity, Feature, FeatureError, LabelView,
    OnDemandView, Registry, Version,
    check::{check_features, check_keys, check_source, check_times, check_view},
    definition::split,
    definition_file::check_name,
    fingerprint::{self, hash},
    registry::Key,
};
use crate::data::{ColumnInfo, Kind, sql::Formula};

/// What becomes of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is new.
    New,
    /// It was removed, and comes back.
    Back,
    /// Its values change: it gets another version.
    Version,
    /// It says again what an earlier version said: that one counts again.
    Earlier,
    /// Only what people say of it changes.
    About,
    /// Nothing changes.
    Nothing,
}

/// A definition as it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What becomes of it.
    pub what: What,
    /// Its name and what people say of it.
    pub defined: Defined,
    /// The version that will count.
    pub version: Version,
}

/// Finds the columns of a source.
pub type SchemaOf<'a> = &'a mut dyn FnMut(&DataSource) -> Result<Vec<ColumnInfo>, FeatureError>;

/// What the catalog becomes when `defined` is taken in at `at`.
///
/// One entry for each definition that was given, and for each that gets another version because
/// something behind it did. A version arises only where a value may change. `schema_of` is asked
/// only for sources of such versions.
///
/// # Errors
/// If a definition makes no sense, or needs one that there is not. Nothing is half taken in.
pub fn plan(
    registry: &Registry,
    defined: &[Defined],
    at: i64,
    schema_of: SchemaOf<'_>,
) -> Result<Vec<Change>, FeatureError> {
    let mut inputs: BTreeMap<Key, Defined> = registry
        .live()
        .map(|(kind, name, item, version)| {
            let defined = Defined {
                name: name.to_owned(),
                definition: version.definition.clone(),
                about: item.about.clone(),
            };
            ((kind, name.to_owned()), defined)
        })
        .collect();
    let mut given = HashSet::new();
    for one in defined {
        check_name(&one.name)?;
        let key = (one.definition.kind(), one.name.clone());
        if !given.insert(key.clone()) {
            return Err(wrong(one, "it is defined twice"));
        }
        inputs.insert(key, one.clone());
    }
    let is = |kind: DefinitionKind, name: &String| inputs.contains_key(&(kind, name.clone()));
    for one in defined {
        // Services name both kinds in one way.
        if is(DefinitionKind::View, &one.name) && is(DefinitionKind::OnDemand, &one.name) {
            return Err(wrong(
                one,
                "a feature view and an on-demand view cannot have one name",
            ));
        }
    }
    let mut resolver = Resolver {
        registry,
        resolved: BTreeMap::new(),
        at,
        schema_of,
    };
    let mut changes = Vec::new();
    // Keys are sorted by kind, and a kind comes after those that it refers to.
    for (key, one) in inputs {
        let (what, version) = resolver.resolve(&one)?;
        if what != What::Nothing || given.contains(&key) {
            changes.push(Change {
                what,
                defined: one,
                version: version.clone(),
            });
        }
        resolver.resolved.insert(key, version);
    }
    Ok(changes)
}

/// An error of one definition.
pub(super) fn wrong(one: &Defined, what: &str) -> FeatureError {
    FeatureError::Invalid(format!(
        "The {} “{}”: {what}.",
        one.definition.kind().name(),
        one.name
    ))
}

struct Resolver<'a> {
    registry: &'a Registry,
    resolved: BTreeMap<Key, Version>,
    at: i64,
    schema_of: SchemaOf<'a>,
}

impl Resolver<'_> {
    /// What becomes of `one`, and its version that will count.
    fn resolve(&mut self, one: &Defined) -> Result<(What, Version), FeatureError> {
        let reads = self.reads(one)?;
        let said = self.said(one, &reads)?;
        let hash = hash(&said);
        let key = (one.definition.kind(), one.name.clone());
        let item = self.registry.items.get(&key);
        let known = item.and_then(|item| item.versions.iter().find(|old| old.hash == hash));
        if let (Some(item), Some(known)) = (item, known) {
            let what = match item.current {
                None => What::Back,
                Some(current) if current != known.number => What::Earlier,
                Some(_) if item.about != one.about => What::About,
                Some(_) => What::Nothing,
            };
            return Ok((what, known.clone()));
        }
        let schema = self.schema(one)?;
        let version = Version {
            number: 1 + item
                .and_then(|item| item.versions.last())
                .map_or(0, |last| last.number),
            hash,
            definition: one.definition.clone(),
            reads,
            schema,
            at: self.at,
        };
        let what = if item.is_some() {
            What::Version
        } else {
            What::New
        };
        Ok((what, version))
    }

    /// The definitions behind `one`, as they will be.
    fn reads(&self, one: &Defined) -> Result<Vec<(DefinitionKind, String, i64)>, FeatureError> {
        let mut reads = Vec::new();
        for (kinds, name) in one.definition.refers_to() {
            let found = kinds.iter().find_map(|kind| {
                let version = self.resolved.get(&(*kind, name.to_owned()))?;
                Some((*kind, name.to_owned(), version.number))
            });
            let kind = kinds.first().map_or("", |kind| kind.name());
            let missing = || {
                wrong(
                    one,
                    &format!("it needs the {kind} “{name}”, and there is none; define it, too"),
                )
            };
            reads.push(found.ok_or_else(missing)?);
        }
        Ok(reads)
    }

    /// Everything that the values of `one` depend on.
    fn said(
        &self,
        one: &Defined,
        reads: &[(DefinitionKind, String, i64)],
    ) -> Result<Value, FeatureError> {
        Ok(match &one.definition {
            Definition::Entity(entity) => {
                check_keys(one, entity)?;
                json!({ "keys": entity.keys })
            }
            Definition::Source(source) => {
                check_source(one, source)?;
                fingerprint::of_source(source)
            }
            Definition::View(view) => {
                let (entity, source) = self.behind(one, &view.entity, &view.source)?;
                check_view(one, view, entity)?;
                let features = view.features.iter();
                let features: BTreeMap<&str, String> = features
                    .map(|feature| {
                        let hash = fingerprint::of_feature(entity, source, feature);
                        (feature.name.as_str(), hash)
                    })
                    .collect();
                json!({ "features": features, "ttl": view.ttl })
            }
            Definition::Label(label) => {
                let (entity, source) = self.behind(one, &label.entity, &label.source)?;
                let feature = Feature {
                    name: label.label.clone(),
                    formula: None,
                };
                json!({
                    "label": fingerprint::of_feature(entity, source, &feature),
                    "name": label.label,
                    "horizon": label.horizon,
                })
            }
            Definition::OnDemand(view) => {
                check_features(one, &view.features)?;
                let features: BTreeMap<&str, String> = view
                    .features
                    .iter()
                    .map(|feature| {
                        let formula = feature.formula.as_deref().unwrap_or(&feature.name);
                        (feature.name.as_str(), fingerprint::plain_sql(formula))
                    })
                    .collect();
                json!({
                    "features": features,
                    "request": view.request,
                    "reads": self.hashes(reads),
                })
            }
            Definition::Service(service) => {
                let mut features = service.features.clone();
                features.sort_unstable();
                json!({ "features": features, "reads": self.hashes(reads) })
            }
        })
    }

    fn hashes(&self, reads: &[(DefinitionKind, String, i64)]) -> Vec<&str> {
        let hashes = reads.iter().filter_map(|(kind, name, _)| {
            let version = self.resolved.get(&(*kind, name.clone()))?;
            Some(version.hash.as_str())
        });
        hashes.collect()
    }

    /// The entity and the source behind a view.
    fn behind(
        &self,
        one: &Defined,
        entity: &str,
        source: &str,
    ) -> Result<(&Entity, &DataSource), FeatureError> {
        let of = |kind: DefinitionKind, name: &str| {
            let version = self.resolved.get(&(kind, name.to_owned()));
            version.map(|version| &version.definition)
        };
        match (
            of(DefinitionKind::Entity, entity),
            of(DefinitionKind::Source, source),
        ) {
            (Some(Definition::Entity(entity)), Some(Definition::Source(source))) => {
                Ok((entity, source))
            }
            _ => Err(wrong(one, "its entity or its source is not defined")),
        }
    }

    /// The features of a new version with their kinds.
    fn schema(&mut self, one: &Defined) -> Result<Vec<ColumnInfo>, FeatureError> {
        match &one.definition {
            Definition::Entity(_) | Definition::Source(_) => Ok(Vec::new()),
            Definition::View(view) => {
                let columns = self.columns(one, &view.entity, &view.source)?;
                check_times(one, view, self.behind(one, &view.entity, &view.source)?.1)?;
                kinds(one, &view.features, &columns)
            }
            Definition::Label(LabelView {
                entity,
                source,
                label,
                ..
            }) => {
                let columns = self.columns(one, entity, source)?;
                let feature = Feature {
                    name: label.clone(),
                    formula: None,
                };
                kinds(one, &[feature], &columns)
            }
            Definition::OnDemand(view) => {
                let columns = self.inputs(one, view)?;
                kinds(one, &view.features, &columns)
            }
            Definition::Service(service) => self.served(one, &service.features),
        }
    }

    /// The columns of the source, which must hold the keys and the times.
    fn columns(
        &mut self,
        one: &Defined,
        entity: &str,
        source: &str,
    ) -> Result<Vec<ColumnInfo>, FeatureError> {
        let (entity, source) = self.behind(one, entity, source)?;
        let (keys, source) = (entity.keys.clone(), source.clone());
        let columns = (self.schema_of)(&source).map_err(|err| {
            wrong(
                one,
                &format!("its source cannot be read: {}", sentence(&err)),
            )
        })?;
        let times = [Some(&source.time), source.created.as_ref()];
        for needed in keys.iter().chain(times.into_iter().flatten()) {
            if !columns.iter().any(|column| column.name == *needed) {
                let names: Vec<&str> = columns.iter().map(|one| one.name.as_str()).collect();
                return Err(wrong(
                    one,
                    &format!(
                        "its source has no column “{needed}”; it has {}",
                        names.join(", ")
                    ),
                ));
            }
        }
        for time in [Some(&source.time), source.created.as_ref()]
            .into_iter()
            .flatten()
        {
            let kind = columns.iter().find(|info| info.name == *time);
            let kind = kind.map_or(Kind::Time, |info| info.kind);
            if kind != Kind::Time {
                return Err(wrong(
                    one,
                    &format!(
                        "“{time}” in its source is of kind {kind}, but a time is needed; make it one with a query, as in sql = \"SELECT *, CAST({time} AS TIMESTAMP) AS known_at FROM t\""
                    ),
                ));
            }
        }
        Ok(columns)
    }

    /// What formulas on demand may read.
    fn inputs(&self, one: &Defined, view: &OnDemandView) -> Result<Vec<ColumnInfo>, FeatureError> {
        let mut columns = view.request.clone();
        for name in &view.views {
            let version = self.resolved.get(&(DefinitionKind::View, name.clone()));
            columns.extend(
                version
                    .into_iter()
                    .flat_map(|version| version.schema.clone()),
            );
        }
        let mut seen = HashSet::new();
        match columns.iter().find(|column| !seen.insert(&column.name)) {
            Some(twice) => Err(wrong(
                one,
                &format!("“{}” comes from two places; rename one of them", twice.name),
            )),
            None => Ok(columns),
        }
    }

    /// The features of a service, in its order.
    fn served(&self, one: &Defined, features: &[String]) -> Result<Vec<ColumnInfo>, FeatureError> {
        let mut schema: Vec<ColumnInfo> = Vec::new();
        for reference in features {
            let (view, feature) = split(reference);
            let version = [DefinitionKind::View, DefinitionKind::OnDemand]
                .into_iter()
                .find_map(|kind| self.resolved.get(&(kind, view.to_owned())));
            let all = version.map_or(&[][..], |version| &version.schema);
            let before = schema.len();
            let wanted = all
                .iter()
                .filter(|info| feature.is_none_or(|name| info.name == name));
            schema.extend(wanted.cloned());
            if schema.len() == before {
                return Err(wrong(
                    one,
                    &format!("“{view}” has no feature “{}”", feature.unwrap_or_default()),
                ));
            }
        }
        let mut seen = HashSet::new();
        match schema.iter().find(|info| !seen.insert(&info.name)) {
            Some(twice) => Err(wrong(
                one,
                &format!(
                    "it names “{}” twice; rename one in its view with a formula",
                    twice.name
                ),
            )),
            None if schema.is_empty() => Err(wrong(one, "it names no feature")),
            None => Ok(schema),
        }
    }
}

/// An error without its full stop, for a sentence that has one.
fn sentence(err: &FeatureError) -> String {
    err.to_string().trim_end_matches('.').to_owned()
}

fn kinds(
    one: &Defined,
    features: &[Feature],
    columns: &[ColumnInfo],
) -> Result<Vec<ColumnInfo>, FeatureError> {
    let kind = |feature: &Feature| {
        let kind = match &feature.formula {
            Some(text) => Formula::parse(text, columns)
                .map_err(|err| {
                    let err = err.to_string();
                    let err = err.trim_end_matches('.');
                    wrong(one, &format!("“{}”: {err}", feature.name))
                })?
                .kind(),
            None => columns
                .iter()
                .find(|column| column.name == feature.name)
                .map(|column| column.kind)
                .ok_or_else(|| {
                    wrong(
                        one,
                        &format!("there is no column “{}” for it", feature.name),
                    )
                })?,
        };
        Ok(ColumnInfo {
            name: feature.name.clone(),
            kind,
        })
    };
    features.iter().map(kind).collect()
}
