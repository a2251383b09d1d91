use super::FeatureError;
use crate::data::{Kind, Table};

/// A table of past values.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// Its name in messages and in front of columns that would occur twice.
    pub name: &'a str,
    /// The rows, in any order.
    pub table: &'a Table,
    /// The columns that say whom a row is about; at least one. A row without one of them is about
    /// nobody.
    pub keys: &'a [String],
    /// The column with the time from which on a row was known. A row without it is never given.
    pub time: &'a str,
    /// The column with the time at which a row was written: of two rows of one key and one time
    /// the one that was written later counts, of two written at once the one further below.
    pub created: Option<&'a str>,
    /// The columns that are wanted.
    pub columns: &'a [String],
    /// How old a value may be when it is asked for, in microseconds; any age where there is none.
    /// A value that is exactly so old still counts.
    pub ttl: Option<i64>,
}

/// Rows that ask: whom, and when.
#[derive(Clone, Copy, Debug)]
pub struct Entities<'a> {
    /// The rows.
    pub table: &'a Table,
    /// The column with the time at which a row asks. A row without it gets nothing.
    pub time: &'a str,
}

impl Source<'_> {
    /// Whether the definition makes sense, and both tables hold what it names.
    ///
    /// # Errors
    /// If a column is not there or no time, nothing is wanted, a key is wanted, or the time to live
    /// is not positive.
    pub fn check(&self, entities: Entities<'_>) -> Result<(), FeatureError> {
        let name = self.name;
        let refuse = |text: String| Err(FeatureError::Invalid(text));
        if self.keys.is_empty() {
            return refuse(format!(
                "“{name}” has no key. Name the columns that say whom a row is about."
            ));
        }
        if self.columns.is_empty() {
            return refuse(format!("Nothing is wanted of “{name}”. Name its columns."));
        }
        if let Some(key) = self
            .columns
            .iter()
            .find(|column| self.keys.contains(column))
        {
            return refuse(format!(
                "“{key}” is a key of “{name}” and stands in the entity rows already. Leave it out of the wanted columns."
            ));
        }
        if let Some(ttl) = self.ttl.filter(|ttl| *ttl <= 0) {
            return refuse(format!(
                "The time to live of “{name}” must be longer than nothing, but is {ttl} microseconds."
            ));
        }
        let own = FeatureError::of(&format!("The source “{name}”"));
        let asking = FeatureError::of("The entity rows");
        let wanted: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        self.table.select(&wanted).map_err(&own)?;
        for key in self.keys {
            self.table.select(&[key]).map_err(&own)?;
            entities.table.select(&[key]).map_err(&asking)?;
        }
        for time in [Some(self.time), self.created].into_iter().flatten() {
            self.table.times(time).map_err(&own)?;
        }
        entities.table.times(entities.time).map_err(&asking)?;
        Ok(())
    }

    /// The kind of a wanted column, if there is one.
    pub fn kind(&self, column: &str) -> Option<Kind> {
        let index = self.table.column_index(column)?;
        self.table.columns().get(index).map(|info| info.kind)
    }
}
