//! Which columns a grid shows: their order, widths, and which stay at the left.

use crate::data::Table;

/// A column as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnView {
    /// Its place in the table.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// Width in points.
    pub width: f32,
    /// Not shown.
    pub hidden: bool,
    /// Stays at the left.
    pub pinned: bool,
}

/// The columns of a grid, from left to right.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    key: String,
    list: Vec<ColumnView>,
}

/// Narrowest and widest column, in points.
pub(super) const NARROWEST: f32 = 48.0;
pub(super) const WIDEST: f32 = 640.0;

/// About the width of a letter, in points.
const LETTER: f32 = 7.2;

impl Columns {
    /// Takes over the columns of `table`; those that were there before stay as they were.
    pub(super) fn fit(&mut self, key: &str, table: &Table) {
        if self.key == key && self.list.len() == table.n_columns() {
            return;
        }
        key.clone_into(&mut self.key);
        let before = std::mem::take(&mut self.list);
        for mut column in before {
            if let Some(index) = table.column_index(&column.name) {
                column.index = index;
                self.list.push(column);
            }
        }
        for (index, info) in table.columns().iter().enumerate() {
            if !self.list.iter().any(|column| column.name == info.name) {
                self.list.push(ColumnView {
                    index,
                    name: info.name.clone(),
                    width: start_width(table, index),
                    hidden: false,
                    pinned: false,
                });
            }
        }
    }

    /// Every column, hidden ones included.
    pub(super) fn all(&self) -> &[ColumnView] {
        &self.list
    }

    /// The columns that are shown: pinned ones first.
    pub(super) fn shown(&self) -> impl Iterator<Item = &ColumnView> {
        let shown = |pinned: bool| {
            let list = self.list.iter();
            list.filter(move |column| !column.hidden && column.pinned == pinned)
        };
        shown(true).chain(shown(false))
    }

    /// The places in the table of the columns that are shown, from left to right.
    pub(super) fn indices(&self) -> Vec<usize> {
        self.shown().map(|column| column.index).collect()
    }

    /// The column at `index` of the table.
    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut ColumnView> {
        self.list.iter_mut().find(|column| column.index == index)
    }

    /// Puts the column at `index` of the table before or behind the one at `target`, among the
    /// pinned ones if that is one.
    pub(super) fn place(&mut self, index: usize, target: usize, behind: bool) {
        let find = |list: &[ColumnView], index| list.iter().position(|c| c.index == index);
        let Some(from) = find(&self.list, index).filter(|_| index != target) else {
            return;
        };
        let mut moved = self.list.remove(from);
        let to = find(&self.list, target).unwrap_or(from);
        moved.pinned = self.list.get(to).is_some_and(|column| column.pinned);
        let to = (to + usize::from(behind)).min(self.list.len());
        self.list.insert(to, moved);
    }

    /// Moves the column at `index` of the table one place to the left or right.
    pub(super) fn shift(&mut self, index: usize, right: bool) {
        let shown = self.indices();
        let Some(at) = shown.iter().position(|found| *found == index) else {
            return;
        };
        let neighbour = if right {
            shown.get(at + 1)
        } else {
            at.checked_sub(1).and_then(|at| shown.get(at))
        };
        if let Some(neighbour) = neighbour {
            self.place(index, *neighbour, right);
        }
    }

    /// Shows every column, none pinned, in the order of the table.
    pub(super) fn reset(&mut self) {
        self.list.sort_by_key(|column| column.index);
        for column in &mut self.list {
            (column.hidden, column.pinned) = (false, false);
        }
    }
}

/// A width that the name and the first values fit into.
pub(super) fn start_width(table: &Table, index: usize) -> f32 {
    let name = table
        .columns()
        .get(index)
        .map_or(0, |info| info.name.chars().count());
    let rows = 0..table.n_rows().min(40);
    let values = rows.map(|row| table.cell(row, index).chars().count()).max();
    let text = LETTER * values.unwrap_or(0) as f32 + 20.0;
    text.max(LETTER * name as f32 + 62.0).clamp(72.0, 280.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::ColumnData;

    fn table(names: &[&str]) -> Table {
        let columns = names
            .iter()
            .map(|name| ((*name).to_owned(), ColumnData::Integers(vec![Some(1)])));
        Table::from_columns(columns.collect()).unwrap()
    }

    fn names(columns: &Columns) -> Vec<&str> {
        columns.shown().map(|column| column.name.as_str()).collect()
    }

    #[test]
    fn columns_are_moved_pinned_and_hidden_and_survive_another_table() {
        let mut columns = Columns::default();
        columns.fit("1", &table(&["a", "b", "c", "d"]));
        columns.place(3, 0, false);
        assert_eq!(names(&columns), ["d", "a", "b", "c"]);
        columns.shift(0, true);
        assert_eq!(names(&columns), ["d", "b", "a", "c"]);
        columns.get_mut(2).unwrap().pinned = true;
        columns.get_mut(1).unwrap().hidden = true;
        assert_eq!(names(&columns), ["c", "d", "a"]);
        columns.shift(0, false);
        assert_eq!(names(&columns), ["c", "a", "d"]);
        columns.place(3, 2, true);
        assert_eq!(names(&columns), ["c", "d", "a"]);
        assert!(
            columns.get_mut(3).unwrap().pinned,
            "it stands among the pinned"
        );
        columns.fit("2", &table(&["a", "c", "e", "d"]));
        assert_eq!(names(&columns), ["c", "d", "a", "e"]);
        assert_eq!(columns.indices(), [1, 3, 0, 2]);
        columns.reset();
        assert_eq!(names(&columns), ["a", "c", "e", "d"]);
    }
}
