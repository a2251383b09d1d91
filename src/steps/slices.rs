//! Parts of the rows that are judged and followed by themselves.

use crate::{
    data::{DataError, Kind, RowSet, Table},
    stats::{self, MISSING},
};

/// The most values of a column that are slices of their own; the most frequent ones are.
const MOST_VALUES: usize = 30;
/// A number with more different values than this is cut at its quartiles.
const MOST_NUMBERS: usize = 12;

/// Some rows that are looked at by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SliceRows {
    /// "carrier = AA", "age up to 30", or a segment's name.
    pub name: String,
    /// The column, or the segment's name again.
    pub of: String,
    /// The rows, ascending.
    pub rows: Vec<u32>,
}

/// The slices of every segment, and of the columns that `watched` names, in its order.
///
/// The slices of a column are its values, the most frequent first (at most 30); a column of numbers
/// with more than twelve values is cut at its quartiles, and gaps are a slice of their own.
///
/// # Errors
/// If `watched` names neither a segment nor a column.
pub fn slices(
    table: &Table,
    watched: &[&str],
    segments: &[(String, RowSet)],
) -> Result<Vec<SliceRows>, DataError> {
    let mut slices: Vec<SliceRows> = segments
        .iter()
        .map(|(name, rows)| SliceRows {
            name: name.clone(),
            of: name.clone(),
            rows: rows.indices(),
        })
        .collect();
    for &name in watched {
        if segments.iter().all(|(segment, _)| segment != name) {
            slices.extend(of_column(table, name)?);
        }
    }
    Ok(slices)
}

fn of_column(table: &Table, name: &str) -> Result<Vec<SliceRows>, DataError> {
    let categories = table.categories(name)?;
    let index = table.column_index(name);
    let kind = index.map(|index| table.columns()[index].kind);
    let ordered = kind.is_some_and(Kind::is_number);
    if ordered && categories.levels.len() > MOST_NUMBERS {
        return Ok(quarters(name, &table.numbers(name)?));
    }
    let gaps = categories.levels.len();
    let mut rows = vec![Vec::new(); gaps + 1];
    for (row, &code) in (0_u32..).zip(&categories.codes) {
        rows[if code == MISSING { gaps } else { code as usize }].push(row);
    }
    let titles = categories
        .levels
        .iter()
        .map(|level| format!("{name} = {level}"))
        .chain([format!("{name} is missing")]);
    let mut slices: Vec<SliceRows> = titles
        .zip(rows)
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(title, rows)| slice(title, name, rows))
        .collect();
    slices.sort_by_key(|slice| std::cmp::Reverse(slice.rows.len()));
    slices.truncate(MOST_VALUES);
    Ok(slices)
}

/// The rows between the quartiles of `values`, lowest first, and the gaps last.
fn quarters(name: &str, values: &[f64]) -> Vec<SliceRows> {
    let sorted = stats::sorted_finite(values);
    let mut edges: Vec<f64> = [0.25, 0.5, 0.75]
        .iter()
        .filter_map(|&share| stats::quantile_sorted(&sorted, share).value())
        .collect();
    edges.dedup();
    let mut rows = vec![Vec::new(); edges.len() + 2];
    for (row, value) in (0_u32..).zip(values) {
        let place = if value.is_nan() {
            edges.len() + 1
        } else {
            edges.partition_point(|edge| edge < value)
        };
        rows[place].push(row);
    }
    let title = |place: usize| match (
        place.checked_sub(1).and_then(|i| edges.get(i)),
        edges.get(place),
    ) {
        (None, Some(to)) => format!("{name} up to {to}"),
        (Some(from), Some(to)) => format!("{name} above {from} to {to}"),
        (Some(from), None) if place == edges.len() => format!("{name} above {from}"),
        _ => format!("{name} is missing"),
    };
    rows.into_iter()
        .enumerate()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(place, rows)| slice(title(place), name, rows))
        .collect()
}

fn slice(name: String, of: &str, rows: Vec<u32>) -> SliceRows {
    SliceRows {
        name,
        of: of.to_owned(),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ColumnData;

    fn table() -> Table {
        let texts = ["b", "a", "b", ""].map(|text| Some(text.to_owned()).filter(|t| !t.is_empty()));
        let ages = (0..100).map(|i| (i % 10 != 3).then(|| f64::from(i)));
        let texts = texts.iter().cycle().take(100).cloned();
        Table::from_columns(vec![
            ("town".to_owned(), ColumnData::Texts(texts.collect())),
            ("age".to_owned(), ColumnData::Numbers(ages.collect())),
        ])
        .unwrap()
    }

    fn names(watched: &[&str], segments: &[(String, RowSet)]) -> Vec<(String, usize)> {
        slices(&table(), watched, segments)
            .unwrap()
            .into_iter()
            .map(|slice| (slice.name, slice.rows.len()))
            .collect()
    }

    #[test]
    fn values_quarters_gaps_and_segments() {
        let found = names(&["town"], &[]);
        assert_eq!(
            found,
            [
                ("town = b".to_owned(), 50),
                ("town = a".to_owned(), 25),
                ("town is missing".to_owned(), 25)
            ]
        );
        let found = names(&["age"], &[]);
        assert_eq!(found.len(), 5);
        assert_eq!(found.iter().map(|(_, n)| n).sum::<usize>(), 100);
        assert!(
            found[0].0.starts_with("age up to ") && found[4] == ("age is missing".to_owned(), 10)
        );
        let segment = ("old".to_owned(), RowSet::of(100, |row| row >= 60));
        let found = names(&["old"], std::slice::from_ref(&segment));
        assert_eq!(found, [("old".to_owned(), 40)]);
        assert!(slices(&table(), &["moon"], &[]).is_err());
    }
}
