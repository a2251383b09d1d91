use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::data::{ColumnInfo, recipe::Span};

/// Whom or what features are about: an airport in an hour, a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    /// The columns that say which one.
    pub keys: Vec<String>,
}

/// A table of past values, and since when each of them was known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// A file, `file.db::table` or `postgres://user@host/database::table`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// A query in place of a table, over the tables in `reads`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// The tables of the query: where each is, by its name in the query.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reads: BTreeMap<String, String>,
    /// The column with the time from which on a row was known.
    pub time: String,
    /// The column with the time at which a row was written; of two rows of one time the one that
    /// was written later counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
}

/// One feature: a column of the source, or a formula over its columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// The SQL expression that gives it; the column of that name where there is none.
    pub formula: Option<String>,
}

/// A feature as it stands in a file: `"temp"`, or `{ name = "wind_ms", formula = "wind * 0.447" }`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Column(String),
    Formula { name: String, formula: String },
}

impl From<Written> for Feature {
    fn from(written: Written) -> Self {
        match written {
            Written::Column(name) => Self {
                name,
                formula: None,
            },
            Written::Formula { name, formula } => Self {
                name,
                formula: Some(formula),
            },
        }
    }
}

impl From<Feature> for Written {
    fn from(feature: Feature) -> Self {
        let name = feature.name;
        match feature.formula {
            None => Self::Column(name),
            Some(formula) => Self::Formula { name, formula },
        }
    }
}

/// Features of one entity from one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureView {
    /// Whom they are about.
    pub entity: String,
    /// Where they come from.
    pub source: String,
    /// How old a value may be when it is asked for; any age where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl: Option<Span>,
    /// What there is.
    pub features: Vec<Feature>,
}

/// Features that are computed when they are asked for, of other features and of what the request
/// brings along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnDemandView {
    /// The views whose features the formulas may read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<String>,
    /// What a request brings along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub request: Vec<ColumnInfo>,
    /// What is computed.
    pub features: Vec<Feature>,
}

/// What came true of an entity: joined like a feature, but only ever to learn from, and so never
/// served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelView {
    /// Whom it is about.
    pub entity: String,
    /// Where it comes from; its time is the one at which the label happened.
    pub source: String,
    /// The column that is to be predicted.
    pub label: String,
    /// For how long after a row asks a label still counts as its own; the same moment if nothing
    /// is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon: Option<Span>,
}

/// The features that one version of a model reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureService {
    /// `view` for all of its features, or `view:feature`.
    pub features: Vec<String>,
}

/// Anything that the catalog holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Definition {
    /// Whom features are about.
    Entity(Entity),
    /// Where they come from.
    Source(DataSource),
    /// Features of one entity from one source.
    View(FeatureView),
    /// Features that are computed when they are asked for.
    OnDemand(OnDemandView),
    /// What came true.
    Label(LabelView),
    /// What a model reads.
    Service(FeatureService),
}

/// What a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefinitionKind {
    /// [`Entity`]
    Entity,
    /// [`DataSource`]
    Source,
    /// [`FeatureView`]
    View,
    /// [`OnDemandView`]
    OnDemand,
    /// [`LabelView`]
    Label,
    /// [`FeatureService`]
    Service,
}

impl DefinitionKind {
    /// Every kind; each comes after those that it refers to.
    pub const ALL: [Self; 6] = [
        Self::Entity,
        Self::Source,
        Self::View,
        Self::OnDemand,
        Self::Label,
        Self::Service,
    ];

    /// Its name in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Source => "source",
            Self::View => "view",
            Self::OnDemand => "on_demand",
            Self::Label => "label",
            Self::Service => "service",
        }
    }

    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Source => "data source",
            Self::View => "feature view",
            Self::OnDemand => "on-demand view",
            Self::Label => "label view",
            Self::Service => "feature service",
        }
    }

    /// The kind of that name in files.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

impl Definition {
    /// What it is.
    pub fn kind(&self) -> DefinitionKind {
        match self {
            Self::Entity(_) => DefinitionKind::Entity,
            Self::Source(_) => DefinitionKind::Source,
            Self::View(_) => DefinitionKind::View,
            Self::OnDemand(_) => DefinitionKind::OnDemand,
            Self::Label(_) => DefinitionKind::Label,
            Self::Service(_) => DefinitionKind::Service,
        }
    }

    /// The features that it defines.
    pub fn features(&self) -> &[Feature] {
        match self {
            Self::View(view) => &view.features,
            Self::OnDemand(view) => &view.features,
            _ => &[],
        }
    }

    /// The other definitions that it needs, each once: of which kinds they may be, and their names.
    pub fn refers_to(&self) -> Vec<(&'static [DefinitionKind], &str)> {
        const SERVED: &[DefinitionKind] = &[DefinitionKind::View, DefinitionKind::OnDemand];
        let mut found = match self {
            Self::Entity(_) | Self::Source(_) => Vec::new(),
            Self::View(FeatureView { entity, source, .. })
            | Self::Label(LabelView { entity, source, .. }) => vec![
                (&[DefinitionKind::Entity][..], entity.as_str()),
                (&[DefinitionKind::Source][..], source.as_str()),
            ],
            Self::OnDemand(view) => {
                let views = view.views.iter();
                views
                    .map(|view| (&[DefinitionKind::View][..], view.as_str()))
                    .collect()
            }
            Self::Service(service) => {
                let views = service.features.iter();
                views.map(|feature| (SERVED, split(feature).0)).collect()
            }
        };
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// "view:feature" as view and feature; a view alone stands for all of its features.
pub(super) fn split(reference: &str) -> (&str, Option<&str>) {
    match reference.split_once(':') {
        Some((view, feature)) => (view.trim(), Some(feature.trim())),
        None => (reference.trim(), None),
    }
}

/// How far one may rely on a definition.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It may still change.
    #[default]
    Draft,
    /// It is meant to be used.
    Stable,
    /// It is there for those who use it still.
    Deprecated,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Stable, Self::Deprecated];

    /// Its name in files and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Stable => "stable",
            Self::Deprecated => "deprecated",
        }
    }
}

/// What people say of a definition. No value depends on it, so it changes without a new version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// What it means.
    pub description: String,
    /// Who answers for it.
    pub owner: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// How far one may rely on it.
    pub status: Status,
}
