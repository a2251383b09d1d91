use serde::Deserialize as _;

use super::{About, Definition, DefinitionKind, FeatureError};

/// The longest name, in bytes.
const LONGEST: usize = 120;
/// What people say stands beside the definition in a file.
const ABOUT: [&str; 4] = ["description", "owner", "tags", "status"];

/// A definition with its name, as a file or a person gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defined {
    /// Its name; one of its kind in the whole catalog.
    pub name: String,
    /// What it is.
    pub definition: Definition,
    /// What people say of it.
    pub about: About,
}

/// Reads `features.toml`: `[entity.NAME]`, `[source.NAME]`, `[view.NAME]`, `[on_demand.NAME]`,
/// `[label.NAME]` and `[service.NAME]`, in any order.
///
/// # Errors
/// If the text is no TOML, or a key is unknown, missing or of the wrong type; the error says where.
pub fn parse_definitions(text: &str) -> Result<Vec<Defined>, FeatureError> {
    let file: toml::Table = text.parse().map_err(|err: toml::de::Error| {
        FeatureError::Invalid(format!("The file is no TOML. Correct it: {err}"))
    })?;
    let mut found = Vec::new();
    for (key, group) in file {
        let kind = DefinitionKind::of_key(&key).ok_or_else(|| {
            let known = DefinitionKind::ALL.map(DefinitionKind::key).join(", ");
            FeatureError::Invalid(format!(
                "“{key}” is no kind of definition. Take one of {known}."
            ))
        })?;
        let toml::Value::Table(group) = group else {
            return Err(FeatureError::Invalid(format!(
                "“{key}” has no name behind it. Write [{key}.name]."
            )));
        };
        for (name, value) in group {
            let wrong = |what: &dyn std::fmt::Display| {
                FeatureError::Invalid(format!("[{key}.{name}]: {what}"))
            };
            let toml::Value::Table(mut table) = value else {
                return Err(wrong(&"a table of keys must follow"));
            };
            let mut about = toml::Table::new();
            for word in ABOUT {
                if let Some(value) = table.remove(word) {
                    about.insert(word.to_owned(), value);
                }
            }
            table.insert("kind".to_owned(), kind.key().into());
            let about = About::deserialize(about).map_err(|err| wrong(&err.message()))?;
            let definition = Definition::deserialize(table).map_err(|err| wrong(&err.message()))?;
            check_name(&name)?;
            found.push(Defined {
                name,
                definition,
                about,
            });
        }
    }
    found.sort_by(|a, b| (a.definition.kind(), &a.name).cmp(&(b.definition.kind(), &b.name)));
    Ok(found)
}

/// Writes what [`parse_definitions`] reads.
///
/// # Errors
/// If a value cannot stand in TOML.
pub fn write_definitions(defined: &[Defined]) -> Result<String, FeatureError> {
    let refuse = |err: toml::ser::Error| FeatureError::Invalid(err.to_string());
    let mut file = toml::Table::new();
    for one in defined {
        let mut table = toml::Table::try_from(&one.definition).map_err(refuse)?;
        table.remove("kind");
        let about = toml::Table::try_from(&one.about).map_err(refuse)?;
        for (key, value) in about {
            let is_empty = match &value {
                toml::Value::String(text) => text.is_empty(),
                toml::Value::Array(items) => items.is_empty(),
                _ => false,
            };
            if !is_empty {
                table.insert(key, value);
            }
        }
        let group = file
            .entry(one.definition.kind().key())
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        if let toml::Value::Table(group) = group {
            group.insert(one.name.clone(), toml::Value::Table(table));
        }
    }
    toml::to_string_pretty(&file).map_err(refuse)
}

/// A name may hold whatever people write, but nothing that takes it apart.
pub(super) fn check_name(name: &str) -> Result<(), FeatureError> {
    let odd = |c: char| c.is_control() || matches!(c, ':' | '@');
    let why = if name.trim().is_empty() {
        "it is empty"
    } else if name.trim() != name {
        "it begins or ends with a blank"
    } else if name.len() > LONGEST {
        "it is longer than 120 bytes"
    } else if name.contains(odd) {
        "a colon, an @ or a control character is in it"
    } else {
        return Ok(());
    };
    Err(FeatureError::Invalid(format!(
        "“{name}” cannot be a name: {why}. Choose another one."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [view.weather]
        entity = "airport"
        source = "weather"
        ttl = "2 h"
        tags = ["weather", "hourly"]
        status = "stable"
        features = ["temp", { name = "wind_ms", formula = "wind_speed * 0.447" }]

        [entity.airport]
        keys = ["origin"]

        [source.weather]
        data = "weather.parquet"
        time = "time_hour"

        [service.delays]
        features = ["weather:temp"]
    "#;

    #[test]
    fn a_file_is_read_and_written_alike() {
        let read = parse_definitions(FILE).unwrap();
        let names: Vec<&str> = read.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["airport", "weather", "weather", "delays"]);
        let written = write_definitions(&read).unwrap();
        assert_eq!(parse_definitions(&written).unwrap(), read);
    }

    #[test]
    fn an_error_names_the_place() {
        for (text, said) in [
            (
                "[view.a]\nentity = \"e\"\n",
                "[view.a]: missing field `source`",
            ),
            (
                "[entity.a]\nkeys = [\"k\"]\nkey = 1\n",
                "unknown field `key`",
            ),
            (
                "[entitty.a]\nkeys = [\"k\"]\n",
                "“entitty” is no kind of definition",
            ),
            ("[entity.\"a:b\"]\nkeys = [\"k\"]\n", "cannot be a name"),
            (
                "[entity.a]\nkeys = [\"k\"]\nstatus = \"good\"\n",
                "unknown variant `good`",
            ),
            ("entity = 3", "has no name behind it"),
            ("[entity", "no TOML"),
        ] {
            let err = parse_definitions(text).unwrap_err().to_string();
            assert!(err.contains(said), "{err}");
        }
    }
}
