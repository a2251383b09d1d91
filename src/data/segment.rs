use super::{ColumnInfo, DataError, Kind, RowSet, Table, sql::Formula};

/// Rows that a person has named: "late evening departures".
///
/// It is a condition, not a list of rows, so that it finds the same kind of rows in tomorrow's data
/// and in the rows that a deployed model meets.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Its name; unique within a project.
    pub name: String,
    /// A formula over the columns of one row that is true or false: `hour >= 18`.
    pub condition: String,
}

impl Segment {
    /// The rows of `table` for which the condition is true; where it is a gap, it is not.
    ///
    /// # Errors
    /// If the condition cannot be understood, is not true or false, or names columns that the
    /// table does not have; the message names the segment.
    pub fn rows(&self, table: &Table) -> Result<RowSet, DataError> {
        let rows = self.formula(table.columns())?.matches(table);
        rows.map_err(|err| self.within(err))
    }

    /// Whether the condition makes sense for rows of `columns`.
    ///
    /// # Errors
    /// As [`Self::rows`].
    pub fn check(&self, columns: &[ColumnInfo]) -> Result<(), DataError> {
        let kind = self.formula(columns)?.kind();
        if kind == Kind::Boolean {
            return Ok(());
        }
        let message = format!("it gives values of kind {kind}, not true or false. Compare it.");
        Err(self.mistake(message))
    }

    fn formula(&self, columns: &[ColumnInfo]) -> Result<Formula, DataError> {
        Formula::parse(&self.condition, columns).map_err(|err| self.within(err))
    }

    /// The same error, with the segment in which it was made.
    fn within(&self, err: DataError) -> DataError {
        match err {
            DataError::Cancelled(cancelled) => cancelled.into(),
            other => self.mistake(other.to_string()),
        }
    }

    fn mistake(&self, message: String) -> DataError {
        DataError::Segment {
            name: self.name.clone(),
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{
        ColumnData,
        brushing::{BinnedColumn, select},
    };

    fn segment(condition: &str) -> Segment {
        Segment {
            name: "late".to_owned(),
            condition: condition.to_owned(),
        }
    }

    fn table() -> Table {
        let hours = (0..24).map(|hour| (hour != 3).then_some(hour)).collect();
        Table::from_columns(vec![("hour".to_owned(), ColumnData::Integers(hours))]).unwrap()
    }

    #[test]
    fn a_segment_finds_its_rows() {
        let rows = segment("hour >= 22 OR hour < 4").rows(&table()).unwrap();
        assert_eq!(rows.indices(), [0, 1, 2, 22, 23]);
    }

    #[test]
    fn a_mistake_names_the_segment() {
        for condition in ["hours > 3", "hour +", "hour + 1"] {
            let segment = segment(condition);
            for err in [
                segment.rows(&table()).unwrap_err(),
                segment.check(table().columns()).unwrap_err(),
            ] {
                assert!(err.to_string().contains("“late”"), "{err}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn a_brush_and_its_formula_choose_the_same_rows(
            rows in proptest::collection::vec((
                proptest::option::of(-50.0..50.0_f64),
                proptest::option::of(-60_000_000_000_000_000..60_000_000_000_000_000_i64),
                proptest::option::of("[a-c'\"]{0,2}"),
                proptest::option::of(proptest::bool::ANY),
            ), 1..80),
            column in 0..4_usize,
            (from, to) in (0..60_u8, 0..60_u8),
        ) {
            let data = vec![
                ("a x".to_owned(), ColumnData::Numbers(rows.iter().map(|row| row.0).collect())),
                ("at".to_owned(), ColumnData::Times(rows.iter().map(|row| row.1).collect())),
                ("text".to_owned(), ColumnData::Texts(rows.iter().map(|row| row.2.clone()).collect())),
                ("flag".to_owned(), ColumnData::Booleans(rows.iter().map(|row| row.3).collect())),
            ];
            let table = Table::from_columns(data).unwrap();
            let column = BinnedColumn::of(&table, &table.columns()[column].name).unwrap();
            let brush = column.brush(from.min(to)..=from.max(to));
            let brushed = select(&[&column], std::slice::from_ref(&brush), rows.len());
            let found = segment(&brush.condition).rows(&table);
            proptest::prop_assert_eq!(found.unwrap(), brushed, "{}", brush.condition);
        }
    }
}
