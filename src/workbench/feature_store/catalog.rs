use std::collections::BTreeMap;

use super::{FeatureHealth, FeatureStore, health::AllHealth};
use crate::{
    drift::Verdict,
    features::{About, Definition, DefinitionKind, Registry, Status},
    store::{OnlineView, SearchIndex, Searched},
};

/// One line of the catalog: a definition, or one feature of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogItem {
    /// What the definition is.
    pub kind: DefinitionKind,
    /// The name of the definition.
    pub name: String,
    /// The feature; nothing for the definition itself.
    pub feature: Option<String>,
    /// The kind of its values; empty for a definition.
    pub values: String,
    /// The version that counts.
    pub version: i64,
    /// Whom it is about; empty where that is nobody.
    pub entity: String,
    /// What people say of it.
    pub about: About,
    /// The time of the newest value that was measured, in microseconds since 1970-01-01.
    pub newest: Option<i64>,
    /// What the newest measurement says of its distribution.
    pub drift: Option<Verdict>,
}

impl CatalogItem {
    /// As it is named in a service: "weather:temp".
    pub fn label(&self) -> String {
        match &self.feature {
            Some(feature) => format!("{}:{feature}", self.name),
            None => self.name.clone(),
        }
    }
}

/// What the lines that are found must be like; anything where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// What the definition is.
    pub kind: Option<DefinitionKind>,
    /// Whom it is about.
    pub entity: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How far one may rely on it.
    pub status: Option<Status>,
    /// Only features (or only those that have drifted, if true).
    pub drifted: bool,
    /// How old its newest value may be, in microseconds.
    pub fresh_within: Option<i64>,
}

/// The catalog, ready to be searched.
pub struct Found {
    /// Every line, by kind and name.
    pub items: Vec<CatalogItem>,
    index: SearchIndex,
}

impl Found {
    /// The places in [`Self::items`] of what has every word of `text` and is like `facets`, the
    /// best first. `now` is what freshness counts from.
    ///
    /// # Errors
    /// If there is no memory for the search.
    pub fn search(&self, text: &str, facets: &Facets, now: i64) -> anyhow::Result<Vec<usize>> {
        let found = self.index.find(text)?.into_iter();
        let found = found.filter_map(|id| usize::try_from(id).ok());
        Ok(found
            .filter(|place| {
                self.items
                    .get(*place)
                    .is_some_and(|item| fits(item, facets, now))
            })
            .collect())
    }
}

fn fits(item: &CatalogItem, facets: &Facets, now: i64) -> bool {
    facets.kind.is_none_or(|kind| item.kind == kind)
        && facets
            .entity
            .as_ref()
            .is_none_or(|entity| item.entity == *entity)
        && facets
            .owner
            .as_ref()
            .is_none_or(|owner| item.about.owner == *owner)
        && facets
            .status
            .is_none_or(|status| item.about.status == status)
        && (!facets.drifted || item.drift == Some(Verdict::Drift))
        && facets.fresh_within.is_none_or(|age| {
            item.newest
                .is_some_and(|newest| now.saturating_sub(newest) <= age)
        })
}

impl FeatureStore {
    /// The catalog as it is now, ready to be searched.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn catalog(&self) -> anyhow::Result<Found> {
        catalog(&self.registry()?, &self.health()?)
    }

    /// What is kept online of each version of a view.
    ///
    /// # Errors
    /// If the online store does not answer.
    pub fn served(&self) -> anyhow::Result<BTreeMap<(String, i64), OnlineView>> {
        let views = self.online.views()?.into_iter();
        Ok(views
            .map(|view| ((view.name.clone(), view.version), view))
            .collect())
    }
}

fn catalog(registry: &Registry, health: &AllHealth) -> anyhow::Result<Found> {
    let mut items = Vec::new();
    let mut searched = Vec::new();
    for (kind, name, item, version) in registry.live() {
        let entity = match &version.definition {
            Definition::View(view) => view.entity.clone(),
            Definition::Label(label) => label.entity.clone(),
            _ => String::new(),
        };
        let mut add = |feature: Option<&str>, values: &str, expression: String, columns: String| {
            let known = feature.and_then(|feature| {
                health.get(&(name.to_owned(), version.number, feature.to_owned()))
            });
            let newest = known.and_then(FeatureHealth::newest);
            searched.push(Searched {
                id: i64::try_from(items.len()).unwrap_or(i64::MAX),
                name: format!("{} {name}", feature.unwrap_or_default()),
                description: item.about.description.clone(),
                tags: item.about.tags.join(" "),
                owner: item.about.owner.clone(),
                columns,
                expression,
            });
            items.push(CatalogItem {
                kind,
                name: name.to_owned(),
                feature: feature.map(str::to_owned),
                values: values.to_owned(),
                version: version.number,
                entity: entity.clone(),
                about: item.about.clone(),
                newest: newest.map(|point| point.newest),
                drift: newest.map(|point| point.verdict),
            });
        };
        let columns = version.schema.iter().map(|info| info.name.as_str());
        let columns = columns
            .chain([entity.as_str()])
            .collect::<Vec<_>>()
            .join(" ");
        add(None, "", expression(&version.definition), columns);
        for feature in version.definition.features() {
            let info = version.schema.iter().find(|info| info.name == feature.name);
            let values = info.map_or("", |info| info.kind.name());
            let formula = feature.formula.clone().unwrap_or_default();
            add(Some(&feature.name), values, formula, String::new());
        }
    }
    let index = SearchIndex::new(&searched)?;
    Ok(Found { items, index })
}

/// How a definition is made, in its own words.
fn expression(definition: &Definition) -> String {
    match definition {
        Definition::Entity(entity) => entity.keys.join(" "),
        Definition::Source(source) => {
            let place = source.data.iter().chain(&source.sql);
            place.cloned().collect::<Vec<_>>().join(" ")
        }
        Definition::View(view) => view.source.clone(),
        Definition::OnDemand(view) => view.views.join(" "),
        Definition::Label(label) => label.label.clone(),
        Definition::Service(service) => service.features.join(" "),
    }
}
