use std::{fmt, str::FromStr};

use super::{Store, StoreError};

/// A version of a model as people and clients name it: `flights@champion` or `flights@3`.
///
/// What stands behind the last @ is a version where it is a number, else an alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelReference {
    /// The model's name.
    pub model: String,
    /// The version, or the alias that points to it.
    pub which: Which,
}

/// How a version is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its number.
    Version(i64),
    /// By a name that points to it.
    Alias(String),
}

/// Why a reference leads to no version.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// It does not say which version.
    #[error(
        "“{0}” does not say which version of a model. Write MODEL@ALIAS or MODEL@VERSION, such as flights@champion or flights@3."
    )]
    Unreadable(String),
    /// There is no such model.
    #[error("There is no model “{model}” in this workspace. {known}")]
    UnknownModel {
        /// The name that was asked for.
        model: String,
        /// Those that there are, as a sentence.
        known: String,
    },
    /// The model has no such alias.
    #[error("“{model}” has no alias “{alias}”. Choose one of: {known}.")]
    UnknownAlias {
        /// The model.
        model: String,
        /// The alias that was asked for.
        alias: String,
        /// Aliases and versions that there are.
        known: String,
    },
    /// The model has no such version.
    #[error("“{model}” has no version {version}. Choose one of: {known}.")]
    UnknownVersion {
        /// The model.
        model: String,
        /// The version that was asked for.
        version: i64,
        /// Aliases and versions that there are.
        known: String,
    },
    /// The workspace does not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ModelReference {
    /// The version that it leads to.
    ///
    /// # Errors
    /// If there is no such model, alias or version; the error says which there are.
    pub fn resolve(&self, store: &Store) -> Result<i64, ReferenceError> {
        let model = &self.model;
        let versions = store.model_versions(model)?;
        if versions.is_empty() {
            let names = store.model_names()?;
            let known = if names.is_empty() {
                "None is registered yet: step 8 registers them.".to_owned()
            } else {
                format!("Choose one of: {}.", names.join(", "))
            };
            return Err(ReferenceError::UnknownModel {
                model: model.clone(),
                known,
            });
        }
        let aliases = store.aliases(model)?;
        let found = match &self.which {
            Which::Version(number) => versions
                .iter()
                .any(|row| row.version == *number)
                .then_some(*number),
            Which::Alias(name) => {
                let alias = aliases.iter().find(|(alias, _)| alias == name);
                alias.map(|(_, version)| *version)
            }
        };
        if let Some(version) = found {
            return Ok(version);
        }
        let names = aliases.into_iter().map(|(alias, _)| alias);
        let numbers = versions.iter().map(|row| row.version.to_string());
        let known = names.chain(numbers).collect::<Vec<_>>().join(", ");
        Err(match &self.which {
            Which::Version(version) => ReferenceError::UnknownVersion {
                model: model.clone(),
                version: *version,
                known,
            },
            Which::Alias(alias) => ReferenceError::UnknownAlias {
                model: model.clone(),
                alias: alias.clone(),
                known,
            },
        })
    }
}

impl FromStr for ModelReference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let parts = text.rsplit_once('@');
        let Some((model, which)) = parts.filter(|(a, b)| !a.is_empty() && !b.is_empty()) else {
            return Err(ReferenceError::Unreadable(text.to_owned()));
        };
        let which = match which.parse() {
            Ok(version) => Which::Version(version),
            Err(_no_number) => Which::Alias(which.to_owned()),
        };
        Ok(Self {
            model: model.to_owned(),
            which,
        })
    }
}

impl fmt::Display for ModelReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.which {
            Which::Version(version) => write!(f, "{}@{version}", self.model),
            Which::Alias(alias) => write!(f, "{}@{alias}", self.model),
        }
    }
}
