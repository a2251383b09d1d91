//! Numbers by row and named column.

/// A dense matrix of `f64` in column-major order: what a recipe gives and a learner takes.
///
/// A prepared matrix holds no NaN; where one may, the function that takes it says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    names: Vec<String>,
    n_rows: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// An empty matrix of `n_rows` rows, to which columns are pushed.
    pub fn with_rows(n_rows: usize) -> Self {
        Self {
            n_rows,
            ..Self::default()
        }
    }

    /// Adds a column.
    ///
    /// # Panics
    /// If `column` does not have `n_rows` values.
    pub fn push(&mut self, name: impl Into<String>, column: &[f64]) {
        assert_eq!(column.len(), self.n_rows, "a column must fill every row");
        self.names.push(name.into());
        self.values.extend_from_slice(column);
    }

    /// Column names, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Number of columns.
    pub fn n_columns(&self) -> usize {
        self.names.len()
    }

    /// The values of column `j`.
    pub fn column(&self, j: usize) -> &[f64] {
        &self.values[j * self.n_rows..(j + 1) * self.n_rows]
    }

    /// All values, column after column.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Copies row `i` into `row`, replacing what it held.
    pub fn copy_row(&self, i: usize, row: &mut Vec<f64>) {
        row.clear();
        row.extend((0..self.n_columns()).map(|j| self.values[j * self.n_rows + i]));
    }

    /// The rows at `indices`, in that order.
    pub fn take(&self, indices: &[u32]) -> Self {
        let mut values = Vec::with_capacity(indices.len() * self.n_columns());
        for j in 0..self.n_columns() {
            let column = self.column(j);
            values.extend(indices.iter().map(|&i| column[i as usize]));
        }
        Self {
            names: self.names.clone(),
            n_rows: indices.len(),
            values,
        }
    }
}
