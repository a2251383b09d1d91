use serde_json::{Map, Value, json};

use super::{Lane, Report};

/// Why a text is no result of the levels lab.
#[derive(Debug, thiserror::Error)]
#[error(
    "This is no result of the levels lab: {0}. Save one with `nonagon lab PROJECT --json`, or on its page."
)]
pub struct FileError(String);

/// A result as JSON, its lanes by id: what `nonagon lab --json` prints.
pub fn to_json(report: &Report) -> Value {
    let mut value = json!(report);
    let lanes = report.lanes.iter().map(|lane| {
        let mut value = json!(lane);
        value["lane"] = json!(lane.lane.name());
        (lane.lane.id().to_owned(), value)
    });
    value["lanes"] = Value::Object(lanes.collect::<Map<_, _>>());
    value
}

/// Reads what [`to_json`] wrote.
///
/// # Errors
/// If the text is no JSON, or says something else than a result.
pub fn from_json(text: &str) -> Result<Report, FileError> {
    let failed = |err: serde_json::Error| FileError(err.to_string());
    let mut value: Value = serde_json::from_str(text).map_err(failed)?;
    let Some(Value::Object(lanes)) = value.get_mut("lanes").map(Value::take) else {
        return Err(FileError("it has no lanes".to_owned()));
    };
    let mut found: Vec<(Lane, Value)> = Vec::with_capacity(lanes.len());
    for (id, mut lane) in lanes {
        let known = Lane::from_id(&id).ok_or_else(|| FileError(format!("“{id}” is no lane")))?;
        if let Some(lane) = lane.as_object_mut() {
            lane.insert("lane".to_owned(), json!(known));
        }
        found.push((known, lane));
    }
    found.sort_by_key(|(lane, _)| *lane);
    value["lanes"] = found.into_iter().map(|(_, lane)| lane).collect();
    serde_json::from_value(value).map_err(failed)
}
