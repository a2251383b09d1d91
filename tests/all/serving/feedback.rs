//! Labels by the ids of predictions.

use serde_json::{Value, json};

use super::{JSON, Server, bikes, tensors};

const FEEDBACK: &str = "/feedback";

/// Five predictions of the shop, and their ids.
fn ids(server: &Server) -> Vec<String> {
    let found = server.infer(&tensors()).ok();
    serde_json::from_value(found["parameters"]["prediction_ids"].clone()).unwrap()
}

#[track_caller]
fn counts(found: &Value) -> [u64; 5] {
    ["kept", "unchanged", "replaced", "unknown", "refused"].map(|key| found[key].as_u64().unwrap())
}

#[test]
fn labels_come_one_by_one_or_many_at_once_and_twice_changes_nothing() {
    let server = Server::shop();
    let ids = ids(&server);
    let send = |body: &Value| server.post(FEEDBACK, JSON, body.to_string()).ok();
    let one = json!({ "prediction_id": ids[0], "label": "yes" });
    assert_eq!(counts(&send(&one)), [1, 0, 0, 0, 0]);
    assert_eq!(counts(&send(&one)), [0, 1, 0, 0, 0]);
    let many = json!([one, { "prediction_id": ids[1], "label": true }, { "prediction_id": ids[2], "label": 3 }]);
    assert_eq!(counts(&send(&many)), [2, 1, 0, 0, 0]);
    let other = json!({ "prediction_id": ids[0], "label": "no" });
    assert_eq!(counts(&send(&other)), [0, 0, 1, 0, 0]);
    let csv = format!("prediction_id,label\n{},no\n{},yes\n", ids[0], ids[3]);
    let found = server.post(FEEDBACK, "text/csv", &csv).ok();
    assert_eq!(counts(&found), [1, 1, 0, 0, 0]);
    let again = server.post(FEEDBACK, "text/csv; charset=utf-8", &csv).ok();
    assert_eq!(counts(&again), [0, 2, 0, 0, 0]);
}

#[test]
fn an_unknown_id_is_named_and_the_others_are_kept() {
    let server = Server::shop();
    let ids = ids(&server);
    let body = json!([
        { "prediction_id": "abc-9", "label": "yes" },
        { "prediction_id": ids[0], "label": "yes" },
        { "prediction_id": ids[1], "label": " " },
        { "prediction_id": ids[2], "label": null },
        { "prediction_id": "", "label": "no" },
    ]);
    let found = server.post(FEEDBACK, JSON, body.to_string()).ok();
    assert_eq!(counts(&found), [1, 0, 0, 2, 2]);
    let left = found["not_kept"].as_array().unwrap();
    let of =
        |key: &str| -> Vec<&str> { left.iter().map(|one| one[key].as_str().unwrap()).collect() };
    assert_eq!(of("status"), ["unknown", "unknown", "refused", "refused"]);
    assert_eq!(
        of("prediction_id"),
        ["abc-9", "", ids[1].as_str(), ids[2].as_str()]
    );
    assert!(of("error").iter().all(|text| !text.is_empty()));
}

#[test]
fn a_regression_takes_numbers_only() {
    let server = Server::start("bikes", 1, bikes());
    let inputs = bikes();
    let record: serde_json::Map<String, Value> = inputs
        .inputs()
        .iter()
        .map(|column| (column.name.clone(), Value::Null))
        .collect();
    let found = server.invoke(&json!({ "instances": [record] })).ok();
    let id = found["prediction_ids"][0].as_str().unwrap();
    for (label, expected) in [
        (json!("many"), [0, 0, 0, 0, 1]),
        (json!("NaN"), [0, 0, 0, 0, 1]),
        (json!(12.5), [1, 0, 0, 0, 0]),
        (json!(" 12.5 "), [0, 1, 0, 0, 0]),
    ] {
        let body = json!({ "prediction_id": id, "label": label });
        let found = server.post(FEEDBACK, JSON, body.to_string()).ok();
        assert_eq!(counts(&found), expected, "{label}");
    }
}

#[test]
fn labels_that_make_no_sense_are_refused_as_a_whole() {
    let server = Server::shop();
    for body in [
        "",
        "[]",
        "3",
        "null",
        "[3]",
        "{}",
        "[{\"label\":\"yes\"}]",
        "[{\"prediction_id\":7,\"label\":1}]",
    ] {
        server.post(FEEDBACK, JSON, body).refused(400);
    }
    for body in [
        "a,b\n1,2\n",
        "prediction_id\nx\n",
        "prediction_id,label\n,yes\n",
    ] {
        server.post(FEEDBACK, "text/csv", body).refused(400);
    }
    server.post(FEEDBACK, "text/plain", "x").refused(415);
    server.post(FEEDBACK, "", "{}").refused(415);
    server.get(FEEDBACK).refused(405);
    // Nothing of it was taken for a prediction.
    assert_eq!(server.endpoint.traffic().requests, 0);
}
