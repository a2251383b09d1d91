//! Tables in workbooks.

use std::path::Path;

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, Sheets, open_workbook_auto};
use chrono::NaiveDate;

use super::{ColumnBuilder, ColumnData, DataError, Detected, ReadOptions, Table, Value, iso_time};
use crate::terms::Progress;

/// Reads one sheet; at most `most` rows. Says whether these are all.
///
/// The first row that is not empty holds the names, unless it holds a number. Numbers that are
/// all whole become whole numbers, durations become days, and errors such as `#DIV/0!` are gaps.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    most: usize,
    progress: &dyn Progress,
) -> Result<(Table, Detected, bool), DataError> {
    options.check()?;
    let malformed = |message: String| DataError::Malformed {
        message,
        path: path.to_owned(),
    };
    progress.report(0.0, "Opening the workbook");
    let mut book = open_workbook_auto(path).map_err(|err| malformed(err.to_string()))?;
    progress.check()?;
    let sheets = book.sheet_names();
    let candidates = match &options.sheet {
        Some(wanted) if sheets.contains(wanted) => vec![wanted.clone()],
        Some(wanted) => {
            return Err(DataError::Options {
                message: format!(
                    "The workbook has no sheet “{wanted}”. Choose one of: {}.",
                    sheets.join(", ")
                ),
            });
        }
        None => sheets.clone(),
    };
    for sheet in candidates {
        let mut rows = Rows::new(options.header, most);
        each_row(&mut book, &sheet, progress, |cells| rows.take(cells))
            .map_err(|err| err.map_or_else(malformed, DataError::from))?;
        if rows.names.is_empty() {
            continue;
        }
        let is_whole = !rows.is_full;
        let (table, remarks) = rows.finish().map_err(|err| err.within(path))?;
        let detected = Detected {
            format: "Workbook".to_owned(),
            sheet: Some(sheet),
            sheets,
            remarks,
            ..Detected::default()
        };
        return Ok((table, detected, is_whole));
    }
    Err(DataError::Empty {
        path: path.to_owned(),
    })
}

type Book = Sheets<std::io::BufReader<std::fs::File>>;

/// Gives the cells of each row that has any, by column; `take` says whether to go on. The error is
/// what is wrong with the sheet, or that it is to stop.
fn each_row(
    book: &mut Book,
    sheet: &str,
    progress: &dyn Progress,
    mut take: impl FnMut(&[(usize, Data)]) -> bool,
) -> Result<(), Result<crate::terms::Cancelled, String>> {
    let mut row: Vec<(usize, Data)> = Vec::new();
    let mut at = None;
    let mut next = |place: (u32, u32), value: Data| -> Result<bool, Result<_, String>> {
        if at != Some(place.0) {
            if place.0.is_multiple_of(1024) {
                progress.check().map_err(Ok)?;
            }
            at = Some(place.0);
            let goes_on = row.is_empty() || take(&row);
            row.clear();
            if !goes_on {
                return Ok(false);
            }
        }
        if value != Data::Empty {
            row.push((place.1 as usize, value));
        }
        Ok(true)
    };
    if let Sheets::Xlsx(book) = book {
        let wrong = |err: calamine::XlsxError| Err(err.to_string());
        let mut cells = book.worksheet_cells_reader(sheet).map_err(wrong)?;
        while let Some(cell) = cells.next_cell().map_err(wrong)? {
            if !next(cell.get_position(), owned(cell.get_value()))? {
                return Ok(());
            }
        }
    } else {
        let range = book
            .worksheet_range(sheet)
            .map_err(|err| Err(err.to_string()))?;
        let (top, left) = range.start().unwrap_or_default();
        for (i, j, value) in range.used_cells() {
            if !next((top + i as u32, left + j as u32), value.clone())? {
                return Ok(());
            }
        }
    }
    // The row behind the last one brings the last one in.
    next((u32::MAX, 0), Data::Empty)?;
    Ok(())
}

fn owned(value: &DataRef<'_>) -> Data {
    Data::from(value.clone())
}

struct Rows {
    names: Vec<String>,
    /// The column of the sheet that each name stands in.
    places: Vec<usize>,
    columns: Vec<ColumnBuilder>,
    header: Option<bool>,
    n: usize,
    most: usize,
    is_full: bool,
    errors: usize,
    outside: usize,
}

impl Rows {
    fn new(header: Option<bool>, most: usize) -> Self {
        Self {
            names: Vec::new(),
            places: Vec::new(),
            columns: Vec::new(),
            header,
            n: 0,
            most,
            is_full: false,
            errors: 0,
            outside: 0,
        }
    }

    fn take(&mut self, cells: &[(usize, Data)]) -> bool {
        if self.names.is_empty() {
            let is_text = |(_, cell): &(usize, Data)| matches!(cell, Data::String(_));
            let is_header = self.header.unwrap_or_else(|| cells.iter().all(is_text));
            for (place, cell) in cells {
                self.places.push(*place);
                let made = || format!("column_{}", place + 1);
                self.names
                    .push(if is_header { cell.to_string() } else { made() });
                self.columns.push(ColumnBuilder::new());
            }
            if is_header {
                return true;
            }
        }
        if self.n >= self.most {
            self.is_full = true;
            return false;
        }
        self.n += 1;
        for (place, cell) in cells {
            let Ok(column) = self.places.binary_search(place) else {
                self.outside += 1;
                continue;
            };
            self.errors += usize::from(matches!(cell, Data::Error(_)));
            self.columns[column].push(value(cell));
        }
        for column in &mut self.columns {
            if column.len() < self.n {
                column.push(Value::Missing);
            }
        }
        true
    }

    fn finish(self) -> Result<(Table, Vec<String>), DataError> {
        let mut remarks = Vec::new();
        if self.errors > 0 {
            remarks.push(format!("{} cells with an error became gaps.", self.errors));
        }
        if self.outside > 0 {
            remarks.push(format!(
                "{} cells stand in columns without a name and were left out.",
                self.outside
            ));
        }
        let mixed: Vec<&str> = self
            .names
            .iter()
            .zip(&self.columns)
            .filter(|(_, column)| column.is_mixed())
            .map(|(name, _)| name.as_str())
            .collect();
        if !mixed.is_empty() {
            remarks.push(format!(
                "Values of several kinds became text: {}.",
                mixed.join(", ")
            ));
        }
        let columns = self
            .columns
            .into_iter()
            .map(|column| whole(column.finish(false)));
        let table = Table::from_columns(self.names.into_iter().zip(columns).collect())?;
        Ok((table, remarks))
    }
}

fn value(cell: &Data) -> Value<'_> {
    match cell {
        Data::Int(value) => Value::Integer(*value),
        Data::Float(value) => Value::Decimal(*value),
        Data::String(text) if text.is_empty() => Value::Missing,
        Data::String(text) | Data::DurationIso(text) => Value::Text(text),
        Data::Bool(value) => Value::Boolean(*value),
        Data::DateTime(time) if time.is_duration() => Value::Decimal(time.as_f64()),
        Data::DateTime(time) => micros(time).map_or(Value::Missing, Value::Time),
        Data::DateTimeIso(text) => iso_time::parse(text).map_or(Value::Text(text), Value::Time),
        Data::Error(_) | Data::Empty => Value::Missing,
    }
}

fn micros(time: &ExcelDateTime) -> Option<i64> {
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))?;
    let time = day.and_hms_milli_opt(
        u32::from(hour),
        u32::from(minute),
        u32::from(second),
        u32::from(milli),
    )?;
    Some(time.and_utc().timestamp_micros())
}

/// Workbooks know no whole numbers: where all are, they are taken for such.
fn whole(data: ColumnData) -> ColumnData {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let ColumnData::Numbers(values) = &data else {
        return data;
    };
    let is_whole = |value: &f64| value.fract() == 0.0 && value.abs() < EXACT;
    if values.iter().flatten().all(is_whole) {
        let values = values.iter().map(|value| value.map(|value| value as i64));
        return ColumnData::Integers(values.collect());
    }
    data
}
