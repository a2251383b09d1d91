use std::collections::BTreeMap;

use super::{About, Definition, DefinitionKind, FeatureError};
use crate::data::ColumnInfo;

/// The key of a definition in the catalog.
pub type Key = (DefinitionKind, String);

/// One version of a definition; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Version {
    /// 1, 2, 3…
    pub number: i64,
    /// Hash of everything that its values depend on, the definitions behind it included.
    pub hash: String,
    /// What it says.
    pub definition: Definition,
    /// The versions of the definitions behind it that it was made with.
    pub reads: Vec<(DefinitionKind, String, i64)>,
    /// Its features with their kinds, in the order of the definition.
    pub schema: Vec<ColumnInfo>,
    /// When it came, in microseconds since the epoch.
    pub at: i64,
}

/// A definition with all its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What people say of it.
    pub about: About,
    /// The version that counts; nothing once it was removed.
    pub current: Option<i64>,
    /// All versions, oldest first.
    pub versions: Vec<Version>,
    /// When it last changed, in microseconds since the epoch.
    pub changed_at: i64,
}

impl Item {
    /// The version that counts.
    pub fn current(&self) -> Option<&Version> {
        self.version(self.current?)
    }

    /// The version of that number.
    pub fn version(&self, number: i64) -> Option<&Version> {
        self.versions.iter().find(|one| one.number == number)
    }
}

/// Everything that is defined, by kind and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    /// The definitions, removed ones included.
    pub items: BTreeMap<Key, Item>,
}

impl Registry {
    /// The definition of that kind and name, unless it was removed.
    pub fn get(&self, kind: DefinitionKind, name: &str) -> Option<&Item> {
        let item = self.items.get(&(kind, name.to_owned()))?;
        item.current.is_some().then_some(item)
    }

    /// The version that counts, of that kind and name.
    ///
    /// # Errors
    /// If there is none; the error names the ones that there are.
    pub fn current(&self, kind: DefinitionKind, name: &str) -> Result<&Version, FeatureError> {
        let found = self.get(kind, name).and_then(Item::current);
        found.ok_or_else(|| self.unknown(&[kind], name))
    }

    /// "name" or "name@3" of that kind.
    ///
    /// # Errors
    /// If there is no such definition or version.
    pub fn named(
        &self,
        kind: DefinitionKind,
        text: &str,
    ) -> Result<(&str, &Version), FeatureError> {
        let (name, number) = match text.rsplit_once('@') {
            None => (text, None),
            Some((name, number)) => {
                let number = number.parse::<i64>().map_err(|_no_number| {
                    FeatureError::Invalid(format!(
                        "“{number}” is no version. Write a whole number behind the @, as in {name}@1."
                    ))
                })?;
                (name, Some(number))
            }
        };
        let (key, item) = self
            .items
            .get_key_value(&(kind, name.to_owned()))
            .filter(|(_, item)| item.current.is_some() || number.is_some())
            .ok_or_else(|| self.unknown(&[kind], name))?;
        let wanted = number.or(item.current);
        let version = wanted.and_then(|number| item.version(number));
        let version = version.ok_or_else(|| {
            FeatureError::Invalid(format!(
                "The {} “{name}” has no version {}: the newest is {}.",
                kind.name(),
                wanted.unwrap_or_default(),
                item.versions.len()
            ))
        })?;
        Ok((&key.1, version))
    }

    /// Of which of `kinds` the definition of that name is.
    ///
    /// # Errors
    /// If it is of none of them.
    pub fn kind_of(
        &self,
        kinds: &[DefinitionKind],
        name: &str,
    ) -> Result<DefinitionKind, FeatureError> {
        let found = kinds.iter().find(|kind| self.get(**kind, name).is_some());
        found.copied().ok_or_else(|| self.unknown(kinds, name))
    }

    /// Every definition that is not removed.
    pub fn live(&self) -> impl Iterator<Item = (DefinitionKind, &str, &Item, &Version)> {
        self.items.iter().filter_map(|((kind, name), item)| {
            let version = item.current()?;
            Some((*kind, name.as_str(), item, version))
        })
    }

    /// The definitions whose version that counts reads this one.
    pub fn used_by(&self, kind: DefinitionKind, name: &str) -> Vec<(DefinitionKind, String, i64)> {
        let users = self.live().filter(|(.., version)| {
            let reads = version.reads.iter();
            let mut reads = reads.filter(|(of, called, _)| *of == kind && called == name);
            reads.next().is_some()
        });
        let users = users.map(|(kind, name, _, version)| (kind, name.to_owned(), version.number));
        users.collect()
    }

    fn unknown(&self, kinds: &[DefinitionKind], name: &str) -> FeatureError {
        let live = self.live().filter(|(kind, ..)| kinds.contains(kind));
        let mut names: Vec<&str> = live.map(|(_, name, ..)| name).collect();
        let more = names.len().saturating_sub(8);
        names.truncate(8);
        let kind = kinds.first().map_or("definition", |kind| kind.name());
        let help = match (names.is_empty(), more) {
            (true, _) => {
                "None is defined yet. Define it in a file: nonagon features apply features.toml"
                    .to_owned()
            }
            (false, 0) => format!("There are: {}.", names.join(", ")),
            (false, more) => format!("There are: {} and {more} more.", names.join(", ")),
        };
        FeatureError::Invalid(format!("There is no {kind} “{name}”. {help}"))
    }
}
