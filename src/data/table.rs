use std::{collections::HashMap, sync::Arc};

use polars::prelude::{
    ChunkAgg as _, Column, DataFrame, DataType, IntoColumn as _, NewChunkedArray as _,
    UInt32Chunked,
};
use rayon::prelude::*;

use super::{
    ColumnData, ColumnInfo, DataError,
    categories::{self, Categories},
    cells::Cells,
    column_data,
};

/// Rows and named columns. Cheap to clone; never changes once made.
///
/// Every column is of one [`Kind`](super::Kind) and lies in one piece in memory; narrower types of the file are
/// widened when it is read, NaN becomes a missing value, and times lose their zone in favour of
/// UTC. At most 4,294,967,294 rows.
#[derive(Clone, Debug)]
pub struct Table {
    frame: Arc<DataFrame>,
    schema: Arc<Schema>,
}

/// From how many rows on columns are made side by side.
const MANY_ROWS: usize = 10_000;

/// What the columns are; shared by all tables that were cut from one.
#[derive(Debug, PartialEq, Eq)]
struct Schema {
    columns: Vec<ColumnInfo>,
    by_name: HashMap<String, usize>,
}

impl Table {
    /// Makes a table from columns by name, in their order.
    ///
    /// # Errors
    /// If a name is empty or occurs twice, or the columns are not of one length.
    pub fn from_columns(columns: Vec<(String, ColumnData)>) -> Result<Self, DataError> {
        let n_rows = columns.first().map_or(0, |(_, data)| data.len());
        let odd = columns.iter().find(|(_, data)| data.len() != n_rows);
        if let Some((name, data)) = odd {
            return Err(DataError::Length {
                name: name.clone(),
                rows: data.len(),
                expected: n_rows,
            });
        }
        let infos = columns
            .iter()
            .map(|(name, data)| ColumnInfo {
                name: name.clone(),
                kind: data.kind(),
            })
            .collect();
        let schema = Schema::new(infos)?;
        let column = |(name, data): (String, ColumnData)| data.into_column(&name);
        // Below that, handing a column to another thread costs more than it saves.
        let columns = if n_rows < MANY_ROWS {
            columns.into_iter().map(column).collect()
        } else {
            columns.into_par_iter().map(column).collect()
        };
        Self::with_schema(n_rows, columns, Arc::new(schema))
    }

    /// Takes over what the engine read: widens narrow types, turns NaN into gaps and times into
    /// UTC, and puts every column in one piece.
    pub(super) fn from_frame(frame: &DataFrame) -> Result<Self, DataError> {
        Self::take_frame(frame.clone())
    }

    /// The same, where the frame is not needed any more: there is never more than one column
    /// twice in memory.
    pub(super) fn take_frame(frame: DataFrame) -> Result<Self, DataError> {
        let n_rows = frame.height();
        let names = frame
            .columns()
            .iter()
            .map(|column| column.name().to_string());
        check_names(names)?;
        let columns = frame
            .into_columns()
            .into_iter()
            .map(|column| normal(&column))
            .collect::<Result<Vec<_>, _>>()?;
        let infos = columns.iter().filter_map(info).collect();
        let schema = Schema::new(infos)?;
        Self::with_schema(n_rows, columns, Arc::new(schema))
    }

    fn with_schema(
        n_rows: usize,
        columns: Vec<Column>,
        schema: Arc<Schema>,
    ) -> Result<Self, DataError> {
        let frame = DataFrame::new(n_rows, columns).map_err(|err| DataError::engine(&err))?;
        Ok(Self {
            frame: Arc::new(frame),
            schema,
        })
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.frame.height()
    }

    /// Number of columns.
    pub fn n_columns(&self) -> usize {
        self.schema.columns.len()
    }

    /// What the columns are, in order.
    pub fn columns(&self) -> &[ColumnInfo] {
        &self.schema.columns
    }

    /// The place of the column `name`.
    pub fn column_index(&self, name: &str) -> Option<usize> {
        self.schema.by_name.get(name).copied()
    }

    /// The place of the column `name`.
    ///
    /// # Errors
    /// If there is no such column.
    pub(super) fn index_of(&self, name: &str) -> Result<usize, DataError> {
        self.column_index(name).ok_or_else(|| self.unknown(name))
    }

    /// The column `name` as numbers, NaN where a value is missing: booleans as 0 and 1, times as
    /// microseconds since 1970-01-01. Integers beyond 2^53 lose their last digits.
    ///
    /// # Errors
    /// If there is no such column, or it holds text. A text column without any value counts as
    /// numbers that are all missing.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, DataError> {
        let cells = self.cells(name)?;
        if let Some(numbers) = cells.numbers() {
            return Ok(numbers);
        }
        if cells.missing() == self.n_rows() {
            return Ok(vec![f64::NAN; self.n_rows()]);
        }
        Err(wrong_kind(name, cells, "a number"))
    }

    /// The column `name` as categories; works for every kind, each value standing for itself as
    /// in [`Self::cell`].
    ///
    /// # Errors
    /// If there is no such column.
    pub fn categories(&self, name: &str) -> Result<Categories, DataError> {
        Ok(categories::of(self.cells(name)?))
    }

    /// The column `name` as microseconds since 1970-01-01.
    ///
    /// # Errors
    /// If there is no such column, or it holds no times (nor only gaps).
    pub fn times(&self, name: &str) -> Result<Vec<Option<i64>>, DataError> {
        match self.cells(name)? {
            Cells::Times(values) => Ok(values.iter().collect()),
            cells if cells.missing() == self.n_rows() => Ok(vec![None; self.n_rows()]),
            cells => Err(wrong_kind(name, cells, "a time")),
        }
    }

    /// The latest time of column `name`; nothing where it holds none.
    pub fn latest(&self, name: &str) -> Option<i64> {
        match self.cells(name).ok()? {
            Cells::Times(values) => values.max(),
            _ => None,
        }
    }

    /// The values of the column `name`, as they are.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn column_data(&self, name: &str) -> Result<ColumnData, DataError> {
        let rows: Vec<Option<u32>> = (0..self.n_rows() as u32).map(Some).collect();
        Ok(self.cells(name)?.pick(&rows))
    }

    /// The cells of the column `name` at `rows`; a gap where there is no row.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn pick(&self, name: &str, rows: &[Option<u32>]) -> Result<ColumnData, DataError> {
        Ok(self.cells(name)?.pick(rows))
    }

    /// The text of a cell as it stands in a table on the screen; empty where it is missing or
    /// outside the table. Does not depend on the size of the table.
    pub fn cell(&self, row: usize, column: usize) -> String {
        let cells = self.cells_at(column).filter(|_| row < self.n_rows());
        cells.map(|cells| cells.text(row)).unwrap_or_default()
    }

    /// Whether a cell is missing, or outside the table.
    pub fn is_null(&self, row: usize, column: usize) -> bool {
        let cells = self.cells_at(column).filter(|_| row < self.n_rows());
        cells.is_none_or(|cells| cells.is_null(row))
    }

    /// How many cells of a column are missing; every row, outside the table.
    pub fn missing(&self, column: usize) -> usize {
        self.cells_at(column)
            .map_or_else(|| self.n_rows(), Cells::missing)
    }

    /// The rows at `indices`, in that order.
    ///
    /// # Panics
    /// If an index is not below [`Self::n_rows`].
    #[must_use]
    pub fn take(&self, indices: &[u32]) -> Self {
        let n_rows = self.n_rows();
        let inside = indices.iter().all(|&index| (index as usize) < n_rows);
        assert!(inside, "an index must be that of a row");
        let indices = UInt32Chunked::from_slice("".into(), indices);
        // The engine refuses indices outside only, and there are none.
        self.with_frame(
            self.frame
                .take(&indices)
                .unwrap_or_else(|_| self.frame.clear()),
        )
    }

    /// A table whose column `name` holds the cells of the rows `of(name)`, column by column: rows
    /// that never were, made of cells that were.
    ///
    /// # Errors
    /// If a row does not exist, or the columns do not get one length.
    pub fn take_each<'a>(&self, of: impl Fn(&str) -> &'a [u32]) -> Result<Self, DataError> {
        let columns = self.frame.columns().iter().map(|column| {
            let rows = UInt32Chunked::from_slice("".into(), of(column.name()));
            let taken = column.take(&rows);
            taken.map_err(|err| DataError::engine(&err))
        });
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let n_rows = columns.first().map_or(0, Column::len);
        Self::with_schema(n_rows, columns, Arc::clone(&self.schema))
    }

    /// `n_rows` rows from row `first` on; fewer where the table ends before.
    #[must_use]
    pub fn slice(&self, first: usize, n_rows: usize) -> Self {
        let first = first.min(self.n_rows());
        self.with_frame(self.frame.slice(first.cast_signed() as i64, n_rows))
    }

    /// The columns `names`, in that order.
    ///
    /// # Errors
    /// If there is no such column, or one is named twice.
    pub fn select(&self, names: &[&str]) -> Result<Self, DataError> {
        let indices = names
            .iter()
            .map(|name| self.column_index(name).ok_or_else(|| self.unknown(name)))
            .collect::<Result<Vec<_>, _>>()?;
        let schema = Schema::new(indices.iter().map(|&i| self.columns()[i].clone()).collect())?;
        let columns = indices
            .iter()
            .map(|&i| self.frame.columns()[i].clone())
            .collect();
        Self::with_schema(self.n_rows(), columns, Arc::new(schema))
    }

    /// This table with the column `name`, which takes the place of one of that name, or comes last.
    ///
    /// # Errors
    /// If it does not have a value for every row.
    pub fn with_column(&self, name: &str, data: ColumnData) -> Result<Self, DataError> {
        if data.len() != self.n_rows() {
            return Err(DataError::Length {
                name: name.to_owned(),
                rows: data.len(),
                expected: self.n_rows(),
            });
        }
        let info = ColumnInfo {
            name: name.to_owned(),
            kind: data.kind(),
        };
        let mut infos = self.columns().to_vec();
        let mut columns = self.frame.columns().to_vec();
        if let Some(index) = self.column_index(name) {
            infos[index] = info;
            columns[index] = data.into_column(name);
        } else {
            infos.push(info);
            columns.push(data.into_column(name));
        }
        Self::with_schema(self.n_rows(), columns, Arc::new(Schema::new(infos)?))
    }

    /// This table with the column `from` under the name `to`; one that has this name is left out.
    ///
    /// # Errors
    /// If there is no column `from`.
    pub fn renamed(&self, from: &str, to: &str) -> Result<Self, DataError> {
        let index = self.column_index(from).ok_or_else(|| self.unknown(from))?;
        let mut infos = self.columns().to_vec();
        let mut columns = self.frame.columns().to_vec();
        to.clone_into(&mut infos[index].name);
        columns[index].rename(to.into());
        if let Some(other) = self.column_index(to).filter(|other| *other != index) {
            infos.remove(other);
            columns.remove(other);
        }
        Self::with_schema(self.n_rows(), columns, Arc::new(Schema::new(infos)?))
    }

    /// The rows of this table and then those of `below`, whose columns may stand in any order.
    ///
    /// Whole numbers and decimals become decimals; a column without any value takes the kind of
    /// the other one.
    ///
    /// # Errors
    /// If a column is missing on one side, or kinds differ.
    pub fn append(&self, below: &Self) -> Result<Self, DataError> {
        let append = |message: String| DataError::Append { message };
        let missing = below
            .columns()
            .iter()
            .find(|column| self.column_index(&column.name).is_none());
        if let Some(column) = missing {
            return Err(append(format!(
                "only one of them has a column “{}”",
                column.name
            )));
        }
        let mut columns = Vec::with_capacity(self.n_columns());
        for (index, info) in self.columns().iter().enumerate() {
            let other = below
                .column_index(&info.name)
                .ok_or_else(|| append(format!("only one of them has a column “{}”", info.name)))?;
            let (top, bottom) = (&self.frame.columns()[index], &below.frame.columns()[other]);
            columns.push(joined(top, bottom).map_err(append)?);
        }
        let frame = DataFrame::new(self.n_rows() + below.n_rows(), columns);
        Self::from_frame(&frame.map_err(|err| DataError::engine(&err))?)
    }

    /// The column `name`, typed.
    pub(super) fn cells(&self, name: &str) -> Result<Cells<'_>, DataError> {
        let index = self.column_index(name).ok_or_else(|| self.unknown(name))?;
        self.cells_at(index).ok_or_else(|| self.unknown(name))
    }

    pub(super) fn cells_at(&self, column: usize) -> Option<Cells<'_>> {
        self.frame.columns().get(column).and_then(Cells::of)
    }

    /// What the engine works on.
    pub(super) fn frame(&self) -> &DataFrame {
        &self.frame
    }

    fn with_frame(&self, frame: DataFrame) -> Self {
        Self {
            frame: Arc::new(frame),
            schema: Arc::clone(&self.schema),
        }
    }

    fn unknown(&self, name: &str) -> DataError {
        DataError::UnknownColumn {
            name: name.to_owned(),
            known: self
                .columns()
                .iter()
                .map(|column| column.name.clone())
                .collect(),
        }
    }
}

/// Equal names, kinds and values; a gap equals a gap.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.schema == other.schema && self.frame.equals_missing(&other.frame)
    }
}

impl Schema {
    fn new(columns: Vec<ColumnInfo>) -> Result<Self, DataError> {
        check_names(columns.iter().map(|column| column.name.as_str()))?;
        let names = columns.iter().enumerate();
        let by_name = names
            .map(|(index, column)| (column.name.clone(), index))
            .collect();
        Ok(Self { columns, by_name })
    }
}

/// Whether every name can stand for one column.
pub(super) fn check_names<T: AsRef<str>>(names: impl Iterator<Item = T>) -> Result<(), DataError> {
    let mut seen = std::collections::HashSet::new();
    for (index, name) in names.enumerate() {
        let name = name.as_ref();
        if name.trim().is_empty() {
            return Err(DataError::UnnamedColumn {
                position: index + 1,
            });
        }
        if !seen.insert(name.to_owned()) {
            return Err(DataError::DuplicateColumn {
                name: name.to_owned(),
            });
        }
    }
    Ok(())
}

fn info(column: &Column) -> Option<ColumnInfo> {
    Some(ColumnInfo {
        name: column.name().to_string(),
        kind: Cells::of(column)?.kind(),
    })
}

fn wrong_kind(name: &str, cells: Cells<'_>, wanted: &'static str) -> DataError {
    DataError::WrongKind {
        name: name.to_owned(),
        found: cells.kind(),
        wanted,
    }
}

/// The column in the one type and the one piece that a table holds.
fn normal(column: &Column) -> Result<Column, DataError> {
    let unsupported = || DataError::Unsupported {
        name: column.name().to_string(),
        found: column.dtype().to_string(),
    };
    let kind = column_data::kind_of(column.dtype()).ok_or_else(unsupported)?;
    let wanted = column_data::data_type(kind);
    let mut series = column.as_materialized_series().clone();
    if *series.dtype() != wanted {
        // Whole numbers that do not fit into 64 bits with a sign are kept as decimals.
        series = series
            .strict_cast(&wanted)
            .or_else(|_| series.cast(&DataType::Float64))
            .map_err(|_narrower| unsupported())?;
    }
    if let Ok(values) = series.f64()
        && values.iter().flatten().any(f64::is_nan)
    {
        let name = series.name().clone();
        let values = values
            .iter()
            .map(|value| value.filter(|value| !value.is_nan()))
            .collect();
        return Ok(ColumnData::Numbers(values).into_column(&name));
    }
    Ok(series.rechunk().into_column())
}

/// One column below the other, or why they do not fit.
fn joined(top: &Column, bottom: &Column) -> Result<Column, String> {
    let (a, b) = (top.dtype(), bottom.dtype());
    let wanted = if a == b || bottom.null_count() == bottom.len() {
        a
    } else if top.null_count() == top.len() {
        b
    } else if a.is_primitive_numeric() && b.is_primitive_numeric() {
        &DataType::Float64
    } else {
        let kind = |column| Cells::of(column).map_or("other", |cells| cells.kind().name());
        let (a, b) = (kind(top), kind(bottom));
        return Err(format!(
            "“{}” is {a} in one and {b} in the other",
            top.name()
        ));
    };
    let mut joined = cast(top, wanted)?;
    joined
        .append(&cast(bottom, wanted)?)
        .map_err(|err| err.to_string())?;
    Ok(joined)
}

fn cast(column: &Column, wanted: &DataType) -> Result<Column, String> {
    if column.null_count() == column.len() {
        return Ok(Column::full_null(
            column.name().clone(),
            column.len(),
            wanted,
        ));
    }
    column.cast(wanted).map_err(|err| err.to_string())
}
