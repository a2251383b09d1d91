use super::{
    DataSource, Definition, DefinitionKind, Entity, FeatureError, Registry, Source, Version,
};
use crate::data::{Table, recipe::Span, sql::Formula};

/// A version of a view with what stands behind it: enough to make its rows of those of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewPlan {
    /// The name of the view.
    pub view: String,
    /// Its version.
    pub version: Version,
    /// Whom it is about.
    pub entity: Entity,
    /// Where it comes from.
    pub source: DataSource,
    /// How old a value may be, in microseconds.
    pub ttl: Option<i64>,
}

impl ViewPlan {
    /// What is behind version `version` of the view `name`.
    ///
    /// # Errors
    /// If it is no view, or something behind it is gone.
    pub fn of(registry: &Registry, name: &str, version: &Version) -> Result<Self, FeatureError> {
        let (entity, source, ttl) = match &version.definition {
            Definition::View(view) => (&view.entity, &view.source, view.ttl),
            Definition::Label(label) => (&label.entity, &label.source, None),
            _ => {
                let text = format!("“{name}” is no feature view. Name one of those.");
                return Err(FeatureError::Invalid(text));
            }
        };
        let behind = |kind: DefinitionKind, name: &str| {
            let read = version.reads.iter();
            let mut read = read.filter(|(of, called, _)| *of == kind && called == name);
            let number = read.next().map_or(0, |(.., number)| *number);
            registry.named(kind, &format!("{name}@{number}"))
        };
        let (_, entity) = behind(DefinitionKind::Entity, entity)?;
        let (_, source) = behind(DefinitionKind::Source, source)?;
        let (Definition::Entity(entity), Definition::Source(source)) =
            (&entity.definition, &source.definition)
        else {
            let text = format!("What is behind “{name}” is of another kind than it was.");
            return Err(FeatureError::Invalid(text));
        };
        Ok(Self {
            view: name.to_owned(),
            version: version.clone(),
            entity: entity.clone(),
            source: source.clone(),
            ttl: ttl.map(Span::micros),
        })
    }

    /// The rows of the view: keys, times and features, of the rows of its source.
    ///
    /// # Errors
    /// If the source no longer holds what the view was defined on: a column is gone or of another
    /// kind.
    pub fn table(&self, raw: &Table) -> Result<Table, FeatureError> {
        let own = FeatureError::of(&format!("The feature view “{}”", self.view));
        let features = self.version.definition.features();
        let formula = |name: &str| {
            let mut found = features.iter().filter(|feature| feature.name == name);
            found.next().and_then(|feature| feature.formula.as_deref())
        };
        let schema = &self.version.schema;
        let plain = schema.iter().map(|info| &info.name);
        let plain = plain.filter(|name| formula(name).is_none());
        let times = [Some(&self.source.time), self.source.created.as_ref()];
        let mut base: Vec<&str> = Vec::new();
        for name in self
            .entity
            .keys
            .iter()
            .chain(times.into_iter().flatten())
            .chain(plain)
        {
            if !base.contains(&name.as_str()) {
                base.push(name);
            }
        }
        let mut table = raw.select(&base).map_err(&own)?;
        for info in schema {
            if let Some(text) = formula(&info.name) {
                let formula = Formula::parse(text, raw.columns()).map_err(&own)?;
                let values = formula.column(raw).map_err(&own)?;
                table = table.with_column(&info.name, values).map_err(&own)?;
            }
            let found = table
                .column_index(&info.name)
                .and_then(|at| table.columns().get(at));
            if let Some(found) = found.filter(|found| found.kind != info.kind) {
                return Err(FeatureError::Invalid(format!(
                    "The source of “{}” changed: “{}” was of kind {} and is now {}. Apply its definition again to give it a new version, or mend the source.",
                    self.view, info.name, info.kind, found.kind
                )));
            }
        }
        Ok(table)
    }

    /// The names of its features.
    pub fn names(&self) -> Vec<String> {
        let names = self.version.schema.iter().map(|info| info.name.clone());
        names.collect()
    }

    /// Its rows as a source of the point-in-time join; `columns` are those of [`Self::names`] that
    /// are wanted.
    pub fn source<'a>(&'a self, table: &'a Table, columns: &'a [String]) -> Source<'a> {
        Source {
            name: &self.view,
            table,
            keys: &self.entity.keys,
            time: &self.source.time,
            created: self.source.created.as_deref(),
            columns,
            ttl: self.ttl,
        }
    }
}
