//! Cells in which a text stands.

use rayon::prelude::*;

use super::{DataError, RowSet, Table, needle::Needle};
use crate::terms::Progress;

/// Where a text stands in the rows that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What was looked for.
    pub text: String,
    /// The rows of the table, column by column as asked for; none where it cannot stand.
    columns: Vec<(usize, Option<RowSet>)>,
    /// The places of rows with a match, ascending: 0 is the first row that is shown.
    places: Vec<u32>,
    /// How many cells match before each of these places, and at the end how many in all.
    before: Vec<u32>,
}

/// Looks for `text` in the cells of `columns` (by their place in the table), in the rows `shown`
/// in that order, or in every row. Letters match whatever their case; gaps never match.
///
/// Takes a bit for each cell of a column in which the text can stand, and 8 bytes for each row
/// that matches.
///
/// # Errors
/// If somebody asked it to stop.
pub fn find(
    table: &Table,
    text: &str,
    columns: &[usize],
    shown: Option<&[u32]>,
    progress: &dyn Progress,
) -> Result<Found, DataError> {
    let needle = Needle::new(text);
    let n_rows = table.n_rows();
    let mut found = Vec::with_capacity(columns.len());
    for (done, &column) in columns.iter().enumerate() {
        progress.report(
            done as f32 / columns.len() as f32,
            &format!("Looking for “{text}”"),
        );
        let cells = table.cells_at(column).filter(|cells| needle.fits(*cells));
        let rows =
            cells.map(|cells| RowSet::scan(n_rows, progress, |row| needle.is_in(cells, row)));
        found.push((column, rows.transpose()?));
    }
    let matches = |row: usize| -> u32 {
        let sets = found.iter().filter_map(|(_, rows)| rows.as_ref());
        sets.map(|rows| u32::from(rows.contains(row))).sum()
    };
    let counted = |(place, row): (u32, u32)| {
        let n = matches(row as usize);
        (n > 0).then_some((place, n))
    };
    let counts: Vec<(u32, u32)> = match shown {
        Some(shown) => (0..shown.len() as u32)
            .into_par_iter()
            .filter_map(|place| counted((place, shown[place as usize])))
            .collect(),
        None => (0..n_rows as u32)
            .into_par_iter()
            .filter_map(|row| counted((row, row)))
            .collect(),
    };
    progress.check()?;
    let mut before = Vec::with_capacity(counts.len() + 1);
    let mut sum = 0_u32;
    before.push(0);
    for (_, n) in &counts {
        sum = sum.saturating_add(*n);
        before.push(sum);
    }
    Ok(Found {
        text: text.to_owned(),
        columns: found,
        places: counts.into_iter().map(|(place, _)| place).collect(),
        before,
    })
}

impl Found {
    /// How many cells match.
    pub fn n_cells(&self) -> u32 {
        self.before.last().copied().unwrap_or(0)
    }

    /// How many rows have a match.
    pub fn n_rows(&self) -> usize {
        self.places.len()
    }

    /// Whether the text stands in the cell of the table's row and column.
    pub fn contains(&self, row: usize, column: usize) -> bool {
        let sets = self.columns.iter().filter(|(index, _)| *index == column);
        let mut sets = sets.filter_map(|(_, rows)| rows.as_ref());
        sets.any(|rows| rows.contains(row))
    }

    /// Match number `index`, from 0, in the order of the rows and then of the columns: the place
    /// of its row among those that are shown, and which match of that row it is, from 0.
    pub fn at(&self, index: u32) -> Option<(u32, usize)> {
        let i = self.before.partition_point(|before| *before <= index);
        let i = i.checked_sub(1)?;
        Some((*self.places.get(i)?, (index - self.before[i]) as usize))
    }

    /// The number of the first match in the row at `place` or below it; the number of all
    /// matches, if there is none.
    pub fn first_from(&self, place: u32) -> u32 {
        let i = self.places.partition_point(|found| *found < place);
        self.before[i]
    }

    /// The columns of `row` of the table that match, in the order that was asked for.
    pub fn columns_of(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        self.columns
            .iter()
            .filter(move |(_, rows)| rows.as_ref().is_some_and(|rows| rows.contains(row)))
            .map(|(column, _)| *column)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{data::ColumnData, terms::Silent};

    proptest! {
        #[test]
        fn every_match_is_found_in_the_order_that_is_shown(
            cells in proptest::collection::vec((0..30_i64, "[xyz]{0,3}"), 1..60),
            seed in any::<u64>(),
            text in "[xyz12]",
        ) {
            let table = Table::from_columns(vec![
                ("a".to_owned(), ColumnData::Integers(cells.iter().map(|cell| Some(cell.0)).collect())),
                ("b".to_owned(), ColumnData::Texts(cells.iter().map(|cell| Some(cell.1.clone())).collect())),
            ]).unwrap();
            let mut shown: Vec<u32> = (0..cells.len() as u32).filter(|row| seed >> (row % 64) & 1 == 1).collect();
            shown.reverse();
            let columns = [1, 0];
            let found = find(&table, &text, &columns, Some(&shown), &Silent).unwrap();
            let mut expected = Vec::new();
            for (place, &row) in shown.iter().enumerate() {
                let row = row as usize;
                for column in columns {
                    let holds = table.cell(row, column).contains(&text);
                    prop_assert_eq!(found.contains(row, column), holds);
                    if holds {
                        expected.push((place as u32, column));
                    }
                }
            }
            prop_assert_eq!(found.n_cells() as usize, expected.len());
            let all: Vec<(u32, usize)> = (0..found.n_cells()).map(|index| {
                let (place, nth) = found.at(index).unwrap();
                (place, found.columns_of(shown[place as usize] as usize).nth(nth).unwrap())
            }).collect();
            prop_assert_eq!(&all, &expected);
            prop_assert_eq!(found.at(found.n_cells()), None);
            for place in 0..shown.len() as u32 {
                let before = expected.iter().filter(|found| found.0 < place).count();
                prop_assert_eq!(found.first_from(place) as usize, before);
            }
        }
    }
}
