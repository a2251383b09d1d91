//! From JSON cells to the raw columns that a model reads.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde_json::Value;

use super::{api_error::ApiError, features::Refused, logged::Columns, version::Served};
use crate::data::{ColumnData, ColumnInfo, Kind, Table};

/// The rows of a request, as the model reads them and as they are kept.
pub(super) struct Rows {
    pub(super) table: Table,
    pub(super) columns: Arc<Columns>,
}

/// Makes the rows that a version reads from cells by column name. What the feature store holds is
/// looked up where the request does not say it itself.
///
/// Columns that it does not read are left aside, as both protocols do.
pub(super) fn table<'v>(
    served: &Served,
    cells: impl Fn(&str) -> Option<Vec<&'v Value>>,
) -> Result<Rows, ApiError> {
    let package = &*served.package;
    let mut columns = Vec::with_capacity(package.inputs().len());
    let mut missing = Vec::new();
    let mut stored = None;
    for info in package.inputs() {
        if let Some(cells) = cells(&info.name) {
            columns.push((info.name.clone(), column(info, &cells)?));
            continue;
        }
        if stored.is_none() {
            stored = Some(from_store(served, &cells)?);
        }
        let found = stored.iter().flatten().find(|(name, _)| *name == info.name);
        match found {
            Some(found) => columns.push(found.clone()),
            None => missing.push(info.name.as_str()),
        }
    }
    if !missing.is_empty() {
        return Err(ApiError::bad_request(format!(
            "these inputs are missing: {}; send null where a value is not known",
            missing.join(", ")
        )));
    }
    let table = Table::from_columns(columns.clone())
        .map_err(|err| ApiError::bad_request(err.to_string()))?;
    Ok(Rows {
        table,
        columns: Arc::new(columns),
    })
}

/// What the feature store knows of those whom the rows are about; nothing where the model was
/// trained without it.
fn from_store<'v>(
    served: &Served,
    cells: &impl Fn(&str) -> Option<Vec<&'v Value>>,
) -> Result<Columns, ApiError> {
    let (Some(stored), Some(look_up)) = (&served.package.features, &served.features) else {
        return Ok(Columns::new());
    };
    let mut keys = Columns::with_capacity(stored.keys.len());
    for info in &stored.keys {
        let cells = cells(&info.name).ok_or_else(|| {
            ApiError::bad_request(format!(
                "the input “{}” is missing: it says whom the feature store is asked of; send it, or send the features themselves ({})",
                info.name,
                stored.names.join(", ")
            ))
        })?;
        keys.push((info.name.clone(), column(info, &cells)?));
    }
    look_up(&keys).map_err(|refused| match refused {
        Refused::Request(why) => ApiError::bad_request(why),
        Refused::Store(why) => {
            // The reason may name a path of this machine: it is not for the client.
            tracing::error!("Features could not be looked up: {why}");
            let text = "the feature store does not answer; ask again later, or send the features";
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, text)
        }
    })
}

fn column(info: &ColumnInfo, cells: &[&Value]) -> Result<ColumnData, ApiError> {
    Ok(match info.kind {
        Kind::Decimal => ColumnData::Numbers(read(info, cells, number)?),
        Kind::Integer => ColumnData::Integers(read(info, cells, integer)?),
        Kind::Boolean => ColumnData::Booleans(read(info, cells, boolean)?),
        Kind::Text => ColumnData::Texts(read(info, cells, text)?),
        Kind::Time => ColumnData::Times(read(info, cells, time)?),
    })
}

fn read<T>(
    info: &ColumnInfo,
    cells: &[&Value],
    convert: impl Fn(&Value) -> Option<T>,
) -> Result<Vec<Option<T>>, ApiError> {
    let one = |cell: &&Value| {
        if cell.is_null() {
            return Ok(None);
        }
        convert(cell).map(Some).ok_or_else(|| {
            let kind = info.kind.name();
            ApiError::bad_request(format!(
                "input “{}” must be of kind {kind}, not {cell}",
                info.name
            ))
        })
    };
    cells.iter().map(one).collect()
}

fn number(cell: &Value) -> Option<f64> {
    cell.as_f64()
}

/// A whole number, also when it is written as 3.0, as pandas does for columns with gaps.
fn integer(cell: &Value) -> Option<i64> {
    cell.as_i64().or_else(|| {
        let number = cell.as_f64()?;
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    })
}

fn boolean(cell: &Value) -> Option<bool> {
    cell.as_bool().or_else(|| match cell.as_i64() {
        Some(0) => Some(false),
        Some(1) => Some(true),
        _ => None,
    })
}

fn text(cell: &Value) -> Option<String> {
    cell.as_str().map(str::to_owned)
}

/// RFC 3339, "2013-01-01 05:15:00", or a day; in microseconds since the epoch.
fn time(cell: &Value) -> Option<i64> {
    let text = cell.as_str()?;
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp_micros());
    }
    for format in [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
    ] {
        if let Ok(time) = NaiveDateTime::parse_from_str(text, format) {
            return Some(time.and_utc().timestamp_micros());
        }
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros())
}
