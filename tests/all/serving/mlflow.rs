//! `MLflow` scoring: every way to write the rows, and what is refused.

use serde_json::{Value, json};

use super::{INVOKE, Server, columns, expected_classes, records};

#[test]
fn mlflow_asks_whether_it_lives() {
    let server = Server::shop();
    for path in ["/ping", "/health"] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.text.trim()), (200, ""));
    }
    let version = server.get("/version");
    assert_eq!(
        (version.status, version.text.as_str()),
        (200, env!("CARGO_PKG_VERSION"))
    );
}

/// The visitors as pandas splits them, with a column that the model does not read.
fn split() -> Value {
    let rows: Vec<Value> = (0..5)
        .map(|row| {
            let mut cells = vec![json!("aside")];
            cells.extend(columns().map(|(_, _, data)| data[row].clone()));
            json!(cells)
        })
        .collect();
    json!({
        "index": [0, 1, 2, 3, 4],
        "columns": ["note", "age", "visits", "colour", "member"],
        "data": rows,
    })
}

#[test]
fn every_way_to_write_the_rows_gives_the_same_predictions() {
    let server = Server::shop();
    let by_name = columns().map(|(name, _, data)| (name.to_owned(), json!(data)));
    let by_name = Value::Object(by_name.into_iter().collect());
    for body in [
        json!({ "dataframe_split": split() }),
        json!({ "dataframe_records": records() }),
        json!({ "instances": records() }),
        json!({ "inputs": by_name }),
        json!({ "dataframe_split": split(), "instances": null, "params": { "a": 1 } }),
    ] {
        let found = server.invoke(&body).ok();
        assert_eq!(found["predictions"], json!(expected_classes()), "{body}");
    }
    let csv = "note,age,visits,colour,member\n\
               \"a, b\",80.5,6,red,true\n,20,0,blue,False\n,51.5,1.0,pink,TRUE\n,99,5,green,0\n,,,,\n";
    for (content_type, csv) in [
        ("text/csv", csv.to_owned()),
        (
            "text/csv; header=present; charset=\"UTF-8\"",
            csv.to_owned(),
        ),
        ("Text/CSV", csv.replace('\n', "\r\n")),
        ("text/csv", format!("\u{feff}{csv}")),
    ] {
        let found = server.post(INVOKE, content_type, csv).ok();
        assert_eq!(found["predictions"], json!(expected_classes()));
    }
    // One row alone, its cells without lists.
    let one = server.invoke(&json!({ "inputs": records()[3] })).ok();
    assert_eq!(one["predictions"], json!([expected_classes()[3]]));
    // No rows are no answers.
    let mut none = split();
    none["data"] = json!([]);
    let found = server.invoke(&json!({ "dataframe_split": none })).ok();
    assert_eq!(found["predictions"], json!([]));
    // A key that is left out of a record is a gap, as in pandas.
    let mut gaps = records();
    gaps[4] = json!({});
    let found = server.invoke(&json!({ "dataframe_records": gaps })).ok();
    assert_eq!(found["predictions"], json!(expected_classes()));
}

#[test]
fn a_scoring_request_that_makes_no_sense_is_refused() {
    let server = Server::shop();
    let says = |request: Value, words: &str| {
        let text = server.invoke(&request).refused(400);
        assert!(text.contains(words), "{text}");
    };
    says(json!({}), "exactly one");
    says(json!({ "params": {} }), "exactly one");
    says(
        json!({ "dataframe_split": split(), "dataframe_records": records() }),
        "exactly one",
    );
    says(
        json!({ "instances": records(), "inputs": records()[0] }),
        "exactly one",
    );
    says(json!({ "dataframe": records() }), "dataframe_split");
    says(json!(records()), "not a scoring request");
    says(
        json!({ "instances": [[1, 2, 3, 4]] }),
        "not a scoring request",
    );
    says(json!({ "inputs": [1, 2, 3, 4] }), "not a scoring request");
    says(json!({ "dataframe_records": [{ "age": 1 }] }), "missing: ");
    says(json!({ "dataframe_records": [] }), "missing: ");
    let mut uneven = split();
    uneven["data"][2] = json!([1, 2]);
    says(json!({ "dataframe_split": uneven }), "row 2 has 2 values");
    let mut columns = records()[0].clone();
    columns["age"] = json!([1.0, 2.0]);
    server.invoke(&json!({ "inputs": columns })).refused(400);
    let mut wrong = records();
    wrong[1]["age"] = json!("old");
    says(json!({ "instances": wrong }), "“age” must be of kind");
    for csv in [
        "",
        "age,visits\n1,2\n",
        "age,visits,colour,member\nold,1,red,true\n",
        "age,visits,colour,member\n1,1,red,perhaps\n",
        "age,visits,colour,member\n1,1.5,red,true\n",
        "age,age,colour,member\n1,1,red,true\n",
        "age,visits,colour,member\n1,1,red,true,5,6\n",
    ] {
        server.post(INVOKE, "text/csv", csv).refused(400);
    }
    server.post(INVOKE, "text/csv", b"age\n\xff\n").refused(400);
    assert_eq!(server.endpoint.traffic().requests, 0);
    assert_eq!(server.stop(), []);
}

#[test]
fn only_json_and_csv_in_utf_8_are_read() {
    let server = Server::shop();
    let body = json!({ "dataframe_split": split() }).to_string();
    for content_type in [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON; format=pandas-split",
    ] {
        server.post(INVOKE, content_type, &body).ok();
    }
    for content_type in [
        "",
        "text/plain",
        "application/jsonl",
        "application/octet-stream",
        "application/json; charset=latin-1",
        "text/csv; charset=utf-16",
    ] {
        let text = server.post(INVOKE, content_type, &body).refused(415);
        assert!(text.contains("must be"), "{text}");
    }
    assert_eq!(server.endpoint.traffic().errors, 6);
}
