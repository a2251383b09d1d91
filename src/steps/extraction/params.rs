use crate::{
    data::{ReadOptions, expectation::Expectation},
    steps::StepError,
};

/// Where the rows come from.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The sources to read.
    pub sources: Vec<Source>,
    /// Columns to keep; all where none is named.
    pub columns: Vec<String>,
    /// A query over the sources by name that gives the data set; where there is none, the rows of
    /// all sources are put one below the other.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// Only some of the rows, drawn by lot; all where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
    /// What is new is put below what was read before; everything is read anew where nothing is
    /// said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub append: Option<Append>,
    /// What the rows are held against whenever they are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expectations: Vec<Expectation>,
    /// Features of the feature store that are put beside each row, as they were known then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Features>,
}

/// Features of the feature store, joined to the rows that were read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Features {
    /// The feature service and its version: "flights@2". A model that is trained on the rows is
    /// served with the same version.
    pub service: String,
    /// The column with the time at which a row asks: what was known later is not given.
    pub time: String,
}

/// One table: a file, or a table or query of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The name by which the project knows it.
    pub name: String,
    /// Where it is, never with a password: a path, relative to the project's folder;
    /// `file.db::table`; or `postgres://user@host/database::table`. A query may stand in place of
    /// the table.
    #[serde(rename = "path", alias = "location")]
    pub location: String,
    /// Who made it and under which licence it may be used.
    #[serde(default)]
    pub licence: String,
    /// How it is read, where otherwise than found.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: ReadOptions,
}

/// Some of the rows, drawn by lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// How many rows, at least 1; all if there are fewer.
    pub rows: u64,
    /// The lot.
    #[serde(default)]
    pub seed: u64,
}

/// Which rows are new when step 2 runs again.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Append {
    /// Those that are later in this column, of times or numbers, than every row before.
    After(String),
    /// Those of sources that were not read before.
    NewSources,
}

impl Params {
    /// Whether there is something to read.
    pub fn check(&self) -> Result<(), StepError> {
        if self.sources.is_empty() {
            return Err(StepError::invalid(
                "There is no source yet. Add a file or a database in step 2.",
            ));
        }
        for source in &self.sources {
            if source.location.trim().is_empty() {
                return Err(StepError::Invalid(format!(
                    "The source “{}” has no path. Choose its file in step 2.",
                    source.name
                )));
            }
            source.options.check()?;
        }
        if !self.query.is_empty() && self.append == Some(Append::NewSources) {
            return Err(StepError::invalid(
                "A query needs all sources, so it cannot be asked of new ones only. Append by a column instead, or take the query away in step 2.",
            ));
        }
        if self.sample.is_some_and(|sample| sample.rows == 0) {
            return Err(StepError::invalid(
                "A sample of no rows cannot be drawn. Choose at least one row in step 2.",
            ));
        }
        if self.sample.is_some() && self.append.is_some() {
            return Err(StepError::invalid(
                "A sample cannot grow: rows that were not drawn would be lost. Take either the sample or the appending away in step 2.",
            ));
        }
        for expectation in &self.expectations {
            expectation.expect.check().map_err(StepError::Invalid)?;
        }
        Ok(())
    }
}

fn is_default(options: &ReadOptions) -> bool {
    *options == ReadOptions::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source {
            name: "a".to_owned(),
            location: "a.csv".to_owned(),
            ..Source::default()
        }
    }

    #[test]
    fn projects_of_older_versions_are_read_and_new_ones_read_back() {
        let old = "[[sources]]\nname = \"a\"\npath = \"a.csv\"\n";
        let params: Params = toml::from_str(old).unwrap();
        assert_eq!(params.sources, [source()]);
        let mut params = Params {
            expectations: Vec::new(),
            sources: vec![source(), source()],
            sample: Some(Sample { rows: 5, seed: 1 }),
            append: Some(Append::After("t".to_owned())),
            query: "SELECT \"b\"\nFROM a".to_owned(),
            columns: vec!["b".to_owned()],
            features: Some(Features {
                service: "flights@2".to_owned(),
                time: "t".to_owned(),
            }),
        };
        let kinds = &mut params.sources[0].options.kinds;
        kinds.insert("b".to_owned(), crate::data::Kind::Text);
        params.sources[0].options.separator = Some('\t');
        let text = toml::to_string_pretty(&params).unwrap();
        assert_eq!(toml::from_str::<Params>(&text).unwrap(), params, "{text}");
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let with = |change: fn(&mut Params)| {
            let mut params = Params {
                sources: vec![source()],
                ..Params::default()
            };
            change(&mut params);
            params.check()
        };
        assert!(with(|_| {}).is_ok());
        assert!(with(|params| params.sources.clear()).is_err());
        assert!(with(|params| params.sources[0].location.clear()).is_err());
        assert!(with(|params| params.sources[0].options.decimal = Some('x')).is_err());
        assert!(with(|params| params.sample = Some(Sample { rows: 0, seed: 0 })).is_err());
        let partial = with(|params| {
            params.query = "SELECT * FROM a".to_owned();
            params.append = Some(Append::NewSources);
        });
        assert!(partial.unwrap_err().to_string().contains("all sources"));
        let both = with(|params| {
            params.sample = Some(Sample { rows: 1, seed: 0 });
            params.append = Some(Append::NewSources);
        });
        assert!(both.unwrap_err().to_string().contains("cannot grow"));
    }
}
