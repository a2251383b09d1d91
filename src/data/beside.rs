use polars::prelude::{DataFrame, NewChunkedArray as _, UInt32Chunked};

use super::{DataError, Table};

impl Table {
    /// The rows at `indices`, in that order; a row of gaps where there is none.
    ///
    /// # Errors
    /// If an index is not that of a row.
    pub fn take_or_gaps(&self, indices: &[Option<u32>]) -> Result<Self, DataError> {
        let indices = UInt32Chunked::from_slice_options("".into(), indices);
        let frame = self.frame().take(&indices);
        Self::take_frame(frame.map_err(|err| DataError::engine(&err))?)
    }

    /// The columns of this table, and those of `right` behind them.
    ///
    /// # Errors
    /// If they have not as many rows as each other, or a name occurs on both sides.
    pub fn beside(&self, right: &Self) -> Result<Self, DataError> {
        let odd = right.columns().first();
        if let Some(odd) = odd.filter(|_| right.n_rows() != self.n_rows()) {
            return Err(DataError::Length {
                name: odd.name.clone(),
                rows: right.n_rows(),
                expected: self.n_rows(),
            });
        }
        let columns = self.frame().columns().iter();
        let columns = columns.chain(right.frame().columns()).cloned().collect();
        super::table::check_names(
            self.columns()
                .iter()
                .chain(right.columns())
                .map(|column| column.name.as_str()),
        )?;
        let frame = DataFrame::new(self.n_rows(), columns);
        Self::take_frame(frame.map_err(|err| DataError::engine(&err))?)
    }
}
