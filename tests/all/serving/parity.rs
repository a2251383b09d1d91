//! Online is batch: the same rows, one request each, through the recipe of a real model.

use nonagon::{
    data::{self, Kind, Table, time_text},
    terms::Silent,
};
use serde_json::{Map, Value, json};

use super::{Server, bikes};
use crate::support::samples;

/// Rows that are asked about, spread over the whole table.
const ROWS: usize = 60;

/// A cell as a client has it.
fn cell(table: &Table, row: usize, column: usize) -> Value {
    if table.is_null(row, column) {
        return Value::Null;
    }
    let info = &table.columns()[column];
    let text = table.cell(row, column);
    match info.kind {
        Kind::Decimal => json!(table.numbers(&info.name).unwrap()[row]),
        Kind::Integer => json!(text.parse::<i64>().unwrap()),
        Kind::Boolean => json!(text == "true"),
        Kind::Text => json!(text),
        Kind::Time => json!(time_text(table.times(&info.name).unwrap()[row].unwrap())),
    }
}

#[test]
fn a_row_is_answered_online_as_in_a_batch() {
    let package = bikes();
    let path = samples().join("bikes/data.parquet");
    let whole = data::load(&path, &Silent).unwrap();
    let step = whole.n_rows() / ROWS;
    let rows: Vec<u32> = (0..ROWS).map(|i| (i * step) as u32).collect();
    let table = whole.take(&rows);
    let batch = package.predict(&table).unwrap();
    let server = Server::start("bikes", 1, bikes());
    for (row, expected) in batch.iter().enumerate() {
        let mut record = Map::new();
        for (column, info) in table.columns().iter().enumerate() {
            record.insert(info.name.clone(), cell(&table, row, column));
        }
        let tensors: Vec<Value> = record
            .iter()
            .map(|(name, value)| json!({ "name": name, "datatype": "BYTES", "shape": [1], "data": [value] }))
            .collect();
        let scored = server
            .invoke(&json!({ "dataframe_records": [record] }))
            .ok();
        assert_eq!(scored["predictions"], json!([expected.value]), "row {row}");
        let body = json!({ "inputs": tensors }).to_string();
        let inferred = server
            .post("/v2/models/bikes/infer", super::JSON, body)
            .ok();
        assert_eq!(
            inferred["outputs"][0]["data"],
            json!([expected.value]),
            "row {row}"
        );
    }
}
